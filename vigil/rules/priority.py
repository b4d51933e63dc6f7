"""The order of the worklist: by grade, then by the oldest due moment, counting some referrals as older.

The key is static: it holds for as long as the facts do, so the database keeps it in an index and gives
the same order as Python. Why that, and what it costs: docs/decisions/0002-order-of-the-worklist.md.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from vigil.rules.policies import PriorityLifts
from vigil.rules.terms import LABELS, RANK, Grade

RULES_VERSION = "priority 2026.1"

Key = tuple[int, datetime, int]


@dataclass(frozen=True, kw_only=True)
class PlaceFacts:
    """What decides a referral's place: the screened grade, and what gives reason to look sooner."""

    grade: Grade
    due_at: datetime
    officer_grade: Grade | None
    has_conflict: bool = False
    child_under_5: bool = False
    narrative_readable: bool = True


@dataclass(frozen=True, kw_only=True)
class Lift:
    """A reason to look sooner: ``hours`` by which the referral counts as older, and the words that say why."""

    code: str
    words: str
    hours: int


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a referral stands: rank of its grade, and its due moment (UTC) less the sum of its lifts."""

    rank: int
    order_at: datetime
    lifts: tuple[Lift, ...]

    @property
    def hours_lifted(self) -> int:
        return sum(lift.hours for lift in self.lifts)

    @property
    def due_at(self) -> datetime:
        return self.order_at + timedelta(hours=self.hours_lifted)


def place(facts: PlaceFacts, lifts: PriorityLifts) -> Place:
    """Return a referral's place in the worklist, with the reasons that moved it."""
    applies = {
        "child_under_5": facts.child_under_5,
        "conflict": facts.has_conflict,
        "no_officer_grade": facts.officer_grade is None,
        "not_read": not facts.narrative_readable,
    }
    found = tuple(
        Lift(code=code, words=_words(code, facts, lifts), hours=lifts.hours(code))
        for code, holds in applies.items()
        if holds and lifts.hours(code)
    )
    order_at = facts.due_at.astimezone(UTC) - timedelta(hours=sum(lift.hours for lift in found))
    return Place(rank=RANK[facts.grade], order_at=order_at, lifts=found)


def _words(code: str, facts: PlaceFacts, lifts: PriorityLifts) -> str:
    if code == "conflict" and facts.officer_grade:
        return f"the officer graded it {facts.officer_grade} against what is recorded"
    words = lifts.sheet().line(code).words
    return words[0].lower() + words[1:]  # a line of its own in the policy, the middle of a sentence here


def key(place: Place, number: int) -> Key:
    """Return what the worklist sorts by, first to do first. ``number`` is the referral's own, so no two are equal."""
    return place.rank, place.order_at, number


def explain(place: Place, *, at: datetime) -> str:
    """Return one sentence that says why a referral is where it is, true at that moment."""
    grade = next(grade for grade, rank in RANK.items() if rank == place.rank)
    left = place.due_at - at.astimezone(UTC)
    if left > timedelta(0):
        due = f"due in {_length(left)}"
    elif -left < timedelta(minutes=1):
        due = "due now"
    else:
        due = f"due {_length(-left)} ago"
    if not place.lifts:
        return f"{LABELS[grade]}: {due}."
    *most, last = (lift.words for lift in place.lifts)
    why = f"{', '.join(most)} and {last}" if most else last
    return f"{LABELS[grade]}: {due}; counted {_count(place.hours_lifted, 'hour')} older because {why}."


def _length(length: timedelta) -> str:
    """Return a length of time in the largest unit that says it well, rounded down."""
    if length < timedelta(minutes=1):
        return "less than a minute"
    if length < timedelta(hours=1):
        return _count(length // timedelta(minutes=1), "minute")
    if length < timedelta(hours=48):
        return _count(length // timedelta(hours=1), "hour")
    return _count(length // timedelta(days=1), "day")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def clock_used(start: datetime, due: datetime, at: datetime) -> float:
    """Return the share of a clock used: 0 at its start, 1 when due, more when late."""
    if at <= start:
        return 0.0
    if due <= start:
        return 1.0
    return (at - start) / (due - start)
