"""Given a worklist with a blind sample of it, graded or not."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from tests.factories import NOON, make_referral
from vigil.accounts.models import User
from vigil.referrals.models import Referral
from vigil.rules.terms import Grade
from vigil.triage.actions import sampling
from vigil.triage.models import BlindGrading, BlindSample

LATER = NOON + timedelta(minutes=10)


def waiting(number: int, grade: Grade = Grade.STANDARD, **fields: Any) -> list[Referral]:
    return [make_referral(grade=grade, **fields) for _ in range(number)]


def drawn(size: int, by: User, *, seed: int = 1, at: datetime = NOON) -> BlindSample:
    return sampling.draw_sample(size=size, seed=seed, by=by, at=at)


def the_one(by: User, **fields: Any) -> BlindGrading:
    """A referral with these fields, in a sample of one."""
    referral = make_referral(**{"grade": Grade.STANDARD, **fields})
    drawn(1, by)
    return BlindGrading.objects.get(referral=referral)


def grade(grading: BlindGrading, by: User, to: Grade = Grade.HIGH, *, at: datetime = LATER) -> Referral:
    return sampling.grade_blind(grading, grade=to, reason="He held her by the throat", by=by, at=at)


def grade_all(sample: BlindSample, by: User, *, high: Iterable[int] = ()) -> None:
    for number, grading in enumerate(sample.gradings.filter(grade="").order_by("pk")):
        grade(grading, by, Grade.HIGH if number in high else Grade.STANDARD)


def keys(sample: BlindSample) -> list[int]:
    return list(sample.gradings.order_by("pk").values_list("referral_id", flat=True))
