"""DASH and DARA as teams write them."""

import pytest

from vigil.intake.reading import answers
from vigil.rules.terms import RiskTool


@pytest.mark.parametrize(
    ("cell", "listed", "ticks", "questions"),
    [
        ("0", "", 0, []),
        (0, "", 0, []),
        ("0 - all no", "", 0, []),
        ("nil ticks", "", 0, []),
        ("1: 8", "", 1, [8]),
        ("4: 2, 6, 9, 27", "", 4, [2, 6, 9, 27]),
        ("3 - q9,21,27", "", 3, [9, 21, 27]),
        ("2/27 (4,15)", "", 2, [4, 15]),
        ("Score 2. Yes to 4,16", "", 2, [4, 16]),
        ("Q4, Q15", "", 2, [4, 15]),
        ("3/27", "", 3, []),
        ("5", "", 5, []),
        ("7", "6,13,14,16,17,24,26", 7, [6, 13, 14, 16, 17, 24, 26]),
        ("2", "6;27", 2, [6, 27]),
        (2.0, "6 27", 2, [6, 27]),
        ("2", "6|27", 2, [6, 27]),
        ("", "6|27", 2, [6, 27]),
    ],
)
def test_a_dash_in_any_form_gives_its_ticks(cell: object, listed: str, ticks: int, questions: list[int]) -> None:
    found = answers.read_dash(cell, listed)

    assert (found.tool, found.ticks) == (RiskTool.DASH, ticks)
    assert found.answers == {str(question): "Yes" for question in questions}
    assert not found.issues


@pytest.mark.parametrize("cell", ["", None, "n/a", "N/A", "-"])
def test_no_dash_is_no_questionnaire(cell: str | None) -> None:
    assert answers.read_dash(cell) == answers.Questionnaire()


@pytest.mark.parametrize("cell", ["R", "refused", "Refused DASH", "declined"])
def test_a_refused_dash_has_no_ticks_and_is_flagged(cell: str) -> None:
    found = answers.read_dash(cell)

    assert (found.tool, found.ticks) == (RiskTool.DASH, None)
    assert [issue.code for issue in found.issues] == ["dash_refused"]


def test_a_dash_not_done_is_flagged() -> None:
    assert [issue.code for issue in answers.read_dash("not done").issues] == ["dash_not_done"]


def test_of_a_total_and_a_list_that_disagree_the_greater_counts() -> None:
    for cell in ("2/27 (4,15,16)", "3/27 (4,15)"):
        found = answers.read_dash(cell)

        assert found.ticks == 3
        assert [issue.code for issue in found.issues] == ["dash_count_disagrees"]


def test_a_question_beyond_twenty_seven_is_not_counted_and_is_flagged() -> None:
    found = answers.read_dash("2: 4, 28")

    assert found.answers == {"4": "Yes"}
    assert "dash_question_unknown" in {issue.code for issue in found.issues}


def test_dara_answers_are_kept_as_given() -> None:
    found = answers.read_items("DARA", {"afraid": "Often", "separated": "No"})

    assert (found.tool, found.ticks) == (RiskTool.DARA, None)
    assert found.answers == {"afraid": "Often", "separated": "No"}


def test_dash_items_are_numbered_and_only_a_yes_is_a_tick() -> None:
    found = answers.read_items("DASH", {"Q1": "Y", "Q27": "Yes", "Q3": "N"})

    assert (found.tool, found.ticks, found.answers) == (RiskTool.DASH, 2, {"1": "Yes", "27": "Yes"})


def test_an_unknown_tool_is_flagged() -> None:
    assert [issue.code for issue in answers.read_items("SARA", {}).issues] == ["unknown_value"]
