"""Grading blind: each once, by somebody who has not seen it; what is found high is raised at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from tests.factories import NOON, make_referral, make_user
from tests.triage.given import LATER, drawn, grade, the_one, waiting
from vigil.accounts.models import User
from vigil.accounts.roles import Role
from vigil.audit.models import Event
from vigil.referrals import actions as referrals
from vigil.referrals.models import Referral
from vigil.rules.lifecycle import Status
from vigil.rules.terms import Grade
from vigil.screening import Code
from vigil.triage.actions import marking, sampling
from vigil.triage.actions.screening import rescreen_worklist
from vigil.triage.models import BlindGrading, BlindSample, Screening


@pytest.mark.parametrize(
    ("held", "blind", "after"),
    [
        (Grade.STANDARD, Grade.HIGH, Grade.HIGH),
        (Grade.MEDIUM, Grade.HIGH, Grade.HIGH),
        (Grade.STANDARD, Grade.MEDIUM, Grade.MEDIUM),
        (Grade.STANDARD, Grade.STANDARD, Grade.STANDARD),
        (Grade.MEDIUM, Grade.STANDARD, Grade.MEDIUM),
        (Grade.MEDIUM, Grade.MEDIUM, Grade.MEDIUM),
    ],
)
def test_a_blind_grade_raises_and_never_lowers(
    supervisor: User, assessor: User, held: Grade, blind: Grade, after: Grade
) -> None:
    grading = the_one(supervisor, grade=held)
    before = Referral.objects.filter(pk=grading.referral_id).values().get()

    grade(grading, assessor, blind)

    now = Referral.objects.filter(pk=grading.referral_id).values().get()
    assert now["grade"] == after
    assert (now == before) is (after == held)
    assert Event.objects.get(verb="referral.graded_blind").detail["grade"] == [held, after]


def test_one_found_high_has_its_place_and_clock_at_once_and_says_why(supervisor: User, assessor: User) -> None:
    always_high = make_referral(grade=Grade.HIGH, officer_grade=Grade.STANDARD)
    rescreen_worklist(by=None, now=lambda: NOON)
    always_high.refresh_from_db()

    referral = grade(the_one(supervisor), assessor)

    assert referral.place() == always_high.place()
    assert referral.due_at == always_high.due_at
    assert referral.officer_grade == Grade.STANDARD
    screening = Screening.objects.get(referral=referral)
    assert screening.reasons[0]["words"] == "Graded high blind by an assessor"


def test_one_found_high_stays_high_when_the_worklist_is_screened_again(supervisor: User, assessor: User) -> None:
    referral = grade(the_one(supervisor), assessor)

    rescreen_worklist(by=None, now=lambda: LATER)

    referral.refresh_from_db()
    assert referral.grade == Grade.HIGH


def test_one_that_has_left_the_worklist_is_still_graded_and_raised(supervisor: User, assessor: User) -> None:
    grading = the_one(supervisor)
    Referral.objects.filter(pk=grading.referral_id).update(status=Status.ASSESSED, waiting=False)

    assert sampling.take_next(by=assessor, at=LATER) == grading
    assert grade(grading, assessor).grade == Grade.HIGH


def refused(grading: BlindGrading, by: User, words: str) -> None:
    before = BlindGrading.objects.filter(pk=grading.pk).values().get()
    with pytest.raises(sampling.CannotGradeBlind, match=words):
        grade(grading, by)
    assert BlindGrading.objects.filter(pk=grading.pk).values().get() == before


def test_each_is_graded_once(supervisor: User, assessor: User) -> None:
    grading = the_one(supervisor)
    grade(grading, assessor, Grade.STANDARD)

    refused(grading, make_user(), "already")
    refused(grading, assessor, "already")


def test_a_grade_needs_a_reason(supervisor: User, assessor: User) -> None:
    grading = the_one(supervisor)

    with pytest.raises(sampling.CannotGradeBlind, match="Record why"):
        sampling.grade_blind(grading, grade=Grade.HIGH, reason=" ", by=assessor, at=LATER)

    grading.refresh_from_db()
    assert grading.grade == ""


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.ANALYST, Role.INSPECTOR])
def test_only_who_assesses_grades(supervisor: User, role: Role) -> None:
    refused(the_one(supervisor), make_user(role), "Only assessors and supervisors")


def test_whoever_opened_a_referral_is_neither_given_it_nor_believed(supervisor: User, assessor: User) -> None:
    grading = the_one(supervisor)
    referrals.record_view(grading.referral, by=assessor, at=NOON)

    assert sampling.take_next(by=assessor, at=LATER) is None
    refused(grading, assessor, "You have seen this referral")
    assert sampling.take_next(by=make_user(), at=LATER) == grading


def test_whoever_opened_it_after_it_was_given_to_them_is_not_believed(supervisor: User, assessor: User) -> None:
    grading = the_one(supervisor)
    assert sampling.take_next(by=assessor, at=NOON) == grading
    referrals.record_view(grading.referral, by=assessor, at=NOON)

    refused(grading, assessor, "You have seen this referral")


def test_whoever_said_something_of_its_markers_is_not_believed(supervisor: User, assessor: User) -> None:
    grading = the_one(supervisor)
    marking.add(grading.referral, code=Code.WEAPON, quote="shouting", reason="Heard on the call", by=assessor, at=NOON)

    assert sampling.take_next(by=assessor, at=LATER) is None
    refused(grading, assessor, "You have seen this referral")


def test_whoever_graded_it_in_an_earlier_round_is_not_asked_again(supervisor: User, assessor: User) -> None:
    first = the_one(supervisor)
    grade(first, assessor, Grade.STANDARD)
    again = BlindGrading.objects.create(
        sample=BlindSample.objects.create(size=1, seed=2, strata={}, drawn_by=supervisor, drawn_at=NOON),
        referral=first.referral,
        stratum="standard",
    )

    refused(again, assessor, "You have seen this referral")


# Handing out


def test_being_given_one_is_a_look_at_it(supervisor: User, assessor: User) -> None:
    grading = the_one(supervisor)

    sampling.take_next(by=assessor, at=LATER)

    event = Event.objects.get(verb="referral.blind_viewed")
    assert (event.thing_id, event.by, event.at) == (str(grading.referral_id), assessor, LATER)


def test_two_assessors_get_different_ones_and_each_keeps_theirs(supervisor: User) -> None:
    waiting(2)
    drawn(2, supervisor)
    one, other, third = make_user(), make_user(), make_user()

    given = sampling.take_next(by=one, at=NOON), sampling.take_next(by=other, at=NOON)

    assert given[0] != given[1]
    assert (sampling.take_next(by=one, at=LATER), sampling.take_next(by=other, at=LATER)) == given
    assert sampling.take_next(by=third, at=LATER) is None


def test_one_left_open_goes_to_somebody_else_after_an_hour(supervisor: User, assessor: User) -> None:
    grading = the_one(supervisor)
    sampling.take_next(by=assessor, at=NOON)
    other = make_user()

    assert sampling.take_next(by=other, at=NOON + timedelta(minutes=59)) is None
    assert sampling.take_next(by=other, at=NOON + timedelta(minutes=61)) == grading


def test_without_a_sample_nobody_is_given_anything(assessor: User) -> None:
    assert sampling.take_next(by=assessor, at=NOON) is None


@pytest.mark.django_db(transaction=True)
def test_assessors_who_ask_at_the_same_moment_get_different_ones() -> None:
    people = [make_user() for _ in range(4)]
    waiting(4)
    drawn(4, make_user(Role.SUPERVISOR))
    together = Barrier(len(people))

    def ask(person: User) -> int | None:
        together.wait(timeout=20)
        try:
            taken = sampling.take_next(by=person, at=NOON)
            return taken.pk if taken else None
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as threads:
        given = list(threads.map(ask, people))

    assert sorted(filter(None, given)) == list(BlindGrading.objects.order_by("pk").values_list("pk", flat=True))
