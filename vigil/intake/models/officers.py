"""What officers write themselves, and what the hub tells them of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from vigil.intake.models.imports import Entry
from vigil.referrals.models import choices
from vigil.rules.terms import Grade

OFFICER_FORM = "officer_form"
"""The source that officers' own referrals come from, as an import names its mapping."""


class OfficerForm(models.Model):
    """A referral as an officer writes it, kept on the server part by part until it is sent: then it never changes."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)  # {part of rules.reporting: {field of its form: what was typed}}
    people = models.JSONField(default=list)  # [{field of its form: what was typed, "known": "", "asked" or as KNOWN}]
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="+")
    lacks = models.JSONField(default=list)  # of rules.reporting.LACKS: what was not there when it was sent

    KNOWN: ClassVar[dict[str, str]] = {"yes": "Yes", "no": "No", "not_sure": "Not sure"}

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="officer_form_sent_is_accounted_for",
                condition=Q(sent_at=None, entry=None) | Q(sent_at__isnull=False, entry__isnull=False),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["by", "-id"], name="officer_form_of_officer")]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("officer_form", args=[self.pk])

    @property
    def reference(self) -> str:
        """The form's own number: says nothing about anybody."""
        return f"OF-{self.pk:06d}"

    def part(self, name: str) -> dict[str, Any]:
        """Return what was typed into one part."""
        found: dict[str, Any] = self.answers.get(name, {})
        return found


class Note(models.Model):
    """A short word from the hub on a form: to its officer and to their supervisor. It names nobody it is about."""

    class About(models.TextChoices):
        GRADE = "grade", "The hub holds it at another grade"
        LACKED = "lacked", "Something was missing"

    form = models.ForeignKey(OfficerForm, on_delete=models.PROTECT, related_name="notes")
    about = models.CharField(max_length=10, choices=About.choices)
    grade = models.CharField(max_length=10, choices=choices(Grade), blank=True)  # the hub's, in a note about it
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=200, blank=True)  # why the last mail did not go

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="note_about_a_grade_says_it",
                condition=Q(about="grade") & ~Q(grade="") | Q(about="lacked", grade=""),
            ),
            models.UniqueConstraint(
                name="note_on_what_lacked_once", fields=["form", "to"], condition=Q(about="lacked")
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["to", "-id"], name="note_to_person"),
            models.Index(fields=["id"], name="note_to_mail", condition=Q(mailed_at=None)),
        ]

    def __str__(self) -> str:
        return f"note {self.pk} on {self.form_id}"

    def get_absolute_url(self) -> str:
        return reverse("officer_note", args=[self.pk])
