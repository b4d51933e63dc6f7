"""The third reader hears risk told in words that no list holds, and can say what it reads like."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vigil.screening import Code, Marker, Status, likeness, read, third
from vigil.screening.encoder import WIDTH
from vigil.screening.markers import LIKE
from vigil.screening.reading import with_heard

CODES = st.sampled_from(Code)
TEXT = "He came to the door with a kitchen knife in his hand and would not go away."


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

    (heard,) = third.packaged().hear(text)

    assert read(text).markers == ()

    assert heard.code is Code.NON_FATAL_STRANGULATION
    assert (heard.status, heard.evidence) == (Status.PRESENT, text[heard.start : heard.end])
    assert heard.by_likeness
    assert heard.pattern in likeness.packaged().examples
    assert heard.pattern.startswith(f"{LIKE}non_fatal_strangulation.")


def test_a_quiet_visit_tells_it_nothing() -> None:
    assert third.packaged().hear("Officers called to return a lost wallet. Owner grateful. Nothing else of note.") == []


def test_a_narrative_longer_than_it_reads_at_once_is_read_to_its_end() -> None:
    filler = "Officers waited at the station for the van to come back from the garage. " * 40

    heard = third.packaged().hear(filler + TEXT)

    assert heard
    assert all(one.code is Code.WEAPON and one.start >= len(filler) for one in heard)


def test_it_adds_nothing_where_a_marker_of_the_same_risk_stands() -> None:
    reading = read(TEXT)
    (knife,) = [one for one in reading.markers if one.code is Code.WEAPON]
    same = Marker(Code.WEAPON, Status.PRESENT, TEXT, 0, len(TEXT), f"{LIKE}weapon.1")
    other = Marker(Code.VICTIM_AFRAID, Status.PRESENT, TEXT, 0, len(TEXT), f"{LIKE}victim_afraid.1")

    together = with_heard(reading, [same, other], "9")

    assert set(together.markers) == {*reading.markers, other}
    assert knife in together.markers
    assert together.third_version == "9"


@pytest.mark.parametrize(
    "text", ["", "¡¿!? 123", "Kobieta powiedziała, że jej mąż ją bije i boi się wrócić do domu z dziećmi."]
)
def test_what_could_not_be_read_stays_unread(text: str) -> None:
    heard = Marker(Code.WEAPON, Status.PRESENT, text, 0, 1, f"{LIKE}weapon.1")

    assert with_heard(read(text), [heard], "9") == read(text)


@given(st.lists(st.tuples(CODES, st.integers(0, 60), st.integers(1, 12)), max_size=6))
def test_no_marker_is_ever_taken_away_and_none_is_put_over_another_of_its_risk(
    found: list[tuple[Code, int, int]],
) -> None:
    reading = read(TEXT)
    heard = [Marker(code, Status.PRESENT, "", at, at + long, f"{LIKE}{code}.1") for code, at, long in found]

    markers = with_heard(reading, heard, "9").markers

    assert set(reading.markers) <= set(markers) <= {*reading.markers, *heard}
    for one in set(markers) - set(reading.markers):
        assert not any(m.code is one.code and m.start < one.end and one.start < m.end for m in reading.markers)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=300))
def test_whatever_the_text_it_answers_and_quotes_it(text: str) -> None:
    for one in third.packaged().hear(text):
        assert one.evidence == text[one.start : one.end]
