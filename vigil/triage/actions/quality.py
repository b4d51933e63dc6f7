"""Seeing whether grades are right: drawing signed assessments by lot, and grading them again without seeing them.

Every day's assessments are drawn from in the same share, grade by grade, so what is drawn stands for all of them.
"""

from datetime import datetime, timedelta

from django.db import transaction

from vigil.accounts.models import User
from vigil.accounts.roles import Permission
from vigil.audit import actions as audit
from vigil.referrals.models import Referral
from vigil.rules import skills
from vigil.rules.agreement import number_to_draw
from vigil.rules.samples import draw
from vigil.rules.skills import Stage, day_of
from vigil.rules.terms import Grade, higher
from vigil.triage.actions.sampling import raise_as_found
from vigil.triage.models import QualityDraw, QualityGrading
from vigil.triage.queries import quality as queries
from vigil.triage.queries.sampling import BLIND_LOOK, seen_by
from vigil.workforce.queries.standing import standing_of


class CannotGradeAgain(Exception):  # noqa: N818  (a refusal, worded for the person)
    """A blind grade of an assessment that cannot be taken. ``obstacles`` say why."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


@transaction.atomic
def draw_days(*, seed: int, at: datetime) -> int:
    """Draw from the assessments of each day that is over and was not drawn from yet. Return how many were drawn.

    A day is drawn from once, however often this is asked: by lot, so that nobody knows beforehand which.
    """
    last = QualityDraw.objects.select_for_update().first()
    day = last.day + timedelta(days=1) if last else queries.first_day()
    drawn, policy = 0, queries.policy()
    while day and day < day_of(at):
        stood = queries.stood_on(day)
        made = QualityDraw.objects.create(
            day=day,
            seed=seed,
            stood={grade: len(keys) for grade, keys in stood.items()},
            policy_version=policy.version,
            drawn_at=at,
        )
        numbers = {
            grade: number_to_draw(len(keys), percent=policy.percent, seed=f"{seed}/{day}/{grade}")
            for grade, keys in stood.items()
        }
        for grade, keys in draw(stood, numbers, seed=f"{seed}/{day}").items():
            QualityGrading.objects.bulk_create(
                QualityGrading(draw=made, assessment=one, stratum=grade, first_by_id=one.by_id)
                for one in queries.in_turn(keys)
            )
        drawn += sum(numbers.values())
        audit.record("quality.drawn", made, by=None, at=at, stood=made.stood, drawn=numbers)
        day += timedelta(days=1)
    return drawn


@transaction.atomic
def take_next(*, by: User, at: datetime) -> QualityGrading | None:
    """Give somebody the next assessed referral to grade again, and record that they look at it; None if none is left.

    It is theirs for a while. Two who ask at once wait for each other here, and get different ones.
    """
    if QualityDraw.objects.select_for_update().first() is None:
        return None
    taken = next(iter(queries.free_for(by, at=at)), None)
    if taken:
        audit.record(BLIND_LOOK, taken.assessment.referral, by=by, at=at)
    return taken


def obstacles_to_grading(grading: QualityGrading, *, by: User, at: datetime) -> list[str]:
    """Return why somebody cannot grade this one again. An empty list means they can."""
    if not by.may(Permission.GRADE_BLIND):
        return ["Only assessors and supervisors grade blind."]
    if grading.grade:
        return ["Somebody has graded this one already."]
    referral, standing = grading.assessment.referral, standing_of(by, at=at)
    obstacles = skills.obstacles_to_assessing(standing, skills.read(referral.skills), at)
    if standing.stage is Stage.SUPERVISED:
        obstacles.append("Whoever is supervised does not grade others’ assessments yet.")
    if grading.first_by_id == by.pk:
        obstacles.append("You made this assessment. Somebody else, who has not seen your grade, grades it again.")
    elif seen_by(by, [referral.pk]):
        obstacles.append("You have seen this referral with its grade, so somebody else will grade it.")
    return obstacles


@transaction.atomic
def grade_again(grading: QualityGrading, *, grade: Grade, reason: str, by: User, at: datetime) -> Referral:
    """Record what another trained person thinks of an assessed referral. Once, and for good.

    A grade above the one it holds raises it at once, wherever it stands; none lowers it. Raises ``CannotGradeAgain``.
    """
    grading = (
        QualityGrading.objects.select_for_update(of=("self",)).select_related("assessment__referral").get(pk=grading.pk)
    )
    obstacles = obstacles_to_grading(grading, by=by, at=at)
    if not reason.strip():
        obstacles.append("Record why: without a reason the grade cannot be defended.")
    if obstacles:
        raise CannotGradeAgain(obstacles)
    grading.grade, grading.reason, grading.graded_by, grading.graded_at = grade, reason.strip(), by, at
    grading.save(update_fields=["grade", "reason", "graded_by", "graded_at"])
    referral = Referral.objects.select_for_update(of=("self",)).get(pk=grading.assessment.referral_id)
    held = Grade(referral.grade)
    if higher(held, grade) != held:
        raise_as_found(referral, grade, source="Blind grading of assessments", at=at)
    audit.record(
        "assessment.graded_blind",
        referral,
        by=by,
        at=at,
        blind=grade,
        grade=[held, referral.grade],
        assessment=grading.assessment_id,
    )
    return referral
