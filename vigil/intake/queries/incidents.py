"""What pages ask of missing referrals."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery

from vigil.audit import queries as audit
from vigil.audit.queries import Happening
from vigil.intake.models import Incident, Request, Settlement
from vigil.intake.queries.folding import NEAR
from vigil.referrals.models import Referral
from vigil.rules.lifecycle import Status
from vigil.ui.paging import Slice, cut

PAGE = 50
MOST_OFFERED = 10
HISTORY = 100


class Show(StrEnum):
    """Which incidents the list shows."""

    MISSING = "missing"
    NOT_ASKED = "not_asked"
    UNANSWERED = "unanswered"
    NOT_YET = "not_yet"
    SETTLED = "settled"


SHOW_WORDS: dict[Show, str] = {
    Show.MISSING: "All that are missing",
    Show.NOT_ASKED: "Nobody has asked for them",
    Show.UNANSWERED: "Asked for, and the time to answer is over",
    Show.NOT_YET: "Expected, not missing yet",
    Show.SETTLED: "Settled",
}


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How many referrals are missing, of how many nobody has asked, and since when the longest."""

    missing: int
    not_asked: int
    longest_from: datetime | None


@dataclass(frozen=True, kw_only=True)
class Named:
    """Somebody an incident names, as the list wrote them."""

    name: str
    born: date | None
    age: int | None
    relationship: str


def incidents(show: Show, *, area: str, cursor: str, at: datetime) -> Slice:
    """Return a page of the list, longest missing first; what is settled, latest first."""
    asked = Request.objects.filter(incident=OuterRef("pk")).order_by("-id").values("answer_due_at")[:1]
    rows = _shown(show, at=at).annotate(answer_due_at=Subquery(asked))
    if area:
        rows = rows.filter(area=area)
    if show is Show.UNANSWERED:
        rows = rows.filter(answer_due_at__lte=at)
    columns = ("id", "log_number", "happened_at", "area", "incident_type", "needs", "state", "missing_from")
    return cut(
        rows.values(*columns, "answer_due_at"),
        by=["missing_from", "id"],
        descending=show is Show.SETTLED,
        cursor=cursor,
        size=PAGE,
    )


def _shown(show: Show, *, at: datetime) -> QuerySet[Incident]:
    match show:
        case Show.NOT_YET:
            return Incident.objects.open().filter(missing_from__gt=at)
        case Show.SETTLED:
            return Incident.objects.filter(state__in=[Incident.State.COVERED, Incident.State.NOT_NEEDED])
        case Show.NOT_ASKED:
            return Incident.objects.missing(at=at).filter(requests=None)
        case _:
            return Incident.objects.missing(at=at)


def standing(*, at: datetime) -> Standing:
    """Return how many are missing, in one query."""
    asked = Request.objects.filter(incident=OuterRef("pk"))
    counted = (
        Incident.objects.missing(at=at)
        .annotate(is_asked=Exists(asked))
        .aggregate(
            missing=Count("pk"), not_asked=Count("pk", filter=Q(is_asked=False)), longest_from=Min("missing_from")
        )
    )
    return Standing(**counted)


def settled_by(incident: Incident) -> Settlement | None:
    """Return how an incident is settled now, or None."""
    return incident.settlements.filter(undone_at=None).select_related("referral", "by").first()


def possible(incident: Incident) -> list[Referral]:
    """Return referrals that a person might find to be the missing one: the same officer's, or at the same place."""
    around = (incident.happened_at - NEAR, incident.happened_at + NEAR)
    near = Q(incident_at__range=around) | Q(submitted_at__range=around)
    alike = Q(officer_collar=incident.officer_collar) if incident.officer_collar else Q(pk=None)
    if incident.postcode:
        alike |= Q(postcode=incident.postcode)
    found = Referral.objects.filter(near & alike).exclude(status=Status.WITHDRAWN)
    return list(found.order_by("submitted_at", "pk")[:MOST_OFFERED])


def changes(incident: Incident) -> list[Happening]:
    """Return what was done about an incident, newest first."""
    return audit.changes_to(incident, most=HISTORY)


def people(incident: Incident) -> list[Named]:
    """Return the people an incident names."""
    return [
        Named(
            name=f"{person['forenames']} {person['surname']}".strip(),
            born=date.fromisoformat(person["date_of_birth"]) if person["date_of_birth"] else None,
            age=person["age"],
            relationship=person["relationship"],
        )
        for person in incident.people
        if person["surname"] or person["forenames"]
    ]
