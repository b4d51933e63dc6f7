"""Every figure of the backlog's risk: for the page, for the command, and to be kept once a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils import timezone

from vigil.audit.queries import stamp
from vigil.governance.queries.days import Day, Since, days, since, trend
from vigil.governance.queries.waiting import forget as forget_waiting
from vigil.governance.queries.waiting import waiting
from vigil.referrals.models import Referral
from vigil.rules.backlog import Backlog, Tally, count, explain
from vigil.rules.backlog_changes import snapshot
from vigil.rules.estimates import explain as explain_estimate
from vigil.rules.policies import RiskWeights
from vigil.rules.terms import Grade
from vigil.triage.queries.policy import policy_in_force
from vigil.triage.queries.sampling import HiddenHigh, hidden_high


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The backlog at a minute, what changed since the last day kept, and the estimate of what is hidden."""

    backlog: Backlog
    weights: RiskWeights
    since: Since | None
    days: list[Day]
    trend: str  # SVG, or ""
    hidden: HiddenHigh | None
    to_halve: int  # how many more blind gradings should halve the estimate's interval

    @property
    def by_grade(self) -> dict[Grade, Tally]:
        """How many of each grade wait, and how many of those are past their clock."""
        return {
            grade: Tally(
                waiting=sum(cell.waiting for cell in self.backlog.cells if cell.grade == grade),
                overdue=sum(cell.overdue for cell in self.backlog.cells if cell.grade == grade),
            )
            for grade in Grade
        }

    @property
    def answer(self) -> list[str]:
        """The backlog in sentences, the most important first."""
        first, *rest = explain(self.backlog)
        high = self.by_grade[Grade.HIGH]
        past = [f"{high.overdue:,} of the high are past theirs."] if high.waiting else []
        return [first, *past, *rest]


def figures(*, at: datetime) -> Figures:
    """Return the figures at a minute (``at`` without seconds).

    They are remembered for as long as they are true: until anything in the hub changes, or the minute does.
    """
    return _figures(at, stamp())


@lru_cache(maxsize=4)
def _figures(at: datetime, stamped: int) -> Figures:
    held, weights, today = waiting(stamped), policy_in_force(RiskWeights), timezone.localdate(at)
    hidden = hidden_high(at)
    return Figures(
        backlog=count(held, at=at, weights=weights),
        weights=weights,
        since=since(today, snapshot(held, at=at)),
        days=days(today),
        trend=trend(),
        hidden=hidden,
        to_halve=hidden.to_halve if hidden and not hidden.lacking else 0,
    )


def forget() -> None:
    """Drop what is remembered: for tests, which put rows back without a trace."""
    _figures.cache_clear()
    forget_waiting()


def as_json(told: Figures) -> dict[str, Any]:
    """Return the figures for another program, or to be kept. No name is in it, and no number but the heaviest ten's."""
    backlog = told.backlog
    return {
        "at": backlog.at.isoformat(),
        "answer": told.answer,
        **_tally(backlog.tally),
        "high_overdue": told.by_grade[Grade.HIGH].overdue,
        "by_grade": {
            grade: {"waiting": tally.waiting, "overdue": tally.overdue} for grade, tally in told.by_grade.items()
        },
        "by_grade_and_age": [
            {
                "grade": cell.grade,
                "age": cell.band.words,
                "waiting": cell.waiting,
                "overdue": cell.overdue,
                "risk_hours": round(cell.risk_hours),
            }
            for cell in backlog.cells
        ],
        "oldest_high_days": backlog.oldest_high.waited.days if backlog.oldest_high else None,
        "by_area": _tallies(backlog.by_area),
        "by_incident_type": _tallies(backlog.by_incident_type),
        "by_people": _tallies(backlog.by_people),
        "children_under_5": _tally(backlog.children_under_5),
        "repeat_people": _tally(backlog.repeat_people),
        "raised": backlog.raised,
        "raisable": backlog.raisable,
        "risk_hours": round(backlog.risk_hours),
        "risk_weights": {"version": told.weights.version, **told.weights.values},
        "heaviest": [
            {
                "number": Referral(pk=one.number).number,
                "grade": one.grade,
                "hours_late": round(one.late.total_seconds() / 3600, 1),
                "risk_hours": round(one.risk_hours),
                "share": round(one.share, 4),
            }
            for one in backlog.heaviest
        ],
        "changes": _changes(told.since),
        "hidden_high": _hidden(told),
    }


def _tally(tally: Tally) -> dict[str, int]:
    return {"waiting": tally.waiting, "overdue": tally.overdue, "high": tally.high}


def _tallies(tallies: Mapping[Any, Tally]) -> dict[str, dict[str, int]]:
    return {key or "not_known": _tally(tally) for key, tally in tallies.items()}


def _changes(since: Since | None) -> dict[str, Any] | None:
    if since is None:
        return None
    changes = since.changes
    return {
        "since": since.at.isoformat(),
        "entered": len(changes.entered),
        "cleared": len(changes.cleared),
        "raised": len(changes.raised),
        "newly_overdue": len(changes.newly_overdue),
    }


def _hidden(told: Figures) -> dict[str, Any] | None:
    if told.hidden is None:
        return None
    estimate, lacking = told.hidden.estimate, told.hidden.lacking
    return {
        "words": explain_estimate(estimate, lacking),
        "expected": None if lacking else round(estimate.expected, 1),
        "low": None if lacking else estimate.low,
        "high": None if lacking else estimate.high,
        "lacking": lacking,
        "passed_over": told.hidden.passed_over,
        "confidence": estimate.confidence,
        "population": estimate.population,
        "sampled": estimate.sampled,
        "found": estimate.found,
        "to_halve": told.to_halve,
    }
