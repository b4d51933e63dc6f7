"""What officers submit: the household each incident concerns, its true level, the officer's grade, when it came in.

A submission is the light outline of a referral. Two years of them decide the queue; the people and the narrative
are made from it later, each from a stream of its own, so that any one referral can be made alone.
"""

import math
import random
from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from vigil.rules.terms import DOMESTIC, Area, Grade, IncidentType
from vigil.simulation.synthetic import calibration
from vigil.simulation.synthetic.arrivals import Arrival
from vigil.simulation.synthetic.households import Shape

SHAPES: dict[IncidentType, tuple[Shape, ...]] = {
    IncidentType.DOMESTIC_ABUSE_PARTNER: (Shape.COUPLE, Shape.COUPLE, Shape.COUPLE, Shape.FAMILY),
    IncidentType.DOMESTIC_ABUSE_EX_PARTNER: (Shape.SEPARATED,),
    IncidentType.DOMESTIC_ABUSE_FAMILY: (Shape.GROWN_CHILD,),
    IncidentType.STALKING_HARASSMENT: (Shape.SEPARATED,),
    IncidentType.HONOUR_BASED_ABUSE: (Shape.GROWN_CHILD,),
    IncidentType.SEXUAL_OFFENCE: (Shape.ALONE, Shape.ALONE, Shape.COUPLE),
    IncidentType.CHILD_WELFARE: (Shape.FAMILY, Shape.FAMILY, Shape.FAMILY, Shape.TEENAGERS),
    IncidentType.CHILD_PHYSICAL_ABUSE: (Shape.FAMILY, Shape.FAMILY, Shape.TEENAGERS),
    IncidentType.CHILD_SEXUAL_ABUSE: (Shape.FAMILY, Shape.TEENAGERS),
    IncidentType.CHILD_EXPLOITATION: (Shape.TEENAGERS,),
    IncidentType.CHILD_MENTAL_HEALTH: (Shape.TEENAGERS,),
    IncidentType.CHILD_OFFENDING: (Shape.TEENAGERS,),
    IncidentType.MISSING_PERSON: (Shape.TEENAGERS,),
    IncidentType.ADULT_AT_RISK: (Shape.OLDER, Shape.OLDER, Shape.ALONE),
    IncidentType.FINANCIAL_ABUSE: (Shape.OLDER,),
    IncidentType.CUCKOOING: (Shape.ALONE,),
    IncidentType.MENTAL_HEALTH: (Shape.ALONE, Shape.ALONE, Shape.ALONE, Shape.GROWN_CHILD),
    IncidentType.MODERN_SLAVERY: (Shape.ALONE,),
    IncidentType.PREVENT: (Shape.TEENAGERS,),
}
AREAS = tuple(Area)
GRADES = tuple(Grade)
FROM_ANOTHER_AREA = 0.04  # [A] of the incidents of a known household


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One referral in outline. Moments are in UTC; ``number`` and ``incident`` count from 1 in order of time."""

    number: int
    incident: int
    happened_at: datetime
    submitted_at: datetime
    kind: IncidentType
    area: Area
    team: Area  # whose queue it is in: another than ``area`` only when two teams typed one referral in
    household: int
    shape: Shape
    known_on: date  # when the household first came to notice
    home_area: Area
    own_grade: Grade  # the true level of this incident taken alone
    true_grade: Grade  # the true level with the household's last 12 months
    earlier_incidents: int  # of the household, in the 12 months before
    officer_grade: Grade | None
    handling_minutes: float
    put_aside_until: datetime | None = None
    same_incident_as: int = 0  # number of the first officer's referral
    duplicate_of: int = 0  # number of the referral that this one repeats


@dataclass(slots=True)
class _Known:
    """Households of one area and shape, in the order they came to notice, once for each incident."""

    times: list[datetime]
    households: list[tuple[int, date, Area]]


def submissions(arrivals: list[Arrival], *, seed: int, position_at: datetime) -> list[Submission]:
    """Return every referral submitted before ``position_at`` (aware), in order of submission."""
    streams = {name: random.Random(f"{seed}/{name}") for name in ("households", "grades", "submission", "copies")}
    known = {(area, shape): _Known([], []) for area in Area for shape in Shape}
    history: dict[int, list[datetime]] = {}
    made: list[Submission] = []
    for incident, arrival in enumerate(arrivals, start=1):
        shape = streams["households"].choice(SHAPES[arrival.kind])
        number, known_on, home_area = _household(streams["households"], known, arrival, shape, len(history) + 1)
        earlier = history.setdefault(number, [])
        recent = sum(when > arrival.happened_at - timedelta(days=365) for when in earlier)
        earlier.append(arrival.happened_at)
        own = _own_grade(streams["grades"], arrival.kind)
        true = _raised(own) if recent >= calibration.HISTORY_RAISES else own
        first = Submission(
            number=0,
            incident=incident,
            happened_at=arrival.happened_at,
            submitted_at=_submitted_at(streams["submission"], arrival.happened_at),
            kind=arrival.kind,
            area=arrival.area,
            team=arrival.area,
            household=number,
            shape=shape,
            known_on=known_on,
            home_area=home_area,
            own_grade=own,
            true_grade=true,
            earlier_incidents=recent,
            officer_grade=_officer_grade(streams["grades"], own),
            handling_minutes=_handling_minutes(streams["submission"], true),
            put_aside_until=_put_aside_until(streams["submission"], arrival.happened_at),
        )
        made.append(first)
        made.extend(_copies(streams["copies"], streams["grades"], first))
    return _numbered(made, position_at.astimezone(UTC))


def _household(
    chance: random.Random, known: dict[tuple[Area, Shape], _Known], arrival: Arrival, shape: Shape, next_number: int
) -> tuple[int, date, Area]:
    """Return a household that came to notice lately, or a new one, and note that it had this incident."""
    area = chance.choice(AREAS) if chance.random() < FROM_ANOTHER_AREA else arrival.area
    pool = known[area, shape]
    household = (next_number, arrival.happened_at.date(), arrival.area)
    domestic = arrival.kind in DOMESTIC
    if chance.random() < (calibration.KNOWN_HOUSEHOLD_DOMESTIC if domestic else calibration.KNOWN_HOUSEHOLD):
        about = arrival.happened_at - timedelta(days=chance.expovariate(1 / calibration.DAYS_TO_THE_NEXT))
        if pool.times and about >= pool.times[0]:
            household = pool.households[bisect_left(pool.times, about) - 1]
    own_pool = known[household[2], shape]
    own_pool.times.append(arrival.happened_at)
    own_pool.households.append(household)
    return household


def _own_grade(chance: random.Random, kind: IncidentType) -> Grade:
    high = min(0.9, calibration.TRUE_SHARE[Grade.HIGH] * calibration.HIGH_LIKELIHOOD[kind])
    rest = (1 - high) / (1 - calibration.TRUE_SHARE[Grade.HIGH])
    draw = chance.random()
    if draw < high:
        return Grade.HIGH
    return Grade.MEDIUM if draw < high + calibration.TRUE_SHARE[Grade.MEDIUM] * rest else Grade.STANDARD


def _raised(grade: Grade) -> Grade:
    return Grade.HIGH if grade is Grade.MEDIUM else Grade.MEDIUM if grade is Grade.STANDARD else grade


def _officer_grade(chance: random.Random, own: Grade) -> Grade | None:
    if chance.random() < calibration.GRADE_MISSING:
        return None
    return chance.choices(GRADES, weights=[calibration.GRADED_AS[own][grade] for grade in GRADES])[0]


def _submitted_at(chance: random.Random, happened_at: datetime) -> datetime:
    """[A] most forms come in within the shift; a few after days off."""
    hours = chance.lognormvariate(math.log(4.2), 0.7) + (chance.uniform(24, 144) if chance.random() < 0.06 else 0)
    return happened_at + timedelta(minutes=int(hours * 60) + 1)


def _handling_minutes(chance: random.Random, grade: Grade) -> float:
    mean, sigma = calibration.HANDLING_MINUTES[grade], calibration.HANDLING_SIGMA
    return round(calibration.TRIAGE_MINUTES + chance.lognormvariate(math.log(mean) - sigma**2 / 2, sigma), 1)


def _put_aside_until(chance: random.Random, happened_at: datetime) -> datetime | None:
    if chance.random() >= calibration.PUT_ASIDE:
        return None
    return happened_at + timedelta(days=10 + chance.expovariate(1 / calibration.DAYS_PUT_ASIDE))


def _copies(chance: random.Random, grades: random.Random, first: Submission) -> list[Submission]:
    """Return a second officer's referral of the incident, and the same referral typed in again, when there are such.

    Their ``number`` of the first is not known yet: -1 stands for it until ``_numbered``.
    """
    copies = []
    if chance.random() < calibration.SECOND_OFFICER:
        copies.append(
            replace(
                first,
                submitted_at=_submitted_at(chance, first.happened_at),
                officer_grade=_officer_grade(grades, first.own_grade),
                same_incident_as=-1,
            )
        )
    if chance.random() < calibration.TYPED_IN_TWICE:
        team = chance.choice([a for a in AREAS if a is not first.team]) if chance.random() < 0.45 else first.team
        later = first.submitted_at + timedelta(minutes=chance.randint(2, 5_000))
        copies.append(replace(first, submitted_at=later, team=team, duplicate_of=-1))
    return copies


def _numbered(made: list[Submission], until: datetime) -> list[Submission]:
    """Return those submitted in time, numbered in order of submission, copies pointing at their firsts."""
    in_time = sorted((s for s in made if s.submitted_at < until), key=lambda s: (s.submitted_at, s.incident))
    firsts: dict[int, int] = {}
    for number, one in enumerate(in_time, start=1):
        if not one.same_incident_as and not one.duplicate_of:
            firsts[one.incident] = number
    return [
        replace(
            one,
            number=number,
            same_incident_as=firsts.get(one.incident, 0) if one.same_incident_as else 0,
            duplicate_of=firsts.get(one.incident, 0) if one.duplicate_of else 0,
        )
        for number, one in enumerate(in_time, start=1)
    ]
