"""Marking a narrative: every letter once, what counts never hidden, an assessor's word never silent."""

from dataclasses import dataclass
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from vigil.referrals.marks import COUNTS, LOOKS, Mark, Piece, marked, pieces
from vigil.screening import Code, Status, likeness

TEXT = "Held a knife to her throat"


@dataclass(frozen=True)
class Note:
    """An assessor's word, as triage keeps it."""

    kind: str
    code: str
    start: int
    end: int


def marker(code: Code, words: str, status: Status = Status.PRESENT) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"code": code.value, "status": status.value, "start": start, "end": start + len(words), "pattern": "x"}


def told(marks: list[Mark], text: str = TEXT) -> list[tuple[str, str, list[int]]]:
    return [(one.text, one.look, [mark.number for mark in one.ended]) for one in pieces(text, marks, cut=len(text))]


KNIFE, THROAT = marker(Code.WEAPON, "knife"), marker(Code.NON_FATAL_STRANGULATION, "knife to her throat")


def test_overlapping_markers_share_their_words_and_each_is_named_where_it_ends() -> None:
    marks = marked(TEXT, [THROAT, KNIFE], [], [])

    assert told(marks) == [("Held a ", "", []), ("knife", "present", [1]), (" to her throat", "present", [2])]
    assert [mark.risk for mark in marks] == ["Weapon or object used", "Strangulation"]


def test_what_counts_is_never_hidden_by_what_is_ruled_out_in_the_same_words() -> None:
    marks = marked(TEXT, [KNIFE, {**THROAT, "status": "negated"}], [], [])

    assert [look for _, look, _ in told(marks)] == ["", "present", "negated"]


def test_two_risks_told_by_the_same_words_are_both_named() -> None:
    marks = marked(TEXT, [KNIFE, marker(Code.THREAT_TO_KILL, "knife")], [], [])

    assert told(marks)[1] == ("knife", "present", [1, 2])


def test_a_mark_goes_to_the_gravest_reason_that_rests_on_it() -> None:
    reasons: list[dict[str, Any]] = [
        {"code": "officer_grade", "words": "The officer graded it high"},
        {"code": "strangulation", "words": "Strangulation: in the narrative", "factors": ["non_fatal_strangulation"]},
        {"code": "medium_points", "words": "7 points: x", "factors": ["weapon", "non_fatal_strangulation"]},
    ]

    knife, throat = marked(TEXT, [KNIFE, THROAT], [], reasons)

    assert (knife.goes_to, throat.goes_to) == ("reason-medium_points", "reason-strangulation")
    assert throat.reasons == (("strangulation", "Strangulation"), ("medium_points", "7 points"))


def test_no_reason_rests_on_what_is_ruled_out_or_dismissed() -> None:
    reasons = [{"code": "medium_points", "words": "5 points", "factors": ["weapon"]}]
    dismissed = Note("dismissed", Code.WEAPON, 7, 12)

    marks = marked(TEXT, [{**KNIFE, "status": "historical", "start": 13, "end": 15}], [dismissed], reasons)

    assert [(mark.look, mark.goes_to) for mark in marks] == [("dismissed", "marker-1"), ("aside", "marker-2")]


def test_a_dismissed_marker_stays_in_sight_though_screening_no_longer_has_it() -> None:
    (mark,) = marked(TEXT, [], [Note("dismissed", Code.WEAPON, 7, 12)], [])

    assert (mark.words, mark.look, mark.meant) == ("knife", "dismissed", "dismissed by an assessor")


def test_an_added_marker_is_told_once_though_screening_counts_it() -> None:
    (mark,) = marked(TEXT, [KNIFE], [Note("added", Code.WEAPON, 7, 12)], [])

    assert mark.look == "added"


def test_an_added_marker_does_not_hide_that_the_reader_took_the_words_otherwise() -> None:
    marks = marked(TEXT, [{**KNIFE, "status": "negated"}, KNIFE], [Note("added", Code.WEAPON, 7, 12)], [])

    assert [mark.look for mark in marks] == ["added", "negated"]


places = st.tuples(st.integers(0, 40), st.integers(1, 15), st.sampled_from(LOOKS))


@st.composite
def narratives(draw: st.DrawFn) -> tuple[str, list[Mark], int]:
    """Draw a text, marks anywhere in it, and where it is cut."""
    text = draw(st.text(min_size=60, max_size=80))
    marks = [
        Mark(
            number=number,
            code=Code.WEAPON,
            look=look,
            meant="",
            start=start,
            end=start + length,
            words=text[start : start + length],
            reasons=(),
            note=None,
        )
        for number, (start, length, look) in enumerate(draw(st.lists(places, max_size=8)), start=1)
    ]
    return text, marks, draw(st.integers(0, len(text)))


@given(narratives())
def test_the_pieces_hold_every_letter_once_and_in_order(drawn: tuple[str, list[Mark], int]) -> None:
    text, marks, cut = drawn

    found = list(pieces(text, marks, cut=cut))

    assert "".join(piece.text for piece in found) == text
    assert all(piece.text for piece in found)
    assert not any(piece.start < cut < piece.start + len(piece.text) for piece in found)


@given(narratives())
def test_every_mark_is_named_once_right_after_its_last_word(drawn: tuple[str, list[Mark], int]) -> None:
    text, marks, cut = drawn

    found = list(pieces(text, marks, cut=cut))

    named = [(mark.number, piece.start + len(piece.text)) for piece in found for mark in piece.ended]
    assert sorted(named) == [(mark.number, mark.end) for mark in marks]


@given(narratives())
def test_a_letter_looks_like_a_risk_exactly_where_a_marker_that_counts_lies(
    drawn: tuple[str, list[Mark], int],
) -> None:
    text, marks, cut = drawn

    def counts_at(piece: Piece) -> bool:
        return any(mark.look in COUNTS and mark.start <= piece.start < mark.end for mark in marks)

    assert all((piece.look in COUNTS) == counts_at(piece) for piece in pieces(text, marks, cut=cut))


def test_a_mark_that_no_word_of_the_lexicon_found_says_which_example_it_reads_like() -> None:
    name, said = next(iter(likeness.packaged().examples.items()))

    by_likeness, by_words = marked(TEXT, [{**KNIFE, "pattern": name}, THROAT], [], [])

    assert (by_likeness.reads_like, by_words.reads_like) == (said, "")
