"""One person, one history: a repeat followed from the worklist, a wrong join undone for good, a review list by keys."""

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.factories import NOON
from tests.journeys.visit import Visit
from tests.people.given import child, mention, person, received
from vigil.accounts.models import User
from vigil.people.actions.linking import link_everybody
from vigil.people.models import Link
from vigil.referrals.models import Referral
from vigil.rules.terms import Grade, Role

DOUBTFUL: dict[str, Any] = {"date_of_birth": None, "address": "", "postcode": ""}
MOTHER = child(role=Role.PARENT_OR_CARER, forenames="Anna", date_of_birth=date(1985, 5, 5), relationship="mother")


@pytest.fixture
def reports(transactional_db: None) -> tuple[Referral, Referral]:
    """A child in an assessed report and, under another spelling, in one that waits."""
    return (
        received(child(), MOTHER, days_ago=200, grade=Grade.STANDARD, status="closed"),
        received(child(surname="Woźniak"), MOTHER, grade=Grade.STANDARD),
    )


def test_a_repeat_is_seen_on_the_worklist_and_followed_to_the_person(
    visit: Visit, reports: tuple[Referral, Referral], assessor: User
) -> None:
    visit.is_by(assessor)
    visit.opens("/worklist/")
    visit.sees("1 earlier")
    visit.follows(reports[1].number)
    visit.sees("1 earlier referral")
    visit.follows("Katarzyna Woźniak")

    visit.is_at(rf"/people/{person(reports[0]).pk}/")
    visit.sees("Named in 2 referrals")
    visit.sees("same date of birth")
    expect(visit.page.get_by_role("img", name="Whom Katarzyna")).to_be_visible()
    visit.follows(reports[0].number)
    visit.is_at(reports[0].get_absolute_url())


def test_a_household_is_followed_from_its_person(
    visit: Visit, reports: tuple[Referral, Referral], assessor: User
) -> None:
    visit.is_by(assessor)
    visit.opens(person(reports[0]).get_absolute_url())
    visit.page.get_by_role("link", name="Household at").first.click()
    visit.looks_over()
    visit.sees("2 people, 2 referrals")
    visit.follows("Anna Wozniak")
    visit.sees("Named in 2 referrals")


def test_a_wrong_join_is_undone_and_stays_undone_after_a_night(
    visit: Visit, reports: tuple[Referral, Referral], assessor: User
) -> None:
    visit.is_by(assessor)
    visit.opens(person(reports[0]).get_absolute_url())
    visit.page.get_by_label(f"Somebody else in {reports[1].number}").check()
    visit.page.get_by_text("Some of these are about somebody else").click()
    visit.presses("Split off the ticked reports")
    visit.sees("There is a problem")
    visit.fills("Why are they about somebody else?", "A cousin of the same name")
    visit.presses("Split off the ticked reports")
    visit.sees("Vigil will not join them again")
    visit.sees("Named in 1 referral")

    link_everybody(at=NOON)

    assert person(reports[0]) != person(reports[1])
    visit.opens(person(reports[1]).get_absolute_url())
    visit.sees("A cousin of the same name")
    visit.page.get_by_role("button", name="Undo").click()
    visit.looks_over()
    visit.sees("Undone.")
    assert person(reports[0]) == person(reports[1])


def test_a_review_list_is_worked_by_keys(visit: Visit, transactional_db: None, assessor: User) -> None:
    for name, born in (("Wozniak", date(2014, 3, 9)), ("Quarrendon", date(2012, 11, 27))):
        told = child(surname=name, date_of_birth=born)
        received(told, days_ago=9)
        received(told | DOUBTFUL, address="", postcode="")
    visit.is_by(assessor)
    visit.opens("/people/")
    visit.follows("Review 2 questions")

    visit.page.keyboard.press("s")
    visit.sees("Joined as one person.")
    visit.sees("1 question left")
    visit.looks_over()
    visit.page.keyboard.press("d")
    visit.sees("Kept apart as two people.")
    visit.sees("Nothing to review")
    visit.looks_over()
    assert not Link.objects.to_review().exists()

    visit.presses("Undo it")
    visit.sees("1 question left")
    assert Link.objects.to_review().count() == 1


def test_somebody_is_looked_up_with_a_purpose_and_no_name_in_the_address(
    visit: Visit, reports: tuple[Referral, Referral], assessor: User, inspector: User
) -> None:
    visit.is_by(assessor)
    visit.opens("/people/")
    visit.fills("Name (optional)", "Kasia Vozniak")
    visit.presses("Search")
    visit.sees("There is a problem")
    visit.page.get_by_label("Why are you looking?").select_option("Assessing a referral")
    visit.presses("Search")
    visit.is_at(r"/people/\?found=[\w-]{12}")
    visit.follows("Katarzyna Woźniak")
    visit.is_at(person(reports[0]).get_absolute_url())

    visit.is_by(inspector)
    visit.opens("/audit/")
    expect(visit.page.get_by_role("table")).to_contain_text("Looked somebody up")
    assert mention(reports[0]).person == person(reports[1])
