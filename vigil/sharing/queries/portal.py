"""What one partner may see of what it was told: what has reached it, and nothing that waits or was withdrawn."""

from django.db.models import Q, QuerySet

from vigil.accounts.models import ApiKey, User
from vigil.sharing.models import Delivery, Disclosure, Partner, PartnerKey, PartnerUser, Receipt


def partner_of_key(key: ApiKey) -> Partner | None:
    held = PartnerKey.objects.filter(key=key, partner__is_active=True).select_related("partner").first()
    return held.partner if held else None


def partner_of(user: User) -> Partner | None:
    """Return the partner that somebody belongs to, None when it is not one any more."""
    held = PartnerUser.objects.filter(user=user, partner__is_active=True).select_related("partner").first()
    return held.partner if held else None


def told(partner: Partner) -> QuerySet[Disclosure]:
    """Return what a partner was told, high risk first, then the latest."""
    return (
        Disclosure.objects.filter(
            decision__partner=partner,
            deliveries__kind=Delivery.Kind.PACKET,
            deliveries__state=Delivery.State.SENT,
        )
        .select_related("decision__referral", "decision__partner")
        .order_by("deliveries__rank", "-made_at", "id")
    )


_ANSWERED = Q(receipts__kind=Receipt.Kind.ACKNOWLEDGED)


def unanswered(partner: Partner) -> QuerySet[Disclosure]:
    """Return what nobody at the partner has confirmed."""
    return told(partner).exclude(pk__in=Disclosure.objects.filter(_ANSWERED, decision__partner=partner).values("pk"))


def undecided(partner: Partner) -> QuerySet[Disclosure]:
    """Return what was confirmed and has no outcome yet."""
    return told(partner).filter(_ANSWERED, outcomes=None)


def decided(partner: Partner) -> QuerySet[Disclosure]:
    return told(partner).filter(outcomes__isnull=False).distinct()
