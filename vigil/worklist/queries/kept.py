"""What was taken on a day, beside what came first: the claims, and where each referral stood when it was taken."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from vigil.referrals.models import Referral
from vigil.rules import skills
from vigil.rules.lifecycle import Status
from vigil.rules.priority.kept import Take, Wait, kept
from vigil.workforce.queries.standing import skills_held_by_all
from vigil.worklist.models import Claim
from vigil.worklist.queries import order

LONDON = ZoneInfo("Europe/London")
BESIDES = 200  # of those nobody took that day, the foremost: more than anybody could have been meant to take


@dataclass(frozen=True, kw_only=True)
class Row:
    """One taking, as the page shows it. ``first`` is the referral that came first, None when it was this one."""

    at: datetime
    by: str
    taken: Referral
    grade: str
    first: Referral | None
    why: str


@dataclass(frozen=True, kw_only=True)
class DayKept:
    """How the order was kept on a day. ``harm`` is in hours of standard waiting: more than none means worse."""

    rows: list[Row]
    in_order: int
    harm: float


def day_kept(day: date, *, now: datetime) -> DayKept:
    """Return how the order was kept on a London day, up to now if it goes on.

    Whatever nobody took that day is judged as it stands now; what was taken, as it stood then.
    """
    begins = datetime.combine(day, time(), LONDON)
    ends = min(datetime.combine(day + timedelta(days=1), time(), LONDON), now)
    # Nobody chose what was handed to them, or what came with another of the same people.
    chosen = (Claim.How.NEXT, Claim.How.CHOSEN)
    today = Claim.objects.filter(claimed_at__gte=begins, claimed_at__lt=ends, how__in=chosen)
    claims = list(today.select_related("holder", "referral").defer("referral__narrative").order_by("claimed_at", "pk"))
    held = skills_held_by_all(ends - timedelta(microseconds=1))
    takes = [
        Take(number=one.referral_id, at=one.claimed_at, held=held.get(one.holder_id, frozenset())) for one in claims
    ]
    told = kept(takes, _waits(claims, ends), order.in_force(), until=ends)
    rows = [
        Row(
            at=claim.claimed_at,
            by=str(claim.holder),
            taken=claim.referral,
            grade=claim.referral.grade,
            first=None if turn.in_order else Referral(pk=turn.first),
            why=claim.why,
        )
        for claim, turn in zip(claims, told.turns, strict=True)
    ]
    return DayKept(rows=rows, in_order=sum(turn.in_order for turn in told.turns), harm=told.harm)


def _waits(claims: list[Claim], ends: datetime) -> list[Wait]:
    """Return when each referral of the day could be taken, and the foremost of those that nobody took."""
    taken = [claim.referral_id for claim in claims]
    every: dict[int, list[Claim]] = defaultdict(list)
    for claim in Claim.objects.filter(referral__in=taken).select_related("referral").order_by("claimed_at", "pk"):
        every[claim.referral_id].append(claim)
    waits = [wait for stretch in every.values() for wait in _stretches(stretch)]
    left = Referral.objects.waiting().filter(status=Status.WAITING, received_at__lt=ends).exclude(pk__in=taken)
    foremost = order.first(left, order.in_force(), number=BESIDES + len(taken), at=ends)
    others = Referral.objects.filter(pk__in=[key[-1] for key in foremost]).only(
        "order_class", "order_at", "skills", "received_at"
    )
    waits += [_wait(one, one.order_class, one.order_at, one.received_at, None) for one in others]
    return waits


def _stretches(claims: list[Claim]) -> list[Wait]:
    first = claims[0]
    referral = first.referral
    waits = [_wait(referral, first.order_class, first.order_at, referral.received_at, first.claimed_at)]
    for before, after in pairwise(claims):
        if before.ended_at:
            waits.append(_wait(referral, after.order_class, after.order_at, before.ended_at, after.claimed_at))
    return waits


def _wait(referral: Referral, order_class: int, start: datetime, since: datetime, until: datetime | None) -> Wait:
    return Wait(
        number=referral.pk,
        order_class=order_class,
        start=start,
        skills=skills.read(referral.skills),
        since=since,
        until=until,
    )
