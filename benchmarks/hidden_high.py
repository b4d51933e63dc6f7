"""How often the hidden high's interval holds the truth, and how wide it is: python -m benchmarks.hidden_high [runs]

Populations whose truth is known are sampled again and again, as ``rules.samples`` shares the sample out. The interval
in use is set beside those a textbook would offer, on the same samples; wherever it held the truth in fewer than 97 of
100, it is measured again on ten times as many fresh samples, and that figure stands. "By turns" looks at the interval,
adds what ``sample_to_halve`` asks for (at most three times the first sample), and looks again.
"""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import sqrt
from random import Random
from statistics import NormalDist, fmean

from vigil.rules.estimates import Stratum, estimate, sample_to_halve
from vigil.rules.predictions import Seen, least_of_sum, predict, unseen_bounds
from vigil.rules.samples import allocate

LEAST_COVERAGE = 0.935
LOOK_AGAIN = 0.97
Z = NormalDist().inv_cdf(0.975)

# Sizes of strata: one; as many alike; a hub of three areas by conflict or none; unlike; many.
POPULATIONS = {
    "one of 400": (400,),
    "four of 100": (100,) * 4,
    "eight of 300": (300,) * 8,
    "hub of 2,660": (1700, 90, 420, 110, 300, 40),
    "hub of 26,600": (17_000, 900, 4200, 1100, 3000, 400),
    "2,000 and 60": (2000, 60),
    "twelve": (800, 30, 200, 40, 600, 50, 500, 20, 150, 60, 300, 30),
}
# How many of a stratum are truly high, by its size, its place and whether it is one of the small ones.
TRUTHS: dict[str, Callable[[int, int, bool], int]] = {
    "one in all": lambda size, place, small: int(place == 0),
    "3 in 1,000": lambda size, place, small: round(size * 0.003 + 0.3),
    "1 in 100": lambda size, place, small: round(size * 0.01 + 0.4),
    "3 in 100": lambda size, place, small: round(size * 0.03),
    "1 in 10": lambda size, place, small: round(size * 0.1),
    "mostly in small": lambda size, place, small: round(size * (0.4 if small else 0.005)),
    "only in large": lambda size, place, small: 0 if small else round(size * 0.04),
    "every other": lambda size, place, small: round(size * 0.15) if place % 2 == 0 else 0,
    "half": lambda size, place, small: size // 2,
}
SAMPLES = (40, 120)


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Strata with what is truly high in them, and how many of each are graded."""

    name: tuple[str, str, str, int]
    sizes: tuple[int, ...]
    highs: tuple[int, ...]
    sampled: tuple[int, ...]


def scenarios() -> Iterator[Scenario]:
    for population, sizes in POPULATIONS.items():
        small = [size < max(sizes) / 3 for size in sizes]
        rates = {"guessed even": [0.1] * len(sizes), "guessed in small": [0.3 if one else 0.02 for one in small]}
        for truth, high in TRUTHS.items():
            highs = tuple(high(size, place, small[place]) for place, size in enumerate(sizes))
            for guess, guessed in rates.items():
                if guess == "guessed in small" and not any(small):
                    continue
                for sample in SAMPLES:
                    sampled = shared(sizes, guessed, sample)
                    yield Scenario(name=(population, truth, guess, sample), sizes=sizes, highs=highs, sampled=sampled)


def shared(sizes: tuple[int, ...], rates: list[float], sample: int) -> tuple[int, ...]:
    allocation = allocate(
        {str(place): size for place, size in enumerate(sizes)},
        {str(place): rate for place, rate in enumerate(rates)},
        sample,
    )
    return tuple(allocation.values())


def graded(size: int, high: int, sampled: int, chance: Random) -> int:
    """Return how many of a random sample are high."""
    found = 0
    for number in range(sampled):
        found += chance.random() * (size - number) < high - found
    return found


def as_strata(sizes: tuple[int, ...], sampled: tuple[int, ...], found: tuple[int, ...]) -> list[Stratum]:
    return [
        Stratum(name=str(place), size=size, sampled=count, high=high)
        for place, (size, count, high) in enumerate(zip(sizes, sampled, found, strict=True))
    ]


def in_use(strata: list[Stratum]) -> tuple[float, float]:
    seen = [Seen(high=one.high, others=one.sampled - one.high, unseen=one.size - one.sampled) for one in strata]
    least, most = unseen_bounds(seen, 0.95)
    found = sum(one.high for one in strata)
    return found + least, found + most


def normal(strata: list[Stratum]) -> tuple[float, float]:
    """The stratified normal interval with finite population correction (Cochran, Sampling Techniques, chapter 5)."""
    total, variance = moments(strata)
    return total - Z * sqrt(variance), total + Z * sqrt(variance)


def wilson(strata: list[Stratum]) -> tuple[float, float]:
    """Wilson's interval at the effective sample size (as Korn and Graubard 1998, Survey Methodology 24)."""
    size = sum(stratum.size for stratum in strata)
    total, variance = moments(strata)
    share = total / size
    count = float(sum(stratum.sampled for stratum in strata))
    if variance > 0:
        count = min(count, share * (1 - share) * size**2 / variance)
    middle = (share + Z**2 / (2 * count)) / (1 + Z**2 / count)
    half = Z / (1 + Z**2 / count) * sqrt(share * (1 - share) / count + Z**2 / (4 * count**2))
    return size * (middle - half), size * (middle + half)


