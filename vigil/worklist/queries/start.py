"""What the start page tells each role."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse

from vigil.accounts.models import User
from vigil.referrals.models import Referral
from vigil.rules import priority
from vigil.rules.terms import LABELS, Area, Grade
from vigil.triage.queries.assessing import enquiries_overdue, waiting_for_a_second
from vigil.triage.queries.quality import agreed, free_for
from vigil.ui.words import duration, plural
from vigil.workforce.queries.coverage import ahead


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


def concerns(*, at: datetime) -> list[tuple[str, str, str]]:
    """Return what a senior leader should look at, gravest first: what it is, the address of its page, and why.

    Figures alone: nobody is named in them.
    """
    late = Referral.objects.waiting().filter(order_class__in=priority.classes_of(Grade.HIGH), due_at__lt=at)
    oldest = late.order_by("submitted_at").values_list("submitted_at", flat=True).first()
    again, gaps = agreed(at=at).everybody.told, ahead(at=at).gaps
    told = []
    if oldest:
        words = plural(late.count(), "high referral")
        why = f"The oldest has waited {duration(at - oldest)}. See where they are and whose risk it is."
        told.append((f"{words} past the clock", reverse("backlog"), why))
    if gaps:
        words = plural(len(gaps), "skill") + " will be missing from duty"
        told.append((words, reverse("skills_cover"), " ".join(gaps)))
    if again.under:
        why = f"Of {again.of:,} that somebody graded again without seeing the grade. Each was raised at once."
        told.append((f"{plural(again.under, 'assessment')} graded too low", reverse("quality"), why))
    return told


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
