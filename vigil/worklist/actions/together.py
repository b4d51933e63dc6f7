"""Keeping, giving back, pulling back or handing on what somebody holds of the same people, all of it or none."""

from datetime import datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.referrals.models import Referral
from vigil.worklist.actions import claims
from vigil.worklist.models import Claim
from vigil.worklist.queries.claims import live_claim
from vigil.worklist.queries.together import held_with


@transaction.atomic
def keep_by_working(referral: Referral, *, by: User, at: datetime) -> None:
    """Take a sign of work on one as work on all they hold of the same people, or the others would go back meanwhile."""
    claim = live_claim(referral)
    if claim and claim.holder_id == by.pk:
        for one in (claim, *held_with(claim)):
            claims.keep_by_working(one.referral, by=by, at=at)


@transaction.atomic
def release(claim: Claim, *, why: str, by: User, at: datetime) -> list[Claim]:
    """Give back a referral and all its holder holds of the same people. Raises ``CannotClaim``."""
    held = [claim, *held_with(claim)]
    for one in held:
        claims.release(one, why=why, by=by, at=at)
    return held


@transaction.atomic
def pull_back(claim: Claim, *, why: str, by: User, at: datetime) -> list[Claim]:
    """Take back a referral and all its holder holds of the same people. Raises ``CannotClaim``."""
    held = [claim, *held_with(claim)]
    for one in held:
        claims.pull_back(one, why=why, by=by, at=at)
    return held


@transaction.atomic
def reallocate(claim: Claim, *, to: User, why: str, by: User, at: datetime) -> list[Claim]:
    """Hand a referral and all its holder holds of the same people to somebody else. Raises ``CannotClaim``."""
    held = [claim, *held_with(claim)]
    for one in held:
        claims.reallocate(one, to=to, why=why, by=by, at=at)
    return held
