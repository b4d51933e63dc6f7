"""Who is who across referrals: persons, households, addresses, and the links that say why.

A mention is a person as one report names them. It never changes; what changes is which person and household it is
taken for. Every such change is kept (``Change`` with its ``Move``s and ``Link``s), so each can be undone and redone.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse


class Address(models.Model):
    """A place as it reads once spelling, abbreviations and order are put aside."""

    key = models.CharField(max_length=200, unique=True)  # as matching.addresses normalises it
    line = models.CharField(max_length=400)  # as first written
    postcode = models.CharField(max_length=10, blank=True, db_index=True)
    # A hostel, a hospital, a police station: living there says nothing about who belongs together.
    is_crowded = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"address {self.pk}"


class Household(models.Model):
    """People who live together at one address, as far as reports tell."""

    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="households")

    def __str__(self) -> str:
        return f"household {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("household", args=[self.pk])


class Person(models.Model):
    """One human being, across every report that names them. ``merged_into`` keeps old addresses leading somewhere."""

    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="person_not_merged_into_itself", condition=~Q(merged_into=F("id"))),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.pk])

    @property
    def number(self) -> str:
        """The hub's own number for a person: says nothing about them."""
        return f"P-{self.pk:07d}"


class Mention(models.Model):
    """A person as one report names them: what matching compares, and who it is taken for."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mentions")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, related_name="mentions")
    # The index over address and household serves it.
    address = models.ForeignKey(Address, on_delete=models.PROTECT, null=True, related_name="mentions", db_index=False)
    named_in = models.BigIntegerField(db_index=True)  # the referral: people named in one are hardly ever the same
    seen_on = models.DateField()
    role = models.CharField(max_length=20)
    surname = models.CharField(max_length=200, blank=True)
    forenames = models.CharField(max_length=200, blank=True)
    also_known_as = models.CharField(max_length=200, blank=True)
    date_of_birth = models.DateField(null=True, db_index=True)
    age = models.PositiveSmallIntegerField(null=True)  # whole years when seen
    sex = models.CharField(max_length=2, blank=True)
    relationship = models.CharField(max_length=120, blank=True)
    address_line = models.CharField(max_length=400, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    school = models.CharField(max_length=200, blank=True)
    source_person_id = models.CharField(max_length=140, blank=True)  # with its system's name in front
    nhs_number = models.CharField(max_length=10, blank=True)  # checked, figures only; never told to anybody
    uprn = models.CharField(max_length=12, blank=True)  # of the address, without leading noughts
    named_with = models.TextField(blank=True)  # the others of the same report, one a line
    # All of it made ready for comparing, by the edition that also chose its blocks; another edition's is not used.
    ready = models.TextField(blank=True)
    edition = models.IntegerField(default=0)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["address", "household"], name="mention_by_home"),
            models.Index(fields=["uprn"], name="mention_by_uprn", condition=~Q(uprn="")),
        ]

    def __str__(self) -> str:
        return f"mention {self.pk}"

    @property
    def name(self) -> str:
        """The name as people say it, or “Name not recorded”."""
        return f"{self.forenames} {self.surname}".strip() or "Name not recorded"


class Block(models.Model):
    """Under which keys a mention is looked up when somebody new might be the same person.

    ``key`` is a sum of the key's words. A block that grew too large to mean anything keeps one row, without mention.
    """

    key = models.BigIntegerField()
    mention = models.ForeignKey(Mention, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="block_once", fields=["key", "mention"]),
        ]

    def __str__(self) -> str:
        return "block"


class Sound(models.Model):
    """How a mention's name sounds, surname first: what a search that forgives spelling goes by."""

    sound = models.CharField(max_length=40)
    mention = models.ForeignKey(Mention, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="sound_once", fields=["sound", "mention"]),
        ]

    def __str__(self) -> str:
        return "sound"


