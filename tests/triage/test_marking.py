"""An assessor's word on a marker: taken with a reason, shown, counted, and taken back, never silent."""

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.factories import NOON, make_referral, make_user
from vigil.accounts.models import User
from vigil.audit.models import Event
from vigil.referrals import queries
from vigil.referrals.models import Referral
from vigil.rules.lifecycle import Status
from vigil.screening import Code, read
from vigil.screening.lexicon import packaged
from vigil.triage.actions import marking, screening
from vigil.triage.models import MarkerNote

pytestmark = pytest.mark.django_db

TOLD = "He came to the door with a kitchen knife in his hand and would not go away."
START, END = TOLD.index("kitchen knife"), TOLD.index(" in his hand")
ENTRY = next(entry for entry in packaged().entries if entry.id == read(TOLD).markers[0].pattern)
KNIFE = {"code": "weapon", "start": START, "end": END}


@pytest.fixture
def referral() -> Referral:
    return read_in(make_referral(narrative=TOLD, grade="standard", officer_grade="standard"))


@pytest.fixture
def other_assessor() -> User:
    return make_user()


@pytest.fixture
def hub(assessor: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(assessor)


def read_in(referral: Referral) -> Referral:
    with transaction.atomic():
        screening.rescreen(referral, by=None, at=NOON)
    return referral


def looks(referral: Referral) -> list[tuple[str, str]]:
    """Return the words marked on the referral's page and how."""
    return [(mark.words, mark.look) for mark in queries.marks(referral, queries.latest_screening(referral))]


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_false_marker_is_dismissed_with_a_reason_and_stays_in_sight(
    hub: Client, referral: Referral, assessor: User
) -> None:
    assert looks(referral) == [("kitchen knife", "present")]

    answer = hub.post(f"/risk/{referral.pk}/markers/dismiss/", {**KNIFE, "reason": "He is the cook"}, follow=True)

    page = text_of(answer)
    assert looks(referral) == [("kitchen knife", "dismissed")]
    assert f"Dismissed by {assessor}" in page
    assert "He is the cook" in page
    assert "Dismissed a marker as wrong" in page  # in the history
    note = MarkerNote.objects.get()
    assert (note.by, note.pattern, note.reason) == (assessor, ENTRY.id, "He is the cook")


def test_dismissing_takes_the_marker_from_the_rules_and_lowers_no_grade(hub: Client) -> None:
    referral = read_in(
        make_referral(narrative="He grabbed her by the throat.", grade="standard", officer_grade="standard")
    )
    referral.refresh_from_db()
    assert referral.grade == "high"
    mark = queries.marks(referral, queries.latest_screening(referral))[0]

    page = text_of(
        hub.post(
            f"/risk/{referral.pk}/markers/dismiss/",
            {"code": mark.code, "start": mark.start, "end": mark.end, "reason": "It was the dog"},
            follow=True,
        )
    )

    referral.refresh_from_db()
    assert referral.grade == "high"
    assert queries.latest_screening(referral).grade == "standard"
    assert "it was high before, and neither a rule nor a dismissed marker lowers a grade" in page


def test_dismissing_without_a_reason_asks_for_one_and_changes_nothing(hub: Client, referral: Referral) -> None:
    page = text_of(hub.post(f"/risk/{referral.pk}/markers/dismiss/", {**KNIFE, "reason": "  "}))

    assert "Record why it is wrong" in page
    assert "Read in: “kitchen knife”" in page
    assert looks(referral) == [("kitchen knife", "present")]
    assert Event.objects.filter(verb="referral.viewed", thing_id=str(referral.pk)).count() == 1


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"start": 0, "end": 3}, "This marker is no longer on the referral."),
        ({"code": "nonsense"}, "Open the referral again and choose the marker there"),
        ({"start": "-5"}, "Open the referral again and choose the marker there"),
    ],
)
def test_a_marker_that_is_not_there_is_refused_on_the_form(
    hub: Client, referral: Referral, sent: dict[str, Any], sentence: str
) -> None:
    page = text_of(hub.post(f"/risk/{referral.pk}/markers/dismiss/", {**KNIFE, "reason": "No", **sent}))

    assert "There is a problem" in page
    assert sentence in page
    assert not MarkerNote.objects.exists()


