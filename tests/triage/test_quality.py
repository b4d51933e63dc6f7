"""Grading signed assessments again: by lot, blind, by somebody else who is trained, and what it tells."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.factories import NOON, make_referral, make_user, train
from vigil.accounts.models import User
from vigil.accounts.roles import Role
from vigil.audit.models import Event
from vigil.referrals.models import Referral
from vigil.rules.lifecycle import Status
from vigil.rules.skills import Skill, Stage
from vigil.rules.terms import Grade
from vigil.triage.actions import quality
from vigil.triage.actions.quality import CannotGradeAgain
from vigil.triage.models import Assessment, Policy, QualityDraw, QualityGrading, SecondSignature
from vigil.triage.queries import quality as queries

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TOMORROW = NOON + DAY


@pytest.fixture
def first(db: None) -> User:
    return train(make_user())


@pytest.fixture
def colleague(db: None) -> User:
    return train(make_user())


def assessed(by: User, grade: Grade = Grade.MEDIUM, *, day: int = 0, **fields: Any) -> Assessment:
    at = NOON + day * DAY
    state = fields.pop("state", "stands")
    referral = make_referral(grade=grade, status=Status.ASSESSED, **fields)
    return Assessment.objects.create(
        referral=referral,
        state=state,
        grade=grade,
        held=grade,
        sections={},
        rules_version="test",
        by=by,
        began_at=at - timedelta(minutes=30),
        at=at,
    )


def draw_all(by: User) -> None:
    """Put a share of everything in force: each assessment is drawn."""
    table = queries.policy().as_table() | {"version": "2", "percent": 100}
    Policy.objects.create(kind="quality", version=2, table=table, reason="A test", made_by=by, made_at=NOON)


def drawn(by: User, grade: Grade = Grade.MEDIUM, **fields: Any) -> QualityGrading:
    assessment = assessed(by, grade, **fields)
    if not Policy.objects.exists():
        draw_all(by)
    quality.draw_days(seed=1, at=NOON + 30 * DAY)
    return QualityGrading.objects.get(assessment=assessment)


def again(grading: QualityGrading, by: User, grade: Grade) -> Referral:
    return quality.grade_again(grading, grade=grade, reason="Read again", by=by, at=NOON + 30 * DAY)


def test_each_day_that_is_over_is_drawn_from_once(first: User) -> None:
    draw_all(first)
    for day in (0, 0, 2):
        assessed(first, day=day)

    assert quality.draw_days(seed=1, at=NOON + 2 * DAY) == 2  # the third day is not over
    assert quality.draw_days(seed=2, at=NOON + 2 * DAY) == 0
    assert quality.draw_days(seed=3, at=NOON + 3 * DAY) == 1
    assert list(QualityDraw.objects.order_by("day").values_list("stood", flat=True)) == [
        {"medium": 2},
        {},
        {"medium": 1},
    ]


def test_what_waits_for_a_second_signature_is_drawn_from_when_it_stands(first: User, colleague: User) -> None:
    draw_all(first)
    waits = assessed(first, Grade.STANDARD, state="waits")
    assert quality.draw_days(seed=1, at=TOMORROW) == 0

    SecondSignature.objects.create(
        assessment=waits, grade="medium", why="x", agrees=True, first_by=first, by=colleague, at=NOON + 2 * DAY
    )
    waits.state = Assessment.State.STANDS
    waits.save()

    assert queries.first_day() == (NOON + 2 * DAY).date()
    assert queries.stood_on((NOON + 2 * DAY).date()) == {Grade.MEDIUM: [waits.pk]}  # the higher of the two


def test_about_the_share_of_policy_is_drawn_from_each_grade(first: User) -> None:
    for grade in Grade:
        for _ in range(40):
            assessed(first, grade)

    quality.draw_days(seed=1, at=TOMORROW)

    by_grade = [QualityGrading.objects.filter(stratum=grade).count() for grade in Grade]
    assert by_grade == [2, 2, 2]  # 5 of a hundred


def test_nobody_is_given_their_own_or_what_they_have_seen_or_are_not_trained_for(first: User, colleague: User) -> None:
    grading = drawn(first)
    untrained, newcomer = train(make_user(), Skill.CHILDREN), train(make_user(), stage=Stage.SUPERVISED)
    at = NOON + 30 * DAY

    assert [quality.take_next(by=person, at=at) for person in (first, untrained, newcomer)] == [None, None, None]
    assert quality.take_next(by=colleague, at=at) == grading
    assert quality.take_next(by=train(make_user()), at=at) is None  # a colleague is reading it
    for person, words in ((first, "You made"), (untrained, "missing"), (newcomer, "supervised")):
        with pytest.raises(CannotGradeAgain, match=words):
            again(grading, person, Grade.HIGH)


def test_the_database_lets_nobody_grade_their_own_again(first: User) -> None:
    grading = drawn(first)

    with pytest.raises(IntegrityError), transaction.atomic():
        QualityGrading.objects.filter(pk=grading.pk).update(
            grade="high", reason="x", graded_by=first, graded_at=TOMORROW
        )


def test_a_higher_grade_raises_at_once_and_a_lower_one_lowers_nothing(first: User, colleague: User) -> None:
    stays = assessed(first, Grade.HIGH)
    raised = again(drawn(first), colleague, Grade.HIGH)
    left = again(QualityGrading.objects.get(assessment=stays), colleague, Grade.STANDARD)

    assert (raised.grade, raised.status, left.grade) == (Grade.HIGH, Status.ASSESSED, Grade.HIGH)
    assert Event.objects.filter(verb="assessment.graded_blind").count() == 2


def test_it_is_graded_again_once_and_with_a_reason(first: User, colleague: User) -> None:
    grading = drawn(first)

    with pytest.raises(CannotGradeAgain, match="Record why"):
        quality.grade_again(grading, grade=Grade.HIGH, reason=" ", by=colleague, at=NOON + 30 * DAY)
    again(grading, colleague, Grade.MEDIUM)
    with pytest.raises(CannotGradeAgain, match="already"):
        again(grading, train(make_user()), Grade.HIGH)


def test_agreement_is_told_from_so_many_on_and_not_of_a_handful(first: User, colleague: User) -> None:
    other = train(make_user())
    draw_all(first)
    for number in range(21):
        assessed(first if number < 20 else other, Grade.HIGH if number % 2 else Grade.STANDARD)
    quality.draw_days(seed=1, at=TOMORROW)
    for grading in QualityGrading.objects.select_related("assessment"):
        again(grading, colleague, Grade(grading.assessment.grade))

    told = queries.agreed(at=NOON + 30 * DAY)

    assert told.everybody.told.kappa == pytest.approx(1)
    assert {one.name: one.told.kappa is not None for one in told.by_assessor} == {str(first): True, str(other): False}
    assert [one.name for one in told.by_form] == ["Domestic abuse"]


def test_what_was_assessed_too_low_is_estimated_from_what_was_drawn(first: User, colleague: User) -> None:
    draw_all(first)
    for _ in range(10):
        assessed(first, Grade.STANDARD)
    quality.draw_days(seed=1, at=TOMORROW)
    for number, grading in enumerate(QualityGrading.objects.order_by("pk")[:6]):
        again(grading, colleague, Grade.HIGH if number == 0 else Grade.STANDARD)

    told = queries.assessed_too_low(at=NOON + 30 * DAY)

    assert told is not None
    assert (told.estimate.found, told.estimate.sampled, told.estimate.population) == (1, 6, 10)
    assert told.lacking == []
    assert told.estimate.low >= 1


def test_drift_counts_whole_weeks_by_who_graded(first: User) -> None:
    assessed(first, Grade.HIGH, officer_grade=Grade.MEDIUM)
    assessed(first, Grade.STANDARD)
    assessed(first, Grade.HIGH, day=9)  # a week that is not over

    (week,) = queries.drift(at=NOON + 9 * DAY)

    assert (week.of, week.officer, week.screened, week.assessed) == (2, 0, 0, 1)


def test_a_supervisor_reads_both_reasons(
    first: User, colleague: User, supervisor: User, signed_in: Callable[[User], Client]
) -> None:
    grading = drawn(first)
    again(grading, colleague, Grade.HIGH)
    client = signed_in(supervisor)

    page = client.get(reverse("disagreements")).content.decode()
    assert "Read again" in page
    assert grading.assessment.referral.number in page
    assert client.get(reverse("quality")).status_code == 200
    assert Event.objects.filter(verb="assessment.viewed", by=supervisor).count() == 1


def test_the_page_to_grade_again_says_nothing_of_the_grade(
    first: User, colleague: User, signed_in: Callable[[User], Client]
) -> None:
    drawn(first, Grade.HIGH)

    page = signed_in(colleague).get(reverse("quality_next")).content.decode()

    assert "Somebody has assessed this one already" in page
    assert "vigil-grade" not in page


def test_an_assessor_does_not_see_how_others_agree(signed_in: Callable[[User], Client]) -> None:
    assert signed_in(make_user(Role.ASSESSOR)).get(reverse("quality")).status_code == 403
