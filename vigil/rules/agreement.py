"""How far two people who graded the same apart agree beyond chance: Cohen's weighted kappa, with an interval.

Weights are quadratic: two grades apart counts four times as much as one. A hub that calls a high one standard leaves
somebody in danger untold; one step apart is a matter of judgement. So weighted, kappa is the correlation between the
two (Fleiss and Cohen 1973, Educational and Psychological Measurement 33), which does not depend on how the grades are
named. The interval rests on the large-sample variance of Fleiss, Cohen and Everitt (1969, Psychological Bulletin 72).
A sample in which nobody disagrees has no variance, and would claim to be certain: so the interval is told as if one
more had been graded, shared evenly among all pairs of grades. It is drawn on Fisher's scale, on which a correlation
spreads evenly: of 20 to 100 pairs the truth was then within it 92 to 96 times in a hundred (plainly drawn: 88 to 100;
``tests/rules/test_agreement.py`` measures it again).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import atanh, floor, fsum, sqrt, tanh
from random import Random
from statistics import NormalDist

from vigil.rules.terms import RANK, Grade

RULES_VERSION = "agreement 2026.1"

CONFIDENCE = 0.95

Pair = tuple[Grade, Grade]  # the grade an assessor signed, and the one given blind
Cells = Mapping[Pair, float]

GRADES = sorted(Grade, key=RANK.__getitem__)
PAIRS = tuple((first, second) for first in GRADES for second in GRADES)


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How far two graders agree. ``kappa`` is None where it cannot be told: too few, or all of one grade.

    1 is always, 0 no more than by chance. ``same`` of ``of`` were graded the same, ``under`` higher by the second.
    """

    of: int
    same: int
    under: int
    over: int
    kappa: float | None = None
    low: float | None = None
    high: float | None = None


def agreement(pairs: Iterable[Pair], *, fewest: int, confidence: float = CONFIDENCE) -> Agreement:
    """Return the agreement of pairs of grades. From fewer than ``fewest`` no kappa is told: chance alone would speak,
    and a figure of one person from a handful would be read as a judgement on them."""
    cells = dict.fromkeys(PAIRS, 0)
    for pair in pairs:
        cells[pair] += 1
    of = sum(cells.values())
    counts = {
        "of": of,
        "same": sum(number for (first, second), number in cells.items() if first is second),
        "under": sum(number for (first, second), number in cells.items() if RANK[second] < RANK[first]),
        "over": sum(number for (first, second), number in cells.items() if RANK[second] > RANK[first]),
    }
    kappa = weighted_kappa(cells) if of >= fewest else None
    if kappa is None:
        return Agreement(**counts)
    more = {pair: number + 1 / len(PAIRS) for pair, number in cells.items()}
    middle = weighted_kappa(more)
    assert middle is not None  # every pair of grades is in it
    reach = NormalDist().inv_cdf((1 + confidence) / 2) * standard_error(more) / (1 - middle**2)
    # The table with one more is a little nearer to chance: what was seen must not fall outside its own interval.
    low, high = min(tanh(atanh(middle) - reach), kappa), max(tanh(atanh(middle) + reach), kappa)
    return Agreement(**counts, kappa=kappa, low=low, high=high)


def weighted_kappa(cells: Cells) -> float | None:
    """Return kappa of how often each pair of grades was given; None where only one grade ever was, or nothing."""
    shares, first, second = _shares(cells)
    if not shares:
        return None
    observed = fsum(_weight(*pair) * share for pair, share in shares.items())
    expected = fsum(_weight(*pair) * first[pair[0]] * second[pair[1]] for pair in PAIRS)
    return None if expected > 1 - 1e-12 else (observed - expected) / (1 - expected)


def standard_error(cells: Cells) -> float:
    """Return kappa's standard error (Fleiss, Cohen and Everitt 1969, formula 9). More than one grade must be given."""
    shares, first, second = _shares(cells)
    observed = fsum(_weight(*pair) * share for pair, share in shares.items())
    expected = fsum(_weight(*pair) * first[pair[0]] * second[pair[1]] for pair in PAIRS)
    of_row = {grade: fsum(_weight(grade, other) * second[other] for other in GRADES) for grade in GRADES}
    of_column = {grade: fsum(_weight(other, grade) * first[other] for other in GRADES) for grade in GRADES}
    squares = fsum(
        share * (_weight(*pair) * (1 - expected) - (of_row[pair[0]] + of_column[pair[1]]) * (1 - observed)) ** 2
        for pair, share in shares.items()
    )
    away = (observed * expected - 2 * expected + observed) ** 2
    return sqrt(max(0.0, squares - away) / fsum(cells.values())) / (1 - expected) ** 2


def number_to_draw(size: int, *, percent: int, seed: str) -> int:
    """Return how many of ``size`` assessments are graded again: their share, rounded by lot, so that over many days
    the share is kept however few there are on each. The same seed draws the same."""
    wanted = size * percent / 100
    return floor(wanted + Random(seed).random())  # noqa: S311  (a lottery, not a secret)


def _weight(one: Grade, other: Grade) -> float:
    return 1 - ((RANK[one] - RANK[other]) / (len(GRADES) - 1)) ** 2


def _shares(cells: Cells) -> tuple[dict[Pair, float], dict[Grade, float], dict[Grade, float]]:
    """Return the share of each pair, and of each grade as the first and as the second gave it."""
    of = fsum(cells.values())
    if not of:
        return {}, {}, {}
    shares = {pair: cells.get(pair, 0) / of for pair in PAIRS}
    first = {grade: fsum(shares[grade, other] for other in GRADES) for grade in GRADES}
    second = {grade: fsum(shares[other, grade] for other in GRADES) for grade in GRADES}
    return shares, first, second