def test_saying_the_same_twice_is_refused_on_the_form(hub: Client, referral: Referral, assessor: User) -> None:
    marking.add(referral, code=Code.WEAPON, quote="would not go away", reason="A blade", by=assessor, at=NOON)

    page = text_of(
        hub.post(
            f"/risk/{referral.pk}/markers/add/", {"code": "weapon", "quote": "would not go away", "reason": "Again"}
        )
    )

    assert "Somebody has already said so." in page
    assert MarkerNote.objects.count() == 1


def test_a_missed_risk_is_added_by_quoting_it_and_raises_the_grade(hub: Client) -> None:
    told = "He leaned on the front of her neck\nwith his forearm, as he puts it in jest."
    referral = read_in(make_referral(narrative=told, grade="standard", officer_grade="standard"))
    before = looks(referral)

    page = text_of(
        hub.post(
            f"/risk/{referral.pk}/markers/add/",
            # As a browser sends it: other spaces, another end of line, and a capital.
            {
                "code": "non_fatal_strangulation",
                "quote": " Her neck \r\nwith his forearm ",
                "reason": "Pressure on the neck",
            },
            follow=True,
        )
    )

    referral.refresh_from_db()
    assert ("her neck\nwith his forearm", "added") in looks(referral)
    assert ("her neck\nwith his forearm", "added") not in before
    assert referral.grade == "high"
    assert "Added by" in page
    assert "Added a marker that was missed" in page


def test_words_that_are_not_in_the_narrative_are_refused_on_the_form(hub: Client, referral: Referral) -> None:
    page = text_of(
        hub.post(f"/risk/{referral.pk}/markers/add/", {"code": "weapon", "quote": "an axe (sic)", "reason": "Seen"})
    )

    assert "These words are not in the narrative" in page
    assert "an axe (sic)" in page


@pytest.mark.parametrize("missing", ["code", "quote", "reason"])
def test_adding_asks_for_the_risk_the_words_and_the_reason(hub: Client, referral: Referral, missing: str) -> None:
    sent = {"code": "weapon", "quote": "would not go away", "reason": "A blade"}

    page = text_of(hub.post(f"/risk/{referral.pk}/markers/add/", {**sent, missing: ""}))

    assert "There is a problem" in page
    assert not MarkerNote.objects.exists()


def test_what_was_said_is_taken_back_and_the_marker_counts_again(
    hub: Client, referral: Referral, assessor: User
) -> None:
    note = marking.dismiss(referral, code=Code.WEAPON, start=START, end=END, reason="No", by=assessor, at=NOON)
    assert looks(referral) == [("kitchen knife", "dismissed")]

    page = text_of(hub.post(f"/risk/notes/{note.pk}/take-back/", follow=True))

    assert looks(referral) == [("kitchen knife", "present")]
    assert "Took back a note on a marker" in page
    assert MarkerNote.objects.get().undone_at is not None
    assert "This was already taken back." in text_of(hub.post(f"/risk/notes/{note.pk}/take-back/", follow=True))


def test_somebody_elses_word_is_left_alone(
    hub: Client, referral: Referral, assessor: User, other_assessor: User
) -> None:
    note = marking.dismiss(referral, code=Code.WEAPON, start=START, end=END, reason="No", by=other_assessor, at=NOON)

    assert "Take back" not in text_of(hub.get(referral.get_absolute_url()))
    page = text_of(hub.post(f"/risk/notes/{note.pk}/take-back/", {"reason": "Wrong"}, follow=True))

    assert f"{other_assessor} said this. Ask them, or a supervisor, to take it back." in page
    assert looks(referral) == [("kitchen knife", "dismissed")]


def test_a_supervisor_takes_anybodys_word_back_with_a_reason(
    supervisor: User, signed_in: Callable[[User], Client], referral: Referral, assessor: User
) -> None:
    note = marking.dismiss(referral, code=Code.WEAPON, start=START, end=END, reason="No", by=assessor, at=NOON)
    client = signed_in(supervisor)
    assert "Why do you take it back?" in text_of(client.get(referral.get_absolute_url()))

    assert "Record why" in text_of(client.post(f"/risk/notes/{note.pk}/take-back/", {"reason": " "}, follow=True))
    assert looks(referral) == [("kitchen knife", "dismissed")]
    client.post(f"/risk/notes/{note.pk}/take-back/", {"reason": "It was a knife"})

    assert looks(referral) == [("kitchen knife", "present")]
    note.refresh_from_db()
    assert (note.undone_by, note.undone_reason) == (supervisor, "It was a knife")
    assert Event.objects.get(verb="marker.note_undone").detail["said_by"] == assessor.pk


