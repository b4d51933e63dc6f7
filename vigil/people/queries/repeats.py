"""Whom other referrals name too: what the worklist marks and the referral's page says of each of its people."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from vigil.people.models import Link, Mention
from vigil.rules.lifecycle import Status

# Referrals lie above this app, so they are reached by the names of their relations, not by their classes.
_FIELDS = (
    "person_id",
    "named_in",
    "subject__position",
    "subject__referral__submitted_at",
    "subject__referral__waiting",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Repeat:
    """What else the hub holds of a referral's people: how many earlier referrals name the one of them named most
    often, and which other waiting referrals name any of them."""

    earlier: int
    waiting: tuple[int, ...]


NOT_KNOWN = Repeat(earlier=0, waiting=())


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Who one subject of a referral is taken for. ``asked`` says that a person has yet to say whether it is right."""

    person: int
    number: str
    earlier: int
    asked: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Standings:
    """Who the people of one referral are taken for, by their position in it, and which other waiting referrals name
    any of them."""

    by_position: dict[int, Standing]
    waiting: tuple[int, ...]


NOBODY_KNOWN = Standings(by_position={}, waiting=())


@dataclass(frozen=True, slots=True)
class _Naming:
    """One referral that names a person."""

    person: int
    referral: int
    position: int
    submitted_at: datetime
    waiting: bool


def repeats(referrals: Collection[int]) -> dict[int, Repeat]:
    """Return what else is held of the people of each referral, where there is anything, in one query."""
    by_person = _namings_of_their_people(referrals)
    people: dict[int, list[list[_Naming]]] = {}
    for some in by_person.values():
        for referral in {one.referral for one in some}:
            people.setdefault(referral, []).append(some)
    found = {}
    for own in referrals:
        namings = people.get(own, [])
        earlier = max((_earlier(some, own) for some in namings), default=0)
        waiting = _waiting(namings, own)
        if earlier or waiting:
            found[own] = Repeat(earlier=earlier, waiting=waiting)
    return found


def standings(referral: int) -> Standings:
    """Return who the people of one referral are taken for, in as few queries however many they are."""
    by_person = _namings_of_their_people([referral])
    mentions = list(Mention.objects.filter(named_in=referral).values_list("pk", "person_id", "subject__position"))
    keys = [key for key, _, _ in mentions]
    asked = set(Link.objects.to_review().filter(other__in=keys).values_list("other_id", flat=True))
    return Standings(
        by_position={
            position: Standing(
                person=person,
                number=f"P-{person:07d}",
                earlier=_earlier(by_person.get(person, []), referral),
                asked=key in asked,
            )
            for key, person, position in mentions
        },
        waiting=_waiting(by_person.values(), referral),
    )


def _waiting(namings: Iterable[list[_Naming]], referral: int) -> tuple[int, ...]:
    """Return the other waiting referrals that name any of these people."""
    return tuple(sorted({one.referral for some in namings for one in some if one.waiting and one.referral != referral}))


def _namings_of_their_people(referrals: Collection[int]) -> dict[int, list[_Naming]]:
    """Return every referral that names somebody these name, by person. What was withdrawn names nobody."""
    people = Mention.objects.filter(named_in__in=referrals).values("person_id")
    rows: Iterable[tuple[int, int, int, datetime, bool]] = (
        Mention.objects.filter(person__in=people)
        .exclude(subject__referral__status=Status.WITHDRAWN)
        .values_list(*_FIELDS)
    )
    by_person: dict[int, list[_Naming]] = {}
    for row in rows:
        by_person.setdefault(row[0], []).append(_Naming(*row))
    return by_person


def _earlier(namings: list[_Naming], referral: int) -> int:
    """Return how many referrals named somebody before this one did."""
    submitted_at = next((one.submitted_at for one in namings if one.referral == referral), None)
    if submitted_at is None:
        return 0
    return len({one.referral for one in namings if (one.submitted_at, one.referral) < (submitted_at, referral)})
