"""The referral as received, and the people in it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from vigil.people.models import Mention
from vigil.rules import lifecycle, priority
from vigil.rules.lifecycle import ON_WORKLIST, Status
from vigil.rules.terms import Area, Grade, IncidentType, RiskTool, Role, Sex, label


def choices(terms: type[StrEnum]) -> list[tuple[str, str]]:
    """Return a closed list of the rules as Django wants its choices."""
    return [(term.value, label(term)) for term in terms]


class ReferralQuerySet(models.QuerySet["Referral"]):
    def waiting(self) -> ReferralQuerySet:
        """Return the referrals that stand in the worklist."""
        return self.filter(waiting=True)


class Referral(models.Model):
    """A report, from police or a partner, that somebody may be at risk of harm.

    What was received is never changed by what the hub thinks of it: ``officer_grade`` is the officer's,
    ``grade`` is the hub's. Where it stands in the worklist is stored (``order_class``, ``order_at``), worked
    out by ``rules.priority`` when something about the referral changes; so is what its assessor must be trained in.
    """

    source = models.CharField(max_length=60)  # the system or team file it came from, by its mapping's name
    reference = models.CharField(max_length=80)  # the source's own number
    log_number = models.CharField(max_length=80, blank=True)
    crime_number = models.CharField(max_length=80, blank=True)

    incident_at = models.DateTimeField(null=True)
    incident_time_known = models.BooleanField(default=True)
    submitted_at = models.DateTimeField()
    submitted_time_known = models.BooleanField(default=True)
    received_at = models.DateTimeField()
    officer_collar = models.CharField(max_length=20, blank=True)
    officer_name = models.CharField(max_length=120, blank=True)
    area = models.CharField(max_length=30, choices=choices(Area), blank=True)
    team_area = models.CharField(max_length=120, blank=True)
    incident_type = models.CharField(max_length=40, choices=choices(IncidentType))
    incident_type_as_written = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=400, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    officer_grade = models.CharField(max_length=10, choices=choices(Grade), blank=True)
    risk_tool = models.CharField(max_length=10, choices=choices(RiskTool), blank=True)
    ticks = models.PositiveSmallIntegerField(null=True)
    answers = models.JSONField(default=dict)
    partner_flags = models.JSONField(default=list)
    school = models.CharField(max_length=200, blank=True)
    narrative = models.TextField()
    source_status = models.CharField(max_length=120, blank=True)
    comments = models.TextField(blank=True)

    status = models.CharField(max_length=30, choices=[(status.value, lifecycle.LABELS[status]) for status in Status])
    waiting = models.BooleanField()  # the worklist's partial indexes stand on it; a constraint ties it to the status
    closed_at = models.DateTimeField(null=True)

    grade = models.CharField(max_length=10, choices=choices(Grade))
    lowered_by_two = models.BooleanField(default=False)  # below the officer's grade: two trained people signed for it
    has_conflict = models.BooleanField(default=False)
    due_at = models.DateTimeField()  # secondary risk assessment due
    order_class = models.PositiveSmallIntegerField()  # of rules.priority.CLASSES
    order_at = models.DateTimeField()  # submitted, less the hours of its lifts
    order_lifts = models.JSONField(default=list)  # [{"code", "words", "hours"}], as rules.priority gave them
    skills = models.CharField(max_length=80)  # of rules.skills, in its order, between spaces

    objects = ReferralQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="referral_waiting_follows_its_status",
                condition=Q(waiting=True, status__in=ON_WORKLIST) | Q(waiting=False) & ~Q(status__in=ON_WORKLIST),
            ),
            models.CheckConstraint(
                name="referral_closed_at_only_when_closed",
                condition=Q(closed_at__isnull=False, status=Status.CLOSED)
                | Q(closed_at__isnull=True) & ~Q(status=Status.CLOSED),
            ),
            models.CheckConstraint(
                name="referral_class_is_of_its_grade",
                condition=Q(grade=Grade.HIGH, order_class__in=priority.classes_of(Grade.HIGH))
                | Q(grade=Grade.MEDIUM, order_class__in=priority.classes_of(Grade.MEDIUM))
                | Q(grade=Grade.STANDARD, order_class__in=priority.classes_of(Grade.STANDARD)),
            ),
            models.CheckConstraint(
                name="referral_graded_below_its_officer_only_by_two",
                condition=Q(lowered_by_two=True)
                | ~Q(officer_grade=Grade.HIGH, grade__in=[Grade.MEDIUM, Grade.STANDARD])
                & ~Q(officer_grade=Grade.MEDIUM, grade=Grade.STANDARD),
            ),
            models.UniqueConstraint(
                name="referral_source_and_reference_once",
                fields=["source", "reference"],
                condition=~Q(status=Status.WITHDRAWN),
            ),
        ]
        # The worklist reads its order, and each of its filters and sorts, straight from one of these. ``due_at`` and
        # ``has_conflict`` at the end let it count what is overdue or in conflict without reading a single row:
        # of 100,000 waiting, 15 ms against 200.
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["order_class", "order_at", "id", "due_at", "has_conflict"],
                name="waiting_order",
                condition=Q(waiting=True),
            ),
            models.Index(
                fields=["area", "order_class", "order_at", "id", "due_at", "has_conflict"],
                name="waiting_by_area",
                condition=Q(waiting=True),
            ),
            models.Index(
                fields=["incident_type", "order_class", "order_at", "id", "due_at", "has_conflict"],
                name="waiting_by_type",
                condition=Q(waiting=True),
            ),
            # Take next reads the first of each class that nobody holds and that somebody is trained for.
            models.Index(
                fields=["order_class", "order_at", "id", "skills"],
                name="free_order",
                condition=Q(status=Status.WAITING),
            ),
            models.Index(fields=["due_at", "id"], name="waiting_by_due", condition=Q(waiting=True)),
            models.Index(fields=["submitted_at", "id"], name="waiting_by_age", condition=Q(waiting=True)),
            models.Index(fields=["log_number"], name="referral_by_log"),
            models.Index(fields=["reference"], name="referral_by_reference"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("referral", args=[self.pk])

    @property
    def number(self) -> str:
        """The hub's own number: says nothing about anybody, so it may stand in addresses and e-mails."""
        return f"VH-{self.pk:06d}"

    def place(self) -> priority.Place:
        """Return where this referral stands in the worklist, as it was worked out."""
        lifts = tuple(priority.Lift(**lift) for lift in self.order_lifts)
        return priority.Place(order_class=self.order_class, order_at=self.order_at, lifts=lifts)

    def why(self, *, at: datetime) -> str:
        """Return the sentence that says why it is where it is in the worklist."""
        return priority.explain(self.place(), due_at=self.due_at, at=at, order=None)


