"""What one cell says about a day and a time, in every form the teams write it."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_TIME = (
    r"(?P<hour>\d{1,2})[:.h]?(?P<minute>\d{2})(?::?\d{2}(?:\.\d+)?)?\s*(?P<half>[ap]\.?m\.?)?\s*(?:hours|hrs|hr|h)?\.?"
)
_ZONE = r"(?P<zone>Z|UTC|GMT|BST|[+-]\d{2}:?\d{2})?"
_AT = rf"(?:[ T,]+(?:at\s+|@\s*)?{_TIME}\s*{_ZONE})?"
_ISO = re.compile(rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){_AT}", re.I)
_COMPACT = re.compile(rf"(?P<year>(?:19|20)\d{{2}})(?P<month>\d{{2}})(?P<day>\d{{2}}){_AT}", re.I)
_NUMERIC = re.compile(
    rf"(?:[a-z]{{3,9}},?\s+)?(?P<day>\d{{1,2}})\s?[/.\-]\s?(?P<month>\d{{1,2}})\s?[/.\-]\s?(?P<year>\d{{4}}|\d{{2}}){_AT}",
    re.I,
)
_WITHOUT_YEAR = re.compile(rf"(?:(?P<weekday>[a-z]{{3,9}})\.?,?\s+)?(?P<day>\d{{1,2}})/(?P<month>\d{{1,2}}){_AT}", re.I)
_WORDED = re.compile(
    r"(?:(?P<weekday>[a-z]{3,9})\.?,?\s+)?(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s\-]*(?P<word>[a-z]{3,9})\.?"
    rf"(?:[\s\-,]*'?(?P<year>(?:19|20)\d{{2}}|\d{{2}}(?![:.\d])))?{_AT}",
    re.I,
)
_TIME_FIRST = re.compile(r"(?P<time>\d{1,2}[:.]?\d{2}\s*(?:hours|hrs|hr|h)?)\s+(?:on\s+)?(?P<day>\S.*)", re.I)
_TIME_ALONE = re.compile(rf"{_TIME}", re.I)
_OFFSETS = {"Z": timedelta(0), "UTC": timedelta(0), "GMT": timedelta(0), "BST": timedelta(hours=1)}
_EXCEL_DAY_NOUGHT = datetime(1899, 12, 30)  # noqa: DTZ001  (a spreadsheet's day count has no zone)
_EXCEL_SERIALS = range(20_000, 80_000)  # 1954 to 2119; smaller numbers are ages and counts


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """A date as a cell gives it. ``day`` is None when nothing can be read or no such day exists."""

    day: date | None = None
    clock: time | None = None  # the time of day; None: the cell gives a day only
    offset: timedelta | None = None  # from UTC, where the cell says its zone
    turned: date | None = None  # the other reading, where day and month could have been turned round
    from_spreadsheet: bool = False  # a real spreadsheet date, which Excel may have turned round on entry
    impossible: bool = False  # a date or time that does not exist
    is_blank: bool = False

    @property
    def is_unreadable(self) -> bool:
        return self.day is None and not self.impossible and not self.is_blank


def read(value: Any, *, day_first: bool = True, near: date | None = None) -> Written:
    """Return what a cell says. ``near`` is a day close by, to choose the year where the cell gives none.

    Midnight in a spreadsheet date means the time was lost, not that it happened at midnight.
    """
    if isinstance(value, datetime):
        at = value.time().replace(second=0, microsecond=0, tzinfo=None)
        return Written(
            day=value.date(),
            clock=at if at != time(0) or value.tzinfo else None,
            offset=value.utcoffset(),
            turned=None if value.tzinfo else _turned(value.date()),
            from_spreadsheet=value.tzinfo is None,
        )
    if isinstance(value, date):
        return Written(day=value, turned=_turned(value), from_spreadsheet=True)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_serial(float(value))
    text = " ".join(str(value or "").split())
    if not text:
        return Written(is_blank=True)
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text):
        return _from_serial(float(text))
    for pattern in (_ISO, _NUMERIC, _WORDED, _COMPACT, _WITHOUT_YEAR):
        found = pattern.fullmatch(text)
        if found:
            year_first = pattern in (_ISO, _COMPACT)
            return _from_parts(found.groupdict(), day_first=day_first, near=near, iso=year_first)
    turned = _TIME_FIRST.fullmatch(text)  # "2140hrs 3/9/25"
    return read(f"{turned['day']} {turned['time']}", day_first=day_first, near=near) if turned else Written()


def read_time(value: Any) -> tuple[time | None, bool]:
    """Return the time in a cell of its own, and whether it is one that does not exist: "21:40", "2140hrs", "9.05pm"."""
    if isinstance(value, datetime):
        return value.time().replace(second=0, microsecond=0), False
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0), False
    if isinstance(value, float) and 0 <= value < 1:
        return (_EXCEL_DAY_NOUGHT + timedelta(minutes=round(value * 1440))).time(), False
    found = _TIME_ALONE.fullmatch(str("" if value is None else value).strip())
    if not found:
        return None, False
    at = _time_of(found.groupdict())
    return at, at is None


def _from_serial(number: float) -> Written:
    if int(number) not in _EXCEL_SERIALS:
        return Written()
    # Excel keeps a time as a fraction of a day, so the nearest minute is the one that was typed.
    return read(_EXCEL_DAY_NOUGHT + timedelta(minutes=round(number * 1440)))


def _from_parts(parts: dict[str, str | None], *, day_first: bool, near: date | None, iso: bool) -> Written:
    day, year_written = int(parts["day"] or 0), parts.get("year")
    if "word" in parts:
        month = _month(parts["word"] or "")
        if not month:
            return Written()
    else:
        month = int(parts["month"] or 0)
        if not day_first and not iso:
            day, month = month, day
    if year_written is None:
        year = _likely_year(day, month, parts.get("weekday"), near)
        if year is None:
            return Written()
    else:
        year = int(year_written) + (2000 if len(year_written) == 2 else 0)
    at = _time_of(parts)
    zone = (parts.get("zone") or "").upper()
    try:
        when = date(year, month, day)
    except ValueError:
        return Written(impossible=True)
    return Written(
        day=when,
        clock=at,
        offset=_offset(zone),
        turned=_turned(when) if "word" not in parts and not iso else None,
        impossible=parts.get("hour") is not None and at is None,
    )


def _month(word: str) -> int | None:
    key = word.casefold()[:3]
    return _MONTHS.index(key) + 1 if key in _MONTHS else None


def _time_of(parts: dict[str, str | None]) -> time | None:
    if parts.get("hour") is None:
        return None
    hour, half = int(parts["hour"] or 0), (parts.get("half") or "").casefold()[:1]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, int(parts["minute"] or 0))
    except ValueError:
        return None


def _offset(zone: str) -> timedelta | None:
    if not zone or zone in _OFFSETS:
        return _OFFSETS.get(zone)
    sign = -1 if zone[0] == "-" else 1
    return sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))


def _turned(day: date) -> date | None:
    return date(day.year, day.day, day.month) if day.day <= 12 and day.day != day.month else None


def _likely_year(day: int, month: int, weekday: str | None, near: date | None) -> int | None:
    """Return the year nearest to ``near`` in which the day falls on the weekday given, if one is."""
    if near is None:
        return None
    candidates = []
    for year in (near.year - 1, near.year, near.year + 1):
        try:
            candidate = date(year, month, day)
        except ValueError:
            continue
        named = (weekday or "").casefold()[:3]
        agrees = named not in _WEEKDAYS or _WEEKDAYS[candidate.weekday()] == named
        candidates.append((not agrees, abs((candidate - near).days), year))
    return min(candidates)[2] if candidates else near.year
