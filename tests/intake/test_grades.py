"""The officer's grade from words and colours."""

import pytest

from vigil.intake.reading import grades, mapping
from vigil.rules.terms import Grade

WORDS = mapping.load("herefordshire").words["grade"]


@pytest.mark.parametrize(
    ("rgb", "grade"),
    [
        *[(red, Grade.HIGH) for red in ("FF0000", "C00000", "FF3300", "FFC7CE", "E60026")],
        *[(amber, Grade.MEDIUM) for amber in ("FFC000", "FFBF00", "ED7D31", "FFFF00", "FFEB9C")],
        *[(green, Grade.STANDARD) for green in ("00B050", "92D050", "A9D08E", "C6EFCE", "70AD47")],
        *[(other, None) for other in ("FFFFFF", "D9D9D9", "000000", "4472C4", "7030A0")],
    ],
)
def test_a_colour_of_any_shade_goes_by_its_hue(rgb: str, grade: Grade | None) -> None:
    assert grades.of_colour(rgb) is grade


@pytest.mark.parametrize("word", ["red", "R", "RED", "High", "HIGH"])
def test_a_word_or_letter_in_any_case_is_a_grade(word: str) -> None:
    assert grades.read(word, "", WORDS, {}) == (Grade.HIGH, [])


def test_a_colour_without_a_word_is_a_grade() -> None:
    assert grades.read("", "92D050", WORDS, {}) == (Grade.STANDARD, [])


def test_where_word_and_colour_disagree_the_more_serious_is_kept() -> None:
    grade, issues = grades.read("green", "FF0000", WORDS, {})

    assert grade is Grade.HIGH
    assert [issue.code for issue in issues] == ["grade_conflict"]


def test_neither_word_nor_colour_is_no_grade() -> None:
    grade, issues = grades.read("", "", WORDS, {})

    assert grade is None
    assert [issue.code for issue in issues] == ["grade_missing"]


def test_a_word_nobody_knows_is_flagged_and_not_guessed() -> None:
    grade, issues = grades.read("tbc", "", WORDS, {})

    assert grade is None
    assert [issue.code for issue in issues] == ["unknown_value"]


def test_a_team_s_own_words_say_what_its_colours_mean() -> None:
    cells = [("amber", "8064A2"), ("Med", "8064A2"), ("A", "8064A2"), ("", "8064A2"), ("red", "FF0000")]

    meanings = grades.legend(cells, WORDS)

    assert meanings == {"8064A2": Grade.MEDIUM}
    assert grades.read("", "8064A2", WORDS, meanings) == (Grade.MEDIUM, [])


def test_two_cells_or_a_divided_team_do_not_decide_a_colour() -> None:
    assert grades.legend([("amber", "8064A2")] * 2, WORDS) == {}
    assert grades.legend([("amber", "8064A2")] * 3 + [("red", "8064A2")] * 2, WORDS) == {}
