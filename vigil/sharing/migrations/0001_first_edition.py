"""Decisions, packets, deliveries, receipts and outcomes.

The database refuses to change what was decided, what left and what came back: it is added to, or superseded. SQLite makes
a table anew to change a column and loses its triggers with it: a migration that does so puts them back (``protect``).
"""

import uuid
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import vigil.rules.sharing.routing
import vigil.rules.sharing.terms
from vigil.audit.tables import CreateModels

# Table, and the columns of it that may still be set once.
TABLES = {
    "sharing_decision": ("superseded_at",),
    "sharing_disclosure": (),
    "sharing_receipt": (),
    "sharing_outcome": (),
}


def _columns(apps: Any, table: str) -> list[str]:
    model = next(one for one in apps.get_app_config("sharing").get_models() if one._meta.db_table == table)
    return [field.column for field in model._meta.local_fields if field.column not in TABLES[table]]


def protect(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    is_postgres = schema_editor.connection.vendor == "postgresql"
    if is_postgres:
        schema_editor.execute(
            """
            CREATE FUNCTION sharing_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'What was decided and sent is append-only.'; END $$
            """
        )
    for table in TABLES:
        columns = ", ".join(f'"{column}"' for column in _columns(apps, table))
        for name, event in (("update", f"UPDATE OF {columns}"), ("delete", "DELETE")):
            if is_postgres:
                schema_editor.execute(
                    f"CREATE TRIGGER {table}_no_{name} BEFORE {event} ON {table} "
                    "FOR EACH ROW EXECUTE FUNCTION sharing_refuse()"
                )
            else:
                schema_editor.execute(
                    f"CREATE TRIGGER {table}_no_{name} BEFORE {event} ON {table} "
                    "BEGIN SELECT RAISE(ABORT, 'What was decided and sent is append-only.'); END"
                )


def unprotect(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION sharing_refuse() CASCADE")
        return
    for table in TABLES:
        for name in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{name}")


class Migration(migrations.Migration):
    replaces = [
        ("sharing", "0001_initial"),
        ("sharing", "0002_append_only"),
        ("sharing", "0003_decision_by_rule"),
        ("sharing", "0004_school_notices"),
        ("sharing", "0005_partner_access"),
        ("sharing", "0006_partner_asks"),
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
                    name="Partner",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=120, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("childrens_social_care", "Children’s social care"),
                                    ("early_help", "Early help"),
                                    ("adult_social_care", "Adult social care"),
                                    ("health", "Health"),
                                    ("school", "School or college"),
                                    ("domestic_abuse_service", "Domestic abuse service"),
                                    ("housing", "Housing"),
                                    ("probation", "Probation"),
                                    ("youth_justice", "Youth justice"),
                                ],
                                max_length=30,
                            ),
                        ),
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
                        ("call_name", models.CharField(max_length=120)),
                        ("call_phone", models.CharField(max_length=40)),
                        ("is_active", models.BooleanField(default=True)),
                        ("per_hour", models.PositiveIntegerField(null=True)),
                    ],
                    options={
                        "ordering": ["name"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("call_name", ""), _negated=True),
                                    models.Q(("call_phone", ""), _negated=True),
                                ),
                                name="partner_has_somebody_to_call",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("per_hour", None), ("per_hour__gte", 1), _connector="OR"),
                                name="partner_takes_at_least_one",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Protected",
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
                                related_name="protected",
                                to="referrals.referral",
                            ),
                        ),
                        (
                            "subject",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="referrals.subject",
                            ),
                        ),
                        (
                            "protects",
                            models.CharField(
                                choices=[
                                    ("address", "Safe address"),
                                    ("phone", "Safe phone number"),
                                    ("email", "Safe e-mail address"),
                                    ("place", "A place that would give it away: a school, a refuge, a workplace"),
                                    ("contact", "The person through whom they are reached"),
                                    ("applicant", "Who applied under the disclosure scheme"),
                                    ("third_party", "A third party"),
                                    ("officer", "A police officer, or one of the hub’s people, who is in the case"),
                                    ("works_for_recipient", "Somebody in the case who works for a partner"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("value", models.CharField(max_length=400)),
                        ("may_see", models.JSONField(default=list)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "ended_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("ended_why", models.CharField(blank=True, max_length=400)),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("value", ""), _negated=True), name="protected_says_what"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at", None), ("ended_by", None), ("ended_why", "")),
                                    models.Q(
                                        ("ended_at__isnull", False),
                                        ("ended_by__isnull", False),
                                        models.Q(("ended_why", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="protected_ended_with_a_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NoticeLook",
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
                                related_name="notice_look",
                                to="referrals.referral",
                            ),
                        ),
                        ("rules_version", models.CharField(max_length=40)),
                        ("at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Route",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="routes", to="sharing.partner"
                            ),
                        ),
                        ("channel", models.CharField(max_length=20)),
                        ("settings", models.JSONField(default=dict)),
                        ("order", models.PositiveSmallIntegerField(default=1)),
                        (
                            "form",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("child", "Child"),
                                    ("adult", "Adult"),
                                    ("domestic_abuse", "Domestic abuse"),
                                    ("missing", "Missing person"),
                                    ("exploitation", "Exploitation"),
                                    ("other", "Other"),
                                ],
                                max_length=20,
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
                            "hours",
                            models.CharField(
                                choices=[
                                    ("any", "At any hour"),
                                    ("open", "In office hours"),
                                    ("closed", "Out of hours"),
                                ],
                                default=vigil.rules.sharing.routing.Hours["ANY"],
                                max_length=10,
                            ),
                        ),
                        ("stopped_at", models.DateTimeField(null=True)),
                        ("stopped_why", models.CharField(blank=True, max_length=400)),
                        ("failures", models.PositiveIntegerField(default=0)),
                        ("rests_until", models.DateTimeField(null=True)),
                        ("last_success_at", models.DateTimeField(null=True)),
                        ("last_trouble_at", models.DateTimeField(null=True)),
                        ("last_trouble", models.CharField(blank=True, max_length=400)),
                        ("last_fault", models.CharField(blank=True, max_length=10)),
                        ("collected_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["partner", "order", "id"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("order__gte", 1)), name="route_order_from_one"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("stopped_at", None), ("stopped_why", "")),
                                    models.Q(
                                        ("stopped_at__isnull", False), models.Q(("stopped_why", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="route_stopped_with_a_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PartnerKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "key",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="partner_key",
                                to="accounts.apikey",
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="keys", to="sharing.partner"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="PartnerUser",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="partner_user",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="people", to="sharing.partner"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["user__last_name", "user__username"],
                    },
                ),
                migrations.CreateModel(
                    name="Decision",
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
                                related_name="decisions",
                                to="referrals.referral",
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decisions",
                                to="sharing.partner",
                            ),
                        ),
                        (
                            "choice",
                            models.CharField(
                                choices=[
                                    ("share", "Share"),
                                    ("share_with_worker", "Share with the worker already allocated"),
                                    ("hold", "Hold and count"),
                                    ("not_shared", "Do not share"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("worker", models.CharField(blank=True, max_length=120)),
                        (
                            "basis",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("children", "Children Act 1989 s17 and s47, Children Act 2004 s11"),
                                    ("adults", "Care Act 2014 s42 to s45"),
                                    (
                                        "domestic_abuse",
                                        "Public task: protecting a victim of domestic abuse (DPA 2018 Sch 1 para 18)",
                                    ),
                                    ("school_notice", "Domestic Abuse Act 2021 s49A"),
                                    (
                                        "law_enforcement",
                                        "DPA 2018 Part 3, Sch 8 para 4: safeguarding children and individuals at risk",
                                    ),
                                    ("vital", "Vital interests (UK GDPR Art 6(1)(d))"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("purpose", models.CharField(blank=True, max_length=400)),
                        ("reason", models.TextField()),
                        (
                            "consent",
                            models.CharField(
                                choices=[
                                    ("given", "Given"),
                                    ("refused", "Refused"),
                                    ("not_asked", "Not asked"),
                                    ("unsafe_to_ask", "Not asked: asking would put somebody at risk"),
                                    ("cannot_give", "Cannot give it"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("consent_overridden", models.CharField(blank=True, max_length=400)),
                        ("recall_date", models.DateField(null=True)),
                        (
                            "proposed",
                            models.CharField(
                                choices=[
                                    ("share", "Share"),
                                    ("share_with_worker", "Share with the worker already allocated"),
                                    ("hold", "Hold and count"),
                                    ("not_shared", "Do not share"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("proposed_why", models.JSONField()),
                        ("rules_version", models.CharField(max_length=40)),
                        ("policy_version", models.CharField(max_length=60)),
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
                        ("superseded_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["referral_id", "partner_id", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("superseded_at", None)),
                                fields=["recall_date"],
                                name="decision_by_recall",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("superseded_at", None)),
                                fields=("referral", "partner"),
                                name="decision_stands_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True), name="decision_has_a_reason"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        (
                                            "choice__in",
                                            frozenset(
                                                [
                                                    vigil.rules.sharing.terms.Choice["SHARE"],
                                                    vigil.rules.sharing.terms.Choice["SHARE_WITH_WORKER"],
                                                ]
                                            ),
                                        ),
                                        _negated=True,
                                    ),
                                    models.Q(
                                        models.Q(("basis", ""), _negated=True), models.Q(("purpose", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="decision_to_share_has_a_basis",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        (
                                            "choice__in",
                                            frozenset(
                                                [
                                                    vigil.rules.sharing.terms.Choice["SHARE"],
                                                    vigil.rules.sharing.terms.Choice["SHARE_WITH_WORKER"],
                                                ]
                                            ),
                                        ),
                                        _negated=True,
                                    ),
                                    ("consent", vigil.rules.sharing.terms.Consent["GIVEN"]),
                                    models.Q(("consent_overridden", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="decision_without_consent_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "choice__in",
                                        frozenset(
                                            [
                                                vigil.rules.sharing.terms.Choice["SHARE"],
                                                vigil.rules.sharing.terms.Choice["SHARE_WITH_WORKER"],
                                            ]
                                        ),
                                    ),
                                    ("recall_date__isnull", False),
                                    _connector="OR",
                                ),
                                name="decision_not_to_share_is_recalled",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("by__isnull", False),
                                    ("basis", vigil.rules.sharing.terms.Basis["SCHOOL_NOTICE"]),
                                    _connector="OR",
                                ),
                                name="decision_by_rule_only_for_the_school_notice",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("choice", vigil.rules.sharing.terms.Choice["SHARE_WITH_WORKER"]), _negated=True
                                    ),
                                    models.Q(("worker", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="decision_names_the_worker",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="School",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "partner",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="school", to="sharing.partner"
                            ),
                        ),
                        (
                            "setting",
                            models.CharField(
                                choices=[
                                    ("nursery", "Nursery"),
                                    ("school", "School"),
                                    ("college", "College"),
                                    ("council_officer", "Council’s officer for home-educated children"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("urn", models.CharField(blank=True, max_length=20)),
                        ("also_known_as", models.JSONField(default=list)),
                    ],
                    options={
                        "ordering": ["partner__name"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("urn", ""), _negated=True), fields=("urn",), name="school_urn_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Disclosure",
                    fields=[
                        ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        (
                            "decision",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="disclosure",
                                to="sharing.decision",
                            ),
                        ),
                        ("content", models.TextField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("schema_version", models.CharField(max_length=40)),
                        ("held_back", models.JSONField()),
                        ("made_at", models.DateTimeField()),
                    ],
                    options={
                        "ordering": ["-made_at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="FollowUp",
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
                                    ("undelivered", "Could not be delivered"),
                                    ("refused", "Refused by the partner"),
                                    ("silent", "Nobody has acknowledged it"),
                                    ("recall", "Look again at what was not shared"),
                                    ("stopped", "Stopped: needs a second person"),
                                    ("asked", "The partner asks for more"),
                                ],
                                max_length=15,
                            ),
                        ),
                        (
                            "decision",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="follow_ups",
                                to="sharing.decision",
                            ),
                        ),
                        ("words", models.CharField(max_length=400)),
                        ("rank", models.PositiveSmallIntegerField()),
                        ("at", models.DateTimeField()),
                        ("done_at", models.DateTimeField(null=True)),
                        (
                            "done_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("done_how", models.TextField(blank=True)),
                    ],
                    options={
                        "ordering": ["rank", "at", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("done_at", None)),
                                fields=("decision", "kind"),
                                name="follow_up_open_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("done_at", None), ("done_how", "")),
                                    models.Q(("done_at__isnull", False), models.Q(("done_how", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="follow_up_done_says_how",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SchoolNotice",
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
                                related_name="school_notices",
                                to="referrals.referral",
                            ),
                        ),
                        (
                            "subject",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="school_notices",
                                to="referrals.subject",
                            ),
                        ),
                        ("written", models.CharField(blank=True, max_length=200)),
                        (
                            "school",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notices",
                                to="sharing.school",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("to_find", "School to be found"),
                                    ("held", "Held"),
                                    ("going", "On its way, or told"),
                                    ("ended", "Not to be told"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("why", models.CharField(blank=True, max_length=400)),
                        ("due_at", models.DateTimeField()),
                        ("made_at", models.DateTimeField()),
                        ("rules_version", models.CharField(max_length=40)),
                        (
                            "decision",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="school_notices",
                                to="sharing.decision",
                            ),
                        ),
                        (
                            "settled_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("settled_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["due_at", "id"],
                        "indexes": [models.Index(fields=["state", "due_at", "id"], name="school_notice_by_state")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("school__isnull", False)),
                                fields=("subject", "school"),
                                name="school_notice_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decision__isnull", False), ("school__isnull", False), ("state", "going")
                                    ),
                                    models.Q(models.Q(("state", "going"), _negated=True), ("decision", None)),
                                    _connector="OR",
                                ),
                                name="school_notice_going_has_a_decision",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "going"), models.Q(("why", ""), _negated=True), _connector="OR"
                                ),
                                name="school_notice_waits_for_a_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Stop",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "disclosure",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="stops",
                                to="sharing.disclosure",
                            ),
                        ),
                        (
                            "guard",
                            models.CharField(
                                choices=[
                                    ("safe_address", "A safe address can be read"),
                                    ("safe_contact", "A safe way to reach somebody can be read"),
                                    ("applicant", "Who asked under the disclosure scheme can be read"),
                                    ("third_party", "A third party can be read about"),
                                    ("officer", "A police officer or one of the hub’s people is in it"),
                                    ("works_for_recipient", "Somebody in it works for the recipient"),
                                    ("asks_secrecy", "The text itself asks for something to be kept back"),
                                ],
                                max_length=30,
                            ),
                        ),
                        ("where", models.CharField(max_length=200)),
                        ("words", models.CharField(max_length=400)),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "cleared_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("cleared_at", models.DateTimeField(null=True)),
                        ("cleared_why", models.TextField(blank=True)),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("disclosure", "guard", "where"), name="stop_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("cleared_at", None), ("cleared_by", None), ("cleared_why", "")),
                                    models.Q(
                                        ("cleared_at__isnull", False),
                                        ("cleared_by__isnull", False),
                                        models.Q(("cleared_why", ""), _negated=True),
                                        models.Q(("cleared_by", models.F("decided_by")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="stop_cleared_by_a_second_person",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Delivery",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(unique=True)),
                        (
                            "disclosure",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deliveries",
                                to="sharing.disclosure",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("packet", "The disclosure"), ("reminder", "A reminder")],
                                default="packet",
                                max_length=10,
                            ),
                        ),
                        (
                            "partner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deliveries",
                                to="sharing.partner",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("stopped", "Stopped by a guard"),
                                    ("waiting", "Waiting to be sent"),
                                    ("sent", "Sent"),
                                    ("given_up", "Could not be sent"),
                                    ("withdrawn", "Withdrawn before it was sent"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("rank", models.PositiveSmallIntegerField()),
                        ("ready_at", models.DateTimeField()),
                        ("next_try_at", models.DateTimeField()),
                        ("leased_until", models.DateTimeField(null=True)),
                        ("lease", models.UUIDField(default=uuid.uuid4)),
                        ("attempts", models.PositiveIntegerField(default=0)),
                        ("attempts_this_way", models.PositiveIntegerField(default=0)),
                        ("way", models.PositiveSmallIntegerField(default=0)),
                        ("last_trouble", models.CharField(blank=True, max_length=400)),
                        ("last_fault", models.CharField(blank=True, max_length=10)),
                        (
                            "route",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deliveries",
                                to="sharing.route",
                            ),
                        ),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("acknowledge_by", models.DateTimeField(null=True)),
                    ],
                    options={
                        "ordering": ["rank", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "waiting")),
                                fields=["partner", "rank", "id", "next_try_at"],
                                name="delivery_waiting",
                            ),
                            models.Index(
                                condition=models.Q(("state", "sent")),
                                fields=["partner", "sent_at"],
                                name="delivery_by_sent",
                            ),
                            models.Index(
                                condition=models.Q(("state", "sent")),
                                fields=["acknowledge_by"],
                                name="delivery_by_clock",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("disclosure", "kind"), name="delivery_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("acknowledge_by__isnull", False),
                                        ("route__isnull", False),
                                        ("sent_at__isnull", False),
                                        ("state", "sent"),
                                    ),
                                    models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at", None)),
                                    _connector="OR",
                                ),
                                name="delivery_sent_when_and_which_way",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Receipt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "disclosure",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="receipts",
                                to="sharing.disclosure",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("sent", "Left the hub"),
                                    ("delivered", "Is in their system"),
                                    ("opened", "Was opened"),
                                    ("acknowledged", "Acknowledged by a person"),
                                    ("refused", "Refused"),
                                ],
                                max_length=15,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("reference", models.CharField(blank=True, max_length=200)),
                        ("detail", models.CharField(blank=True, max_length=400)),
                        ("by", models.CharField(blank=True, max_length=120)),
                    ],
                    options={
                        "ordering": ["at", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("disclosure", "kind", "reference"), name="receipt_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Outcome",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "disclosure",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="outcomes",
                                to="sharing.disclosure",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("no_further_action", "No further action"),
                                    ("advice", "Advice or information given"),
                                    ("already_open", "Added to a case already open"),
                                    ("early_help", "Early help"),
                                    ("assessment", "Assessment"),
                                    ("strategy_discussion", "Strategy discussion"),
                                    ("section_42_enquiry", "Section 42 enquiry"),
                                    ("support_offered", "Support offered"),
                                    ("declined", "Declined: not for this partner"),
                                ],
                                max_length=25,
                            ),
                        ),
                        ("was_useful", models.BooleanField()),
                        ("told_by", models.CharField(max_length=120)),
                        (
                            "recorded_by",
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
                        "ordering": ["at", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("told_by", ""), _negated=True), name="outcome_told_by_somebody"
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.RunPython(protect, unprotect),
    ]
