"""Who may take which referral next, and who holds what."""

from datetime import datetime

from django.db.models import QuerySet

from vigil.accounts.models import User
from vigil.referrals.models import Referral
from vigil.rules import lifecycle
from vigil.rules.lifecycle import Status, Verb
from vigil.rules.policies import Holding
from vigil.triage.queries.policy import policy_in_force
from vigil.worklist.models import Claim, Focus


def holding() -> Holding:
    """Return how long a referral may be held, by the policy in force."""
    policy = policy_in_force(Holding)
    assert isinstance(policy, Holding)
    return policy


def focus_of(person: User, *, at: datetime) -> Focus | None:
    """Return what a supervisor has put somebody on, or None."""
    return Focus.objects.filter(person=person, ended_at=None, until__gt=at).first()


def live_claim(referral: Referral) -> Claim | None:
    """Return who holds the referral, or None. A claim whose time is over stands until somebody asks for the next."""
    return Claim.objects.live().filter(referral=referral).select_related("holder").first()


def obstacles_to_claiming(referral: Referral) -> list[str]:
    """Return why nobody can take the referral now. An empty list means that somebody who is trained can."""
    held = live_claim(referral)
    if held:
        return [f"{held.holder} holds it until it is finished or goes back."]
    return lifecycle.obstacles_to(Verb.CLAIM, status=Status(referral.status))


def next_in_order(*, at: datetime, focus: Focus | None = None) -> QuerySet[Referral]:
    """Return the referrals nobody holds, the next to assess first."""
    free = Referral.objects.filter(status=Status.WAITING)
    if focus and focus.area:
        free = free.filter(area=focus.area)
    if focus and focus.incident_type:
        free = free.filter(incident_type=focus.incident_type)
    if focus and focus.oldest_first:
        return free.order_by("submitted_at", "id")
    return free.order_by("order_rank", "order_at", "id")
