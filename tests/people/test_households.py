"""People say who lives with whom, and undo it: later reports and a night's linking keep to what they said."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.factories import NOON
from tests.people.given import HOME, child, mention, person, received
from vigil.accounts.models import User
from vigil.audit.models import Event
from vigil.people.actions import deciding, households
from vigil.people.actions.deciding import CannotDecide
from vigil.people.actions.linking import link_everybody
from vigil.people.models import Change, Household
from vigil.people.queries.household import at_the_same_address, members_and_reports
from vigil.referrals.models import Referral
from vigil.rules.terms import Role

pytestmark = pytest.mark.django_db
LODGER: dict[str, Any] = {
    "role": Role.HARMED,
    "forenames": "Bernard",
    "surname": "Ashcroft",
    "sex": "M",
    "age": 51,
    **HOME,
}


def home(referral: Referral, position: int = 1) -> Household:
    """Return the household somebody in a referral is held to live in now."""
    found = mention(referral, position).household
    assert found
    return found


@pytest.fixture
def named_together() -> Referral:
    """A report that names a child and a lodger at one address: Vigil holds them to be one household."""
    referral = received(child(), LODGER, days_ago=40)
    assert home(referral) == home(referral, 2)
    return referral


@pytest.fixture
def taken_out(named_together: Referral, assessor: User) -> Household:
    """The lodger, whom somebody took out of the child's household."""
    lodger = person(named_together, 2).pk
    return households.take_out(home(named_together), [lodger], reason="He rents a room", by=assessor, at=NOON)


def test_who_is_taken_out_is_a_household_of_their_own(
    named_together: Referral, taken_out: Household, assessor: User
) -> None:
    assert home(named_together, 2) == taken_out != home(named_together)
    assert list(at_the_same_address(taken_out)) == [home(named_together)]
    event = Event.objects.get(verb="household.taken_out")
    assert (event.thing_id, event.detail["new_household"]) == (str(home(named_together).pk), taken_out.pk)


def test_later_reports_do_not_bring_them_together_again(named_together: Referral, taken_out: Household) -> None:
    before = home(named_together)
    again = received(child(), LODGER, days_ago=20)
    sister = received(child(forenames="Zofia", date_of_birth=None, age=4), days_ago=10)
    alone = received(LODGER, days_ago=5)

    assert [home(again), home(again, 2)] == [before, taken_out]
    assert home(sister) == before
    assert home(alone) == taken_out


def test_one_of_both_surnames_brings_nobody_together_who_was_taken_out(
    named_together: Referral, taken_out: Household
) -> None:
    between = received(child(forenames="Ewa", surname="Ashcroft", also_known_as="Wozniak", date_of_birth=None, age=30))

    assert home(named_together) != home(named_together, 2) == taken_out
    assert home(between) == taken_out


def test_what_was_decided_outlives_the_night(named_together: Referral, taken_out: Household) -> None:
    link_everybody(at=NOON)

    assert home(named_together, 2) == taken_out
    again = received(child(), LODGER, days_ago=2)
    assert home(again) != home(again, 2) == taken_out


def test_it_is_undone_and_redone(named_together: Referral, taken_out: Household, assessor: User) -> None:
    before = home(named_together)

    undoing = deciding.undo(Change.objects.get(kind=Change.Kind.TAKEN_OUT), by=assessor, at=NOON)
    assert home(named_together, 2) == before
    assert home(received(child(), LODGER, days_ago=3), 2) == before

    deciding.undo(undoing, by=assessor, at=NOON)
    assert home(named_together, 2) == taken_out


def test_households_of_two_spellings_of_an_address_are_put_together(assessor: User) -> None:
    first = received(child(), days_ago=40)
    second = received({**LODGER, "address": "The Old Forge, Corve Street, Ludlow"}, days_ago=30)
    assert home(first) != home(second)

    change = households.put_together(home(first), home(second), reason="One house", by=assessor, at=NOON)

    assert home(first) == home(second)
    assert len(members_and_reports(home(first))[0]) == 2
    later = received({**LODGER, "address": "The Old Forge, Corve Street, Ludlow"}, child(), days_ago=10)
    assert home(later) == home(later, 2) == home(first)
    with pytest.raises(CannotDecide, match="same household"):
        households.put_together(home(first), home(second), reason="Again", by=assessor, at=NOON)
    assert Change.objects.get() == change


def test_what_somebody_took_apart_is_put_together_only_by_undoing(
    named_together: Referral, taken_out: Household, assessor: User
) -> None:
    with pytest.raises(CannotDecide, match="took somebody of one out of the other"):
        households.put_together(home(named_together), taken_out, reason="They do", by=assessor, at=NOON)


@pytest.mark.parametrize(
    ("chosen", "reason", "why"),
    [
        ([], "Moved", "Choose who"),
        ([0], "Moved", "no longer held to live here"),
        ([1, 2], "Moved", "Leave at least one"),
        ([1], " ", "Record why"),
    ],
)
def test_taking_out_says_why_not(
    chosen: list[int], reason: str, why: str, named_together: Referral, assessor: User
) -> None:
    keys = [person(named_together, one).pk if one else 0 for one in chosen]

    with pytest.raises(CannotDecide, match=why):
        households.take_out(home(named_together), keys, reason=reason, by=assessor, at=NOON)
    assert not Change.objects.exists()


def test_the_page_takes_out_puts_together_and_undoes(
    named_together: Referral, assessor: User, signed_in: Callable[[User], Client]
) -> None:
    browser, here = signed_in(assessor), home(named_together)
    page = f"/people/households/{here.pk}/"

    refused = browser.post(f"{page}take-out/", {"reason": "He rents a room"}).content.decode()
    assert "Choose who does not live with the others" in refused
    done = browser.post(
        f"{page}take-out/", {"person": person(named_together, 2).pk, "reason": "He rents a room"}, follow=True
    ).content.decode()
    own = home(named_together, 2)
    assert f"They are household {own.pk} now" in done
    assert "Taken out of a household" in done

    undone = browser.post(f"/people/changes/{Change.objects.get().pk}/undo/", follow=True).content.decode()
    assert "Undone." in undone
    assert home(named_together, 2) == here
    unknown = browser.post(f"{page}join/", {"other": "999999", "reason": "One house"}).content.decode()
    assert "There is no household of this number" in unknown
