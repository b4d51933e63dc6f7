"""What was decided for each partner, what left the hub, what must be kept from whom, and what stopped a send."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from vigil.matching.nicknames import called
from vigil.referrals.models import Referral, Subject
from vigil.rules.sharing.guards import GUARD_WORDS, PROTECTS_WORDS, Detail, Guard, Protects
from vigil.rules.sharing.terms import SENT, Basis, Choice, Consent, PartnerKind, label
from vigil.rules.sharing.terms import choices as sharing_choices
from vigil.sharing.models.partners import Partner


class Protected(models.Model):
    """A detail that must be kept from partners, but for the kinds in ``may_see``.

    It holds for every referral that names the same person, not only the one it was recorded on.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="protected")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="+")
    protects = models.CharField(max_length=20, choices=[(one.value, PROTECTS_WORDS[one]) for one in Protects])
    value = models.CharField(max_length=400)
    may_see = models.JSONField(default=list)  # kinds of partner
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_why = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="protected_says_what", condition=~Q(value="")),
            models.CheckConstraint(
                name="protected_ended_with_a_reason",
                condition=Q(ended_at=None, ended_by=None, ended_why="")
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_why=""),
            ),
        ]

    def __str__(self) -> str:
        return f"protected {self.protects} on {self.referral_id}"

    def detail(self) -> Detail:
        """Return it as the guards take it."""
        protects = Protects(self.protects)
        forms = called(self.value.split()[0]) if protects is Protects.CONTACT else frozenset[str]()
        return Detail(protects=protects, value=self.value, called=forms)

    def is_hidden_from(self, kind: PartnerKind) -> bool:
        return kind.value not in self.may_see

    def seen_by(self) -> list[str]:
        """Return the kinds of partner that may see it, in words."""
        return [label(PartnerKind(kind)) for kind in self.may_see]


class Decision(models.Model):
    """What a person decided to tell one partner about one referral, and why. Never edited: a new one supersedes it.

    Only the school notice, which the law requires, is decided by rule: it has nobody in ``by``.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="decisions")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="decisions")
    choice = models.CharField(max_length=20, choices=sharing_choices(Choice))
    worker = models.CharField(max_length=120, blank=True)  # at the partner, when it goes straight to them
    basis = models.CharField(max_length=20, choices=sharing_choices(Basis), blank=True)
    purpose = models.CharField(max_length=400, blank=True)
    reason = models.TextField()
    consent = models.CharField(max_length=20, choices=sharing_choices(Consent))
    consent_overridden = models.CharField(max_length=400, blank=True)
    recall_date = models.DateField(null=True)  # when what was not shared is looked at again
    proposed = models.CharField(max_length=20, choices=sharing_choices(Choice))
    proposed_why = models.JSONField()  # the rules' sentences
    rules_version = models.CharField(max_length=40)
    policy_version = models.CharField(max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["referral_id", "partner_id", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="decision_stands_once", fields=["referral", "partner"], condition=Q(superseded_at=None)
            ),
            models.CheckConstraint(name="decision_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="decision_to_share_has_a_basis",
                condition=~Q(choice__in=SENT) | ~Q(basis="") & ~Q(purpose=""),
            ),
            models.CheckConstraint(
                name="decision_without_consent_says_why",
                condition=~Q(choice__in=SENT) | Q(consent=Consent.GIVEN) | ~Q(consent_overridden=""),
            ),
            models.CheckConstraint(
                name="decision_not_to_share_is_recalled", condition=Q(choice__in=SENT) | Q(recall_date__isnull=False)
            ),
            models.CheckConstraint(
                name="decision_by_rule_only_for_the_school_notice",
                condition=Q(by__isnull=False) | Q(basis=Basis.SCHOOL_NOTICE),
            ),
            models.CheckConstraint(
                name="decision_names_the_worker", condition=~Q(choice=Choice.SHARE_WITH_WORKER) | ~Q(worker="")
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["recall_date"], name="decision_by_recall", condition=Q(superseded_at=None)),
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}"

    @property
    def decided_by(self) -> str:
        """Who decided, in words."""
        return str(self.by) if self.by else f"Vigil, by rule ({self.rules_version.partition(',')[0]})"


class Disclosure(models.Model):
    """The packet of one decision, as it leaves. Its key is the idempotency key that receivers know it by."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="disclosure")
    content = models.TextField()  # canonical JSON, by the schema of that version
    sha256 = models.CharField(max_length=64)
    schema_version = models.CharField(max_length=40)
    held_back = models.JSONField()  # [{"where", "why"}]: what the recipient does not get
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at", "id"]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("disclosure", args=[self.pk])

    @property
    def number(self) -> str:
        """What it is called in file names and subjects: it says nothing about anybody."""
        return f"VD-{str(self.pk)[:8].upper()}"


class Stop(models.Model):
    """Why a packet was stopped. Cleared by a second trained person, never by whoever decided."""

    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="stops")
    guard = models.CharField(max_length=30, choices=[(guard.value, GUARD_WORDS[guard]) for guard in Guard])
    where = models.CharField(max_length=200)
    words = models.CharField(max_length=400)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    cleared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    cleared_at = models.DateTimeField(null=True)
    cleared_why = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="stop_once", fields=["disclosure", "guard", "where"]),
            models.CheckConstraint(
                name="stop_cleared_by_a_second_person",
                condition=Q(cleared_by=None, cleared_at=None, cleared_why="")
                | Q(cleared_by__isnull=False, cleared_at__isnull=False)
                & ~Q(cleared_why="")
                & ~Q(cleared_by=F("decided_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"stop {self.guard} of {self.disclosure_id}"
