from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("triage", "0005_holding_is_a_policy"),
    ]

    operations = [
        migrations.AlterField(
            model_name="policy",
            name="kind",
            field=models.CharField(max_length=30),
        ),
        migrations.AlterField(
            model_name="trial",
            name="kind",
            field=models.CharField(max_length=30),
        ),
    ]
