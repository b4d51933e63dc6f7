"""What waits in the outbox, and by which way it goes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Min, Q, QuerySet

from vigil.rules.calendars import Calendar
from vigil.rules.sharing.routing import GIVE_UP_AFTER, Way, choose, ways
from vigil.rules.sharing.terms import form_of
from vigil.rules.terms import Grade, IncidentType
from vigil.sharing.models import Delivery, Partner, Route

HOUR = timedelta(hours=1)
REMINDS = ("portal", "mail", "webhook")  # channels in which a few words make sense; the others carry records


def due(at: datetime) -> QuerySet[Delivery]:
    """Return what may be sent now and is out with no worker, high risk first, then in the order it was decided."""
    free = Q(leased_until=None) | Q(leased_until__lt=at)
    return Delivery.objects.filter(free, state=Delivery.State.WAITING, next_try_at__lte=at).order_by("rank", "id")


def partners_with_work(at: datetime) -> list[int]:
    """Return the keys of partners for whom something is due, the gravest and longest waiting first."""
    rows = due(at).filter(partner__is_active=True).order_by().values("partner")
    first = rows.annotate(gravest=Min("rank"), oldest=Min("next_try_at")).order_by("gravest", "oldest", "partner")
    return list(first.values_list("partner", flat=True))


def routes_of(partner: Partner) -> list[Route]:
    return list(partner.routes.filter(stopped_at=None))


def fitting(delivery: Delivery, routes: Sequence[Route], *, is_open: bool) -> list[Way]:
    """Return the ways this message may take in or out of office hours, first to be tried first."""
    referral = delivery.disclosure.decision.referral
    return ways(
        [route.way() for route in routes if delivery.kind == Delivery.Kind.PACKET or route.channel in REMINDS],
        form=form_of(IncidentType(referral.incident_type)),
        grade=Grade(referral.grade),
        is_open=is_open,
    )


def way_now(delivery: Delivery, routes: Sequence[Route], *, is_open: bool, at: datetime) -> tuple[int, Route] | None:
    """Return which way, and so which route, this message takes now; None if it has to wait for one."""
    fits = fitting(delivery, routes, is_open=is_open)
    place = choose(fits, start=delivery.way, at=at)
    if place is None:
        return None
    return place, next(route for route in routes if route.pk == fits[place].key)


def is_office_hours(at: datetime, calendar: Calendar) -> bool:
    """Return whether a moment falls in office hours: the hub's own stand for its partners'."""
    stretch = calendar.working_stretch(calendar.local_day(at))
    return stretch is not None and stretch[0] <= at < stretch[1]


def room(partner: Partner, *, at: datetime) -> int | None:
    """Return how many more may go to a partner this hour, as agreed with it; None for no limit."""
    if partner.per_hour is None:
        return None
    return max(0, partner.per_hour - sent_lately(partner, at=at) - in_flight(partner, at=at))


def sent_lately(partner: Partner, *, at: datetime) -> int:
    """Return how many messages went to a partner in the last hour: its meter."""
    return partner.deliveries.filter(state=Delivery.State.SENT, sent_at__gt=at - HOUR).count()


def in_flight(partner: Partner, *, at: datetime) -> int:
    """Return how many messages to a partner are out with a worker."""
    return partner.deliveries.filter(state=Delivery.State.WAITING, leased_until__gte=at).count()


def past_all_patience(at: datetime) -> QuerySet[Delivery]:
    """Return what has waited out its 75 hours where no way to the partner works."""
    works = Route.objects.filter(stopped_at=None, failures=0).values("partner")
    return (
        Delivery.objects.filter(state=Delivery.State.WAITING, ready_at__lte=at - GIVE_UP_AFTER)
        .exclude(partner__in=works)
        .filter(Q(leased_until=None) | Q(leased_until__lt=at))
        .order_by("rank", "id")
    )
