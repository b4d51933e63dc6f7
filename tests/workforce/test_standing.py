"""What the register says somebody may be given, at any moment."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories import NOON, make_user, train
from vigil.accounts.models import User
from vigil.rules.skills import Skill, Stage
from vigil.workforce.models import Accreditation, Post, Step, Training
from vigil.workforce.queries import skills_held, skills_held_by_all, standing_of

pytestmark = pytest.mark.django_db


def test_somebody_nobody_recorded_anything_about_may_assess_nothing(assessor: User) -> None:
    standing = standing_of(assessor, at=NOON)

    assert standing.stage is Stage.SHADOW
    assert skills_held(assessor, at=NOON) == frozenset()


def test_a_trained_person_holds_what_their_training_gave_until_it_expires(assessor: User) -> None:
    train(assessor, Skill.CHILDREN, Skill.ADULTS, expires_on=date(2025, 10, 26))

    assert skills_held(assessor, at=NOON) == {Skill.CHILDREN, Skill.ADULTS}
    assert skills_held(assessor, at=datetime(2025, 10, 25, 22, 59, tzinfo=UTC))
    assert skills_held(assessor, at=datetime(2025, 10, 25, 23, 0, tzinfo=UTC)) == frozenset()


def test_the_longest_of_two_trainings_counts_and_one_to_come_does_not(assessor: User) -> None:
    train(assessor, Skill.CHILDREN, expires_on=date(2026, 1, 1))
    train(assessor, Skill.CHILDREN, expires_on=date(2025, 12, 1))
    train(assessor, Skill.CHILDREN, expires_on=date(2030, 1, 1))
    Training.objects.filter(accreditations__expires_on=date(2030, 1, 1)).update(completed_date=date(2025, 10, 1))

    assert standing_of(assessor, at=NOON).expires == {Skill.CHILDREN: date(2026, 1, 1)}
    assert standing_of(assessor, at=NOON + timedelta(days=30)).expires == {Skill.CHILDREN: date(2030, 1, 1)}


def test_a_training_that_was_withdrawn_opens_nothing(assessor: User) -> None:
    train(assessor, Skill.CHILDREN)
    Training.objects.update(withdrawn_at=NOON, withdrawn_because="Another person’s certificate.")

    assert skills_held(assessor, at=NOON) == frozenset()
    assert Accreditation.objects.exists()


def test_the_latest_step_of_the_path_holds(assessor: User) -> None:
    train(assessor, Skill.CHILDREN)
    Step.objects.create(person=assessor, stage=Stage.SHADOW, reason="Long away.", at=NOON - timedelta(days=1))
    Step.objects.create(person=assessor, stage=Stage.SUPERVISED, reason="Back.", at=NOON + timedelta(days=1))

    assert standing_of(assessor, at=NOON).stage is Stage.SHADOW
    assert standing_of(assessor, at=NOON + timedelta(days=2)).stage is Stage.SUPERVISED


def test_a_temporary_post_ends_and_a_login_that_was_stopped_holds_nothing(assessor: User) -> None:
    train(assessor, Skill.CHILDREN)
    Post.objects.create(person=assessor, ends_on=date(2025, 9, 21))
    gone = train(make_user(is_active=False), Skill.CHILDREN)

    assert skills_held(assessor, at=NOON)
    assert not skills_held(assessor, at=NOON + timedelta(days=1))
    assert not skills_held(gone, at=NOON)
    assert gone.pk not in skills_held_by_all(NOON)


def test_everybodys_skills_are_asked_in_four_queries_and_agree_with_one_persons(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    people = [train(make_user(), Skill.CHILDREN, Skill(skill)) for skill in list(Skill)[1:]]

    with django_assert_num_queries(4):
        held = skills_held_by_all(NOON)

    assert held == {person.pk: skills_held(person, at=NOON) for person in people}
