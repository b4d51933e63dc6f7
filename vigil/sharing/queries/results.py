"""What sharing achieves: what became of what partners were told, and what telling more, or less, would cost."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q

from vigil.rules.sharing.terms import Choice, form_of, label
from vigil.rules.terms import LABELS, Grade, IncidentType
from vigil.sharing.models import Decision, Outcome, Receipt


@dataclass(frozen=True, kw_only=True)
class Achieved:
    """What became of what was shared, for one line of a table. Shares are of those that told their outcome."""

    name: str
    decided: int
    shared: int
    confirmed: int
    answered: int
    useful: int

    @property
    def useful_share(self) -> float | None:
        return self.useful / self.answered if self.answered else None


@dataclass(frozen=True, kw_only=True)
class Results:
    """What sharing achieves over a time, by partner, sort of report and grade."""

    total: Achieved
    by_partner: list[Achieved]
    by_form: list[Achieved]
    by_grade: list[Achieved]

    @property
    def held_back(self) -> int:
        return self.total.decided - self.total.shared


def results(*, since: datetime) -> Results:
    """Return what became of everything decided since a moment."""
    rows: list[Any] = list(
        Decision.objects.filter(at__gte=since, superseded_at=None)
        .annotate(
            last_outcome=Max("disclosure__outcomes__pk"),
            is_confirmed=Count("disclosure__receipts", filter=Q(disclosure__receipts__kind=Receipt.Kind.ACKNOWLEDGED)),
        )
        .values("choice", "partner__name", "referral__incident_type", "referral__grade", "last_outcome", "is_confirmed")
    )
    useful = set(
        Outcome.objects.filter(pk__in=[row["last_outcome"] for row in rows if row["last_outcome"]], was_useful=True)
        .order_by()
        .values_list("pk", flat=True)
    )

    def by(name: Any) -> list[Achieved]:
        groups: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            groups.setdefault(name(row), []).append(row)
        return [_achieved(group, of, useful) for group, of in sorted(groups.items())]

    return Results(
        total=_achieved("All", rows, useful),
        by_partner=by(lambda row: row["partner__name"]),
        by_form=by(lambda row: label(form_of(IncidentType(row["referral__incident_type"])))),
        by_grade=by(lambda row: LABELS[Grade(row["referral__grade"])]),
    )


def _achieved(name: str, rows: list[dict[str, Any]], useful: set[int]) -> Achieved:
    return Achieved(
        name=name,
        decided=len(rows),
        shared=sum(row["choice"] in (Choice.SHARE, Choice.SHARE_WITH_WORKER) for row in rows),
        confirmed=sum(bool(row["is_confirmed"]) for row in rows),
        answered=sum(row["last_outcome"] is not None for row in rows),
        useful=sum(row["last_outcome"] in useful for row in rows),
    )
