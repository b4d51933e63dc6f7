"""Taking a referral, keeping it, finishing it, giving it back: at most one person holds each."""

from datetime import datetime, timedelta

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.audit.rows import insert_and_key
from vigil.referrals.models import Referral
from vigil.rules import lifecycle
from vigil.rules.lifecycle import ON_WORKLIST, Status, Verb
from vigil.triage.queries.policy import rulebook
from vigil.worklist.actions.taking import take_first
from vigil.worklist.models import Claim
from vigil.worklist.queries import claims as queries
from vigil.worklist.queries.together import to_take_with

H, E = Claim.How, Claim.Ending


class CannotClaim(Exception):  # noqa: N818  (a refusal, worded for the person)
    """A referral that cannot be taken, kept or given. ``obstacles`` say why."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


@transaction.atomic  # all of it: where one writes at a time (SQLite), what was read before one's turn is gone
def take_next(*, by: User, at: datetime) -> Claim | None:
    """Give somebody the first referral in order that nobody holds and they are trained for; None when there is none.

    Two who ask at once never get the same, and wait for one another only to write in the trail. Raises ``CannotClaim``
    for the untrained.
    """
    who = queries.taker(by, at=at)
    if who.lapse_from <= at and let_lapse(at=at):
        who = queries.taker(by, at=at)
    if not who.held:
        raise CannotClaim(["No training that is in force lets you assess. Your supervisor can say what would open it."])
    for wanted in (who.focus, None) if who.focus else (None,):
        for keys in queries.next_in_order(who, at=at, focus=wanted):
            if found := take_first(keys):
                return _hold_with_others(found, who, how=H.NEXT, why="", holder=by, by=by, at=at)
    return None


@transaction.atomic
def choose(referral: Referral, *, why: str, by: User, at: datetime) -> Claim:
    """Take one referral whatever its place, and say why unless it is the next. Raises ``CannotClaim``."""
    let_lapse(at=at)
    who = queries.taker(by, at=at)
    is_next = referral.pk in next(queries.next_in_order(who, at=at, focus=who.focus), [])[:1]
    referral = _locked(referral)
    obstacles = queries.obstacles_to_claiming(referral, holder=by, at=at)
    if not is_next and not why.strip():
        obstacles.append("Record why this one comes before those that are first in order.")
    if obstacles:
        raise CannotClaim(obstacles)
    how = H.NEXT if is_next else H.CHOSEN
    _move(referral, Verb.CLAIM)
    why = "" if is_next else why.strip()
    return _hold_with_others(referral, who, how=how, why=why, holder=by, by=by, at=at)


@transaction.atomic
def hand_out(referral: Referral, *, to: User, why: str, by: User, at: datetime) -> Claim:
    """Give somebody a referral that nobody holds, with the others of the same people. Raises ``CannotClaim``."""
    let_lapse(at=at)
    referral = _locked(referral)
    obstacles = [*queries.obstacles_to_claiming(referral, holder=to, at=at), *_unsaid(why)]
    if obstacles:
        raise CannotClaim(obstacles)
    who = queries.taker(to, at=at)
    _move(referral, Verb.CLAIM)
    return _hold_with_others(referral, who, how=H.HANDED_OUT, why=why.strip(), holder=to, by=by, at=at)


@transaction.atomic
def reallocate(claim: Claim, *, to: User, why: str, by: User, at: datetime) -> Claim:
    """Hand what somebody holds to somebody else. Raises ``CannotClaim``."""
    claim = _live(claim)
    obstacles = [*queries.obstacles_to_holding(claim.referral, holder=to, at=at), *_unsaid(why)]
    if to == claim.holder:
        obstacles.append(f"{to} holds it already.")
    if obstacles:
        raise CannotClaim(obstacles)
    referral = _end(claim, E.REALLOCATED, verb=Verb.RELEASE, why=why, by=by, at=at)
    _move(referral, Verb.CLAIM)
    hold = rulebook().holding.hold
    return _begin([_new(referral, how=H.HANDED_OUT, why=why.strip(), holder=to, hold=hold, at=at)], by=by, at=at)


@transaction.atomic
def renew(claim: Claim, *, by: User, at: datetime) -> Claim:
    """Keep a referral for as long again. Raises ``CannotClaim`` when it is no longer theirs."""
    claim = _live(claim)
    _only_its_holder(claim, by)
    claim.renewed_at, claim.expires_at = at, at + rulebook().holding.hold
    claim.save(update_fields=["renewed_at", "expires_at"])
    audit.record("referral.kept", claim.referral, by=by, at=at)
    return claim


@transaction.atomic
def keep_by_working(referral: Referral, *, by: User, at: datetime) -> None:
    """Take a sign of work as a renewal. Whoever works on the referral calls it; for anybody but the holder, nothing.

    It renews once half the time is used, so that typing does not fill the audit trail.
    """
    claim = Claim.objects.live().filter(referral=referral, holder=by).first()
    if claim and at - claim.renewed_at >= (claim.expires_at - claim.renewed_at) / 2:
        renew(claim, by=by, at=at)


@transaction.atomic
def release(claim: Claim, *, why: str, by: User, at: datetime) -> None:
    """Give a referral back to its place in the worklist. Raises ``CannotClaim``."""
    claim = _live(claim)
    _only_its_holder(claim, by)
    if obstacles := _unsaid(why):
        raise CannotClaim(obstacles)
    _end(claim, E.RELEASED, verb=Verb.RELEASE, why=why, by=by, at=at)


@transaction.atomic
def pull_back(claim: Claim, *, why: str, by: User, at: datetime) -> None:
    """Take a referral from whoever holds it, back to its place in the worklist. Raises ``CannotClaim``."""
    claim = _live(claim)
    if obstacles := _unsaid(why):
        raise CannotClaim(obstacles)
    _end(claim, E.PULLED_BACK, verb=Verb.RELEASE, why=why, by=by, at=at)


@transaction.atomic
def finish(referral: Referral, *, verb: Verb, by: User, at: datetime) -> Referral:
    """End the holder's claim by the step that ends it: ``verb`` says which, as the lifecycle knows it.

    For whoever records the step, in the same transaction. Raises ``CannotClaim`` when ``by`` does not hold it.
    """
    referral = _locked(referral)
    return _end(held_by(by, referral), E.FINISHED, verb=verb, why="", by=by, at=at)


def held_by(person: User, referral: Referral) -> Claim:
    """Return somebody's claim on a referral that they hold. Raises ``CannotClaim`` when they do not."""
    claim = queries.live_claim(referral)
    if claim is None or claim.holder_id != person.pk:
        raise CannotClaim([_not_theirs(claim)])
    return claim


