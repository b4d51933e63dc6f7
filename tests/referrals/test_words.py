"""The sentences of a referral's page: the names of risks, narratives not read, and two grades side by side."""

import pytest

from vigil.referrals.words import grades_in_words, not_read_in_words, risk_in_words
from vigil.rules.terms import Grade
from vigil.screening import Code, read

NEVER_LOWER = "neither a rule nor a dismissed marker lowers a grade"
H, M, S = Grade.HIGH, Grade.MEDIUM, Grade.STANDARD


@pytest.mark.parametrize("code", Code)
def test_every_risk_has_words(code: Code) -> None:
    assert risk_in_words(code)


@pytest.mark.parametrize(
    ("officer", "screened", "recorded", "held", "sentence"),
    [
        (S, H, H, H, "The rules graded it high and the officer standard, because of “Strangulation”."),
        (None, M, M, M, "The officer gave no grade, and the rules gave medium because of “Strangulation”."),
        (M, M, M, M, "The officer and the rules both say medium."),
        (H, H, M, H, "The officer’s high stands, although what is recorded asks by itself only for medium."),
        (
            S,
            S,
            S,
            H,
            f"The officer and the rules both say standard; it was high before, and {NEVER_LOWER}.",
        ),
    ],
)
def test_one_sentence_says_why_the_grades_differ(
    officer: Grade | None, screened: Grade, recorded: Grade, held: Grade, sentence: str
) -> None:
    reason = "Strangulation: recorded in the narrative"

    assert (
        grades_in_words(officer=officer, screened=screened, recorded=recorded, held=held, gravest_reason=reason)
        == sentence
    )


@pytest.mark.parametrize(
    ("narrative", "sentence"),
    [
        ("  ", "Not read: there is no narrative. Ask the officer what happened, sooner."),
        ("?? 12:40 --", "Not read: it holds no words. Ask the officer what happened, sooner."),
        (
            "Sąsiadka zadzwoniła, bo słyszała krzyki. Mąż był pijany i groził jej nożem przy dzieciach.",
            "Not read: another language. Read it yourself or have it translated, sooner.",
        ),
        (
            "He was there. " * 15_000,
            "Read only in part (too long: first 200,000 characters read). Read the rest yourself.",
        ),
        ("He was not there.", ""),
    ],
)
def test_a_narrative_that_was_not_read_says_so_and_what_to_do(narrative: str, sentence: str) -> None:
    assert not_read_in_words(read(narrative).state) == sentence
