"""The third reader hears risk told in words that no list holds, and can say what it reads like."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.screening import Code, Marker, Reading, Status, likeness, read, third
from vigil.screening.encoder import WIDTH
from vigil.screening.lexicon import packaged
from vigil.screening.markers import EDGE, LEAN, LIKE, READ
from vigil.screening.reading import read_with, with_heard

CODES = st.sampled_from(Code)
TEXT = "He came to the door with a kitchen knife in his hand and would not go away."


def heard(code: Code, odds: float, *, start: int = 0, end: int = len(TEXT)) -> Marker:
    return Marker(code, Status.PRESENT, "", start, end, f"{LIKE}{code}.1", odds)


def told(text: str) -> list[Marker]:
    """Return what is a marker of what the third reader hears."""
    return [one for one in third.packaged().hear(text) if one.odds is not None and one.odds >= EDGE]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("He DIDN'T go.", ["he", "didn", "'", "t", "go", "."]),
        ("café", ["cafe"]),
        ("strangulation", ["st", "##rang", "##ulation"]),
        ("x" * 200, ["[UNK]"]),
        ("\u0416\u0416\U0001f600", ["[UNK]"]),
        ("a\x00b\u200bc", ["abc"]),
    ],
)
def test_words_are_cut_into_the_longest_known_pieces(text: str, pieces: list[str]) -> None:
    encoder = third.packaged().encoder

    assert [encoder.known[piece] for piece in pieces] == encoder.pieces(text)


@given(st.from_regex(r"[a-z]{1,30}", fullmatch=True))
def test_the_pieces_of_a_word_put_together_are_the_word(word: str) -> None:
    encoder = third.packaged().encoder
    spelt = {number: piece for piece, number in encoder.known.items()}

    assert "".join(spelt[piece].removeprefix("##") for piece in encoder.pieces(word)) == word


def test_what_a_part_means_hangs_on_what_stands_beside_it() -> None:
    encoder = third.packaged().encoder
    bank, river, money = (encoder.pieces(said) for said in ("by the bank", "they swam in the river", "she paid it in"))

    alone, beside_river, beside_money = (encoder.read([bank, *more])[0] for more in ([], [river], [money]))

    assert alone.shape == (WIDTH,)
    assert not np.allclose(beside_river, beside_money, atol=0.05)
    assert np.allclose(alone, encoder.read([bank])[0])


def test_risk_told_in_words_that_no_list_holds_is_heard_with_the_example_it_reads_like() -> None:
    text = "Kettle on. She pointed at where his thumbs had been and could only whisper to us."

    (one,) = told(text)

    assert read_with(packaged(), text).markers == ()

    assert one.code is Code.NON_FATAL_STRANGULATION
    assert (one.status, one.evidence) == (Status.PRESENT, text[one.start : one.end])
    assert one.pattern in likeness.packaged().examples
    assert one.pattern.startswith(f"{LIKE}non_fatal_strangulation.")


def test_a_quiet_visit_tells_it_nothing() -> None:
    assert told("Officers called to return a lost wallet. Owner grateful. Nothing else of note.") == []


def test_a_narrative_longer_than_it_reads_at_once_is_read_to_its_end() -> None:
    filler = "Officers waited at the station for the van to come back from the garage. " * 40

    found = told(filler + TEXT)

    assert [one for one in found if one.code is Code.WEAPON and one.start >= len(filler)]


def test_it_adds_nothing_where_a_marker_of_the_same_risk_stands() -> None:
    reading = read(TEXT)
    (knife,) = [one for one in reading.markers if one.code is Code.WEAPON]
    same, other = heard(Code.WEAPON, EDGE), heard(Code.VICTIM_AFRAID, EDGE)

    together = with_heard(reading, [same, other, heard(Code.NEGLECT, EDGE - 0.01)], "9")

    assert set(together.markers) == {*reading.markers, other}
    assert knife in together.markers
    assert together.third_version == "9"


@pytest.mark.parametrize(
    "text", ["", "¡¿!? 123", "Kobieta powiedziała, że jej mąż ją bije i boi się wrócić do domu z dziećmi."]
)
def test_what_could_not_be_read_stays_unread(text: str) -> None:
    assert with_heard(read(text), [heard(Code.WEAPON, EDGE, end=1)], "9") == read(text)


@given(st.lists(st.tuples(CODES, st.integers(0, 60), st.integers(1, 12), st.floats(LEAN, 5)), max_size=6))
def test_no_marker_is_ever_taken_away_and_none_is_put_over_another_of_its_risk(
    found: list[tuple[Code, int, int, float]],
) -> None:
    reading = read(TEXT)
    said = [heard(code, odds, start=at, end=at + long) for code, at, long, odds in found]

    markers = with_heard(reading, said, "9").markers

    assert set(reading.markers) <= set(markers) <= {*reading.markers, *said}
    for one in set(markers) - set(reading.markers):
        assert not any(m.code is one.code and m.start < one.end and one.start < m.end for m in reading.markers)


def test_a_word_that_reads_of_no_risk_is_held_until_the_third_reader_has_read() -> None:
    word = Marker(Code.SUBSTANCE_MISUSE, Status.PRESENT, "drinks", 3, 9, "sub.drunk")
    reading = Reading((), READ, "1", held=(word,))

    agreed = with_heard(reading, [heard(word.code, LEAN, end=20)], "9")
    against = with_heard(reading, [heard(Code.PREGNANCY, LEAN, end=20)], "9")

    assert (agreed.markers, agreed.held) == ((word,), ())
    assert (against.markers, against.held) == ((), ())


def test_where_a_stretch_only_read_like_an_example_the_third_reader_makes_it_sure() -> None:
    like = Marker(Code.NEGLECT, Status.PRESENT, "", 0, 10, f"{LIKE}neglect.2")
    reading = Reading((like,), READ, "1")

    unsure, sure = (with_heard(reading, [heard(Code.NEGLECT, odds, end=30)], "9").markers for odds in (LEAN, EDGE))

    assert not like.is_sure
    assert [one.is_sure for one in (*unsure, *sure)] == [False, True]
    assert [(one.start, one.end, one.pattern) for one in (*unsure, *sure)] == [(0, 10, like.pattern)] * 2


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=300))
def test_whatever_the_text_it_answers_and_quotes_it(text: str) -> None:
    for one in third.packaged().hear(text):
        assert one.evidence == text[one.start : one.end]
