# ruff: noqa: DTZ001  (dates in a spreadsheet have no zone)
"""Two dates, a log number and the file's position, read together."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from vigil.intake.drafts import Effect
from vigil.intake.reading import dates, moments
from vigil.intake.reading.dates import Written
from vigil.intake.reading.moments import Moments, Position
from vigil.intake.reading.rows import Shape

LONDON = ZoneInfo("Europe/London")
UNTIL = Position(latest=datetime(2025, 9, 20, 9, tzinfo=LONDON), how="given")


def decide(incident: object, submitted: object, *, logged_on: date | None = None) -> Moments:
    return moments.decide(dates.read(incident), dates.read(submitted), logged_on=logged_on, until=UNTIL, zone=LONDON)


def codes(decided: Moments) -> dict[str, Effect]:
    return {issue.code: issue.effect for issue in decided.issues}


def test_local_offset_utc_and_bst_times_of_one_instant_agree() -> None:
    instant = datetime(2025, 9, 3, 20, 40, tzinfo=UTC)

    for cell in ("3/9/25 2140", "2025-09-03T21:40:00+01:00", "2025-09-03T20:40:00Z", "2025-09-03 21:40 BST"):
        assert decide(cell, "4/9/25 0615").incident_at == instant


def test_a_winter_time_is_gmt() -> None:
    assert decide("13th Dec 24 0713", "13/12/24 0900").incident_at == datetime(2024, 12, 13, 7, 13, tzinfo=UTC)


def test_the_log_number_shows_that_excel_turned_the_date_round() -> None:
    decided = decide(datetime(2025, 9, 8, 21, 27), "10/8/25 0628", logged_on=date(2025, 8, 9))

    assert decided.incident_at == datetime(2025, 8, 9, 21, 27, tzinfo=LONDON)
    assert codes(decided) == {"day_month_swapped": Effect.REPAIR}


def test_without_a_log_number_the_submission_shows_it_and_doubt_remains() -> None:
    decided = decide(datetime(2025, 12, 8, 21, 27), datetime(2025, 8, 13, 6, 28))

    assert decided.incident_at == datetime(2025, 8, 12, 21, 27, tzinfo=LONDON)
    assert codes(decided) == {"day_month_swapped": Effect.AMBIGUOUS}


def test_a_submission_turned_round_is_put_right_from_the_incident() -> None:
    decided = decide("9/8/25 2127", datetime(2025, 10, 8, 6, 28))

    assert decided.submitted_at == datetime(2025, 8, 10, 6, 28, tzinfo=LONDON)
    assert codes(decided) == {"day_month_swapped": Effect.AMBIGUOUS}


def test_a_date_that_agrees_with_the_log_number_is_left_alone() -> None:
    decided = decide(datetime(2025, 9, 8, 21, 27), "9/9/25 0628", logged_on=date(2025, 9, 8))

    assert decided.incident_at == datetime(2025, 9, 8, 21, 27, tzinfo=LONDON)
    assert not decided.issues


@pytest.mark.parametrize(
    ("incident", "submitted", "code"),
    [
        ("31/09/2025 21:05", "6/9/25 0112", "impossible_date"),
        ("28/08/2205 12:45", "2/9/25 1019", "future_date"),
        ("26/8/26 0657", "26/8/26 0957", "future_date"),
        ("17/8/25 2052", "29/7/25 1943", "submitted_before_incident"),
        ("unk", "29/7/25 1943", "date_missing"),
    ],
)
def test_dates_that_cannot_stand_are_held_back(incident: str, submitted: str, code: str) -> None:
    held = [issue.code for issue in decide(incident, submitted).issues if issue.effect is Effect.QUARANTINE]

    assert held == [code]


def test_a_day_without_its_time_is_not_before_the_incident_of_that_day() -> None:
    decided = decide("15/8/25 2052", datetime(2025, 8, 15))

    assert codes(decided) == {"time_missing": Effect.FLAG}
    assert decided.incident_time_known
    assert not decided.submitted_time_known


def test_clocks_a_few_minutes_apart_are_flagged_and_received() -> None:
    assert codes(decide("15/8/25 2052", "15/8/25 2045")) == {"clocks_differ": Effect.FLAG}


def test_a_log_number_of_another_day_is_flagged() -> None:
    assert codes(decide("15/8/25 2052", "16/8/25 0900", logged_on=date(2025, 8, 3))) == {
        "log_date_differs": Effect.FLAG
    }
    assert not decide("15/8/25 2352", "16/8/25 0900", logged_on=date(2025, 8, 16)).issues


def test_the_hour_the_clocks_skip_and_the_hour_they_repeat_are_marked() -> None:
    assert codes(decide("30/3/25 0130", "30/3/25 0900")) == {"hour_skipped": Effect.AMBIGUOUS}
    assert codes(decide("27/10/24 0130", "27/10/24 0900")) == {"hour_repeated": Effect.AMBIGUOUS}
    assert not decide("2024-10-27T01:30:00Z", "27/10/24 0900").issues


@pytest.mark.parametrize(
    ("log", "day"), [("00345_I_03092025", date(2025, 9, 3)), ("00345_I_31092025", None), ("", None)]
)
def test_a_log_number_ends_with_the_day_of_the_incident(log: str, day: date | None) -> None:
    assert moments.log_day(log) == day


def submissions(count: int, *, last: date) -> list[Written]:
    return [Written(day=last - timedelta(days=number // 5), clock=time(9)) for number in range(count)]


def test_the_file_s_own_word_on_when_it_was_made_is_its_position() -> None:
    made = datetime(2025, 9, 20, 8, 35, tzinfo=LONDON)
    shape = Shape(kind="xml", columns={}, extracted_at=made)

    assert moments.position(shape, [], at=datetime(2026, 1, 1, tzinfo=UTC), zone=LONDON).latest == made


def test_the_bulk_of_submissions_gives_the_position_and_stray_dates_cannot_move_it() -> None:
    shape = Shape(kind="csv", columns={})
    strays = [Written(day=date(2026, 7, 7), clock=time(9)), Written(day=date(2025, 11, 2), clock=time(9))]

    found = moments.position(
        shape, submissions(200, last=date(2025, 9, 19)) + strays, at=datetime(2027, 1, 1, tzinfo=UTC), zone=LONDON
    )

    assert found.latest == datetime(2025, 9, 20, 9, tzinfo=LONDON)


def test_no_position_is_later_than_the_moment_of_reading() -> None:
    at = datetime(2025, 9, 19, 12, tzinfo=UTC)
    shape = Shape(kind="csv", columns={})

    assert moments.position(shape, submissions(50, last=date(2025, 9, 19)), at=at, zone=LONDON).latest == at
    assert moments.position(shape, [], at=at, zone=LONDON).latest == at
