"""Due moments, worked out once from a calendar that is passed in, and stored. Nothing counts down.

Moments go in and come out aware (out: in UTC). An hour is an hour of real time, also in the nights when
the clocks change; only opening and closing follow the local wall clock.
"""

from datetime import UTC, datetime, timedelta

from vigil.rules.calendars import Calendar
from vigil.rules.policies import AssessmentClocks, Unit
from vigil.rules.terms import LABELS, Area, Grade

RULES_VERSION = "clocks 2026.1"

A_DAY = timedelta(days=1)
LONGEST_GAP = timedelta(days=366)


class NoWorkingTime(Exception):  # noqa: N818  (a refusal, worded for the person)
    """The calendar has no working time within a year, so no due moment can be found."""


class NoSchoolDay(Exception):  # noqa: N818  (a refusal, worded for the person)
    """The term dates that are known hold no later school day."""


def after_calendar_hours(start: datetime, hours: float) -> datetime:
    """Return the moment that many real hours after the start."""
    return start.astimezone(UTC) + timedelta(hours=hours)


def after_working_hours(start: datetime, hours: float, calendar: Calendar) -> datetime:
    """Return the earliest moment by which that many hours of working time have passed since the start.

    So a clock that runs out at closing time is due at closing time, not at the next opening.
    Raises ``NoWorkingTime``.
    """
    due, left = start.astimezone(UTC), timedelta(hours=hours)
    day = calendar.local_day(due) - A_DAY  # yesterday's stretch may run past midnight
    last_worked = day
    while left > timedelta(0):
        if day - last_worked > LONGEST_GAP:
            raise NoWorkingTime(f"The calendar has no working time in the year after {last_worked:%-d %B %Y}.")
        stretch = calendar.working_stretch(day)
        if stretch and stretch[1] > max(stretch[0], due):
            opens = max(stretch[0], due)
            due = min(stretch[1], opens + left)
            left -= due - opens
            last_worked = day
        day += A_DAY
    return due


def after_working_days(start: datetime, days: int, calendar: Calendar) -> datetime:
    """Return the closing time of the nth working day after the day of the start (``days`` 0: the start itself).

    The day of the start is not counted, whatever its hour. Raises ``NoWorkingTime``.
    """
    due = start.astimezone(UTC)
    day = last_worked = calendar.local_day(due)
    while days > 0:
        day += A_DAY
        if day - last_worked > LONGEST_GAP:
            raise NoWorkingTime(f"The calendar has no working day in the year after {last_worked:%-d %B %Y}.")
        stretch = calendar.working_stretch(day)
        if stretch:
            due, last_worked, days = stretch[1], day, days - 1
    return due


def working_hours_between(start: datetime, end: datetime, calendar: Calendar) -> float:
    """Return the hours of working time from start to end; 0 when the end is not later."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    worked, reached = timedelta(0), start
    day, last = calendar.local_day(start) - A_DAY, calendar.local_day(end)
    while day <= last:
        stretch = calendar.working_stretch(day)
        if stretch:
            opens, closes = max(stretch[0], reached), min(stretch[1], end)
            if closes > opens:
                worked += closes - opens
                reached = closes
        day += A_DAY
    return worked / timedelta(hours=1)


def next_school_day_start(start: datetime, *, area: Area, calendar: Calendar) -> datetime:
    """Return when the next school day in the council's area starts, later than ``start``.

    Source: section 49A Domestic Abuse Act 2021 and its guidance: the school knows before the day starts.
    Raises ``NoSchoolDay`` when the known term dates end first.
    """
    start = start.astimezone(UTC)
    terms = calendar.school_terms[area]
    day, last = calendar.local_day(start), max(last for _, last in terms.terms)
    while day <= last:
        starts_at = calendar.moment(day, terms.day_starts)
        if starts_at > start and calendar.is_school_day(day, area):
            return starts_at
        day += A_DAY
    raise NoSchoolDay(f"The term dates known for {LABELS[area]} end on {last:%-d %B %Y}: add the next year’s.")


def assessment_due_at(
    *, grade: Grade, submitted_at: datetime, clocks: AssessmentClocks, calendar: Calendar
) -> datetime:
    """Return when a referral of this grade must have been assessed. Raises ``NoWorkingTime``."""
    amount = clocks.amount(grade)
    match clocks.unit(grade):
        case Unit.CALENDAR_HOURS:
            return after_calendar_hours(submitted_at, amount)
        case Unit.WORKING_HOURS:
            return after_working_hours(submitted_at, amount, calendar)
        case Unit.WORKING_DAYS:
            return after_working_days(submitted_at, amount, calendar)
