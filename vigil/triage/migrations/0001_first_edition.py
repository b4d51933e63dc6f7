"""Screenings, markers, policies, assessments, and what checks them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from vigil.audit.tables import CreateModels


class Migration(migrations.Migration):
    replaces = [
        ("triage", "0001_initial"),
        ("triage", "0002_markers_trials_and_blind_samples"),
        ("triage", "0003_screening_level"),
        ("triage", "0004_screening_history"),
        ("triage", "0005_holding_is_a_policy"),
        ("triage", "0006_policies_go_by_name"),
        ("triage", "0007_marker_note_undone_by"),
        ("triage", "0008_assessments"),
        ("triage", "0009_quality_sampling"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_first_edition"),
        ("referrals", "0001_first_edition"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="AssessmentDraft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "referral",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assessment_draft",
                                to="referrals.referral",
                            ),
                        ),
                        ("answers", models.JSONField()),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "saved_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("saved_at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Assessment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "referral",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assessments",
                                to="referrals.referral",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("stands", "Stands"),
                                    ("waits", "Waits for a second signature"),
                                    ("refused", "Second signature refused"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "grade",
                            models.CharField(
                                choices=[("high", "High"), ("medium", "Medium"), ("standard", "Standard")],
                                max_length=10,
                            ),
                        ),
                        (
                            "held",
                            models.CharField(
                                choices=[("high", "High"), ("medium", "Medium"), ("standard", "Standard")],
                                max_length=10,
                            ),
                        ),
                        ("why", models.TextField(blank=True)),
                        ("sections", models.JSONField()),
                        ("filled", models.JSONField(default=list)),
                        (
                            "consent",
                            models.CharField(
                                choices=[
                                    ("given", "They agree"),
                                    (
                                        "overridden",
                                        "They do not agree, or were not asked, and it is shared all the same",
                                    ),
                                    ("refused", "They do not agree, and it is not shared"),
                                    ("not_asked", "They were not asked, and it is not shared"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("consent_why", models.TextField(blank=True)),
                        (
                            "safeguarding",
                            models.CharField(
                                choices=[
                                    ("nothing", "Nothing"),
                                    ("needed", "Something: it is done, or has to be done now"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("safeguarding_what", models.TextField(blank=True)),
                        (
                            "proposal",
                            models.CharField(
                                choices=[
                                    ("share", "Share"),
                                    ("hold_and_count", "Hold, and count if it happens again"),
                                    ("not_shared", "Do not share"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("proposal_why", models.TextField(blank=True)),
                        ("rules_version", models.CharField(max_length=40)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assessments",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("began_at", models.DateTimeField()),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["referral_id", "-at", "-id"],
                        "indexes": [models.Index(fields=["by", "at"], name="assessment_by_person")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "waits")),
                                fields=("referral",),
                                name="assessment_one_waits",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("grade", models.F("held")), models.Q(("why", ""), _negated=True), _connector="OR"
                                ),
                                name="assessment_that_differs_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Enquiry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "referral",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="enquiries",
                                to="referrals.referral",
                            ),
                        ),
                        ("asked_of", models.CharField(max_length=200)),
                        ("question", models.TextField()),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        ("chased_at", models.DateTimeField(null=True)),
                        ("answer", models.TextField(blank=True)),
                        ("answered_at", models.DateTimeField(null=True)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "enquiries",
                        "ordering": ["due_at", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("answered_at", None)), fields=["due_at"], name="enquiry_to_chase"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answer", ""), ("answered_at", None), ("answered_by", None)),
                                    models.Q(
                                        ("answered_at__isnull", False),
                                        ("answered_by__isnull", False),
                                        models.Q(("answer", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="enquiry_answered_by_somebody",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Policy",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=30)),
                        ("version", models.PositiveIntegerField()),
                        ("table", models.JSONField()),
                        ("reason", models.TextField()),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["kind", "-version"],
                        "constraints": [
                            models.UniqueConstraint(fields=("kind", "version"), name="policy_version_once"),
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True), name="policy_has_a_reason"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Trial",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=30)),
                        ("table", models.JSONField(default=dict)),
                        ("based_on", models.CharField(max_length=60)),
                        ("reason", models.TextField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("queued", "Waiting to start"),
                                    ("running", "Being tried"),
                                    ("ready", "Tried: waiting for a decision"),
                                    ("applying", "Being made live"),
                                    ("live", "Live"),
                                    ("dropped", "Dropped"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("total", models.PositiveIntegerField(default=0)),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("differences", models.JSONField(default=list)),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("decided_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True), name="trial_has_a_reason"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="QualityDraw",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField(unique=True)),
                        ("seed", models.PositiveIntegerField()),
                        ("stood", models.JSONField()),
                        ("policy_version", models.CharField(max_length=60)),
                        ("drawn_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["-day"],
                    },
                ),
                migrations.CreateModel(
                    name="BlindSample",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("size", models.PositiveIntegerField()),
                        ("seed", models.PositiveIntegerField()),
                        ("strata", models.JSONField()),
                        (
                            "drawn_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("drawn_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Screening",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "referral",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="screenings",
                                to="referrals.referral",
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "grade",
                            models.CharField(
                                choices=[("high", "High"), ("medium", "Medium"), ("standard", "Standard")],
                                max_length=10,
                            ),
                        ),
                        (
                            "level",
                            models.CharField(
                                blank=True,
                                choices=[("high", "High"), ("medium", "Medium"), ("standard", "Standard")],
                                max_length=10,
                            ),
                        ),
                        ("reasons", models.JSONField()),
                        ("conflicts", models.JSONField()),
                        ("history", models.JSONField(default=list)),
                        ("markers", models.JSONField(default=list)),
                        ("narrative_state", models.CharField(default="", max_length=60)),
                        ("lexicon_version", models.CharField(default="", max_length=40)),
                        ("rules_version", models.CharField(max_length=40)),
                        ("policy_version", models.CharField(max_length=60)),
                    ],
                    options={
                        "ordering": ["referral_id", "-at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="MarkerNote",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "referral",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="marker_notes",
                                to="referrals.referral",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(choices=[("dismissed", "Dismissed"), ("added", "Added")], max_length=10),
                        ),
                        (
                            "code",
                            models.CharField(
                                choices=[
                                    ("non_fatal_strangulation", "non_fatal_strangulation"),
                                    ("threat_to_kill", "threat_to_kill"),
                                    ("weapon", "weapon"),
                                    ("sexual_violence", "sexual_violence"),
                                    ("child_sexual_abuse", "child_sexual_abuse"),
                                    ("pregnancy", "pregnancy"),
                                    ("child_present", "child_present"),
                                    ("child_injury", "child_injury"),
                                    ("neglect", "neglect"),
                                    ("coercive_control", "coercive_control"),
                                    ("stalking_harassment", "stalking_harassment"),
                                    ("separation_conflict", "separation_conflict"),
                                    ("escalation", "escalation"),
                                    ("breach_of_order", "breach_of_order"),
                                    ("victim_afraid", "victim_afraid"),
                                    ("suicide_self_harm", "suicide_self_harm"),
                                    ("mental_health_crisis", "mental_health_crisis"),
                                    ("substance_misuse", "substance_misuse"),
                                    ("missing", "missing"),
                                    ("child_exploitation", "child_exploitation"),
                                    ("modern_slavery", "modern_slavery"),
                                    ("cuckooing", "cuckooing"),
                                    ("honour_based_abuse", "honour_based_abuse"),
                                    ("adult_care_needs", "adult_care_needs"),
                                    ("self_neglect", "self_neglect"),
                                    ("financial_abuse", "financial_abuse"),
                                    ("radicalisation", "radicalisation"),
                                    ("fire_risk", "fire_risk"),
                                    ("animal_abuse", "animal_abuse"),
                                ],
                                max_length=40,
                            ),
                        ),
                        ("start", models.PositiveIntegerField()),
                        ("end", models.PositiveIntegerField()),
                        ("pattern", models.CharField(blank=True, max_length=80)),
                        ("lexicon_version", models.CharField(max_length=40)),
                        ("reason", models.TextField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("undone_at", models.DateTimeField(null=True)),
                        (
                            "undone_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("undone_reason", models.TextField(blank=True)),
                    ],
                    options={
                        "ordering": ["referral_id", "start", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True), name="marker_note_has_a_reason"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("end__gt", models.F("start"))), name="marker_note_has_a_place"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("undone_at__isnull", True)),
                                fields=("referral", "kind", "code", "start", "end"),
                                name="marker_noted_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SecondSignature",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "assessment",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="second",
                                to="triage.assessment",
                            ),
                        ),
                        (
                            "grade",
                            models.CharField(
                                choices=[("high", "High"), ("medium", "Medium"), ("standard", "Standard")],
                                max_length=10,
                            ),
                        ),
                        ("why", models.TextField()),
                        ("agrees", models.BooleanField()),
                        (
                            "first_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="second_signatures",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("why", ""), _negated=True), name="second_signature_says_why"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("by", models.F("first_by")), _negated=True),
                                name="second_signature_is_another_person_s",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="QualityGrading",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "draw",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="gradings",
                                to="triage.qualitydraw",
                            ),
                        ),
                        (
                            "assessment",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="quality_grading",
                                to="triage.assessment",
                            ),
                        ),
                        (
                            "stratum",
                            models.CharField(
                                choices=[("high", "High"), ("medium", "Medium"), ("standard", "Standard")],
                                max_length=10,
                            ),
                        ),
                        (
                            "first_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "grade",
                            models.CharField(
                                blank=True,
                                choices=[("high", "High"), ("medium", "Medium"), ("standard", "Standard")],
                                max_length=10,
                            ),
                        ),
                        ("reason", models.TextField(blank=True)),
                        (
                            "graded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("graded_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["draw__day", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("grade", ""), ("graded_at__isnull", True), ("graded_by__isnull", True)),
                                    models.Q(
                                        models.Q(("grade", ""), _negated=True),
                                        models.Q(("reason", ""), _negated=True),
                                        ("graded_at__isnull", False),
                                        ("graded_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="quality_grading_is_signed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("graded_by__isnull", True),
                                    models.Q(("graded_by", models.F("first_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="quality_grading_is_another_person_s",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BlindGrading",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "sample",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="gradings",
                                to="triage.blindsample",
                            ),
                        ),
                        (
                            "referral",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="blind_gradings",
                                to="referrals.referral",
                            ),
                        ),
                        ("stratum", models.CharField(max_length=60)),
                        (
                            "grade",
                            models.CharField(
                                blank=True,
                                choices=[("high", "High"), ("medium", "Medium"), ("standard", "Standard")],
                                max_length=10,
                            ),
                        ),
                        ("reason", models.TextField(blank=True)),
                        (
                            "graded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("graded_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["sample_id", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("sample", "referral"), name="blind_grading_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("grade", ""), ("graded_at__isnull", True), ("graded_by__isnull", True)),
                                    models.Q(
                                        models.Q(("grade", ""), _negated=True),
                                        models.Q(("reason", ""), _negated=True),
                                        ("graded_at__isnull", False),
                                        ("graded_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="blind_grading_is_signed",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
