"""Times and counts as pages say them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.ui.words import day, duration, moment, number, plural


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        # Summer time is one hour ahead of UTC, and the day may be the next one.
        (datetime(2025, 9, 3, 20, 40, tzinfo=UTC), '<time datetime="2025-09-03T21:40+01:00">3 Sept 2025, 21:40</time>'),
        (datetime(2025, 6, 30, 23, 5, tzinfo=UTC), '<time datetime="2025-07-01T00:05+01:00">1 July 2025, 00:05</time>'),
        (datetime(2025, 12, 1, 9, 0, tzinfo=UTC), '<time datetime="2025-12-01T09:00+00:00">1 Dec 2025, 09:00</time>'),
        (None, "Not recorded"),
    ],
)
def test_a_moment_reads_as_londons_clocks_show_it(at: datetime | None, shown: str) -> None:
    assert moment(at) == shown


def test_the_hour_that_comes_twice_in_autumn_can_be_told_apart() -> None:
    first, second = (moment(datetime(2025, 10, 26, hour, 30, tzinfo=UTC)) for hour in (0, 1))

    assert first != second


@pytest.mark.parametrize(
    ("on", "shown"),
    [
        (date(2016, 3, 27), '<time datetime="2016-03-27">27 Mar 2016</time>'),
        (datetime(2025, 6, 30, 23, 5, tzinfo=UTC), '<time datetime="2025-07-01">1 July 2025</time>'),
        (None, "Not recorded"),
    ],
)
def test_a_day_is_londons_day(on: date | None, shown: str) -> None:
    assert day(on) == shown


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(seconds=59), "under a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(hours=47, minutes=59), "47 hours"),
        (timedelta(days=2), "2 days"),
        (timedelta(days=16, hours=23), "16 days"),
        (timedelta(days=1_023), "1,023 days"),
        (timedelta(hours=-3), "3 hours"),
    ],
)
def test_a_length_of_time_is_said_in_its_largest_fitting_unit(length: timedelta, said: str) -> None:
    assert duration(length) == said


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=4_000)))
def test_a_length_of_time_is_never_overstated(length: timedelta) -> None:
    count, _, unit = duration(length).partition(" ")
    units = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1)}

    if count == "under":
        assert length < timedelta(minutes=1)
    else:
        one = units[unit.rstrip("s")]
        assert int(count.replace(",", "")) * one <= length < (int(count.replace(",", "")) + 1) * one


def test_counts_are_said_with_their_noun() -> None:
    assert [number(1_023), plural(1, "referral"), plural(1_023, "referral"), plural(2, "entry", "entries")] == [
        "1,023",
        "1 referral",
        "1,023 referrals",
        "2 entries",
    ]
