"""Every component, field and error page as a browser shows it, at the width of a desk and of a telephone.

``Visit`` fails on an accessibility fault, an error in the console, a breach of the content security policy, and on
anything that sticks out sideways.
"""

from collections.abc import Iterator

import pytest
from django.test import override_settings
from playwright.sync_api import expect

from tests.factories import make_user
from tests.journeys.visit import Visit
from vigil.accounts.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def the_gallery() -> Iterator[None]:
    with override_settings(ROOT_URLCONF="tests.ui.gallery"):
        yield


def test_every_component_is_for_everybody(visit: Visit) -> None:
    visit.is_by(make_user(Role.SUPERVISOR))

    visit.opens("/components/")


def test_every_field_is_for_everybody_with_and_without_an_error(visit: Visit) -> None:
    visit.opens("/form/")
    visit.page.get_by_label("Day", exact=True).fill("99")
    visit.presses("Save")

    assert visit.page.title() == "Error: A form – Vigil"


def test_an_error_leads_to_the_box_that_mends_it(visit: Visit) -> None:
    visit.opens("/form/")
    visit.page.get_by_label("Day", exact=True).fill("99")
    visit.presses("Save")

    visit.page.get_by_role("link", name="Enter a real date").click()
    expect(visit.page.get_by_label("Day", exact=True)).to_be_focused()
    visit.page.get_by_role("link", name="Choose a grade").click()
    expect(visit.page.get_by_label("High")).to_be_focused()


def test_the_keyboard_reaches_the_page_past_the_menu_and_sees_where_it_is(visit: Visit) -> None:
    visit.is_by(make_user(Role.SUPERVISOR))
    visit.opens("/components/")

    visit.page.keyboard.press("Tab")
    skip = visit.page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("main")).to_be_focused()


def test_what_can_be_pressed_is_big_enough_for_a_finger(visit: Visit) -> None:
    """WCAG 2.2, success criterion 2.5.8: 24 by 24 CSS pixels, links inside a sentence excepted."""
    visit.is_by(make_user(Role.SUPERVISOR))
    visit.opens("/components/")

    small = visit.page.evaluate(
        """() => [...document.querySelectorAll("header a, header button, summary, nav a, .govuk-button, .vigil-stat a")]
            .filter(e => e.checkVisibility() && !e.matches(".govuk-back-link, .govuk-skip-link"))
            .map(e => [e.textContent.trim(), e.getBoundingClientRect().height]).filter(([, height]) => height < 24)"""
    )

    assert small == []


def test_on_a_telephone_the_list_comes_before_the_filters(visit: Visit, width: int) -> None:
    visit.opens("/components/")

    expect(visit.page.get_by_label("Worcestershire")).to_be_visible(visible=width > 400)
    if width < 400:
        visit.page.get_by_text("Filters", exact=True).click()
        expect(visit.page.get_by_label("Worcestershire")).to_be_visible()
        visit.looks_over()
