"""Working patterns and calendars that the clock tests share."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from vigil.rules.calendars import Calendar, OpeningHours, WorkingPattern, england_calendar

OFFICE = OpeningHours(opens=time(8), closes=time(18))
NIGHT = OpeningHours(opens=time(22), closes=time(6))
ALL_DAY = OpeningHours(opens=time(0), closes=time(0))

WEEKDAYS: WorkingPattern = (OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, None, None)
NIGHTS: WorkingPattern = (NIGHT, NIGHT, NIGHT, NIGHT, NIGHT, NIGHT, NIGHT)
ROUND_THE_CLOCK: WorkingPattern = (ALL_DAY, ALL_DAY, ALL_DAY, ALL_DAY, ALL_DAY, ALL_DAY, ALL_DAY)
CLOSED: WorkingPattern = (None, None, None, None, None, None, None)

YEARS = range(2024, 2030)
HUB = england_calendar(YEARS, WEEKDAYS)
NIGHT_HUB = england_calendar(YEARS, NIGHTS)
ALWAYS_OPEN = Calendar(working_pattern=ROUND_THE_CLOCK, bank_holidays=frozenset())

LONDON = ZoneInfo("Europe/London")


def local(written: str) -> datetime:
    """Return a moment from a London wall time such as "2025-12-24 17:00"."""
    return datetime.fromisoformat(written).replace(tzinfo=LONDON)


# Whole hours only: then a count hour by hour is exact, and a wall time in the hour that the clocks
# skip or repeat is left to cases that name it.
_hours = st.builds(
    OpeningHours,
    opens=st.integers(0, 23).map(time),
    closes=st.integers(0, 23).map(time),
)
_day = st.none() | _hours
patterns = st.tuples(_day, _day, _day, _day, _day, _day, _day).filter(any)
# Spring and autumn clock changes, Christmas, Easter and the leap day all fall in these years.
days = st.dates(date(2027, 12, 1), date(2028, 12, 31)) | st.sampled_from(
    [date(2028, 2, 28), date(2028, 3, 25), date(2028, 3, 26), date(2028, 10, 28), date(2028, 10, 29)]
)
calendars = st.builds(
    Calendar, working_pattern=patterns, bank_holidays=st.frozensets(days, max_size=20) | st.just(HUB.bank_holidays)
)
_minutes = st.sampled_from([0, 15, 30, 45])
moments = st.builds(
    lambda day, hour, minute: datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC),
    days,
    st.integers(0, 23),
    _minutes,
)
hours = st.integers(0, 160).map(lambda quarters: quarters / 4)
