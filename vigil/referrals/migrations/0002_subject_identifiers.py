"""Keep the NHS number and the property number (UPRN) where a source gives them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0001_first_edition"),
    ]

    operations = [
        migrations.AddField(
            model_name="subject",
            name="nhs_number",
            field=models.CharField(blank=True, max_length=10),
        ),
        migrations.AddField(
            model_name="subject",
            name="uprn",
            field=models.CharField(blank=True, max_length=12),
        ),
    ]
