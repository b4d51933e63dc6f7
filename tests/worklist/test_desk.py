"""Signing assessments: what is signed, by whom, and what a lower grade needs."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.factories import NOON, make_referral, make_user, train
from tests.people.given import child, received
from vigil.accounts.models import User
from vigil.accounts.roles import Role
from vigil.audit.models import Event
from vigil.referrals.models import Referral
from vigil.rules.assessing import Answers, Consent, Proposal, Safeguarding, Section
from vigil.rules.lifecycle import Status
from vigil.rules.skills import Stage
from vigil.rules.terms import Grade
from vigil.triage.actions import assessing
from vigil.triage.actions.assessing import CannotSecond, DraftMoved, keep_draft, sign_second
from vigil.triage.models import Assessment, AssessmentDraft, SecondSignature
from vigil.workforce.models import Exposure, Practice, Training
from vigil.worklist.actions import claims, desk
from vigil.worklist.actions.desk import CannotSign
from vigil.worklist.models import Claim

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=10)
QUERIES = 28  # of the page, whatever came before

ANSWERS = Answers(
    grade=Grade.MEDIUM,
    sections={Section.HARM: "He pushed her; no injury."},
    is_confirmed=True,
    consent=Consent.GIVEN,
    safeguarding=Safeguarding.NOTHING,
    proposal=Proposal.SHARE,
)
LOWER = replace(ANSWERS, grade=Grade.STANDARD, why="The knife was a kitchen roll", proposal=Proposal.HOLD_AND_COUNT)


@pytest.fixture
def assessor(db: None) -> User:
    return train(make_user())


@pytest.fixture
def colleague(db: None) -> User:
    return train(make_user())


def held(by: User, **fields: object) -> Referral:
    referral = make_referral(**{"grade": Grade.MEDIUM, "officer_grade": Grade.MEDIUM, **fields})  # type: ignore[arg-type]
    claims.choose(referral, why="For this test", by=by, at=NOON)
    return Referral.objects.get(pk=referral.pk)


def now(referral: Referral) -> Referral:
    return Referral.objects.get(pk=referral.pk)


def test_signing_ends_the_claim_and_keeps_what_was_found(assessor: User) -> None:
    referral = held(assessor)

    made = desk.sign(referral, ANSWERS, by=assessor, at=LATER)

    assert (made.state, made.grade, made.held, made.began_at) == ("stands", "medium", "medium", NOON)
    assert (now(referral).status, now(referral).waiting) == (Status.ASSESSED, False)
    assert Claim.objects.get().ending == "finished"
    assert Event.objects.filter(verb="assessment.signed").count() == 1
    assert Practice.objects.filter(person=assessor).count() == 1


def test_a_higher_grade_takes_effect_at_once(assessor: User) -> None:
    referral = held(assessor)

    desk.sign(referral, replace(ANSWERS, grade=Grade.HIGH, why="She cannot swallow"), by=assessor, at=LATER)

    assert now(referral).grade == Grade.HIGH


def test_a_lower_grade_waits_and_the_trail_does_not_say_it(assessor: User) -> None:
    referral = held(assessor)

    made = desk.sign(referral, LOWER, by=assessor, at=LATER)

    assert made.state == Assessment.State.WAITS
    assert (now(referral).grade, now(referral).status) == (Grade.MEDIUM, Status.SECOND_SIGNATURE)
    assert "standard" not in str(Event.objects.get(verb="assessment.waits").detail)


def test_two_who_grade_lower_apart_lower_it(assessor: User, colleague: User) -> None:
    made = desk.sign(held(assessor), LOWER, by=assessor, at=LATER)

    second = sign_second(made, grade=Grade.STANDARD, why="Nothing here but words", by=colleague, at=LATER)

    assert second.agrees
    referral = now(made.referral)
    assert (referral.grade, referral.lowered_by_two, referral.status) == (Grade.STANDARD, True, Status.ASSESSED)


def test_a_second_who_would_not_lower_it_sends_it_back(assessor: User, colleague: User) -> None:
    made = desk.sign(held(assessor), LOWER, by=assessor, at=LATER)

    second = sign_second(made, grade=Grade.MEDIUM, why="She is afraid of him", by=colleague, at=LATER)

    assert not second.agrees
    referral = now(made.referral)
    assert (referral.grade, referral.status, referral.waiting) == (Grade.MEDIUM, Status.WAITING, True)
    assert Assessment.objects.get(pk=made.pk).state == Assessment.State.REFUSED


def test_a_second_who_finds_it_higher_raises_it_at_once(assessor: User, colleague: User) -> None:
    made = desk.sign(held(assessor), LOWER, by=assessor, at=LATER)

    sign_second(made, grade=Grade.HIGH, why="He has strangled her before", by=colleague, at=LATER)

    assert (now(made.referral).grade, now(made.referral).waiting) == (Grade.HIGH, True)


def test_nobody_seconds_their_own(assessor: User) -> None:
    made = desk.sign(held(assessor), LOWER, by=assessor, at=LATER)

    with pytest.raises(CannotSecond, match="Somebody else"):
        sign_second(made, grade=Grade.STANDARD, why="Still", by=assessor, at=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        SecondSignature.objects.create(
            assessment=made, grade="standard", why="x", agrees=True, first_by=assessor, by=assessor, at=LATER
        )


def test_nobody_seconds_without_the_training_to_sign_off(assessor: User) -> None:
    made = desk.sign(held(assessor), LOWER, by=assessor, at=LATER)

    with pytest.raises(CannotSecond, match="missing"):
        sign_second(made, grade=Grade.STANDARD, why="Still", by=make_user(), at=LATER)


def test_the_database_lets_nobody_lower_an_officer_s_grade_alone(assessor: User) -> None:
    referral = held(assessor)

    with pytest.raises(IntegrityError), transaction.atomic():
        assessing._set_grade(referral, Grade.STANDARD)


def test_what_is_missing_is_refused_by_its_field_and_nothing_moves(assessor: User) -> None:
    referral = held(assessor)

    with pytest.raises(CannotSign) as refusal:
        desk.sign(referral, replace(ANSWERS, consent=None), by=assessor, at=LATER)

    assert set(refusal.value.obstacles) == {"consent"}
    assert now(referral).status == Status.IN_ASSESSMENT


def test_who_does_not_hold_it_cannot_sign_it(assessor: User, colleague: User) -> None:
    referral = held(assessor)

    with pytest.raises(CannotSign, match="holds it"):
        desk.sign(referral, ANSWERS, by=colleague, at=LATER)


def test_a_skill_that_expired_while_they_worked_closes_the_gate(assessor: User) -> None:
    referral = held(assessor)
    Training.objects.filter(person=assessor).update(withdrawn_at=NOON, withdrawn_because="A test")

    with pytest.raises(CannotSign, match="missing"):
        desk.sign(referral, ANSWERS, by=assessor, at=LATER)


def test_a_newcomer_s_assessment_waits_for_a_second_whatever_its_grade(colleague: User) -> None:
    newcomer = train(make_user(), stage=Stage.SUPERVISED)
    made = desk.sign(held(newcomer), ANSWERS, by=newcomer, at=LATER)
    assert made.state == Assessment.State.WAITS

    sign_second(made, grade=Grade.STANDARD, why="Less than I would say", by=colleague, at=LATER)

    assert (now(made.referral).grade, now(made.referral).status) == (Grade.MEDIUM, Status.ASSESSED)


def test_what_distresses_is_counted_for_whoever_read_it(assessor: User) -> None:
    referral = held(assessor, incident_type="sexual_offence")

    desk.sign(referral, ANSWERS, by=assessor, at=LATER)

    assert list(Exposure.objects.values_list("person", "material")) == [(assessor.pk, "sexual_violence")]


def test_a_draft_typed_into_an_older_one_is_refused_and_nothing_is_lost(assessor: User, colleague: User) -> None:
    referral = held(assessor)
    keep_draft(referral, answers={"harm": "Mine"}, version=0, by=assessor, at=NOON)
    keep_draft(referral, answers={"harm": "Mine, longer"}, version=1, by=assessor, at=LATER)

    with pytest.raises(DraftMoved) as refusal:
        keep_draft(referral, answers={"harm": "Theirs"}, version=1, by=colleague, at=LATER)

    assert refusal.value.stands.answers == {"harm": "Mine, longer"}
    assert AssessmentDraft.objects.get().version == 2


def test_the_page_keeps_a_draft_and_shows_it_again(client: Client, assessor: User) -> None:
    referral = make_referral(grade=Grade.MEDIUM)
    client.force_login(assessor)
    claims.choose(referral, why="For this test", by=assessor, at=timezone.now())

    client.post(f"/assess/{referral.pk}/draft/", {"version": "0", "harm": "He pushed her"})
    page = client.get(f"/assess/{referral.pk}/").content.decode()

    assert "He pushed her" in page
    assert 'name="version" value="1"' in page


def test_a_draft_of_nothing_is_a_draft(client: Client, assessor: User) -> None:
    referral = make_referral(grade=Grade.MEDIUM)
    claims.choose(referral, why="For this test", by=assessor, at=timezone.now())
    client.force_login(assessor)

    assert client.post(f"/assess/{referral.pk}/draft/").status_code == 302


def test_a_collision_shows_both_and_lets_one_choose(client: Client, assessor: User, colleague: User) -> None:
    referral = make_referral(grade=Grade.MEDIUM)
    claims.choose(referral, why="For this test", by=assessor, at=timezone.now())
    keep_draft(referral, answers={"harm": "What stands"}, version=0, by=colleague, at=NOON)
    client.force_login(assessor)

    refused = client.post(f"/assess/{referral.pk}/draft/", {"version": "0", "harm": "What I wrote"})

    page = refused.content.decode()
    assert "Nothing was overwritten" in page
    assert "What stands" in page
    assert "What I wrote" in page


def test_the_second_person_sees_nothing_of_the_first_one_s_grade(
    client: Client, assessor: User, colleague: User
) -> None:
    made = desk.sign(held(assessor), LOWER, by=assessor, at=LATER)
    client.force_login(colleague)

    page = client.get(f"/assessments/second/{made.pk}/").content.decode()

    assert "kitchen roll" not in page
    assert "moj-badge" not in page


def test_the_untrained_are_told_why_they_may_not_second(client: Client, assessor: User) -> None:
    made = desk.sign(held(assessor), LOWER, by=assessor, at=LATER)
    client.force_login(make_user(Role.ASSESSOR))

    refused = client.get(f"/assessments/second/{made.pk}/")

    assert refused.status_code == 403
    assert "missing" in refused.content.decode()


def test_the_page_asks_as_often_for_twenty_earlier_reports_as_for_two(
    client: Client, assessor: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(assessor)
    pages = []
    for name, earlier in (("Ada", 2), ("Ida", 20)):
        who = child(forenames=name, surname=f"{name}son", address=f"1 {name} Walk, Wem", postcode="")
        for days in range(earlier):
            received(who, days_ago=days + 2)
        pages.append(received(who).pk)
    client.get(f"/assess/{pages[0]}/")

    for page in pages:
        with django_assert_num_queries(QUERIES):
            client.get(f"/assess/{page}/")
