"""The backlog's figures laid out as the page shows them: rows, shades, and where each number leads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from vigil.governance.queries.figures import Figures
from vigil.referrals.models import Referral
from vigil.rules.backlog import BANDS, PEOPLE_LABELS, Backlog, Cell, Heavy, Tally, percent
from vigil.rules.terms import LABELS, IncidentType, label
from vigil.ui import words
from vigil.worklist.queries.filters import NO_AREA

SHADES = 5
LISTED = 20  # referrals named under one kind of change


@dataclass(frozen=True, kw_only=True)
class Place:
    """A cell of the heat map: its shade (0 for none, 5 for the most) and the worklist's filter that leads to it."""

    words: str
    number: int
    shade: int
    query: str
    is_worst: bool


@dataclass(frozen=True, kw_only=True)
class Age:
    """A row of the heat map: how long they have waited, a place for each grade, and all."""

    words: str
    places: list[Place]
    number: int


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A line of a tally. ``query`` is the worklist's filter, or "" where it has none."""

    words: str
    tally: Tally
    query: str = ""


@dataclass(frozen=True, kw_only=True)
class Change:
    """What changed in one way: how many, and the first of them as (key, hub number)."""

    words: str
    number: int
    referrals: list[tuple[int, str]]


def heat_map(backlog: Backlog) -> list[Age]:
    """Return the heat map's rows, the youngest first."""
    most = max(cell.waiting for cell in backlog.cells)
    rows = []
    for band in BANDS:
        cells = [cell for cell in backlog.cells if cell.band == band]
        rows.append(
            Age(
                words=band.words.capitalize(),
                places=[_place(cell, most=most, is_worst=cell == backlog.worst) for cell in cells],
                number=sum(cell.waiting for cell in cells),
            )
        )
    return rows


def _place(cell: Cell, *, most: int, is_worst: bool) -> Place:
    return Place(
        words=f"{label(cell.grade).lower()}, waiting {cell.band.words}",
        number=cell.waiting,
        shade=-(-SHADES * cell.waiting // most) if most else 0,
        query=f"grade={cell.grade}&age={cell.band.least.days}",
        is_worst=is_worst,
    )


def by_people(backlog: Backlog) -> list[Kind]:
    return [Kind(words=PEOPLE_LABELS[people], tally=tally) for people, tally in backlog.by_people.items()]


def by_area(backlog: Backlog) -> list[Kind]:
    return [
        Kind(words=LABELS[area] if area else "Not known", tally=tally, query=f"area={area or NO_AREA}")
        for area, tally in backlog.by_area.items()
    ]


def by_incident_type(backlog: Backlog) -> list[Kind]:
    """Return the types that wait, those with most high ones first."""
    kinds: Iterable[tuple[IncidentType, Tally]] = backlog.by_incident_type.items()
    first = sorted(kinds, key=lambda kind: (-kind[1].high, -kind[1].waiting))
    return [
        Kind(words=label(kind), tally=tally, query=f"incident_type={kind}") for kind, tally in first if tally.waiting
    ]


def heaviest(backlog: Backlog) -> list[tuple[Heavy, str, str]]:
    """Return the referrals that most risk-hours stand in, each with its hub number and its share in words."""
    return [(one, Referral(pk=one.number).number, percent(one.share)) for one in backlog.heaviest]


def weights(values: Mapping[str, Any]) -> str:
    """Return what an hour counts for each grade: "high 20, medium 4, standard 1"."""
    return ", ".join(f"{grade} {weight}" for grade, weight in values.items())


def shares(told: Figures) -> list[tuple[Tally, str]]:
    """Return what waits of each grade, and of all, with the share past its clock in words."""
    tallies = [*told.by_grade.values(), told.backlog.tally]
    return [(tally, percent(tally.overdue / tally.waiting) if tally.waiting else "") for tally in tallies]


def days(told: Figures) -> list[tuple[Any, ...]]:
    """Return the days kept, newest first: day, risk-hours, waiting, high past their clock."""
    return [
        (words.day(day.day), *map(words.number, (round(day.risk_hours), day.waiting, day.high_overdue)))
        for day in reversed(told.days)
    ]


def changes(told: Figures) -> list[Change]:
    """Return what changed since the last day kept, in four ways; empty where no day was kept."""
    if told.since is None:
        return []
    found = told.since.changes
    kinds = {
        "came in": found.entered,
        "cleared": found.cleared,
        "raised": found.raised,
        "newly past their clock": found.newly_overdue,
    }
    return [
        Change(
            words=how,
            number=len(numbers),
            referrals=[(number, Referral(pk=number).number) for number in numbers[:LISTED]],
        )
        for how, numbers in kinds.items()
    ]
