from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vigil.rules.samples import FLOOR, CannotSample, allocate, draw

NAMES = ["standard", "standard with a conflict", "medium", "medium with a conflict"]
sizes_of = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 400), min_size=1)
rates_of = st.fixed_dictionaries({name: st.floats(0, 1) for name in NAMES})


SHARED = [
    # sizes, rates, sample, what each gets
    ((1000, 1000), (0.1, 0.1), 40, (20, 20)),
    ((3000, 1000), (0.1, 0.1), 40, (30, 10)),
    ((1000, 1000), (0.5, 0.1), 40, (25, 15)),  # spreads of 0.5 and 0.3
    ((1000, 1000), (0.9, 0.1), 40, (20, 20)),  # nearly all says as much as nearly none
    ((5000, 100), (0.1, 0.1), 40, (35, 5)),  # the floor
    ((5000, 3), (0.1, 0.1), 40, (37, 3)),  # the floor is no more than there are
    ((20, 30), (0.5, 0.01), 45, (20, 25)),  # and never more than the stratum
    ((1000, 1000), (0.0, 0.0), 40, (20, 20)),  # never seen is not impossible
    ((100, 100, 100, 100), (0.1,) * 4, 3, (1, 1, 1, 0)),  # too few for a floor: one each while they last
    ((0, 10), (0.1, 0.1), 10, (0, 10)),
]


@pytest.mark.parametrize(("sizes", "rates", "sample", "expected"), SHARED)
def test_a_sample_goes_where_there_is_most_to_learn(
    sizes: tuple[int, ...], rates: tuple[float, ...], sample: int, expected: tuple[int, ...]
) -> None:
    names = NAMES[: len(sizes)]

    shared = allocate(dict(zip(names, sizes, strict=True)), dict(zip(names, rates, strict=True)), sample)

    assert sorted(shared.values()) == sorted(expected) if sample < len(sizes) else tuple(shared.values()) == expected


@given(sizes_of, rates_of, st.data())
def test_a_shared_sample_is_whole_and_leaves_no_stratum_out(
    sizes: dict[str, int], rates: dict[str, float], data: st.DataObject
) -> None:
    sample = data.draw(st.integers(0, sum(sizes.values())))

    shared = allocate(sizes, rates, sample)

    assert sum(shared.values()) == sample
    assert all(0 <= shared[name] <= size for name, size in sizes.items())
    if sample >= FLOOR * len(sizes):
        assert all(shared[name] >= min(FLOOR, size) for name, size in sizes.items())


@given(
    st.dictionaries(st.sampled_from(NAMES), st.integers(20, 60), min_size=2), rates_of, st.integers(40, 79), st.data()
)
def test_no_single_move_makes_the_total_surer(
    sizes: dict[str, int], rates: dict[str, float], sample: int, data: st.DataObject
) -> None:
    assume(FLOOR * len(sizes) <= sample <= sum(sizes.values()))
    rates = {name: min(max(rate, 0.01), 0.99) for name, rate in rates.items()}
    shared = allocate(sizes, rates, sample)
    one, other = data.draw(st.permutations(sorted(sizes)))[:2]
    assume(shared[one] > FLOOR and shared[other] < sizes[other])

    def variance(counts: dict[str, int]) -> float:
        return sum(
            size**2 * (1 / counts[name] - 1 / size) * rates[name] * (1 - rates[name]) for name, size in sizes.items()
        )

    moved = {**shared, one: shared[one] - 1, other: shared[other] + 1}
    assert variance(shared) <= variance(moved) * (1 + 1e-9)


@given(sizes_of, rates_of, st.data())
def test_what_was_graded_already_stays_in_a_larger_sample(
    sizes: dict[str, int], rates: dict[str, float], data: st.DataObject
) -> None:
    graded = {name: data.draw(st.integers(0, size)) for name, size in sizes.items()}
    sample = data.draw(st.integers(sum(graded.values()), sum(sizes.values())))

    shared = allocate(sizes, rates, sample, graded=graded)

    assert sum(shared.values()) == sample
    assert all(shared[name] >= count for name, count in graded.items())


@pytest.mark.parametrize(("sample", "graded"), [(11, {}), (-1, {}), (3, {"medium": 4})])
def test_a_sample_larger_than_the_queue_or_smaller_than_what_is_done_is_refused(
    sample: int, graded: dict[str, int]
) -> None:
    with pytest.raises(CannotSample, match="Choose a sample of"):
        allocate({"medium": 10}, {"medium": 0.1}, sample, graded=graded)


def test_the_same_seed_draws_the_same_members_whatever_order_they_come_in() -> None:
    drawn = draw({"medium": range(1, 500)}, {"medium": 20}, seed="2026-11-22")
    again = draw({"medium": reversed(range(1, 500))}, {"medium": 20}, seed="2026-11-22")
    other = draw({"medium": range(1, 500)}, {"medium": 20}, seed="2026-11-23")

    assert drawn == again
    assert drawn != other
    assert len(set(drawn["medium"])) == 20
    assert drawn["medium"] != tuple(sorted(drawn["medium"]))


def test_a_draw_is_the_same_on_every_machine_and_version() -> None:
    assert draw({"a": range(10), "b": range(3)}, {"a": 4, "b": 2}, seed="round 1") == {"a": (8, 5, 3, 7), "b": (1, 0)}
    assert draw({"a": ["x", "y", "z"]}, {"a": 2}, seed="round 1") == {"a": ("x", "y")}


@given(st.sets(st.integers(1, 10_000), max_size=60), st.text(max_size=8), st.data())
def test_a_larger_draw_keeps_every_member_and_adds_the_next(ids: set[int], seed: str, data: st.DataObject) -> None:
    fewer = data.draw(st.integers(0, len(ids)))
    more = data.draw(st.integers(fewer, len(ids)))

    first = draw({"all": ids}, {"all": fewer}, seed=seed)["all"]
    then = draw({"all": ids}, {"all": more}, seed=seed)["all"]

    assert then[:fewer] == first
    assert set(then) <= ids


def test_every_member_is_drawn_as_often_as_any_other() -> None:
    times = Counter(one for seed in range(2000) for one in draw({"all": range(20)}, {"all": 5}, seed=str(seed))["all"])

    # 500 expected of each; the standard deviation is 19.4
    assert all(abs(times[one] - 500) < 80 for one in range(20))


def test_every_pair_is_drawn_as_often_as_any_other() -> None:
    pairs = Counter(
        frozenset(pair)
        for seed in range(2000)
        for pair in pairwise(draw({"all": range(5)}, {"all": 2}, seed=str(seed))["all"])
    )

    # 200 expected of each of the ten; the standard deviation is 13.4
    assert len(pairs) == 10
    assert all(abs(times - 200) < 60 for times in pairs.values())


def test_more_than_there_are_cannot_be_drawn() -> None:
    with pytest.raises(CannotSample, match="medium: 3 were asked for and there are 2"):
        draw({"medium": [1, 2]}, {"medium": 3}, seed="any")
