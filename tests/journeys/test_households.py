"""A household that address and surname got wrong: put right by its supervisor with a keyboard, and undone."""

import pytest
from markupsafe import Markup

from tests.factories import make_user
from tests.journeys.keyboard import Keyboard
from tests.journeys.visit import Visit
from tests.people.given import HOME, child, person, received
from tests.people.test_households import LODGER, home
from vigil.accounts.models import User
from vigil.accounts.roles import Role
from vigil.audit.models import Event
from vigil.people.models import Change
from vigil.referrals.models import Referral
from vigil.ui.words import moment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def supervisor(transactional_db: None) -> User:
    return make_user(Role.SUPERVISOR)


def test_a_supervisor_takes_a_lodger_out_of_a_household_and_undoes_it(visit: Visit, supervisor: User) -> None:
    keys = Keyboard(visit=visit)
    report = given_a_child_and_a_lodger_held_to_live_together()
    together = home(report)
    visit.is_by(supervisor)

    when_the_household_is_found_from_its_child(visit, keys, report)
    when_the_lodger_is_ticked_and_no_reason_given(visit, keys)
    visit.sees("Record why they do not live with the others")
    assert home(report, 2) == together

    keys.skips_to_the_page()
    keys.types("Why do they not live with the others?", "He rents a room")
    keys.presses("Take the ticked people out")
    visit.sees(f"They are household {home(report, 2).pk} now.")
    visit.sees("1 person, 1 referral")
    visit.sees("He rents a room")
    assert home(report, 2) != home(report) == together

    keys.skips_to_the_page()
    decided = Change.objects.get()
    keys.presses(f"Undo “{decided.get_kind_display()}” of {Markup(moment(decided.at)).striptags()}")
    visit.sees("Undone.")
    visit.sees("2 people, 1 referral")
    assert home(report, 2) == home(report) == together
    assert set(Event.objects.filter(by=supervisor).values_list("verb", flat=True)) >= {
        "household.viewed",
        "household.taken_out",
    }


def given_a_child_and_a_lodger_held_to_live_together() -> Referral:
    return received(child(), LODGER)


def when_the_household_is_found_from_its_child(visit: Visit, keys: Keyboard, report: Referral) -> None:
    visit.opens(person(report).get_absolute_url())
    keys.skips_to_the_page()
    keys.follows(f"Household at {HOME['address']}, {HOME['postcode']}")
    visit.sees("2 people, 1 referral")


def when_the_lodger_is_ticked_and_no_reason_given(visit: Visit, keys: Keyboard) -> None:
    keys.skips_to_the_page()
    keys.ticks("Lives elsewhere : Bernard Ashcroft")
    keys.unfolds("Some of them do not live with the others")
    keys.presses("Take the ticked people out")
    visit.sees("There is a problem")
