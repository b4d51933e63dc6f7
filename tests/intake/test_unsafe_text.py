"""What must not reach a screen, a spreadsheet or a search index as it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.intake.reading import unsafe_text


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://x.example.invalid","Open")',
        "+HYPERLINK(A1)",
        "@SUM(A1:A9)",
        "-2+3+cmd|' /C calc'!A0",
        "=1+1",
        "\t=1+1",
        "-A1+A2",
    ],
)
def test_a_formula_would_run(text: str) -> None:
    assert unsafe_text.would_run(text)


@pytest.mark.parametrize(
    "text",
    [
        "- Harold (68) lives alone",
        "- M5 closed",
        "+44 7700 900150",
        "@ the address",
        "Jane = victim",
        "-",
        "- 3 calls",
        "\nSeen.",
    ],
)
def test_a_list_or_a_telephone_number_would_not_run(text: str) -> None:
    assert not unsafe_text.would_run(text)


def test_control_characters_go_and_line_breaks_stay() -> None:
    assert unsafe_text.cleaned("no NFS and \x00said\r\nnothing\ufffd\x9f\tmore") == "no NFS and said\nnothing\tmore"


def test_the_same_text_with_and_without_its_control_character_cleans_alike() -> None:
    assert unsafe_text.cleaned("in \x00bed") == unsafe_text.cleaned("in \ufffdbed")


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8))
def test_nothing_cleaned_still_holds_a_control_character(value: object) -> None:
    clean = unsafe_text.cleaned(value)

    assert not unsafe_text.has_control_characters(clean)
    assert unsafe_text.cleaned(clean) == clean
