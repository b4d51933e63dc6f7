"""A false marker in the browser: dismissed with a reason, seen in the history, and taken back."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from tests.factories import NOON, make_referral
from tests.journeys.visit import Visit
from vigil.accounts.models import User
from vigil.referrals.models import Referral
from vigil.triage.actions import screening

TOLD = (
    "Caller says he grabbed her by the throat and squeezed. He had a kitchen knife. No weapons used. "
    "She self-harmed in 2009 when she was at school. If he returns with a hammer call 999. She is terrified of him."
)


@pytest.fixture
def referral(transactional_db: None) -> Referral:
    made = make_referral(narrative=TOLD, grade="standard", officer_grade="standard")
    with transaction.atomic():
        screening.rescreen(made, by=None, at=NOON)
    return made


def test_dismissing_a_false_marker_and_thinking_better_of_it(
    visit: Visit, referral: Referral, assessor: User, inspector: User
) -> None:
    visit.is_by(assessor)
    given_a_referral_with_its_risk_marked(visit, referral)
    when_a_marker_is_dismissed_without_saying_why_it_is_asked_for(visit)
    when_the_reason_is_given(visit, "It was the dog’s collar")
    then_the_marker_stands_dismissed_with_the_reason_and_in_the_history(visit, assessor)
    when_it_is_taken_back(visit)
    then_both_stand_in_the_audit_trail(visit, inspector)


def test_adding_a_marker_that_was_missed(visit: Visit, referral: Referral, assessor: User, supervisor: User) -> None:
    visit.is_by(assessor)
    visit.opens(referral.get_absolute_url())
    visit.follows("Add one that was missed")
    visit.page.get_by_label("Which risk?").select_option("Fear")
    visit.fills("The words that tell of it", "caller says")
    visit.fills("Why are they a risk?", "She would not ring herself")
    visit.presses("Add this marker")
    visit.sees("[Fear: present, added by an assessor]")
    visit.sees("She would not ring herself")

    visit.is_by(supervisor)
    visit.opens("/policy/lexicon/feedback/")
    visit.sees("Added as missed, by risk")
    visit.follows(referral.number)


def test_risk_told_without_its_name_says_which_example_it_reads_like(
    visit: Visit, transactional_db: None, assessor: User
) -> None:
    told = make_referral(narrative="She had not been allowed to see her sister since March. Tea was made.")
    with transaction.atomic():
        screening.rescreen(told, by=None, at=NOON)
    visit.is_by(assessor)

    visit.opens(told.get_absolute_url())

    visit.sees("[Control or isolation: present]")
    visit.sees("reads like “")


def given_a_referral_with_its_risk_marked(visit: Visit, referral: Referral) -> None:
    visit.opens(referral.get_absolute_url())
    visit.sees("The rules graded it high and the officer standard")
    label = visit.page.get_by_role("link", name="[Strangulation: present]")
    label.first.click()
    expect(visit.page.locator(":target")).to_contain_text("Strangulation or choking in a domestic setting")


def when_a_marker_is_dismissed_without_saying_why_it_is_asked_for(visit: Visit) -> None:
    line = visit.page.get_by_role("row").filter(has_text="Strangulation").filter(has_text="This is wrong").first
    line.get_by_text("This is wrong").click()
    visit.looks_over()
    line.get_by_role("button", name="Dismiss this marker").click()
    visit.looks_over()
    visit.sees("There is a problem")


def when_the_reason_is_given(visit: Visit, reason: str) -> None:
    visit.fills("Why is it wrong?", reason)
    visit.presses("Dismiss this marker")


def then_the_marker_stands_dismissed_with_the_reason_and_in_the_history(visit: Visit, by: User) -> None:
    visit.sees("Dismissed a marker of VH-")
    visit.sees("[Strangulation: dismissed by an assessor]")
    visit.sees(f"Dismissed by {by}")
    visit.sees("It was the dog’s collar")
    expect(visit.page.locator(".vigil-timeline")).to_contain_text("Dismissed a marker as wrong")


def when_it_is_taken_back(visit: Visit) -> None:
    visit.page.get_by_role("button", name="Take back").click()
    visit.looks_over()
    visit.sees("[Strangulation: present]")
    expect(visit.page.get_by_text("It was the dog’s collar")).to_have_count(0)


def then_both_stand_in_the_audit_trail(visit: Visit, inspector: User) -> None:
    visit.is_by(inspector)
    visit.opens("/audit/")
    trail = visit.page.get_by_role("table")
    expect(trail).to_contain_text("Dismissed a marker as wrong")
    expect(trail).to_contain_text("Took back a note on a marker")
