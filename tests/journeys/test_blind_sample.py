"""Looking for the hidden high: a supervisor asks for a sample, an assessor grades it blind, what is found is raised."""

from playwright.sync_api import expect

from tests.factories import NOON, make_referral
from tests.journeys.visit import Visit
from vigil.accounts.models import User
from vigil.audit.models import Event
from vigil.referrals.models import Referral
from vigil.rules.terms import Grade, IncidentType, RiskTool, Role

STRANGLED = "Victim states he put both hands on her neck and she could not get her breath. Children were upstairs."


def test_finding_one_that_was_graded_too_low(visit: Visit, supervisor: User, assessor: User) -> None:
    given_a_worklist_in_which_one_is_graded_too_low()

    visit.is_by(supervisor)
    when_a_sample_is_asked_for(visit)
    visit.is_by(assessor)
    when_all_of_it_is_graded_blind(visit)

    visit.is_by(supervisor)
    then_the_page_tells_how_many_are_likely_hidden(visit)
    then_the_one_found_is_high_and_its_trail_says_why(visit)


def given_a_worklist_in_which_one_is_graded_too_low() -> None:
    for number in range(12):
        make_referral(
            grade=Grade.STANDARD,
            narrative="Argument about the bins. No threats, no injuries, no children at the address." + " " * number,
        )
    make_referral(
        grade=Grade.MEDIUM,
        incident_type=IncidentType.DOMESTIC_ABUSE_EX_PARTNER,
        narrative=STRANGLED,
        risk_tool=RiskTool.DASH,
        ticks=2,
        answers={"1": "Yes", "18": "Yes"},
        subjects=[
            {"role": Role.HARMED, "forenames": "Joan", "surname": "Example", "age": 34, "sex": "F"},
            {"role": Role.HARMING, "forenames": "Peter", "surname": "Sample", "age": 40, "sex": "M"},
            {"role": Role.CHILD, "forenames": "Ada", "surname": "Example", "age": 6, "sex": "F"},
        ],
    )


def when_a_sample_is_asked_for(visit: Visit) -> None:
    visit.opens("/blind/")
    visit.sees("Nobody knows yet")
    visit.fills("How many to grade", "0")
    visit.presses("Draw them")
    visit.sees("There is a problem")
    visit.fills("How many to grade", "6")
    visit.presses("Draw them")
    visit.sees("0 of 6 graded blind")


def when_all_of_it_is_graded_blind(visit: Visit) -> None:
    visit.opens("/blind/next/")
    visit.presses("Save and take the next")
    visit.sees("Choose a grade")
    visit.sees("Record why")
    for _ in range(6):
        is_serious = visit.page.get_by_text("could not get her breath").count() > 0
        visit.page.get_by_label("High" if is_serious else "Standard", exact=True).check()
        visit.fills("Why?", "Hands on her neck" if is_serious else "A quarrel between neighbours")
        visit.presses("Save and take the next")
        visit.is_at("/blind/next/")
        visit.sees("Graded high: it raised VH-" if is_serious else "Graded standard.")
    visit.sees("Nothing for you to grade blind")


def then_the_page_tells_how_many_are_likely_hidden(visit: Visit) -> None:
    visit.opens("/blind/")
    visit.sees("of the 13 graded below high are truly high")
    visit.sees("6 of 6 graded blind")
    visit.sees("Hands on her neck")


def then_the_one_found_is_high_and_its_trail_says_why(visit: Visit) -> None:
    found = Referral.objects.get(narrative=STRANGLED)
    assert found.grade == Grade.HIGH
    visit.follows(found.number)
    visit.is_at(f"/referrals/{found.pk}/")
    expect(visit.page.get_by_text("Graded the referral blind").first).to_be_visible()
    assert Event.objects.filter(verb="referral.blind_viewed", at__gt=NOON).count() >= 6
