"""What the page of one household asks: who lives there, every referral about any of them, and what people decided."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from vigil.people.models import Change, Household, Mention
from vigil.rules.lifecycle import LABELS as STATUS
from vigil.rules.lifecycle import Status
from vigil.rules.terms import LABELS, IncidentType

MOST_BESIDE = 10
MOST_CHANGES = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """Somebody of a household: when they were last reported there, and in how many referrals."""

    person: int
    number: str
    name: str
    date_of_birth: date | None
    last: date
    reports: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """One referral that names somebody of the household as living there."""

    referral: int
    number: str
    submitted_at: datetime
    incident_type: str
    grade: str
    status: str
    waiting: bool
    names: tuple[str, ...]


def _mentions(household: Household) -> list[Mention]:
    return list(
        household.mentions.exclude(subject__referral__status=Status.WITHDRAWN)
        .select_related("subject__referral")
        .order_by("-subject__referral__submitted_at", "pk")
    )


def members_and_reports(household: Household) -> tuple[list[Member], list[Report]]:
    """Return who lives there, whoever was reported last first, and the referrals, latest first. In one query."""
    found = _mentions(household)
    people: dict[int, list[Mention]] = {}
    referrals: dict[int, list[Mention]] = {}
    for mention in found:
        people.setdefault(mention.person_id, []).append(mention)
        referrals.setdefault(mention.named_in, []).append(mention)
    return [_member(some) for some in people.values()], [_report(some) for some in referrals.values()]


def _member(theirs: list[Mention]) -> Member:
    return Member(
        person=theirs[0].person_id,
        number=f"P-{theirs[0].person_id:07d}",
        name=max(theirs, key=lambda mention: len(mention.name)).name,
        date_of_birth=next((mention.date_of_birth for mention in theirs if mention.date_of_birth), None),
        last=theirs[0].seen_on,
        reports=len({mention.named_in for mention in theirs}),
    )


def _report(named: list[Mention]) -> Report:
    referral: Any = named[0].subject.referral  # lies above this app
    return Report(
        referral=referral.pk,
        number=referral.number,
        submitted_at=referral.submitted_at,
        incident_type=LABELS[IncidentType(referral.incident_type)],
        grade=referral.grade,
        status=STATUS[Status(referral.status)],
        waiting=referral.waiting,
        names=tuple(mention.name for mention in named),
    )


def at_the_same_address(household: Household) -> QuerySet[Household]:
    """Return the other households at the address in which somebody is held to live, the first known first."""
    lived_in = Mention.objects.filter(address=household.address_id).values("household")
    return Household.objects.filter(pk__in=lived_in).exclude(pk=household.pk).order_by("pk")[:MOST_BESIDE]


def changes(household: Household) -> list[Change]:
    """Return what was decided about who lives here, latest first."""
    moved = Q(home_moves__before=household) | Q(home_moves__after=household)
    decided = Change.objects.filter(moved).select_related("by", "undoes", "undone_in")
    return list(decided.distinct().order_by("-pk")[:MOST_CHANGES])