@pytest.mark.parametrize(
    ("status", "sentence"),
    [(Status.CLOSED, "This referral is closed."), (Status.WITHDRAWN, "This referral was withdrawn")],
)
def test_nothing_more_is_said_of_what_is_over(
    hub: Client, referral: Referral, assessor: User, status: Status, sentence: str
) -> None:
    note = marking.add(referral, code=Code.NEGLECT, quote="would not go", reason="Hungry", by=assessor, at=NOON)
    closed_at = NOON if status is Status.CLOSED else None
    Referral.objects.filter(pk=referral.pk).update(status=status, waiting=False, closed_at=closed_at)

    for address, sent in (
        (f"/risk/{referral.pk}/markers/dismiss/", {**KNIFE, "reason": "At work"}),
        (f"/risk/{referral.pk}/markers/add/", {"code": "weapon", "quote": "would not go away", "reason": "A blade"}),
        (f"/risk/notes/{note.pk}/take-back/", {}),
    ):
        assert sentence in text_of(hub.post(address, sent, follow=True))

    assert MarkerNote.objects.get().undone_at is None
    assert "This is wrong" not in text_of(hub.get(referral.get_absolute_url()))


def test_an_inspector_sees_what_was_said_and_is_offered_no_way_to_say_more(
    inspector: User, signed_in: Callable[[User], Client], referral: Referral, assessor: User
) -> None:
    note = marking.dismiss(referral, code=Code.WEAPON, start=START, end=END, reason="At work", by=assessor, at=NOON)
    client = signed_in(inspector)

    page = text_of(client.get(referral.get_absolute_url()))

    assert "At work" in page
    assert "Take back" not in page
    assert "Add one that was missed" not in page
    assert client.post(f"/risk/notes/{note.pk}/take-back/").status_code == 403


def test_a_word_on_a_marker_leaves_no_narrative_and_no_reason_in_the_trail(
    hub: Client, referral: Referral, assessor: User
) -> None:
    hub.post(f"/risk/{referral.pk}/markers/dismiss/", {**KNIFE, "reason": "He is the cook"})

    event = Event.objects.get(verb="marker.dismissed")
    assert (event.by, event.thing_id) == (assessor, str(referral.pk))
    assert "cook" not in str(event.detail)
    assert "knife" not in str(event.detail)


def test_dismissals_and_misses_are_counted_for_the_lexicon(hub: Client, referral: Referral, assessor: User) -> None:
    other = read_in(make_referral(narrative=TOLD))
    for one in (referral, other):
        marking.dismiss(one, code=Code.WEAPON, start=START, end=END, reason="At work", by=assessor, at=NOON)
    marking.undo(MarkerNote.objects.earliest("pk"), by=assessor, at=NOON)
    marking.add(other, code=Code.NEGLECT, quote="would not go away", reason="Hungry", by=assessor, at=NOON)

    answer = hub.get("/policy/lexicon/feedback/csv/")

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]
    assert [[row[i] for i in (0, 1, 2, 4, 5)] for row in rows] == [
        ["Dismissed", "Weapon or object used", ENTRY.id, "1", "1"],
        ["Added", "Neglect of a child", "", "1", "0"],
    ]
    page = text_of(hub.get("/policy/lexicon/feedback/"))
    assert ENTRY.means in page
    assert "“would not go away”" in page
    assert "At work" in page


def test_whoever_may_not_read_about_people_sees_the_counts_alone(
    administrator: User, signed_in: Callable[[User], Client], referral: Referral, assessor: User
) -> None:
    marking.dismiss(referral, code=Code.WEAPON, start=START, end=END, reason="He is the cook", by=assessor, at=NOON)
    client = signed_in(administrator)

    page = text_of(client.get("/policy/lexicon/feedback/"))

    assert ENTRY.id in page
    for words in ("knife”", "cook", referral.number):
        assert words not in page
    assert not Event.objects.filter(verb="marker.viewed").exists()


def test_reading_words_on_the_list_leaves_a_trace_on_each_referral(
    hub: Client, referral: Referral, assessor: User
) -> None:
    marking.dismiss(referral, code=Code.WEAPON, start=START, end=END, reason="At work", by=assessor, at=NOON)

    hub.get("/policy/lexicon/feedback/")

    assert [event.title for event in queries.looks(referral)] == ["Looked at what was said of a marker"]


def test_a_list_of_nothing_says_how_it_fills(hub: Client) -> None:
    assert "Nothing said yet" in text_of(hub.get("/policy/lexicon/feedback/"))
