"""Scores are counted the way the hub would count them by hand."""

import json
from pathlib import Path

import pytest

from vigil.screening import Code, Marker, Reading, Status, read, third
from vigil.screening.lexicon import packaged
from vigil.screening.markers import GRAVEST
from vigil.screening.reading import read_with, with_heard
from vigil.screening.scoring import Score, Tally, as_json, as_table, score

NARRATIVES = Path(__file__).parent / "narratives"
TEXT = "He had a knife. No bat. She cried."


def reading(*found: tuple[Code, Status, str]) -> Reading:
    """Return a reading that found those words."""
    return Reading(
        tuple(
            Marker(code, status, words, TEXT.index(words), TEXT.index(words) + len(words), "tried")
            for code, status, words in found
        ),
        "read",
        "1",
    )


LABELLED = [
    {
        "text": TEXT,
        "markers": [
            {"code": "weapon", "status": "present", "evidence": "knife"},
            {"code": "weapon", "status": "negated", "evidence": "No bat"},
            {"code": "victim_afraid", "status": "present", "evidence": "cried"},
        ],
    }
]


def test_found_missed_and_invented_are_counted_by_document_and_by_mention() -> None:
    found = reading(
        (Code.WEAPON, Status.PRESENT, "a knife"),
        (Code.WEAPON, Status.PRESENT, "bat"),
        (Code.NEGLECT, Status.PRESENT, "She"),
    )

    result = score(LABELLED, lambda text: found)

    assert result.by_document[Code.WEAPON, Status.PRESENT] == Tally(1, 0, 0)
    assert result.by_mention[Code.WEAPON, Status.PRESENT] == Tally(1, 1, 0)
    assert result.by_document[Code.WEAPON, Status.NEGATED] == Tally(0, 0, 1)
    assert result.by_document[Code.NEGLECT, Status.PRESENT] == Tally(0, 1, 0)
    assert result.present() == Tally(1, 1, 1)
    assert (result.not_present, result.not_present_reported_present) == (1, 1)


def test_precision_recall_and_f1_are_the_usual_ones() -> None:
    tally = Tally(right=6, wrong=2, missed=4)

    assert (tally.precision, tally.recall, tally.f1) == (0.75, 0.6, 2 / 3)
    assert (Tally(0, 0, 0).precision, Tally(0, 0, 0).recall, Tally(0, 0, 0).f1) == (None, None, None)


def test_the_table_and_the_json_say_the_same() -> None:
    result = score(LABELLED, lambda text: reading((Code.WEAPON, Status.PRESENT, "knife")))

    table, figures = as_table(result), json.loads(as_json(result))

    assert "all codes                         1      0      1       1.00    0.50   0.67" in table
    assert figures["present"]["recall"] == 0.5
    assert {"code": "weapon", "status": "present", **figures["present_gravest"]} in figures["by_document"]


def test_our_own_narratives_are_labelled_from_their_own_words() -> None:
    for path in NARRATIVES.rglob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            narrative = json.loads(line)
            assert all(m["evidence"] in narrative["text"] for m in narrative["markers"]), narrative["id"]


def scored(*files: str) -> Score:
    """Return how well files of labelled narratives are read together."""
    lines = [line for name in files for line in (NARRATIVES / name).read_text(encoding="utf-8").splitlines()]
    return score([json.loads(line) for line in lines])


def least(tally: Tally, *, precision: float, recall: float) -> bool:
    """Say whether a tally reaches a precision and a recall."""
    return (tally.precision or 0) > precision and (tally.recall or 0) > recall


def test_the_narratives_kept_back_are_read_as_well_as_we_say() -> None:
    """A floor a little under the figures of the day, so that a change that harms reading is seen."""
    result = scored("held_back/own.jsonl")

    assert least(result.present(), precision=0.89, recall=0.77)
    assert least(result.present(GRAVEST), precision=0.82, recall=0.86)
    assert result.not_present_reported_present / result.not_present < 0.04


def test_the_narratives_tuned_on_are_read_as_well_as_we_say() -> None:
    """Higher than on narratives kept back, as it must be; it guards the patterns and examples one by one."""
    assert least(scored("tuned/own.jsonl").present(), precision=0.96, recall=0.91)


def test_a_hand_that_was_not_met_is_read_as_well_on_arrival_as_we_say() -> None:
    result = scored("held_back/ten_forces.jsonl")

    assert least(result.present(), precision=0.80, recall=0.49)
    assert least(result.present(GRAVEST), precision=0.61, recall=0.49)
    assert result.not_present_reported_present / result.not_present < 0.06


@pytest.mark.slow
@pytest.mark.parametrize(("hand", "precision", "recall"), [("ten_forces", 0.80, 0.82), ("forty_officers", 0.75, 0.89)])
def test_hands_that_were_not_met_are_read_as_well_by_all_three_as_we_say(
    hand: str, precision: float, recall: float
) -> None:
    def read_by_all(text: str) -> Reading:
        return with_heard(read(text), third.packaged().hear(text), third.VERSION)

    lines = (NARRATIVES / f"held_back/{hand}.jsonl").read_text(encoding="utf-8").splitlines()
    result = score([json.loads(line) for line in lines], read_by_all)

    assert least(result.present(), precision=precision, recall=recall)
    assert least(result.present(GRAVEST), precision=0.65, recall=0.80)


def test_no_word_of_the_lexicon_is_lost_and_none_of_the_gravest_risks_is_held() -> None:
    held: list[Marker] = []
    for line in (NARRATIVES / "held_back/ten_forces.jsonl").read_text(encoding="utf-8").splitlines():
        text = json.loads(line)["text"]
        reading = read(text)
        held += reading.held
        assert set(read_with(packaged(), text).markers) <= {*reading.markers, *reading.held}

    assert held
    assert GRAVEST.isdisjoint(one.code for one in held)
    assert {one.status for one in held} == {Status.PRESENT}


def test_hands_that_were_not_met_are_read_as_poorly_as_we_say() -> None:
    """Never looked at while tuning. A floor, far under what is wanted: .90 and .85."""
    result = scored(*(f"held_back/{hand}.jsonl" for hand in ("third", "fourth", "fifth")))

    assert least(result.present(), precision=0.69, recall=0.41)
    assert least(result.present(GRAVEST), precision=0.53, recall=0.45)
    assert result.not_present_reported_present / result.not_present < 0.07


def test_the_second_reader_earns_its_place_on_hands_that_were_not_met() -> None:
    hands = ("third", "fourth", "fifth")
    lines = [line for hand in hands for line in (NARRATIVES / f"held_back/{hand}.jsonl").read_text().splitlines()]

    alone = score([json.loads(line) for line in lines], lambda text: read_with(packaged(), text)).present(GRAVEST)
    both = score([json.loads(line) for line in lines]).present(GRAVEST)

    assert (both.recall or 0) - (alone.recall or 0) > 0.07
    assert (both.precision or 0) > (alone.precision or 0) - 0.03
