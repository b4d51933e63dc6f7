"""The officer's grade from a word, a letter, a colour in any shade, or both."""

import colorsys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from vigil.intake.drafts import Effect, Issue
from vigil.rules.terms import Grade, higher

# Hues in degrees. Shades differ from hand to hand; the hue is what people mean.
_RED_BELOW, _AMBER_BELOW, _GREEN_BELOW, _RED_AGAIN_FROM = 18, 66, 175, 335
_GREY_BELOW = 0.12  # saturation; a grey or white cell has no grade
_ENOUGH_WORDS, _MOST_AGREE = 3, 0.8  # cells with word and colour before the words decide what the colour means


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


def legend(cells: Iterable[tuple[str, str]], words: Mapping[str, str]) -> dict[str, Grade]:
    """Return what each colour means in one file, learnt from its cells that have a colour and a word.

    A theme may show another hue than the one that was picked, so the team's own words outweigh the hue.
    """
    seen: dict[str, Counter[Grade]] = defaultdict(Counter)
    for word, colour in cells:
        if colour and (term := words.get(word.strip().casefold())):
            seen[colour][Grade(term)] += 1
    found = {}
    for colour, grades in seen.items():
        (grade, most), *_ = grades.most_common(1)
        if most >= _ENOUGH_WORDS and most >= _MOST_AGREE * grades.total():
            found[colour] = grade
    return found


def read(
    word: str, colour: str, words: Mapping[str, str], meanings: Mapping[str, Grade]
) -> tuple[Grade | None, list[Issue]]:
    """Return the officer's grade and what is doubtful about it. ``words`` gives a grade for each known word.

    ``meanings`` is the file's ``legend``; a colour it lacks goes by its hue.

    Where word and colour disagree the more serious is kept: a reader never lowers a person's grade.
    """
    key = word.strip().casefold()
    written = Grade(words[key]) if key in words else None
    painted = (meanings.get(colour) or of_colour(colour)) if colour else None
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
