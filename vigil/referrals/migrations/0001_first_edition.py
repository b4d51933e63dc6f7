"""The referral and everybody named in it."""

import django.db.models.deletion
from django.db import migrations, models

import vigil.rules.lifecycle
import vigil.rules.terms
from vigil.audit.tables import CreateModels


class Migration(migrations.Migration):
    replaces = [
        ("referrals", "0001_initial"),
        ("referrals", "0002_subject_mention"),
        ("referrals", "0003_order_class_and_skills"),
        ("referrals", "0004_fill_order_class_and_skills"),
        ("referrals", "0005_order_by_class"),
        ("referrals", "0006_lowered_only_by_two"),
        ("referrals", "0007_find_by_reference"),
        ("referrals", "0008_withdrawn_in_words"),
    ]

    initial = True

    dependencies = [
        ("people", "0001_first_edition"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Referral",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("source", models.CharField(max_length=60)),
                        ("reference", models.CharField(max_length=80)),
                        ("log_number", models.CharField(blank=True, max_length=80)),
                        ("crime_number", models.CharField(blank=True, max_length=80)),
                        ("incident_at", models.DateTimeField(null=True)),
                        ("incident_time_known", models.BooleanField(default=True)),
                        ("submitted_at", models.DateTimeField()),
                        ("submitted_time_known", models.BooleanField(default=True)),
                        ("received_at", models.DateTimeField()),
                        ("officer_collar", models.CharField(blank=True, max_length=20)),
                        ("officer_name", models.CharField(blank=True, max_length=120)),
                        (
                            "area",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("herefordshire", "Herefordshire"),
                                    ("shropshire", "Shropshire"),
                                    ("telford_and_wrekin", "Telford & Wrekin"),
                                    ("worcestershire", "Worcestershire"),
                                ],
                                max_length=30,
                            ),
                        ),
                        ("team_area", models.CharField(blank=True, max_length=120)),
                        (
                            "incident_type",
                            models.CharField(
                                choices=[
                                    ("domestic_abuse_partner", "Domestic abuse: partner"),
                                    ("domestic_abuse_ex_partner", "Domestic abuse: ex-partner"),
                                    ("domestic_abuse_family", "Domestic abuse: family"),
                                    ("stalking_harassment", "Stalking or harassment"),
                                    ("honour_based_abuse", "Honour-based abuse"),
                                    ("sexual_offence", "Sexual offence"),
                                    ("child_welfare", "Child: welfare"),
                                    ("child_physical_abuse", "Child: physical abuse"),
                                    ("child_sexual_abuse", "Child: sexual abuse"),
                                    ("child_exploitation", "Child: exploitation"),
                                    ("child_mental_health", "Child: mental health"),
                                    ("child_offending", "Child: offending"),
                                    ("missing_person", "Missing person"),
                                    ("adult_at_risk", "Adult at risk"),
                                    ("financial_abuse", "Financial abuse"),
                                    ("cuckooing", "Cuckooing"),
                                    ("mental_health", "Mental health"),
                                    ("modern_slavery", "Modern slavery"),
                                    ("prevent", "Prevent"),
                                    ("other", "Other"),
                                ],
                                max_length=40,
                            ),
                        ),
                        ("incident_type_as_written", models.CharField(blank=True, max_length=200)),
                        ("address", models.CharField(blank=True, max_length=400)),
                        ("postcode", models.CharField(blank=True, max_length=10)),
                        (
                            "officer_grade",
                            models.CharField(
                                blank=True,
                                choices=[("high", "High"), ("medium", "Medium"), ("standard", "Standard")],
                                max_length=10,
                            ),
                        ),
                        (
                            "risk_tool",
                            models.CharField(blank=True, choices=[("DASH", "DASH"), ("DARA", "DARA")], max_length=10),
                        ),
                        ("ticks", models.PositiveSmallIntegerField(null=True)),
                        ("answers", models.JSONField(default=dict)),
                        ("partner_flags", models.JSONField(default=list)),
                        ("school", models.CharField(blank=True, max_length=200)),
                        ("narrative", models.TextField()),
                        ("source_status", models.CharField(blank=True, max_length=120)),
                        ("comments", models.TextField(blank=True)),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting for assessment"),
                                    ("in_assessment", "Being assessed"),
                                    ("returned", "With the officer: question asked"),
                                    ("second_signature", "Waiting for a second signature"),
                                    ("assessed", "Assessed"),
                                    ("decided", "Sharing decided"),
                                    ("closed", "Closed"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                max_length=30,
                            ),
                        ),
                        ("waiting", models.BooleanField()),
                        ("closed_at", models.DateTimeField(null=True)),
                        (
                            "grade",
                            models.CharField(
                                choices=[("high", "High"), ("medium", "Medium"), ("standard", "Standard")],
                                max_length=10,
                            ),
                        ),
                        ("lowered_by_two", models.BooleanField(default=False)),
                        ("has_conflict", models.BooleanField(default=False)),
                        ("due_at", models.DateTimeField()),
                        ("order_class", models.PositiveSmallIntegerField()),
                        ("order_at", models.DateTimeField()),
                        ("order_lifts", models.JSONField(default=list)),
                        ("skills", models.CharField(max_length=80)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("waiting", True)),
                                fields=["order_class", "order_at", "id", "due_at", "has_conflict"],
                                name="waiting_order",
                            ),
                            models.Index(
                                condition=models.Q(("waiting", True)),
                                fields=["area", "order_class", "order_at", "id", "due_at", "has_conflict"],
                                name="waiting_by_area",
                            ),
                            models.Index(
                                condition=models.Q(("waiting", True)),
                                fields=["incident_type", "order_class", "order_at", "id", "due_at", "has_conflict"],
                                name="waiting_by_type",
                            ),
                            models.Index(
                                condition=models.Q(("status", vigil.rules.lifecycle.Status["WAITING"])),
                                fields=["order_class", "order_at", "id", "skills"],
                                name="free_order",
                            ),
                            models.Index(
                                condition=models.Q(("waiting", True)), fields=["due_at", "id"], name="waiting_by_due"
                            ),
                            models.Index(
                                condition=models.Q(("waiting", True)),
                                fields=["submitted_at", "id"],
                                name="waiting_by_age",
                            ),
                            models.Index(fields=["log_number"], name="referral_by_log"),
                            models.Index(fields=["reference"], name="referral_by_reference"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        (
                                            "status__in",
                                            frozenset(
                                                [
                                                    vigil.rules.lifecycle.Status["IN_ASSESSMENT"],
                                                    vigil.rules.lifecycle.Status["RETURNED"],
                                                    vigil.rules.lifecycle.Status["SECOND_SIGNATURE"],
                                                    vigil.rules.lifecycle.Status["WAITING"],
                                                ]
                                            ),
                                        ),
                                        ("waiting", True),
                                    ),
                                    models.Q(
                                        ("waiting", False),
                                        models.Q(
                                            (
                                                "status__in",
                                                frozenset(
                                                    [
                                                        vigil.rules.lifecycle.Status["IN_ASSESSMENT"],
                                                        vigil.rules.lifecycle.Status["RETURNED"],
                                                        vigil.rules.lifecycle.Status["SECOND_SIGNATURE"],
                                                        vigil.rules.lifecycle.Status["WAITING"],
                                                    ]
                                                ),
                                            ),
                                            _negated=True,
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="referral_waiting_follows_its_status",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("closed_at__isnull", False), ("status", vigil.rules.lifecycle.Status["CLOSED"])
                                    ),
                                    models.Q(
                                        ("closed_at__isnull", True),
                                        models.Q(("status", vigil.rules.lifecycle.Status["CLOSED"]), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="referral_closed_at_only_when_closed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("grade", vigil.rules.terms.Grade["HIGH"]), ("order_class__in", (0, 1, 2, 3))
                                    ),
                                    models.Q(
                                        ("grade", vigil.rules.terms.Grade["MEDIUM"]), ("order_class__in", (11, 12, 13))
                                    ),
                                    models.Q(
                                        ("grade", vigil.rules.terms.Grade["STANDARD"]),
                                        ("order_class__in", (22, 23, 24)),
                                    ),
                                    _connector="OR",
                                ),
                                name="referral_class_is_of_its_grade",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("lowered_by_two", True),
                                    models.Q(
                                        models.Q(
                                            (
                                                "grade__in",
                                                [
                                                    vigil.rules.terms.Grade["MEDIUM"],
                                                    vigil.rules.terms.Grade["STANDARD"],
                                                ],
                                            ),
                                            ("officer_grade", vigil.rules.terms.Grade["HIGH"]),
                                            _negated=True,
                                        ),
                                        models.Q(
                                            ("grade", vigil.rules.terms.Grade["STANDARD"]),
                                            ("officer_grade", vigil.rules.terms.Grade["MEDIUM"]),
                                            _negated=True,
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="referral_graded_below_its_officer_only_by_two",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("status", vigil.rules.lifecycle.Status["WITHDRAWN"]), _negated=True
                                ),
                                fields=("source", "reference"),
                                name="referral_source_and_reference_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Subject",
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
                                related_name="subjects",
                                to="referrals.referral",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField()),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("harmed", "Harmed"),
                                    ("harming", "Alleged to have harmed"),
                                    ("child", "Child"),
                                    ("parent_or_carer", "Parent or carer"),
                                    ("household_member", "Household member"),
                                    ("other", "Other"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("surname", models.CharField(blank=True, max_length=200)),
                        ("forenames", models.CharField(blank=True, max_length=200)),
                        ("also_known_as", models.CharField(blank=True, max_length=200)),
                        ("date_of_birth", models.DateField(null=True)),
                        ("age", models.PositiveSmallIntegerField(null=True)),
                        ("age_months", models.PositiveSmallIntegerField(null=True)),
                        (
                            "sex",
                            models.CharField(
                                blank=True,
                                choices=[("F", "Female"), ("M", "Male"), ("NB", "Non-binary"), ("", "Not known")],
                                max_length=2,
                            ),
                        ),
                        ("ethnicity", models.CharField(blank=True, max_length=4)),
                        ("relationship", models.CharField(blank=True, max_length=120)),
                        ("address", models.CharField(blank=True, max_length=400)),
                        ("postcode", models.CharField(blank=True, max_length=10)),
                        ("phone", models.CharField(blank=True, max_length=40)),
                        ("school", models.CharField(blank=True, max_length=200)),
                        ("source_person_id", models.CharField(blank=True, max_length=60)),
                        ("as_written", models.TextField(blank=True)),
                        (
                            "mention",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="subject",
                                to="people.mention",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["referral_id", "position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("referral", "position"), name="subject_position_once"),
                            models.CheckConstraint(
                                condition=models.Q(("position__gte", 1)), name="subject_position_from_one"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Flag",
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
                                related_name="flags",
                                to="referrals.referral",
                            ),
                        ),
                        ("code", models.CharField(max_length=40)),
                        ("field", models.CharField(blank=True, max_length=60)),
                        ("words", models.CharField(max_length=400)),
                    ],
                    options={
                        "ordering": ["id"],
                        "indexes": [models.Index(fields=["code", "referral"], name="flag_by_code")],
                    },
                ),
                migrations.CreateModel(
                    name="SearchTerm",
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
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.referral"
                            ),
                        ),
                        ("term", models.CharField(max_length=40)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("term", "referral"), name="search_term_once")],
                    },
                ),
            ]
        ),
    ]
