"""Who holds what, where the work is focused, and what was done on paper."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from vigil.audit.tables import CreateModels


class Migration(migrations.Migration):
    replaces = [("worklist", "0001_claims_and_focus"), ("worklist", "0002_paper_entry")]

    initial = True

    dependencies = [
        ("accounts", "0001_first_edition"),
        ("referrals", "0001_first_edition"),
        ("triage", "0001_first_edition"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Claim",
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
                                related_name="claims",
                                to="referrals.referral",
                            ),
                        ),
                        (
                            "holder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="claims",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "how",
                            models.CharField(
                                choices=[
                                    ("next", "Took the next"),
                                    ("chosen", "Chose it out of order"),
                                    ("handed_out", "Was handed it"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("why", models.TextField(blank=True)),
                        ("order_class", models.PositiveSmallIntegerField()),
                        ("order_at", models.DateTimeField()),
                        ("claimed_at", models.DateTimeField()),
                        ("renewed_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "ending",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("finished", "Finished"),
                                    ("released", "Given back"),
                                    ("reallocated", "Handed to somebody else"),
                                    ("pulled_back", "Pulled back by a supervisor"),
                                    ("lapsed", "Went back: nothing was done to it in time"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("ended_why", models.TextField(blank=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=["expires_at"],
                                name="claim_to_expire",
                            ),
                            models.Index(fields=["holder", "claimed_at"], name="claim_by_holder"),
                            models.Index(fields=["claimed_at"], name="claim_by_day"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("referral",),
                                name="claim_one_live_on_a_referral",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at__isnull", True), ("ending", "")),
                                    models.Q(("ended_at__isnull", False), models.Q(("ending", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="claim_ends_in_some_way",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("how", "next"), models.Q(("why", ""), _negated=True), _connector="OR"
                                ),
                                name="claim_out_of_order_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ending__in", ["released", "reallocated", "pulled_back"]), _negated=True),
                                    models.Q(("ended_why", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="claim_taken_away_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Focus",
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
                                related_name="focuses",
                                to=settings.AUTH_USER_MODEL,
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
                        (
                            "incident_type",
                            models.CharField(
                                blank=True,
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
                        ("oldest_first", models.BooleanField(default=False)),
                        ("set_at", models.DateTimeField()),
                        (
                            "set_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("until", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at__isnull", True)),
                                fields=("person",),
                                name="focus_one_each",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("area", ""), _negated=True),
                                    models.Q(("incident_type", ""), _negated=True),
                                    ("oldest_first", True),
                                    _connector="OR",
                                ),
                                name="focus_is_on_something",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaperEntry",
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
                                related_name="paper_entry",
                                to="triage.assessment",
                            ),
                        ),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("entered_at", models.DateTimeField()),
                    ],
                ),
            ]
        ),
    ]
