"""What pages and commands ask of the audit trail."""

from dataclasses import dataclass

from django.db import models
from django.db.models import QuerySet

from vigil.audit.chain import link
from vigil.audit.models import Event, Head


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
