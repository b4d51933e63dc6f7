"""When incidents happen and of what type: a Poisson process whose rate follows hour, weekday, season and growth."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

from vigil.rules.terms import DOMESTIC, Area, IncidentType
from vigil.simulation.synthetic import calibration

FROM_SCHOOLS = {
    IncidentType.CHILD_WELFARE: 0.5,
    IncidentType.CHILD_PHYSICAL_ABUSE: 0.7,
    IncidentType.CHILD_SEXUAL_ABUSE: 0.5,
    IncidentType.CHILD_MENTAL_HEALTH: 0.6,
    IncidentType.PREVENT: 0.6,
}  # [A] the part of each type that schools start
RHYTHM = dict.fromkeys(IncidentType, "office") | {
    IncidentType.DOMESTIC_ABUSE_PARTNER: "evening",
    IncidentType.DOMESTIC_ABUSE_EX_PARTNER: "evening",
    IncidentType.DOMESTIC_ABUSE_FAMILY: "evening",
    IncidentType.STALKING_HARASSMENT: "evening",
    IncidentType.SEXUAL_OFFENCE: "late",
    IncidentType.CHILD_EXPLOITATION: "late",
    IncidentType.CHILD_OFFENDING: "evening",
    IncidentType.MISSING_PERSON: "late",
    IncidentType.MENTAL_HEALTH: "late",
}
CUMULATIVE_HOURS = {name: tuple(accumulate(weights)) for name, weights in calibration.HOURS.items()}
AREAS, CUMULATIVE_AREAS = tuple(calibration.TEAM_SHARE), tuple(accumulate(calibration.TEAM_SHARE.values()))


@dataclass(frozen=True, slots=True)
class Arrival:
    """One incident, before anybody writes about it. ``happened_at`` is in UTC, to the minute."""

    happened_at: datetime
    kind: IncidentType
    area: Area


def weight(kind: IncidentType, day: date) -> float:
    """Return how busy a day is for a type of incident, 1 being usual."""
    factor = calibration.WEEKDAYS[RHYTHM[kind]][day.weekday()]
    if kind in DOMESTIC:
        if (day.month, day.day) >= (12, 24) or (day.month, day.day) <= (1, 1):
            factor *= calibration.DOMESTIC_CHRISTMAS
        elif day.month == 12:
            factor *= calibration.DOMESTIC_DECEMBER
        elif day.month == 7:
            factor *= calibration.DOMESTIC_JULY
    if kind in FROM_SCHOOLS and calibration.is_school_holiday(day):
        factor *= 1 - FROM_SCHOOLS[kind] * (1 - calibration.SCHOOL_HOLIDAY)
    return factor


def incidents(*, seed: int, scale: float, position_at: datetime) -> list[Arrival]:
    """Return every incident of the two years before ``position_at`` (aware), in order of time."""
    chance = random.Random(f"{seed}/arrivals")
    last_day = position_at.astimezone(calibration.LONDON).date()
    first_day = last_day - timedelta(days=calibration.HISTORY_DAYS - 1)
    per_incident = 1 + calibration.SECOND_OFFICER + calibration.TYPED_IN_TWICE
    growth = calibration.REFERRALS_A_DAY_AT_LAST - calibration.REFERRALS_A_DAY_AT_FIRST
    arrivals: list[Arrival] = []
    for elapsed in range(calibration.HISTORY_DAYS):
        day = first_day + timedelta(days=elapsed)
        mean = calibration.REFERRALS_A_DAY_AT_FIRST + growth * elapsed / calibration.HISTORY_DAYS
        mean *= scale / per_incident * chance.gammavariate(calibration.DAILY_SPREAD, 1 / calibration.DAILY_SPREAD)
        for kind, share in calibration.TYPE_SHARE.items():
            for _ in range(_poisson(chance, mean * share * weight(kind, day))):
                arrivals.append(Arrival(_moment(chance, day, kind), kind, _area(chance)))
    until = position_at.astimezone(UTC)
    return sorted((a for a in arrivals if a.happened_at < until), key=lambda a: a.happened_at)


def daily_counts(arrivals: list[Arrival]) -> Iterator[tuple[date, int]]:
    """Yield each London day that had an incident and how many it had."""
    counts: dict[date, int] = {}
    for arrival in arrivals:
        day = arrival.happened_at.astimezone(calibration.LONDON).date()
        counts[day] = counts.get(day, 0) + 1
    yield from counts.items()


def _moment(chance: random.Random, day: date, kind: IncidentType) -> datetime:
    hour = chance.choices(range(24), cum_weights=CUMULATIVE_HOURS[RHYTHM[kind]])[0]
    minute = int(chance.random() * 60)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=calibration.LONDON).astimezone(UTC)


def _area(chance: random.Random) -> Area:
    return chance.choices(AREAS, cum_weights=CUMULATIVE_AREAS)[0]


def _poisson(chance: random.Random, mean: float) -> int:
    """Count exponential gaps that fit in one unit of time (exact; made for the small means of one type on one day)."""
    if mean > 500:  # exp(-mean) would soon underflow; two Poisson counts add up to one
        return _poisson(chance, 500) + _poisson(chance, mean - 500)
    count, product, floor = 0, chance.random(), math.exp(-mean)
    while product > floor:
        count += 1
        product *= chance.random()
    return count
