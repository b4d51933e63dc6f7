from datetime import UTC, date, datetime, time, timedelta

import pytest

from tests.rules.calendar_cases import ALWAYS_OPEN, CLOSED, HUB, NIGHT_HUB, WEEKDAYS, local
from vigil.rules import clocks
from vigil.rules.calendars import Calendar, OpeningHours, WorkingPattern
from vigil.rules.policies import AssessmentClocks
from vigil.rules.terms import Grade

WORKING_HOURS = [
    ("within one day", HUB, "2025-09-16 09:30", 4, "2025-09-16 13:30"),
    ("to the very close", HUB, "2025-09-16 14:00", 4, "2025-09-16 18:00"),
    ("a minute past the close", HUB, "2025-09-16 14:01", 4, "2025-09-17 08:01"),
    ("before opening", HUB, "2025-09-16 03:00", 4, "2025-09-16 12:00"),
    ("after closing", HUB, "2025-09-16 18:00", 4, "2025-09-17 12:00"),
    ("over a weekend", HUB, "2025-09-19 16:00", 4, "2025-09-22 10:00"),
    ("from a Sunday", HUB, "2025-09-21 11:00", 4, "2025-09-22 12:00"),
    ("24 hours are more than two days", HUB, "2025-09-15 08:00", 24, "2025-09-17 12:00"),
    ("over Christmas", HUB, "2025-12-24 17:00", 4, "2025-12-29 11:00"),
    ("over Easter, into summer time", HUB, "2024-03-28 17:00", 2, "2024-04-02 09:00"),
    ("over the weekend the clocks go forward", HUB, "2026-03-27 16:00", 4, "2026-03-30 10:00"),
    ("over the weekend the clocks go back", HUB, "2025-10-24 16:00", 4, "2025-10-27 10:00"),
    ("into a leap day", HUB, "2028-02-28 17:00", 2, "2028-02-29 09:00"),
    ("out of a leap day", HUB, "2028-02-29 17:00", 2, "2028-03-01 09:00"),
    ("through midnight", NIGHT_HUB, "2025-09-16 23:00", 3, "2025-09-17 02:00"),
    ("from the small hours, which belong to last night", NIGHT_HUB, "2025-09-17 05:00", 2, "2025-09-17 23:00"),
    ("the long night has nine hours", NIGHT_HUB, "2025-10-25 22:00", 9, "2025-10-26 06:00"),
    ("the short night has seven hours", NIGHT_HUB, "2026-03-28 22:00", 7, "2026-03-29 06:00"),
    ("no holiday takes the morning of a night that has begun", NIGHT_HUB, "2025-12-24 23:00", 7, "2025-12-25 06:00"),
    ("no night opens on a holiday", NIGHT_HUB, "2025-12-24 23:00", 8, "2025-12-27 23:00"),
    ("no hours, in working time", HUB, "2025-09-16 09:30", 0, "2025-09-16 09:30"),
    ("no hours, on a Sunday", HUB, "2025-09-21 11:00", 0, "2025-09-21 11:00"),
]


@pytest.mark.parametrize(
    ("calendar", "start", "hours", "due"),
    [case[1:] for case in WORKING_HOURS],
    ids=[name for name, *_ in WORKING_HOURS],
)
def test_working_hours_run_only_while_the_hub_is_open(calendar: Calendar, start: str, hours: float, due: str) -> None:
    assert clocks.after_working_hours(local(start), hours, calendar) == local(due)
    assert clocks.working_hours_between(local(start), local(due), calendar) == hours


@pytest.mark.parametrize(
    ("start", "due"),
    [("2026-03-28 12:00", "2026-03-31 13:00"), ("2025-10-25 12:00", "2025-10-28 11:00")],
    ids=["forward", "back"],
)
def test_calendar_hours_are_real_hours_when_the_clocks_change(start: str, due: str) -> None:
    assert clocks.after_calendar_hours(local(start), 72) == local(due)
    assert clocks.after_working_hours(local(start), 72, ALWAYS_OPEN) == local(due)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2025-09-16 09:30", 1, "2025-09-17 18:00"),
        ("2025-09-16 23:30", 1, "2025-09-17 18:00"),
        ("2025-09-19 09:30", 1, "2025-09-22 18:00"),
        ("2025-09-20 09:30", 1, "2025-09-22 18:00"),
        ("2025-12-24 09:30", 2, "2025-12-30 18:00"),
        ("2028-02-28 09:30", 1, "2028-02-29 18:00"),
        ("2025-09-16 09:30", 0, "2025-09-16 09:30"),
    ],
)
def test_working_days_end_at_closing_time(start: str, days: int, due: str) -> None:
    assert clocks.after_working_days(local(start), days, HUB) == local(due)


