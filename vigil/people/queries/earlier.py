"""What other referrals share with one: its people, their household, or their address. What history is judged by."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from vigil.people.models import Mention
from vigil.rules.history import Link
from vigil.rules.lifecycle import Status
from vigil.rules.terms import Grade, IncidentType, Role

_ASSESSED = frozenset({Status.ASSESSED, Status.DECIDED, Status.CLOSED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Other:
    """Another referral, and what it shares: a person (one for each shared), else a household, else an address.

    ``position`` is the place of the person among the people of the referral asked about, and ``now`` and ``then``
    their parts here and there; 0 and None where no person is shared. ``grade`` is the hub's own as it stands, an
    assessor's where ``is_assessed``.
    """

    referral: int
    happened_at: datetime
    incident_type: IncidentType
    grade: Grade
    is_assessed: bool
    link: Link
    position: int = 0
    now: Role | None = None
    then: Role | None = None


def other_referrals(referrals: Collection[int]) -> dict[int, list[Other]]:
    """Return the other referrals of the people, households and addresses of each of these, in two queries.

    Earlier and later ones alike: which came first is the rule's to say. At a crowded address, and a household there,
    only the same person counts.
    """
    own = list(
        Mention.objects.filter(named_in__in=referrals)
        .exclude(subject=None)
        .values_list(
            "named_in", "subject__position", "role", "person_id", "household_id", "address_id", "address__is_crowded"
        )
    )
    here: dict[int, list[tuple[int, str, int, int | None, int | None]]] = {}
    for referral, position, role, person, household, address, is_crowded in own:
        home = (None, None) if is_crowded else (household, address)
        here.setdefault(referral, []).append((position, role, person, *home))
    there = _namings(
        persons={row[3] for row in own},
        households={row[4] for row in own if row[4] and not row[6]},
        addresses={row[5] for row in own if row[5] and not row[6]},
    )
    return {referral: list(_shared(referral, subjects, there)) for referral, subjects in here.items()}


@dataclass(slots=True)
class _There:
    """Every naming by what it may share: (kind, key) → rows of referral, role, moment, type, grade, assessed."""

    by: dict[tuple[Link, int], list[tuple[int, str, Other]]]


def _namings(*, persons: set[int], households: set[int], addresses: set[int]) -> _There:
    rows = (
        Mention.objects.filter(Q(person__in=persons) | Q(household__in=households) | Q(address__in=addresses))
        .exclude(subject=None)
        .exclude(subject__referral__status=Status.WITHDRAWN)
        .values_list(
            "named_in",
            "role",
            "person_id",
            "household_id",
            "address_id",
            "subject__referral__incident_at",
            "subject__referral__submitted_at",
            "subject__referral__incident_type",
            "subject__referral__grade",
            "subject__referral__status",
        )
    )
    there = _There({})
    for referral, role, person, household, address, incident_at, submitted_at, kind, grade, status in rows:
        other = Other(
            referral=referral,
            happened_at=incident_at or submitted_at,
            incident_type=IncidentType(kind),
            grade=Grade(grade),
            is_assessed=status in _ASSESSED,
            link=Link.PERSON,
        )
        for key in ((Link.PERSON, person), (Link.HOUSEHOLD, household), (Link.ADDRESS, address)):
            there.by.setdefault(key, []).append((referral, role, other))
    return there


def _shared(
    referral: int, subjects: Iterable[tuple[int, str, int, int | None, int | None]], there: _There
) -> Iterable[Other]:
    found: dict[tuple[int, int], Other] = {}  # other referral, position
    subjects = list(subjects)
    for position, now, person, _, _ in subjects:
        for other, then, told in there.by.get((Link.PERSON, person), ()):
            found.setdefault((other, position), _as(told, Link.PERSON, position, Role(now), Role(then)))
    homes = {Link.HOUSEHOLD: {subject[3] for subject in subjects}, Link.ADDRESS: {subject[4] for subject in subjects}}
    for link, keys in homes.items():
        met = {other for other, _ in found}
        for key in keys:
            for other, _, told in there.by.get((link, key), ()) if key else ():
                if other not in met:
                    found.setdefault((other, 0), _as(told, link))
    return (one for (other, _), one in sorted(found.items()) if other != referral)


def _as(told: Other, link: Link, position: int = 0, now: Role | None = None, then: Role | None = None) -> Other:
    return Other(
        referral=told.referral,
        happened_at=told.happened_at,
        incident_type=told.incident_type,
        grade=told.grade,
        is_assessed=told.is_assessed,
        link=link,
        position=position,
        now=now,
        then=then,
    )
