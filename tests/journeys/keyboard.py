"""Somebody who has a keyboard and nothing else. Where the focus cannot be brought or seen, the journey fails."""

from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Locator, Page, expect

from tests.journeys.visit import Visit

MOST_STEPS = 30  # beyond this many a page is a burden: it needs a heading to skip to, or fewer stops
HAS_FOCUS = "(all) => all.includes(document.activeElement)"
IS_AMONG_ITS_RADIOS = """(all) => { const at = document.activeElement;
    return at.type === "radio" && all.some((one) => one !== at && one.name === at.name) }"""
# GOV.UK draws the focus of a radio or a tick box around the label's square.
SHOWS_WHERE_IT_IS = """() => { const at = document.activeElement, label = at.labels && at.labels[0];
    const drawn = [getComputedStyle(at), ...(label ? [getComputedStyle(label, "::before")] : [])];
    return drawn.some((style) => style.boxShadow !== "none" || parseFloat(style.outlineWidth) > 0) }"""
IS_COVERED = """() => { const at = document.activeElement, box = at.getClientRects()[0];
    const middle = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;  // of what the window shows of it
    const top = document.elementFromPoint(box.x + box.width / 2, middle);
    return !(top && (at.contains(top) || top.contains(at) || [...(at.labels || [])].some((l) => l.contains(top)))) }"""

Role = Literal["button", "checkbox", "combobox", "link", "radio", "textbox"]


@dataclass(frozen=True, kw_only=True)
class Keyboard:
    """The keys of somebody's visit. Nothing here points: every press goes to what has the focus."""

    visit: Visit

    @property
    def page(self) -> Page:
        return self.visit.page

    def skips_to_the_page(self) -> None:
        """Leave the menu behind, as the first link of every page offers."""
        self.comes_to("link", "Skip to main content")
        self.page.keyboard.press("Enter")

    def opens_menu(self, section: str) -> None:
        """Go to a section of the menu, which a telephone folds."""
        if self.page.get_by_role("button", name="Menu", exact=True).is_visible():
            self.comes_to("button", "Menu")
            self.page.keyboard.press("Enter")
        self.follows(section)

    def comes_to(self, role: Role, name: str) -> Locator:
        """Press Tab, and within a group of radios the arrow, until what has this role and name has the focus."""
        return self._comes_to(self.page.get_by_role(role, name=name, exact=True), f"the {role} “{name}”")

    def _comes_to(self, wanted: Locator, what: str) -> Locator:
        expect(wanted.first).to_be_attached()
        for _ in range(MOST_STEPS):
            if wanted.evaluate_all(HAS_FOCUS):
                assert self.page.evaluate(SHOWS_WHERE_IT_IS), f"Nothing shows that the focus is on {what}."
                assert not self.page.evaluate(IS_COVERED), f"Something covers {what} while it has the focus."
                return wanted
            self.page.keyboard.press("ArrowDown" if wanted.evaluate_all(IS_AMONG_ITS_RADIOS) else "Tab")
        raise AssertionError(f"{MOST_STEPS} presses do not bring the focus to {what}.")

    def presses(self, button: str) -> None:
        """Press a button that leads to another page, and look over what comes."""
        self.comes_to("button", button)
        self._goes_on()

    def follows(self, link: str) -> None:
        """Follow a link to another page, and look over what comes."""
        self.comes_to("link", link)
        self._goes_on()

    def chooses(self, words: str) -> None:
        """Choose one of a group of radios."""
        radio = self.comes_to("radio", words)
        self.page.keyboard.press("Space")
        expect(radio).to_be_checked()

    def ticks(self, words: str) -> None:
        box = self.comes_to("checkbox", words)
        self.page.keyboard.press("Space")
        expect(box).to_be_checked()

    def selects(self, label: str, option: str) -> None:
        """Choose from a list by typing what it begins with."""
        box = self.comes_to("combobox", label)
        self.page.keyboard.type(option)
        expect(box.locator("option:checked")).to_have_text(option)

    def unfolds(self, words: str) -> None:
        """Open what a line of this page folds away, which no role is given to."""
        folded = self.page.locator("summary").filter(has_text=words)
        self._comes_to(folded, f"“{words}”")
        self.page.keyboard.press("Enter")
        expect(self.page.locator("details[open]").filter(has=folded)).to_be_visible()

    def types(self, label: str, words: str) -> None:
        self.comes_to("textbox", label)
        self.page.keyboard.type(words)

    def _goes_on(self) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.visit.looks_over()
