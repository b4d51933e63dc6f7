"""Everything that waits, as far as the sums over the backlog need to know it. No narrative is read.

To read it all takes a second for a large backlog, and in a busy hub something changes every few seconds. So what was
read is remembered, and only the referrals that events name since are read again.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cache
from threading import Lock
from typing import TypeVar

from django.db import connection
from django.db.models import F, TextField
from django.db.models.functions import Cast

from vigil.audit.actions import LOOKS
from vigil.audit.models import Event
from vigil.audit.words import REFERRAL
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

MOST_AGAIN = 500  # referrals read one by one: more changed ones than this are read with all the others
# Changes of these touch no referral but those that events of their own name.
APART = ("accounts.user", "triage.policy", "triage.trial", "triage.blindsample", "governance.snapshot")


@dataclass(kw_only=True)
class _Memory:
    """What was read, at what stamp. ``named`` has the referrals that name a person, ``names`` whom each names."""

    stamped: int = -1
    held: dict[int, Waiting] = field(default_factory=dict)
    names: dict[int, set[int]] = field(default_factory=dict)
    named: dict[int, set[int]] = field(default_factory=dict)
    told: tuple[Waiting, ...] = ()


_memory = _Memory()
_lock = Lock()


def waiting(stamped: int) -> tuple[Waiting, ...]:
    """Return what waits: at most three queries, none where nothing changed (``audit.queries.stamp``)."""
    global _memory
    with _lock:
        if stamped != _memory.stamped:
            again = _changed(_memory.stamped, stamped)
            if again is None:
                _memory = _Memory()
            _read(_memory, again)
            _memory.stamped, _memory.told = stamped, tuple(_memory.held.values())
        return _memory.told


def forget() -> None:
    """Drop what is remembered: for tests, which put rows back without a trace."""
    global _memory
    with _lock:
        _memory = _Memory()


def _changed(since: int, until: int) -> set[int] | None:
    """Return the referrals that changed between two stamps, or None where all have to be read."""
    if not 0 <= since <= until:
        return None
    events = Event.objects.filter(number__gt=since, number__lte=until).exclude(thing__in=APART).order_by()
    found: set[int] = set()
    for verb, thing, thing_id in events.values_list("verb", "thing", "thing_id")[: 10 * MOST_AGAIN]:
        if thing == REFERRAL:
            found.add(int(thing_id))
        elif not verb.endswith(LOOKS):
            return None
    return found if len(found) <= MOST_AGAIN else None


def _read(memory: _Memory, only: set[int] | None) -> None:
    """Read what waits into the memory, or only these again."""
    if only is not None and not only:
        return
    touched: set[int] = set()
    for pk in only or ():
        memory.held.pop(pk, None)
        for somebody in memory.names.pop(pk, ()):
            memory.named[somebody].discard(pk)
            touched.add(somebody)
    people = _people(only)
    for pk, names in people.names.items():
        memory.names[pk] = names
        touched |= names
        for somebody in names:
            memory.named.setdefault(somebody, set()).add(pk)
    memory.held.update((one.number, one) for one in _rows(people, only))
    for pk in {pk for somebody in touched for pk in memory.named[somebody]}:
        is_repeat = any(len(memory.named[somebody]) > 1 for somebody in memory.names[pk])
        if pk in memory.held and memory.held[pk].repeat_person != is_repeat:
            memory.held[pk] = replace(memory.held[pk], repeat_person=is_repeat)


def _rows(people: "_People", only: Collection[int] | None) -> Iterable[Waiting]:
    rows = (
        Referral.objects.waiting()
        .order_by()
        .annotate(submitted=_as_text("submitted_at"), due=_as_text("due_at"))
        .values_list("id", "grade", "officer_grade", "submitted", "due", "area", "incident_type")
    )
    if only is not None:
        rows = rows.filter(pk__in=only)
    zone = "" if connection.vendor == "postgresql" else "+00:00"  # SQLite keeps UTC, and does not say so
    for pk, grade, officer_grade, submitted, due, area, incident_type in rows.iterator(chunk_size=CHUNK):
        yield Waiting(
            number=pk,
            grade=GRADES[grade],
            officer_grade=GRADES.get(officer_grade),
            submitted_at=datetime.fromisoformat(submitted + zone),
            due_at=datetime.fromisoformat(due + zone),
            area=AREAS.get(area),
            incident_type=TYPES[incident_type],
            roles=_roles(people.roles.get(pk, 0)),
            child_under_5=pk in people.with_young_child,
            repeat_person=False,
        )


def _as_text(field: str) -> Cast:
    # Django reads a moment out of SQLite ten times slower than Python reads the text it is kept as.
    return Cast(F(field), output_field=TextField())


@cache
def _roles(bits: int) -> frozenset[Role]:
    return frozenset(role for role in Role if bits & BITS[role])


@dataclass(frozen=True, kw_only=True)
class _People:
    """The people in what waits, by the referral's key: the sum of the ``BITS`` of their roles, and who they are."""

    roles: dict[int, int] = field(default_factory=dict)
    with_young_child: set[int] = field(default_factory=set)
    names: dict[int, set[int]] = field(default_factory=dict)


def _people(only: Collection[int] | None) -> _People:
    """Return who is in the referrals that wait.

    Somebody is young by their age when it was submitted. They are in two referrals when the people of both are linked.
    """
    found = _People()
    subjects = Subject.objects.filter(referral__waiting=True)
    if only is not None:
        subjects = subjects.filter(referral__in=only)
    rows = (
        subjects.order_by()
        .annotate(born=_as_text("date_of_birth"), submitted=_as_text("referral__submitted_at"))
        .values_list("referral_id", "role", "mention__person_id", "born", "age", "submitted")
    )
    for pk, role, person, born, age, submitted in rows.iterator(chunk_size=CHUNK):
        found.roles[pk] = found.roles.get(pk, 0) | BITS[role]
        if role in ABOUT and _is_young(born, age, on=submitted):
            found.with_young_child.add(pk)
        if person is not None:
            found.names.setdefault(pk, set()).add(person)
    return found


def _is_young(born: str | None, age: int | None, *, on: str) -> bool:
    if born is None:
        return age is not None and age < YOUNG
    # Written year first, the later day is the greater text.
    return born > f"{int(on[:4]) - YOUNG:04}{on[4:10]}"
