"""The random sample that assessors grade blind: how many from each stratum, which ones, and in what order."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from heapq import heapify, heapreplace
from typing import TypeVar

Id = TypeVar("Id", int, str)

FLOOR = 5
"""Fewest from a stratum, if it has so many. Two is the least that shows any spread (Cochran, Sampling Techniques); five
was measured: the interval of ``predictions`` holds from there, and falls to 87% for some truths with two."""

LEAST_RATE = 0.01
"""A rate that was never seen is not impossible: below this (or above its mirror) Neyman's rule would look away."""


class CannotSample(Exception):  # noqa: N818  (a refusal, worded for the person)
    """A sample that cannot be drawn: larger than what there is, or smaller than what was graded already."""


def allocate(
    sizes: Mapping[str, int], rates: Mapping[str, float], sample: int, *, graded: Mapping[str, int] | None = None
) -> dict[str, int]:
    """Return how many of each stratum a sample of that size takes, counting those ``graded`` in this round already.

    ``rates`` are the shares (0 to 1) thought to be high. Each next place goes where it takes most off the variance
    of the total: Neyman's allocation in whole numbers (Wright 2012, The American Statistician 66). First every stratum
    gets its ``FLOOR``; none gets more than it has. Raises ``CannotSample``.
    """
    taken = {name: graded.get(name, 0) if graded else 0 for name in sizes}
    most, least = sum(sizes.values()), sum(taken.values())
    if not least <= sample <= most:
        raise CannotSample(f"Choose a sample of {least:,} to {most:,}: {sample:,} is not among them.")
    spread = {name: size**2 * _variance(rates[name]) for name, size in sizes.items()}

    def place(name: str) -> tuple[float, float, str]:
        """The worth of a stratum's next place; the smallest is the first to be given."""
        count = taken[name]
        if count == sizes[name]:
            return 2, 0, name
        return (0, count, name) if count < FLOOR else (1, -spread[name] / (count * (count + 1)), name)

    places = [place(name) for name in sizes]
    heapify(places)
    for _ in range(sample - least):
        name = places[0][2]
        taken[name] += 1
        heapreplace(places, place(name))
    return taken


def _variance(rate: float) -> float:
    rate = min(max(rate, LEAST_RATE), 1 - LEAST_RATE)
    return rate * (1 - rate)


def draw(
    ids_by_stratum: Mapping[str, Iterable[Id]], allocation: Mapping[str, int], *, seed: str
) -> dict[str, tuple[Id, ...]]:
    """Return the members to grade, by stratum, in the order to grade them. The same seed draws the same.

    Every member has its own random number, made of the seed and its id, and the lowest numbers are drawn (permanent
    random numbers: Ohlsson 1995, in Business Survey Methods). So a larger allocation keeps all members of a smaller
    one, and the first so many are always a random sample of their stratum. Raises ``CannotSample``.
    """
    drawn: dict[str, tuple[Id, ...]] = {}
    for name, ids in ids_by_stratum.items():
        in_order = sorted(ids, key=lambda one: sha256(f"{seed}/{one}".encode()).digest())
        if allocation[name] > len(in_order):
            raise CannotSample(f"{name}: {allocation[name]:,} were asked for and there are {len(in_order):,}.")
        drawn[name] = tuple(in_order[: allocation[name]])
    return drawn
