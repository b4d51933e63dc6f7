"""What people ruled on duplicates, and which referrals might be one typed in twice."""

from collections.abc import Collection
from datetime import timedelta

from django.db.models import Q, QuerySet

from vigil.intake.models import Entry, Ruling
from vigil.referrals.models import Referral
from vigil.rules.lifecycle import Status

NEAR = timedelta(days=3)
MOST_OFFERED = 10


def rulings_on(source: str, references: Collection[str]) -> list[Ruling]:
    """Return what people said of these numbers of a source, in the order they said it, in one query."""
    here = Q(source=source, reference__in=references) | Q(other_source=source, other_reference__in=references)
    return list(Ruling.objects.filter(here).order_by("id"))


def alike(referral: Referral) -> list[Referral]:
    """Return the referrals it may have been typed in as before: of one log number, or of one officer within days."""
    of_one_log = Q(log_number=referral.log_number) if referral.log_number else Q()
    of_one_officer = Q(
        officer_collar=referral.officer_collar,
        submitted_at__gt=referral.submitted_at - NEAR,
        submitted_at__lt=referral.submitted_at + NEAR,
    )
    either = of_one_log | (of_one_officer if referral.officer_collar else Q())
    if not either:
        return []
    found = Referral.objects.filter(either).exclude(pk=referral.pk).exclude(status=Status.WITHDRAWN)
    return list(found.order_by("submitted_at", "pk")[:MOST_OFFERED])


def entries() -> QuerySet[Entry]:
    """Return entries with what they were folded into."""
    return Entry.objects.select_related("source_import", "duplicate_of__referral", "duplicate_of__source_import")
