"""The page of one referral, its source and its paper."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import NOON, make_referral, make_user
from vigil.accounts.models import User
from vigil.audit.models import Event
from vigil.intake.models import Entry, Import
from vigil.referrals import queries
from vigil.referrals.models import Referral
from vigil.rules.lifecycle import Status
from vigil.triage.models import Screening

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub(assessor: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(assessor)


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def from_a_file(referral: Referral, raw: dict[str, Any]) -> Entry:
    handed = Import.objects.create(
        name="Shropshire backlog.xlsx",
        sha256="0" * 64,
        size_bytes=1,
        content="imports/x",
        state=Import.State.FINISHED,
        mapping="shropshire",
        made_at=NOON,
    )
    return Entry.objects.create(
        source_import=handed,
        position=1,
        locator="OPEN!21",
        reference=referral.reference,
        state=Entry.State.RECEIVED,
        issues=[],
        raw_json=json.dumps(raw),
        referral=referral,
    )


def test_the_title_and_address_hold_only_the_hub_number(hub: Client) -> None:
    referral = make_referral(subjects=[{"surname": "Secretname"}])

    page = text_of(hub.get(referral.get_absolute_url()))

    assert f"<title>{referral.number} – Vigil</title>" in page
    assert "Secretname" in page


@pytest.mark.parametrize(
    ("path", "verb"),
    [("", "referral.viewed"), ("source/", "referral.source_viewed"), ("print/", "referral.printed")],
)
def test_every_look_leaves_a_trace(hub: Client, assessor: User, path: str, verb: str) -> None:
    referral = make_referral()

    hub.get(f"{referral.get_absolute_url()}{path}")

    event = Event.objects.get()
    assert (event.verb, event.by, event.thing, event.thing_id) == (
        verb,
        assessor,
        "referrals.referral",
        str(referral.pk),
    )


def test_a_referral_that_does_not_exist_leaves_no_trace(hub: Client) -> None:
    assert hub.get("/referrals/999/").status_code == 404
    assert not Event.objects.exists()


def test_an_administrator_does_not_read_about_people(administrator: User, signed_in: Callable[[User], Client]) -> None:
    referral = make_referral()

    assert signed_in(administrator).get(referral.get_absolute_url()).status_code == 403
    assert not Event.objects.exists()


def test_people_come_by_their_part_with_the_age_they_had_then() -> None:
    referral = make_referral(
        incident_at=NOON,
        subjects=[
            {"role": "harming", "surname": "Last"},
            {"role": "child", "surname": "Second", "date_of_birth": date(2018, 9, 21)},
            {"role": "harmed", "surname": "First", "age": 30},
            {"role": "child", "surname": "Third", "age": 0, "age_months": 4},
        ],
    )

    people = [(person.subject.surname, person.age) for person in queries.people(referral)]

    assert people == [("First", "30"), ("Second", "6"), ("Third", "4 months"), ("Last", "")]


def test_a_long_narrative_is_folded_without_losing_a_letter(hub: Client) -> None:
    referral = make_referral(narrative="word " * 2_000)

    narrative = queries.narrative(referral, [])

    start, rest = ("".join(piece.text for piece in part) for part in (narrative.start, narrative.rest))
    assert start + rest == referral.narrative
    assert len(start) <= queries.LONG
    assert start.endswith("word")
    assert narrative.rest_characters == len(rest)
    assert "Read the rest: " in text_of(hub.get(referral.get_absolute_url()))
    assert "Read the rest: " not in text_of(hub.get(f"{referral.get_absolute_url()}print/"))


def test_what_the_officer_wrote_is_never_markup(hub: Client) -> None:
    referral = make_referral(narrative="<script>alert(1)</script>\nSecond line")

    page = hub.get(referral.get_absolute_url()).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;\nSecond line" in page


def test_the_grade_stands_beside_the_officers_with_every_reason_and_conflict(hub: Client) -> None:
    referral = make_referral(grade="high", officer_grade="standard", has_conflict=True)
    for grade, words in [("medium", "An older reading"), ("high", "Strangulation answered yes")]:
        Screening.objects.create(
            referral=referral,
            at=NOON,
            grade=grade,
            reasons=[{"code": "x", "words": words, "source": "DASH question 18", "grade": grade}],
            conflicts=[{"code": "x", "words": "Strangulation recorded, graded standard"}],
            rules_version="grading 9.9",
            policy_version="2026.1",
        )

    page = text_of(hub.get(referral.get_absolute_url()))

    for words in [
        "Strangulation answered yes",
        "DASH question 18",
        "Strangulation recorded, graded standard",
        "Rules grading 9.9, policy 2026.1",
    ]:
        assert words in page
    assert "An older reading" not in page


def test_a_clock_that_has_run_out_says_by_how_long_and_not_by_what_share(hub: Client) -> None:
    referral = make_referral(
        submitted_at=timezone.now() - timedelta(days=18, hours=2), due_at=timezone.now() - timedelta(days=17, hours=1)
    )

    page = text_of(hub.get(referral.get_absolute_url()))

    assert "overdue by 17 days" in page
    assert "Overdue by 17 days" in page
    assert not re.search(r"\d{3,}%", page)


def test_a_clock_that_nobody_watches_any_more_has_stopped(hub: Client) -> None:
    referral = make_referral(status=Status.CLOSED, waiting=False, closed_at=NOON)

    page = text_of(hub.get(referral.get_absolute_url()))

    assert "Stopped" in page
    assert "overdue" not in page.lower()


def test_risk_answers_are_told_in_words_and_unknown_questions_are_kept() -> None:
    referral = make_referral(risk_tool="DASH", answers={"99": "yes", "2": "no", "1": "yes"})

    answers = [(answer.code, answer.answer, answer.is_yes) for answer in queries.answers(referral)]

    assert answers == [("1", "yes", True), ("2", "no", False), ("99", "yes", False)]
    assert queries.answers(referral)[0].question != "1"


def test_the_source_is_shown_as_received(hub: Client) -> None:
    referral = make_referral()
    from_a_file(referral, {"Ref": "7", "people": [{"surname": "SMITH", "address": {"town": "Wem"}}], "flags": ["a", 2]})

    page = text_of(hub.get(f"{referral.get_absolute_url()}source/"))

    assert "Shropshire backlog.xlsx, OPEN!21" in page
    entry = queries.entry(referral)
    assert entry
    assert entry.raw == [
        ("Ref", "7"),
        ("people › 1 › surname", "SMITH"),
        ("people › 1 › address › town", "Wem"),
        ("flags", "a, 2"),
    ]


def test_duplicates_folded_into_a_referral_are_listed_with_the_reason(hub: Client) -> None:
    referral = make_referral()
    entry = from_a_file(referral, {})
    Entry.objects.create(
        source_import=entry.source_import,
        position=2,
        locator="CLOSED!4",
        state=Entry.State.DUPLICATE,
        issues=[],
        raw_json="{}",
        duplicate_of=entry,
        duplicate_why="Same officer and incident.",
    )

    page = text_of(hub.get(referral.get_absolute_url()))

    assert "CLOSED!4" in page
    assert "Same officer and incident." in page


def test_a_referral_that_came_from_no_file_has_no_source_record(hub: Client) -> None:
    referral = make_referral()

    assert "did not come from a file" in text_of(hub.get(f"{referral.get_absolute_url()}source/"))


def test_history_tells_changes_apart_from_looks(hub: Client) -> None:
    referral = make_referral()
    hub.get(f"{referral.get_absolute_url()}print/")
    hub.get(referral.get_absolute_url())

    assert [event.title for event in queries.changes(referral)] == ["Printed the referral"]
    assert [event.title for event in queries.looks(referral)] == ["Looked at the referral"]


def test_the_page_asks_the_database_as_often_for_many_people_as_for_one(
    hub: Client, django_assert_num_queries: Any
) -> None:
    for number in (1, 9):
        referral = make_referral(subjects=[{}] * number, flags=["dob_ambiguous"] * number)
        hub.get(referral.get_absolute_url())
        # Five record the look, two ask who its people are and one who holds it.
        with django_assert_num_queries(19):
            hub.get(referral.get_absolute_url())


def test_a_second_reader_is_seen_by_the_third(hub: Client) -> None:
    referral = make_referral()
    other = Client()
    other.force_login(make_user(first_name="Wanda", last_name="Reader"))
    other.get(referral.get_absolute_url())

    assert "Wanda Reader" in text_of(hub.get(referral.get_absolute_url()))
