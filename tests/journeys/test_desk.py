"""The assessor's desk in the browser: work cleared by keyboard alone, and each gate that keeps a grade right."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from tests.factories import make_referral, make_user, train
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
def colleague(transactional_db: None) -> User:
    return train(make_user())


def test_an_assessor_clears_three_of_different_kinds_by_keyboard(visit: Visit, assessor: User) -> None:
    partner()
    given_referrals_of_three_kinds()
    visit.is_by(assessor)
    visit.opens("/my-work/")

    for _ in range(3):
        when_the_next_is_taken_signed_and_decided_by_keys(visit)

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


def test_a_downgrade_waits_for_somebody_else(visit: Visit, assessor: User, colleague: User) -> None:
    found = given_a_held_one(assessor)
    visit.is_by(assessor)
    visit.opens(f"/assess/{found.pk}/")
    when_it_is_signed(visit, "Standard", why="Words were had, and nothing more")
    visit.sees(f"{found.number} waits for a second signature.")

    visit.opens("/assessments/second/")
    visit.sees("You made this assessment.")

    visit.is_by(colleague)
    visit.opens("/assessments/second/")
    visit.page.get_by_role("link", name="Grade it").click()
    visit.page.get_by_label("Standard", exact=True).check()
    visit.fills("Why?", "A quarrel, both calm")
    visit.presses("Sign")
    visit.sees("It stands")
    assert Referral.objects.get().grade == Grade.STANDARD


def test_the_untrained_are_told_what_would_open_it(visit: Visit) -> None:
    found = make_referral()
    visit.is_by(make_user())

    visit.opens(f"/assess/{found.pk}/")

    visit.sees("training in domestic abuse opens it")
    assert visit.page.get_by_role("button", name="Sign", exact=True).count() == 0


def test_a_skill_that_runs_out_at_midnight_closes_the_gate(visit: Visit, assessor: User) -> None:
    found = given_a_held_one(assessor)
    visit.is_by(assessor)
    visit.opens(f"/assess/{found.pk}/")
    # Midnight has come: today is the first day on which it no longer counts.
    Accreditation.objects.update(expires_on=timezone.localdate())

    when_it_is_signed(visit, "Medium")

    visit.sees("expired on")
    assert Referral.objects.get().status == Status.IN_ASSESSMENT


def test_a_supervisor_hands_it_to_somebody_else(visit: Visit, assessor: User, colleague: User) -> None:
    given_a_held_one(assessor)
    visit.is_by(make_user(Role.SUPERVISOR))
    visit.opens(f"/holdings/{Claim.objects.get().pk}/move/")

    visit.page.locator("select[name=to]").select_option(str(colleague.pk))
    visit.page.locator("textarea[name=why]").fill("Home for the day")
    visit.presses("Move it")

    assert Claim.objects.live().get().holder == colleague


def test_two_collide_and_nothing_is_lost(visit: Visit, assessor: User, colleague: User) -> None:
    found = given_a_held_one(assessor)
    visit.is_by(assessor)
    visit.opens(f"/assess/{found.pk}/")
    keep_draft(found, answers={"harm": "What stands"}, version=0, by=colleague, at=timezone.now())

    visit.fills("Harm", "What I wrote")
    visit.presses("Keep and stop for now")

    visit.sees("Nothing was overwritten")
    visit.sees("What stands")
    visit.sees("What I wrote")
    visit.presses("Keep mine instead")
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


def when_it_is_signed(visit: Visit, grade: str, *, why: str = "") -> None:
    page = visit.page
    page.get_by_label(grade, exact=True).check()
    page.get_by_label("Why this grade", exact=True).fill(why)
    page.get_by_label("Harm", exact=True).fill("He shouted at her.")
    page.get_by_label("They agree", exact=True).check()
    page.get_by_label("Nothing", exact=True).check()
    page.get_by_label("Share", exact=True).check()
    page.get_by_label("I have read what Vigil filled in", exact=False).check()
    visit.presses("Sign")


def when_the_next_is_taken_signed_and_decided_by_keys(visit: Visit) -> None:
    tab_to(visit, "Take next")
    goes_on(visit)
    held = Referral.objects.get(status=Status.IN_ASSESSMENT).grade
    tab_to(visit, held.capitalize())
    visit.page.keyboard.press("Space")
    tab_to(visit, "Harm")
    visit.page.keyboard.type("He shouted at her.")
    for words in ("They agree", "Nothing", "I have read what Vigil filled in, and it is right"):
        tab_to(visit, words)
        visit.page.keyboard.press("Space")
    for words in ("Sign", "See what would leave", "Decide and send"):
        tab_to(visit, words)
        goes_on(visit)
    visit.sees("Decided VH-")


def goes_on(visit: Visit) -> None:
    with visit.page.expect_navigation():
        visit.page.keyboard.press("Enter")
    visit.looks_over()


def tab_to(visit: Visit, words: str) -> None:
    """Press Tab, and within a group of radios the arrow, until the focus is on what bears these words."""
    named = """() => { const at = document.activeElement;
        return (at.labels && at.labels.length ? at.labels[0].textContent : at.textContent).trim() }"""
    among = """(words) => { const at = document.activeElement;
        return at.type === "radio" && [...document.getElementsByName(at.name)].some(
            (one) => one.labels[0].textContent.trim() === words) }"""
    for _ in range(120):
        if visit.page.evaluate(named) == words:
            return
        visit.page.keyboard.press("ArrowDown" if visit.page.evaluate(among, words) else "Tab")
    raise AssertionError(f"The keyboard never comes to “{words}”.")
