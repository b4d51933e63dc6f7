"""Signing and grading again a made-up history, so that a demonstration shows whether its grades are right."""

import random
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.referrals.models import Referral
from vigil.rules import assessing
from vigil.rules.policies import GradeBelief
from vigil.rules.priority.belief import belief
from vigil.rules.terms import Grade
from vigil.triage.actions.quality import draw_days, grade_again, obstacles_to_grading
from vigil.triage.actions.screening import screen_again
from vigil.triage.models import Assessment, QualityGrading, Screening
from vigil.triage.queries.policy import rulebook

TOOK = timedelta(minutes=40)
GRADED = 0.8  # of what is drawn: the rest waits for whoever tries it
REASONS = {
    Grade.HIGH: "What is described could happen again at any moment, and worse.",
    Grade.MEDIUM: "There is a pattern, and nothing in it says that it is over.",
    Grade.STANDARD: "One event, calm when officers left, and help already there.",
}


@transaction.atomic
def sign_past(closed: Iterable[Referral], *, signers: Sequence[User], seed: int, at: datetime) -> int:
    """Give each closed referral the assessment it was closed by, signed by one of ``signers``. Return how many.

    The record is read and screened for what the rules would have said; the grade it was closed at stays.
    """
    chance = random.Random(f"past/{seed}")  # noqa: S311  (the same history every time)
    book = rulebook()
    assessments, screenings = [], []
    for referral in closed:
        assert referral.closed_at is not None
        grade = Grade(referral.grade)
        assessments.append(
            Assessment(
                referral=referral,
                state=Assessment.State.STANDS,
                grade=grade,
                held=grade,
                why=REASONS[grade],
                sections={},
                consent=assessing.Consent.GIVEN,
                safeguarding=assessing.Safeguarding.NOTHING,
                proposal=assessing.Proposal.SHARE,
                rules_version=assessing.RULES_VERSION,
                by=chance.choice(signers),
                began_at=referral.closed_at - TOOK,
                at=referral.closed_at,
            )
        )
        screenings.append(screen_again(referral, [], book=book, at=referral.submitted_at))
    Screening.objects.bulk_create(screenings)
    Assessment.objects.bulk_create(assessments)
    audit.record("synthetic.loaded", by=None, at=at, assessments=len(assessments))
    return len(assessments)


def grade_past(*, graders: Sequence[User], seed: int, at: datetime) -> int:
    """Draw from what was signed, as every night does, and grade most of it again, blind. Return how many.

    The second reading errs as often as policy believes of any (``GradeBelief``).
    """
    chance = random.Random(f"past again/{seed}")  # noqa: S311  (the same history every time)
    beliefs = rulebook().beliefs
    draw_days(seed=seed, at=at)
    graded = 0
    for grading in QualityGrading.objects.filter(grade="").select_related("assessment__referral"):
        free = [one for one in graders if not obstacles_to_grading(grading, by=one, at=at)]
        if free and chance.random() < GRADED:
            grade = _read_again(Grade(grading.assessment.grade), beliefs, chance)
            grade_again(grading, grade=grade, reason=REASONS[grade], by=chance.choice(free), at=at)
            graded += 1
    return graded


def _read_again(first: Grade, beliefs: GradeBelief, chance: random.Random) -> Grade:
    true = chance.choices(list(Grade), [float(one) for one in belief((first,), beliefs).values()])[0]
    return chance.choices(list(Grade), [beliefs.number(f"{true}_graded_{given}") for given in Grade])[0]
