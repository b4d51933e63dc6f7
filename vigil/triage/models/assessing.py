"""Secondary risk assessments: typed, signed, signed by a second person, and what was asked on the way."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from vigil.referrals.models import Referral, choices
from vigil.rules import assessing
from vigil.rules.terms import Grade


class AssessmentDraft(models.Model):
    """What is typed so far of a referral's assessment. One to a referral, and each save is of the last one read:
    two people, or one in two windows, cannot overwrite each other."""

    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="assessment_draft")
    answers = models.JSONField()  # {field of the form: what was typed}
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"draft {self.version} of {self.referral_id}"


class Assessment(models.Model):
    """A secondary risk assessment as it was signed: never edited. One that lowers a grade waits for a second person."""

    class State(models.TextChoices):
        STANDS = "stands", "Stands"
        WAITS = "waits", "Waits for a second signature"
        REFUSED = "refused", "Second signature refused"

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="assessments")
    state = models.CharField(max_length=10, choices=State.choices)
    grade = models.CharField(max_length=10, choices=choices(Grade))  # the assessor's own
    held = models.CharField(max_length=10, choices=choices(Grade))  # the hub's, when it was signed
    why = models.TextField(blank=True)
    sections = models.JSONField()  # {section: words}
    filled = models.JSONField(default=list)  # the fields that were filled in by Vigil and said to be right
    consent = models.CharField(max_length=20, choices=[(one.value, assessing.LABELS[one]) for one in assessing.Consent])
    consent_why = models.TextField(blank=True)
    safeguarding = models.CharField(
        max_length=20, choices=[(one.value, assessing.LABELS[one]) for one in assessing.Safeguarding]
    )
    safeguarding_what = models.TextField(blank=True)
    proposal = models.CharField(
        max_length=20, choices=[(one.value, assessing.LABELS[one]) for one in assessing.Proposal]
    )
    proposal_why = models.TextField(blank=True)
    rules_version = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assessments")
    began_at = models.DateTimeField()  # when its assessor took the referral
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["referral_id", "-at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="assessment_one_waits", fields=["referral"], condition=models.Q(state="waits")
            ),
            models.CheckConstraint(
                name="assessment_that_differs_says_why",
                condition=models.Q(grade=models.F("held")) | ~models.Q(why=""),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["by", "at"], name="assessment_by_person")]

    def __str__(self) -> str:
        return f"assessment {self.pk} of {self.referral_id}"


class SecondSignature(models.Model):
    """What a second trained person graded, without having seen the first one's grade."""

    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="second")
    grade = models.CharField(max_length=10, choices=choices(Grade))
    why = models.TextField()
    agrees = models.BooleanField()  # the assessment stands
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="second_signatures")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="second_signature_says_why", condition=~models.Q(why="")),
            models.CheckConstraint(
                name="second_signature_is_another_person_s", condition=~models.Q(by=models.F("first_by"))
            ),
        ]

    def __str__(self) -> str:
        return f"second signature of {self.assessment_id}"


class Enquiry(models.Model):
    """Something more that an assessor asked somebody: with a moment by which it should be answered, and a chase."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="enquiries")
    asked_of = models.CharField(max_length=200)  # an officer, a partner: as one would say it
    question = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    chased_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["due_at", "id"]
        verbose_name_plural = "enquiries"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="enquiry_answered_by_somebody",
                condition=models.Q(answered_at=None, answered_by=None, answer="")
                | models.Q(answered_at__isnull=False, answered_by__isnull=False) & ~models.Q(answer=""),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at"], name="enquiry_to_chase", condition=models.Q(answered_at=None)),
        ]

    def __str__(self) -> str:
        return f"enquiry {self.pk} on {self.referral_id}"
