from datetime import UTC, datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.rules.calendar_cases import HUB, calendars, hours, moments
from vigil.rules import clocks
from vigil.rules.calendars import Calendar

AN_HOUR = timedelta(hours=1)


def is_open(calendar: Calendar, hour: datetime) -> bool:
    """Return whether the hub works in the hour that starts then, read off the wall clock."""
    wall = hour.astimezone(calendar.zone)
    today, now = wall.date(), wall.time()
    yesterday = today - timedelta(days=1)
    by_day = {
        day: None if day in calendar.bank_holidays else calendar.working_pattern[day.weekday()]
        for day in (today, yesterday)
    }
    if (shift := by_day[today]) and now >= shift.opens and (now < shift.closes or shift.closes <= shift.opens):
        return True
    return bool((night := by_day[yesterday]) and night.closes <= night.opens and now < night.closes)


@settings(max_examples=150, deadline=None)
@given(calendars, moments, st.integers(1, 40))
def test_a_due_moment_is_what_counting_hour_by_hour_gives(calendar: Calendar, start: datetime, hours: int) -> None:
    start = start.replace(minute=0)
    counted, left = start, hours
    while left:
        left -= is_open(calendar, counted)
        counted += AN_HOUR

    assert clocks.after_working_hours(start, hours, calendar) == counted


@settings(max_examples=100, deadline=None)
@given(calendars, moments, st.integers(0, 24 * 40))
def test_time_worked_is_what_counting_hour_by_hour_gives(calendar: Calendar, start: datetime, hours: int) -> None:
    start = start.replace(minute=0)

    counted = sum(is_open(calendar, start + n * AN_HOUR) for n in range(hours))

    assert clocks.working_hours_between(start, start + hours * AN_HOUR, calendar) == counted


@given(calendars, moments, hours, hours)
def test_one_clock_after_another_is_the_clock_of_their_sum(
    calendar: Calendar, start: datetime, first: float, second: float
) -> None:
    between = clocks.after_working_hours(start, first, calendar)

    assert clocks.after_working_hours(between, second, calendar) == clocks.after_working_hours(
        start, first + second, calendar
    )


@given(calendars, moments, moments, hours)
def test_a_later_start_is_never_due_earlier(calendar: Calendar, one: datetime, other: datetime, hours: float) -> None:
    early, late = sorted((one, other))

    assert clocks.after_working_hours(early, hours, calendar) <= clocks.after_working_hours(late, hours, calendar)


@given(calendars, moments, hours, hours)
def test_a_longer_clock_is_never_due_earlier(calendar: Calendar, start: datetime, one: float, other: float) -> None:
    short, long = sorted((one, other))
    due_short = clocks.after_working_hours(start, short, calendar)
    due_long = clocks.after_working_hours(start, long, calendar)

    assert start + timedelta(hours=short) <= due_short <= due_long
    assert (due_short == due_long) == (short == long)


@given(calendars, moments, hours)
def test_measuring_gives_back_the_hours(calendar: Calendar, start: datetime, hours: float) -> None:
    due = clocks.after_working_hours(start, hours, calendar)

    assert clocks.working_hours_between(start, due, calendar) == hours


@given(calendars, moments, moments)
def test_a_due_moment_is_the_earliest_that_has_its_hours(calendar: Calendar, one: datetime, other: datetime) -> None:
    start, end = sorted((one, other))
    worked = clocks.working_hours_between(start, end, calendar)

    due = clocks.after_working_hours(start, worked, calendar)

    assert due <= end
    assert clocks.working_hours_between(due, end, calendar) == 0


@given(calendars, moments, moments, moments)
def test_time_worked_adds_up(calendar: Calendar, one: datetime, other: datetime, third: datetime) -> None:
    first, middle, last = sorted((one, other, third))
    parts = (
        clocks.working_hours_between(first, middle, calendar),
        clocks.working_hours_between(middle, last, calendar),
    )

    assert sum(parts) == clocks.working_hours_between(first, last, calendar)
    assert clocks.working_hours_between(last, first, calendar) == 0 or first == last


@given(calendars, moments, hours)
def test_a_due_moment_stands_in_working_time(calendar: Calendar, start: datetime, hours: float) -> None:
    assume(hours > 0)
    due = clocks.after_working_hours(start, hours, calendar)

    assert clocks.working_hours_between(due - timedelta(minutes=15), due, calendar) == 0.25


@given(moments, st.integers(1, 400).map(lambda quarters: quarters / 4), st.integers(1, 30))
def test_the_hub_is_never_due_on_a_weekend_or_a_bank_holiday(start: datetime, hours: float, days: int) -> None:
    for due in (clocks.after_working_hours(start, hours, HUB), clocks.after_working_days(start, days, HUB)):
        day = HUB.local_day(due)
        assert day.weekday() < 5
        assert day not in HUB.bank_holidays
        assert due.tzinfo is UTC


@given(moments, st.integers(0, 20), st.integers(0, 20))
def test_working_days_add_up_and_never_run_backwards(start: datetime, first: int, second: int) -> None:
    between = clocks.after_working_days(start, first, HUB)
    due = clocks.after_working_days(between, second, HUB)

    assert due == clocks.after_working_days(start, first + second, HUB)
    assert start <= between <= due


@given(moments, st.integers(0, 500), st.integers(0, 500))
def test_calendar_hours_add_up_and_are_real_time(start: datetime, first: int, second: int) -> None:
    due = clocks.after_calendar_hours(clocks.after_calendar_hours(start, first), second)

    assert due == clocks.after_calendar_hours(start, first + second)
    assert due - start == timedelta(hours=first + second)
