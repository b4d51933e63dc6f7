"""The order of the worklist at a moment: high, then what passed its longest wait, then what waiting costs most.

Of those trained for several things each takes the referral with the highest index: what one more hour of its waiting
costs, by the belief about its true grade, for each hour of handling it (generalised c-mu; van Mieghem 1995, and with
several skills Mandelbaum and Stolyar 2004). The cost grows with waiting, at a rate of its class, so two referrals of
one class never change places and the first of each class is all one need compare: exact at any moment, with nothing
to work out again as time passes.

A longest wait that counts from one moment on is dear: a backlog reaches it together, and all of it then goes before
what costs more. So it ages in. From half its longest wait on, a referral's cost grows by a tenth of itself a day: on
harm that does not grow by itself that holds a longest wait for a fifth of the price (decision 0016).

Costs are whole numbers, so that two machines never disagree about a tie. Ages are microseconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from vigil.rules.policies import GradeBelief, WaitingCost
from vigil.rules.priority.belief import CLASSES, belief
from vigil.rules.terms import Grade

MICROSECOND = timedelta(microseconds=1)
HOUR = timedelta(hours=1)
SCALE = 10**24  # cost of standard an hour, for an hour of handling: fine enough for a microsecond to count
HIGH, TOO_LONG, BY_COST = range(3)
DOUBLES_IN = timedelta(days=10)  # what is past half its longest wait costs twice as much so much later

Key = tuple[int, int, int, datetime, int]
"""What comes first, cost (negative), class, start and number: smaller is sooner."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """What waiting costs more between two ages, because a clock is about to run out."""

    since: int
    until: int
    cost: int


@dataclass(frozen=True, kw_only=True)
class Curve:
    """What one more hour costs a class of referrals: at once, for each microsecond waited, and near its clocks."""

    at_once: int
    growth: int
    steps: tuple[Step, ...]
    handling: timedelta

    def cost(self, age: int) -> int:
        """Return what waiting costs at that age. It may fall only where a step ends."""
        near = sum(step.cost for step in self.steps if step.since <= age < step.until)
        return self.at_once + self.growth * age + near

    def harm(self, since: int, until: int) -> float:
        """Return what waiting from one age to another costs, in hours of a standard referral's first waiting."""
        grown = self.growth * (until * until - since * since) // 2
        near = sum(step.cost * max(0, min(until, step.until) - max(since, step.since)) for step in self.steps)
        return (self.at_once * (until - since) + grown + near) / SCALE * (self.handling / HOUR) / (HOUR // MICROSECOND)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Part of a class in which an earlier start is always an earlier place: ``since`` <= start < ``until``."""

    order_class: int
    since: datetime | None
    until: datetime | None

    def holds(self, key: Key) -> bool:
        """Return whether a place lies in this piece."""
        _, _, order_class, start, _ = key
        after = self.since is None or self.since <= start
        return order_class == self.order_class and after and (self.until is None or start < self.until)


@dataclass(frozen=True, kw_only=True)
class Order:
    """The order by one edition of policy. ``longest`` is the longest wait of each grade below high."""

    curves: Mapping[int, Curve]
    longest: Mapping[Grade, timedelta]

    def key(self, order_class: int, start: datetime, number: int, *, at: datetime) -> Key:
        """Return what the worklist sorts by at a moment, first to do first.

        ``start`` is when it counts as submitted; ``number`` is the referral's own, so that no two are equal.
        """
        waited = at - start
        tier = self._tier(order_class, waited)
        return tier, -self._cost(order_class, waited), order_class, start, number

    def harm(self, order_class: int, start: datetime, *, since: datetime, until: datetime) -> float:
        """Return what it costs that a referral waits from one moment to another, in hours of standard waiting."""
        curve = self.curves[order_class]
        return curve.harm((since - start) // MICROSECOND, (until - start) // MICROSECOND)

    def waits_too_long(self, order_class: int, start: datetime, *, at: datetime) -> bool:
        """Return whether it comes first of all but high, because its longest wait is over."""
        return self._tier(order_class, at - start) == TOO_LONG

    def ages_in(self, order_class: int, start: datetime, *, at: datetime) -> bool:
        """Return whether it comes sooner with every day, because half its longest wait is over."""
        return CLASSES[order_class][0] is not Grade.HIGH and self._beyond_half(order_class, at - start) > timedelta()

    def _cost(self, order_class: int, waited: timedelta) -> int:
        cost = self.curves[order_class].cost(waited // MICROSECOND)
        if CLASSES[order_class][0] is Grade.HIGH:
            return cost
        beyond = max(timedelta(), self._beyond_half(order_class, waited))
        return cost + cost * (beyond // MICROSECOND) // (DOUBLES_IN // MICROSECOND)

    def _beyond_half(self, order_class: int, waited: timedelta) -> timedelta:
        return waited - self.longest[CLASSES[order_class][0]] / 2

    def _tier(self, order_class: int, waited: timedelta) -> int:
        held = CLASSES[order_class][0]
        if held is Grade.HIGH:
            return HIGH
        return TOO_LONG if waited >= self.longest[held] else BY_COST

    def pieces(self, *, at: datetime) -> list[Piece]:
        """Return the parts of the worklist that are each in order by start alone: one a class, more near clocks."""
        pieces = []
        for order_class, curve in self.curves.items():
            # At a start this old, or older, the step is over.
            ends = sorted({at - step.until * MICROSECOND for step in curve.steps})
            since: datetime | None = None
            for end in ends:
                pieces.append(Piece(order_class=order_class, since=since, until=end + MICROSECOND))
                since = end + MICROSECOND
            pieces.append(Piece(order_class=order_class, since=since, until=None))
        return pieces

    def first_start_after(self, piece: Piece, key: Key, *, at: datetime) -> datetime | None:
        """Return the earliest start in a piece that stands behind ``key``, None if none would.

        Found by halving, so that it is exact whatever the curve.
        """
        low, high = piece.since or EARLIEST, piece.until or LATEST
        if not self._is_behind(piece.order_class, high - MICROSECOND, key, at):
            return None
        while low < high:
            middle = low + (high - low) // 2
            if self._is_behind(piece.order_class, middle, key, at):
                high = middle
            else:
                low = middle + MICROSECOND
        return low

    def _is_behind(self, order_class: int, start: datetime, key: Key, at: datetime) -> bool:
        return self.key(order_class, start, 0, at=at)[:4] > key[:4]


EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""No referral starts outside these."""


def order_by(cost: WaitingCost, beliefs: GradeBelief) -> Order:
    """Return the order that two policy tables make."""
    return Order(
        curves={number: _curve(belief(readings, beliefs), cost) for number, (_, readings) in CLASSES.items()},
        longest={
            grade: timedelta(days=cost.number(f"{grade}_longest_days")) for grade in (Grade.MEDIUM, Grade.STANDARD)
        },
    )


def _curve(chances: Mapping[Grade, Fraction], policy: WaitingCost) -> Curve:
    """Return the index of generalised c-mu: the expected marginal cost over the expected time it takes."""
    hours = sum((chance * policy.number(f"{true}_minutes") for true, chance in chances.items()), Fraction()) / 60
    rates = {true: chance * policy.number(f"{true}_severity") / hours for true, chance in chances.items()}
    clocks = {true: timedelta(hours=policy.number(f"{true}_hours")) // MICROSECOND for true in chances}
    growth = Fraction(policy.number("growth_percent"), 100)
    ahead = policy.number("lookahead_hours")
    steps = []
    for true, clock in clocks.items():
        missed = chances[true] * policy.number(f"{true}_missed") / ahead / hours
        if missed:
            since = max(0, clock - timedelta(hours=ahead) // MICROSECOND)
            steps.append(Step(since=since, until=clock, cost=_whole(missed)))
    return Curve(
        at_once=_whole(sum(rates.values(), Fraction())),
        growth=_whole(sum((growth * rate / clocks[true] for true, rate in rates.items()), Fraction())),
        steps=tuple(steps),
        handling=timedelta(hours=float(hours)),
    )


def _whole(cost: Fraction) -> int:
    return round(cost * SCALE)
