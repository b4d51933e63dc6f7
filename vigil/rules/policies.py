"""The hub's policy tables: numbers and choices that people agreed, with the source of each line.

A table is packaged as TOML (title, version, and a line for each value with words, unit, bounds and
source). What an administrator changes is kept elsewhere as a plain table ``{"version": …, key: value}``;
``problems`` says what is wrong with one, ``from_table`` takes it in, ``as_table`` gives it back.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import time, timedelta
from enum import StrEnum
from functools import cache, cached_property
from importlib import resources
from typing import Any, ClassVar, Self

from vigil.rules.calendars import OpeningHours, WorkingPattern
from vigil.rules.terms import RANK, Area, Grade

Value = int | str

CLOSED = "closed"
HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


class PolicyRefused(Exception):  # noqa: N818  (a refusal, worded for the person)
    """A policy table that cannot be used. ``problems`` are sentences for whoever edits it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a policy table. A whole number has bounds, a choice has choices, opening hours have neither."""

    key: str
    words: str
    value: Value
    unit: str = ""
    source: str
    least: int | None = None
    most: int | None = None
    choices: tuple[str, ...] = ()

    def problem(self, value: Any) -> str | None:
        """Return what is wrong with a value for this line, in a sentence, or None."""
        if self.choices:
            return None if value in self.choices else f"{self.words}: choose {', '.join(self.choices)}."
        if self.least is None or self.most is None:
            fits = isinstance(value, str) and (value == CLOSED or HOURS.fullmatch(value))
            return None if fits else f"{self.words}: write hours like 08:00-18:00, or {CLOSED}."
        if isinstance(value, int) and not isinstance(value, bool) and self.least <= value <= self.most:
            return None
        return f"{self.words}: enter a whole number from {self.least} to {self.most}."


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A policy table as it is packaged."""

    title: str
    help: str
    version: str
    lines: tuple[Line, ...]

    def line(self, key: str) -> Line:
        return self._by_key[key]

    @cached_property
    def _by_key(self) -> dict[str, Line]:
        return {line.key: line for line in self.lines}


@cache
def _packaged(name: str) -> Sheet:
    table = tomllib.loads(resources.files("vigil.rules").joinpath(f"data/{name}.toml").read_text("utf-8"))
    lines = tuple(Line(**{**line, "choices": tuple(line.get("choices", ()))}) for line in table["lines"])
    return Sheet(title=table["title"], help=table["help"], version=table["version"], lines=lines)


