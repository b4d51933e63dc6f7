from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0001_first_edition"),
    ]

    operations = [
        migrations.AlterField(
            model_name="schoolnotice",
            name="state",
            field=models.CharField(
                choices=[
                    ("to_find", "School to be found"),
                    ("held", "Held"),
                    ("late", "Came too late to be sent by rule"),
                    ("going", "On its way, or told"),
                    ("ended", "Not to be told"),
                ],
                max_length=10,
            ),
        ),
    ]
