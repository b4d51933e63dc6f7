"""What risk the backlog holds: everything that waits, counted in one pass by grade and age, place, kind and people.

Inspectors could not be told what levels of risk stood in the queue, and asked for it to be known for those harmed,
their families and alleged offenders alike. Hours and days are of real time: risk does not keep office hours.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from heapq import heappush, heappushpop
from typing import NamedTuple, TypeVar

from vigil.rules.policies import RiskWeights
from vigil.rules.terms import RANK, Area, Grade, IncidentType, Role

RULES_VERSION = "backlog 2026.1"

HEAVIEST = 10

AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A referral that waits, as far as the sums need to know it. ``number`` is the hub's own; moments are aware."""

    number: int
    grade: Grade
    officer_grade: Grade | None
    submitted_at: datetime
    due_at: datetime
    area: Area | None
    incident_type: IncidentType
    roles: frozenset[Role]
    child_under_5: bool
    repeat_person: bool

    def is_overdue(self, at: datetime) -> bool:
        return self.due_at < at


class People(StrEnum):
    """Whose risk it is: the three that the inspectorate's recommendation names, and nobody."""

    HARMED = "harmed"
    FAMILY = "family"
    ALLEGED_OFFENDER = "alleged_offender"
    NOT_RECORDED = "not_recorded"


PEOPLE_LABELS = {
    People.HARMED: "A person harmed",
    People.FAMILY: "Family: a child, parent, carer or household member",
    People.ALLEGED_OFFENDER: "An alleged offender",
    People.NOT_RECORDED: "None of these recorded",
}
PEOPLE = {
    Role.HARMED: People.HARMED,
    Role.CHILD: People.FAMILY,
    Role.PARENT_OR_CARER: People.FAMILY,
    Role.HOUSEHOLD_MEMBER: People.FAMILY,
    Role.HARMING: People.ALLEGED_OFFENDER,
}


@dataclass(frozen=True, kw_only=True)
class Band:
    """How long a referral has waited: ``least`` or longer, and less than ``below``."""

    words: str
    least: timedelta
    below: timedelta | None


_DAYS = (0, 1, 3, 7, 14, 28, 90)
_WORDS = ("under a day", "1 to 3 days", "3 to 7 days", "7 to 14 days", "14 to 28 days", "28 to 90 days", "over 90 days")
BANDS: tuple[Band, ...] = tuple(
    Band(words=words, least=timedelta(days=least), below=timedelta(days=below) if below else None)
    for words, least, below in zip(_WORDS, _DAYS, (*_DAYS[1:], None), strict=True)
)
_ENDS = [band.below for band in BANDS if band.below]  # a submission still to come, as some sources give, is under a day


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many wait, how many of those are past their clock, and how many are graded high."""

    waiting: int = 0
    overdue: int = 0
    high: int = 0


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell of the heat map."""

    grade: Grade
    band: Band
    waiting: int
    overdue: int
    risk_hours: float


@dataclass(frozen=True, kw_only=True)
class Oldest:
    """The high-risk referral that has waited longest."""

    number: int
    waited: timedelta


@dataclass(frozen=True, kw_only=True)
class Heavy:
    """A referral that much of the risk stands in: how long past its clock, and what share of all risk-hours it is."""

    number: int
    grade: Grade
    late: timedelta
    risk_hours: float
    share: float


@dataclass(frozen=True, kw_only=True)
class Backlog:
    """The backlog at a moment. ``cells`` runs from high to standard, each from the youngest band to the oldest.

    Risk-hours are the hours that referrals stand past their clocks, each counted by how serious its grade is.

    ``raised`` counts those that the hub grades above their officer, of the ``raisable`` whom an officer graded below
    high. An area of None is not known.
    """

    at: datetime
    tally: Tally
    cells: tuple[Cell, ...]
    oldest_high: Oldest | None
    by_area: Mapping[Area | None, Tally]
    by_incident_type: Mapping[IncidentType, Tally]
    by_people: Mapping[People, Tally]
    children_under_5: Tally
    repeat_people: Tally
    raised: int
    raisable: int
    risk_hours: float
    heaviest: tuple[Heavy, ...]
    weights_version: str

    @property
    def worst(self) -> Cell | None:
        """Return the cell with most risk-hours, or while nothing is overdue the oldest of the most serious."""
        held = [cell for cell in self.cells if cell.waiting]
        return max(held, key=lambda cell: (cell.risk_hours, -RANK[cell.grade], cell.band.least), default=None)


class _Kind(NamedTuple):
    """What referrals that are tallied alike have in common."""

    grade: Grade
    overdue: bool
    area: Area | None
    incident_type: IncidentType
    roles: frozenset[Role]
    child_under_5: bool
    repeat_person: bool


