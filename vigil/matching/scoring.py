"""Are two mentions one person? The weight of the evidence, what it comes to, and why, in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache

from vigil.matching import features, levels
from vigil.matching.features import Features
from vigil.matching.guards import SOFT, WORDS, Guard, guard
from vigil.matching.levels import MISSING
from vigil.matching.mentions import Mention
from vigil.matching.model import Model

_CERTAIN_BITS = 60  # beyond this a probability is 0 or 1 in any figures a person reads


class Decision(StrEnum):
    """What a pair comes to."""

    JOIN = "join"  # one person
    ASK = "ask"  # a person is to say
    APART = "apart"  # two people


@dataclass(frozen=True, slots=True)
class Comparison:
    """A pair weighed. ``weight`` is log2 of the odds for one person, the prior's included; ``guard`` is "" for none."""

    weight: float
    decision: Decision
    guard: Guard
    levels: Mapping[str, str]  # comparison → level
    between: tuple[Features, Features] = field(repr=False, compare=False)
    model: Model = field(repr=False, compare=False)

    @property
    def reasons(self) -> tuple[str, ...]:
        """What speaks for one person, weightiest first, then what speaks against, then the guard, in words."""
        return _reasons(self)

    @property
    def probability(self) -> float:
        """The model's chance that they are one person, of a guard nothing."""
        return probability(self.weight)


def probability(weight: float) -> float:
    """Return the chance that a weight in bits stands for."""
    odds: float = 2.0 ** max(-_CERTAIN_BITS, min(_CERTAIN_BITS, weight))
    return odds / (1.0 + odds)


@lru_cache(maxsize=50_000)
def ready(mention: Mention) -> Features:
    """Return a mention's features; the last mentions seen are remembered."""
    return features.read(mention)


def compare(a: Mention, b: Mention, model: Model) -> Comparison:
    """Return the pair weighed, decided, and the reasons in words. The order of the two makes no difference."""
    return compare_ready(ready(a), ready(b), model)


def compare_ready(a: Features, b: Features, model: Model) -> Comparison:
    """Return what ``compare`` does, of mentions made ready before."""
    seen = levels_of(a, b, model)
    return _decided(a, b, seen, weigh(seen, model), model)


def compare_if_alike(a: Features, b: Features, model: Model) -> Comparison | None:
    """Return what ``compare_ready`` does, or None if the two weigh too little to be asked about, guards aside."""
    seen = levels_of(a, b, model)
    total = weigh(seen, model)
    return _decided(a, b, seen, total, model) if total > model.ask_above else None


def _decided(a: Features, b: Features, seen: dict[str, str], total: float, model: Model) -> Comparison:
    held = guard(a, b, seen, model)
    return Comparison(total, decide(total, held, model), held, seen, (a, b), model)


def levels_of(a: Features, b: Features, model: Model) -> dict[str, str]:
    """Return comparison → level."""
    return {
        "forename": levels.forename(a, b, model.same_forename[a.forename]),
        "surname": levels.surname(a, b, model.same_surname[a.surname]),
        "birth": levels.birth(a, b),
        "place": levels.place(a, b),
        "phone": levels.phone(a, b),
        "school": levels.school(a, b),
        "identifier": levels.identifier(a, b),
        "company": levels.company(a, b),
    }


def weigh(seen: dict[str, str], model: Model) -> float:
    """Return the prior and the weights of the levels, in bits."""
    weights = model.weights
    total = model.prior
    for comparison, level in seen.items():
        total += weights[comparison][level]
    return total


def decide(weight: float, held: Guard, model: Model) -> Decision:
    """Return what a weight and a guard come to. A guard never raises a pair."""
    if weight <= model.ask_above or (held and held not in SOFT):
        return Decision.APART
    return Decision.JOIN if weight > model.join_above and not held else Decision.ASK


_NAME_WORDS = {
    "same_common": "same {0}, a common one",
    "same_usual": "same {0}",
    "same_rare": "same {0}, a rare one",
    "swapped": "names swapped round",
    "form": "{0} another form of the same",
    "akin": "{0}s short for the same",
    "other": "{0} known to be used by one of them",
    "initial": "{0} an initial of the other",
    "close": "{0} a letter or a sound apart",
    "like": "{0} somewhat alike",
    "different": "different {0}s",
}
_OTHER_WORDS = {
    "birth": {
        "same": "same date of birth",
        "turned": "day and month of birth turned round",
        "slip": "date of birth one figure apart",
        "parts": "two of day, month and year of birth the same",
        "two_figures": "date of birth two figures apart",
        "age": "age fits",
        "near": "age a year or two out",
        "different": "born at different times",
    },
    "place": {
        "public": "seen at the same public place",
        "dwelling": "same address",
        "line": "same house and street, another postcode",
        "street": "same street",
        "postcode": "same postcode",
        "words": "addresses with words in common",
        "area": "same street name, village or town",
        "different": "different addresses",
    },
    "phone": {"same": "same telephone number", "different": "different telephone numbers"},
    "school": {"same": "same school", "different": "different schools"},
    "identifier": {"same": "same record number", "different": "two records in one system"},
    "company": {
        "same": "named with the same person",
        "kin": "named with one of the same family",
        "different": "named with others",
    },
}
_TELLS_LITTLE_BITS = 0.7


def _reasons(one: Comparison) -> tuple[str, ...]:
    told = [
        (one.model.weights[comparison][level], _say(comparison, level, *one.between))
        for comparison, level in one.levels.items()
        if level != MISSING
    ]
    pro = sorted((each for each in told if each[0] >= _TELLS_LITTLE_BITS), reverse=True)
    con = sorted(each for each in told if each[0] <= -_TELLS_LITTLE_BITS)
    words = [words for _, words in (*pro, *con)]
    # "different forenames" is in "different forenames, of which one may be the other misspelt".
    held = WORDS.get(one.guard, "")
    return (*(said for said in dict.fromkeys(words) if not held.startswith(said)), *([held] if held else ()))


def _say(comparison: str, level: str, a: Features, b: Features) -> str:
    if comparison in {"forename", "surname"}:
        return _NAME_WORDS[level].format(comparison)
    words = _OTHER_WORDS[comparison][level]
    if comparison == "place" and level in {"dwelling", "line", "street"} and (day := _earlier(a.seen_on, b.seen_on)):
        return f"{words} in {day:%B %Y}"
    return words


def _earlier(one: date | None, other: date | None) -> date | None:
    days = [day for day in (one, other) if day]
    return min(days) if days else None
