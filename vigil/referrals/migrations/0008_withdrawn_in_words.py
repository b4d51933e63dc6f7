from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0007_find_by_reference"),
    ]

    operations = [
        migrations.AlterField(
            model_name="referral",
            name="status",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting for assessment"),
                    ("in_assessment", "Being assessed"),
                    ("returned", "With the officer: question asked"),
                    ("second_signature", "Waiting for a second signature"),
                    ("assessed", "Assessed"),
                    ("decided", "Sharing decided"),
                    ("closed", "Closed"),
                    ("withdrawn", "Withdrawn"),
                ],
                max_length=30,
            ),
        ),
    ]
