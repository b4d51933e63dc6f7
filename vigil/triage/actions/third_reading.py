"""Having the third reader read what waits, in the background."""

from datetime import datetime

from django.db import transaction

from vigil.referrals.models import Referral
from vigil.screening import third
from vigil.triage.actions.screening import READ_WITH, marker_kept, rescreen
from vigil.triage.models import ThirdReading

FEW = 10
"""Referrals read between two looks at the worklist: half a second's work."""


def read_next(*, at: datetime) -> int:
    """Have the first few on the worklist that the third reader has not read yet read by it. Return how many.

    What it heard is kept beside the referral, which is screened again with it: its grade may rise, and
    nothing is lowered. Running it twice, or in two workers at once, changes nothing more.
    """
    waiting = Referral.objects.waiting()
    unread = waiting.exclude(third_reading__version=third.VERSION).order_by("order_class", "order_at", "pk")
    narratives = dict(unread.values_list("pk", "narrative")[:FEW])
    readings = [
        ThirdReading(
            referral_id=pk,
            at=at,
            version=third.VERSION,
            markers=[*map(marker_kept, third.packaged().hear(narrative))],
        )
        for pk, narrative in narratives.items()
    ]
    with transaction.atomic():
        ThirdReading.objects.bulk_create(
            readings, update_conflicts=True, unique_fields=["referral"], update_fields=["at", "version", "markers"]
        )
        still = waiting.filter(pk__in=narratives).order_by("pk").select_for_update(of=("self",))
        rescreen(*still.prefetch_related(*READ_WITH), by=None, at=at)
    return len(readings)
