"""A real browser, driven against a real server: what every journey may ask for.

A journey fails on an accessibility fault, an error in the browser's console or a breach of the content
security policy, on whatever page it happens. Each runs at the width of a desk and of a telephone.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page
from pytest_django.live_server_helper import LiveServer

from tests.journeys.backlog import write_backlog
from tests.journeys.visit import Visit

AXE = Axe.from_file(Path(__file__).parent.parent / "ui" / "vendor" / "axe.min.js")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# The browser talks to Vigil and to nobody else.
KEEPS_TO_ITSELF = [
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Drive the machine's own Chromium: Playwright's download is not to be had everywhere."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert found, "The journeys need Chromium: `make browser` installs it."
    is_root = os.geteuid() == 0  # Chromium's sandbox refuses root
    return {
        **browser_type_launch_args,
        "executable_path": found,
        "chromium_sandbox": not is_root,
        "args": KEEPS_TO_ITSELF,
    }


@pytest.fixture(scope="session", autouse=True)
def playwright_may_share_a_thread_with_the_database() -> Iterator[None]:
    """Playwright keeps an event loop in the test's thread, from which Django would refuse to ask the database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(params=[1280, 375], ids=["desk", "telephone"])
def width(request: pytest.FixtureRequest) -> int:
    """The browser window's width in CSS pixels."""
    return int(request.param)


@pytest.fixture
def visit(page: Page, live_server: LiveServer, width: int) -> Iterator[Visit]:
    """Somebody at a browser, with nobody signed in yet."""
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_viewport_size({"width": width, "height": 900})
    page.set_default_timeout(10_000)
    yield Visit(page=page, address=live_server.url, axe=AXE)
    assert complaints == [], "The browser complained."


@pytest.fixture
def backlog(tmp_path: Path) -> Path:
    """A file of three referrals, the last of them on a day that does not exist."""
    return write_backlog(tmp_path)
