"""The policy tables that people made, and changes being tried."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Policy(models.Model):
    """One version of one policy table, made by a person. Never edited: a change is a new version with a reason.

    A kind without a row here is in force as it is packaged in ``rules``.
    """

    kind = models.CharField(max_length=30)  # the table's name
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


class Trial(models.Model):
    """A change tried on the whole worklist before it is made live: a policy table, or a new lexicon.

    What it would do is worked out in the background and listed; only then can somebody make it live.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting to start"
        RUNNING = "running", "Being tried"
        READY = "ready", "Tried: waiting for a decision"
        APPLYING = "applying", "Being made live"
        LIVE = "live", "Live"
        DROPPED = "dropped", "Dropped"

    LEXICON: ClassVar[str] = "lexicon"

    kind = models.CharField(max_length=30)  # a policy table's name, or LEXICON
    table = models.JSONField(default=dict)  # the policy's values; empty for a lexicon, which comes with Vigil
    based_on = models.CharField(max_length=60)  # the version in force when it was tried
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices)
    total = models.PositiveIntegerField(default=0)  # referrals on the worklist when it began
    done = models.PositiveIntegerField(default=0)
    # [{"referral", "grade": [from, to], "due_at": [from, to], "past_clock", "conflict": [from, to]}], changed ones only
    differences = models.JSONField(default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="trial_has_a_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"trial of {self.kind}"
