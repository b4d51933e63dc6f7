"""When a person was born, or how old they are, as a cell gives it: a date, an age, or that nobody knows."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from vigil.intake.drafts import Effect, Issue
from vigil.intake.reading import dates

OLDEST_YEARS = 110
YOUNGEST_ADULT_YEARS = 12  # below this, somebody described as an adult was born a century earlier

# Systems that insist on a date are given this one when it is not known.
NOT_KNOWN_DATES = frozenset({date(1900, 1, 1), date(1899, 12, 31), date(1899, 12, 30)})

_AGE = re.compile(
    r"(?:c\.?|circa|approx\.?|abt|about|aged?:?|age)?\s*(?P<under><)?\s*(?P<number>\d{1,3})\s*"
    r"(?P<unit>y|yo|yr|yrs|years?|yr old|yrs old|years? old|m|mo|mth|mths|months?|w|wk|wks|weeks?|d|days?)?\.?"
    r"(?:\s*old)?\s*(?:approx\.?|\?)?",
    re.I,
)
_NOT_KNOWN = frozenset(
    {"", "?", "??", "unk", "unknown", "not known", "n/k", "nk", "n/a", "na", "none", "-", "tbc", "u/k"}
)
_WEEKS_IN_A_MONTH = 4.345


@dataclass(frozen=True, kw_only=True, slots=True)
class Birth:
    """A date of birth or an age. ``issues`` name the field ``date_of_birth``."""

    date_of_birth: date | None = None
    age: int | None = None
    age_months: int | None = None
    issues: tuple[Issue, ...] = ()


def _doubt(code: str, message: str, effect: Effect) -> tuple[Issue, ...]:
    return (Issue(code=code, field="date_of_birth", message=message, effect=effect),)


def read(value: Any, *, on: date | None, day_first: bool = True, is_adult: bool = False) -> Birth:
    """Return the birth a cell gives. ``on`` is the day of the incident; nobody is born after it.

    ``is_adult`` says the person is known to be grown up, which settles "2/12/24".
    """
    if isinstance(value, datetime | date):
        return _from_date(value.date() if isinstance(value, datetime) else value, on=on)
    text = " ".join(str("" if value is None else value).split()).strip("() ")
    if text.casefold() in _NOT_KNOWN:
        return Birth()
    aged = _AGE.fullmatch(text)
    if aged and int(aged["number"]) <= OLDEST_YEARS:
        return _from_age(int(aged["number"]), aged["unit"] or "", under=bool(aged["under"]))
    written = dates.read(text, day_first=day_first)
    if written.day is None and (swapped := dates.read(text, day_first=not day_first)).day:
        return Birth(
            date_of_birth=_century(swapped.day, text, on=on, is_adult=is_adult),
            issues=_doubt(
                "dob_day_month_swapped", "Day and month of birth were turned round to make a real date.", Effect.REPAIR
            ),
        )
    if written.day is None:
        return Birth(
            issues=_doubt(
                "dob_impossible" if written.impossible else "dob_unreadable",
                "The date of birth cannot be read. Ask the officer or check the records system.",
                Effect.FLAG,
            )
        )
    day = _century(written.day, text, on=on, is_adult=is_adult)
    doubt: tuple[Issue, ...] = ()
    if day != written.day and on and written.day <= on:
        doubt = _doubt(
            "dob_ambiguous", "The year of birth has two figures and could mean either century.", Effect.AMBIGUOUS
        )
    return _from_date(day, on=on, issues=doubt)


def age_on(born: date, day: date) -> int:
    """Return whole years from birth to a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def disagreement(birth: Birth, *, on: date | None) -> tuple[Issue, ...]:
    """Return the issue of an age more than a year away from the date of birth beside it."""
    if birth.date_of_birth is None or birth.age is None or on is None:
        return ()
    if abs(age_on(birth.date_of_birth, on) - birth.age) <= 1:
        return ()
    return _doubt(
        "age_and_dob_disagree", "The age and the date of birth do not agree. Check which is right.", Effect.FLAG
    )


def _century(day: date, text: str, *, on: date | None, is_adult: bool) -> date:
    """Return the day in the century it must mean, where the year was written with two figures."""
    if re.search(r"(?<!\d)\d{4}(?!\d)", text) or day.year < 2000:
        return day
    earlier = day.replace(year=day.year - 100) if (day.month, day.day) != (2, 29) or day.year != 2000 else day
    if day > (on or date.max):
        return earlier
    if is_adult and on and age_on(day, on) < YOUNGEST_ADULT_YEARS and age_on(earlier, on) <= OLDEST_YEARS:
        return earlier
    return day


def _from_date(day: date, *, on: date | None, issues: tuple[Issue, ...] = ()) -> Birth:
    if day in NOT_KNOWN_DATES:
        return Birth()
    if on and (day > on or age_on(day, on) > OLDEST_YEARS):
        return Birth(
            issues=_doubt(
                "dob_impossible",
                "The date of birth is after the incident or too long ago. Check it with the officer.",
                Effect.FLAG,
            )
        )
    return Birth(date_of_birth=day, issues=issues)


def _from_age(number: int, unit: str, *, under: bool) -> Birth:
    kind = unit[:1].casefold()
    if kind == "m":
        return Birth(age=number // 12, age_months=number)
    if kind == "w":
        months = int(number / _WEEKS_IN_A_MONTH)
        return Birth(age=months // 12, age_months=months)
    if kind == "d":
        return Birth(age=0, age_months=number // 30)
    return Birth(age=max(number - 1, 0) if under else number)
