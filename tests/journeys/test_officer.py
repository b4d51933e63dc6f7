"""An officer at the roadside: a referral written on a phone, asked about, sent, and followed."""

import pytest
from django.urls import reverse

from tests.factories import make_user
from tests.journeys.visit import Visit
from vigil.accounts.models import User
from vigil.accounts.roles import Role
from vigil.intake.models import OfficerForm
from vigil.referrals.models import Referral
from vigil.rules.terms import Grade


@pytest.fixture
def officer(db: None) -> User:
    return make_user(Role.OFFICER, first_name="Sam", last_name="Beat")


def test_an_officer_writes_a_referral_and_sees_what_became_of_it(visit: Visit, officer: User) -> None:
    visit.is_by(officer)

    given_a_form_begun_and_left_half_way(visit)
    when_it_is_taken_up_again_and_finished(visit)
    then_it_asks_before_it_is_sent(visit)
    then_it_has_a_reference_and_says_where_it_stands(visit)


def given_a_form_begun_and_left_half_way(visit: Visit) -> None:
    visit.opens("/")
    visit.is_at("/officer/")
    visit.presses("Write a referral")
    visit.page.get_by_label("What is it about?", exact=True).select_option("domestic_abuse_partner")
    for part, figure in (("Day", "19"), ("Month", "9"), ("Year", "2025")):
        visit.fills(part, figure)
    visit.fills("At what time?", "25:70")
    visit.presses("Keep and go on")
    visit.sees("Enter a time of the day")
    visit.fills("At what time?", "21:40")
    visit.presses("Keep and go on")
    visit.fills("Address", "4 Larch Walk, Wem")
    visit.presses("Keep and go on")
    visit.page.context.clear_cookies()  # the phone is off


def when_it_is_taken_up_again_and_finished(visit: Visit) -> None:
    visit.is_by(OfficerForm.objects.get().by)
    visit.opens(reverse("officer_forms"))
    visit.follows(f"Go on with {OfficerForm.objects.get().reference}")
    visit.follows("What happened")
    visit.fills("What happened?", "Neighbour rang to say there was shouting next door.")
    visit.presses("Keep and go on")
    visit.page.get_by_role("button", name="Add a person").click()
    visit.looks_over()
    visit.presses("Add")
    visit.sees("There is a problem")
    visit.fills("Forenames", "Joan")
    visit.fills("Surname", "Example")
    visit.fills("Or their age, about", "34")
    visit.presses("Add")
    visit.sees("Joan Example")
    visit.page.get_by_role("button", name="Go on", exact=True).click()
    visit.looks_over()
    visit.page.get_by_label("Choked or strangled", exact=True).select_option("yes")
    visit.presses("Keep and go on")
    visit.page.get_by_label("They agree to be referred", exact=True).check()
    visit.presses("Keep and go on")
    visit.page.get_by_label("Standard", exact=True).check()
    visit.presses("Keep and go on")
    visit.fills("Your station", "Wem")
    visit.presses("Keep and go on")


def then_it_asks_before_it_is_sent(visit: Visit) -> None:
    visit.sees("Strangulation on the DARA, graded standard: what makes it standard?")
    visit.sees("Why this grade?")


def then_it_has_a_reference_and_says_where_it_stands(visit: Visit) -> None:
    visit.presses("Send it to the hub")
    referral = Referral.objects.get()
    visit.sees("Sent. Your reference is OF-")
    visit.sees("Received: waits to be assessed")
    visit.sees(referral.number)
    assert (referral.officer_grade, referral.grade) == (Grade.STANDARD, Grade.HIGH)
    visit.opens(reverse("officer_forms"))
    visit.sees("Received: waits to be assessed")