class Change(models.Model):
    """One decision about who is who: what a person decided, or a night's linking, with all that followed from it."""

    class Kind(models.TextChoices):
        JOINED = "joined", "Joined as one person"
        KEPT_APART = "kept_apart", "Kept apart as two people"
        SPLIT = "split", "Split off as another person"
        TAKEN_OUT = "taken_out", "Taken out of a household"
        HOMES_JOINED = "homes_joined", "Households put together"
        UNDONE = "undone", "Undid a decision"
        LINKED = "linked", "Linked by Vigil overnight"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_in")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="change_undone_names_what_it_undoes",
                condition=Q(kind="undone", undoes__isnull=False) | ~Q(kind="undone") & Q(undoes__isnull=True),
            ),
            models.CheckConstraint(
                name="change_by_vigil_only_overnight", condition=Q(kind="linked", by=None) | Q(by__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"change {self.pk}"


class Move(models.Model):
    """One mention that a change took from one person to another."""

    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="moves")
    mention = models.ForeignKey(Mention, on_delete=models.PROTECT, related_name="moves")
    before = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="left")
    after = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="gained")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="move_once", fields=["change", "mention"]),
            models.CheckConstraint(name="move_goes_somewhere", condition=~Q(before=F("after"))),
        ]

    def __str__(self) -> str:
        return f"move {self.pk}"


class HomeMove(models.Model):
    """One mention that a change took from one household to another."""

    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="home_moves")
    mention = models.ForeignKey(Mention, on_delete=models.PROTECT, related_name="home_moves")
    before = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="left")
    after = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="gained")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="home_move_once", fields=["change", "mention"]),
            models.CheckConstraint(name="home_move_goes_somewhere", condition=~Q(before=F("after"))),
        ]

    def __str__(self) -> str:
        return f"home move {self.pk}"


class LinkQuerySet(models.QuerySet["Link"]):
    def standing(self) -> LinkQuerySet:
        """Return the links that hold now."""
        return self.filter(ended_at=None)

    def to_review(self) -> LinkQuerySet:
        """Return what Vigil asks people: are these two the same?"""
        return self.standing().filter(verdict=Link.Verdict.ASK)

    def by_people(self) -> LinkQuerySet:
        """Return what people decided and nothing but people may change."""
        return self.standing().filter(by__isnull=False)


class Link(models.Model):
    """What is held of two mentions, by whom or what, and why. Never changed: it ends, and another takes its place.

    A link a person made outlives every retraining; a machine's link lasts until the model or a person says otherwise.
    """

    class Kind(models.TextChoices):
        PERSON = "person", "Same person"
        HOUSEHOLD = "household", "Same household"

    class Verdict(models.TextChoices):
        SAME = "same", "The same"
        ASK = "ask", "A person is to say"
        APART = "apart", "Not the same"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    one = models.ForeignKey(Mention, on_delete=models.PROTECT, related_name="links")
    other = models.ForeignKey(Mention, on_delete=models.PROTECT, related_name="links_back")
    verdict = models.CharField(max_length=5, choices=Verdict.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    made_in = models.ForeignKey(Change, on_delete=models.PROTECT, null=True, related_name="links_made")
    weight = models.FloatField(null=True)  # log2 of the odds, as matching.scoring gives it; None when a person decided
    probability = models.FloatField(null=True)
    reasons = models.JSONField(default=list)  # in words, as matching.scoring gives them, or the person's own
    guard = models.CharField(max_length=40, blank=True)  # what spoke against joining: twins, say
    model_version = models.CharField(max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_in = models.ForeignKey(Change, on_delete=models.PROTECT, null=True, related_name="links_ended")

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="link_pair_in_order", condition=Q(one__lt=F("other"))),
            models.UniqueConstraint(
                name="link_one_standing", fields=["kind", "one", "other"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(name="link_asked_by_vigil_only", condition=~Q(verdict="ask") | Q(by=None)),
            models.CheckConstraint(
                name="link_by_a_person_or_a_model",
                condition=Q(by__isnull=False, model_version="", weight=None) | Q(by=None) & ~Q(model_version=""),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["id"], name="link_to_review", condition=Q(verdict="ask", ended_at=None)),
            models.Index(
                fields=["one", "other"], name="link_by_a_person", condition=Q(by__isnull=False, ended_at=None)
            ),
            # Few, and asked for with every report that comes in.
            models.Index(
                fields=["one", "other"],
                name="link_homes_apart",
                condition=Q(kind="household", verdict="apart", ended_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"link {self.pk}"
