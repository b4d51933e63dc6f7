"""Keep what people decide about who lives with whom: which reports changed household, and by which decision."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_first_edition")]

    operations = [
        migrations.CreateModel(
            name="HomeMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="home_moves", to="people.change"
                    ),
                ),
                (
                    "mention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="home_moves", to="people.mention"
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="left", to="people.household"
                    ),
                ),
                (
                    "after",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="gained", to="people.household"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("change", "mention"), name="home_move_once"),
                    models.CheckConstraint(
                        condition=models.Q(("before", models.F("after")), _negated=True),
                        name="home_move_goes_somewhere",
                    ),
                ]
            },
        ),
        migrations.AlterField(
            model_name="change",
            name="kind",
            field=models.CharField(
                choices=[
                    ("joined", "Joined as one person"),
                    ("kept_apart", "Kept apart as two people"),
                    ("split", "Split off as another person"),
                    ("taken_out", "Taken out of a household"),
                    ("homes_joined", "Households put together"),
                    ("undone", "Undid a decision"),
                    ("linked", "Linked by Vigil overnight"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(
                condition=models.Q(("ended_at", None), ("kind", "household"), ("verdict", "apart")),
                fields=["one", "other"],
                name="link_homes_apart",
            ),
        ),
    ]
