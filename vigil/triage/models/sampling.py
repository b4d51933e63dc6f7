"""The random sample of the worklist that is graded blind, to find the hidden high."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from vigil.referrals.models import Referral, choices
from vigil.rules.terms import Grade


class BlindSample(models.Model):
    """A stratified random sample of the worklist, graded blind, from which the hidden high are estimated."""

    size = models.PositiveIntegerField()
    seed = models.PositiveIntegerField()  # with the worklist of that moment it gives the same draw again
    strata = models.JSONField()  # {stratum: keys of its referrals on the worklist when drawn}
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"blind sample {self.pk}"


class BlindGrading(models.Model):
    """One referral of a sample, and the grade a trained assessor gave it without seeing anybody else's."""

    sample = models.ForeignKey(BlindSample, on_delete=models.PROTECT, related_name="gradings")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="blind_gradings")
    stratum = models.CharField(max_length=60)
    grade = models.CharField(max_length=10, choices=choices(Grade), blank=True)
    reason = models.TextField(blank=True)
    graded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    graded_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["sample_id", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="blind_grading_once", fields=["sample", "referral"]),
            models.CheckConstraint(
                name="blind_grading_is_signed",
                condition=models.Q(grade="", graded_by__isnull=True, graded_at__isnull=True)
                | ~models.Q(grade="")
                & ~models.Q(reason="")
                & models.Q(graded_by__isnull=False, graded_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"blind grading of {self.referral_id}"
