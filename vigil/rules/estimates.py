"""The hidden high: how many referrals graded lower are truly high, told from a random sample graded blind.

A round of the estimate works like this, and is sound for these reasons:

- The population is every waiting referral graded below high at one moment, put in strata by what is known of it
  (its grade, a conflict, …). ``allocate`` says how many of each to grade, ``draw`` says which and in what order.
- Assessors grade those blind, in the order drawn. Whatever they have reached when they stop is a random sample, and
  a larger draw of the same population with the same seed keeps every member and adds the next ones.
- Some are drawn that everybody who grades has seen already, and are passed over. What people open is not what they
  would open by chance, so those graded instead do not speak for them. Nothing is known of a referral passed over: the
  interval's lower end counts it as not high, and its upper end as high.
- Referrals move while they are graded: one found high is raised at once, others are assessed and leave. So the round
  keeps the population of its moment. A drawn referral that has left is still graded from its record: the most
  serious leave soonest, and to pass over them would hide exactly what is sought.
- A later round is a new population with a new seed. Its members that an earlier round graded form a stratum of their
  own, sampled whole. To mix them with those never looked at would be wrong, because the high ones among them were
  taken out; to draw with the old seed would pick the same, already cleaned, part again.

For a part of the population (those with a child harmed, one area), count only that part in each stratum: whoever was
drawn among them is a random sample of them. What is estimated is what trained assessors would grade high, so it is as
right as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from vigil.rules.predictions import Seen, unseen_bounds
from vigil.rules.samples import FLOOR, allocate

RULES_VERSION = "hidden high 2026.2"

CONFIDENCE = 0.95


@dataclass(frozen=True, kw_only=True)
class Stratum:
    """Referrals counted together: how many there are, how many were graded blind, how many of those were high, and
    how many were passed over in the order drawn."""

    name: str
    size: int
    sampled: int
    high: int
    passed_over: int = 0

    def __post_init__(self) -> None:
        if not (0 <= self.high <= self.sampled <= self.size - self.passed_over and self.passed_over >= 0):
            raise ValueError(
                f"{self.name}: {self.high} high of {self.sampled} sampled of {self.size} cannot be, "
                f"with {self.passed_over} passed over."
            )

    @property
    def lacks(self) -> int:
        """How many more must be graded, or passed over, before an interval holds."""
        return max(0, min(FLOOR, self.size) - self.sampled - self.passed_over)


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """A number of truly high referrals: what to expect, and the interval that is likely to hold the truth."""

    expected: float
    low: int
    high: int


@dataclass(frozen=True, kw_only=True)
class Estimate(Bounds):
    """The hidden high of a population, in all and by stratum; ``found`` of them were in the sample."""

    by_stratum: Mapping[str, Bounds]
    sampled: int
    found: int
    population: int
    confidence: float

    @property
    def still_hidden(self) -> Bounds:
        """Return how many are left when every high one in the sample has been raised."""
        return Bounds(expected=self.expected - self.found, low=self.low - self.found, high=self.high - self.found)


def estimate(strata: Sequence[Stratum], confidence: float = CONFIDENCE) -> Estimate:
    """Return how many of the strata's referrals are truly high, with an interval of that confidence.

    Each stratum counts by its size; one not sampled yet is expected to be like the others, and may be anything.
    The interval never leaves out the possible: it runs from at least the high ones found to at most all but the others.
    """
    found, population = sum(stratum.high for stratum in strata), sum(stratum.size for stratum in strata)
    others = _share(strata)
    shares = [stratum.high / stratum.sampled if stratum.sampled else others for stratum in strata]
    expected = [
        stratum.high + (stratum.size - stratum.sampled) * share for stratum, share in zip(strata, shares, strict=True)
    ]
    low, high = _interval(strata, confidence)
    by_stratum = {}
    for stratum, number in zip(strata, expected, strict=True):
        least, most = _interval([stratum], confidence)
        by_stratum[stratum.name] = Bounds(expected=number, low=least, high=most)
    return Estimate(
        expected=fsum(expected),
        low=low,
        high=high,
        by_stratum=by_stratum,
        sampled=sum(stratum.sampled for stratum in strata),
        found=found,
        population=population,
        confidence=confidence,
    )


def lacking(strata: Sequence[Stratum]) -> list[str]:
    """Return what must still be graded before the estimate can be told. An empty list means it can be."""
    return [f"{stratum.lacks} more graded {stratum.name}" for stratum in strata if stratum.lacks]


def explain(estimate: Estimate, lacking: Sequence[str] = ()) -> str:
    """Return the estimate in one sentence, said as an estimate, or what it lacks."""
    if not estimate.sampled:
        return f"Nothing is known yet of the {estimate.population:,} graded below high: none has been graded blind."
    if lacking:
        return f"No estimate can be told yet: it needs {join(lacking)} to be graded blind."
    return (
        f"About {estimate.expected:,.0f} of the {estimate.population:,} graded below high are truly high, "
        f"likely between {estimate.low:,} and {estimate.high:,} ({estimate.confidence:.0%} interval): "
        f"an estimate from {estimate.sampled:,} graded blind, of which {estimate.found:,} were high."
    )


def join(parts: Sequence[str]) -> str:
    """Return parts as a sentence lists them: "one, two and three"."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def sample_to_halve(strata: Sequence[Stratum]) -> int:
    """Return how many more gradings should halve the width of the interval, if what they find is like what was found.

    It tries larger samples on the interval itself, each shared among the strata by ``allocate``.
    """
    sizes = {stratum.name: stratum.size for stratum in strata}
    graded = {stratum.name: stratum.sampled for stratum in strata}
    rates = {stratum.name: (stratum.high + 0.5) / (stratum.sampled + 1) for stratum in strata}
    others = _share(strata)

    def width(more: int) -> int:
        allocation = allocate(sizes, rates, sum(graded.values()) + more, graded=graded)
        seen = []
        for stratum in strata:
            sampled = allocation[stratum.name]
            high = sampled * (stratum.high / stratum.sampled if stratum.sampled else others)
            seen.append(Seen(high=high, others=sampled - high, unseen=stratum.size - sampled))
        least, most = unseen_bounds(seen, CONFIDENCE)
        return most - least

    fewest, enough, target = 0, sum(sizes.values()) - sum(graded.values()), width(0) / 2
    while fewest < enough:
        middle = (fewest + enough) // 2
        fewest, enough = (fewest, middle) if width(middle) <= target else (middle + 1, enough)
    return enough


def _share(strata: Sequence[Stratum]) -> float:
    """Return the share that is high in the strata that were sampled; 0 when none was."""
    sampled = [stratum for stratum in strata if stratum.sampled]
    size = sum(stratum.size for stratum in sampled)
    return fsum(stratum.size * stratum.high / stratum.sampled for stratum in sampled) / size if size else 0.0


def _interval(strata: Sequence[Stratum], confidence: float) -> tuple[int, int]:
    found, passed_over = sum(stratum.high for stratum in strata), sum(stratum.passed_over for stratum in strata)
    least, _ = unseen_bounds([_seen(stratum, passed_high=0) for stratum in strata], confidence)
    _, most = unseen_bounds([_seen(stratum, passed_high=stratum.passed_over) for stratum in strata], confidence)
    return found + least, found + passed_over + most


def _seen(stratum: Stratum, *, passed_high: int) -> Seen:
    return Seen(
        high=stratum.high + passed_high,
        others=stratum.sampled - stratum.high + stratum.passed_over - passed_high,
        unseen=stratum.size - stratum.sampled - stratum.passed_over,
    )
