"""What a backlog was like, day by day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("governance", "0001_snapshot")]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True)),
                ("taken_at", models.DateTimeField()),
                ("figures", models.JSONField()),
                ("trend", models.TextField(blank=True)),
                ("waiting", models.JSONField()),
            ],
            options={
                "ordering": ["day"],
            },
        ),
    ]
