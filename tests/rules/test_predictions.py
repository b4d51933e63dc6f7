"""Coverage is worked out, not simulated: every sample of every truth of a small population, with its chance."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations_with_replacement, product
from math import comb, factorial, prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.rules import predictions
from vigil.rules.predictions import Seen, least_of_sum, predict, unseen_bounds

LEAST_COVERAGE = 0.935

# Sizes of the strata, and how many of each are sampled.
DESIGNS = [
    ((60,), (12,)),
    ((50, 12), (10, 5)),
    ((40, 40), (6, 6)),
    ((40, 40), (5, 15)),
    ((100, 20), (5, 5)),
    ((100, 20), (8, 10)),
    ((80, 80), (5, 10)),
    ((16, 12, 8), (5, 5, 5)),
    ((10, 10, 10), (5, 5, 6)),
]


def chance(size: int, high: int, sampled: int, found: int) -> float:
    """Return the chance that a random sample finds so many of the high (hypergeometric)."""
    return comb(high, found) * comb(size - high, sampled - found) / comb(size, sampled)


def bounds(sizes: tuple[int, ...], sampled: tuple[int, ...], found: tuple[int, ...]) -> tuple[int, int]:
    """Return the least and the most that are high of all, found ones included."""
    seen = [
        Seen(high=high, others=count - high, unseen=size - count)
        for size, count, high in zip(sizes, sampled, found, strict=True)
    ]
    least, most = unseen_bounds(seen, 0.95)
    return sum(found) + least, sum(found) + most


def coverages(sizes: tuple[int, ...], sampled: tuple[int, ...]) -> Iterator[float]:
    """Yield, for every truth, the chance that the bounds hold it."""
    held = {found: bounds(sizes, sampled, found) for found in product(*(range(count + 1) for count in sampled))}
    chances = [
        [[chance(size, high, count, found) for found in range(count + 1)] for high in range(size + 1)]
        for size, count in zip(sizes, sampled, strict=True)
    ]
    for truth in product(*(range(size + 1) for size in sizes)):
        yield sum(
            prod(chances[place][high][one] for place, (high, one) in enumerate(zip(truth, found, strict=True)))
            for found, (least, most) in held.items()
            if least <= sum(truth) <= most
        )


@pytest.mark.parametrize(("sizes", "sampled"), DESIGNS)
def test_whatever_the_truth_the_bounds_hold_it_nearly_always(sizes: tuple[int, ...], sampled: tuple[int, ...]) -> None:
    held = list(coverages(sizes, sampled))

    assert min(held) >= LEAST_COVERAGE
    assert 0.96 <= sum(held) / len(held) <= 0.995


def test_many_small_samples_do_not_add_up_to_false_certainty() -> None:
    strata, size, sampled, high = 4, 8, 5, 4
    chances = [chance(size, high, sampled, found) for found in range(sampled + 1)]

    held = 0.0
    for found in combinations_with_replacement(range(sampled + 1), strata):
        ways = factorial(strata) // prod(factorial(times) for times in Counter(found).values())
        least, most = bounds((size,) * strata, (sampled,) * strata, found)
        held += ways * prod(chances[one] for one in found) * (least <= strata * high <= most)

    assert held >= LEAST_COVERAGE


@given(st.integers(1, 40), st.data())
def test_for_one_stratum_the_bounds_are_every_number_the_sample_does_not_contradict(
    size: int, data: st.DataObject
) -> None:
    sampled = data.draw(st.integers(1, size))
    found = data.draw(st.integers(0, sampled))

    fits = [
        high
        for high in range(found, size - sampled + found + 1)
        if sum(chance(size, high, sampled, one) for one in range(found + 1)) > 0.025
        and sum(chance(size, high, sampled, one) for one in range(found, sampled + 1)) > 0.025
    ]

    assert bounds((size,), (sampled,), (found,)) == (fits[0], fits[-1])


KNOWN = [
    ((400,), (40,), (0,), (0, 33)),
    ((400,), (40,), (2,), (3, 65)),
    ((50, 50), (50, 50), (4, 0), (4, 4)),  # all were seen
    ((50, 20), (10, 0), (0, 0), (0, 33)),  # a stratum never looked at may be anything
]


@pytest.mark.parametrize(("sizes", "sampled", "found", "expected"), KNOWN)
def test_bounds_of_samples_people_can_check(
    sizes: tuple[int, ...], sampled: tuple[int, ...], found: tuple[int, ...], expected: tuple[int, int]
) -> None:
    assert bounds(sizes, sampled, found) == expected


def test_none_found_in_eight_strata_says_much_more_than_none_found_in_one() -> None:
    one = bounds((100,), (10,), (0,))
    eight = bounds((100,) * 8, (10,) * 8, (0,) * 8)

    assert eight[1] < 2 * one[1]


def test_nothing_in_no_strata() -> None:
    assert unseen_bounds([], 0.95) == (0, 0)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 200))
def test_a_prediction_is_of_the_unseen_and_as_the_seen_on_average(high: int, others: int, unseen: int) -> None:
    predicted = predict(high=high, others=others, unseen=unseen)
    numbers = range(predicted.least, predicted.least + len(predicted.chances))

    assert numbers[0] >= 0
    assert numbers[-1] <= unseen
    assert sum(predicted.chances) == pytest.approx(1)
    if high or others:
        mean = sum(number * one for number, one in zip(numbers, predicted.chances, strict=True))
        assert mean == pytest.approx(unseen * high / (high + others), abs=1e-5)


def test_a_prediction_is_the_beta_binomial() -> None:
    predicted = predict(high=2, others=3, unseen=4)

    ways = [comb(number + 1, 1) * comb(4 - number + 2, 2) for number in range(5)]  # Pólya's urn
    assert predicted.chances == pytest.approx([one / sum(ways) for one in ways])


def test_holding_large_numbers_coarsely_moves_a_bound_little_and_outwards(monkeypatch: pytest.MonkeyPatch) -> None:
    strata = [predict(high=high, others=others, unseen=900) for high, others in ((3, 37), (1, 19), (6, 14))]
    coarse = least_of_sum(strata, 0.025)
    monkeypatch.setattr(predictions, "STEPS", 10_000)
    fine = least_of_sum(strata, 0.025)

    assert fine - 25 <= coarse <= fine
