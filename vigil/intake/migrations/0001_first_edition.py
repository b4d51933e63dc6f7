"""Files and forms handed over, every entry of them, and what became of it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from vigil.audit.tables import CreateModels


class Migration(migrations.Migration):
    replaces = [
        ("intake", "0001_initial"),
        ("intake", "0002_ruling"),
        ("intake", "0003_incident"),
        ("intake", "0004_entry_of_an_incident"),
        ("intake", "0005_ruling_names_referrals"),
        ("intake", "0006_officer_form"),
        ("intake", "0007_note"),
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
                    name="Ruling",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("source", models.CharField(max_length=60)),
                        ("reference", models.CharField(max_length=80)),
                        ("other_source", models.CharField(max_length=60)),
                        ("other_reference", models.CharField(max_length=80)),
                        ("is_one", models.BooleanField()),
                        (
                            "withdrawn",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rulings",
                                to="referrals.referral",
                            ),
                        ),
                        (
                            "into",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="referrals.referral",
                            ),
                        ),
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
                    ],
                    options={
                        "ordering": ["id"],
                        "indexes": [
                            models.Index(fields=["reference", "source"], name="ruling_by_reference"),
                            models.Index(fields=["other_reference", "other_source"], name="ruling_by_other_reference"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True), name="ruling_has_a_reason"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Incident",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("log_number", models.CharField(max_length=80)),
                        ("happened_at", models.DateTimeField()),
                        ("time_known", models.BooleanField(default=True)),
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
                        ("qualifiers", models.JSONField(default=list)),
                        ("people", models.JSONField(default=list)),
                        ("officer_collar", models.CharField(blank=True, max_length=20)),
                        ("officer_name", models.CharField(blank=True, max_length=120)),
                        ("supervisor_collar", models.CharField(blank=True, max_length=20)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("not_called_for", "No referral called for"),
                                    ("expected", "Referral expected"),
                                    ("covered", "Referral found"),
                                    ("not_needed", "Referral not needed"),
                                    ("withdrawn", "Withdrawn: import undone"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("needs", models.JSONField(default=list)),
                        ("policy_version", models.CharField(max_length=40)),
                        ("missing_from", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "expected")),
                                fields=["missing_from", "id"],
                                name="incident_missing",
                            ),
                            models.Index(
                                condition=models.Q(("state", "expected")),
                                fields=["happened_at", "id"],
                                name="incident_open",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "withdrawn"), _negated=True),
                                fields=("log_number",),
                                name="incident_log_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "withdrawn"),
                                    models.Q(("missing_from", None), ("state", "not_called_for")),
                                    models.Q(
                                        models.Q(("state", "not_called_for"), _negated=True),
                                        ("missing_from__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="incident_missing_from_when_called_for",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Import",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=255)),
                        ("sha256", models.CharField(max_length=64)),
                        ("size_bytes", models.BigIntegerField()),
                        ("content", models.FileField(max_length=255, upload_to="imports/")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("unrecognised", "Which mapping?"),
                                    ("queued", "Waiting to start"),
                                    ("running", "Being read"),
                                    ("finished", "Finished"),
                                    ("refused", "Could not be read"),
                                    ("undone", "Undone"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("mapping", models.CharField(blank=True, max_length=60)),
                        ("recognition", models.JSONField(default=dict)),
                        ("refusal", models.TextField(blank=True)),
                        ("skipped", models.JSONField(default=list)),
                        ("extracted_at", models.DateTimeField(null=True)),
                        ("entries_total", models.PositiveIntegerField(null=True)),
                        ("entries_done", models.PositiveIntegerField(default=0)),
                        (
                            "made_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                        ("started_at", models.DateTimeField(null=True)),
                        ("beat_at", models.DateTimeField(null=True)),
                        ("finished_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["undone", "refused"]), _negated=True),
                                fields=("sha256",),
                                name="import_file_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["queued", "running", "finished"]), _negated=True),
                                    models.Q(("mapping", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="import_runs_with_a_mapping",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Settlement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "incident",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="settlements",
                                to="intake.incident",
                            ),
                        ),
                        (
                            "referral",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="settlements",
                                to="referrals.referral",
                            ),
                        ),
                        ("why", models.TextField()),
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
                        (
                            "undone_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("undone_at", models.DateTimeField(null=True)),
                        ("undone_why", models.TextField(blank=True)),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("undone_at", None)),
                                fields=("incident",),
                                name="settlement_one_standing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("why", ""), _negated=True), name="settlement_has_a_reason"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("referral__isnull", False), ("by__isnull", False), _connector="OR"),
                                name="settlement_without_referral_by_a_person",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("undone_at", None), ("undone_by", None), ("undone_why", "")),
                                    models.Q(("undone_at__isnull", False), models.Q(("undone_why", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="settlement_undone_with_a_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Request",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "incident",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="requests",
                                to="intake.incident",
                            ),
                        ),
                        ("to_collar", models.CharField(blank=True, max_length=20)),
                        ("officer_collar", models.CharField(blank=True, max_length=20)),
                        ("subject", models.CharField(max_length=200)),
                        ("words", models.TextField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("answer_due_at", models.DateTimeField()),
                        ("sent_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "source_import",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="intake.import"
                            ),
                        ),
                        ("position", models.PositiveIntegerField()),
                        ("locator", models.CharField(max_length=1000)),
                        ("reference", models.CharField(blank=True, max_length=80)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("received", "Received"),
                                    ("duplicate", "Duplicate"),
                                    ("quarantined", "In quarantine"),
                                    ("undone", "Undone"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("issues", models.JSONField()),
                        ("raw_json", models.TextField()),
                        ("draft", models.JSONField(null=True)),
                        ("filled", models.JSONField(default=list)),
                        (
                            "referral",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entry",
                                to="referrals.referral",
                            ),
                        ),
                        (
                            "incident",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="intake.incident",
                            ),
                        ),
                        (
                            "duplicate_of",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="duplicates",
                                to="intake.entry",
                            ),
                        ),
                        ("duplicate_why", models.CharField(blank=True, max_length=400)),
                        ("set_aside_why", models.TextField(blank=True)),
                        ("mended_fields", models.JSONField(default=list)),
                        (
                            "mended_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("mended_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["source_import_id", "position"],
                        "indexes": [models.Index(fields=["source_import", "state"], name="entry_by_state")],
                        "constraints": [
                            models.UniqueConstraint(fields=("source_import", "locator"), name="entry_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("duplicate_of__isnull", True),
                                        ("incident", None),
                                        ("referral__isnull", False),
                                        ("state", "received"),
                                    ),
                                    models.Q(
                                        ("duplicate_of", None),
                                        ("incident__isnull", False),
                                        ("referral", None),
                                        ("state", "received"),
                                    ),
                                    models.Q(
                                        ("duplicate_of__isnull", False),
                                        ("incident", None),
                                        ("referral__isnull", True),
                                        ("state", "duplicate"),
                                    ),
                                    models.Q(
                                        ("duplicate_of__isnull", True),
                                        ("incident", None),
                                        ("referral__isnull", True),
                                        ("state", "quarantined"),
                                    ),
                                    ("state", "undone"),
                                    _connector="OR",
                                ),
                                name="entry_is_accounted_for",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("set_aside_why", ""), ("state__in", ["quarantined", "undone"]), _connector="OR"
                                ),
                                name="entry_set_aside_only_in_quarantine",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MatchKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="intake.entry"
                            ),
                        ),
                        ("key", models.CharField(max_length=120)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("key", "entry"), name="match_key_once")],
                    },
                ),
                migrations.CreateModel(
                    name="OfficerForm",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("answers", models.JSONField(default=dict)),
                        ("people", models.JSONField(default=list)),
                        ("begun_at", models.DateTimeField()),
                        ("saved_at", models.DateTimeField()),
                        ("sent_at", models.DateTimeField(null=True)),
                        (
                            "entry",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="intake.entry",
                            ),
                        ),
                        ("lacks", models.JSONField(default=list)),
                    ],
                    options={
                        "ordering": ["-id"],
                        "indexes": [models.Index(fields=["by", "-id"], name="officer_form_of_officer")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("entry", None), ("sent_at", None)),
                                    models.Q(("entry__isnull", False), ("sent_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="officer_form_sent_is_accounted_for",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Note",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "form",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notes",
                                to="intake.officerform",
                            ),
                        ),
                        (
                            "about",
                            models.CharField(
                                choices=[
                                    ("grade", "The hub holds it at another grade"),
                                    ("lacked", "Something was missing"),
                                ],
                                max_length=10,
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
                        (
                            "to",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("read_at", models.DateTimeField(null=True)),
                        ("mailed_at", models.DateTimeField(null=True)),
                        ("trouble", models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        "ordering": ["-id"],
                        "indexes": [
                            models.Index(fields=["to", "-id"], name="note_to_person"),
                            models.Index(condition=models.Q(("mailed_at", None)), fields=["id"], name="note_to_mail"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("about", "grade"), models.Q(("grade", ""), _negated=True)),
                                    models.Q(("about", "lacked"), ("grade", "")),
                                    _connector="OR",
                                ),
                                name="note_about_a_grade_says_it",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("about", "lacked")),
                                fields=("form", "to"),
                                name="note_on_what_lacked_once",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
