"""Was the order kept: what was taken on a day beside what came first at that moment, and what the difference cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from vigil.rules.priority.order import Key, Order
from vigil.rules.skills import Skill


@dataclass(frozen=True, kw_only=True)
class Wait:
    """A stretch in which a referral could be taken; ``until`` is when it was, None if nobody has yet."""

    number: int
    order_class: int
    start: datetime  # when it counts as submitted
    skills: frozenset[Skill]
    since: datetime
    until: datetime | None


@dataclass(frozen=True, kw_only=True)
class Take:
    """Somebody taking a referral, with the skills they had."""

    number: int
    at: datetime
    held: frozenset[Skill]


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One taking, and the referral that came first at that moment for whoever took it."""

    take: Take
    first: int

    @property
    def in_order(self) -> bool:
        return self.take.number == self.first


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A day's takings, and what waiting cost beyond what it would have cost in order, in hours of standard waiting."""

    turns: tuple[Turn, ...]
    harm: float


def kept(takes: Sequence[Take], waits: Sequence[Wait], order: Order, *, until: datetime) -> Kept:
    """Return how the order was kept. ``takes`` are in turn; ``until`` is the end of the day, or now if it goes on."""
    firsts = [_first(take, [one for one in waits if _waits(one, take.at)], order) for take in takes]
    turns = tuple(
        Turn(take=take, first=take.number if first is None else first)
        for take, first in zip(takes, firsts, strict=True)
    )
    done = {take.number: take for take in takes}  # what went back and was taken again counts once
    by_rule: dict[int, datetime] = {}
    for take in sorted(done.values(), key=lambda take: take.at):
        left = [one for one in waits if one.since <= take.at and one.number not in by_rule and not _gone(one, takes)]
        if (first := _first(take, left, order)) is not None:
            by_rule[first] = take.at
    by_number = {one.number: one for one in waits}
    harm = 0.0
    for number in done.keys() ^ by_rule.keys() | {n for n in done if by_rule.get(n) != done[n].at}:
        one = by_number[number]
        late, early = done[number].at if number in done else until, by_rule.get(number, until)
        since, to = min(late, early), max(late, early)
        harm += order.harm(one.order_class, one.start, since=since, until=to) * (1 if late > early else -1)
    return Kept(turns=turns, harm=harm)


def _waits(one: Wait, at: datetime) -> bool:
    return one.since <= at and (one.until is None or one.until >= at)


def _gone(one: Wait, takes: Sequence[Take]) -> bool:
    """Whether it had been taken before the first of these."""
    return bool(takes) and one.until is not None and one.until < takes[0].at


def _first(take: Take, waits: Sequence[Wait], order: Order) -> int | None:
    """Return what comes first of what somebody may take, None when they are trained for nothing of it."""

    def place(one: Wait) -> Key:
        return order.key(one.order_class, one.start, one.number, at=take.at)

    fit = [one for one in waits if one.skills <= take.held or one.number == take.number]
    return min(fit, key=place).number if fit else None
