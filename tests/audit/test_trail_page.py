"""The trail as an inspector reads it."""

import ast
import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

import vigil
from tests.factories import NOON, make_referral, make_user
from vigil.accounts.models import User
from vigil.audit import actions, queries
from vigil.audit.models import Event, Head
from vigil.audit.words import VERBS, detail_in_words, thing_in_words, verb_in_words

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub(inspector: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(inspector)


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def told(hub: Client, query: str = "") -> list[int]:
    """Return the numbers of the events on the page, as they stand."""
    return [
        int(number) for number in re.findall(r'data-label="Event"[^>]*>(\d+)<', text_of(hub.get(f"/audit/?{query}")))
    ]


@pytest.fixture
def four_events() -> tuple[User, int]:
    somebody, referral = make_user(first_name="Wanda", last_name="Reader"), make_referral()
    with transaction.atomic():
        actions.record("import.finished", by=None, at=NOON - timedelta(days=2))
        actions.record("referral.viewed", referral, by=somebody, at=NOON)
        actions.record("referral.rescreened", referral, by=None, at=NOON, grade=["medium", "high"])
        actions.record("worklist.searched", by=somebody, at=NOON + timedelta(days=1), found=3)
    return somebody, referral.pk


def test_the_trail_is_newest_first_and_narrowed_by_person_verb_referral_and_days(
    hub: Client, four_events: tuple[User, int]
) -> None:
    somebody, referral = four_events

    assert told(hub) == [4, 3, 2, 1]
    assert told(hub, f"by={somebody.pk}") == [4, 2]
    assert told(hub, "verb=referral.viewed") == [2]
    assert told(hub, f"referral=VH-{referral:06d}") == [3, 2]
    assert told(hub, f"referral={referral}&by={somebody.pk}") == [2]
    assert told(hub, "since_day=20&since_month=9&since_year=2025") == [4, 3, 2]
    assert told(hub, "until_day=20&until_month=9&until_year=2025") == [3, 2, 1]


@pytest.mark.parametrize("query", ["referral=Smith", "since_day=40&since_month=2&since_year=2025", "by=999999"])
def test_a_filter_with_a_mistake_says_so_and_shows_the_trail(
    hub: Client, four_events: tuple[User, int], query: str
) -> None:
    assert "There is a problem" in text_of(hub.get(f"/audit/?{query}"))
    assert told(hub, query) == [4, 3, 2, 1]


def test_the_trail_asks_the_database_as_often_for_many_events_as_for_one(
    hub: Client, django_assert_num_queries: Any
) -> None:
    for number in (1, 60):
        with transaction.atomic():
            for _ in range(number):
                actions.record("policy.changed", by=make_user(), at=NOON)
        with django_assert_num_queries(4):  # session, person, staff for the filter, events
            hub.get("/audit/")


def test_an_administrator_reads_the_trail_without_links_to_people(
    administrator: User, signed_in: Callable[[User], Client], four_events: tuple[User, int]
) -> None:
    page = text_of(signed_in(administrator).get("/audit/"))

    assert f"VH-{four_events[1]:06d}" in page
    assert "/referrals/" not in page


def test_checking_a_whole_trail_says_so_and_is_itself_recorded(
    hub: Client, inspector: User, four_events: tuple[User, int]
) -> None:
    page = text_of(hub.post("/audit/verify/", follow=True))

    assert "The trail is whole: 4 events" in page
    event = Event.objects.get(number=5)
    assert (event.verb, event.by, event.detail) == ("audit.verified", inspector, {"events": 4, "holds": True})


def test_checking_a_broken_trail_names_the_first_broken_event(hub: Client, four_events: tuple[User, int]) -> None:
    # As somebody would who has taken the database's own guard away: the head says what the trail does not hold.
    Head.objects.update(hash="f" * 64)

    page = text_of(hub.post("/audit/verify/", follow=True))

    assert "The trail is broken at event 5" in page


def test_an_exported_trail_is_what_was_narrowed_to_and_is_itself_recorded(
    hub: Client, four_events: tuple[User, int]
) -> None:
    answer = hub.post("/audit/export/?verb=referral.rescreened")

    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [(row["Number"], row["What"], row["Particulars"]) for row in rows] == [
        ("3", "Graded the referral again", "grade: medium to high")
    ]
    assert Event.objects.get(number=5).detail == {"filter": {"verb": "referral.rescreened"}}


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ({}, ""),
        ({"found": 3}, "found: 3"),
        ({"due_at": ["a", "b"], "holds": True}, "due at: a to b; holds: yes"),
        ({"reasons": ["x", "y", "z"]}, "reasons: x, y, z"),
        ({"changes": {"high_hours": [4, 5]}}, "changes: high hours 4 to 5"),
        ({"filter": {}}, ""),
    ],
)
def test_particulars_read_as_words(detail: dict[str, Any], words: str) -> None:
    assert detail_in_words(detail) == words


def test_a_verb_or_a_thing_without_words_is_told_by_its_own() -> None:
    assert verb_in_words("partner.added_route") == "Partner added route"
    assert thing_in_words("nowhere.thing", "4") == "nowhere.thing 4"
    assert thing_in_words("", "") == ""


def test_every_verb_that_is_recorded_has_words() -> None:
    recorded = set()
    for file in Path(vigil.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in {"record", "Entry"}:
                given = [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg == "verb")]
                recorded |= {each.value for each in given if isinstance(each, ast.Constant)}

    assert "referral.viewed" in recorded
    assert {verb for verb in recorded if isinstance(verb, str)} - VERBS.keys() == set()


def test_a_look_is_told_apart_from_a_change(four_events: tuple[User, int]) -> None:
    referral = make_referral()
    with transaction.atomic():
        actions.record("referral.viewed", referral, by=None, at=NOON)
        actions.record("referral.source_viewed", referral, by=None, at=NOON)
        actions.record("referral.rescreened", referral, by=None, at=NOON)

    assert [event.number for event in queries.looks_at(referral, most=9)] == [6, 5]
    assert [event.number for event in queries.changes_to(referral, most=9)] == [7]
