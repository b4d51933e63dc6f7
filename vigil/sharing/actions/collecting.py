"""Taking turns at asking a partner's systems for receipts."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from vigil.sharing.channels.base import Trouble
from vigil.sharing.models import Route

COLLECT_EVERY = timedelta(minutes=1)


@transaction.atomic
def take_routes(*, at: datetime, most: int, but_not: Iterable[int] = ()) -> list[Route]:
    """Return the ways whose turn it is to be asked, and note that they were: no other worker asks them now.

    ``but_not`` are the keys of those that have not answered since they were last asked.
    """
    due = Q(collected_at=None) | Q(collected_at__lte=at - COLLECT_EVERY)
    routes = list(
        Route.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(due, partner__is_active=True, last_success_at__isnull=False)
        .exclude(pk__in=list(but_not))
        .order_by("collected_at", "pk")[:most]
    )
    Route.objects.filter(pk__in=[route.pk for route in routes]).update(collected_at=at)
    return routes


@transaction.atomic
def note_trouble(route: Route, trouble: Trouble, *, at: datetime) -> None:
    """Write down that receipts could not be asked for. Sending is not held up by it."""
    Route.objects.filter(pk=route.pk).update(
        last_trouble_at=at, last_trouble=trouble.sentence[:400], last_fault=trouble.fault
    )
