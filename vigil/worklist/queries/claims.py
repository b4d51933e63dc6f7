"""Who may take which referral next, and who holds what."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from vigil.accounts.models import User
from vigil.referrals.models import Referral
from vigil.rules import lifecycle, skills
from vigil.rules.lifecycle import Status, Verb
from vigil.rules.priority import Order
from vigil.rules.skills import Skill
from vigil.triage.queries.policy import rulebook
from vigil.workforce.queries.standing import standing_of
from vigil.worklist.models import Claim, Focus
from vigil.worklist.queries import order
from vigil.worklist.queries.front import ENOUGH, Known, known

NEEDED = ("status", "waiting", "order_class", "order_at")  # of a referral, to claim it


def focus_of(person: User, *, at: datetime) -> Focus | None:
    """Return what a supervisor has put somebody on, or None."""
    return Focus.objects.filter(person=person, ended_at=None, until__gt=at).first()


def live_claim(referral: Referral) -> Claim | None:
    """Return who holds the referral, or None. A claim whose time is over stands until somebody asks for the next."""
    return Claim.objects.live().filter(referral=referral).select_related("holder").first()


def obstacles_to_claiming(referral: Referral, *, holder: User, at: datetime) -> list[str]:
    """Return why somebody cannot have the referral. An empty list means they can."""
    held = live_claim(referral)
    if held:
        return [f"{held.holder} holds it until it is finished or goes back."]
    status = lifecycle.obstacles_to(Verb.CLAIM, status=Status(referral.status))
    return status or obstacles_to_holding(referral, holder=holder, at=at)


def obstacles_to_holding(referral: Referral, *, holder: User, at: datetime) -> list[str]:
    """Return what somebody lacks to assess the referral: skills, a post, a step of the path. Empty means nothing."""
    if not holder.is_active:
        return [f"{holder} no longer has access to the hub."]
    return skills.obstacles_to_assessing(standing_of(holder, at=at), skills.read(referral.skills), at)


def free(held: Iterable[Skill], *, focus: Focus | None) -> QuerySet[Referral]:
    """Return the referrals that nobody holds and somebody with these skills may assess, in no order yet."""
    rows = Referral.objects.waiting().filter(status=Status.WAITING, skills__in=skills.all_within(held))
    if focus and focus.area:
        rows = rows.filter(area=focus.area)
    if focus and focus.incident_type:
        rows = rows.filter(incident_type=focus.incident_type)
    return rows


@dataclass(frozen=True, kw_only=True)
class Taker:
    """What says what somebody is given next: their skills, their focus, the order, and how long they may hold it.

    Nothing that anybody holds goes back before ``lapse_from``.
    """

    held: frozenset[Skill]
    focus: Focus | None
    order: Order
    hold: timedelta
    lapse_from: datetime
    known: Known


def taker(person: User, *, at: datetime) -> Taker:
    """Return what says what somebody is given next. One query, if nothing happened since but claims and looks."""
    now = known()
    standing = now.fact(("standing", person.pk, skills.day_of(at)), lambda: standing_of(person, at=at))
    focus = now.fact(("focus", person.pk), lambda: Focus.objects.filter(person=person, ended_at=None).first())
    book = now.fact(("policy",), rulebook)
    return Taker(
        held=skills.usable(standing, at) if person.is_active else frozenset(),
        focus=focus if focus and focus.stands(at) else None,
        order=now.fact(("order",), lambda: order.by_policy(book)),
        hold=book.holding.hold,
        # What is claimed from now on goes back later.
        lapse_from=now.fact(("lapse",), lambda: _first_to_lapse(before=at + book.holding.hold)),
        known=now,
    )


def _first_to_lapse(*, before: datetime) -> datetime:
    """Return when the first of the claims that stand is over, or ``before`` if none is sooner."""
    over = Claim.objects.live().filter(expires_at__lt=before).order_by("expires_at")
    return over.values_list("expires_at", flat=True).first() or before


def next_in_order(who: Taker, *, at: datetime, focus: Focus | None) -> Iterator[list[int]]:
    """Yield what somebody with these skills is to take, first to do first, a few at a time. None for the untrained."""
    if who.held <= {Skill.SIGN_OFF}:
        return
    if focus and focus.oldest_first:
        rows = free(who.held, focus=focus).order_by("submitted_at", "id")
        if oldest := list(rows.values_list("id", flat=True)[:ENOUGH]):
            yield oldest
        return
    beyond = None
    scope = (who.held, focus and focus.area, focus and focus.incident_type)
    if foremost := who.known.front(lambda: free(who.held, focus=focus), who.order, scope=scope, at=at):
        yield foremost
    # The front knows what was claimed, not what is just being claimed: when all of it is, look further.
    rows = free(who.held, focus=focus)
    while keys := order.first(rows, who.order, number=ENOUGH, at=at, beyond=beyond):
        yield [key[-1] for key in keys]
        beyond = keys[-1]
