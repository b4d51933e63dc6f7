"""Keep each mention made ready for comparing: reading a hundred again was half of the time at the door."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("people", "0001_people")]

    operations: ClassVar = [
        migrations.AddField("mention", "ready", models.TextField(blank=True)),
        migrations.AddField("mention", "edition", models.IntegerField(default=0)),
    ]
