"""The worklist's pages as people of the hub meet them."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.factories import NOON, make_referral
from vigil.accounts.models import User
from vigil.audit.models import Event
from vigil.worklist.queries.rows import PAGE

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub(supervisor: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(supervisor)


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def search_for(hub: Client, words: str) -> Any:
    return hub.post("/worklist/search/", {"words": words})


def event(verb: str) -> Event:
    return Event.objects.get(verb=verb)


def test_the_list_asks_the_database_as_often_for_many_referrals_as_for_one(
    hub: Client, django_assert_num_queries: Any
) -> None:
    for number in (1, PAGE + 1):
        for _ in range(number):
            make_referral()
        hub.get("/worklist/")
        with django_assert_num_queries(9):  # session, person, policy, stamp, places, referrals, people, missing
            hub.get("/worklist/")


def test_one_walks_from_page_to_page_with_the_filters_kept(hub: Client) -> None:
    for _ in range(PAGE + 1):
        make_referral(area="shropshire")
    make_referral(area="herefordshire", due_at=NOON - timedelta(days=3))

    first = text_of(hub.get("/worklist/?area=shropshire"))
    onwards = re.search(r'href="([^"]+)" rel="next"', first)
    assert onwards
    second = text_of(hub.get(onwards[1].replace("&amp;", "&")))

    assert f"{PAGE + 1} of {PAGE + 2} referrals waiting." in first
    assert second.count("worklist__open") == 1


def test_a_search_leaves_no_name_in_the_address_or_the_trail(hub: Client) -> None:
    make_referral(subjects=[{"surname": "Kamiński"}])
    make_referral()

    answer = search_for(hub, "kaminski")

    assert answer.status_code == 302
    assert re.fullmatch(r"/worklist/\?found=[\w-]{12}", answer["Location"])
    assert event("worklist.searched").detail == {"found": 1}
    page = text_of(hub.get(answer["Location"]))
    assert "1 referral found for “kaminski”" in page
    assert page.count("worklist__open") == 1


def test_a_search_by_hub_number_opens_the_referral(hub: Client) -> None:
    referral = make_referral()

    assert search_for(hub, f" vh-{referral.pk:06d} ")["Location"] == f"/referrals/{referral.pk}/"


@pytest.mark.parametrize("words", ["", "a", "' -"])
def test_a_search_that_would_find_everything_says_what_to_type(hub: Client, words: str) -> None:
    page = text_of(search_for(hub, words))

    assert "Error: Find a referral" in page
    assert not Event.objects.exists()


def test_a_search_of_another_session_is_not_shown(hub: Client, assessor: User) -> None:
    make_referral()
    address = search_for(hub, "example")["Location"]
    other = Client()
    other.force_login(assessor)

    page = text_of(other.get(address))

    assert "That search was in an earlier session. Search again." in page
    assert "found for" not in page


def test_filters_that_match_nothing_offer_to_clear_them(hub: Client) -> None:
    make_referral()

    page = text_of(hub.get("/worklist/?grade=high"))

    assert "No referral matches these filters" in page
    assert '<a class="govuk-link" href="/worklist/">Clear them</a>' in page
    assert "Nothing waits" not in page


def test_an_empty_worklist_says_how_it_fills(hub: Client) -> None:
    assert "Nothing waits" in text_of(hub.get("/worklist/"))


@pytest.mark.parametrize("query", ["area=mars", "grade=", "sort=up", "page=zzz", "found=zzz", "overdue=maybe&flag=x"])
def test_an_address_with_something_unknown_shows_the_list(hub: Client, query: str) -> None:
    make_referral()

    assert "worklist__open" in text_of(hub.get(f"/worklist/?{query}"))


def test_what_people_wrote_is_never_markup(hub: Client) -> None:
    make_referral(reference="<script>1</script>", subjects=[{"surname": "<b>Bold</b>"}])

    page = text_of(hub.get("/worklist/"))

    assert "<script>1" not in page
    assert "&lt;b&gt;Bold" in page


def test_an_export_holds_the_list_and_leaves_a_trace(hub: Client) -> None:
    make_referral(reference="=HYPERLINK(1)", area="shropshire", subjects=[{"surname": "@cmd"}])
    make_referral(area="herefordshire")

    answer = hub.post("/worklist/export/?area=shropshire")

    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [(row["Source’s reference"], row["Who"]) for row in rows] == [("'=HYPERLINK(1)", "'@cmd")]
    assert event("worklist.exported").detail == {"filter": {"area": "shropshire"}, "referrals": 1}


def test_the_page_for_paper_says_what_it_is_narrowed_to_and_leaves_a_trace(hub: Client) -> None:
    make_referral(grade="high")
    make_referral(grade="standard")

    page = text_of(hub.get("/worklist/print/?grade=high&sort=due"))

    assert "1 referral, due first; only High." in page
    assert event("worklist.printed").detail == {"filter": {"grade": "high", "sort": "due"}, "referrals": 1}


def test_an_assessor_may_not_take_the_list_out(assessor: User, signed_in: Callable[[User], Client]) -> None:
    make_referral()
    client = signed_in(assessor)

    assert client.post("/worklist/export/").status_code == 403
    assert "Export as CSV" not in text_of(client.get("/worklist/"))


def test_an_assessor_starts_with_the_first_referrals_of_the_list(
    assessor: User, signed_in: Callable[[User], Client]
) -> None:
    for hours in range(7):
        make_referral(reference=f"due in {hours}", due_at=NOON + timedelta(hours=hours))

    page = text_of(signed_in(assessor).get("/"))

    assert [f"due in {hours}<" in page for hours in range(7)] == [True] * 5 + [False] * 2


def test_a_supervisor_starts_with_what_is_overdue_in_each_area(hub: Client) -> None:
    make_referral(grade="high", area="herefordshire", due_at=NOON, has_conflict=True)
    make_referral(area="")

    page = text_of(hub.get("/"))

    assert '<a class="govuk-link" href="/worklist/?area=herefordshire&amp;overdue=on&amp;grade=high">1</a>' in page
    assert "Area not known" in page


@pytest.mark.parametrize(
    ("role", "words"),
    [("analyst", "Import a file"), ("inspector", "Audit trail"), ("administrator", "Who may sign in")],
)
def test_each_role_is_told_where_to_begin(
    role: str, words: str, request: pytest.FixtureRequest, signed_in: Callable[[User], Client]
) -> None:
    assert words in text_of(signed_in(request.getfixturevalue(role)).get("/"))
