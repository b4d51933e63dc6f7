"""What changed in the backlog between two moments: who came in, who left, whose grade rose, who ran out of time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from vigil.rules.backlog import Waiting
from vigil.rules.terms import RANK, Grade


@dataclass(frozen=True, kw_only=True)
class Held:
    """What a snapshot keeps of a referral."""

    grade: Grade
    overdue: bool


Snapshot = Mapping[int, Held]
"""The backlog at one moment, by the referrals' numbers."""


@dataclass(frozen=True, kw_only=True)
class Changes:
    """The numbers of the referrals that changed, lowest first. One that came in late is both entered and overdue."""

    entered: tuple[int, ...]
    cleared: tuple[int, ...]
    raised: tuple[int, ...]
    newly_overdue: tuple[int, ...]


def snapshot(waiting: Iterable[Waiting], *, at: datetime) -> Snapshot:
    """Return what has to be kept of the backlog today to tell tomorrow what changed."""
    return {one.number: Held(grade=one.grade, overdue=one.is_overdue(at)) for one in waiting}


def changes(yesterday: Snapshot, today: Snapshot) -> Changes:
    """Return what changed from one snapshot to the next."""
    stayed = today.keys() & yesterday.keys()
    return Changes(
        entered=tuple(sorted(today.keys() - yesterday.keys())),
        cleared=tuple(sorted(yesterday.keys() - today.keys())),
        raised=tuple(sorted(number for number in stayed if RANK[today[number].grade] < RANK[yesterday[number].grade])),
        newly_overdue=tuple(
            sorted(
                number
                for number, held in today.items()
                if held.overdue and not (number in yesterday and yesterday[number].overdue)
            )
        ),
    )


def explain(changes: Changes) -> str:
    """Return the changes in one sentence."""
    entered, cleared = len(changes.entered), len(changes.cleared)
    more = entered - cleared
    now = f"{abs(more):,} {'more' if more > 0 else 'fewer'} than before" if more else "as many as before"
    raised, overdue = len(changes.raised), len(changes.newly_overdue)
    return f"{entered:,} came in and {cleared:,} left: {now}; {raised:,} raised, {overdue:,} newly past their clock."
