"""Was the order kept: a day's takings beside what came first, and what the difference cost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import NOON, make_referral, make_user, train
from vigil.accounts.models import User
from vigil.referrals.models import Referral
from vigil.rules.skills import Skill
from vigil.rules.terms import Grade
from vigil.worklist.actions import claims
from vigil.worklist.queries.kept import DayKept, day_kept

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def assessor(db: None) -> User:
    return train(make_user())


def waiting(grade: Grade, *, hours: float) -> Referral:
    return make_referral(grade=grade, submitted_at=NOON - hours * HOUR, received_at=NOON - hours * HOUR)


def told() -> DayKept:
    return day_kept(timezone.localdate(NOON), now=NOON + 8 * HOUR)


def test_what_was_taken_in_order_cost_nothing(assessor: User) -> None:
    for grade in Grade:
        waiting(grade, hours=5)

    for turn in range(3):
        claims.take_next(by=assessor, at=NOON + turn * HOUR / 4)

    assert told().in_order == 3
    assert told().harm == 0


def test_what_was_chosen_before_its_turn_is_told_with_its_reason_and_its_cost(assessor: User) -> None:
    high, standard = waiting(Grade.HIGH, hours=5), waiting(Grade.STANDARD, hours=5)

    claims.choose(standard, why="The school rang", by=assessor, at=NOON)
    claims.take_next(by=assessor, at=NOON + 2 * HOUR)

    first, second = told().rows
    assert (first.taken, first.first, first.why) == (standard, high, "The school rang")
    assert second.first is None
    assert told().in_order == 1
    assert told().harm > 0


def test_one_that_was_given_back_and_taken_again_when_nothing_else_waited_was_in_order(assessor: User) -> None:
    waiting(Grade.MEDIUM, hours=5)
    claim = claims.take_next(by=assessor, at=NOON)
    assert claim
    claims.release(claim, why="Called away", by=assessor, at=NOON + HOUR)

    claims.take_next(by=assessor, at=NOON + 2 * HOUR)

    assert told().in_order == 2
    assert told().harm == 0


def test_one_that_lapsed_and_was_taken_again_counts_once(assessor: User) -> None:
    for grade in Grade:
        waiting(grade, hours=5)

    for turn in range(3):
        claims.take_next(by=assessor, at=NOON + turn * HOUR)  # each time the last one has just gone back

    assert told().in_order == 3
    assert told().harm == 0


def test_somebody_trained_for_little_has_nothing_to_take_that_another_would_have_taken_first() -> None:
    both, one = train(make_user()), train(make_user(), Skill.ADULTS)
    first, later = waiting(Grade.HIGH, hours=5), waiting(Grade.STANDARD, hours=5)
    Referral.objects.filter(pk=first.pk).update(skills="adults")

    claims.choose(later, why="The school rang", by=both, at=NOON)
    claims.take_next(by=one, at=NOON + HOUR / 2)

    assert [row.first for row in told().rows] == [first, None]


def test_what_a_supervisor_handed_out_is_no_choice_of_an_assessor(assessor: User, supervisor: User) -> None:
    waiting(Grade.HIGH, hours=5)
    claims.hand_out(waiting(Grade.STANDARD, hours=5), to=assessor, why="A stalking case", by=supervisor, at=NOON)

    assert told().rows == []
