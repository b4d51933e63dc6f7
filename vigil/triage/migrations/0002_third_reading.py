"""Keep what the third reader heard in a narrative, and which third reader a screening was made with."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0001_first_edition"),
        ("triage", "0001_first_edition"),
    ]

    operations = [
        migrations.AddField(
            model_name="screening",
            name="third_version",
            field=models.CharField(default="", max_length=40),
        ),
        migrations.CreateModel(
            name="ThirdReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("version", models.CharField(max_length=40)),
                ("markers", models.JSONField()),
                (
                    "referral",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="third_reading",
                        to="referrals.referral",
                    ),
                ),
            ],
        ),
    ]
