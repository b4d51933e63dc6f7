"""Entering what was assessed on paper while the system was down: the same gates, at the paper's own time."""

from datetime import datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.accounts.roles import Permission
from vigil.audit import actions as audit
from vigil.referrals.models import Referral
from vigil.rules.assessing import Answers
from vigil.triage.models import Assessment
from vigil.worklist.actions import claims, desk
from vigil.worklist.actions.claims import CannotClaim
from vigil.worklist.actions.desk import CannotSign
from vigil.worklist.models import PaperEntry
from vigil.worklist.queries.claims import live_claim


@transaction.atomic
def enter(
    referral: Referral, answers: Answers, *, done_by: User, done_at: datetime, by: User, at: datetime
) -> Assessment:
    """Sign what ``done_by`` wrote on paper at ``done_at``, typed in by ``by``. Raises ``CannotSign``.

    What is required of an assessment at the desk is required of it too: training in force at the paper's time, a
    reason, and a second signature where it lowers. The trail says who typed it in, and when.
    """
    obstacles = {}
    if done_at > at:
        obstacles["day"] = "It was done in the future: mend the day or the time"
    elif done_at < referral.received_at:
        obstacles["day"] = "It was done before the referral was received: mend the day or the time"
    if done_by != by and not by.may(Permission.HAND_OUT):
        obstacles["done_by"] = "Only a supervisor enters what somebody else did"
    if obstacles:
        raise CannotSign(obstacles)
    claim = live_claim(referral)
    if claim is None or claim.holder_id != done_by.pk:
        try:
            claims.choose(referral, why="Assessed on paper while the system was down", by=done_by, at=done_at)
        except CannotClaim as refusal:
            raise CannotSign({"": " ".join(refusal.obstacles)}) from refusal
    made = desk.sign(Referral.objects.get(pk=referral.pk), answers, by=done_by, at=done_at)
    PaperEntry.objects.create(assessment=made, entered_by=by, entered_at=at)
    audit.record(
        "assessment.entered_from_paper",
        referral,
        by=by,
        at=at,
        assessment=made.pk,
        done_by=done_by.pk,
        done_at=done_at.isoformat(),
    )
    return made


@transaction.atomic
def record_print(*, referrals: int, by: User, at: datetime) -> None:
    """Record that somebody took the worklist on paper."""
    audit.record("worklist.printed", by=by, at=at, referrals=referrals, on="paper for downtime")
