"""Nothing that was sent, or held back, may be forgotten: reminders, people to call, and days to look again."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.sharing.actions.deciding import follow_up
from vigil.sharing.models import Delivery, FollowUp
from vigil.sharing.queries import chase, outbox


class CannotFinish(Exception):  # noqa: N818  (a refusal, worded for the person)
    """Something to do that cannot be called done. ``obstacles`` say why."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


@transaction.atomic
def chase_the_silent(*, at: datetime) -> int:
    """Remind each partner whose clock ran out without a word, once; then name the person to call. Return how many."""
    late = list(chase.silent(at)[:200])
    for delivery in late:
        disclosure, partner = delivery.disclosure, delivery.partner
        reminder = next((one for one in disclosure.deliveries.all() if one.kind == Delivery.Kind.REMINDER), None)
        if reminder is None and partner.routes.filter(stopped_at=None, channel__in=outbox.REMINDS).exists():
            Delivery.objects.create(
                key=uuid.uuid5(disclosure.pk, "reminder"),
                disclosure=disclosure,
                kind=Delivery.Kind.REMINDER,
                partner=partner,
                state=Delivery.State.WAITING,
                rank=delivery.rank,
                ready_at=at,
                next_try_at=at,
            )
        else:
            words = (
                f"{partner} has not confirmed {disclosure.number}. Call {partner.call_name} on {partner.call_phone}."
            )
            follow_up(disclosure.decision, FollowUp.Kind.SILENT, words, at=at)
    return len(late)


@transaction.atomic
def recall_what_was_held_back(*, at: datetime) -> int:
    """Ask somebody to look again at each decision not to share whose day has come. Return how many."""
    due = list(chase.to_recall(timezone.localdate(at))[:200])
    for decision in due:
        words = f"{decision.referral}: look again at what {decision.partner} was not told, and decide anew."
        follow_up(decision, FollowUp.Kind.RECALL, words, at=at)
    return len(due)


@transaction.atomic
def finish(one: FollowUp, *, how: str, by: User, at: datetime) -> None:
    """Say that something was done, and how. Raises ``CannotFinish``."""
    one = FollowUp.objects.select_for_update(of=("self",)).select_related("decision__referral").get(pk=one.pk)
    obstacles = []
    if one.done_at is not None:
        obstacles.append("Somebody has done this already.")
    if one.kind == FollowUp.Kind.STOPPED:
        obstacles.append("Clear its stops, or decide anew: it cannot be put aside.")
    if not how.strip():
        obstacles.append("Record what you did.")
    if obstacles:
        raise CannotFinish(obstacles)
    one.done_at, one.done_by, one.done_how = at, by, how.strip()
    one.save(update_fields=["done_at", "done_by", "done_how"])
    audit.record("follow_up.done", one.decision.referral, by=by, at=at, kind=one.kind, follow_up=one.pk)


@transaction.atomic
def send_again(one: FollowUp, *, by: User, at: datetime) -> None:
    """Put what could not be sent back in the outbox, from its first way. Raises ``CannotFinish``."""
    disclosure = one.decision.disclosure
    delivery = disclosure.deliveries.select_for_update().get(kind=Delivery.Kind.PACKET)
    if delivery.state != Delivery.State.GIVEN_UP:
        raise CannotFinish(["It is not waiting to be sent again."])
    delivery.state, delivery.way, delivery.attempts_this_way = Delivery.State.WAITING, 0, 0
    delivery.ready_at = delivery.next_try_at = at
    delivery.save(update_fields=["state", "way", "attempts_this_way", "ready_at", "next_try_at"])
    finish(one, how="Sent again.", by=by, at=at)
