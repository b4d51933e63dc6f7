"""How many of the unseen are high, told from a random sample of each stratum: the least and the most.

With one stratum the bounds are the exact ones for a finite population: every number that the sample does not
contradict, each way at half the risk (the tails of the hypergeometric; Buonaccorsi 1987, The American Statistician 41;
Wang 2015, JASA 110). The least is then also a quantile of a beta-binomial prediction of the unseen, made as if one more
of the sample had not been high; the most, of one made as if one more had been.

With several strata the predictions are added up, and the one more stands in whichever stratum moves the bound furthest
out: what Fay and Feuer 1997 (Statistics in Medicine 16) do for rates with small counts. To give every stratum its own
(melding: Fay, Proschan and Brittain 2015, Biometrics 71) is wide: no high one found in eight strata would say little
more than none found in one. To share the one out is too narrow: it is wasted where it moves nothing. The other strata
count as one fewer than were sampled, as in the unbiased estimate of a variance; without that, many small samples add up
to less doubt than there is.

Chosen by coverage, worked out for every truth of small populations (tests/rules/test_predictions.py) and simulated for
large ones beside the textbook's intervals (benchmarks/hidden_high.py), most of which fail where high ones are few. It
holds for strata of which at least five, or all, were sampled.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import mul

STEPS = 250  # a distribution is held on at most about so many points, and its bound rounded outwards
NEGLIGIBLE = 1e-9  # of the likeliest number: chances below this move no bound


@dataclass(frozen=True, kw_only=True)
class Seen:
    """The sample of one stratum, and how many of the stratum it left unseen. What is planned may be in fractions."""

    high: float
    others: float
    unseen: int

    @property
    def one_fewer(self) -> float:
        """The share of it that is left when the sample counts as one fewer."""
        sampled = self.high + self.others
        return (sampled - 1) / sampled if sampled > 1 else 0.0


@dataclass(frozen=True, kw_only=True)
class Prediction:
    """How likely each number is, from ``least`` on, leaving out what is next to impossible."""

    least: int
    chances: list[float]


def unseen_bounds(strata: Sequence[Seen], confidence: float) -> tuple[int, int]:
    """Return the least and the most that are high among the unseen, at that confidence (0 to 1)."""
    risk = (1 - confidence) / 2
    mirrored = [Seen(high=seen.others, others=seen.high, unseen=seen.unseen) for seen in strata]
    return _least(strata, risk), sum(seen.unseen for seen in strata) - _least(mirrored, risk)


def _least(strata: Sequence[Seen], risk: float) -> int:
    one_fewer = [
        predict(high=seen.high * seen.one_fewer, others=seen.others * seen.one_fewer, unseen=seen.unseen)
        for seen in strata
    ]
    one_more = [predict(high=seen.high, others=seen.others + 1, unseen=seen.unseen) for seen in strata]
    step = _step(one_more)
    coarse = [_coarser(prediction, step) for prediction in one_fewer]
    before = list(accumulate(coarse, _add, initial=_NONE))
    after = list(accumulate(reversed(coarse), _add, initial=_NONE))[::-1]
    return min(
        (
            _quantile(_add(before[place], after[place + 1]), _coarser(prediction, step), risk, step)
            for place, prediction in enumerate(one_more)
        ),
        default=0,
    )


def least_of_sum(predictions: Sequence[Prediction], risk: float) -> int:
    """Return the number that the sum of independent predictions falls below with no more than that risk."""
    step = _step(predictions)
    *most, last = (_coarser(prediction, step) for prediction in predictions)
    *_, total = accumulate(most, _add, initial=_NONE)
    return _quantile(total, last, risk, step)


def predict(*, high: float, others: float, unseen: int) -> Prediction:
    """Return the beta-binomial prediction of how many of the unseen are high."""
    if not high or not unseen:
        return Prediction(least=0, chances=[1.0])
    if not others:
        return Prediction(least=unseen, chances=[1.0])
    middle = int(unseen * high / (high + others))
    upwards: list[float] = []
    downwards: list[float] = []
    chance = top = 1.0
    for number in range(middle, unseen):
        chance *= (unseen - number) * (high + number) / ((number + 1) * (others + unseen - number - 1))
        if chance > top:
            top = chance
        elif chance < NEGLIGIBLE * top:
            break
        upwards.append(chance)
    chance = 1.0
    for number in range(middle, 0, -1):
        chance *= number * (others + unseen - number) / ((unseen - number + 1) * (high + number - 1))
        if chance > top:
            top = chance
        elif chance < NEGLIGIBLE * top:
            break
        downwards.append(chance)
    chances = [*reversed(downwards), 1.0, *upwards]
    whole = sum(chances)
    return Prediction(least=middle - len(downwards), chances=[chance / whole for chance in chances])


_NONE = Prediction(least=0, chances=[1.0])


def _step(predictions: Sequence[Prediction]) -> int:
    """Return how coarsely the sum of the predictions is to be held."""
    return max(1, -(-sum(len(prediction.chances) - 1 for prediction in predictions) // STEPS))


def _coarser(prediction: Prediction, step: int) -> Prediction:
    """Return the chances of every ``step``-th number, each shared between its two neighbours so that the mean stays."""
    if step == 1:
        return prediction
    coarse = [0.0] * ((len(prediction.chances) - 1) // step + 2)
    for number, chance in enumerate(prediction.chances):
        below, over = divmod(number, step)
        coarse[below] += chance * (1 - over / step)
        coarse[below + 1] += chance * over / step
    return Prediction(least=prediction.least, chances=coarse)


def _add(one: Prediction, other: Prediction) -> Prediction:
    return Prediction(least=one.least + other.least, chances=list(_sums(one.chances, other.chances)))


def _quantile(one: Prediction, other: Prediction, risk: float, step: int) -> int:
    """Return the least of the sum at that risk, a step lower when the chances are held in steps."""
    below = 0.0
    steps = -1
    for chance in _sums(one.chances, other.chances):
        below, steps = below + chance, steps + 1
        if below > risk:
            break
    return one.least + other.least + (steps if step == 1 else max(0, steps - 1) * step)


def _sums(one: list[float], other: list[float]) -> Iterator[float]:
    """Yield the chance of each sum of two independent numbers, from the least on."""
    backwards, last = other[::-1], len(other) - 1
    for number in range(len(one) + last):
        yield sum(map(mul, one[max(0, number - last) : number + 1], backwards[max(0, last - number) :]))
