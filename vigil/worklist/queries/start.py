"""What the start page tells each role."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from vigil.referrals.models import Referral
from vigil.rules import priority
from vigil.rules.terms import LABELS, Area, Grade


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
        .values("area", "order_class")
        .annotate(
            waits=Count("pk"),
            overdue=Count("pk", filter=Q(due_at__lt=at)),
            conflicts=Count("pk", filter=Q(has_conflict=True)),
        )
        .values_list("area", "order_class", "waits", "overdue", "conflicts")
    )
    by_area: dict[str, dict[int, tuple[int, int, int]]] = {area: {} for area in Area}
    for area, order_class, waits, overdue, conflicts in rows:
        by_area.setdefault(area, {})[order_class] = (waits, overdue, conflicts)
    return [
        AreaLoad(
            area=area,
            name=LABELS[Area(area)] if area else "Area not known",
            waiting=sum(number for number, _, _ in classes.values()),
            overdue={
                grade: sum(classes.get(one, (0, 0, 0))[1] for one in priority.classes_of(grade)) for grade in Grade
            },
            conflicts=sum(conflicts for _, _, conflicts in classes.values()),
        )
        for area, classes in by_area.items()
    ]
