"""The lottery of signed assessments that somebody else grades again, blind, to see whether grades are right."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from vigil.referrals.models import choices
from vigil.rules.terms import Grade
from vigil.triage.models.assessing import Assessment


class QualityDraw(models.Model):
    """One day's lottery among the assessments that came to stand on it. ``stood`` is what it drew from."""

    day = models.DateField(unique=True)  # London's
    seed = models.PositiveIntegerField()
    stood = models.JSONField()  # {grade settled on: how many came to stand}
    policy_version = models.CharField(max_length=60)
    drawn_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-day"]

    def __str__(self) -> str:
        return f"quality draw of {self.day}"


class QualityGrading(models.Model):
    """An assessment that was drawn, and the grade that another trained person gave the record without seeing it."""

    draw = models.ForeignKey(QualityDraw, on_delete=models.PROTECT, related_name="gradings")
    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="quality_grading")
    stratum = models.CharField(max_length=10, choices=choices(Grade))  # the grade that was settled on
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    grade = models.CharField(max_length=10, choices=choices(Grade), blank=True)
    reason = models.TextField(blank=True)
    graded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    graded_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["draw__day", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="quality_grading_is_signed",
                condition=models.Q(grade="", graded_by__isnull=True, graded_at__isnull=True)
                | ~models.Q(grade="")
                & ~models.Q(reason="")
                & models.Q(graded_by__isnull=False, graded_at__isnull=False),
            ),
            models.CheckConstraint(
                name="quality_grading_is_another_person_s",
                condition=models.Q(graded_by__isnull=True) | ~models.Q(graded_by=models.F("first_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"quality grading of {self.assessment_id}"
