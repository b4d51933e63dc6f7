"""What the start page tells each role."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from vigil.referrals.models import Referral
from vigil.rules.terms import LABELS, RANK, Area, Grade


@dataclass(frozen=True, kw_only=True)
class AreaLoad:
    """What waits in one council's area: ``overdue`` by grade, and all."""

    area: str
    name: str
    waiting: int
    overdue: dict[Grade, int]
    conflicts: int

    @property
    def overdue_in_all(self) -> int:
        return sum(self.overdue.values())


def load_by_area(*, at: datetime) -> list[AreaLoad]:
    """Return what waits and what is overdue in each area, in one query. The last has no area known, if any."""
    rows = (
        Referral.objects.waiting()
        .order_by()
        .values("area", "order_rank")
        .annotate(
            waits=Count("pk"),
            overdue=Count("pk", filter=Q(due_at__lt=at)),
            conflicts=Count("pk", filter=Q(has_conflict=True)),
        )
        .values_list("area", "order_rank", "waits", "overdue", "conflicts")
    )
    by_area: dict[str, dict[int, tuple[int, int, int]]] = {area: {} for area in Area}
    for area, rank, waits, overdue, conflicts in rows:
        by_area.setdefault(area, {})[rank] = (waits, overdue, conflicts)
    return [
        AreaLoad(
            area=area,
            name=LABELS[Area(area)] if area else "Area not known",
            waiting=sum(number for number, _, _ in ranks.values()),
            overdue={grade: ranks.get(rank, (0, 0, 0))[1] for grade, rank in RANK.items()},
            conflicts=sum(conflicts for _, _, conflicts in ranks.values()),
        )
        for area, ranks in by_area.items()
    ]
