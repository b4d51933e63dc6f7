"""People say who lives with whom: take somebody out of a household, or put two together. Undone as other decisions."""

from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import product

from django.db import transaction
from django.db.models import Q

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.people.actions.deciding import MOST_APART, CannotDecide
from vigil.people.actions.homes import rehouse
from vigil.people.models import Change, Household, Link, LinkQuerySet, Mention


def obstacles_to_taking_out(household: Household, persons: Collection[int]) -> list[str]:
    """Return why these persons cannot be taken out of a household. An empty list means they can."""
    live_here = set(household.mentions.values_list("person_id", flat=True))
    if not persons:
        return ["Choose who does not live with the others."]
    if not set(persons) <= live_here:
        return ["Some of these are no longer held to live here. Look at the household again."]
    if set(persons) == live_here:
        return ["Leave at least one person in the household."]
    if len(set(persons)) * (len(live_here) - len(set(persons))) > MOST_APART:
        return ["That is too much at once. Take out fewer people at a time."]
    return []


def obstacles_to_putting_together(one: Household, other: Household) -> list[str]:
    """Return why two households cannot be put together. An empty list means they can."""
    if one.pk == other.pk:
        return ["This is the same household."]
    if not one.mentions.exists() or not other.mentions.exists():
        return ["Nobody is held to live in one of these now. Look at them again."]
    said = _between(_first_of_each(one), _first_of_each(other)).filter(verdict=Link.Verdict.APART).select_related("by")
    if first := said.first():
        return [f"{first.by} took somebody of one out of the other. Undo that first, if it was wrong."]
    return []


@transaction.atomic
def take_out(household: Household, persons: Collection[int], *, reason: str, by: User, at: datetime) -> Household:
    """Say that these persons do not live with the others there: they become a household of their own.

    ``persons`` are keys. No later report brings them together again. Raises ``CannotDecide``.
    """
    household = Household.objects.select_for_update().get(pk=household.pk)
    _refuse(obstacles_to_taking_out(household, persons), reason, "Record why they do not live with the others.")
    change = Change.objects.create(kind=Change.Kind.TAKEN_OUT, by=by, at=at, reason=reason.strip())
    stay, leave = household.mentions.exclude(person__in=persons), household.mentions.filter(person__in=persons)
    _decide(_firsts(leave), _firsts(stay), Link.Verdict.APART, change)
    own = Household.objects.create(address_id=household.address_id)
    rehouse(leave, own, change)
    audit.record("household.taken_out", household, by=by, at=at, new_household=own.pk, change=change.pk)
    return own


@transaction.atomic
def put_together(one: Household, other: Household, *, reason: str, by: User, at: datetime) -> Change:
    """Say that two households are one: the second's people come into the first. Raises ``CannotDecide``."""
    found = Household.objects.select_for_update().filter(pk__in=[one.pk, other.pk]).order_by("pk").in_bulk()
    one, other = found[one.pk], found[other.pk]
    _refuse(obstacles_to_putting_together(one, other), reason, "Record why they are one household.")
    change = Change.objects.create(kind=Change.Kind.HOMES_JOINED, by=by, at=at, reason=reason.strip())
    _decide(_first_of_each(one)[:1], _first_of_each(other)[:1], Link.Verdict.SAME, change)
    rehouse(other.mentions.all(), one, change)
    audit.record("household.put_together", one, by=by, at=at, with_household=other.pk, change=change.pk)
    return change


def _refuse(obstacles: list[str], reason: str, unsaid: str) -> None:
    obstacles = obstacles if reason.strip() else [*obstacles, unsaid]
    if obstacles:
        raise CannotDecide(obstacles)


def _first_of_each(household: Household) -> list[int]:
    return _firsts(household.mentions.all())


def _firsts(mentions: Iterable[Mention]) -> list[int]:
    """Return the first mention of each person among these, by its key."""
    first: dict[int, int] = {}
    for mention in sorted(mentions, key=lambda one: one.pk):
        first.setdefault(mention.person_id, mention.pk)
    return list(first.values())


def _between(some: Iterable[int], others: Iterable[int]) -> LinkQuerySet:
    """Return what stands of households between the persons of these mentions, said of any mention of theirs."""
    one = Mention.objects.filter(pk__in=list(some)).values("person")
    other = Mention.objects.filter(pk__in=list(others)).values("person")
    there, back = Q(one__person__in=one, other__person__in=other), Q(one__person__in=other, other__person__in=one)
    return Link.objects.standing().filter(there | back, kind=Link.Kind.HOUSEHOLD)


def _decide(some: Iterable[int], others: Iterable[int], verdict: Link.Verdict, change: Change) -> None:
    """End what was said of these persons' households, and say this instead."""
    some, others = list(some), list(others)
    _between(some, others).update(ended_at=change.at, ended_in=change)
    Link.objects.bulk_create(
        Link(
            kind=Link.Kind.HOUSEHOLD,
            one_id=min(pair),
            other_id=max(pair),
            verdict=verdict,
            by=change.by,
            made_at=change.at,
            made_in=change,
            reasons=[change.reason],
        )
        for pair in product(some, others)
    )
