"""What other referrals share with one: its people, their household, or their address. What history is judged by."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from vigil.people.models import Mention
from vigil.rules.history import Link
from vigil.rules.lifecycle import Status
from vigil.rules.terms import Grade, IncidentType, Role

NEAREST = 50
"""Referrals on either side of one that are told for each thing shared: more of the same say nothing new.

Who is reported a thousand times would otherwise have a million of these.
"""

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

    Earlier and later ones alike, the nearest: which came first is the rule's to say. At a crowded address, and a
    household there, only the same person counts.
    """
    own = Mention.objects.filter(named_in__in=referrals, subject__isnull=False).values_list(
        *("named_in", *_WHEN, "subject__position", "role"),
        *("person_id", "household_id", "address_id", "address__is_crowded"),
    )
    here: dict[tuple[int, datetime], list[tuple[int, str, int, int | None, int | None]]] = {}
    for referral, incident_at, submitted_at, position, role, person, household, address, is_crowded in own:
        home = (None, None) if is_crowded else (household, address)
        here.setdefault((referral, incident_at or submitted_at), []).append((position, role, person, *home))
    subjects = [subject for some in here.values() for subject in some]
    there = _namings(
        persons={person for _, _, person, _, _ in subjects},
        households={household for _, _, _, household, _ in subjects if household},
        addresses={address for _, _, _, _, address in subjects if address},
    )
    return {
        referral: list(_shared(referral, happened_at, subjects, there))
        for (referral, happened_at), subjects in here.items()
    }


_WHEN = ("subject__referral__incident_at", "subject__referral__submitted_at")  # the first that is known

# A row of a naming: referral, role, moment, type, grade, status; kept plain, for most rows are the asking one's own.
_Row = tuple[int, str, datetime, str, str, str]
_There = dict[tuple[Link, int | None], list[_Row]]  # by what may be shared


def _namings(*, persons: set[int], households: set[int], addresses: set[int]) -> _There:
    shared = Q(person__in=persons) | Q(household__in=households) | Q(address__in=addresses)
    rows = (
        Mention.objects.filter(shared, subject__isnull=False)
        .exclude(subject__referral__status=Status.WITHDRAWN)
        .values_list(
            *("person_id", "household_id", "address_id", "named_in", "role", *_WHEN),
            *("subject__referral__incident_type", "subject__referral__grade", "subject__referral__status"),
        )
    )
    there: _There = {}
    for person, household, address, referral, role, incident_at, submitted_at, *said in rows:
        row = (referral, role, incident_at or submitted_at, *said)
        for key in ((Link.PERSON, person), (Link.HOUSEHOLD, household), (Link.ADDRESS, address)):
            there.setdefault(key, []).append(row)
    for namings in there.values():
        namings.sort(key=_when)
    return there


def _when(row: _Row) -> tuple[datetime, int]:
    return row[2], row[0]


def _shared(
    referral: int,
    happened_at: datetime,
    subjects: Sequence[tuple[int, str, int, int | None, int | None]],
    there: _There,
) -> Iterable[Other]:
    def nearest(key: tuple[Link, int | None]) -> list[_Row]:
        rows = there.get(key, [])
        place = bisect_left(rows, (happened_at, referral), key=_when)
        return rows[max(0, place - NEAREST) : place + NEAREST + 1]  # its own row is one of them

    found: dict[tuple[int, int], Other] = {}  # other referral, position
    for position, now, person, _, _ in subjects:
        for row in nearest((Link.PERSON, person)):
            if row[0] != referral and (row[0], position) not in found:
                found[row[0], position] = _other(row, Link.PERSON, position, Role(now), Role(row[1]))
    homes = {Link.HOUSEHOLD: {subject[3] for subject in subjects}, Link.ADDRESS: {subject[4] for subject in subjects}}
    for link, keys in homes.items():
        met = {referral, *(other for other, _ in found)}
        for key in keys - {None}:
            for row in nearest((link, key)):
                if row[0] not in met and (row[0], 0) not in found:
                    found[row[0], 0] = _other(row, link)
    return (one for _, one in sorted(found.items()))


def _other(row: _Row, link: Link, position: int = 0, now: Role | None = None, then: Role | None = None) -> Other:
    referral, _, happened_at, incident_type, grade, status = row
    return Other(
        referral=referral,
        happened_at=happened_at,
        incident_type=IncidentType(incident_type),
        grade=Grade(grade),
        is_assessed=status in _ASSESSED,
        link=link,
        position=position,
        now=now,
        then=then,
    )
