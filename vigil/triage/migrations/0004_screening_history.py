from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("triage", "0003_screening_level"),
    ]

    operations = [
        migrations.AddField(
            model_name="screening",
            name="history",
            field=models.JSONField(default=list),
        ),
    ]
