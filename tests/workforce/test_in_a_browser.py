"""From a new colleague's name to their first page, as a browser shows it."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from tests.factories import make_user
from tests.journeys.visit import Visit
from vigil.accounts.roles import Role

OWN = "three unrelated words"

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def nobody_has_tried_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def test_a_new_colleague_is_added_and_chooses_their_own_password(visit: Visit) -> None:
    visit.is_by(make_user(Role.ADMINISTRATOR, first_name="Robin", last_name="Hale"))
    visit.opens("/staff/")
    visit.presses("Add a person")
    visit.presses("Add this person")
    visit.sees("Enter their first name")

    visit.page.get_by_label("First name").fill("Amal")
    visit.page.get_by_label("Last name").fill("Khan")
    visit.page.get_by_label("Username").fill("a.khan")
    visit.page.get_by_label("Analyst").check()
    visit.presses("Add this person")
    password = visit.page.locator(".vigil-password").inner_text()
    visit.opens("/sign-out/")
    visit.page.locator("main").get_by_role("button", name="Sign out").click()

    sign_in(visit, "a.khan", password)
    visit.is_at("/staff/me/password/")
    visit.page.get_by_label("Current password").fill(password)
    visit.page.get_by_label("New password").fill(OWN)
    visit.presses("Change password")
    visit.is_at("/")
    visit.sees("Changed your password")


def test_a_role_is_changed_and_access_stopped(visit: Visit) -> None:
    visit.is_by(make_user(Role.ADMINISTRATOR, first_name="Robin", last_name="Hale"))
    make_user(Role.ASSESSOR, first_name="Amal", last_name="Khan")
    visit.opens("/staff/")

    visit.follows("Amal Khan")
    visit.page.get_by_label("Supervisor").check()
    visit.presses("Change role")
    visit.sees("Amal Khan is now supervisor")
    visit.follows("Amal Khan")
    visit.presses("Stop access")
    visit.sees("Amal Khan can no longer sign in")
    visit.follows("Robin Hale")
    visit.sees("This is the hub’s only administrator")


def test_too_many_failures_are_told_on_the_page(visit: Visit) -> None:
    visit.opens("/sign-in/")
    for _ in range(6):
        sign_in(visit, "a.khan", "wrong")

    visit.sees("Too many failed attempts")


def sign_in(visit: Visit, username: str, password: str) -> None:
    visit.page.get_by_label("Username").fill(username)
    visit.page.get_by_label("Password", exact=True).fill(password)
    visit.presses("Sign in")
