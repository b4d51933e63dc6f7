"""Who holds which referral, and whom a supervisor has put on what."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from vigil.referrals.models import Referral, choices
from vigil.rules.terms import LABELS, Area, IncidentType
from vigil.triage.models import Assessment


class ClaimQuerySet(models.QuerySet["Claim"]):
    def live(self) -> ClaimQuerySet:
        """Return the claims that stand: nobody else can have these referrals."""
        return self.filter(ended_at=None)


class Claim(models.Model):
    """Somebody's hold on one referral, from when they took it until they finished it, gave it back or let it lapse."""

    class How(models.TextChoices):
        NEXT = "next", "Took the next"
        CHOSEN = "chosen", "Chose it out of order"
        HANDED_OUT = "handed_out", "Was handed it"
        TOGETHER = "together", "Took it with another of the same people"

    class Ending(models.TextChoices):
        FINISHED = "finished", "Finished"
        RELEASED = "released", "Given back"
        REALLOCATED = "reallocated", "Handed to somebody else"
        PULLED_BACK = "pulled_back", "Pulled back by a supervisor"
        LAPSED = "lapsed", "Went back: nothing was done to it in time"

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="claims")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="claims")
    how = models.CharField(max_length=20, choices=How.choices)
    why = models.TextField(blank=True)  # needed unless it was the next in order
    order_class = models.PositiveSmallIntegerField()  # where the referral stood when it was taken
    order_at = models.DateTimeField()
    claimed_at = models.DateTimeField()
    renewed_at = models.DateTimeField()  # the last sign of work
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=20, choices=Ending.choices, blank=True)
    ended_why = models.TextField(blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="claim_one_live_on_a_referral", fields=["referral"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="claim_ends_in_some_way",
                condition=Q(ended_at__isnull=True, ending="") | Q(ended_at__isnull=False) & ~Q(ending=""),
            ),
            models.CheckConstraint(name="claim_out_of_order_says_why", condition=Q(how="next") | ~Q(why="")),
            models.CheckConstraint(
                name="claim_taken_away_says_why",
                condition=~Q(ending__in=["released", "reallocated", "pulled_back"]) | ~Q(ended_why=""),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["expires_at"], name="claim_to_expire", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["holder", "claimed_at"], name="claim_by_holder"),
            models.Index(fields=["claimed_at"], name="claim_by_day"),
        ]

    def __str__(self) -> str:
        return f"claim {self.pk} on {self.referral_id}"


class Focus(models.Model):
    """What a supervisor has put somebody on for a while: take next gives them this first, then the whole order."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="focuses")
    area = models.CharField(max_length=30, choices=choices(Area), blank=True)
    incident_type = models.CharField(max_length=40, choices=choices(IncidentType), blank=True)
    oldest_first = models.BooleanField(default=False)  # whatever the order: the longest waiting
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # taken off it, before its time

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="focus_one_each", fields=["person"], condition=Q(ended_at__isnull=True)),
            models.CheckConstraint(
                name="focus_is_on_something",
                condition=~Q(area="") | ~Q(incident_type="") | Q(oldest_first=True),
            ),
        ]

    def __str__(self) -> str:
        return f"focus {self.pk}"

    def stands(self, at: datetime) -> bool:
        return self.ended_at is None and at < self.until

    @property
    def words(self) -> str:
        """What it is on: "the oldest of Telford & Wrekin"."""
        what = LABELS[IncidentType(self.incident_type)] if self.incident_type else ""
        where = LABELS[Area(self.area)] if self.area else ""
        both = ", ".join(filter(None, [where, what]))
        return (f"the oldest of {both}" if both else "the oldest") if self.oldest_first else both


class PaperEntry(models.Model):
    """An assessment that was made on paper while the system was down, and who typed it in afterwards."""

    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="paper_entry")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"assessment {self.assessment_id} from paper"
