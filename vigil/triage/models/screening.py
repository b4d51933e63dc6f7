"""What the rules thought of a referral’s risk, and what people said of the markers it was read by."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from vigil.referrals.models import Referral, choices
from vigil.rules.terms import Grade
from vigil.screening.markers import Code


class Screening(models.Model):
    """The rules' view of one referral at one moment: a grade, every reason, and what conflicts."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="screenings")
    at = models.DateTimeField()
    grade = models.CharField(max_length=10, choices=choices(Grade))
    level = models.CharField(max_length=10, choices=choices(Grade), blank=True)  # what the record asks for by itself
    reasons = models.JSONField()  # [{"code", "words", "source", "grade", "factors"}]
    conflicts = models.JSONField()  # [{"code", "words"}]
    # The other reports of the same people that it was graded beside, as ``queries.history.kept`` gives them.
    history = models.JSONField(default=list)
    # What was read in the narrative: [{"code", "status", "start", "end", "pattern", "odds"}], places in its text.
    markers = models.JSONField(default=list)
    narrative_state = models.CharField(max_length=60, default="")  # "read", or why it could not be
    lexicon_version = models.CharField(max_length=40, default="")  # "" before narratives were read
    third_version = models.CharField(max_length=40, default="")  # "" before the third reader had read it
    rules_version = models.CharField(max_length=40)
    policy_version = models.CharField(max_length=60)  # of the grading table

    class Meta:
        ordering: ClassVar[list[str]] = ["referral_id", "-at", "-id"]

    def __str__(self) -> str:
        return f"screening of {self.referral_id}"


class ThirdReading(models.Model):
    """What the third reader heard in a narrative. It is slow, so it is kept, whatever is graded by it."""

    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="third_reading")
    at = models.DateTimeField()
    version = models.CharField(max_length=40)
    markers = models.JSONField()  # [{"code", "start", "end", "pattern", "odds"}], places in the narrative

    def __str__(self) -> str:
        return f"third reading of {self.referral_id}"


class MarkerNote(models.Model):
    """An assessor's word on a marker: it is wrong, or it was missed. Kept as feedback for the lexicon.

    It takes a marker away from what the rules read, or adds one; it never lowers a grade the hub holds.
    """

    class Kind(models.TextChoices):
        DISMISSED = "dismissed", "Dismissed"
        ADDED = "added", "Added"

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="marker_notes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    code = models.CharField(max_length=40, choices=[(code.value, code.value) for code in Code])
    start = models.PositiveIntegerField()  # where in the narrative
    end = models.PositiveIntegerField()
    pattern = models.CharField(max_length=80, blank=True)  # the lexicon entry that was wrong; "" for one added
    lexicon_version = models.CharField(max_length=40)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_reason = models.TextField(blank=True)  # "" where somebody took back their own

    class Meta:
        ordering: ClassVar[list[str]] = ["referral_id", "start", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="marker_note_has_a_reason", condition=~models.Q(reason="")),
            models.CheckConstraint(name="marker_note_has_a_place", condition=models.Q(end__gt=models.F("start"))),
            models.UniqueConstraint(
                name="marker_noted_once",
                fields=["referral", "kind", "code", "start", "end"],
                condition=models.Q(undone_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code} on {self.referral_id}"
