"""When the hub and the schools are open: a calendar that is built once and passed in.

A working stretch belongs to the day on which it opens: with hours 22:00 to 06:00, the stretch that
opens on a Friday runs into Saturday, and a bank holiday takes away the stretch that opens on it.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from vigil.rules.terms import Area


@dataclass(frozen=True, kw_only=True)
class OpeningHours:
    """Local times. ``closes`` at or before ``opens`` means on the next day, so midnight to midnight is 24 hours."""

    opens: time
    closes: time


WorkingPattern = tuple[
    OpeningHours | None,
    OpeningHours | None,
    OpeningHours | None,
    OpeningHours | None,
    OpeningHours | None,
    OpeningHours | None,
    OpeningHours | None,
]
"""Opening hours from Monday to Sunday; None where the hub is closed all day."""


@dataclass(frozen=True, kw_only=True)
class SchoolTerms:
    """One council's school year: terms (first and last day, both included), inset days, and when the day starts."""

    terms: tuple[tuple[date, date], ...]
    inset_days: frozenset[date]
    day_starts: time
    source: str


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """When work can be done. ``bank_holidays`` must cover every year that is asked about."""

    working_pattern: WorkingPattern
    bank_holidays: frozenset[date]
    timezone: str = "Europe/London"
    school_terms: Mapping[Area, SchoolTerms] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def moment(self, day: date, wall: time) -> datetime:
        """Return the moment, in UTC, of a local wall time (the first of the two when the clocks go back)."""
        return datetime.combine(day, wall, self.zone).astimezone(UTC)

    def local_day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def working_stretch(self, day: date) -> tuple[datetime, datetime] | None:
        """Return the stretch that opens on the day, in UTC, or None. It may be empty when the clocks go forward."""
        hours = self.working_pattern[day.weekday()]
        if hours is None or day in self.bank_holidays:
            return None
        closing_day = day if hours.closes > hours.opens else day + timedelta(days=1)
        return self.moment(day, hours.opens), self.moment(closing_day, hours.closes)

    def is_school_day(self, day: date, area: Area) -> bool:
        terms = self.school_terms[area]
        return (
            day.weekday() < 5
            and day not in self.bank_holidays
            and day not in terms.inset_days
            and any(first <= day <= last for first, last in terms.terms)
        )


def england_calendar(years: Iterable[int], pattern: WorkingPattern) -> Calendar:
    """Return England's bank holidays for the years, the hub's hours, and the four councils' school terms."""
    import holidays  # heavy: only whoever builds a calendar pays for it

    england = holidays.country_holidays("GB", subdiv="ENG", years=list(years))
    return Calendar(working_pattern=pattern, bank_holidays=frozenset(england), school_terms=packaged_school_terms())


@cache
def packaged_school_terms() -> Mapping[Area, SchoolTerms]:
    """Return the packaged term dates of each council: illustrative, to be confirmed by the council."""
    table = tomllib.loads(resources.files("vigil.rules").joinpath("data/terms.toml").read_text("utf-8"))
    return {
        Area(council["area"]): SchoolTerms(
            terms=tuple((first, last) for first, last in council["terms"]),
            inset_days=frozenset(council["inset_days"]),
            day_starts=council["day_starts"],
            source=council["source"],
        )
        for council in table["councils"]
    }
