"""Keeping a detail from partners, and clearing a stop by a second trained person."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.referrals.models import Referral, Subject
from vigil.rules.sharing import guards
from vigil.rules.sharing.guards import Protects, Recipient
from vigil.rules.sharing.terms import PartnerKind
from vigil.sharing import packets
from vigil.sharing.actions.deciding import stop
from vigil.sharing.models import Delivery, Disclosure, FollowUp, Protected, Stop
from vigil.sharing.queries import sources
from vigil.sharing.queries.stops import obstacles_to_clearing


class CannotGuard(Exception):  # noqa: N818  (a refusal, worded for the person)
    """A protection or a clearance that cannot be. ``obstacles`` say why."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


@transaction.atomic
def protect(
    referral: Referral,
    *,
    subject: Subject | None,
    protects: Protects,
    value: str,
    may_see: Iterable[PartnerKind],
    by: User,
    at: datetime,
) -> Protected:
    """Keep a detail from every partner but some kinds. Packets that wait and tell it are stopped at once."""
    if len(value.strip()) < 3:
        raise CannotGuard(["Write out what is to be kept back: Vigil looks for it in everything that leaves."])
    protected = Protected.objects.create(
        referral=referral,
        subject=subject,
        protects=protects,
        value=value.strip(),
        may_see=sorted(kind.value for kind in may_see),
        by=by,
        at=at,
    )
    stopped = sum(_stopped_by(protected, disclosure, at=at) for disclosure in _not_sent_about(protected))
    audit.record("protected.added", referral, by=by, at=at, protects=protects.value, stopped=stopped)
    return protected


def _not_sent_about(protected: Protected) -> QuerySet[Disclosure]:
    waiting = [Delivery.State.WAITING, Delivery.State.STOPPED]
    concerned = Disclosure.objects.filter(
        decision__referral__in=sources.referrals_protected_by(protected),
        deliveries__state__in=waiting,
        deliveries__kind=Delivery.Kind.PACKET,
    )
    return (
        Disclosure.objects.select_for_update(of=("self",))
        .filter(pk__in=concerned.values("pk"))
        .select_related("decision__referral", "decision__partner")
        .order_by("pk")
    )


def _stopped_by(protected: Protected, disclosure: Disclosure, *, at: datetime) -> bool:
    partner = disclosure.decision.partner
    kind = PartnerKind(partner.kind)
    if not protected.is_hidden_from(kind):
        return False
    content = packets.content_of(disclosure)
    found = guards.stops(
        {**content["matter"], "person": content["people"]},
        recipient=Recipient(name=partner.name, kind=kind),
        details=[protected.detail()],
        people=guards.People(told=packets.names_in(content)),
    )
    known = set(disclosure.stops.values_list("guard", "where"))
    new = [one for one in found if (one.guard.value, one.where) not in known]
    stop(disclosure, new, at=at)
    if new:
        disclosure.deliveries.filter(state=Delivery.State.WAITING).update(
            state=Delivery.State.STOPPED, leased_until=None
        )
    return bool(new)


@transaction.atomic
def end_protection(protected: Protected, *, why: str, by: User, at: datetime) -> None:
    """Stop keeping a detail back. It stays on record, with the reason."""
    protected = Protected.objects.select_for_update().get(pk=protected.pk)
    if protected.ended_at is not None:
        raise CannotGuard(["This is no longer kept back: somebody ended it already."])
    if not why.strip():
        raise CannotGuard(["Record why it need not be kept back any more."])
    protected.ended_at, protected.ended_by, protected.ended_why = at, by, why.strip()
    protected.save(update_fields=["ended_at", "ended_by", "ended_why"])
    audit.record("protected.ended", protected.referral, by=by, at=at, protects=protected.protects)


@transaction.atomic
def clear(one: Stop, *, why: str, by: User, at: datetime) -> None:
    """Say, as a second trained person, that what stopped a packet may leave after all. Raises ``CannotGuard``.

    When the last stop is cleared the packet goes.
    """
    disclosure = Disclosure.objects.select_for_update().get(pk=one.disclosure_id)
    one = Stop.objects.get(pk=one.pk)
    obstacles = obstacles_to_clearing(one, by=by, at=at)
    if not why.strip():
        obstacles.append("Record why it may leave after all.")
    if not disclosure.deliveries.filter(state=Delivery.State.STOPPED).exists():
        obstacles.append("This packet no longer waits to be cleared.")
    if obstacles:
        raise CannotGuard(obstacles)
    one.cleared_by, one.cleared_at, one.cleared_why = by, at, why.strip()
    one.save(update_fields=["cleared_by", "cleared_at", "cleared_why"])
    if not disclosure.stops.filter(cleared_at=None).exists():
        disclosure.deliveries.filter(state=Delivery.State.STOPPED).update(
            state=Delivery.State.WAITING, ready_at=at, next_try_at=at
        )
        FollowUp.objects.filter(decision=disclosure.decision_id, kind=FollowUp.Kind.STOPPED, done_at=None).update(
            done_at=at, done_by=by, done_how="Cleared by a second person."
        )
    audit.record("stop.cleared", disclosure.decision.referral, by=by, at=at, guard=one.guard, stop=one.pk)
