"""What pages and commands ask of the audit trail."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import QuerySet

from vigil.audit import words
from vigil.audit.chain import link
from vigil.audit.models import Event, Head
from vigil.ui import paging

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Whether the chain holds. ``broken_at`` is the number of the first event that does not, and ``why`` says how."""

    events: int
    broken_at: int | None = None
    why: str = ""

    @property
    def holds(self) -> bool:
        return self.broken_at is None


def verify() -> Verdict:
    """Walk the whole chain and name the first broken link, if there is one."""
    number, previous_hash = 0, ""
    fields = ("number", "at", "by_id", "verb", "thing", "thing_id", "detail")
    rows = Event.objects.order_by("number").values("previous_hash", "hash", *fields).iterator(chunk_size=2_000)
    for row in rows:
        if row["number"] != number + 1:
            return Verdict(events=number, broken_at=number + 1, why=f"Event {number + 1} is missing.")
        if row["previous_hash"] != previous_hash:
            return Verdict(
                events=number, broken_at=row["number"], why=f"Event {row['number']} does not follow the one before it."
            )
        if row["hash"] != link(previous_hash=previous_hash, **{name: row[name] for name in fields}):
            return Verdict(
                events=number, broken_at=row["number"], why=f"Event {row['number']} was altered after it was written."
            )
        number, previous_hash = row["number"], row["hash"]
    head = Head.objects.first() or Head()
    if (head.number, head.hash) != (number, previous_hash):
        return Verdict(
            events=number,
            broken_at=number + 1,
            why=f"The chain ends at event {number}, but {head.number} events were written.",
        )
    return Verdict(events=number)


def of(thing: models.Model) -> QuerySet[Event]:
    """Return what happened to one record, newest first."""
    return (
        Event.objects.filter(thing=thing._meta.label_lower, thing_id=str(thing.pk))
        .select_related("by")
        .order_by("-number")
    )


def stamp() -> int:
    """Return a number that moves whenever anything in the hub changes. Pages are stamped with it."""
    return Head.objects.values_list("changed", flat=True).first() or 0


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One event as people read it. ``referral`` is the referral it was about, if it was about one."""

    number: int
    at: datetime
    title: str
    by: str
    about: str
    referral: int | None
    words: str


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What the trail is narrowed to. None and "" mean any; days are London's, both included."""

    by: int | None = None
    verb: str = ""
    referral: int | None = None
    since: date | None = None
    until: date | None = None


FIELDS = ("number", "at", "verb", "thing", "thing_id", "detail", "by__first_name", "by__last_name", "by__username")
PAGE = 50
LOOKS = "viewed"  # how the verbs of a look end


def narrowed(filters: Filters) -> QuerySet[Event, dict[str, Any]]:
    """Return the events that match, with the fields that ``told`` takes, in no order yet."""
    found = Event.objects.order_by()
    if filters.by:
        found = found.filter(by=filters.by)
    if filters.verb:
        found = found.filter(verb=filters.verb)
    if filters.referral:
        found = found.filter(thing=words.REFERRAL, thing_id=str(filters.referral))
    if filters.since:
        found = found.filter(at__gte=_midnight(filters.since))
    if filters.until:
        found = found.filter(at__lt=_midnight(filters.until + timedelta(days=1)))
    rows: QuerySet[Event, dict[str, Any]] = found.values(*FIELDS)
    return rows


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)


def page(filters: Filters, *, cursor: str) -> paging.Slice:
    """Return one page of the trail, newest first, in one query. Give its rows to ``told``."""
    return paging.cut(narrowed(filters), by=["number"], descending=True, cursor=cursor, size=PAGE)


def every(filters: Filters) -> Iterator[Happening]:
    """Yield every event that matches, newest first."""
    return map(told, narrowed(filters).order_by("-number").iterator(chunk_size=1_000))


def changes_to(thing: models.Model, *, most: int) -> list[Happening]:
    """Return what was done to one record, newest first, without the looks."""
    return [told(row) for row in of(thing).exclude(verb__endswith=LOOKS).values(*FIELDS)[:most]]


def looks_at(thing: models.Model, *, most: int) -> list[Happening]:
    """Return who looked at one record, newest first."""
    return [told(row) for row in of(thing).filter(verb__endswith=LOOKS).values(*FIELDS)[:most]]


def told(row: dict[str, Any]) -> Happening:
    """Return an event's ``FIELDS`` in words."""
    return Happening(
        number=row["number"],
        at=row["at"],
        title=words.verb_in_words(row["verb"]),
        by=f"{row['by__first_name'] or ''} {row['by__last_name'] or ''}".strip() or row["by__username"] or "",
        about=words.thing_in_words(row["thing"], row["thing_id"]),
        referral=int(row["thing_id"]) if row["thing"] == words.REFERRAL else None,
        words=words.detail_in_words(row["detail"]),
    )
