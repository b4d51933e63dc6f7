"""What the start page tells each role."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from vigil.accounts.models import User
from vigil.referrals.models import Referral
from vigil.rules import priority
from vigil.rules.terms import LABELS, Area, Grade
from vigil.triage.queries.assessing import enquiries_overdue, waiting_for_a_second
from vigil.triage.queries.quality import free_for
from vigil.ui.words import plural


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


def others_wait(person: User, *, at: datetime) -> list[tuple[str, str]]:
    """Return what others wait for an assessor to do: words, and the name of the page to do it on."""
    seconds = waiting_for_a_second().exclude(by=person).count()
    again = len(free_for(person, at=at))
    chases = enquiries_overdue(at=at).count()
    return [
        (f"{plural(number, *words)} {rest}", page)
        for number, words, rest, page in (
            (seconds, ("assessment waits", "assessments wait"), "for a second signature", "seconds"),
            (again, ("assessment", "assessments"), "to grade again, blind", "quality_next"),
            (chases, ("enquiry", "enquiries"), "to chase", "enquiries"),
        )
        if number
    ]


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
