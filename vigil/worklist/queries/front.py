"""What a process knows of the worklist, kept for as long as it is true: the front of it, who may do what, the policy.

Reading the head of an index is cheap until somebody leaves a long report open: then the entries of all that was
claimed since cannot be cleared away, and every claim steps over them again. A front steps over them once. It is true
until something but a claim or a look happens, and the audit trail, in which everything that happens is an event of
the same transaction, says whether it did. So it is with training, focus and policy, which take half a claim to read.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any, TypeVar

from django.db import connection
from django.db.models import QuerySet

from vigil.audit.actions import LOOKS
from vigil.audit.models import Event
from vigil.referrals.models import Referral
from vigil.rules.priority import Key, Order
from vigil.worklist.queries import order

DEEP = 256  # of each class: many processes step over what one has taken, each in its own time
ENOUGH = 20  # more than ever press at once: what the others are just taking is passed over
MOST_EVENTS = 500  # to read before it is quicker to look again
MOST_KEPT = 500  # fronts and facts

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Front:
    """The first of each class, each class in order. ``full`` end those that go on; ``classes`` are by referral."""

    order: Order
    places: Mapping[int, tuple[Key, ...]]
    full: tuple[Key, ...]
    classes: Mapping[int, int]

    def at(self, at: datetime) -> list[int]:
        """Return the referrals that certainly come first at a moment, in order, as many as anybody needs."""
        ends = min((self._key(place, at) for place in self.full), default=None)
        keys = islice(merge(*(self._keys(places, at) for places in self.places.values())), ENOUGH)
        return [key[-1] for key in keys if ends is None or key <= ends]

    def without(self, gone: set[int]) -> "Front":
        shorter = {
            one: tuple(place for place in self.places[one] if place[-1] not in gone)
            for one in {self.classes[number] for number in gone if number in self.classes}
        }
        return replace(self, places={**self.places, **shorter})

    def _keys(self, places: tuple[Key, ...], at: datetime) -> Iterator[Key]:
        return (self._key(place, at) for place in places)

    def _key(self, place: Key, at: datetime) -> Key:
        _, _, order_class, start, number = place
        return self.order.key(order_class, start, number, at=at)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What was read since one event of the trail, and is true still. Names say what each is."""

    event: int
    hash: str
    facts: dict[tuple[object, ...], Any] = field(default_factory=dict)
    fronts: dict[tuple[object, ...], Front] = field(default_factory=dict)

    def fact(self, name: tuple[object, ...], read: Callable[[], T]) -> T:
        """Return what ``read`` reads, read once for as long as it is true."""
        if name not in self.facts:
            if len(self.facts) >= MOST_KEPT:
                self.facts.clear()
            self.facts[name] = read()
        found: T = self.facts[name]
        return found

    def front(
        self, rows: Callable[[], QuerySet[Referral]], in_force: Order, *, scope: tuple[object, ...], at: datetime
    ) -> list[int]:
        """Return what comes first of ``rows``, as far as is certain, in order. ``scope`` says which rows they are.

        Near a clock places may change as time passes; where policy makes them, nothing is kept.
        """
        if any(curve.steps for curve in in_force.curves.values()):
            return [key[-1] for key in order.first(rows(), in_force, number=DEEP, at=at)]
        kept = self.fronts.get(scope)
        found = kept.at(at) if kept and kept.order == in_force else []
        if not found:
            if len(self.fronts) >= MOST_KEPT:
                self.fronts.clear()
            self.fronts[scope] = _look(rows(), in_force, at)
            found = self.fronts[scope].at(at)
        return found


_known: Known | None = None


def known() -> Known:
    """Return what this process knows, all of it true now. One query, of the events since the last time.

    What is kept was read after the event it is kept under, so that nothing can have happened between the two.
    """
    global _known
    _known = now = _still_true(_known) or _new()
    return now


def forget() -> None:
    """Drop what is kept: for tests, which put rows back without a trace."""
    global _known
    _known = None


def _new() -> Known:
    event, digest = Event.objects.order_by("-number").values_list("number", "hash").first() or (0, "")
    return Known(event=event, hash=digest)


def _still_true(kept: Known | None) -> Known | None:
    """Return what is kept without what was claimed since; None when anything else happened that may have changed it."""
    if kept is None or not kept.event:
        return None
    # Written out, as every press asks it: Django takes several times as long to build it as the database to run it.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, hash, verb, thing_id FROM audit_event WHERE number >= %s ORDER BY number LIMIT %s",
            [kept.event, MOST_EVENTS + 1],
        )
        rows = cursor.fetchall()
    (event, digest, _, _), *events = rows or [(0, "", "", "")]
    if (event, digest) != (kept.event, kept.hash) or len(events) == MOST_EVENTS:
        return None
    gone = {int(thing) for _, _, verb, thing in events if verb == "referral.claimed"}
    if not all(verb == "referral.claimed" or verb.endswith(LOOKS) for _, _, verb, _ in events):
        return None
    if not events:
        return kept
    fronts = {scope: front.without(gone) for scope, front in kept.fronts.copy().items()}
    return Known(event=events[-1][0], hash=events[-1][1], facts=kept.facts, fronts=fronts)


def _look(rows: QuerySet[Referral], in_force: Order, at: datetime) -> Front:
    places = {keys[0][2]: tuple(keys) for keys in order.first_of_each(rows, in_force, number=DEEP, at=at)}
    return Front(
        order=in_force,
        places=places,
        full=tuple(keys[-1] for keys in places.values() if len(keys) == DEEP),
        classes={key[-1]: one for one, keys in places.items() for key in keys},
    )
