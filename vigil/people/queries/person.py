"""What the page of one person asks: every referral that names them, and who they have been with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from vigil.matching import households
from vigil.matching.households import Tie
from vigil.people.models import Change, Link, Mention, Move, Person
from vigil.people.queries.known import told
from vigil.rules.lifecycle import LABELS as STATUS
from vigil.rules.lifecycle import Status
from vigil.rules.terms import LABELS, IncidentType, Role

MOST_CHANGES = 50

MOST_RELATIONS = 12
"""People a person has been named with that the page shows, those named together most often."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Naming:
    """One referral that names the person: as what, under which name, and why it is held to be them.

    ``why`` are reasons in words, "" by whom when it was Vigil; both are empty for the first report that named them.
    """

    mention: int
    referral: int
    number: str
    submitted_at: datetime
    incident_type: str
    grade: str
    officer_grade: str
    status: str
    waiting: bool
    role: str
    name: str
    also_known_as: str
    date_of_birth: date | None
    age: int | None
    address: str
    why: tuple[str, ...]
    by: str
    probability: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Stay:
    """An address the person was reported at, and between which days."""

    address: str
    first: date
    last: date
    reports: int
    household: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Relation:
    """Somebody the person has been named or lived with. ``ties`` are in words; ``together`` counts referrals."""

    person: int
    number: str
    name: str
    ties: tuple[str, ...]
    together: int
    same_household: bool


def standing(person: Person) -> Person:
    """Return the person this one was joined with, or the person itself."""
    while person.merged_into_id:
        person = Person.objects.get(pk=person.merged_into_id)
    return person


def mentions(person: Person) -> list[Mention]:
    """Return the person's mentions, latest first, each with its referral; what was withdrawn names nobody."""
    return list(
        person.mentions.exclude(subject__referral__status=Status.WITHDRAWN)
        .select_related("subject__referral")
        .order_by("-subject__referral__submitted_at", "-pk")
    )


def namings(found: Sequence[Mention]) -> list[Naming]:
    """Return the timeline: each referral that names the person, in the order of the mentions."""
    why = _why([mention.pk for mention in found])
    return [_naming(mention, why.get(mention.pk)) for mention in found]


def _naming(mention: Mention, link: Link | None) -> Naming:
    referral: Any = mention.subject.referral  # lies above this app
    return Naming(
        mention=mention.pk,
        referral=referral.pk,
        number=referral.number,
        submitted_at=referral.submitted_at,
        incident_type=LABELS[IncidentType(referral.incident_type)],
        grade=referral.grade,
        officer_grade=referral.officer_grade,
        status=STATUS[Status(referral.status)],
        waiting=referral.waiting,
        role=LABELS[Role(mention.role)],
        name=mention.name,
        also_known_as=mention.also_known_as,
        date_of_birth=mention.date_of_birth,
        age=mention.age,
        address=", ".join(filter(None, [mention.address_line, mention.postcode])),
        why=tuple(link.reasons) if link else (),
        by=str(link.by) if link and link.by else "",
        probability=link.probability if link else None,
    )


def _why(mentions: Sequence[int]) -> dict[int, Link]:
    """Return the link by which each mention came to stand with another of these, a person's before Vigil's."""
    links = (
        Link.objects.standing()
        .filter(kind=Link.Kind.PERSON, verdict=Link.Verdict.SAME, one__in=mentions, other__in=mentions)
        .select_related("by")
        .order_by("-by_id", "pk")
    )
    found: dict[int, Link] = {}
    for link in links:
        found.setdefault(link.other_id, link)
    return found


def names(found: Sequence[Mention]) -> list[tuple[str, int]]:
    """Return the names the person was reported under, and how often, the most frequent first."""
    counted: dict[str, int] = {}
    for mention in found:
        counted[mention.name] = counted.get(mention.name, 0) + 1
    return sorted(counted.items(), key=lambda one: -one[1])


def births(found: Sequence[Mention]) -> list[tuple[date, int]]:
    """Return the dates of birth the person was reported with, and how often, the most frequent first."""
    counted: dict[date, int] = {}
    for mention in found:
        if mention.date_of_birth:
            counted[mention.date_of_birth] = counted.get(mention.date_of_birth, 0) + 1
    return sorted(counted.items(), key=lambda one: -one[1])


def stays(found: Sequence[Mention]) -> list[Stay]:
    """Return the addresses over time, the latest first. Spellings of one dwelling count as one."""
    by_place: dict[Any, list[Mention]] = {}
    for mention in found:
        if mention.address_line:
            by_place.setdefault(mention.address_id or mention.address_line.casefold(), []).append(mention)
    return sorted(
        (
            Stay(
                address=", ".join(filter(None, [some[0].address_line, some[0].postcode])),
                first=min(mention.seen_on for mention in some),
                last=max(mention.seen_on for mention in some),
                reports=len(some),
                household=some[0].household_id,
            )
            for some in by_place.values()
        ),
        key=lambda stay: (stay.last, stay.first),
        reverse=True,
    )


def relations(found: Sequence[Mention]) -> list[Relation]:
    """Return whom the person was named or lives with, those named together most often first, in one query."""
    if not found:
        return []
    own = {mention.named_in: mention for mention in found}
    households_here = {mention.household_id for mention in found if mention.household_id}
    others = (
        Mention.objects.filter(Q(named_in__in=own) | Q(household__in=households_here))
        .exclude(person=found[0].person_id)
        .exclude(subject__referral__status=Status.WITHDRAWN)
        .order_by("-pk")
    )
    by_person: dict[int, list[Mention]] = {}
    for other in others:
        by_person.setdefault(other.person_id, []).append(other)
    related = [_relation(person, some, own, found[0]) for person, some in by_person.items()]
    return sorted(related, key=lambda one: (-one.together, not one.same_household, one.person))[:MOST_RELATIONS]


_UNTOLD = (Tie.SAME_HOUSEHOLD, Tie.SAME_ADDRESS, Tie.NAMED_TOGETHER)  # the page says these by themselves


def _relation(person: int, theirs: Sequence[Mention], own: dict[int, Mention], latest: Mention) -> Relation:
    ties: dict[str, None] = {}
    for other in theirs:
        for tie in households.ties(told(own.get(other.named_in, latest)), told(other)):
            if tie.tie not in _UNTOLD:
                ties[tie.tie.value] = None
    named = max(theirs, key=lambda other: len(other.name))
    return Relation(
        person=person,
        number=f"P-{person:07d}",
        name=named.name,
        ties=tuple(ties),
        together=len({other.named_in for other in theirs} & own.keys()),
        same_household=any(
            other.household_id and other.household_id == mine.household_id for other in theirs for mine in own.values()
        ),
    )


def changes(found: Sequence[Mention]) -> list[Change]:
    """Return what was decided about these mentions, latest first."""
    keys = [mention.pk for mention in found]
    touched = set(Move.objects.filter(mention__in=keys).values_list("change_id", flat=True))
    links = Link.objects.filter(Q(one__in=keys) | Q(other__in=keys)).exclude(made_in=None, ended_in=None)
    touched |= {change for pair in links.values_list("made_in_id", "ended_in_id") for change in pair if change}
    return list(
        Change.objects.filter(pk__in=touched).select_related("by", "undoes", "undone_in").order_by("-pk")[:MOST_CHANGES]
    )
