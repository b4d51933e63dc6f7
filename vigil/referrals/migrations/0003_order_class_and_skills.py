"""Make room for the class a referral ages in, and for the skills its assessor needs."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0002_subject_mention")]

    operations = [
        migrations.RemoveConstraint(model_name="referral", name="referral_rank_is_its_grade"),
        *(
            migrations.RemoveIndex(model_name="referral", name=name)
            for name in ("waiting_order", "waiting_by_area", "waiting_by_type")
        ),
        migrations.AddField(
            model_name="referral",
            name="order_class",
            field=models.PositiveSmallIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="referral",
            name="skills",
            field=models.CharField(default="", max_length=80),
            preserve_default=False,
        ),
    ]
