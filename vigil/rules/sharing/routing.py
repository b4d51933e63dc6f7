"""By which ways a packet goes to a partner, in what order, and when a failed delivery is tried again.

Sources: the retry schedule spreads attempts over three days and then hands the delivery to a person (Standard Webhooks
and MESH both give up silently: here nothing is given up without a task). Working Together 2023 for the partner's clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from vigil.rules.sharing.terms import Form
from vigil.rules.terms import Grade


class Hours(StrEnum):
    """When a route is used: at any hour, while the partner's office is open, or only out of hours."""

    ANY = "any"
    OPEN = "open"
    CLOSED = "closed"


HOURS_WORDS: dict[Hours, str] = {
    Hours.ANY: "At any hour",
    Hours.OPEN: "In office hours",
    Hours.CLOSED: "Out of hours",
}


@dataclass(frozen=True, kw_only=True)
class Way:
    """One route of a partner. Empty ``form`` or ``grade`` means any; ``order`` 1 is tried first, the rest fall back."""

    key: int
    order: int
    form: Form | None = None
    grade: Grade | None = None
    hours: Hours = Hours.ANY
    is_stopped: bool = False
    failures: int = 0  # in a row
    rests_until: datetime | None = None


def ways(routes: Sequence[Way], *, form: Form, grade: Grade, is_open: bool) -> list[Way]:
    """Return the routes that fit, first to be tried first. The more exactly one fits, the earlier within its order."""
    hours = Hours.OPEN if is_open else Hours.CLOSED
    fits = [
        way
        for way in routes
        if not way.is_stopped
        and way.form in (None, form)
        and way.grade in (None, grade)
        and way.hours in (Hours.ANY, hours)
    ]
    return sorted(
        fits, key=lambda way: (way.order, way.form is None, way.grade is None, way.hours is Hours.ANY, way.key)
    )


def choose(fitting: Sequence[Way], *, start: int, at: datetime) -> int | None:
    """Return which of the fitting ways is used now, beginning at ``start``; None: wait until one has rested.

    A way that has just failed is waited for; one that keeps failing is passed over while another is rested.
    """
    order: list[int] = [*range(start, len(fitting)), *range(min(start, len(fitting)))]
    for place in order:
        way = fitting[place]
        if way.rests_until is None or way.rests_until <= at:
            return place
        if way.failures < FALL_BACK_AFTER:
            return None
    return None


MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

RETRY_AFTER: tuple[timedelta, ...] = (
    *(1 * MINUTE, 5 * MINUTE, 15 * MINUTE, 1 * HOUR, 2 * HOUR, 4 * HOUR),
    *(8 * HOUR, 12 * HOUR, 12 * HOUR, 12 * HOUR, 12 * HOUR, 12 * HOUR),
)
"""How long after each failed attempt the next one is made."""

GIVE_UP_AFTER = timedelta(hours=75)
"""From the first attempt: past a weekend and a bank holiday. Then it is somebody's task."""

FALL_BACK_AFTER = 3
"""Failed attempts by one way before the next way is tried."""

REST_AFTER: tuple[timedelta, ...] = (15 * timedelta(seconds=1), MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE)
"""How long a way that failed rests, by how often it has failed in a row: a dead partner is asked now and then."""


@dataclass(frozen=True, kw_only=True)
class Next:
    """What follows a failed attempt: another at ``at`` by the way numbered ``way``, or none (``at`` is None)."""

    at: datetime | None
    way: int


def after_trouble(
    *,
    attempts: int,
    attempts_this_way: int,
    way: int,
    number_of_ways: int,
    may_help: bool,
    asked_to_wait: timedelta | None,
    first_at: datetime,
    at: datetime,
) -> Next:
    """Return what follows the attempt that has just failed.

    ``attempts`` counts it; ``may_help`` is whether trying the same way again can help.
    """
    if not may_help or attempts_this_way >= FALL_BACK_AFTER:
        if way + 1 < number_of_ways:
            return Next(at=at, way=way + 1)
        if not may_help:
            return Next(at=None, way=way)
        way = 0  # every way failed for now: begin again with the first, later
    if at - first_at >= GIVE_UP_AFTER:
        return Next(at=None, way=way)
    pause = RETRY_AFTER[min(attempts, len(RETRY_AFTER)) - 1]
    wait = max(pause, asked_to_wait or timedelta(0))
    return Next(at=min(at + wait, first_at + GIVE_UP_AFTER), way=way)


def rest(failures: int) -> timedelta:
    """Return how long a way rests after failing ``failures`` times in a row (1 or more)."""
    return REST_AFTER[min(failures, len(REST_AFTER)) - 1]