def test_a_working_day_starts_at_local_midnight_not_at_midnight_in_greenwich() -> None:
    just_past_midnight = datetime(2025, 9, 15, 23, 30, tzinfo=UTC)

    assert clocks.after_working_days(just_past_midnight, 1, HUB) == local("2025-09-17 18:00")


def test_overlapping_stretches_count_once() -> None:
    long = OpeningHours(opens=time(6), closes=time(6))
    early = OpeningHours(opens=time(4), closes=time(12))
    pattern: WorkingPattern = (long, early, None, None, None, None, None)
    calendar = Calendar(working_pattern=pattern, bank_holidays=frozenset())

    assert clocks.working_hours_between(local("2025-09-15 00:00"), local("2025-09-17 00:00"), calendar) == 30
    assert clocks.after_working_hours(local("2025-09-15 00:00"), 30, calendar) == local("2025-09-16 12:00")


@pytest.mark.parametrize(
    ("opens", "closes", "worked"), [("01:30", "03:00", 0.5), ("00:30", "01:30", 1), ("01:15", "01:45", 0.5)]
)
def test_a_wall_time_that_the_clocks_skip_is_read_as_winter_time(opens: str, closes: str, worked: float) -> None:
    shift = OpeningHours(opens=time.fromisoformat(opens), closes=time.fromisoformat(closes))
    calendar = Calendar(working_pattern=(None, None, None, None, None, None, shift), bank_holidays=frozenset())

    assert clocks.working_hours_between(local("2026-03-28 12:00"), local("2026-03-29 12:00"), calendar) == worked


def test_hours_that_close_before_they_open_when_the_clocks_go_forward_hold_no_time() -> None:
    shift = OpeningHours(opens=time(1, 30), closes=time(2, 0))  # 01:30 is skipped: read as 02:30 summer time
    calendar = Calendar(working_pattern=(None, None, None, None, None, None, shift), bank_holidays=frozenset())

    assert clocks.working_hours_between(local("2026-03-28 12:00"), local("2026-03-29 12:00"), calendar) == 0
    assert clocks.after_working_hours(local("2026-03-28 12:00"), 0.5, calendar) == local("2026-04-05 02:00")


def test_a_hub_that_opens_next_after_eleven_months_still_has_a_due_moment() -> None:
    shut = frozenset(date(2025, 9, 16) + timedelta(days=n) for n in range(335))  # to Sunday 16 August 2026
    calendar = Calendar(working_pattern=WEEKDAYS, bank_holidays=shut)

    assert clocks.after_working_hours(local("2025-09-16 09:00"), 1, calendar) == local("2026-08-17 09:00")
    assert clocks.after_working_days(local("2025-09-16 09:00"), 1, calendar) == local("2026-08-17 18:00")


@pytest.mark.parametrize("pattern", [CLOSED, WEEKDAYS], ids=["never open", "every day a holiday"])
def test_a_calendar_without_working_time_is_refused_in_a_sentence(pattern: WorkingPattern) -> None:
    every_day = frozenset(date(2025, 1, 1) + timedelta(days=n) for n in range(1000))
    calendar = Calendar(working_pattern=pattern, bank_holidays=every_day)

    with pytest.raises(clocks.NoWorkingTime, match="no working time in the year after 15 September 2025"):
        clocks.after_working_hours(local("2025-09-16 09:00"), 1, calendar)
    with pytest.raises(clocks.NoWorkingTime, match="no working day in the year after 16 September 2025"):
        clocks.after_working_days(local("2025-09-16 09:00"), 1, calendar)


@pytest.mark.parametrize(
    ("grade", "due"),
    [
        (Grade.HIGH, "2025-09-22 10:00"),
        (Grade.MEDIUM, "2025-09-24 10:00"),
        (Grade.STANDARD, "2025-09-22 16:00"),
    ],
)
def test_each_grade_has_its_own_clock(grade: Grade, due: str) -> None:
    due_at = clocks.assessment_due_at(
        grade=grade, submitted_at=local("2025-09-19 16:00"), clocks=AssessmentClocks.default(), calendar=HUB
    )

    assert due_at == local(due)
    assert due_at.tzinfo is UTC


def test_a_force_may_count_in_working_days() -> None:
    table = {**AssessmentClocks.default().as_table(), "standard_amount": 3, "standard_unit": "working days"}

    due_at = clocks.assessment_due_at(
        grade=Grade.STANDARD,
        submitted_at=local("2025-09-19 16:00"),
        clocks=AssessmentClocks.from_table(table),
        calendar=HUB,
    )

    assert due_at == local("2025-09-24 18:00")
