"""A made-up history is signed and graded again like any other, so that a demonstration can show how right it was."""

from datetime import timedelta

import pytest

from tests.factories import NOON, make_referral, make_user, train
from tests.triage.test_quality import draw_all
from vigil.audit.queries import verify
from vigil.referrals.models import Referral
from vigil.rules.lifecycle import Status
from vigil.rules.terms import Grade
from vigil.triage.actions.past import grade_past, sign_past
from vigil.triage.models import Assessment, QualityGrading
from vigil.triage.queries import quality

pytestmark = pytest.mark.django_db


def test_what_was_closed_is_signed_and_most_of_what_is_drawn_graded_again() -> None:
    people = [train(make_user()) for _ in range(3)]
    closed = [
        make_referral(
            grade=grade,
            status=Status.CLOSED,
            waiting=False,
            submitted_at=NOON - timedelta(days=day, hours=5),
            closed_at=NOON - timedelta(days=day),
        )
        for grade in Grade
        for day in range(1, 21)
    ]

    signed = sign_past(closed, signers=people, seed=1, at=NOON)
    draw_all(people[0])
    graded = grade_past(graders=people, seed=1, at=NOON)

    assert signed == len(closed) == Assessment.objects.filter(state="stands").count()
    assert 30 < graded < len(closed)
    assert QualityGrading.objects.exclude(grade="").count() == graded
    told = quality.agreed(at=NOON)
    assert told.everybody.told.kappa is not None
    assert 0 < told.everybody.told.kappa < 1
    assert {week.of > 0 for week in quality.drift(at=NOON)} == {True}
    assert Referral.objects.filter(status=Status.CLOSED).count() == len(closed)
    assert verify().holds
