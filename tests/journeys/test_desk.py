"""The assessor's desk in the browser: by keyboard alone, work cleared and each gate that keeps a grade right."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from tests.factories import make_referral, make_user, train
from tests.journeys.keyboard import Keyboard
from tests.journeys.visit import Visit
from tests.sharing.given import partner
from vigil.accounts.models import User
from vigil.accounts.roles import Role
from vigil.referrals.models import Referral
from vigil.rules.lifecycle import Status
from vigil.rules.terms import Area, Grade, IncidentType
from vigil.triage.actions.assessing import keep_draft
from vigil.triage.actions.screening import rescreen
from vigil.triage.models import Assessment
from vigil.workforce.models import Accreditation
from vigil.worklist.actions import claims
from vigil.worklist.models import Claim

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def assessor(transactional_db: None) -> User:
    return train(make_user())


@pytest.fixture
def keys(visit: Visit) -> Keyboard:
    return Keyboard(visit=visit)


@pytest.fixture
def colleague(transactional_db: None) -> User:
    return train(make_user())


def test_an_assessor_clears_three_of_different_kinds(visit: Visit, keys: Keyboard, assessor: User) -> None:
    partner()
    given_referrals_of_three_kinds()
    visit.is_by(assessor)
    visit.opens("/my-work/")

    for _ in range(3):
        when_the_next_is_taken_signed_and_decided(keys)
        visit.sees("Decided VH-")

    assert set(Referral.objects.values_list("status", flat=True)) == {Status.DECIDED}
    assert Assessment.objects.filter(by=assessor).count() == 3


def test_a_plain_standard_one_takes_six_interactions(visit: Visit, assessor: User) -> None:
    partner()
    given_a_plain_standard_one()
    claims.take_next(by=assessor, at=timezone.now())
    visit.is_by(assessor)
    found = Referral.objects.get()
    visit.opens(f"/assess/{found.pk}/")

    page = visit.page
    interactions: list[Callable[[], None]] = [
        lambda: page.get_by_label("Standard", exact=True).check(),
        lambda: page.get_by_label("They agree", exact=True).check(),
        lambda: page.get_by_label("I have read what Vigil filled in", exact=False).check(),
        lambda: visit.presses("Sign"),
        lambda: visit.presses("See what would leave"),
        lambda: visit.presses("Decide and send"),
    ]
    for interaction in interactions:
        interaction()

    assert len(interactions) <= 6
    assert Referral.objects.get().status == Status.DECIDED
    visit.sees("Take next")


def test_a_downgrade_waits_for_somebody_else(visit: Visit, keys: Keyboard, assessor: User, colleague: User) -> None:
    found = given_a_held_one(assessor)
    visit.is_by(assessor)
    visit.opens("/my-work/")
    keys.follows(found.number)
    when_it_is_signed(keys, "Standard", why="Words were had, and nothing more")
    visit.sees(f"{found.number} waits for a second signature.")

    keys.follows("Second signatures")
    visit.sees("You made this assessment.")

    visit.is_by(colleague)
    visit.opens("/assessments/second/")
    keys.follows(f"Grade it ({found.number})")
    keys.chooses("Standard")
    keys.types("Why?", "A quarrel, both calm")
    keys.presses("Sign")
    visit.sees("It stands")
    assert Referral.objects.get().grade == Grade.STANDARD


def test_the_untrained_are_told_what_would_open_it(visit: Visit, keys: Keyboard) -> None:
    found = make_referral()
    visit.is_by(make_user())
    visit.opens("/")

    keys.opens_menu("Worklist")
    keys.skips_to_the_page()
    keys.follows(found.number)
    keys.follows("Take it out of order")
    visit.sees("training in domestic abuse opens it")

    visit.opens(f"/assess/{found.pk}/")
    visit.sees("training in domestic abuse opens it")
    assert visit.page.get_by_role("button", name="Sign", exact=True).count() == 0


def test_a_skill_that_runs_out_at_midnight_closes_the_gate(visit: Visit, keys: Keyboard, assessor: User) -> None:
    found = given_a_held_one(assessor)
    visit.is_by(assessor)
    visit.opens("/my-work/")
    keys.follows(found.number)
    # Midnight has come: today is the first day on which it no longer counts.
    Accreditation.objects.update(expires_on=timezone.localdate())

    when_it_is_signed(keys, "Medium")

    visit.sees("expired on")
    assert Referral.objects.get().status == Status.IN_ASSESSMENT


def test_a_supervisor_hands_it_to_somebody_else(visit: Visit, keys: Keyboard, assessor: User, colleague: User) -> None:
    found = given_a_held_one(assessor)
    visit.is_by(make_user(Role.SUPERVISOR))
    visit.opens("/")

    keys.opens_menu("Worklist")
    keys.follows("Who holds what")
    keys.follows(f"Move {found.number}")
    keys.selects("Where should it go?", str(colleague))
    keys.types("Why is it taken from them?", "Home for the day")
    keys.presses("Move it")

    visit.sees(f"to {colleague}")
    assert Claim.objects.live().get().holder == colleague


def test_two_collide_and_nothing_is_lost(visit: Visit, keys: Keyboard, assessor: User, colleague: User) -> None:
    found = given_a_held_one(assessor)
    visit.is_by(assessor)
    visit.opens("/my-work/")
    keys.follows(found.number)
    keep_draft(found, answers={"harm": "What stands"}, version=0, by=colleague, at=timezone.now())

    keys.types("Harm", "What I wrote")
    keys.presses("Keep and stop for now")

    visit.sees("Nothing was overwritten")
    visit.sees("What stands")
    visit.sees("What I wrote")
    keys.presses("Keep mine instead")
    visit.opens(f"/assess/{found.pk}/")
    assert visit.page.get_by_label("Harm", exact=True).input_value() == "What I wrote"


def given_referrals_of_three_kinds() -> None:
    for kind, grade, needed in (
        (IncidentType.DOMESTIC_ABUSE_PARTNER, Grade.HIGH, "domestic_abuse"),
        (IncidentType.ADULT_AT_RISK, Grade.MEDIUM, "adults"),
        (IncidentType.MISSING_PERSON, Grade.STANDARD, "children"),
    ):
        make_referral(grade=grade, incident_type=kind, skills=needed, submitted_at=timezone.now() - timedelta(hours=3))


def given_a_plain_standard_one() -> None:
    found = make_referral(
        grade=Grade.STANDARD,
        area=Area.SHROPSHIRE,
        narrative="Argument about the bins. Both were calm when we left.",
        submitted_at=timezone.now() - timedelta(hours=3),
    )
    with transaction.atomic():
        rescreen(found, by=None, at=timezone.now())


def given_a_held_one(holder: User) -> Referral:
    make_referral(grade=Grade.MEDIUM)
    claim = claims.take_next(by=holder, at=timezone.now())
    assert claim
    return claim.referral


def when_it_is_signed(keys: Keyboard, grade: str, *, why: str = "") -> None:
    keys.chooses(grade)
    keys.types("Why this grade", why)
    keys.types("Harm", "He shouted at her.")
    keys.chooses("They agree")
    keys.chooses("Nothing")
    keys.chooses("Share")
    keys.ticks("I have read what Vigil filled in, and it is right")
    keys.presses("Sign")


def when_the_next_is_taken_signed_and_decided(keys: Keyboard) -> None:
    keys.presses("Take next")
    keys.chooses(Referral.objects.get(status=Status.IN_ASSESSMENT).get_grade_display())
    keys.types("Harm", "He shouted at her.")
    keys.chooses("They agree")
    keys.chooses("Nothing")
    keys.ticks("I have read what Vigil filled in, and it is right")
    for words in ("Sign", "See what would leave", "Decide and send"):
        keys.presses(words)
