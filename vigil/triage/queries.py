"""What the hub's policy is now, and what pages ask about screenings and policy."""

from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.db.models import QuerySet

from vigil.rules.calendars import Calendar, WorkingPattern, england_calendar
from vigil.rules.policies import POLICIES, AssessmentClocks, GradingPolicy, HubHours, PolicyTable, PriorityLifts
from vigil.triage.models import Policy

T = TypeVar("T", bound=PolicyTable)

# Bank holidays are known for these years: from before the oldest referral to past the longest clock.
YEARS = range(2015, 2036)


@dataclass(frozen=True, kw_only=True)
class Rulebook:
    """Every policy table in force, and the calendar they make."""

    clocks: AssessmentClocks
    hours: HubHours
    grading: GradingPolicy
    lifts: PriorityLifts
    calendar: Calendar


@cache
def _calendar(pattern: WorkingPattern) -> Calendar:
    return england_calendar(YEARS, pattern)


def rulebook() -> Rulebook:
    """Return the policy in force, in one query."""
    tables: dict[str, dict[str, Any]] = {}
    for kind, table in Policy.objects.order_by("kind", "version").values_list("kind", "table"):
        tables[kind] = table  # the last version of each kind stays
    hours = _in_force(HubHours, tables)
    return Rulebook(
        clocks=_in_force(AssessmentClocks, tables),
        hours=hours,
        grading=_in_force(GradingPolicy, tables),
        lifts=_in_force(PriorityLifts, tables),
        calendar=_calendar(hours.pattern()),
    )


def _in_force(kind: type[T], tables: dict[str, dict[str, Any]]) -> T:
    return kind.from_table(tables[kind.name]) if kind.name in tables else kind.default()


def policy_kind(name: str) -> type[PolicyTable] | None:
    """Return the policy table of that name, or None."""
    return next((kind for kind in POLICIES if kind.name == name), None)


def policy_in_force(kind: type[PolicyTable]) -> PolicyTable:
    latest = Policy.objects.filter(kind=kind.name).order_by("-version").first()
    return kind.from_table(latest.table) if latest else kind.default()


def policy_history(kind: type[PolicyTable]) -> QuerySet[Policy]:
    """Return the versions people made of a policy table, newest first."""
    return Policy.objects.filter(kind=kind.name).select_related("made_by").order_by("-version")
