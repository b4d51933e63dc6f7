from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.rules.estimates import Stratum, estimate, explain, lacking, sample_to_halve
from vigil.rules.samples import allocate


def stratum(size: int, sampled: int, high: int, name: str = "standard") -> Stratum:
    return Stratum(name=name, size=size, sampled=sampled, high=high)


HUB = [
    stratum(1700, 60, 1, "standard"),
    stratum(90, 20, 7, "standard, conflict"),
    stratum(800, 50, 4, "medium"),
    stratum(240, 30, 12, "medium, conflict"),
]


@st.composite
def _strata(draw: st.DrawFn) -> list[Stratum]:
    found = []
    for number in range(draw(st.integers(1, 4))):
        size = draw(st.integers(0, 300))
        sampled = draw(st.integers(0, min(size, 60)))
        found.append(stratum(size, sampled, draw(st.integers(0, sampled)), name=f"stratum {number}"))
    return found


any_strata = _strata()


def test_the_hidden_high_of_a_hub() -> None:
    hidden = estimate(HUB)

    assert hidden.expected == pytest.approx(1700 / 60 + 90 * 7 / 20 + 800 * 4 / 50 + 240 * 12 / 30)
    assert (hidden.low, hidden.high) == (136, 372)
    assert (hidden.sampled, hidden.found, hidden.population) == (160, 24, 2830)
    assert hidden.by_stratum["medium, conflict"].expected == pytest.approx(96)
    assert hidden.by_stratum["medium, conflict"].low < 96 < hidden.by_stratum["medium, conflict"].high


def test_what_was_found_and_raised_is_hidden_no_more() -> None:
    hidden = estimate(HUB)

    assert hidden.still_hidden.expected == pytest.approx(hidden.expected - 24)
    assert (hidden.still_hidden.low, hidden.still_hidden.high) == (hidden.low - 24, hidden.high - 24)


