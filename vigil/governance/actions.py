"""Keeping what leaders were told."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from vigil.audit import actions as audit
from vigil.audit.queries import stamp
from vigil.governance.models import Snapshot
from vigil.governance.queries.days import kept
from vigil.governance.queries.figures import Figures, as_json, figures
from vigil.governance.queries.waiting import waiting
from vigil.rules.backlog_changes import snapshot
from vigil.ui import charts


def take_snapshot(*, at: datetime) -> Snapshot:
    """Keep the figures of today, once: asked again on the same day, this will return what was kept."""
    today = timezone.localdate(at)
    taken = Snapshot.objects.filter(day=today).first()
    if taken:
        return taken
    told, held = figures(at=at), snapshot(waiting(stamp()), at=at)
    drawn = _line(told, today)  # before the transaction: it takes a second, and others write meanwhile
    with transaction.atomic():
        taken, is_new = Snapshot.objects.get_or_create(
            day=today,
            defaults={"taken_at": at, "figures": as_json(told), "trend": drawn, "waiting": kept(held)},
        )
        if is_new:
            audit.record("backlog.counted", taken, by=None, at=at, waiting=told.backlog.tally.waiting)
    return taken


def _line(told: Figures, today: date) -> str:
    """Return the line of risk-hours up to today as SVG, or "" when today is the first day kept."""
    points = [(day.day, day.risk_hours) for day in told.days] + [(today, told.backlog.risk_hours)]
    if len(points) < 2:
        return ""
    (first, before), (_, now) = points[0], points[-1]
    lowest, highest = min(value for _, value in points), max(value for _, value in points)
    description = (
        f"{before:,.0f} risk-hours on {_day(first)}, {now:,.0f} on {_day(today)}; "
        f"never below {lowest:,.0f} nor above {highest:,.0f} on any day between."
    )
    return charts.trend(points, name="risk-hours", title="Risk-hours, day by day", description=description)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
