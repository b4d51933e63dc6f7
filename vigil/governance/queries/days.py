"""The days that were kept: the line of risk-hours, and what the backlog was before today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from vigil.governance.models import Snapshot
from vigil.rules import backlog_changes
from vigil.rules.backlog_changes import Held
from vigil.rules.terms import Grade

SHOWN = 90  # days


@dataclass(frozen=True, kw_only=True)
class Day:
    """What one day's snapshot said."""

    day: date
    waiting: int
    high_overdue: int
    risk_hours: float


@dataclass(frozen=True, kw_only=True)
class Since:
    """What changed since a snapshot."""

    at: datetime
    changes: backlog_changes.Changes


def days(until: date) -> list[Day]:
    """Return the last days kept, oldest first, up to and with ``until``."""
    figures = ("figures__waiting", "figures__high_overdue", "figures__risk_hours")
    rows = Snapshot.objects.filter(day__lte=until).order_by("-day").values_list("day", *figures)[:SHOWN]
    return [
        Day(day=day, waiting=waiting, high_overdue=high_overdue, risk_hours=risk_hours)
        for day, waiting, high_overdue, risk_hours in reversed(rows)
    ]


def trend() -> str:
    """Return the newest line of risk-hours as SVG, or "" while there is none."""
    return Snapshot.objects.order_by("-day").values_list("trend", flat=True).first() or ""


def since(before: date, now: backlog_changes.Snapshot) -> Since | None:
    """Return what changed since the last day kept before a day, or None when none is."""
    last = Snapshot.objects.filter(day__lt=before).order_by("-day").values_list("taken_at", "waiting").first()
    return Since(at=last[0], changes=backlog_changes.changes(restored(last[1]), now)) if last else None


def kept(backlog: backlog_changes.Snapshot) -> dict[str, dict[str, list[int]]]:
    """Return who waited as ``Snapshot.waiting`` keeps it."""
    lists: dict[str, dict[str, list[int]]] = {grade: {"overdue": [], "in_time": []} for grade in Grade}
    for number, held in backlog.items():
        lists[held.grade]["overdue" if held.overdue else "in_time"].append(number)
    return lists


def restored(lists: Mapping[str, Mapping[str, Any]]) -> backlog_changes.Snapshot:
    """Return who waited from what was kept."""
    backlog: dict[int, Held] = {}
    for grade, by_clock in lists.items():
        for clock, numbers in by_clock.items():
            backlog |= dict.fromkeys(numbers, Held(grade=Grade(grade), overdue=clock == "overdue"))
    return backlog
