from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given

from tests.rules.calendar_cases import HUB, WEEKDAYS, days, local, moments
from vigil.rules import clocks
from vigil.rules.calendars import SchoolTerms, england_calendar, packaged_school_terms
from vigil.rules.terms import Area

SHROPSHIRE = SchoolTerms(
    terms=((date(2025, 9, 2), date(2025, 10, 24)), (date(2025, 11, 3), date(2025, 12, 19))),
    inset_days=frozenset({date(2025, 9, 2), date(2025, 11, 3)}),
    day_starts=time(8, 45),
    source="A test",
)
SCHOOLS = replace(HUB, school_terms={Area.SHROPSHIRE: SHROPSHIRE})

NEXT_SCHOOL_DAY = [
    ("before school on a school day", "2025-09-16 03:10", "2025-09-16 08:45"),
    ("as school starts", "2025-09-16 08:45", "2025-09-17 08:45"),
    ("during the school day", "2025-09-16 11:00", "2025-09-17 08:45"),
    ("Friday night", "2025-09-19 23:30", "2025-09-22 08:45"),
    ("in the summer holidays, over an inset day", "2025-08-14 20:00", "2025-09-03 08:45"),
    ("at half term, over an inset day and the end of summer time", "2025-10-24 21:00", "2025-11-04 08:45"),
]


@pytest.mark.parametrize(
    ("incident", "starts"), [case[1:] for case in NEXT_SCHOOL_DAY], ids=[c[0] for c in NEXT_SCHOOL_DAY]
)
def test_the_school_is_told_before_its_next_day_starts(incident: str, starts: str) -> None:
    assert clocks.next_school_day_start(local(incident), area=Area.SHROPSHIRE, calendar=SCHOOLS) == local(starts)


def test_a_bank_holiday_in_term_is_no_school_day() -> None:
    early_may = local("2026-05-02 22:00")  # a Saturday: Monday is the bank holiday

    for area in Area:
        starts = clocks.next_school_day_start(early_may, area=area, calendar=HUB)
        assert starts == local("2026-05-05 08:45")


def test_when_the_known_terms_end_the_answer_is_a_sentence_and_not_a_guess() -> None:
    with pytest.raises(clocks.NoSchoolDay, match="Shropshire end on 19 December 2025: add the next year’s"):
        clocks.next_school_day_start(local("2025-12-19 09:00"), area=Area.SHROPSHIRE, calendar=SCHOOLS)


@given(moments)
def test_the_next_school_day_is_the_first_that_starts_later(start: datetime) -> None:
    year_before = start.replace(year=start.year - 2, day=min(start.day, 28))  # where term dates are known
    for area in Area:
        starts = clocks.next_school_day_start(year_before, area=area, calendar=HUB)
        day = HUB.local_day(starts)

        assert starts > year_before
        assert starts.tzinfo is UTC
        assert HUB.is_school_day(day, area)
        between = HUB.local_day(year_before) + timedelta(days=1)
        while between < day:
            assert not HUB.is_school_day(between, area)
            between += timedelta(days=1)


def test_the_packaged_terms_cover_three_school_years_of_each_council() -> None:
    packaged = packaged_school_terms()

    assert set(packaged) == set(Area)
    for area, council in packaged.items():
        edges = [day for term in council.terms for day in term]
        assert edges == sorted(edges), area
        assert (edges[0].year, edges[-1].year, len(council.terms)) == (2024, 2027, 18)
        assert all(day.weekday() < 5 and day not in HUB.bank_holidays for day in [*edges, *council.inset_days])
        assert all(any(first <= day <= last for first, last in council.terms) for day in council.inset_days)
        assert len(council.inset_days) == 15  # five a year
        assert "to be confirmed" in council.source


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_a_school_year_has_about_190_days(year: int) -> None:
    for area in Area:
        school_days = [
            day for day in (date(year, 9, 1) + timedelta(days=n) for n in range(365)) if HUB.is_school_day(day, area)
        ]
        assert 187 <= len(school_days) <= 193, area


@pytest.mark.parametrize(
    ("day", "is_holiday"),
    [
        (date(2025, 12, 25), True),
        (date(2026, 4, 3), True),  # Good Friday
        (date(2026, 12, 28), True),  # for Boxing Day, which is a Saturday
        (date(2026, 1, 2), False),  # a holiday in Scotland only
        (date(2026, 3, 17), False),  # a holiday in Northern Ireland only
    ],
)
def test_the_bank_holidays_are_those_of_england(day: date, is_holiday: bool) -> None:
    assert (day in england_calendar([2025, 2026], WEEKDAYS).bank_holidays) == is_holiday


@given(days)
def test_a_working_stretch_opens_on_its_day_and_lasts_no_longer_than_the_pattern(day: date) -> None:
    stretch = HUB.working_stretch(day)

    assert (stretch is None) == (day.weekday() > 4 or day in HUB.bank_holidays)
    if stretch:
        assert HUB.local_day(stretch[0]) == day
        assert stretch[1] - stretch[0] == timedelta(hours=10)
