"""Who is told, and the ways to reach them: data, not code, so that a council's change is a row."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from vigil.referrals.models import choices
from vigil.rules.sharing.routing import HOURS_WORDS, Hours, Way
from vigil.rules.sharing.terms import Form, PartnerKind
from vigil.rules.sharing.terms import choices as sharing_choices
from vigil.rules.terms import Area, Grade


class Partner(models.Model):
    """A body that may be told about people: a council's service, a health trust, a school, a charity.

    ``area`` is the council whose residents it serves; "" for all four. ``call_name`` and ``call_phone`` are the
    person to call there when messages fail.
    """

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=30, choices=sharing_choices(PartnerKind))
    area = models.CharField(max_length=30, choices=choices(Area), blank=True)
    call_name = models.CharField(max_length=120)
    call_phone = models.CharField(max_length=40)
    is_active = models.BooleanField(default=True)
    # Most that is sent in an hour, as agreed with them; None for no limit. High risk never waits for it.
    per_hour = models.PositiveIntegerField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="partner_has_somebody_to_call", condition=~Q(call_name="") & ~Q(call_phone="")),
            models.CheckConstraint(name="partner_takes_at_least_one", condition=Q(per_hour=None) | Q(per_hour__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("partner", args=[self.pk])


class Route(models.Model):
    """One way to reach a partner, for some sorts of report, grades and hours ("" means any).

    ``settings`` is what the channel needs: addresses and the *names* of secrets, never a secret.
    """

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="routes")
    channel = models.CharField(max_length=20)  # a key of sharing.channels.CHANNELS
    settings = models.JSONField(default=dict)
    order = models.PositiveSmallIntegerField(default=1)  # 1 is tried first, the next when it fails
    form = models.CharField(max_length=20, choices=sharing_choices(Form), blank=True)
    grade = models.CharField(max_length=10, choices=choices(Grade), blank=True)
    hours = models.CharField(
        max_length=10, choices=[(hours.value, HOURS_WORDS[hours]) for hours in Hours], default=Hours.ANY
    )
    stopped_at = models.DateTimeField(null=True)  # by the partner (an address that is gone) or by a person
    stopped_why = models.CharField(max_length=400, blank=True)
    # How it does: a way that fails rests, so that a dead partner is asked now and then and slows nobody.
    failures = models.PositiveIntegerField(default=0)  # in a row
    rests_until = models.DateTimeField(null=True)
    last_success_at = models.DateTimeField(null=True)
    last_trouble_at = models.DateTimeField(null=True)
    last_trouble = models.CharField(max_length=400, blank=True)  # the sentence; it holds nothing about a person
    last_fault = models.CharField(max_length=10, blank=True)  # ours, way or theirs
    collected_at = models.DateTimeField(null=True)  # when receipts were last asked for

    class Meta:
        ordering: ClassVar[list[str]] = ["partner", "order", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="route_order_from_one", condition=Q(order__gte=1)),
            models.CheckConstraint(
                name="route_stopped_with_a_reason",
                condition=Q(stopped_at=None, stopped_why="") | Q(stopped_at__isnull=False) & ~Q(stopped_why=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} to {self.partner_id}"

    def way(self) -> Way:
        """Return this route as the rules take it."""
        return Way(
            key=self.pk,
            order=self.order,
            form=Form(self.form) if self.form else None,
            grade=Grade(self.grade) if self.grade else None,
            hours=Hours(self.hours),
            is_stopped=self.stopped_at is not None,
            failures=self.failures,
            rests_until=self.rests_until,
        )
