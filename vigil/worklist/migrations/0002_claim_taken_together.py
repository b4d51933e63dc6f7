"""Let a referral be taken with another of the same people."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("worklist", "0001_first_edition")]

    operations = [
        migrations.AlterField(
            model_name="claim",
            name="how",
            field=models.CharField(
                choices=[
                    ("next", "Took the next"),
                    ("chosen", "Chose it out of order"),
                    ("handed_out", "Was handed it"),
                    ("together", "Took it with another of the same people"),
                ],
                max_length=20,
            ),
        ),
    ]
