"""People who do the work: teams, sites, skills, training, supervision and absence."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from vigil.audit.tables import CreateModels


class Migration(migrations.Migration):
    replaces = [("workforce", "0001_people_skills_and_training"), ("workforce", "0002_rows_taken_in")]

    initial = True

    dependencies = [
        ("accounts", "0001_first_edition"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Site",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80, unique=True)),
                    ],
                    options={
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="WorkingDay",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="working_days",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("weekday", models.PositiveSmallIntegerField()),
                        ("starts", models.TimeField()),
                        ("ends", models.TimeField()),
                    ],
                    options={
                        "ordering": ["person_id", "weekday"],
                        "constraints": [
                            models.UniqueConstraint(fields=("person", "weekday"), name="working_day_once"),
                            models.CheckConstraint(
                                condition=models.Q(("weekday__lte", 6)), name="working_day_is_of_a_week"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Absence",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="absences",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("leave", "Leave"),
                                    ("sickness", "Sickness"),
                                    ("training", "Training"),
                                    ("other_duty", "Other duty"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("first_day", models.DateField()),
                        ("last_day", models.DateField()),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("taken_back_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["-first_day", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("last_day__gte", models.F("first_day"))),
                                name="absence_ends_after_it_begins",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["leave", "sickness", "training", "other_duty"])),
                                name="absence_kind_is_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Training",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="trainings",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "course",
                            models.CharField(
                                choices=[
                                    ("public_protection", "Public protection foundation"),
                                    ("child_protection", "Child protection"),
                                    ("adult_safeguarding", "Safeguarding adults"),
                                    ("domestic_abuse", "Domestic abuse and coercive control"),
                                    ("exploitation", "Exploitation and modern slavery"),
                                    ("honour_based_abuse", "Honour-based abuse, forced marriage and FGM"),
                                    ("supervising", "Supervising risk assessments"),
                                ],
                                max_length=30,
                            ),
                        ),
                        ("provider", models.CharField(max_length=120)),
                        ("completed_date", models.DateField()),
                        ("evidence", models.CharField(max_length=200)),
                        ("policy_version", models.CharField(max_length=40)),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("withdrawn_at", models.DateTimeField(null=True)),
                        ("withdrawn_because", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "ordering": ["-completed_date", "-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn_at__isnull", True)),
                                fields=("person", "course", "completed_date"),
                                name="training_recorded_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("provider", ""), _negated=True), name="training_has_a_provider"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("evidence", ""), _negated=True), name="training_has_evidence"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "course__in",
                                        [
                                            "public_protection",
                                            "child_protection",
                                            "adult_safeguarding",
                                            "domestic_abuse",
                                            "exploitation",
                                            "honour_based_abuse",
                                            "supervising",
                                        ],
                                    )
                                ),
                                name="training_course_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("withdrawn_at__isnull", True),
                                    models.Q(("withdrawn_because", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="training_withdrawn_with_a_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Step",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("shadow", "Shadow"),
                                    ("supervised", "Supervised"),
                                    ("independent", "Independent"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("reason", models.CharField(max_length=200)),
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
                    ],
                    options={
                        "ordering": ["-at", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True), name="step_has_a_reason"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("stage__in", ["shadow", "supervised", "independent"])),
                                name="step_stage_is_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Practice",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="practice",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("shadow", "Shadow"),
                                    ("supervised", "Supervised"),
                                    ("independent", "Independent"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("taken_back_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["-at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Supervision",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="supervisions",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("held_date", models.DateField()),
                        (
                            "held_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("taken_back_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["-held_date", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Exposure",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="exposures",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "material",
                            models.CharField(
                                choices=[
                                    ("child_sexual_abuse", "Sexual abuse of a child"),
                                    ("child_harm", "Injury to a child, or neglect"),
                                    ("sexual_violence", "Sexual violence"),
                                    ("serious_violence", "Strangulation, weapons, threats to kill"),
                                    ("suicide_self_harm", "Suicide or self-harm"),
                                    ("exploitation", "Exploitation and slavery"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["-at", "-id"],
                        "indexes": [models.Index(fields=["at"], name="exposure_by_moment")],
                    },
                ),
                migrations.CreateModel(
                    name="StaffFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
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
                        ("read", models.PositiveIntegerField(default=0)),
                        ("taken_in", models.PositiveIntegerField(default=0)),
                        ("people_added", models.PositiveIntegerField(default=0)),
                        ("trainings_added", models.PositiveIntegerField(default=0)),
                        ("known", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "ordering": ["-at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Team",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80, unique=True)),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="teams", to="workforce.site"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="Accreditation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "training",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="accreditations",
                                to="workforce.training",
                            ),
                        ),
                        (
                            "skill",
                            models.CharField(
                                choices=[
                                    ("children", "Children"),
                                    ("adults", "Adults"),
                                    ("domestic_abuse", "Domestic abuse"),
                                    ("exploitation", "Exploitation"),
                                    ("honour_based_abuse", "Honour-based abuse"),
                                    ("sign_off", "Sign-off"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("expires_on", models.DateField()),
                    ],
                    options={
                        "ordering": ["training_id", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("training", "skill"), name="accreditation_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "skill__in",
                                        [
                                            "children",
                                            "adults",
                                            "domestic_abuse",
                                            "exploitation",
                                            "honour_based_abuse",
                                            "sign_off",
                                        ],
                                    )
                                ),
                                name="accreditation_skill_is_known",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HeldRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="held_rows",
                                to="workforce.stafffile",
                            ),
                        ),
                        ("row", models.PositiveIntegerField()),
                        ("field", models.CharField(max_length=40)),
                        ("reason", models.CharField(max_length=300)),
                    ],
                    options={
                        "ordering": ["file_id", "row", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Post",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "person",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="post",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="posts",
                                to="workforce.team",
                            ),
                        ),
                        ("contracted_minutes", models.PositiveIntegerField(null=True)),
                        ("ends_on", models.DateField(null=True)),
                    ],
                    options={
                        "ordering": ["person_id"],
                    },
                ),
            ]
        ),
    ]
