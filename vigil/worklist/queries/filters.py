"""Which referrals a page shows, and in which order."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import QuerySet

from vigil.referrals import search
from vigil.referrals.models import Flag, Referral, SearchTerm
from vigil.rules.backlog import BANDS, Band
from vigil.rules.lifecycle import Status
from vigil.rules.priority import classes_of
from vigil.rules.terms import Grade

CONFLICT = "conflict"
NO_AREA = "not_known"  # the source did not say in whose area it is

# What was noticed when a referral was received and changes how an assessor reads it; what the filter calls it.
FLAGS: dict[str, str] = {
    CONFLICT: "What is recorded does not fit the officer’s grade",
    "grade_missing": "Officer gave no grade",
    "grade_conflict": "Grade written two ways",
    "date_ambiguous": "Date can be read two ways",
    "dob_ambiguous": "Date of birth can be read two ways",
    "age_and_dob_disagree": "Age and date of birth disagree",
    "team_says_closed": "The team’s own record says closed",
}


# How long a referral has waited, by the days it has waited at least: the bands of the backlog's heat map.
AGES: dict[str, Band] = {str(band.least.days): band for band in BANDS}


class Sort(StrEnum):
    """The orders the list can be read in."""

    ORDER = "order"
    DUE = "due"
    LONGEST = "longest"
    NEWEST = "newest"
    NUMBER = "number"


SORTS: dict[Sort, str] = {
    Sort.ORDER: "Order of work",
    Sort.DUE: "Due first",
    Sort.LONGEST: "Waiting longest",
    Sort.NEWEST: "Newest first",
    Sort.NUMBER: "Hub number",
}

# Each ends with the number, so that no two rows share a place. The order of work is no order of columns: ``order``.
COLUMNS: dict[Sort, tuple[str, ...]] = {
    Sort.DUE: ("due_at", "id"),
    Sort.LONGEST: ("submitted_at", "id"),
    Sort.NEWEST: ("submitted_at", "id"),
    Sort.NUMBER: ("id",),
}
DESCENDING = frozenset({Sort.NEWEST})


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What a person narrowed the list to. Empty means everything that waits.

    ``words`` are a search's, as ``referrals.search.words`` gives them: somebody who looks for a name must
    find it wherever the referral stands, so a search reaches every referral, not only those waiting.
    """

    area: str = ""
    grade: str = ""
    incident_type: str = ""
    flag: str = ""
    age: str = ""
    overdue: bool = False
    words: tuple[str, ...] = ()


def narrowed(filters: Filters, *, at: datetime) -> QuerySet[Referral]:
    """Return the referrals that match, in no order yet."""
    if filters.words:
        found = Referral.objects.exclude(status=Status.WITHDRAWN)
        for word in filters.words:
            found = found.filter(pk__in=_found_by(word))
    else:
        found = Referral.objects.waiting()
    if filters.area:
        found = found.filter(area="" if filters.area == NO_AREA else filters.area)
    if filters.grade:
        found = found.filter(
            order_class__in=classes_of(Grade(filters.grade))
        )  # a constraint ties the class to the grade
    if filters.incident_type:
        found = found.filter(incident_type=filters.incident_type)
    if filters.flag == CONFLICT:
        found = found.filter(has_conflict=True)
    elif filters.flag:
        found = found.filter(pk__in=Flag.objects.filter(code=filters.flag).values("referral_id"))
    if filters.age:
        band = AGES[filters.age]
        if band.least:  # the youngest band also takes what says it will be submitted
            found = found.filter(submitted_at__lte=at - band.least)
        if band.below:
            found = found.filter(submitted_at__gt=at - band.below)
    if filters.overdue:
        # A lift never makes a referral newer, so what is overdue has its place in the past: said as well
        # because the order's index can tell without reading the row.
        found = found.filter(waiting=True, due_at__lt=at, order_at__lt=at)
    return found


def _found_by(word: str) -> QuerySet[SearchTerm]:
    terms = SearchTerm.objects.filter(term__gte=word, term__lt=search.upper_bound(word))
    return terms.values("referral_id")  # type: ignore[return-value]
