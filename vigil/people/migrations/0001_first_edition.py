"""Who is who: mentions, persons, households, and the links between them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from vigil.audit.tables import CreateModels


class Migration(migrations.Migration):
    replaces = [("people", "0001_people"), ("people", "0002_mention_made_ready")]

    initial = True

    dependencies = [
        ("accounts", "0001_first_edition"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Address",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=200, unique=True)),
                        ("line", models.CharField(max_length=400)),
                        ("postcode", models.CharField(blank=True, db_index=True, max_length=10)),
                        ("is_crowded", models.BooleanField(default=False)),
                    ],
                ),
                migrations.CreateModel(
                    name="Person",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "merged_into",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.person",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("merged_into", models.F("id")), _negated=True),
                                name="person_not_merged_into_itself",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Change",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("joined", "Joined as one person"),
                                    ("kept_apart", "Kept apart as two people"),
                                    ("split", "Split off as another person"),
                                    ("undone", "Undid a decision"),
                                    ("linked", "Linked by Vigil overnight"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("reason", models.TextField(blank=True)),
                        (
                            "undoes",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="undone_in",
                                to="people.change",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "undone"), ("undoes__isnull", False)),
                                    models.Q(models.Q(("kind", "undone"), _negated=True), ("undoes__isnull", True)),
                                    _connector="OR",
                                ),
                                name="change_undone_names_what_it_undoes",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("by", None), ("kind", "linked")), ("by__isnull", False), _connector="OR"
                                ),
                                name="change_by_vigil_only_overnight",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Household",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "address",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="households",
                                to="people.address",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Mention",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="mentions", to="people.person"
                            ),
                        ),
                        (
                            "household",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mentions",
                                to="people.household",
                            ),
                        ),
                        (
                            "address",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mentions",
                                to="people.address",
                            ),
                        ),
                        ("named_in", models.BigIntegerField(db_index=True)),
                        ("seen_on", models.DateField()),
                        ("role", models.CharField(max_length=20)),
                        ("surname", models.CharField(blank=True, max_length=200)),
                        ("forenames", models.CharField(blank=True, max_length=200)),
                        ("also_known_as", models.CharField(blank=True, max_length=200)),
                        ("date_of_birth", models.DateField(db_index=True, null=True)),
                        ("age", models.PositiveSmallIntegerField(null=True)),
                        ("sex", models.CharField(blank=True, max_length=2)),
                        ("relationship", models.CharField(blank=True, max_length=120)),
                        ("address_line", models.CharField(blank=True, max_length=400)),
                        ("postcode", models.CharField(blank=True, max_length=10)),
                        ("phone", models.CharField(blank=True, max_length=40)),
                        ("school", models.CharField(blank=True, max_length=200)),
                        ("source_person_id", models.CharField(blank=True, max_length=140)),
                        ("named_with", models.TextField(blank=True)),
                        ("ready", models.TextField(blank=True)),
                        ("edition", models.IntegerField(default=0)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["address", "household"], name="mention_by_home")],
                    },
                ),
                migrations.CreateModel(
                    name="Block",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.BigIntegerField()),
                        (
                            "mention",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.mention",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("key", "mention"), name="block_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Sound",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sound", models.CharField(max_length=40)),
                        (
                            "mention",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.mention",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("sound", "mention"), name="sound_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Move",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "change",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="people.change"
                            ),
                        ),
                        (
                            "mention",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="people.mention"
                            ),
                        ),
                        (
                            "before",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="left", to="people.person"
                            ),
                        ),
                        (
                            "after",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="gained", to="people.person"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("change", "mention"), name="move_once"),
                            models.CheckConstraint(
                                condition=models.Q(("before", models.F("after")), _negated=True),
                                name="move_goes_somewhere",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Link",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("person", "Same person"), ("household", "Same household")], max_length=10
                            ),
                        ),
                        (
                            "one",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="links", to="people.mention"
                            ),
                        ),
                        (
                            "other",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="links_back",
                                to="people.mention",
                            ),
                        ),
                        (
                            "verdict",
                            models.CharField(
                                choices=[
                                    ("same", "The same"),
                                    ("ask", "A person is to say"),
                                    ("apart", "Not the same"),
                                ],
                                max_length=5,
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                        (
                            "made_in",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="links_made",
                                to="people.change",
                            ),
                        ),
                        ("weight", models.FloatField(null=True)),
                        ("probability", models.FloatField(null=True)),
                        ("reasons", models.JSONField(default=list)),
                        ("guard", models.CharField(blank=True, max_length=40)),
                        ("model_version", models.CharField(blank=True, max_length=40)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "ended_in",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="links_ended",
                                to="people.change",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("ended_at", None), ("verdict", "ask")),
                                fields=["id"],
                                name="link_to_review",
                            ),
                            models.Index(
                                condition=models.Q(("by__isnull", False), ("ended_at", None)),
                                fields=["one", "other"],
                                name="link_by_a_person",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("one__lt", models.F("other"))), name="link_pair_in_order"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("kind", "one", "other"),
                                name="link_one_standing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("verdict", "ask"), _negated=True), ("by", None), _connector="OR"
                                ),
                                name="link_asked_by_vigil_only",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("by__isnull", False), ("model_version", ""), ("weight", None)),
                                    models.Q(("by", None), models.Q(("model_version", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="link_by_a_person_or_a_model",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
