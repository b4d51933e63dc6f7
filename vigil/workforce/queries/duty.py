"""Who is at work, by working pattern, absence, post and bank holiday."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache

from vigil.accounts.models import User
from vigil.rules.calendars import Calendar, OpeningHours, england_calendar
from vigil.rules.skills import day_of
from vigil.workforce.models import Absence, Post, WorkingDay

A_DAY = timedelta(days=1)
_NEVER = (None,) * 7


def on_duty(at: datetime) -> frozenset[int]:
    """Return the keys of those who are at work at that moment. A shift past midnight belongs to the day it began."""
    today = day_of(at)
    working = working_on([today - A_DAY, today])
    calendars = calendars_of_all([today.year - 1, today.year])
    return frozenset(
        key
        for day, keys in working.items()
        for key in keys
        if (stretch := calendars[key].working_stretch(day)) and stretch[0] <= at < stretch[1]
    )


def working_on(days: Iterable[date]) -> dict[date, frozenset[int]]:
    """Return, for each day, the keys of those who work a shift that begins on it. Four queries."""
    asked = sorted(days)
    calendars = calendars_of_all(range(asked[0].year, asked[-1].year + 1))
    away: dict[int, list[tuple[date, date]]] = defaultdict(list)
    absences = Absence.objects.filter(taken_back_at=None, first_day__lte=asked[-1], last_day__gte=asked[0])
    for key, first, last in absences.order_by("pk").values_list("person", "first_day", "last_day"):
        away[key].append((first, last))
    left = {key: day for key, day in Post.objects.values_list("person", "ends_on") if day}
    active = set(User.objects.filter(is_active=True).values_list("pk", flat=True))
    return {
        day: frozenset(
            key
            for key, calendar in calendars.items()
            if key in active
            and calendar.working_stretch(day)
            and day < left.get(key, date.max)
            and not any(first <= day <= last for first, last in away[key])
        )
        for day in asked
    }


def calendars_of_all(years: Iterable[int]) -> dict[int, Calendar]:
    """Return each person's own week as a calendar, by their key; nobody without a working pattern is in it."""
    weeks: dict[int, list[OpeningHours | None]] = defaultdict(lambda: list(_NEVER))
    for working in WorkingDay.objects.order_by("person", "weekday"):
        weeks[working.person_id][working.weekday] = OpeningHours(opens=working.starts, closes=working.ends)
    holidays = bank_holidays(tuple(years))
    return {
        key: Calendar(working_pattern=(*week,), bank_holidays=holidays)  # type: ignore[arg-type]  # seven days
        for key, week in weeks.items()
    }


@cache
def bank_holidays(years: tuple[int, ...]) -> frozenset[date]:
    """Return England's bank holidays of those years."""
    return england_calendar(years, _NEVER).bank_holidays
