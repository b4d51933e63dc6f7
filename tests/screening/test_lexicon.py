"""The lexicon keeps the promises written beside each entry."""

import pytest

from vigil.screening.lexicon import Entry, build, load, packaged
from vigil.screening.markers import Code
from vigil.screening.reading import read_with

ENTRIES = packaged().entries


def finds(entry: Entry, text: str) -> bool:
    """Say whether an entry's patterns find anything in a sentence, however it is meant."""
    _, cues, tables = load()
    alone = build([entry], cues, tables, "alone")
    return any(source is entry for _, _, source in alone.tree.find(alone.words(text).keys))


@pytest.mark.parametrize("entry", [e for e in ENTRIES if e.code], ids=lambda e: e.id)
def test_an_entry_catches_its_example_and_passes_its_counter_example(entry: Entry) -> None:
    _, cues, tables = load()
    alone = build([entry, *(e for e in ENTRIES if e.code is None)], cues, tables, "alone")

    assert read_with(alone, entry.catches).markers
    assert not read_with(alone, entry.passes).markers


def test_idioms_catch_figures_of_speech_and_pass_what_is_meant() -> None:
    for entry in ENTRIES:
        if entry.code is None:
            assert finds(entry, entry.catches)
            assert not finds(entry, entry.passes)


def test_every_code_has_entries_and_every_entry_its_own_id() -> None:
    assert {entry.code for entry in ENTRIES} == {*Code, None}
    assert len({entry.id for entry in ENTRIES}) == len(ENTRIES)


@pytest.mark.parametrize(
    "pattern", ["<unheard-of> knife", "the? a?", "Knife", "kn'ife", "knife|", "(knife", "all night|night"]
)
def test_a_pattern_nothing_could_match_is_refused(pattern: str) -> None:
    _, cues, tables = load()
    entry = Entry("tried", Code.WEAPON, "tried", (pattern,), "", "")

    with pytest.raises(ValueError, match=r"unknown list|nothing firm|not a spelling|a word twice"):
        build([entry], cues, tables, "tried")


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("red door", "the red door", True),
        ("red door", "red wooden door", False),
        ("red .. door", "red one two three door", True),
        ("red .. door", "red one two three four door", False),
        ("red ... door", "red one two three four five six seven eight door", True),
        ("red .. door", "red. door", False),
        ("red big? door", "red door", True),
        ("red big? door", "red big door", True),
        ("door*", "doorway", True),
        ("door", "doorway", False),
        ("red|blue door", "blue door", True),
        ("red|blue door|gate", "blue gate", True),
        ("red|blue door|gate", "red", False),
        ("girl #u18", "girl 7", True),
        ("girl #u18", "girl 70", False),
        ("lady #65plus", "lady, 84", True),
        ("sent #money", "sent £4,000", True),
        ("couldnt sleep", "couldn’t sleep", True),
        ("he left", "he's left", True),
    ],
)
def test_the_pattern_language_means_what_it_says(pattern: str, text: str, found: bool) -> None:
    assert finds(Entry("tried", Code.WEAPON, "tried", (pattern,), "", ""), text) is found


def test_a_lexicon_being_tried_reads_beside_the_packaged_one() -> None:
    _, cues, tables = load()
    tried = build([Entry("tried.spade", Code.WEAPON, "a spade", ("spade",), "", "")], cues, tables, "tried 1")

    reading = read_with(tried, "He had a spade with him at the time")

    assert [(m.pattern, m.evidence) for m in reading.markers] == [("tried.spade", "spade")]
    assert reading.lexicon_version == "tried 1"
