"""How many: of everything that waits, and of what a page is narrowed to."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Count, Q

from vigil.audit.queries import stamp
from vigil.rules.priority import classes_of
from vigil.rules.terms import Grade
from vigil.worklist.queries.filters import Filters, narrowed


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Numbers of referrals that match the filters, and of all that wait."""

    waiting: int
    found: int
    by_grade: dict[Grade, int]
    overdue: int


def counts(filters: Filters, *, at: datetime) -> Counts:
    """Return the numbers at a minute (``at`` without seconds).

    They are remembered for as long as they are true: until anything in the hub changes, or the minute does.
    """
    return _counted(filters, at, stamp())


@lru_cache(maxsize=512)
def _counted(filters: Filters, at: datetime, stamped: int) -> Counts:
    # Only a search finds referrals that no longer wait, and only then need the row itself be read to know.
    overdue = Q(waiting=True, due_at__lt=at) if filters.words else Q(due_at__lt=at)
    rows = (
        narrowed(filters, at=at)
        .order_by()
        .values("order_class")
        .annotate(found=Count("pk"), overdue=Count("pk", filter=overdue))
        .values_list("order_class", "found", "overdue")
    )
    by_class = {order_class: (found, overdue) for order_class, found, overdue in rows}
    found = sum(found for found, _ in by_class.values())
    return Counts(
        waiting=found if filters == Filters() else _counted(Filters(), at, stamped).waiting,
        found=found,
        by_grade={grade: sum(by_class.get(one, (0, 0))[0] for one in classes_of(grade)) for grade in Grade},
        overdue=sum(overdue for _, overdue in by_class.values()),
    )


def forget() -> None:
    """Drop what is remembered: for tests, which put rows back without a trace."""
    _counted.cache_clear()