@transaction.atomic(savepoint=False)  # whoever asks for the next has nothing to undo before it
def let_lapse(*, at: datetime) -> int:
    """Give back what nobody worked on in time, and return how many. Done whenever somebody asks for the next."""
    over = Claim.objects.live().filter(expires_at__lte=at).select_for_update(skip_locked=True, of=("self",))
    lapsed = list(over.order_by("expires_at", "pk"))
    for claim in lapsed:
        _end(claim, E.LAPSED, verb=Verb.RELEASE, why="", by=None, at=at)
    return len(lapsed)


def _hold_with_others(
    referral: Referral, who: queries.Taker, *, how: Claim.How, why: str, holder: User, by: User, at: datetime
) -> Claim:
    """Give whoever gets one referral the others that wait of the same people: one person is worked once."""
    others = to_take_with(referral, held=who.held)
    for one in others:
        _move(one, Verb.CLAIM)
    first = _new(referral, how=how, why=why, holder=holder, hold=who.hold, at=at)
    why = f"With {referral.number}."
    rest = [_new(one, how=H.TOGETHER, why=why, holder=holder, hold=who.hold, at=at) for one in others]
    return _begin([first, *rest], by=by, at=at)


def _new(referral: Referral, *, how: Claim.How, why: str, holder: User, hold: timedelta, at: datetime) -> Claim:
    return Claim(
        referral=referral,
        holder=holder,
        how=how,
        why=why,
        order_class=referral.order_class,
        order_at=referral.order_at,
        claimed_at=at,
        renewed_at=at,
        expires_at=at + hold,
    )


def _begin(claims: list[Claim], *, by: User, at: datetime) -> Claim:
    """Write claims that begin together, and the trail of them; return the first."""
    insert_and_key(claims)
    entries = []
    for claim in claims:
        detail = {"how": claim.how, "holder": claim.holder_id}
        if claim.how == H.TOGETHER:
            detail["why"] = claim.why
        entries.append(audit.Entry(verb="referral.claimed", thing=claim.referral, detail=detail))
    audit.record_all(entries, by=by, at=at)
    return claims[0]


def _end(claim: Claim, ending: Claim.Ending, *, verb: Verb, why: str, by: User | None, at: datetime) -> Referral:
    referral = _locked(claim.referral)
    _move(referral, verb)
    claim.ended_at, claim.ending, claim.ended_why = at, ending, why.strip()
    claim.save(update_fields=["ended_at", "ending", "ended_why"])
    if ending is not E.FINISHED:  # what finished it is an event of its own
        audit.record(f"referral.{ending}", referral, by=by, at=at, holder=claim.holder_id)
    return referral


def _move(referral: Referral, verb: Verb) -> None:
    referral.status = lifecycle.after(verb, status=Status(referral.status))
    referral.waiting = referral.status in ON_WORKLIST
    referral.save(update_fields=["status", "waiting"])


def _locked(referral: Referral) -> Referral:
    return Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)


def _live(claim: Claim) -> Claim:
    claim = Claim.objects.select_for_update(of=("self",)).select_related("holder", "referral").get(pk=claim.pk)
    if claim.ended_at is not None:
        raise CannotClaim([f"{claim.holder} no longer holds it: {claim.get_ending_display().lower()}."])
    return claim


def _only_its_holder(claim: Claim, by: User) -> None:
    if claim.holder_id != by.pk:
        raise CannotClaim([_not_theirs(claim)])


def _not_theirs(claim: Claim | None) -> str:
    if claim is None:
        return "You do not hold it: it went back to the worklist. Take it again to go on."
    return f"{claim.holder} holds it."


def _unsaid(why: str) -> list[str]:
    return [] if why.strip() else ["Record why: whoever looks later will ask."]
