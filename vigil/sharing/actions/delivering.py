"""The outbox at work: a message is taken on lease, sent outside any transaction, and what became of it written down.

At least once: a worker that dies lets its lease run out, and another one sends. Once in effect: the key that the
receiver knows a message by never changes. What is written here is right with any number of workers.
"""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from vigil.audit import actions as audit
from vigil.rules.calendars import Calendar
from vigil.rules.clocks import after_working_days
from vigil.rules.sharing.routing import after_trouble, rest
from vigil.sharing import packets, paper
from vigil.sharing.actions.deciding import follow_up
from vigil.sharing.actions.hearing import keep_receipt
from vigil.sharing.channels.base import Fault, Packet, Receipt, Trouble
from vigil.sharing.models import Delivery, FollowUp, Partner, Route
from vigil.sharing.queries import outbox, sources
from vigil.sharing.wording import Section, moment_in_words
from vigil.triage.queries.policy import rulebook

LEASE = timedelta(minutes=5)  # longer than any channel waits for an answer
AT_ONCE = 5  # messages to one partner that one worker takes
IN_FLIGHT = 10  # messages to one partner that all workers have out together
NOTED_EVERY = timedelta(minutes=1)  # how often a success is written on a route that does well


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A message that this worker has on lease, the way it goes, and by which days the partner is to answer."""

    delivery: Delivery
    route: Route
    lease: uuid.UUID
    calendar: Calendar
    answer_within: int  # working days


@transaction.atomic
def take(partner_id: int, *, at: datetime) -> list[Taken]:
    """Take on lease what one partner is to be sent next: high risk first, and no more than was agreed with it."""
    # One worker at a time counts what a partner may still be sent; the others go on to the next partner.
    partner = Partner.objects.select_for_update(skip_locked=True).filter(pk=partner_id, is_active=True).first()
    if partner is None:
        return []
    most, left, routes = AT_ONCE, outbox.room(partner, at=at), outbox.routes_of(partner)
    most = min(most, IN_FLIGHT - outbox.in_flight(partner, at=at))
    if most <= 0 or not routes:
        return []
    found = outbox.due(at).filter(partner=partner)
    found = found.select_related("disclosure__decision__referral", "disclosure__decision__partner")
    if left == 0:
        found = found.filter(rank=0)  # high risk never waits for the meter
    calendar, answer_within = rulebook().calendar, sources.thresholds().number("acknowledge_working_days")
    is_open = outbox.is_office_hours(at, calendar)
    lease, taken = uuid.uuid4(), list[Taken]()
    for delivery in found[:most]:
        if left is not None and delivery.rank > 0 and len(taken) >= left:
            break
        way = outbox.way_now(delivery, routes, is_open=is_open, at=at)
        if way is None:
            continue
        place, route = way
        if place != delivery.way:
            delivery.way, delivery.attempts_this_way = place, 0
            delivery.save(update_fields=["way", "attempts_this_way"])
        taken.append(Taken(delivery=delivery, route=route, lease=lease, calendar=calendar, answer_within=answer_within))
    Delivery.objects.filter(pk__in=[one.delivery.pk for one in taken]).update(lease=lease, leased_until=at + LEASE)
    return taken


def keep(taken: Taken, *, at: datetime) -> bool:
    """Renew a lease just before sending. False: it ran out, was stopped or withdrawn, and is not ours to send."""
    renewed = Delivery.objects.filter(
        pk=taken.delivery.pk, lease=taken.lease, state=Delivery.State.WAITING, leased_until__gte=at
    ).update(leased_until=at + LEASE)
    return bool(renewed)


def give_back(taken: Taken) -> None:
    """Let go of a message that was not tried, so that any worker may take it."""
    Delivery.objects.filter(pk=taken.delivery.pk, lease=taken.lease).update(leased_until=None)


def packet_of(delivery: Delivery) -> Packet:
    """Return a message as channels take it, made from what was kept when it was decided."""
    disclosure = delivery.disclosure
    partner = disclosure.decision.partner.name
    urgent = delivery.rank == 0
    if delivery.kind == Delivery.Kind.PACKET:
        content, pdf = disclosure.content, paper.pdf(packets.content_of(disclosure))
        stem = disclosure.number
    else:
        content, pdf = _reminder(delivery)
        stem = f"{disclosure.number}-reminder"
    return Packet(
        disclosure_id=str(delivery.key),
        partner=partner,
        content=content.encode(),
        pdf=pdf,
        filename_stem=stem,
        urgent=urgent,
    )


def _reminder(delivery: Delivery) -> tuple[str, bytes]:
    disclosure = delivery.disclosure
    sent = disclosure.deliveries.get(kind=Delivery.Kind.PACKET)
    assert sent.sent_at
    assert sent.acknowledge_by
    words = f"Nobody has confirmed {disclosure.number}. Confirm it, or call the hub."
    content = {
        "schema": "vigil-reminder/1",
        "disclosure": {"id": str(disclosure.pk), "number": disclosure.number},
        "sent_at": sent.sent_at.isoformat(timespec="seconds"),
        "acknowledge_by": sent.acknowledge_by.isoformat(timespec="seconds"),
        "words": words,
    }
    rows = [
        ("Sent", moment_in_words(sent.sent_at)),
        ("Confirm by", moment_in_words(sent.acknowledge_by)),
        ("What to do", words),
    ]
    section = Section(heading="A reminder", rows=rows)
    sheet = paper.sheet(
        f"Reminder of {disclosure.number}", [section], marking=packets.MARKING, made_at=delivery.ready_at
    )
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")), sheet


@transaction.atomic
def note_sent(taken: Taken, receipt: Receipt, *, at: datetime) -> None:
    """Write down that a message went. True whoever holds the lease by now: it did leave."""
    delivery = Delivery.objects.select_for_update().get(pk=taken.delivery.pk)
    delivery.disclosure = taken.delivery.disclosure  # read when it was taken; it is never edited
    _route_works(taken.route, at=at)
    if delivery.state != Delivery.State.WAITING:
        return
    delivery.state, delivery.sent_at, delivery.route = Delivery.State.SENT, receipt.at, taken.route
    delivery.leased_until = None
    delivery.attempts += 1
    delivery.acknowledge_by = after_working_days(receipt.at, taken.answer_within, taken.calendar)
    delivery.save(update_fields=["state", "sent_at", "route", "leased_until", "attempts", "acknowledge_by"])
    disclosure = delivery.disclosure
    if delivery.kind == Delivery.Kind.PACKET:
        keep_receipt(disclosure, receipt)
    verb = "disclosure.sent" if delivery.kind == Delivery.Kind.PACKET else "disclosure.reminded"
    audit.record(
        verb,
        disclosure.decision.referral,
        by=None,
        at=at,
        disclosure=str(disclosure.pk),
        partner=delivery.partner_id,
        channel=taken.route.channel,
        attempts=delivery.attempts,
    )


def _route_works(route: Route, *, at: datetime) -> None:
    stale = Q(last_success_at=None) | Q(last_success_at__lt=at - NOTED_EVERY) | Q(failures__gt=0)
    Route.objects.filter(stale, pk=route.pk).update(failures=0, rests_until=None, last_success_at=at)


@transaction.atomic
def note_trouble(taken: Taken, trouble: Trouble, *, at: datetime) -> None:
    """Write down that a message did not go, whose fault it was, and when it is tried again or whose task it is now."""
    _route_fails(taken.route, trouble, at=at)
    delivery = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("disclosure__decision__referral", "partner")
        .get(pk=taken.delivery.pk)
    )
    if delivery.state != Delivery.State.WAITING or delivery.lease != taken.lease:
        return  # somebody else has it, or it has gone
    delivery.attempts += 1
    delivery.attempts_this_way += 1
    fits = outbox.fitting(
        delivery, outbox.routes_of(delivery.partner), is_open=outbox.is_office_hours(at, taken.calendar)
    )
    following = after_trouble(
        attempts=delivery.attempts,
        attempts_this_way=delivery.attempts_this_way,
        way=delivery.way,
        # A way that was stopped just now has left the list, so what is left is what there is to fall back on.
        number_of_ways=len(fits) + (1 if trouble.stops_route else 0),
        may_help=trouble.try_again,
        asked_to_wait=trouble.after,
        first_at=delivery.ready_at,
        at=at,
    )
    if following.way != delivery.way:
        delivery.way, delivery.attempts_this_way = (0 if trouble.stops_route else following.way), 0
    delivery.last_trouble, delivery.last_fault = trouble.sentence[:400], trouble.fault
    delivery.leased_until = None
    if following.at is None:
        _give_up(delivery, at=at)
    else:
        delivery.next_try_at = following.at
    delivery.save()
    audit.record(
        "disclosure.not_sent",
        delivery.disclosure.decision.referral,
        by=None,
        at=at,
        disclosure=str(delivery.disclosure_id),
        partner=delivery.partner_id,
        channel=taken.route.channel,
        fault=trouble.fault.value,
        attempts=delivery.attempts,
        given_up=following.at is None,
    )


def _route_fails(route: Route, trouble: Trouble, *, at: datetime) -> None:
    route = Route.objects.select_for_update().get(pk=route.pk)
    route.last_trouble_at, route.last_trouble, route.last_fault = at, trouble.sentence[:400], trouble.fault
    if trouble.try_again:
        route.failures += 1
        route.rests_until = at + max(rest(route.failures), trouble.after or timedelta(0))
    if trouble.stops_route and route.stopped_at is None:
        route.stopped_at, route.stopped_why = at, trouble.sentence[:400]
    route.save()


def _give_up(delivery: Delivery, *, at: datetime) -> None:
    delivery.state, delivery.leased_until = Delivery.State.GIVEN_UP, None
    partner, disclosure = delivery.partner, delivery.disclosure
    words = (
        f"{disclosure.number} could not be sent to {partner}. {delivery.last_trouble} "
        f"Call {partner.call_name} on {partner.call_phone}, then send it again."
    )
    follow_up(disclosure.decision, FollowUp.Kind.UNDELIVERED, words, at=at)


@transaction.atomic
def give_up_on_the_unreachable(*, at: datetime) -> int:
    """Make a person's task of what has waited 75 hours for a partner that no way leads to. Return how many."""
    found = outbox.past_all_patience(at).select_for_update(skip_locked=True, of=("self",))
    given_up = list(found.select_related("disclosure__decision__referral", "partner")[:100])
    for delivery in given_up:
        delivery.last_trouble = delivery.last_trouble or "No way to this partner works."
        delivery.last_fault = delivery.last_fault or Fault.OURS
        _give_up(delivery, at=at)
        delivery.save(update_fields=["state", "leased_until", "last_trouble", "last_fault"])
    return len(given_up)
