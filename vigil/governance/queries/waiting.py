"""Everything that waits, as far as the sums over the backlog need to know it. No narrative is read."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache, lru_cache
from typing import TypeVar

from django.db import connection
from django.db.models import F, TextField
from django.db.models.functions import Cast

from vigil.referrals.models import Referral, Subject
from vigil.rules.backlog import Waiting
from vigil.rules.terms import Area, Grade, IncidentType, Role

Term = TypeVar("Term", bound=StrEnum)

CHUNK = 5_000  # rows
YOUNG = 5  # years: the same as lifts a referral on the worklist
ABOUT = {Role.CHILD.value, Role.HARMED.value}  # whose age says that the referral is about a young child
BITS = {role.value: 1 << place for place, role in enumerate(Role)}  # so that the roles in a referral are one number


def _by_value(terms: type[Term]) -> dict[str, Term]:
    # Looked up tens of thousands of times, and a term's own constructor takes four times as long.
    return {term.value: term for term in terms}


GRADES, AREAS, TYPES = _by_value(Grade), _by_value(Area), _by_value(IncidentType)


@lru_cache(maxsize=1)
def waiting(stamped: int) -> tuple[Waiting, ...]:
    """Return what waits, in two queries; remembered until anything in the hub changes (``audit.queries.stamp``)."""
    rows = (
        Referral.objects.waiting()
        .order_by()
        .annotate(submitted=_as_text("submitted_at"), due=_as_text("due_at"))
        .values_list("id", "grade", "officer_grade", "submitted", "due", "area", "incident_type")
    )
    zone = "" if connection.vendor == "postgresql" else "+00:00"  # SQLite keeps UTC, and does not say so
    people = _people()
    return tuple(
        Waiting(
            number=pk,
            grade=GRADES[grade],
            officer_grade=GRADES.get(officer_grade),
            submitted_at=datetime.fromisoformat(submitted + zone),
            due_at=datetime.fromisoformat(due + zone),
            area=AREAS.get(area),
            incident_type=TYPES[incident_type],
            roles=_roles(people.roles.get(pk, 0)),
            child_under_5=pk in people.with_young_child,
            repeat_person=pk in people.with_repeat_person,
        )
        for pk, grade, officer_grade, submitted, due, area, incident_type in rows.iterator(chunk_size=CHUNK)
    )


def _as_text(field: str) -> Cast:
    # Django reads a moment out of SQLite ten times slower than Python reads the text it is kept as.
    return Cast(F(field), output_field=TextField())


@cache
def _roles(bits: int) -> frozenset[Role]:
    return frozenset(role for role in Role if bits & BITS[role])


@dataclass(frozen=True, kw_only=True)
class _People:
    """The people in what waits, by the referral's key: the sum of the ``BITS`` of their roles, and two sets."""

    roles: dict[int, int] = field(default_factory=dict)
    with_young_child: set[int] = field(default_factory=set)
    with_repeat_person: set[int] = field(default_factory=set)


def _people() -> _People:
    """Return who is in the referrals that wait.

    Somebody is young by their age when it was submitted. They are in two referrals when both spell their names alike
    and give the same date of birth: the least it can be, until records of people are linked.
    """
    found = _People()
    first_in: dict[tuple[str, str, str], int] = {}
    rows = (
        Subject.objects.filter(referral__waiting=True)
        .order_by()
        .annotate(born=_as_text("date_of_birth"), submitted=_as_text("referral__submitted_at"))
        .values_list("referral_id", "role", "surname", "forenames", "born", "age", "submitted")
    )
    for pk, role, surname, forenames, born, age, submitted in rows.iterator(chunk_size=CHUNK):
        found.roles[pk] = found.roles.get(pk, 0) | BITS[role]
        if role in ABOUT and _is_young(born, age, on=submitted):
            found.with_young_child.add(pk)
        if born and surname and forenames:
            before = first_in.setdefault((surname.casefold(), forenames.casefold(), born), pk)
            if before != pk:
                found.with_repeat_person.update((before, pk))
    return found


def _is_young(born: str | None, age: int | None, *, on: str) -> bool:
    if born is None:
        return age is not None and age < YOUNG
    # Written year first, the later day is the greater text.
    return born > f"{int(on[:4]) - YOUNG:04}{on[4:10]}"
