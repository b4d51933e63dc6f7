"""Signing a secondary risk assessment: ends its holder's claim and records what they found, or nothing at all."""

from datetime import datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.referrals.models import Referral
from vigil.rules import assessing, skills
from vigil.rules.assessing import Answers
from vigil.rules.lifecycle import Verb
from vigil.rules.terms import Grade
from vigil.triage.actions.assessing import record
from vigil.triage.models import Assessment
from vigil.triage.queries.assessing import filled_in, with_child
from vigil.workforce.queries.standing import standing_of
from vigil.worklist.actions import claims
from vigil.worklist.actions.claims import CannotClaim


class CannotSign(Exception):  # noqa: N818  (a refusal, worded for the person)
    """An assessment that cannot be signed. ``obstacles`` are sentences by the field that mends them, "" for none."""

    def __init__(self, obstacles: dict[str, str]) -> None:
        super().__init__(" ".join(obstacles.values()))
        self.obstacles = obstacles


@transaction.atomic
def sign(referral: Referral, answers: Answers, *, by: User, at: datetime) -> Assessment:
    """Sign an assessment of a referral that one holds. Raises ``CannotSign``.

    A skill that expired since it was taken closes the gate here too: it is looked at now, not when work began.
    """
    standing, filled = standing_of(by, at=at), filled_in(referral)
    untrained = skills.obstacles_to_assessing(standing, skills.read(referral.skills), at)
    if untrained:
        raise CannotSign({"": " ".join(untrained)})
    held = Grade(referral.grade)
    obstacles = assessing.obstacles_to_signing(answers, held=held, filled=filled, with_child=with_child(referral))
    if obstacles or answers.grade is None:
        raise CannotSign(obstacles)
    needs_second = bool(assessing.why_two_sign(answers.grade, held=held, stage=standing.stage))
    verb = Verb.ASK_SECOND_SIGNATURE if needs_second else Verb.ASSESS
    try:
        claim = claims.held_by(by, referral)
        referral = claims.finish(referral, verb=verb, by=by, at=at)
    except CannotClaim as refusal:
        raise CannotSign({"": " ".join(refusal.obstacles)}) from refusal
    if Grade(referral.grade) is not held:  # raised while it was being assessed: what they answered is not the question
        raise CannotSign({"grade": f"It was raised to {referral.grade} while you worked. Look again, and sign."})
    return record(referral, answers, filled=filled, needs_second=needs_second, began_at=claim.claimed_at, by=by, at=at)
