"""What one line of the worklist says."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from vigil.accounts.models import User
from vigil.people.queries.repeats import NOT_KNOWN, Repeat, repeats
from vigil.referrals.models import Referral, Subject
from vigil.rules import lifecycle, priority
from vigil.rules.terms import LABELS, Area, Grade, IncidentType, Role
from vigil.ui import paging
from vigil.workforce.queries.standing import skills_held
from vigil.worklist.queries import order
from vigil.worklist.queries.claims import free
from vigil.worklist.queries.filters import COLUMNS, DESCENDING, Filters, Sort, narrowed

PAGE = 50
PRINTED = 500
CHUNK = 500

FIELDS = (
    "id",
    "source",
    "reference",
    "grade",
    "officer_grade",
    "has_conflict",
    "incident_type",
    "area",
    "status",
    "waiting",
    "incident_at",
    "submitted_at",
    "due_at",
    "order_class",
    "order_at",
    "order_lifts",
)
# Whose name stands for the referral: the person harmed, else the child, else whoever is named first.
FOREMOST = {Role.HARMED.value: 0, Role.CHILD.value: 1}


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One referral as the list shows it."""

    id: int
    number: str
    source: str
    reference: str
    grade: Grade
    officer_grade: str
    has_conflict: bool
    incident_type: str
    area: str
    status: str
    waiting: bool
    submitted_at: datetime
    due_at: datetime
    who: str
    age: str
    others: int
    earlier: int  # referrals before this one that name the one of its people named most often
    elsewhere: int  # other waiting referrals that name any of its people
    why: str
    clock_used: float
    waited: timedelta

    @property
    def clock_words(self) -> str:
        return "overdue" if self.clock_used > 1 else f"{self.clock_used:.0%}"

    @property
    def is_overdue(self) -> bool:
        return self.waiting and self.clock_used > 1


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some lines of the list, and the cursors of the pages around them."""

    lines: list[Line]
    around: paging.Slice


def page(filters: Filters, sort: Sort, *, cursor: str, at: datetime) -> Page:
    """Return one page of the list, in the same few queries however long it is."""
    in_force = order.in_force()
    rows = narrowed(filters, at=at)
    if sort is Sort.ORDER:
        around = order.cut(rows, in_force, cursor=cursor, size=PAGE, at=at, sorted_whole=bool(filters.words))
        around = replace(around, rows=_values(row["id"] for row in around.rows))
    else:
        around = paging.cut(
            rows.values(*FIELDS), by=COLUMNS[sort], descending=sort in DESCENDING, cursor=cursor, size=PAGE
        )
    return Page(lines=_lines(around.rows, in_force, at=at), around=around)


def foremost(number: int, *, at: datetime) -> list[Line]:
    """Return the first referrals of the worklist, as many as asked for."""
    in_force = order.in_force()
    first = order.first(narrowed(Filters(), at=at), in_force, number=number, at=at)
    return _lines(_values(key[-1] for key in first), in_force, at=at)


def foremost_for(person: User, number: int, *, at: datetime) -> list[Line]:
    """Return the first referrals that somebody may take, as many as asked for: free, and within their skills."""
    in_force = order.in_force()
    first = order.first(free(skills_held(person, at=at), focus=None), in_force, number=number, at=at)
    return _lines(_values(key[-1] for key in first), in_force, at=at)


def printed(filters: Filters, sort: Sort, *, at: datetime) -> list[Line]:
    """Return the lines of a list on paper: at most ``PRINTED``."""
    return list(islice(every(filters, sort, at=at), PRINTED))


def every(filters: Filters, sort: Sort, *, at: datetime) -> Iterator[Line]:
    """Yield every line, a few hundred at a time."""
    in_force, rows = order.in_force(), narrowed(filters, at=at)
    if sort is Sort.ORDER:
        keys = iter([key[-1] for key in order.whole(rows, in_force, at=at)])
    else:
        sign = "-" if sort in DESCENDING else ""
        by = (f"{sign}{column}" for column in COLUMNS[sort])
        keys = rows.order_by(*by).values_list("id", flat=True).iterator(chunk_size=CHUNK)
    while chunk := list(islice(keys, CHUNK)):
        yield from _lines(_values(chunk), in_force, at=at)


def _values(keys: Iterable[int]) -> list[dict[str, Any]]:
    """Return what a line needs of each referral, in the order of the keys."""
    keys = list(keys)
    found = {row["id"]: row for row in Referral.objects.filter(pk__in=keys).values(*FIELDS)}
    return [found[key] for key in keys if key in found]


def _lines(rows: Iterable[dict[str, Any]], in_force: priority.Order, *, at: datetime) -> list[Line]:
    rows = list(rows)
    numbers = [row["id"] for row in rows]
    people, known = _people(numbers), repeats(numbers)
    return [_line(row, people.get(row["id"], []), known.get(row["id"], NOT_KNOWN), in_force, at) for row in rows]


def _people(referrals: list[int]) -> dict[int, list[tuple[Any, ...]]]:
    """Return the people of each referral as (role, forenames, surname, date of birth, age, months), foremost first."""
    people: dict[int, list[tuple[Any, ...]]] = {}
    subjects = (
        Subject.objects.filter(referral__in=referrals)
        .order_by("referral_id", "position")
        .values_list("referral_id", "role", "forenames", "surname", "date_of_birth", "age", "age_months")
    )
    for referral, *person in subjects:
        people.setdefault(referral, []).append(tuple(person))
    for named in people.values():
        named.sort(key=lambda person: FOREMOST.get(person[0], 2))
    return people


def _line(
    row: dict[str, Any], people: list[tuple[Any, ...]], known: Repeat, in_force: priority.Order, at: datetime
) -> Line:
    who, age = _who(people[0], row["incident_at"] or row["submitted_at"]) if people else ("Nobody named", "")
    place = priority.Place(
        order_class=row["order_class"],
        order_at=row["order_at"],
        lifts=tuple(priority.Lift(**lift) for lift in row["order_lifts"]),
    )
    waiting = row["waiting"]
    return Line(
        id=row["id"],
        number=f"VH-{row['id']:06d}",
        source=row["source"],
        reference=row["reference"],
        grade=Grade(row["grade"]),
        officer_grade=row["officer_grade"],
        has_conflict=row["has_conflict"],
        incident_type=LABELS[IncidentType(row["incident_type"])],
        area=LABELS[Area(row["area"])] if row["area"] else "Not known",
        status=lifecycle.LABELS[lifecycle.Status(row["status"])],
        waiting=waiting,
        submitted_at=row["submitted_at"],
        due_at=row["due_at"],
        who=who,
        age=age,
        others=max(0, len(people) - 1),
        earlier=known.earlier,
        elsewhere=len(known.waiting),
        why=(
            priority.explain(place, due_at=row["due_at"], at=at, order=in_force)
            if waiting
            else "No longer on the worklist."
        ),
        clock_used=priority.clock_used(row["submitted_at"], row["due_at"], at),
        waited=max(at - row["submitted_at"], timedelta(0)),
    )


def _who(person: tuple[Any, ...], at: datetime) -> tuple[str, str]:
    """Return somebody's name and their age in words when it happened."""
    _, forenames, surname, date_of_birth, age, months = person
    subject = Subject(forenames=forenames, surname=surname, date_of_birth=date_of_birth, age=age)
    years = subject.age_at(at)
    if date_of_birth is None and months is not None and not years:
        return subject.name, f"{months} months"
    return subject.name, "" if years is None else str(years)
