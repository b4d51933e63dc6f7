"""The audit trail: one table that only grows."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Event(models.Model):
    """Something that was done or seen. Chained: each event's hash covers the one before it.

    The database itself refuses to update or delete an event (its migration).
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=60)  # "referral.received", "referral.viewed"
    thing = models.CharField(max_length=60)  # "referrals.referral", or "" when it concerns no one record
    thing_id = models.CharField(max_length=40)
    detail = models.JSONField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["thing", "thing_id", "number"], name="event_by_thing"),
            models.Index(fields=["by", "number"], name="event_by_person"),
        ]

    def __str__(self) -> str:
        return f"event {self.number}"


class Head(models.Model):
    """Where the chain ends now. One row: locking it gives the next event its place."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")
    changed = models.BigIntegerField(default=0)  # number of the last event that changed something

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="head_is_one_row", condition=models.Q(id=1)),
        ]

    def __str__(self) -> str:
        return f"head at {self.number}"
