"""Hearing back: receipts, what a person at the partner says, and what they decided."""

import uuid
from datetime import datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.audit.rows import insert_new
from vigil.rules.sharing.terms import USEFUL, OutcomeKind
from vigil.sharing.actions.deciding import follow_up
from vigil.sharing.channels.base import Receipt as Word
from vigil.sharing.models import Delivery, Disclosure, FollowUp, Outcome, Receipt
from vigil.sharing.queries import outbox
from vigil.triage.queries.policy import rulebook

K = Receipt.Kind


class CannotHear(Exception):  # noqa: N818  (a refusal, worded for the person)
    """An answer that cannot be written down. ``obstacles`` say why."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


def keep_receipt(disclosure: Disclosure, word: Word, *, by: str = "") -> bool:
    """Keep a receipt, once. Return whether it is new. In a transaction."""
    receipt = Receipt(
        disclosure=disclosure,
        kind=word.kind.value,
        reference=word.reference[:200],
        at=word.at,
        detail=word.detail[:400],
        by=by,
    )
    return insert_new([receipt]) == 1


@transaction.atomic
def hear(word: Word, *, at: datetime) -> bool:
    """Take what a partner's system said of a disclosure. Return whether it was about one of ours, and new.

    A refusal after sending goes on by the next way, or becomes somebody's task.
    """
    try:
        key = uuid.UUID(word.disclosure_id)
    except ValueError:
        return False
    delivery = Delivery.objects.select_related("disclosure__decision__referral", "partner").filter(key=key).first()
    if delivery is None or not keep_receipt(delivery.disclosure, word):
        return False
    if word.kind.value == K.REFUSED and delivery.kind == Delivery.Kind.PACKET:
        _refused(delivery, word, at=at)
    if word.kind.value == K.ACKNOWLEDGED:
        _answered(delivery.disclosure, at=at)
    audit.record(
        "disclosure.receipt",
        delivery.disclosure.decision.referral,
        by=None,
        at=at,
        disclosure=str(delivery.disclosure_id),
        partner=delivery.partner_id,
        kind=word.kind.value,
    )
    return True


def _refused(delivery: Delivery, word: Word, *, at: datetime) -> None:

    delivery.last_trouble, delivery.last_fault = word.detail[:400], "theirs"
    fits = outbox.fitting(
        delivery, outbox.routes_of(delivery.partner), is_open=outbox.is_office_hours(at, rulebook().calendar)
    )
    if delivery.state == Delivery.State.SENT and delivery.way + 1 < len(fits):
        delivery.state, delivery.sent_at, delivery.route = Delivery.State.WAITING, None, None
        delivery.way, delivery.attempts_this_way, delivery.next_try_at = delivery.way + 1, 0, at
        delivery.ready_at = at
        delivery.save()
        return
    delivery.save(update_fields=["last_trouble", "last_fault"])
    partner, disclosure = delivery.partner, delivery.disclosure
    words = f"{partner} refused {disclosure.number}. {word.detail} Call {partner.call_name} on {partner.call_phone}."
    follow_up(disclosure.decision, FollowUp.Kind.REFUSED, words, at=at)


def _answered(disclosure: Disclosure, *, at: datetime) -> None:
    FollowUp.objects.filter(decision=disclosure.decision_id, kind=FollowUp.Kind.SILENT, done_at=None).update(
        done_at=at, done_how="They have answered."
    )


def obstacles_to_answering(disclosure: Disclosure, *, told_by: str) -> list[str]:
    """Return why an answer to this disclosure cannot be written down. An empty list means it can."""
    obstacles = []
    if not told_by.strip():
        obstacles.append("Write who at the partner said so.")
    sent = disclosure.deliveries.filter(
        kind=Delivery.Kind.PACKET, state__in=[Delivery.State.SENT, Delivery.State.GIVEN_UP]
    )
    if not sent.exists():
        obstacles.append("It has not left the hub yet, so nobody can have answered.")
    return obstacles


@transaction.atomic
def acknowledge(disclosure: Disclosure, *, told_by: str, by: User | None, at: datetime) -> None:
    """Write down that a person at the partner confirmed it. ``by`` is who took the call, None when they did it here."""
    obstacles = obstacles_to_answering(disclosure, told_by=told_by)
    if obstacles:
        raise CannotHear(obstacles)
    Receipt.objects.get_or_create(
        disclosure=disclosure,
        kind=K.ACKNOWLEDGED,
        reference="",
        defaults={"at": at, "detail": "Told to the hub." if by else "In the portal.", "by": told_by.strip()},
    )
    _answered(disclosure, at=at)
    audit.record("disclosure.acknowledged", disclosure.decision.referral, by=by, at=at, disclosure=str(disclosure.pk))


@transaction.atomic
def record_outcome(
    disclosure: Disclosure,
    *,
    kind: OutcomeKind,
    was_useful: bool | None,
    told_by: str,
    by: User | None,
    at: datetime,
) -> Outcome:
    """Write down what the partner decided. ``was_useful`` None: not said, so it follows from what they decided."""
    obstacles = obstacles_to_answering(disclosure, told_by=told_by)
    if obstacles:
        raise CannotHear(obstacles)
    outcome = Outcome.objects.create(
        disclosure=disclosure,
        kind=kind,
        was_useful=kind in USEFUL if was_useful is None else was_useful,
        told_by=told_by.strip(),
        recorded_by=by,
        at=at,
    )
    # Whoever decided has read it.
    if not disclosure.receipts.filter(kind=K.ACKNOWLEDGED).exists():
        Receipt.objects.create(
            disclosure=disclosure, kind=K.ACKNOWLEDGED, at=at, detail="By deciding on it.", by=told_by.strip()
        )
    _answered(disclosure, at=at)
    audit.record(
        "disclosure.outcome",
        disclosure.decision.referral,
        by=by,
        at=at,
        disclosure=str(disclosure.pk),
        outcome=kind.value,
        useful=outcome.was_useful,
    )
    return outcome
