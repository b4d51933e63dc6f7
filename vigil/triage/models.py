"""What the hub's rules and people thought of a referral's risk, and the policy tables they used."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from vigil.referrals.models import Referral, choices
from vigil.rules import assessing
from vigil.rules.terms import Grade
from vigil.screening.markers import Code


class Policy(models.Model):
    """One version of one policy table, made by a person. Never edited: a change is a new version with a reason.

    A kind without a row here is in force as it is packaged in ``rules``.
    """

    kind = models.CharField(max_length=30)  # the table's name
    version = models.PositiveIntegerField()
    table = models.JSONField()
    reason = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["kind", "-version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="policy_version_once", fields=["kind", "version"]),
            models.CheckConstraint(name="policy_has_a_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


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
    # What was read in the narrative: [{"code", "status", "start", "end", "pattern"}], places in its text.
    markers = models.JSONField(default=list)
    narrative_state = models.CharField(max_length=60, default="")  # "read", or why it could not be
    lexicon_version = models.CharField(max_length=40, default="")  # "" before narratives were read
    rules_version = models.CharField(max_length=40)
    policy_version = models.CharField(max_length=60)  # of the grading table

    class Meta:
        ordering: ClassVar[list[str]] = ["referral_id", "-at", "-id"]

    def __str__(self) -> str:
        return f"screening of {self.referral_id}"


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


class Trial(models.Model):
    """A change tried on the whole worklist before it is made live: a policy table, or a new lexicon.

    What it would do is worked out in the background and listed; only then can somebody make it live.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting to start"
        RUNNING = "running", "Being tried"
        READY = "ready", "Tried: waiting for a decision"
        APPLYING = "applying", "Being made live"
        LIVE = "live", "Live"
        DROPPED = "dropped", "Dropped"

    LEXICON: ClassVar[str] = "lexicon"

    kind = models.CharField(max_length=30)  # a policy table's name, or LEXICON
    table = models.JSONField(default=dict)  # the policy's values; empty for a lexicon, which comes with Vigil
    based_on = models.CharField(max_length=60)  # the version in force when it was tried
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices)
    total = models.PositiveIntegerField(default=0)  # referrals on the worklist when it began
    done = models.PositiveIntegerField(default=0)
    # [{"referral", "grade": [from, to], "due_at": [from, to], "past_clock", "conflict": [from, to]}], changed ones only
    differences = models.JSONField(default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="trial_has_a_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"trial of {self.kind}"


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
