"""Dates of birth and ages, however they are put."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.intake.reading import births

ON = date(2025, 9, 3)


@pytest.mark.parametrize(
    ("cell", "born"),
    [
        ("03/04/1991", date(1991, 4, 3)),
        ("3/4/91", date(1991, 4, 3)),
        ("3.4.91", date(1991, 4, 3)),
        ("3 Apr 1991", date(1991, 4, 3)),
        ("1991-04-03", date(1991, 4, 3)),
        ("2/12/31", date(1931, 12, 2)),  # nobody is born after the incident
        ("5/8/15", date(2015, 8, 5)),
        ("3/9/25", date(2025, 9, 3)),  # born that day
        ("4/9/25", date(1925, 9, 4)),
        ("01/01/1900", None),
        ("UNK", None),
        ("?", None),
        ("", None),
        (None, None),
    ],
)
def test_a_date_of_birth_is_read(cell: object, born: date | None) -> None:
    birth = births.read(cell, on=ON)

    assert birth.date_of_birth == born
    assert not birth.issues


@pytest.mark.parametrize(
    ("cell", "age", "months"),
    [
        ("37", 37, None),
        ("aged 22", 22, None),
        ("age 54", 54, None),
        ("c. 40", 40, None),
        ("19yrs", 19, None),
        ("29 yrs", 29, None),
        ("4mths", 0, 4),
        ("18 mths", 1, 18),
        ("9m", 0, 9),
        ("7wks", 0, 1),
        ("<1", 0, None),
        ("0", 0, None),
    ],
)
def test_an_age_in_the_place_of_a_date_is_read(cell: str, age: int, months: int | None) -> None:
    birth = births.read(cell, on=ON)

    assert (birth.date_of_birth, birth.age, birth.age_months) == (None, age, months)


def test_a_grown_up_born_in_twenty_three_was_born_a_century_ago() -> None:
    assert births.read("2/12/23", on=ON).date_of_birth == date(2023, 12, 2)

    elder = births.read("2/12/23", on=ON, is_adult=True)

    assert elder.date_of_birth == date(1923, 12, 2)
    assert [issue.code for issue in elder.issues] == ["dob_ambiguous"]


@pytest.mark.parametrize(
    ("cell", "code"), [("31/02/1990", "dob_impossible"), ("3/4/2031", "dob_impossible"), ("see log", "dob_unreadable")]
)
def test_a_date_of_birth_that_cannot_be_is_dropped_and_flagged(cell: str, code: str) -> None:
    birth = births.read(cell, on=ON)

    assert birth.date_of_birth is None
    assert [issue.code for issue in birth.issues] == [code]


def test_a_month_over_twelve_shows_day_and_month_were_turned_round() -> None:
    birth = births.read("04/23/1991", on=ON)

    assert birth.date_of_birth == date(1991, 4, 23)
    assert [issue.code for issue in birth.issues] == ["dob_day_month_swapped"]


def test_an_age_a_year_out_is_no_disagreement_and_three_years_are() -> None:
    assert not births.disagreement(births.Birth(date_of_birth=date(1991, 4, 3), age=33), on=ON)
    assert births.disagreement(births.Birth(date_of_birth=date(1991, 4, 3), age=31), on=ON)


@given(st.dates(date(1900, 1, 1), date(2060, 12, 31)), st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.booleans())
def test_nobody_is_born_after_the_incident(born: date, on: date, is_adult: bool) -> None:
    for form in ("%d/%m/%y", "%d/%m/%Y"):
        birth = births.read(born.strftime(form), on=on, is_adult=is_adult)

        assert birth.date_of_birth is None or birth.date_of_birth <= on