@dataclass(frozen=True, kw_only=True)
class PolicyTable:
    """A policy table with its values and version: what the rules read, and what is stored beside each answer."""

    version: str
    values: Mapping[str, Value]

    name: ClassVar[str]

    @classmethod
    def sheet(cls) -> Sheet:
        """Return the packaged table: title, help, version and lines with their default values."""
        return _packaged(cls.name)

    @classmethod
    def default(cls) -> Self:
        sheet = cls.sheet()
        return cls(version=sheet.version, values={line.key: line.value for line in sheet.lines})

    @classmethod
    def problems(cls, table: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with a table, a sentence for each line. An empty list means it can be used."""
        lines = cls.sheet().lines
        found = [
            line.problem(table[line.key]) if line.key in table else f"{line.words}: a value is missing."
            for line in lines
        ]
        version = table.get("version")
        if not isinstance(version, str) or not version.strip():
            found.append("Version: name this version of the table.")
        unknown = sorted(set(table) - {line.key for line in lines} - {"version"})
        found += [f"“{key}” is not a line of this table." for key in unknown]
        sentences = [sentence for sentence in found if sentence]
        return sentences or cls.disagreements(table)

    @classmethod
    def disagreements(cls, table: Mapping[str, Any]) -> list[str]:
        """Return where lines that are right one by one contradict each other."""
        return []

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> Self:
        """Return the policy that a stored table holds. Raises ``PolicyRefused`` with its problems."""
        problems = cls.problems(table)
        if problems:
            raise PolicyRefused(problems)
        return cls(version=table["version"], values={key: table[key] for key in table if key != "version"})

    def as_table(self) -> dict[str, Value]:
        return {"version": self.version, **self.values}

    def describe(self) -> tuple[Line, ...]:
        """Return the lines with the values in force, for a settings page or a document."""
        return tuple(replace(line, value=self.values[line.key]) for line in self.sheet().lines)

    def number(self, key: str) -> int:
        value = self.values[key]
        assert isinstance(value, int)
        return value


class Unit(StrEnum):
    """What a clock counts."""

    CALENDAR_HOURS = "calendar hours"
    WORKING_HOURS = "working hours"
    WORKING_DAYS = "working days"


class AssessmentClocks(PolicyTable):
    """How soon a referral of each grade must be assessed."""

    name = "assessment_clocks"

    def amount(self, grade: Grade) -> int:
        return self.number(f"{grade}_amount")

    def unit(self, grade: Grade) -> Unit:
        return Unit(str(self.values[f"{grade}_unit"]))


class HubHours(PolicyTable):
    """When the hub works, from Monday to Sunday: what a working hour is."""

    name = "hub_hours"

    @classmethod
    def disagreements(cls, table: Mapping[str, Any]) -> list[str]:
        if all(table[line.key] == CLOSED for line in cls.sheet().lines):
            return ["The hub must be open on at least one day, or no clock could ever run out."]
        return []

    def pattern(self) -> WorkingPattern:
        """Return the hours as a calendar wants them."""
        monday, tuesday, wednesday, thursday, friday, saturday, sunday = (
            _opening_hours(str(line.value)) for line in self.describe()
        )
        return monday, tuesday, wednesday, thursday, friday, saturday, sunday


def _opening_hours(written: str) -> OpeningHours | None:
    if written == CLOSED:
        return None
    opens, closes = written.split("-")
    return OpeningHours(opens=time.fromisoformat(opens), closes=time.fromisoformat(closes))


class GradingPolicy(PolicyTable):
    """What the first grade never goes below, and how many points each recorded factor counts."""

    name = "grading"

    @classmethod
    def disagreements(cls, table: Mapping[str, Any]) -> list[str]:
        found = [
            f"{what}: the number for high must be above the number for medium."
            for what, key in (("DASH ticks", "ticks"), ("Points", "points"))
            if table[f"high_{key}"] <= table[f"medium_{key}"]
        ]
        asks = [table[f"history_{key}"] for key in ("at_risk_reports", "reports_medium", "reports_raise")]
        if asks != sorted(asks):
            found.append("History: the more reports it takes, the more they must ask for.")
        return found

    def floor(self, code: str) -> Grade | None:
        """Return the grade that a floor holds, or None where the policy has switched it off."""
        value = self.values[f"floor_{code}"]
        return None if value == "off" else Grade(str(value))

    def points(self, factor: str) -> int:
        """Return the points a recorded factor counts; 0 for a factor the table does not name."""
        return self.number(f"points_{factor}") if f"points_{factor}" in self.values else 0


class PriorityLifts(PolicyTable):
    """By how many hours a referral counts as older than it is, for each reason to look sooner."""

    name = "priority_lifts"

    def hours(self, code: str) -> int:
        return self.number(code)


class WaitingCost(PolicyTable):
    """What an hour of waiting costs by the true grade, how it grows, and how long nothing waits longer than."""

    name = "waiting_cost"

    @classmethod
    def disagreements(cls, table: Mapping[str, Any]) -> list[str]:
        costs = [table[f"{grade}_severity"] / table[f"{grade}_minutes"] for grade in Grade]
        if costs != sorted(costs, reverse=True):
            return ["For each minute of an assessment, waiting must cost no less at a higher grade than at a lower."]
        return []


class GradeBelief(PolicyTable):
    """How often a referral of each true grade is given which grade."""

    name = "grade_belief"

    @classmethod
    def disagreements(cls, table: Mapping[str, Any]) -> list[str]:
        sums = {true: sum(table[f"{true}_graded_{given}"] for given in Grade) for true in Grade}
        return [
            f"The grades given to what is truly {true} come to {total}: they must come to 100."
            for true, total in sums.items()
            if total != 100
        ]


class RiskWeights(PolicyTable):
    """What an hour past its clock counts for a referral of each grade."""

    name = "risk_weights"

    @classmethod
    def disagreements(cls, table: Mapping[str, Any]) -> list[str]:
        from_high = [table[grade] for grade in sorted(RANK, key=RANK.__getitem__)]
        if from_high != sorted(from_high, reverse=True):
            return ["A more serious grade must not count less than a lesser one."]
        return []

    def risk_hours(self, grade: Grade, late: timedelta) -> float:
        """Return what standing so long past the clock comes to; hours are of real time, nights and weekends too."""
        return self.number(grade) * (late / timedelta(hours=1))


class Holding(PolicyTable):
    """How long a referral may be held without a sign of work."""

    name = "claims"

    @classmethod
    def disagreements(cls, table: Mapping[str, Any]) -> list[str]:
        if table["warn_minutes"] >= table["hold_minutes"]:
            return ["The warning must come after the referral was taken: warn later, or hold longer."]
        return []

    @property
    def hold(self) -> timedelta:
        return timedelta(minutes=self.number("hold_minutes"))

    @property
    def warn(self) -> timedelta:
        return timedelta(minutes=self.number("warn_minutes"))


class Quality(PolicyTable):
    """How many assessments are graded again, blind, and from how many on agreement is told."""

    name = "quality"

    @property
    def percent(self) -> int:
        return self.number("percent")

    @property
    def fewest(self) -> int:
        return self.number("fewest")

    @property
    def over(self) -> timedelta:
        return timedelta(weeks=self.number("weeks"))


class NoticePolicy(PolicyTable):
    """Which incidents call for a referral, and from when one that has not come is missing."""

    name = "notice"

    @classmethod
    def disagreements(cls, table: Mapping[str, Any]) -> list[str]:
        if not any(table[line.key] == "yes" for line in cls.sheet().lines if line.choices):
            return ["Something must call for a referral, or none would ever be missing."]
        return []

    def counts(self, what: str) -> bool:
        """Return whether a qualifier, or a child named, calls for a referral."""
        return self.values.get(f"counts_{what}") == "yes"


class SharingThresholds(PolicyTable):
    """From which grade each council's services are told, what is counted and when an answer is due."""

    name = "sharing_thresholds"

    def reaches(self, service: str, *, area: Area | None, grade: Grade) -> bool:
        """Return whether a grade is at or above the council's for ``service``: children, early_help or adults.

        Where nobody knows which council it is, the one that asks for most to be told counts.
        """
        return any(RANK[grade] <= RANK[Grade(str(self.values[f"{one}_{service}_from"]))] for one in _areas(area))

    def asks_consent_first(self, area: Area | None) -> bool:
        return all(self.values[f"{one}_consent_first"] == "yes" for one in _areas(area))


def _areas(area: Area | None) -> tuple[Area, ...]:
    return (area,) if area else tuple(Area)


POLICIES: tuple[type[PolicyTable], ...] = (
    AssessmentClocks,
    HubHours,
    GradingPolicy,
    PriorityLifts,
    WaitingCost,
    GradeBelief,
    RiskWeights,
    Holding,
    Quality,
    NoticePolicy,
    SharingThresholds,
)
"""Every policy table that an administrator can edit, in the order of the settings page."""