class Subject(models.Model):
    """A person as one referral names them. Who they are across referrals is for ``people`` to say."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="subjects")
    position = models.PositiveSmallIntegerField()  # from 1, in the order the source lists people
    role = models.CharField(max_length=20, choices=choices(Role))
    surname = models.CharField(max_length=200, blank=True)
    forenames = models.CharField(max_length=200, blank=True)
    also_known_as = models.CharField(max_length=200, blank=True)
    date_of_birth = models.DateField(null=True)
    age = models.PositiveSmallIntegerField(null=True)  # whole years when the referral was made
    age_months = models.PositiveSmallIntegerField(null=True)
    sex = models.CharField(max_length=2, choices=choices(Sex), blank=True)
    ethnicity = models.CharField(max_length=4, blank=True)
    relationship = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=400, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    school = models.CharField(max_length=200, blank=True)
    source_person_id = models.CharField(max_length=60, blank=True)
    nhs_number = models.CharField(max_length=10, blank=True)  # for telling people apart, and told to nobody
    uprn = models.CharField(max_length=12, blank=True)  # the property number of where they live
    as_written = models.TextField(blank=True)
    # None only for what was received before people were linked: `vigil people link` fills it.
    mention = models.OneToOneField(Mention, on_delete=models.PROTECT, null=True, related_name="subject")

    class Meta:
        ordering: ClassVar[list[str]] = ["referral_id", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="subject_position_once", fields=["referral", "position"]),
            models.CheckConstraint(name="subject_position_from_one", condition=Q(position__gte=1)),
        ]

    def __str__(self) -> str:
        return f"subject {self.position} of {self.referral_id}"

    @property
    def name(self) -> str:
        """The name as people say it, or “Name not recorded”."""
        return f"{self.forenames} {self.surname}".strip() or "Name not recorded"

    def age_at(self, moment: datetime) -> int | None:
        """Return whole years at ``moment``, from the date of birth if there is one, else the age recorded."""
        if self.date_of_birth is None:
            return self.age
        day = moment.date()
        birthday_to_come = (day.month, day.day) < (self.date_of_birth.month, self.date_of_birth.day)
        return max(0, day.year - self.date_of_birth.year - birthday_to_come)


class Flag(models.Model):
    """Something about how a referral was received that whoever opens it should know."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="flags")
    code = models.CharField(max_length=40)
    field = models.CharField(max_length=60, blank=True)
    words = models.CharField(max_length=400)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["code", "referral"], name="flag_by_code")]

    def __str__(self) -> str:
        return self.code


class SearchTerm(models.Model):
    """One word a referral can be found by: of a name, an address, a postcode or a reference. See ``search``."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    term = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="search_term_once", fields=["term", "referral"]),
        ]

    def __str__(self) -> str:
        return "search term"
