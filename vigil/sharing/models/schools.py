"""The schools directory, and each child's school notice."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from vigil.referrals.models import Referral, Subject
from vigil.rules.school_notice import SETTING_WORDS, Place, Setting
from vigil.rules.terms import Area
from vigil.sharing.models.decisions import Decision
from vigil.sharing.models.partners import Partner


class School(models.Model):
    """A place that is told about its pupils: a partner, with the names it goes by in referrals."""

    partner = models.OneToOneField(Partner, on_delete=models.PROTECT, related_name="school")
    setting = models.CharField(max_length=20, choices=[(one.value, SETTING_WORDS[one]) for one in Setting])
    urn = models.CharField(max_length=20, blank=True)  # its number in the national register, if it has one
    also_known_as = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar[list[str]] = ["partner__name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="school_urn_once", fields=["urn"], condition=~Q(urn="")),
        ]

    def __str__(self) -> str:
        return self.partner.name

    def place(self) -> Place:
        """Return this line as the rule takes it."""
        return Place(
            key=self.pk,
            names=(self.partner.name, *self.also_known_as),
            area=Area(self.partner.area) if self.partner.area else None,
            setting=Setting(self.setting),
        )


class NoticeLook(models.Model):
    """That the rule has looked at a referral, and which rule: no referral is passed over, and none looked at twice."""

    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="notice_look")
    rules_version = models.CharField(max_length=40)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"look at {self.referral_id}"


class SchoolNotice(models.Model):
    """That a child's school is to be told of domestic abuse, by when, and what became of it.

    ``written`` is what the referral says of the school. Once told, ``decision`` carries the packet and its delivery.
    """

    class State(models.TextChoices):
        TO_FIND = "to_find", "School to be found"
        HELD = "held", "Held"
        LATE = "late", "Came too late to be sent by rule"
        GOING = "going", "On its way, or told"
        ENDED = "ended", "Not to be told"

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="school_notices")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="school_notices")
    written = models.CharField(max_length=200, blank=True)
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, related_name="notices")
    state = models.CharField(max_length=10, choices=State.choices)
    why = models.CharField(max_length=400, blank=True)  # it waits for a person, is held or ended
    due_at = models.DateTimeField()  # when the next school day starts
    made_at = models.DateTimeField()
    rules_version = models.CharField(max_length=40)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="school_notices")
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["due_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="school_notice_once", fields=["subject", "school"], condition=Q(school__isnull=False)
            ),
            models.CheckConstraint(
                name="school_notice_going_has_a_decision",
                condition=Q(state="going", decision__isnull=False, school__isnull=False)
                | ~Q(state="going") & Q(decision=None),
            ),
            models.CheckConstraint(name="school_notice_waits_for_a_reason", condition=Q(state="going") | ~Q(why="")),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "due_at", "id"], name="school_notice_by_state"),
        ]

    def __str__(self) -> str:
        return f"school notice {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("school_notice", args=[self.pk])
