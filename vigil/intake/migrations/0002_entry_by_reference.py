from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0001_first_edition"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["reference", "state"], name="entry_by_reference"),
        ),
    ]
