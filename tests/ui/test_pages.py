"""What holds of every page: what it may load, what it says when things go wrong, and what it must not say."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig
from django.core.management import call_command
from django.http import HttpRequest
from django.template import engines
from django.test import Client, RequestFactory, override_settings
from jinja2 import UndefinedError

import vigil.ui
from vigil.accounts.models import User
from vigil.ui import views

STATIC = Path(vigil.ui.__file__).parent / "static"


@pytest.fixture(autouse=True)
def the_gallery() -> Iterator[None]:
    with override_settings(ROOT_URLCONF="tests.ui.gallery"):
        yield


def test_nothing_served_comes_from_elsewhere_or_is_missing(tmp_path: Path) -> None:
    """The production storage follows every address in every style sheet, and refuses one that leads nowhere."""
    storage = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    with override_settings(STATIC_ROOT=tmp_path, STORAGES={"default": {}, "staticfiles": {"BACKEND": storage}}):
        call_command("collectstatic", interactive=False, verbosity=0)

    for sheet in STATIC.rglob("*.css"):
        words = sheet.read_text(encoding="utf-8")
        assert not re.search(r"GDS Transport|@font-face|sourceMappingURL|url\(['\"]?(https?:|/)", words), sheet.name


def test_nothing_of_the_government_website_is_left() -> None:
    assert not [path.name for path in STATIC.rglob("*") if re.search(r"crown|crest|logotype|woff", path.name)]


def test_a_page_says_what_it_is_and_how_it_is_marked(client: Client) -> None:
    page = client.get("/form/").content.decode()

    assert "<title>A form – Vigil</title>" in page
    assert "OFFICIAL-SENSITIVE" in page


def test_a_name_the_view_did_not_give_is_an_error_and_not_a_gap() -> None:
    with pytest.raises(UndefinedError):
        engines["jinja2"].from_string("{{ referal }}").render({})


def test_what_a_person_typed_is_never_markup(client: Client) -> None:
    page = client.post("/form/", {"reason": "<b>x</b>", "narrative": "</textarea><script>"}).content.decode()

    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "&lt;/textarea&gt;&lt;script&gt;" in page


def test_each_role_sees_where_it_may_go(
    administrator: User, inspector: User, signed_in: Callable[[User], Client]
) -> None:
    def menu(person: User) -> list[str]:
        page = signed_in(person).get("/form/").content.decode()
        return re.findall(r'govuk-service-navigation__link"\s+href="([^"]*)"', page)

    risk_and_rest = ["/backlog/", "/sharing/partners/", "/imports/", "/policy/", "/skills/", "/audit/"]
    assert menu(administrator) == risk_and_rest
    assert menu(inspector) == [
        *("/worklist/", "/people/", "/backlog/", "/assessments/quality/", "/sharing/", "/imports/", "/policy/"),
        *("/skills/", "/audit/"),
    ]


def test_a_section_shows_its_pages_and_which_one_this_is(supervisor: User, signed_in: Callable[[User], Client]) -> None:
    page = signed_in(supervisor).get("/blind/").content.decode()

    pages = re.findall(r'moj-sub-navigation__link"\s+href="([^"]*)"( aria-current="page")?', page)
    assert pages == [("/backlog/", ""), ("/blind/next/", ""), ("/blind/", ' aria-current="page"')]


def test_a_page_that_breaks_shows_nothing_of_why_and_needs_no_database(client: Client) -> None:
    # This test may not use the database: a page that asked who is signed in would fail here.
    client.raise_request_exception = False

    answer = client.get("/breaks/")

    assert answer.status_code == 500
    assert "Vigil has a problem" in answer.content.decode()
    assert "what a page must not show" not in answer.content.decode()


def test_a_page_that_is_not_there_does_not_repeat_its_address(client: Client) -> None:
    answer = client.get("/referrals/jane-smith/")

    assert answer.status_code == 404
    assert "jane-smith" not in answer.content.decode()


def test_a_form_sent_from_elsewhere_is_refused_with_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post("/form/", {"reason": "x"})

    assert answer.status_code == 403
    assert "open too long" in answer.content.decode()


@pytest.mark.parametrize(
    ("fault", "status", "title"),
    [(RequestDataTooBig("x"), 413, "That is too large"), (ValueError("x"), 400, "could not read")],
)
def test_what_cannot_be_taken_says_whether_it_was_too_large(fault: Exception, status: int, title: str) -> None:
    answer = views.bad_request(_nobodys(RequestFactory().post("/")), fault)

    assert answer.status_code == status
    assert title in answer.content.decode()


def _nobodys(request: HttpRequest) -> HttpRequest:
    request.user = AnonymousUser()
    return request
