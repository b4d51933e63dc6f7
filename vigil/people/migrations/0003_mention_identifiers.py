"""Keep the numbers of others that matching may go by: of the person (NHS) and of their home (UPRN)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_household_decisions"),
    ]

    operations = [
        migrations.AddField(
            model_name="mention",
            name="nhs_number",
            field=models.CharField(blank=True, max_length=10),
        ),
        migrations.AddField(
            model_name="mention",
            name="uprn",
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(
                condition=models.Q(("uprn", ""), _negated=True), fields=["uprn"], name="mention_by_uprn"
            ),
        ),
    ]
