"""How young a baby a narrative tells of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.screening.ages import youngest


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("Bruise seen on 6mth old", 6),
        ("her 3 month-old was in the cot", 3),
        ("a 6 MTH OLD in the cot", 6),
        ("Baby 7 months, arm broken", 7),
        ("baby (10 weeks) crying", 10 * 7 / 365 * 12),
        ("Present: son aged 18 months and girl, 4", 18),
        ("F 26 and bub 3 wks", 3 * 7 / 365 * 12),
        ("baby 3/52 seen by HV", 3 * 7 / 365 * 12),
        ("8 week baby, and a 14 month old", 8 * 7 / 365 * 12),
        ("11 day old twins", 11 / 365 * 12),
    ],
)
def test_an_age_in_days_weeks_or_months_is_a_babys(text: str, months: float) -> None:
    assert (youngest(text) or 0) * 12 == pytest.approx(months)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "She is 31 weeks pregnant",
        "He moved out 2 months ago",
        "Lost a baby 3 months ago",
        "Review in 6/52",
        "Stopped his tablets 2 wks ago, boy 4 asleep",
        "an 8 week old puppy",
        "a 3 week old bruise",
        "on 3/12 she rang",
        "boy, 7",
        "baby due in 6 weeks",
        "baby 40 weeks scan",
    ],
)
def test_other_times_are_no_ages(text: str) -> None:
    assert youngest(text) is None


FILLER = st.lists(
    st.sampled_from(["he left", "3 men", "his son 2 weeks ago", "at 2210", "week 3/5", "and", "so"]), max_size=40
)


@given(FILLER, st.sampled_from(["Baby 7 months", "a 7 mth old", "7-month-old", "baby girl, 7 mo"]), FILLER)
def test_an_age_is_found_wherever_in_a_narrative_it_stands(before: list[str], said: str, after: list[str]) -> None:
    assert youngest("; ".join([*before, said, *after])) == pytest.approx(7 / 12)


@given(st.text(alphabet="babyoldmwks 0123/()-,\n", max_size=200))
def test_any_text_gives_an_age_of_a_baby_or_none(text: str) -> None:
    age = youngest(text)

    assert age is None or 0 <= age <= 2
