"""Where a referral stands in the worklist: its class, when it counts as submitted, and why."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from vigil.rules.policies import PriorityLifts
from vigil.rules.priority.belief import CLASSES, class_of
from vigil.rules.priority.order import Order
from vigil.rules.terms import LABELS, Grade


@dataclass(frozen=True, kw_only=True)
class PlaceFacts:
    """What decides a referral's place: its grades, how long it waits, and what gives reason to look sooner.

    ``grade`` is the hub's; ``recorded`` what the record asks for by itself, which says nothing if it was not read.
    """

    grade: Grade
    submitted_at: datetime
    officer_grade: Grade | None
    recorded: Grade
    has_conflict: bool = False
    child_under_5: bool = False
    narrative_readable: bool = True
    is_repeat: bool = False


@dataclass(frozen=True, kw_only=True)
class Lift:
    """A reason to look sooner: ``hours`` by which the referral counts as older, and the words that say why."""

    code: str
    words: str
    hours: int


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a referral stands: its class (``belief.CLASSES``), and when it was submitted (UTC) less its lifts."""

    order_class: int
    order_at: datetime
    lifts: tuple[Lift, ...]

    @property
    def grade(self) -> Grade:
        """The grade the hub holds."""
        return CLASSES[self.order_class][0]

    @property
    def hours_lifted(self) -> int:
        return sum(lift.hours for lift in self.lifts)


def place(facts: PlaceFacts, lifts: PriorityLifts) -> Place:
    """Return a referral's place in the worklist, with the reasons that moved it."""
    applies = {
        "child_under_5": facts.child_under_5,
        "conflict": facts.has_conflict,
        "no_officer_grade": facts.officer_grade is None,
        "not_read": not facts.narrative_readable,
        "repeat": facts.is_repeat,
    }
    found = tuple(
        Lift(code=code, words=_words(code, facts, lifts), hours=lifts.hours(code))
        for code, holds in applies.items()
        if holds and lifts.hours(code)
    )
    recorded = facts.recorded if facts.narrative_readable else None
    return Place(
        order_class=class_of(held=facts.grade, officer=facts.officer_grade, recorded=recorded),
        order_at=facts.submitted_at.astimezone(UTC) - timedelta(hours=sum(lift.hours for lift in found)),
        lifts=found,
    )


def _words(code: str, facts: PlaceFacts, lifts: PriorityLifts) -> str:
    if code == "conflict" and facts.officer_grade:
        return f"the officer graded it {facts.officer_grade} against what is recorded"
    words = lifts.sheet().line(code).words
    return words[0].lower() + words[1:]  # a line of its own in the policy, the middle of a sentence here


def explain(place: Place, *, due_at: datetime, at: datetime, order: Order | None) -> str:
    """Return one sentence that says why a referral is where it is, true at that moment.

    Without the order in force it leaves out how much of the longest wait is over.
    """
    parts = [f"{LABELS[place.grade]}{_other_reading(place)}: {_due(due_at, at)}"]
    if order and order.waits_too_long(place.order_class, place.order_at, at=at):
        longest = order.longest[place.grade]
        parts.append(f"over its longest wait of {_count(longest.days, 'day')}, so it comes first after high")
    elif order and order.ages_in(place.order_class, place.order_at, at=at):
        parts.append("over half its longest wait, so it comes sooner each day")
    if place.lifts:
        *most, last = (lift.words for lift in place.lifts)
        why = f"{', '.join(most)} and {last}" if most else last
        parts.append(f"counted {_count(place.hours_lifted, 'hour')} older because {why}")
    return f"{'; '.join(parts)}."


def _other_reading(place: Place) -> str:
    readings = CLASSES[place.order_class][1]
    lower = [reading for reading in readings if reading is not place.grade]
    if not lower or any(lift.code == "conflict" for lift in place.lifts):  # which says it better
        return ""
    return f" by one reading and {lower[0]} by the other"


def _due(due_at: datetime, at: datetime) -> str:
    left = due_at - at
    if left > timedelta(0):
        return f"due in {_length(left)}"
    return "due now" if -left < timedelta(minutes=1) else f"due {_length(-left)} ago"


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