def count(waiting: Iterable[Waiting], *, at: datetime, weights: RiskWeights) -> Backlog:
    """Return the backlog at a moment, in one pass over what waits."""
    kinds: Counter[_Kind] = Counter()
    held: Counter[tuple[Grade, int, bool]] = Counter()
    late: defaultdict[tuple[Grade, int], timedelta] = defaultdict(timedelta)
    heaviest: list[tuple[float, int, Grade, timedelta]] = []
    oldest_high: tuple[datetime, int] | None = None
    raised = raisable = 0
    for one in waiting:
        grade, overdue, place = one.grade, one.is_overdue(at), bisect_right(_ENDS, at - one.submitted_at)
        kinds[_Kind(grade, overdue, one.area, one.incident_type, one.roles, one.child_under_5, one.repeat_person)] += 1
        held[grade, place, overdue] += 1
        if overdue:
            late[grade, place] += at - one.due_at
            # Among equals the lower number comes first, whatever order they were read in.
            heavy = (weights.risk_hours(grade, at - one.due_at), -one.number, grade, at - one.due_at)
            (heappush if len(heaviest) < HEAVIEST else heappushpop)(heaviest, heavy)
        if grade == Grade.HIGH:
            this = (one.submitted_at, one.number)
            oldest_high = min(oldest_high, this) if oldest_high else this
        if one.officer_grade and one.officer_grade != Grade.HIGH:
            raisable += 1
            raised += RANK[grade] < RANK[one.officer_grade]
    cells = tuple(
        Cell(
            grade=grade,
            band=band,
            waiting=held[grade, place, False] + held[grade, place, True],
            overdue=held[grade, place, True],
            risk_hours=weights.risk_hours(grade, late[grade, place]),
        )
        for grade in RANK
        for place, band in enumerate(BANDS)
    )
    risk_hours = sum(cell.risk_hours for cell in cells)
    return Backlog(
        at=at,
        tally=_tallies(kinds, (True,), lambda _: (True,))[True],
        cells=cells,
        oldest_high=Oldest(number=oldest_high[1], waited=at - oldest_high[0]) if oldest_high else None,
        by_area=_tallies(kinds, (*Area, None), lambda kind: (kind.area,)),
        by_incident_type=_tallies(kinds, IncidentType, lambda kind: (kind.incident_type,)),
        by_people=_tallies(kinds, People, lambda kind: people_in(kind.roles)),
        children_under_5=_tallies(kinds, (True, False), lambda kind: (kind.child_under_5,))[True],
        repeat_people=_tallies(kinds, (True, False), lambda kind: (kind.repeat_person,))[True],
        raised=raised,
        raisable=raisable,
        risk_hours=risk_hours,
        heaviest=tuple(
            Heavy(number=-number, grade=grade, late=past, risk_hours=weight, share=weight / risk_hours)
            for weight, number, grade, past in sorted(heaviest, reverse=True)
        ),
        weights_version=weights.version,
    )


def people_in(roles: frozenset[Role]) -> set[People]:
    """Return whose risk a referral with people in these roles is."""
    return {PEOPLE[role] for role in roles if role in PEOPLE} or {People.NOT_RECORDED}


Key = TypeVar("Key")


def _tallies(
    kinds: Mapping[_Kind, int], keys: Iterable[Key], keys_of: Callable[[_Kind], Iterable[Key]]
) -> dict[Key, Tally]:
    sums = {key: [0, 0, 0] for key in keys}
    for kind, times in kinds.items():
        for key in keys_of(kind):
            counts = sums[key]
            counts[0] += times
            counts[1] += times * kind.overdue
            counts[2] += times * (kind.grade == Grade.HIGH)
    return {key: Tally(waiting=waiting, overdue=overdue, high=high) for key, (waiting, overdue, high) in sums.items()}


def explain(backlog: Backlog) -> list[str]:
    """Return the backlog in sentences: for the head of a page, or to be read out."""
    if not backlog.tally.waiting:
        return ["Nothing waits."]
    waiting, overdue, high = backlog.tally.waiting, backlog.tally.overdue, backlog.tally.high
    late = percent(overdue / waiting)
    sentences = [f"{waiting:,} waiting, {high:,} of them graded high and {overdue:,} ({late}) past their clock."]
    if backlog.oldest_high:
        sentences.append(f"The oldest high-risk referral has waited {_length(backlog.oldest_high.waited)}.")
    if backlog.heaviest:
        share = percent(sum(heavy.share for heavy in backlog.heaviest))
        most = "One referral makes" if len(backlog.heaviest) == 1 else f"{len(backlog.heaviest)} referrals make"
        sentences.append(f"{most} up {share} of {backlog.risk_hours:,.0f} risk-hours past the clock.")
    if backlog.raisable:
        sentences.append(
            f"Of {backlog.raisable:,} that an officer graded below high, the hub has raised {backlog.raised:,} "
            f"({percent(backlog.raised / backlog.raisable)})."
        )
    return sentences


def percent(share: float) -> str:
    """Return a share (0 to 1) in words that never round some to none, nor most to all."""
    if 0 < share < 0.01:
        return "under 1%"
    if 0.99 < share < 1:
        return "over 99%"
    return f"{share:.0%}"


def _length(length: timedelta) -> str:
    hours = max(0, length // AN_HOUR)
    number, noun = (hours // 24, "day") if hours >= 48 else (hours, "hour")
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"
