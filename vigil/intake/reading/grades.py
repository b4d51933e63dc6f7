"""The officer's grade from a word, a letter, a colour in any shade, or both."""

import colorsys
from collections.abc import Mapping

from vigil.intake.drafts import Effect, Issue
from vigil.rules.terms import Grade, higher

# Hues in degrees. Shades differ from hand to hand; the hue is what people mean.
_RED_BELOW, _AMBER_BELOW, _GREEN_BELOW, _RED_AGAIN_FROM = 18, 66, 175, 335
_GREY_BELOW = 0.12  # saturation; a grey or white cell has no grade


def of_colour(rgb: str) -> Grade | None:
    """Return the grade a fill "RRGGBB" stands for: red high, amber medium, green standard, any other none."""
    hue, saturation, value = colorsys.rgb_to_hsv(*(int(rgb[place : place + 2], 16) / 255 for place in (0, 2, 4)))
    if saturation < _GREY_BELOW or value < _GREY_BELOW:
        return None
    degrees = hue * 360
    if degrees < _RED_BELOW or degrees >= _RED_AGAIN_FROM:
        return Grade.HIGH
    if degrees < _AMBER_BELOW:
        return Grade.MEDIUM
    return Grade.STANDARD if degrees < _GREEN_BELOW else None


def read(word: str, colour: str, words: Mapping[str, str]) -> tuple[Grade | None, list[Issue]]:
    """Return the officer's grade and what is doubtful about it. ``words`` gives a grade for each known word.

    Where word and colour disagree the more serious is kept: a reader never lowers a person's grade.
    """
    key = word.strip().casefold()
    written = Grade(words[key]) if key in words else None
    painted = of_colour(colour) if colour else None
    issues = []
    if key and written is None:
        issues.append(
            _issue("unknown_value", "The word in the grade is not known. Set the grade by hand.", Effect.FLAG)
        )
    if written and painted and written is not painted:
        issues.append(
            _issue(
                "grade_conflict",
                "The word and the colour give different grades. The more serious is kept: ask which was meant.",
                Effect.AMBIGUOUS,
            )
        )
        return higher(written, painted), issues
    grade = written or painted
    if grade is None and not issues:
        issues.append(_issue("grade_missing", "The officer gave no grade. Grade it from the account.", Effect.FLAG))
    return grade, issues


def _issue(code: str, message: str, effect: Effect) -> Issue:
    return Issue(code=code, field="officer_grade", message=message, effect=effect)
