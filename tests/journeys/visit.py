"""Somebody at a browser: the few things journeys do on every page."""

import re
from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from vigil.accounts.models import User


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A browser window on the hub. ``address`` is where the hub is served, without a final slash."""

    page: Page
    address: str
    axe: Axe

    def is_by(self, person: User) -> None:
        """Sign somebody in without the form, for journeys that are about something else."""
        client = Client()
        client.force_login(person)
        name = settings.SESSION_COOKIE_NAME
        self.page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.address}])

    def opens(self, path: str) -> None:
        """Go to a page and look it over."""
        self.page.goto(self.address + path)
        self.looks_over()

    def presses(self, words: str) -> None:
        """Press the button that says so, and look over what comes."""
        self.page.get_by_role("button", name=words, exact=True).click()
        self.looks_over()

    def follows(self, words: str) -> None:
        """Follow the link that says so, and look over what comes."""
        self.page.get_by_role("link", name=words, exact=True).click()
        self.looks_over()

    def fills(self, label: str, words: str) -> None:
        """Type into the box that bears this label."""
        self.page.get_by_label(label, exact=True).fill(words)

    def is_at(self, path: str) -> None:
        """Check which page this is: ``path`` is a regular expression over the whole of it, query included."""
        expect(self.page).to_have_url(re.compile(re.escape(self.address) + path + "$"))

    def sees(self, words: str) -> None:
        """Check that the words stand somewhere in the page, and can be seen."""
        expect(self.page.get_by_text(words).first).to_be_visible()

    def looks_over(self) -> None:
        """Check what must hold of every page in every state: axe finds nothing, and nothing sticks out sideways."""
        self.page.wait_for_load_state("networkidle")
        faults = self.axe.run(self.page)
        assert faults.violations_count == 0, faults.generate_report()
        hidden = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert hidden <= 0, f"{hidden} pixels stick out sideways at {self.page.url.removeprefix(self.address)}"
