"""The front of the worklist, kept in this process for as long as it is true: the first of each class, and some more.

Reading the head of an index is cheap until somebody leaves a long report open: then the entries of all that was
claimed since cannot be cleared away, and every claim steps over them again. A front steps over them once. It is true
until something but a claim or a look happens, and the audit trail, in which everything that happens is an event of
the same transaction, says whether it did.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice

from django.db.models import QuerySet

from vigil.audit.actions import LOOKS
from vigil.audit.models import Event
from vigil.referrals.models import Referral
from vigil.rules.priority import Key, Order
from vigil.worklist.queries import order

DEEP = 64  # of each class
ENOUGH = 32  # more than ever press at once
MOST_EVENTS = 500  # to read before it is quicker to look again
LEAVES_IT = ("referral.kept", "focus.set", "focus.ended", *LOOKS)  # how verbs end that move nothing

Scope = tuple[object, ...]


@dataclass(frozen=True, kw_only=True)
class Front:
    """The first of each class at one event of the trail, each class in order. ``full`` end those classes that go on."""

    event: int
    hash: str
    order: Order
    places: tuple[tuple[Key, ...], ...]
    full: tuple[Key, ...]

    def at(self, at: datetime) -> list[int]:
        """Return the referrals that certainly come first at a moment, in order, as many as anybody needs."""
        ends = min((self._key(place, at) for place in self.full), default=None)
        keys = islice(merge(*(self._keys(places, at) for places in self.places)), ENOUGH)
        return [key[-1] for key in keys if ends is None or key <= ends]

    def _keys(self, places: tuple[Key, ...], at: datetime) -> Iterator[Key]:
        return (self._key(place, at) for place in places)

    def _key(self, place: Key, at: datetime) -> Key:
        _, _, order_class, start, number = place
        return self.order.key(order_class, start, number, at=at)


_fronts: dict[Scope, Front] = {}


def front(rows: QuerySet[Referral], in_force: Order, *, scope: Scope, at: datetime) -> list[int]:
    """Return what comes first of ``rows``, as far as is certain, in order. ``scope`` says which rows they are.

    Near a clock places may change as time passes; where policy makes them, nothing is kept.
    """
    if len(in_force.pieces(at=at)) > len(in_force.curves):
        return [key[-1] for key in order.first(rows, in_force, number=DEEP, at=at)]
    kept = _still_true(_fronts.get(scope), in_force)
    found = kept.at(at) if kept else []
    if kept is None or not found:
        kept = _look(rows, in_force, at)
        found = kept.at(at)
    if len(_fronts) > MOST_EVENTS:
        forget()
    _fronts[scope] = kept
    return found


def forget() -> None:
    """Drop what is kept: for tests, which put rows back without a trace."""
    _fronts.clear()


def _look(rows: QuerySet[Referral], in_force: Order, at: datetime) -> Front:
    # The trail first: what happens after it, and before the rows are read, is then read about again.
    event, digest = Event.objects.order_by("-number").values_list("number", "hash").first() or (0, "")
    places = order.first_of_each(rows, in_force, number=DEEP, at=at)
    full = tuple(keys[-1] for keys in places if len(keys) == DEEP)
    return Front(event=event, hash=digest, order=in_force, places=tuple(map(tuple, places)), full=full)


def _still_true(kept: Front | None, in_force: Order) -> Front | None:
    """Return the front without what was claimed since; None when anything else happened that may have moved it."""
    if kept is None or kept.order != in_force or not kept.event:
        return None
    since = Event.objects.filter(number__gte=kept.event).order_by("number")
    rows = list(since.values_list("number", "hash", "verb", "thing_id")[: MOST_EVENTS + 1])
    (event, digest, _, _), *events = rows or [(0, "", "", "")]
    if (event, digest) != (kept.event, kept.hash) or len(events) == MOST_EVENTS:
        return None
    gone = {int(thing) for _, _, verb, thing in events if verb == "referral.claimed"}
    if not all(verb == "referral.claimed" or verb.endswith(LEAVES_IT) for _, _, verb, _ in events):
        return None
    if not events:
        return kept
    return Front(
        event=events[-1][0],
        hash=events[-1][1],
        order=kept.order,
        places=tuple(tuple(place for place in places if place[-1] not in gone) for places in kept.places),
        full=kept.full,
    )
