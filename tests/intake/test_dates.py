# ruff: noqa: DTZ001  (dates in a spreadsheet have no zone)
"""One cell, one day and time, in every form the teams write."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.intake.reading import dates

NEAR = date(2025, 9, 4)


@pytest.mark.parametrize(
    ("cell", "day", "clock"),
    [
        (datetime(2025, 9, 3, 21, 40), date(2025, 9, 3), time(21, 40)),
        (datetime(2025, 9, 3), date(2025, 9, 3), None),  # a spreadsheet date that lost its time
        (date(2025, 9, 3), date(2025, 9, 3), None),
        (45903.902778, date(2025, 9, 3), time(21, 40)),  # a serial number shown as General
        ("45903.902778", date(2025, 9, 3), time(21, 40)),
        (45903, date(2025, 9, 3), None),
        ("3/9/25", date(2025, 9, 3), None),
        ("03/09/2025", date(2025, 9, 3), None),
        ("3/9/25 2140", date(2025, 9, 3), time(21, 40)),
        ("03/09/2025 21:40", date(2025, 9, 3), time(21, 40)),
        ("3.9.25 2140hrs", date(2025, 9, 3), time(21, 40)),
        ("03.9.25 2140h", date(2025, 9, 3), time(21, 40)),
        ("3-9-25 at 9.40pm", date(2025, 9, 3), time(21, 40)),
        ("03 Sept 2025", date(2025, 9, 3), None),
        ("3 September 2025", date(2025, 9, 3), None),
        ("03-Sep-25", date(2025, 9, 3), None),
        ("3rd Sept 25 0713", date(2025, 9, 3), time(7, 13)),
        ("13th Dec 24 0713", date(2024, 12, 13), time(7, 13)),
        ("Wed 3 Sept 21:40", date(2025, 9, 3), time(21, 40)),
        ("3 Sept 21:40", date(2025, 9, 3), time(21, 40)),
        ("03SEP25", date(2025, 9, 3), None),
        ("3/9 21:40", date(2025, 9, 3), time(21, 40)),
        ("2140hrs 3/9/25", date(2025, 9, 3), time(21, 40)),
        ("2025/09/03 21:40", date(2025, 9, 3), time(21, 40)),
        ("20250903", date(2025, 9, 3), None),
        ("2025-09-03", date(2025, 9, 3), None),
        ("2025-09-03T21:40:00", date(2025, 9, 3), time(21, 40)),
        ("2025-09-03 21:40", date(2025, 9, 3), time(21, 40)),
    ],
)
def test_every_form_a_team_writes_is_read(cell: object, day: date, clock: time | None) -> None:
    written = dates.read(cell, near=NEAR)

    assert (written.day, written.clock) == (day, clock)
    assert not written.impossible


@pytest.mark.parametrize(
    ("cell", "hours"),
    [
        ("2025-09-03T21:40:00Z", 0),
        ("2025-09-03T21:40:00+01:00", 1),
        ("2025-09-03 21:40 BST", 1),
        ("2025-01-03 21:40 GMT", 0),
    ],
)
def test_a_zone_written_after_the_time_is_kept(cell: str, hours: int) -> None:
    assert dates.read(cell).offset == timedelta(hours=hours)


@pytest.mark.parametrize(
    "cell",
    [
        "32/07/2025",
        "31/09/2025 21:05",
        "14/13/2025",
        "30/02/25",
        "2025-09-31T08:10:00+01:00",
        "2025-08-00",
        "3/9/25 2575",
    ],
)
def test_a_date_that_does_not_exist_is_called_impossible(cell: str) -> None:
    assert dates.read(cell).impossible


@pytest.mark.parametrize("cell", ["unk", "unknown", "TBC", "see log", 7, "12"])
def test_what_is_no_date_is_unreadable_rather_than_impossible(cell: object) -> None:
    assert dates.read(cell).is_unreadable


def test_an_empty_cell_is_blank() -> None:
    assert dates.read("  ").is_blank
    assert dates.read(None).is_blank


def test_the_weekday_chooses_the_year_where_none_is_written() -> None:
    # 28 December was a Saturday in 2024 and is a Sunday in 2025.
    assert dates.read("Sat 28 Dec 21:40", near=date(2025, 6, 30)).day == date(2024, 12, 28)
    assert dates.read("Sun 28 Dec 21:40", near=date(2025, 6, 30)).day == date(2025, 12, 28)


def test_a_day_over_twelve_cannot_have_been_turned_round() -> None:
    assert dates.read(datetime(2025, 9, 8, 21, 27)).turned == date(2025, 8, 9)
    assert dates.read(datetime(2025, 9, 13, 21, 27)).turned is None


@pytest.mark.parametrize(
    ("cell", "clock"),
    [
        ("21:40", time(21, 40)),
        ("2140", time(21, 40)),
        ("2140hrs", time(21, 40)),
        (0.5, time(12)),
        ("unk", None),
        ("", None),
    ],
)
def test_a_time_in_a_cell_of_its_own_is_read(cell: object, clock: time | None) -> None:
    assert dates.read_time(cell) == (clock, False)


def test_a_time_that_does_not_exist_is_called_impossible() -> None:
    assert dates.read_time("2575") == (None, True)


FORMS = (
    "{0.day}/{0.month}/{0:%y}",
    "{0:%d/%m/%Y}",
    "{0:%d.%m.%y}",
    "{0:%d %b %Y}",
    "{0:%d-%b-%y}",
    "{0:%Y-%m-%d}",
    "{0:%A} {0:%d %B %Y}",
)


@given(st.dates(date(2001, 1, 1), date(2068, 12, 31)), st.sampled_from(FORMS))
def test_any_day_written_in_any_form_comes_back(day: date, form: str) -> None:
    assert dates.read(form.format(day)).day == day


@given(st.datetimes(datetime(2001, 1, 1), datetime(2060, 1, 1)))
def test_a_serial_number_gives_the_minute_that_was_typed(moment: datetime) -> None:
    moment = moment.replace(second=0, microsecond=0)
    serial = (moment - datetime(1899, 12, 30)) / timedelta(days=1)

    written = dates.read(round(serial, 6))

    assert written.day == moment.date()
    assert written.clock == (moment.time() if moment.time() != time(0) else None)