def moments(strata: list[Stratum]) -> tuple[float, float]:
    total = variance = 0.0
    for one in strata:
        share = one.high / one.sampled
        total += one.size * share
        variance += one.size * (one.size - one.sampled) * share * (1 - share) / max(1, one.sampled - 1)
    return total, variance


def with_prior(more_high: float, more_others: float) -> Callable[[list[Stratum]], tuple[float, float]]:
    """Return an interval from predictions that add so much to every stratum; mirrored for its upper bound."""

    def interval(strata: list[Stratum]) -> tuple[float, float]:
        seen = [(one.high, one.sampled - one.high, one.size - one.sampled) for one in strata]
        least, most_others = (
            least_of_sum(
                [predict(high=high + more_high, others=other + more_others, unseen=left) for high, other, left in side],
                0.025,
            )
            for side in (seen, [(other, high, left) for high, other, left in seen])
        )
        found, others = sum(high for high, *_ in seen), sum(other for _, other, _ in seen)
        return found + least, sum(one.size for one in strata) - others - most_others

    return interval


INTERVALS: dict[str, Callable[[list[Stratum]], tuple[float, float]]] = {
    "in use": in_use,
    "normal": normal,
    "Wilson": wilson,
    "Jeffreys": with_prior(0.5, 0.5),
    "melding": with_prior(0, 1),
}


def coverage(scenario: Scenario, names: Iterable[str], runs: int) -> dict[str, tuple[float, float]]:
    """Return, for each interval, the share of samples in which it holds the truth, and its mean width."""
    chance = Random(f"{scenario.name}/{runs}")
    parts = list(zip(scenario.sizes, scenario.highs, scenario.sampled, strict=True))
    samples = Counter(tuple(graded(*part, chance) for part in parts) for _ in range(runs))
    truth = sum(scenario.highs)
    measured = {}
    for name in names:
        held = width = 0.0
        for found, times in samples.items():
            low, high = INTERVALS[name](as_strata(scenario.sizes, scenario.sampled, found))
            held += times * (low <= truth <= high)
            width += times * (high - low)
        measured[name] = held / runs, width / runs
    return measured


def by_turns(scenario: Scenario, runs: int) -> float:
    """Return the share that holds the truth when the first look decides how many more are graded."""
    chance = Random(f"{scenario.name}/turns")
    parts = list(zip(scenario.sizes, scenario.highs, scenario.sampled, strict=True))
    held = 0
    for _ in range(runs):
        found = tuple(graded(*part, chance) for part in parts)
        first = as_strata(scenario.sizes, scenario.sampled, found)
        more = min(sample_to_halve(first), 3 * sum(scenario.sampled))
        rates = {one.name: (one.high + 0.5) / (one.sampled + 1) for one in first}
        allocation = allocate(
            {one.name: one.size for one in first},
            rates,
            sum(scenario.sampled) + more,
            graded={one.name: one.sampled for one in first},
        )
        second = [
            Stratum(
                name=one.name,
                size=one.size,
                sampled=allocation[one.name],
                high=one.high
                + graded(one.size - one.sampled, high - one.high, allocation[one.name] - one.sampled, chance),
            )
            for one, high in zip(first, scenario.highs, strict=True)
        ]
        low, high_bound = in_use(second)
        held += low <= sum(scenario.highs) <= high_bound
    return held / runs


def main(runs: int) -> None:
    started = time.perf_counter()
    every = list(scenarios())
    measured = {}
    again = 0
    for scenario in every:
        found = coverage(scenario, INTERVALS, runs)
        if found["in use"][0] < LOOK_AGAIN:
            again += 1
            found |= coverage(scenario, ["in use"], 10 * runs)
        measured[scenario.name] = found
    print(f"{len(every)} scenarios of {runs} samples each, {again} of them measured again; nominal 95%")
    print(f"{'interval':10}{'least':>8}{'mean':>8}{'below 93.5%':>13}{'width':>8}")
    for name in INTERVALS:
        covered = [one[name][0] for one in measured.values()]
        width = fmean(one[name][1] / one["in use"][1] for one in measured.values())
        short = sum(share < LEAST_COVERAGE for share in covered)
        print(f"{name:10}{min(covered):8.1%}{fmean(covered):8.1%}{short:13}{width:8.2f}")
    print(f"\nin use, by what is true\n{'truth':18}{'least':>8}{'mean':>8}")
    for truth in TRUTHS:
        covered = [one["in use"][0] for name, one in measured.items() if name[1] == truth]
        print(f"{truth:18}{min(covered):8.1%}{fmean(covered):8.1%}")
    turns = {
        scenario.name: by_turns(scenario, runs // 2)
        for scenario in every
        if scenario.name[0] in ("four of 100", "2,000 and 60") and scenario.name[3] == min(SAMPLES)
    }
    print(f"\nby turns: {len(turns)} scenarios, least {min(turns.values()):.1%}, mean {fmean(turns.values()):.1%}")
    large = as_strata(POPULATIONS["hub of 26,600"], (60, 40, 30, 20, 25, 12), (1, 9, 2, 3, 0, 5))
    for action in (estimate, sample_to_halve):
        start = time.perf_counter()
        action(large)
        print(f"{action.__name__} of 26,600: {(time.perf_counter() - start) * 1000:.0f} ms")
    worst = sorted((one["in use"][0], name) for name, one in measured.items())[:5]
    print("\nin use, lowest: " + "; ".join(f"{share:.1%} {name}" for share, name in worst))
    print(f"{time.perf_counter() - started:.0f} s in all")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
