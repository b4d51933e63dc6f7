"""What a process knows of the worklist, kept for as long as it is true: the front of it, who may do what, the policy.

Reading the head of an index is cheap until somebody leaves a long report open: then the entries of all that was
claimed since cannot be cleared away, and every claim steps over them again. A front steps over them once. It is true
until something but a claim or a look happens, and the audit trail, in which everything that happens is an event of
the same transaction, says whether it did. So it is with training, focus and policy, which take half a claim to read.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
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

DEEP = 256  # of a class that is being taken from: many processes step over what one has taken, each in its own time
ENOUGH = 20  # more than ever press at once: what the others are just taking is passed over
MOST_EVENTS = 500  # to read before it is quicker to look again
MOST_KEPT = 500  # fronts and facts

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Front:
    """The first of each class, each class in order. ``ends`` are the last read of those classes that go on."""

    order: Order
    places: Mapping[int, Mapping[int, Key]]  # by class and number
    ends: Mapping[int, Key]

    def at(self, at: datetime) -> tuple[list[int], int | None]:
        """Return the referrals that certainly come first at a moment, in order, as many as anybody needs.

        When they are fewer because more of a class has to be read to tell, return that class too.
        """
        end = min((self._key(place, at) for place in self.ends.values()), default=None)
        keys = islice(merge(*(self._keys(places.values(), at) for places in self.places.values())), ENOUGH)
        certain = [key[-1] for key in keys if end is None or key <= end]
        return certain, end[2] if end and len(certain) < ENOUGH else None

    def without(self, gone: set[int]) -> "Front":
        shorter = {
            one: {number: place for number, place in places.items() if number not in gone}
            for one, places in self.places.items()
            if places.keys() & gone
        }
        return replace(self, places={**self.places, **shorter})

    def read(self, rows: QuerySet[Referral], classes: Iterable[int], *, number: int, at: datetime) -> "Front":
        """Return the front with the first so many of these classes, as they are now."""
        found = order.first_of_each(rows, self.order, classes, number=number, at=at)
        places = {one: {key[-1]: key for key in keys} for one, keys in found.items()}
        ends = {one: keys[-1] for one, keys in found.items() if len(keys) == number}
        left = {one: end for one, end in self.ends.items() if one not in found}
        return replace(self, places={**self.places, **places}, ends={**left, **ends})

    def _keys(self, places: Iterable[Key], at: datetime) -> Iterator[Key]:
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
        front = self.fronts.get(scope)
        if front is None or front.order != in_force:
            if len(self.fronts) >= MOST_KEPT:
                self.fronts.clear()
            front = Front(order=in_force, places={}, ends={})
            front = front.read(rows(), in_force.curves, number=min(ENOUGH, DEEP), at=at)
        found, short = front.at(at)
        deep: set[int] = set()
        while short is not None and short not in deep:
            deep.add(short)
            front = front.read(rows(), [short], number=DEEP, at=at)
            found, short = front.at(at)
        self.fronts[scope] = front
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
