"""How young a baby a narrative tells of, where no form gave a date of birth: "6mth old", "baby (10 weeks)", "3/52".

Only an age that is said to be one, or that stands beside a word for a baby, counts: "31 weeks pregnant", "2 months
ago" and "review in 6/52" are no ages. A pup is not a child.
"""

import re
from collections.abc import Iterator

YEARS_OF = {"d": 1 / 365, "w": 7 / 365, "m": 1 / 12}  # by the first letter of the unit
_PART_OF_A_YEAR = {"7": "d", "52": "w", "12": "m"}  # as nurses write: 3/7 days, 3/52 weeks, 3/12 months
_LONGEST = 24  # of its unit: beyond that nobody counts a child's age in it

_UNIT = r"(?P<unit>days?|wks?|weeks?|mths?|mnths?|mos?|months?)"
_AGE = rf"(?P<number>\d{{1,2}})\s?-?(?:{_UNIT}|/(?P<part>7|52|12))\b"
_BABY = r"(?:baby|babies|babs|bub|bubba|babby|bairn|infant|newborn|child|son|daughter|boy|girl|twins?|toddler)"
_NO_CHILD = r"(?!\s+(?:dog|pup|puppy|puppies|cat|kitten|kittens|relationship|injur|bruis|log|wound))"
_NO_AGE = r"(?!\s*(?:ago|later|pregnan|preg|gone|since|into|in\b|scan))"
_SAID = re.compile(
    rf"""\b{_AGE}[\s-]*(?:old|of\s+age)\b{_NO_CHILD}
       |\b{_BABY}\s*[,(]?\s*(?:is\s+|of\s+|aged?\s+)?{_AGE.replace("<", "<b_")}{_NO_AGE}
       |\b{_AGE.replace("<", "<c_")}[\s-]*{_BABY}\b""",
    re.IGNORECASE | re.VERBOSE,
)
# Most narratives hold none, and this is all they cost; an age is looked for only around one.
_MAY_BE = re.compile(r"\d(?:\s?-?(?:[dD][aA]|[wW][eEkK]|[mM][tTnNoO])|/(?:7|52|12)\b)")
_AROUND = 40  # characters, which no age and the word for a baby beside it are longer than


def youngest(text: str) -> float | None:
    """Return the least age in years that is told in days, weeks or months of a child, or None where none is."""
    ages = []
    for found in (one for near in _MAY_BE.finditer(text) for one in _told_by(near)):
        told = {name.split("_")[-1]: value for name, value in found.groupdict().items() if value}
        unit = told["unit"][0].lower() if "unit" in told else _PART_OF_A_YEAR[told["part"]]
        if int(told["number"]) <= _LONGEST:
            ages.append(int(told["number"]) * YEARS_OF[unit])
    return min(ages, default=None)


def _told_by(near: re.Match[str]) -> Iterator[re.Match[str]]:
    """Yield the age that a number and its unit tell, if any: another's words may be cut off where its own end."""
    around = max(0, near.start() - _AROUND), near.end() + _AROUND
    return (one for one in _SAID.finditer(near.string, *around) if one.start() <= near.start() < one.end())