@given(any_strata, st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_an_estimate_says_nothing_the_sample_rules_out(strata: list[Stratum], confidence: float) -> None:
    hidden = estimate(strata, confidence)

    found = sum(one.high for one in strata)
    others = sum(one.sampled - one.high for one in strata)
    assert found <= hidden.low <= hidden.expected + 1e-6
    assert hidden.expected - 1e-6 <= hidden.high <= hidden.population - others
    for one in strata:
        part = hidden.by_stratum[one.name]
        assert one.high <= part.low <= part.expected + 1e-6
        assert part.expected - 1e-6 <= part.high <= one.size - (one.sampled - one.high)


@given(any_strata)
def test_more_confidence_is_never_narrower(strata: list[Stratum]) -> None:
    usual, surer = estimate(strata, 0.8), estimate(strata, 0.99)

    assert surer.low <= usual.low
    assert usual.high <= surer.high


@given(any_strata)
def test_counting_the_others_instead_gives_the_mirror_image(strata: list[Stratum]) -> None:
    mirrored = [stratum(one.size, one.sampled, one.sampled - one.high, one.name) for one in strata]

    hidden, others = estimate(strata), estimate(mirrored)

    assert (others.low, others.high) == (hidden.population - hidden.high, hidden.population - hidden.low)


@given(any_strata)
def test_the_order_of_the_strata_does_not_matter(strata: list[Stratum]) -> None:
    there, back = estimate(strata), estimate(strata[::-1])

    assert abs(there.low - back.low) <= 1  # sums of fractions round apart in the last digit
    assert abs(there.high - back.high) <= 1


def test_a_queue_that_was_graded_whole_leaves_nothing_to_guess() -> None:
    hidden = estimate([stratum(40, 40, 3), stratum(10, 10, 9, "medium")])

    assert (hidden.expected, hidden.low, hidden.high) == (12, 12, 12)
    assert hidden.still_hidden.high == 0


def test_a_stratum_not_looked_at_is_expected_to_be_like_the_others_and_may_be_anything() -> None:
    hidden = estimate([stratum(100, 50, 10), stratum(30, 0, 0, "new since")])

    assert hidden.by_stratum["new since"].expected == pytest.approx(6)
    assert (hidden.by_stratum["new since"].low, hidden.by_stratum["new since"].high) == (0, 30)
    assert hidden.high >= 30


@pytest.mark.parametrize(("sampled", "high"), [(11, 0), (5, 6), (5, -1)])
def test_a_count_that_cannot_be_is_refused(sampled: int, high: int) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        stratum(10, sampled, high)


SENTENCES = [
    (
        HUB,
        (
            "About 220 of the 2,830 graded below high are truly high, likely between 136 and 372 (95% interval): "
            "an estimate from 160 graded blind, of which 24 were high."
        ),
    ),
    (
        [stratum(400, 40, 0)],
        (
            "About 0 of the 400 graded below high are truly high, likely between 0 and 33 (95% interval): "
            "an estimate from 40 graded blind, of which 0 were high."
        ),
    ),
    ([stratum(400, 0, 0)], "Nothing is known yet of the 400 graded below high: none has been graded blind."),
]


def test_an_estimate_is_told_only_when_every_part_was_looked_at() -> None:
    strata = [stratum(100, 40, 2), stratum(30, 3, 1, "medium"), stratum(4, 3, 0, "medium, in conflict")]

    assert lacking(strata) == ["2 more graded medium", "1 more graded medium, in conflict"]
    assert explain(estimate(strata), lacking(strata)) == (
        "No estimate can be told yet: it needs 2 more graded medium and 1 more graded medium, in conflict "
        "to be graded blind."
    )
    assert lacking([stratum(100, 5, 0), stratum(4, 4, 0, "medium")]) == []


def test_one_passed_over_could_be_anything() -> None:
    known = estimate([Stratum(name="medium", size=50, sampled=45, high=9)])
    passed = estimate([Stratum(name="medium", size=50, sampled=45, high=9, passed_over=5)])

    assert (passed.low, passed.high) == (9, 14)
    assert passed.expected == pytest.approx(known.expected)


@given(st.integers(0, 10), st.integers(0, 10), st.integers(0, 8), st.integers(0, 30))
def test_those_passed_over_never_narrow_the_interval(high: int, others: int, passed: int, left: int) -> None:
    size = high + others + passed + left
    as_graded = {
        extra: estimate([Stratum(name="medium", size=size, sampled=high + others + passed, high=high + extra)])
        for extra in (0, passed)
    }

    either = estimate([Stratum(name="medium", size=size, sampled=high + others, high=high, passed_over=passed)])

    assert either.low == as_graded[0].low
    assert either.high == as_graded[passed].high


@pytest.mark.parametrize(("strata", "sentence"), SENTENCES)
def test_an_estimate_is_said_as_one(strata: list[Stratum], sentence: str) -> None:
    assert explain(estimate(strata)) == sentence


def graded(size: int, high: int, sampled: int, chance: Random) -> int:
    """Return how many of a random sample are high."""
    found = 0
    for number in range(sampled):
        found += chance.random() * (size - number) < high - found
    return found


# Sizes of the strata, how many of each are truly high, how many of each are graded.
TRUTHS = [
    ((1700, 90, 800, 240), (26, 30, 60, 90), (25, 5, 20, 10)),
    ((1700, 90, 800, 240), (170, 0, 0, 0), (12, 18, 12, 18)),
    ((300,) * 8, (9,) * 8, (5,) * 8),
]


@pytest.mark.parametrize(("sizes", "highs", "sampled"), TRUTHS)
def test_the_interval_holds_the_truth_as_often_as_it_says(
    sizes: tuple[int, ...], highs: tuple[int, ...], sampled: tuple[int, ...]
) -> None:
    chance, runs, held = Random(95), 120, 0
    parts = list(zip(sizes, highs, sampled, strict=True))

    for _ in range(runs):
        strata = [
            stratum(size, count, graded(size, high, count, chance), str(n))
            for n, (size, high, count) in enumerate(parts)
        ]
        hidden = estimate(strata)
        held += hidden.low <= sum(highs) <= hidden.high

    assert held / runs >= 0.935


def test_larger_samples_narrow_the_interval() -> None:
    chance = Random(1)
    widths = []
    for sampled in (10, 20, 40, 80, 160):
        found = [estimate([stratum(400, sampled, graded(400, 40, sampled, chance))]) for _ in range(100)]
        widths.append(sum(one.high - one.low for one in found) / len(found))

    assert widths == sorted(widths, reverse=True)
    assert widths[-1] < widths[0] / 3


@pytest.mark.parametrize(
    "strata", [HUB, [stratum(400, 40, 0)], [stratum(5000, 50, 10)], [stratum(300, 30, 2), stratum(60, 0, 0, "new")]]
)
def test_the_sample_that_would_halve_the_width_halves_it(strata: list[Stratum]) -> None:
    more = sample_to_halve(strata)

    sizes = {one.name: one.size for one in strata}
    rates = {one.name: (one.high + 0.5) / (one.sampled + 1) for one in strata}
    total = sum(one.sampled for one in strata) + more
    allocation = allocate(sizes, rates, total, graded={one.name: one.sampled for one in strata})
    share = sum(one.high for one in strata) / sum(one.sampled for one in strata)
    then = [
        stratum(one.size, count, round(count * (one.high / one.sampled if one.sampled else share)), one.name)
        for one, count in zip(strata, allocation.values(), strict=True)
    ]
    before, after = estimate(strata), estimate(then)
    assert (after.high - after.low) / (before.high - before.low) == pytest.approx(0.5, abs=0.05)


def test_nothing_more_is_needed_when_all_was_seen() -> None:
    assert sample_to_halve([stratum(12, 12, 3)]) == 0


@given(any_strata)
def test_no_more_gradings_are_asked_for_than_there_are_referrals_left(strata: list[Stratum]) -> None:
    assert 0 <= sample_to_halve(strata) <= sum(one.size - one.sampled for one in strata)
