"""What the hub's rules and people thought of a referral's risk, and the policy tables they used."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from vigil.referrals.models import Referral, choices
from vigil.rules.policies import POLICIES
from vigil.rules.terms import Grade


class Policy(models.Model):
    """One version of one policy table, made by a person. Never edited: a change is a new version with a reason.

    A kind without a row here is in force as it is packaged in ``rules``.
    """

    kind = models.CharField(max_length=30, choices=[(policy.name, policy.name) for policy in POLICIES])
    version = models.PositiveIntegerField()
    table = models.JSONField()
    reason = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["kind", "-version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="policy_version_once", fields=["kind", "version"]),
            models.CheckConstraint(name="policy_has_a_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class Screening(models.Model):
    """The rules' view of one referral at one moment: a grade, every reason, and what conflicts."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="screenings")
    at = models.DateTimeField()
    grade = models.CharField(max_length=10, choices=choices(Grade))
    reasons = models.JSONField()  # [{"code", "words", "source", "grade"}]
    conflicts = models.JSONField()  # [{"code", "words"}]
    rules_version = models.CharField(max_length=40)
    policy_version = models.CharField(max_length=60)  # of the grading table

    class Meta:
        ordering: ClassVar[list[str]] = ["referral_id", "-at", "-id"]

    def __str__(self) -> str:
        return f"screening of {self.referral_id}"
