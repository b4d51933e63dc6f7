from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0006_lowered_only_by_two"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["reference"], name="referral_by_reference"),
        ),
    ]
