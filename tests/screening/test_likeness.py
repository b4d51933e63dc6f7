"""The second reader hears what reads like a labelled example, and can say which."""

import tomllib
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.screening import Code, Status, likeness, read
from vigil.screening.learning import Example, learn, of_labelled, traits
from vigil.screening.lexicon import packaged
from vigil.screening.likeness import LONGEST, Likeness, lanes, packed, stem, stretches, unpacked
from vigil.screening.markers import LIKE
from vigil.screening.reading import read_with
from vigil.screening.words import Words, plain

TOLD = [
    ("he followed her home from work", {Code.STALKING_HARASSMENT}),
    ("followed me to the shop and waited", {Code.STALKING_HARASSMENT}),
    ("he waited outside and followed her again", {Code.STALKING_HARASSMENT}),
    ("she made tea at home", set()),
    ("they argued about work", set()),
    ("the shop was shut again", set()),
]


def taught() -> list[Example]:
    """Return a few examples of one risk and of none."""
    made = []
    for said, codes in TOLD:
        words = packaged().words(said)
        made.append(Example(traits(words, 0, len(words.keys) - 1), frozenset(codes)))
    return made


def margins(second: Likeness, words: Words, first: int, last: int) -> list[float]:
    """Return how far a stretch reads like each risk."""
    (weighed,) = second.weigh(words, [(first, last)])
    return [second.margin(weighed, code) for code in Code]


def cut(text: str) -> list[str]:
    """Return the stretches of a narrative."""
    words = packaged().words(text)
    return [text[words.starts[first] : words.ends[last]] for first, last in stretches(words)]


def test_risk_told_without_its_name_is_found_with_the_example_it_reads_like() -> None:
    text = "She had not been allowed to see her sister since March. Kettle on."

    (found,) = [m for m in read(text).markers if m.code is Code.COERCIVE_CONTROL]

    assert (found.status, found.evidence) == (Status.PRESENT, "She had not been allowed to see her sister since March")
    assert found.pattern.startswith(f"{LIKE}coercive_control.")
    assert "March" in likeness.packaged().examples[found.pattern]


def test_a_sentence_is_judged_by_itself_and_a_question_with_its_answer() -> None:
    assert cut("He left. Weapons? None seen.\nNFA") == ["He left", "Weapons? None seen", "NFA"]


def test_a_log_without_a_full_stop_is_cut_where_a_thought_may_end() -> None:
    log = "he came round to the house about nine and he was drunk so she would not let him in and then he went"

    pieces = cut(log)

    assert " ".join(pieces) == log
    assert len(pieces) > 1
    assert all(piece.split()[0] in likeness.JOINS for piece in pieces[1:])


@given(st.text(alphabet="ab, .?\n", max_size=300))
def test_stretches_follow_each_other_and_none_is_too_long(text: str) -> None:
    words = packaged().words(text)
    places = list(stretches(words))

    assert all(first <= last for first, last in places)
    assert all(a[1] < b[0] for a, b in pairwise(places))
    assert all(last - first <= LONGEST + likeness.SHORTEST for first, last in places)


@pytest.mark.parametrize(
    ("word", "part"),
    [("Followed", "follow"), ("following", "follow"), ("3", "#u18"), ("£40", "#money"), ("??", "?"), ("gas", "gas")],
)
def test_forms_of_a_word_and_numbers_of_a_kind_count_as_one(word: str, part: str) -> None:
    assert stem(word) == part


def test_what_is_learnt_parts_a_risk_from_the_rest_and_leaves_other_risks_alone() -> None:
    second = learn(taught())

    def margin(said: str, code: Code) -> float:
        words = packaged().words(said)
        return margins(second, words, 0, len(words.keys) - 1)[list(Code).index(code)]

    assert margin("he followed her to the shop", Code.STALKING_HARASSMENT) > 0.3
    assert margin("she made tea and they argued", Code.STALKING_HARASSMENT) < 0
    assert margin("he followed her to the shop", Code.WEAPON) < 0


def test_what_is_learnt_of_a_word_is_learnt_of_others_of_its_sense() -> None:
    words = packaged().words("tailed him")
    second = learn([*taught(), *taught()])
    heard = dict(zip(Code, margins(second, packaged().words("he loitered opposite"), 0, 2), strict=True))

    assert "=loiter" not in second.weights
    assert heard[Code.STALKING_HARASSMENT] > max(margins(second, words, 0, 1))


def test_every_word_of_a_sense_is_spelt_as_words_are_compared() -> None:
    table = tomllib.loads((files("vigil.screening") / "senses.toml").read_text(encoding="utf-8"))

    for sense, listed in table.items():
        words = listed.split()
        assert len(words) >= 5, sense
        assert len(set(words)) == len(words), sense
        assert all(plain(word) == word for word in words if word[0] != "#"), sense


def test_learning_twice_gives_the_same() -> None:
    assert learn(taught()).weights == learn(taught()).weights


def test_what_was_learnt_survives_being_packaged() -> None:
    second = learn(taught())

    again = unpacked(packed(second), {})

    assert (again.weights, again.starts) == (second.weights, second.starts)


@given(st.lists(st.floats(-9, 9), min_size=len(Code), max_size=len(Code)), st.floats(0, 900))
def test_the_weights_of_a_trait_are_read_back_as_they_were_laid(weights: list[float], square: float) -> None:
    words = packaged().words("word")
    one = likeness.Likeness({"=word": lanes(weights, square)}, [0.0] * len(Code), {})
    length = (max(1, round(square * likeness.UNITS)) / likeness.UNITS) ** 0.5

    for margin, weight in zip(margins(one, words, 0, 0), weights, strict=True):
        assert margin == pytest.approx(weight / length, abs=0.02 / length)


@given(st.text(max_size=300))
def test_the_second_reader_only_adds(text: str) -> None:
    alone, both = read_with(packaged(), text).markers, read(text).markers

    assert set(alone) <= set(both)
    assert all(m.status is Status.PRESENT and m.pattern.startswith(LIKE) for m in set(both) - set(alone))


def test_every_code_has_examples_of_it_and_of_what_is_near_it() -> None:
    told = [(name.removeprefix(LIKE).split(".")[0], codes) for name, _, codes in likeness.labelled()]

    for code in Code:
        of = [codes for about, codes in told if about == code]
        assert sum(code in codes for codes in of) >= 20, code
        assert sum(code not in codes for codes in of) >= 5, code


def test_the_packaged_examples_are_told_as_they_are_labelled() -> None:
    """Weights that were not learnt anew after examples changed would fall short here."""
    second = likeness.packaged()
    right = wrong = missed = 0
    for _, said, codes in likeness.labelled():
        words = packaged().words(said)
        found = zip(Code, margins(second, words, 0, len(words.keys) - 1), strict=True)
        heard = {code for code, margin in found if margin > 0}
        right, wrong, missed = right + len(heard & codes), wrong + len(heard - codes), missed + len(codes - heard)

    assert right / (right + wrong) > 0.97
    assert right / (right + missed) > 0.53
    assert len(list(of_labelled())) == len(list(likeness.labelled()))
