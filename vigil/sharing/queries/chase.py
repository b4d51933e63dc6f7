"""Who has not answered, what somebody has to do, and what was held back long enough."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from vigil.sharing.models import Decision, Delivery, FollowUp, Outcome, Receipt


def unanswered() -> QuerySet[Delivery]:
    """Return disclosures that were sent and that nobody at the partner has confirmed or decided on."""
    theirs = Receipt.objects.filter(
        disclosure=OuterRef("disclosure"), kind__in=[Receipt.Kind.ACKNOWLEDGED, Receipt.Kind.REFUSED]
    )
    decided = Outcome.objects.filter(disclosure=OuterRef("disclosure"))
    return (
        Delivery.objects.filter(kind=Delivery.Kind.PACKET, state=Delivery.State.SENT)
        .exclude(Exists(theirs))
        .exclude(Exists(decided))
        .select_related("disclosure__decision__referral", "partner")
        .order_by("acknowledge_by", "id")
    )


def silent(at: datetime) -> QuerySet[Delivery]:
    """Return the unanswered whose clock ran out and about whom nobody was told yet to remind or to call."""
    reminded = Delivery.objects.filter(disclosure=OuterRef("disclosure"), kind=Delivery.Kind.REMINDER)
    called = FollowUp.objects.filter(decision=OuterRef("disclosure__decision"), kind=FollowUp.Kind.SILENT)
    still_fresh = reminded.exclude(state=Delivery.State.GIVEN_UP).exclude(
        state=Delivery.State.SENT, acknowledge_by__lt=at
    )
    return (
        unanswered()
        .filter(acknowledge_by__lt=at)
        .exclude(Exists(called))
        .exclude(Exists(still_fresh))
        .prefetch_related("disclosure__deliveries")
    )


def to_recall(today: date) -> QuerySet[Decision]:
    """Return standing decisions not to share whose day has come and that nobody was asked to look at."""
    asked = FollowUp.objects.filter(decision=OuterRef("pk"), kind=FollowUp.Kind.RECALL)
    return (
        Decision.objects.filter(superseded_at=None, recall_date__lte=today)
        .exclude(Exists(asked))
        .select_related("referral", "partner")
        .order_by("recall_date", "id")
    )


def to_do() -> QuerySet[FollowUp]:
    """Return what people have to do about sharing, high risk first, then the longest waiting."""
    return (
        FollowUp.objects.filter(done_at=None)
        .select_related("decision__referral", "decision__partner", "decision__disclosure")
        .order_by("rank", "at", "id")
    )


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A disclosure nobody has confirmed yet: how much of the partner's clock is used (1 is all of it)."""

    delivery: Delivery
    used: float
    reminded_at: datetime | None


def waiting_for_word(*, at: datetime, most: int) -> list[Waiting]:
    """Return the unanswered, the longest overdue first."""
    found = list(unanswered().prefetch_related("disclosure__deliveries")[:most])
    return [
        Waiting(
            delivery=one,
            used=_used(one, at=at),
            reminded_at=next(
                (each.sent_at for each in one.disclosure.deliveries.all() if each.kind == Delivery.Kind.REMINDER), None
            ),
        )
        for one in found
    ]


def _used(delivery: Delivery, *, at: datetime) -> float:
    assert delivery.sent_at
    assert delivery.acknowledge_by
    return (at - delivery.sent_at) / (delivery.acknowledge_by - delivery.sent_at)
