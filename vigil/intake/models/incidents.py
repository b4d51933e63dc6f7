"""Incidents the control room logged, and what became of the referral that each one calls for."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from vigil.referrals.models import Referral, choices
from vigil.rules.notice import Need
from vigil.rules.terms import Area, IncidentType


class IncidentQuerySet(models.QuerySet["Incident"]):
    def open(self) -> IncidentQuerySet:
        """Return the incidents that still call for a referral."""
        return self.filter(state=Incident.State.EXPECTED)

    def missing(self, *, at: datetime) -> IncidentQuerySet:
        """Return those whose referral should have come by now."""
        return self.open().filter(missing_from__lte=at)


class Incident(models.Model):
    """One line of an incident list: something the police went to. Who was involved calls for a referral, or not.

    ``missing_from`` is worked out once: from then on a referral that has not come is missing, and the incident is a
    candidate on the worklist's page of missing referrals.
    """

    class State(models.TextChoices):
        NOT_CALLED_FOR = "not_called_for", "No referral called for"
        EXPECTED = "expected", "Referral expected"
        COVERED = "covered", "Referral found"
        NOT_NEEDED = "not_needed", "Referral not needed"
        WITHDRAWN = "withdrawn", "Withdrawn: import undone"

    log_number = models.CharField(max_length=80)
    happened_at = models.DateTimeField()
    time_known = models.BooleanField(default=True)  # False when the list gave a day without a time
    area = models.CharField(max_length=30, choices=choices(Area), blank=True)
    incident_type = models.CharField(max_length=40, choices=choices(IncidentType))
    incident_type_as_written = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=400, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    qualifiers = models.JSONField(default=list)  # of rules.notice.Qualifier
    people = models.JSONField(default=list)  # as intake.stored keeps the people of an entry
    officer_collar = models.CharField(max_length=20, blank=True)
    officer_name = models.CharField(max_length=120, blank=True)
    supervisor_collar = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=20, choices=State.choices)
    needs = models.JSONField(default=list)  # why a referral is called for: [{"code", "words"}], of rules.notice
    policy_version = models.CharField(max_length=40)
    missing_from = models.DateTimeField(null=True)  # None where none is called for

    objects = IncidentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="incident_log_once", fields=["log_number"], condition=~Q(state="withdrawn")),
            models.CheckConstraint(
                name="incident_missing_from_when_called_for",
                condition=Q(state="withdrawn")
                | Q(state="not_called_for", missing_from=None)
                | ~Q(state="not_called_for") & Q(missing_from__isnull=False),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["missing_from", "id"], name="incident_missing", condition=Q(state="expected")),
            models.Index(fields=["happened_at", "id"], name="incident_open", condition=Q(state="expected")),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("incident", args=[self.pk])

    @property
    def number(self) -> str:
        """The hub's own number: says nothing about anybody, so it may stand in addresses and e-mails."""
        return f"MR-{self.pk:06d}"

    @property
    def why(self) -> list[Need]:
        """Why a referral is called for, gravest first, as it was worked out."""
        return [Need(**need) for need in self.needs]


class Settlement(models.Model):
    """How one missing referral was settled: by a referral found, or by somebody's word that none is needed.

    ``by`` is None where Vigil found the referral. What a person undid, Vigil does not find again.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="settlements")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, null=True, related_name="settlements")
    why = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_why = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="settlement_one_standing", fields=["incident"], condition=Q(undone_at=None)),
            models.CheckConstraint(name="settlement_has_a_reason", condition=~Q(why="")),
            models.CheckConstraint(
                name="settlement_without_referral_by_a_person",
                condition=Q(referral__isnull=False) | Q(by__isnull=False),
            ),
            models.CheckConstraint(
                name="settlement_undone_with_a_reason",
                condition=Q(undone_at=None, undone_by=None, undone_why="")
                | Q(undone_at__isnull=False) & ~Q(undone_why=""),
            ),
        ]

    def __str__(self) -> str:
        return f"settlement {self.pk}"


class Request(models.Model):
    """What was asked of an officer's supervisor: to see that a missing referral is made. It names nobody.

    ``sent_at`` is for whoever carries the hub's messages to officers; until then the words are read out or printed.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="requests")
    to_collar = models.CharField(max_length=20, blank=True)  # the supervisor; "" where the list names none
    officer_collar = models.CharField(max_length=20, blank=True)
    subject = models.CharField(max_length=200)
    words = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer_due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"request {self.pk}"
