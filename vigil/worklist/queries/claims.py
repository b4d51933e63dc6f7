"""Who may take which referral next, and who holds what."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat, StrIndex

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
from vigil.worklist.queries.front import Known, known

NEEDED = ("status", "waiting", "order_class", "order_at")  # of a referral, to claim it
TRIED = 32  # more than ever press at once: what the others have just locked is passed over


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
    """What says what somebody is given next: their skills, their focus, the order, and how long they may hold it."""

    held: frozenset[Skill]
    focus: Focus | None
    order: Order
    hold: timedelta
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
        known=now,
    )


def next_in_order(who: Taker, *, at: datetime, focus: Focus | None) -> Iterator[list[int]]:
    """Yield what somebody with these skills is to take, first to do first, a few at a time. None for the untrained."""
    if not skills.all_within(who.held):
        return
    rows = free(who.held, focus=focus)
    if focus and focus.oldest_first:
        yield list(rows.order_by("submitted_at", "id").values_list("id", flat=True)[:TRIED])
        return
    beyond = None
    scope = (*sorted(who.held), focus and focus.area, focus and focus.incident_type)
    if foremost := who.known.front(rows, who.order, scope=scope, at=at):
        yield foremost[:TRIED]
    # The front knows what was claimed, not what is just being claimed: when all of it is, look further.
    while keys := order.first(rows, who.order, number=TRIED, at=at, beyond=beyond):
        yield [key[-1] for key in keys]
        beyond = keys[-1]


def first_to_lock(keys: list[int]) -> Referral | None:
    """Return the first of these that nobody holds and nobody is just taking, locked; None when all are gone."""
    # One expression for both databases, and quick to write out: where the number stands in the list of numbers.
    listed, number = f",{','.join(map(str, keys))},", Concat(Value(","), Cast("pk", CharField()), Value(","))
    turn = StrIndex(Value(listed), number)
    free = Referral.objects.filter(pk__in=keys, status=Status.WAITING).order_by(turn)
    return free.only(*NEEDED).select_for_update(skip_locked=True, of=("self",)).first()
