from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.rules import lifecycle
from vigil.rules.lifecycle import Status, Verb

JOURNEYS = [
    ("a plain assessment", "receive claim assess decide close", Status.CLOSED),
    ("a lower grade needs two signatures", "receive claim ask_second_signature sign decide", Status.DECIDED),
    (
        "a refused signature goes back into the worklist",
        "receive claim ask_second_signature refuse_signature",
        "waiting",
    ),
    ("a question to the officer, answered", "receive claim ask_officer record_answer claim assess", Status.ASSESSED),
    ("a claim let go", "receive claim release", Status.WAITING),
    ("a later form changes the picture", "receive claim assess decide close reopen claim", Status.IN_ASSESSMENT),
    ("an import undone", "receive withdraw", Status.WITHDRAWN),
]


@pytest.mark.parametrize(("verbs", "end"), [journey[1:] for journey in JOURNEYS], ids=[name for name, *_ in JOURNEYS])
def test_a_referral_travels(verbs: str, end: Status) -> None:
    status: Status | None = None
    for verb in verbs.split():
        status = lifecycle.after(Verb(verb), status=status)

    assert status == end


@pytest.mark.parametrize(
    ("verb", "status", "sentence"),
    [
        (
            Verb.CLAIM,
            Status.IN_ASSESSMENT,
            "The referral is “Being assessed”. To claim, it must be “Waiting for assessment”.",
        ),
        (
            Verb.WITHDRAW,
            Status.ASSESSED,
            "The referral is “Assessed”. To withdraw, it must be “Waiting for assessment”.",
        ),
        (Verb.CLOSE, None, "The referral has not been received. To close, it must be “Sharing decided”."),
        (Verb.RECEIVE, Status.CLOSED, "The referral is “Closed”: it can be received only once."),
    ],
)
def test_a_move_that_is_not_in_the_table_says_why(verb: Verb, status: Status | None, sentence: str) -> None:
    assert lifecycle.obstacles_to(verb, status=status) == [sentence]

    with pytest.raises(lifecycle.MoveRefused) as refusal:
        lifecycle.after(verb, status=status)
    assert refusal.value.obstacles == [sentence]


@given(st.sampled_from(Verb), st.none() | st.sampled_from(Status))
def test_a_verb_is_open_exactly_when_nothing_stands_in_its_way(verb: Verb, status: Status | None) -> None:
    assert (verb in lifecycle.verbs_open_to(status)) == (lifecycle.obstacles_to(verb, status=status) == [])


def test_a_verb_leads_to_one_place_from_each_status() -> None:
    pairs = Counter((move.before, move.verb) for move in lifecycle.MOVES)

    assert max(pairs.values()) == 1


def test_every_status_can_be_reached_and_every_verb_is_used() -> None:
    reached: set[Status | None] = {None}
    while more := {move.after for move in lifecycle.MOVES if move.before in reached} - reached:
        reached |= more

    assert reached == {None, *Status}
    assert {move.verb for move in lifecycle.MOVES} == set(Verb)


def test_only_a_withdrawn_referral_has_nowhere_to_go() -> None:
    assert [status for status in Status if not lifecycle.verbs_open_to(status)] == [Status.WITHDRAWN]


def test_work_that_remains_before_assessment_is_on_the_worklist() -> None:
    assert lifecycle.ON_WORKLIST < lifecycle.OPEN
    assert {Status.ASSESSED, Status.DECIDED} == lifecycle.OPEN - lifecycle.ON_WORKLIST


def test_every_status_and_verb_has_words() -> None:
    assert set(lifecycle.LABELS) == {*Status, *Verb}
