"""When the system is down: the worklist and a sheet on paper, and what was written entered at its own time."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import NOON, make_referral, make_user, train
from tests.sharing.pdf_text import text_of
from tests.worklist.test_desk import ANSWERS, LOWER
from vigil.accounts.models import User
from vigil.accounts.roles import Role
from vigil.audit.models import Event
from vigil.audit.queries import verify
from vigil.referrals.models import Referral
from vigil.rules.lifecycle import Status
from vigil.rules.skills import Skill
from vigil.rules.terms import Grade
from vigil.triage.models import Assessment
from vigil.worklist import paper
from vigil.worklist.actions import claims
from vigil.worklist.actions.desk import CannotSign
from vigil.worklist.actions.paper import enter
from vigil.worklist.models import Claim, PaperEntry
from vigil.worklist.queries import rows

pytestmark = pytest.mark.django_db
WRITTEN = NOON - timedelta(hours=3)


@pytest.fixture
def assessor(db: None) -> User:
    return train(make_user())


def test_what_was_written_counts_from_its_own_time_and_says_it_was_paper(assessor: User) -> None:
    referral = make_referral()

    made = enter(referral, ANSWERS, done_by=assessor, done_at=WRITTEN, by=assessor, at=NOON)

    assert (made.at, made.by, made.state) == (WRITTEN, assessor, Assessment.State.STANDS)
    assert Referral.objects.get(pk=referral.pk).status == Status.ASSESSED
    assert (made.paper_entry.entered_by, made.paper_entry.entered_at) == (assessor, NOON)
    event = Event.objects.get(verb="assessment.entered_from_paper")
    assert (event.by, event.at, event.detail["done_by"]) == (assessor, NOON, assessor.pk)
    assert verify().holds


def test_a_lower_grade_on_paper_waits_for_a_second_person_too(assessor: User) -> None:
    referral = make_referral(grade=Grade.MEDIUM)

    made = enter(referral, LOWER, done_by=assessor, done_at=WRITTEN, by=assessor, at=NOON)

    assert made.state == Assessment.State.WAITS
    assert Referral.objects.get(pk=referral.pk).grade == Grade.MEDIUM


def test_who_was_not_trained_at_the_papers_time_signs_nothing(db: None) -> None:
    untrained = train(make_user(), Skill.ADULTS)

    with pytest.raises(CannotSign, match="domestic abuse"):
        enter(make_referral(), ANSWERS, done_by=untrained, done_at=WRITTEN, by=untrained, at=NOON)

    assert not Assessment.objects.exists()
    assert not Claim.objects.exists()


def test_a_skill_that_expired_since_was_in_force_when_it_was_written(db: None) -> None:
    expired = train(make_user(), expires_on=NOON.date())

    with pytest.raises(CannotSign, match="expired"):
        enter(make_referral(), ANSWERS, done_by=expired, done_at=WRITTEN, by=expired, at=NOON)
    before = NOON - timedelta(days=1)
    referral = make_referral(submitted_at=before - timedelta(hours=5))

    assert enter(referral, ANSWERS, done_by=expired, done_at=before, by=expired, at=NOON)


@pytest.mark.parametrize(
    ("done_at", "sentence"),
    [(NOON + timedelta(minutes=1), "in the future"), (NOON - timedelta(days=9), "before the referral was received")],
)
def test_a_time_that_cannot_be_is_refused(assessor: User, done_at: object, sentence: str) -> None:
    with pytest.raises(CannotSign, match=sentence):
        enter(make_referral(), ANSWERS, done_by=assessor, done_at=done_at, by=assessor, at=NOON)  # type: ignore[arg-type]


def test_only_a_supervisor_enters_what_somebody_else_did(assessor: User, supervisor: User) -> None:
    referral = make_referral()

    with pytest.raises(CannotSign, match="Only a supervisor"):
        enter(referral, ANSWERS, done_by=supervisor, done_at=WRITTEN, by=assessor, at=NOON)

    assert enter(referral, ANSWERS, done_by=assessor, done_at=WRITTEN, by=supervisor, at=NOON).by == assessor
    assert PaperEntry.objects.get().entered_by == supervisor


def test_what_one_held_when_it_went_down_is_finished_by_the_paper(assessor: User) -> None:
    referral = make_referral()
    claims.choose(referral, why="For this test", by=assessor, at=WRITTEN - timedelta(hours=1))

    enter(referral, ANSWERS, done_by=assessor, done_at=WRITTEN, by=assessor, at=NOON)

    assert Claim.objects.get().ending == "finished"


def test_what_somebody_else_holds_is_refused_with_their_name(assessor: User) -> None:
    referral, other = make_referral(), train(make_user(first_name="Ida", last_name="Hale"))
    claims.choose(referral, why="For this test", by=other, at=WRITTEN)

    with pytest.raises(CannotSign, match="Ida Hale holds it"):
        enter(referral, ANSWERS, done_by=assessor, done_at=WRITTEN, by=assessor, at=NOON)


def test_an_incomplete_sheet_is_asked_for_what_it_lacks(assessor: User) -> None:
    with pytest.raises(CannotSign, match="Say whether they agree"):
        enter(make_referral(), replace(ANSWERS, consent=None), done_by=assessor, done_at=WRITTEN, by=assessor, at=NOON)


def test_the_worklist_on_paper_is_tagged_and_in_order(db: None) -> None:
    late = make_referral(grade=Grade.STANDARD, subjects=[{"forenames": "Zoë", "surname": "Łódź 😀"}])
    first = make_referral(grade=Grade.HIGH)

    made = paper.worklist(rows.foremost(10, at=NOON), at=NOON)

    told = text_of(made)
    assert b"/StructTreeRoot" in made
    assert told.index(first.number) < told.index(late.number)
    assert "Łódź[GRINNINGFACE]" in told


def test_the_sheet_asks_what_the_desk_asks_and_tells_nothing_of_anybody() -> None:
    told = text_of(paper.sheet(at=NOON))

    for words in ("Whythisgrade", "Voiceofthechild", "Whattoshare", "Dotheyagreetoshare", "OFFICIAL-SENSITIVE"):
        assert words in told


def test_taking_the_worklist_on_paper_is_recorded(supervisor: User) -> None:
    make_referral()
    client = Client()
    client.force_login(supervisor)

    answer = client.get(reverse("paper_worklist"))

    assert answer["Content-Type"] == "application/pdf"
    assert Event.objects.get(verb="worklist.printed").detail["referrals"] == 1


def test_an_officer_takes_no_paper(db: None) -> None:
    client = Client()
    client.force_login(make_user(Role.OFFICER))

    assert client.get(reverse("paper_worklist")).status_code == 403
