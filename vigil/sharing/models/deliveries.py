"""What became of a disclosure: its way out, what came back, and what somebody has to do about it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from vigil.rules.sharing.terms import OutcomeKind
from vigil.rules.sharing.terms import choices as sharing_choices
from vigil.sharing.models.decisions import Decision, Disclosure
from vigil.sharing.models.partners import Partner, Route


class Delivery(models.Model):
    """One message in the outbox: a disclosure, or a reminder of one.

    Written in the transaction of its decision. A worker takes it on lease, so that if the worker dies another one
    delivers it; ``key`` stays the same on every attempt, so that the receiver sees it once.
    """

    class State(models.TextChoices):
        STOPPED = "stopped", "Stopped by a guard"
        WAITING = "waiting", "Waiting to be sent"
        SENT = "sent", "Sent"
        GIVEN_UP = "given_up", "Could not be sent"
        WITHDRAWN = "withdrawn", "Withdrawn before it was sent"

    class Kind(models.TextChoices):
        PACKET = "packet", "The disclosure"
        REMINDER = "reminder", "A reminder"

    key = models.UUIDField(unique=True)  # the disclosure's own for its packet
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="deliveries")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PACKET)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="deliveries")
    state = models.CharField(max_length=10, choices=State.choices)
    rank = models.PositiveSmallIntegerField()  # of its referral's grade: high risk goes first
    ready_at = models.DateTimeField()  # when it could first be sent: its 75 hours count from here
    next_try_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    lease = models.UUIDField(default=uuid.uuid4)  # which taking it is out on: a late worker's word does not count
    attempts = models.PositiveIntegerField(default=0)
    attempts_this_way = models.PositiveIntegerField(default=0)
    way = models.PositiveSmallIntegerField(default=0)  # which of the fitting routes, in order, is tried next
    last_trouble = models.CharField(max_length=400, blank=True)
    last_fault = models.CharField(max_length=10, blank=True)
    route = models.ForeignKey(Route, on_delete=models.PROTECT, null=True, related_name="deliveries")  # the one it took
    sent_at = models.DateTimeField(null=True)
    acknowledge_by = models.DateTimeField(null=True)  # by the partner's clock, from when it was sent

    class Meta:
        ordering: ClassVar[list[str]] = ["rank", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="delivery_once", fields=["disclosure", "kind"]),
            models.CheckConstraint(
                name="delivery_sent_when_and_which_way",
                condition=Q(state="sent", sent_at__isnull=False, route__isnull=False, acknowledge_by__isnull=False)
                | ~Q(state="sent") & Q(sent_at=None),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["partner", "rank", "id", "next_try_at"], name="delivery_waiting", condition=Q(state="waiting")
            ),
            models.Index(fields=["partner", "sent_at"], name="delivery_by_sent", condition=Q(state="sent")),
            models.Index(fields=["acknowledge_by"], name="delivery_by_clock", condition=Q(state="sent")),
        ]

    def __str__(self) -> str:
        return f"delivery of {self.disclosure_id}"


class Receipt(models.Model):
    """What proves how far a disclosure came. ``by`` is "" for a system's word, or who at the partner gave it."""

    class Kind(models.TextChoices):
        SENT = "sent", "Left the hub"
        DELIVERED = "delivered", "Is in their system"
        OPENED = "opened", "Was opened"
        ACKNOWLEDGED = "acknowledged", "Acknowledged by a person"
        REFUSED = "refused", "Refused"

    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="receipts")
    kind = models.CharField(max_length=15, choices=Kind.choices)
    at = models.DateTimeField()
    reference = models.CharField(max_length=200, blank=True)
    detail = models.CharField(max_length=400, blank=True)
    by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # Partners send the same notice twice when their system retries.
            models.UniqueConstraint(name="receipt_once", fields=["disclosure", "kind", "reference"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.disclosure_id}"


class Outcome(models.Model):
    """What the partner decided to do. The newest one stands; earlier ones are what they thought before."""

    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="outcomes")
    kind = models.CharField(max_length=25, choices=sharing_choices(OutcomeKind))
    was_useful = models.BooleanField()
    told_by = models.CharField(max_length=120)  # at the partner
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="outcome_told_by_somebody", condition=~Q(told_by="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.disclosure_id}"


class FollowUp(models.Model):
    """Something a person of the hub has to do about sharing, because no machine may let it lie."""

    class Kind(models.TextChoices):
        UNDELIVERED = "undelivered", "Could not be delivered"
        REFUSED = "refused", "Refused by the partner"
        SILENT = "silent", "Nobody has acknowledged it"
        RECALL = "recall", "Look again at what was not shared"
        STOPPED = "stopped", "Stopped: needs a second person"
        ASKED = "asked", "The partner asks for more"

    kind = models.CharField(max_length=15, choices=Kind.choices)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="follow_ups")
    words = models.CharField(max_length=400)  # what to do, and whom to call
    rank = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    done_how = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["rank", "at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="follow_up_open_once", fields=["decision", "kind"], condition=Q(done_at=None)),
            models.CheckConstraint(
                name="follow_up_done_says_how",
                condition=Q(done_at=None, done_how="") | Q(done_at__isnull=False) & ~Q(done_how=""),
            ),
        ]

    def __str__(self) -> str:
        return f"follow_up {self.kind} {self.pk}"
