"""Who works in the hub: where, when, trained in what and how far along. Logins are in ``accounts``."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from vigil.rules import exposure, skills, training
from vigil.rules.exposure import Material
from vigil.rules.skills import Skill, Stage
from vigil.rules.training import Course


def _choices(terms: type[StrEnum], labels: Mapping[StrEnum, str]) -> list[tuple[str, str]]:
    return [(term.value, labels[term]) for term in terms]


SKILLS = _choices(Skill, skills.LABELS)
STAGES = _choices(Stage, skills.LABELS)
COURSES = _choices(Course, training.COURSES)
MATERIALS = _choices(Material, exposure.LABELS)


class Site(models.Model):
    """A place the hub sits in: it may have several."""

    name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """People who work together, at one site."""

    name = models.CharField(max_length=80, unique=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="teams")

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """Somebody's place in the hub. A temporary one, for a surge, has the first day after it: then its gates close."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="post")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="posts", null=True)
    contracted_minutes = models.PositiveIntegerField(null=True)  # in a week
    ends_on = models.DateField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["person_id"]

    def __str__(self) -> str:
        return f"post of {self.person_id}"


class WorkingDay(models.Model):
    """A weekday on which somebody works, in local time. ``ends`` at or before ``starts`` means on the next day."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="working_days")
    weekday = models.PositiveSmallIntegerField()  # Monday is 0
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["person_id", "weekday"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="working_day_once", fields=["person", "weekday"]),
            models.CheckConstraint(name="working_day_is_of_a_week", condition=Q(weekday__lte=6)),
        ]

    def __str__(self) -> str:
        return f"weekday {self.weekday} of {self.person_id}"


class Absence(models.Model):
    """Days on which somebody is away, both ends included. Why is kept no closer than planning needs."""

    class Kind(models.TextChoices):
        LEAVE = "leave", "Leave"
        SICKNESS = "sickness", "Sickness"
        TRAINING = "training", "Training"
        OTHER_DUTY = "other_duty", "Other duty"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="absences")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    first_day = models.DateField()
    last_day = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-first_day", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="absence_ends_after_it_begins", condition=Q(last_day__gte=F("first_day"))),
            models.CheckConstraint(
                name="absence_kind_is_known", condition=Q(kind__in=["leave", "sickness", "training", "other_duty"])
            ),
        ]

    def __str__(self) -> str:
        return f"absence of {self.person_id}"


class Training(models.Model):
    """A course that somebody completed, and where its evidence is. Withdrawn, it opens nothing, and is kept."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="trainings")
    course = models.CharField(max_length=30, choices=COURSES)
    provider = models.CharField(max_length=120)
    completed_date = models.DateField()
    evidence = models.CharField(max_length=200)  # a certificate's number, or where the proof is kept
    policy_version = models.CharField(max_length=40)  # of the table that said what it gives
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )  # None: by the command line
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-completed_date", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="training_recorded_once",
                fields=["person", "course", "completed_date"],
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(name="training_has_a_provider", condition=~Q(provider="")),
            models.CheckConstraint(name="training_has_evidence", condition=~Q(evidence="")),
            models.CheckConstraint(
                name="training_course_is_known", condition=Q(course__in=[code for code, _ in COURSES])
            ),
            models.CheckConstraint(
                name="training_withdrawn_with_a_reason",
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course} of {self.person_id}"


class Accreditation(models.Model):
    """A skill that a training gave, until the day it expires: worked out once, when it was recorded."""

    training = models.ForeignKey(Training, on_delete=models.PROTECT, related_name="accreditations")
    skill = models.CharField(max_length=20, choices=SKILLS)
    expires_on = models.DateField()  # the first day it is no longer held

    class Meta:
        ordering: ClassVar[list[str]] = ["training_id", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="accreditation_once", fields=["training", "skill"]),
            models.CheckConstraint(
                name="accreditation_skill_is_known", condition=Q(skill__in=[code for code, _ in SKILLS])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skill} by {self.training_id}"


class Step(models.Model):
    """Somebody reached a step of the newcomer's path. The latest one holds; who has none still shadows."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="steps")
    stage = models.CharField(max_length=12, choices=STAGES)
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="step_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="step_stage_is_known", condition=Q(stage__in=[code for code, _ in STAGES])),
        ]

    def __str__(self) -> str:
        return f"{self.stage} of {self.person_id}"


class Practice(models.Model):
    """One assessment that somebody looked on at, or made, at a step of the path."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="practice")
    stage = models.CharField(max_length=12, choices=STAGES)
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-id"]

    def __str__(self) -> str:
        return f"practice of {self.person_id}"


class Supervision(models.Model):
    """A supervision that was held. What was said in it is not kept here."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="supervisions")
    held_date = models.DateField()
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-held_date", "-id"]

    def __str__(self) -> str:
        return f"supervision of {self.person_id}"


class Exposure(models.Model):
    """One kind of distressing material that somebody read in one piece of work. Which referral is not kept here."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exposures")
    material = models.CharField(max_length=20, choices=MATERIALS)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(name="exposure_by_moment", fields=["at"])]

    def __str__(self) -> str:
        return f"exposure of {self.person_id}"


class StaffFile(models.Model):
    """A file of people and training that was handed over, and what became of its rows."""

    name = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    read = models.PositiveIntegerField(default=0)
    taken_in = models.PositiveIntegerField(default=0)  # rows that added or changed something
    people_added = models.PositiveIntegerField(default=0)
    trainings_added = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)  # rows that said nothing new; the others are held

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-id"]

    def __str__(self) -> str:
        return f"staff file {self.pk}"


class HeldRow(models.Model):
    """A row of a staff file that was not taken in: where, which field, and why."""

    file = models.ForeignKey(StaffFile, on_delete=models.PROTECT, related_name="held_rows")
    row = models.PositiveIntegerField()  # as a spreadsheet counts: the heading is 1
    field = models.CharField(max_length=40)
    reason = models.CharField(max_length=300)

    class Meta:
        ordering: ClassVar[list[str]] = ["file_id", "row", "id"]

    def __str__(self) -> str:
        return f"row {self.row} of {self.file_id}"
