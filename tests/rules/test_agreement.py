"""Weighted kappa: what it is of tables that others published, and what holds of every table."""

from math import isclose
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.rules import agreement as rule
from vigil.rules.agreement import PAIRS, Pair, agreement, number_to_draw, standard_error, weighted_kappa
from vigil.rules.terms import Grade

HIGH, MEDIUM, STANDARD = Grade.HIGH, Grade.MEDIUM, Grade.STANDARD

# Cohen 1968 (Psychological Bulletin 70): the shares in which two people put 200 cases in three classes.
PUBLISHED = dict(zip(PAIRS, (88, 14, 18, 10, 40, 10, 2, 6, 12), strict=True))

tables = st.lists(st.integers(0, 30), min_size=9, max_size=9).map(lambda row: dict(zip(PAIRS, row, strict=True)))
pairs = st.lists(st.sampled_from(PAIRS), max_size=80)


def test_the_table_that_cohen_published_gives_what_he_published(monkeypatch: pytest.MonkeyPatch) -> None:
    # He weighed disagreements 0 to 6 by hand; unweighted, the same table gives 0.492.
    apart = {frozenset((HIGH, MEDIUM)): 1, frozenset((HIGH, STANDARD)): 3, frozenset((MEDIUM, STANDARD)): 6}
    monkeypatch.setattr(rule, "_weight", lambda one, other: 1 - apart.get(frozenset((one, other)), 0) / 6)
    assert weighted_kappa(PUBLISHED) == pytest.approx(0.348, abs=0.0005)

    monkeypatch.setattr(rule, "_weight", lambda one, other: float(one is other))
    assert weighted_kappa(PUBLISHED) == pytest.approx(0.492, abs=0.0005)


def test_three_grades_give_what_a_correlation_gives() -> None:
    # Fleiss and Cohen 1973: quadratic kappa is 2 cov / (var + var + (difference of means)²).
    rank = {HIGH: 0, MEDIUM: 1, STANDARD: 2}
    scores = [(rank[one], rank[other]) for (one, other), number in PUBLISHED.items() for _ in range(number)]
    of = len(scores)
    means = [sum(score[side] for score in scores) / of for side in (0, 1)]
    spread = [sum((score[side] - means[side]) ** 2 for score in scores) / of for side in (0, 1)]
    together = sum((one - means[0]) * (other - means[1]) for one, other in scores) / of

    assert weighted_kappa(PUBLISHED) == pytest.approx(2 * together / (sum(spread) + (means[0] - means[1]) ** 2))


@given(tables)
def test_the_error_is_what_moving_each_cell_a_little_gives(cells: dict[Pair, int]) -> None:
    cells = {pair: number + 1 for pair, number in cells.items()}
    of, step = sum(cells.values()), 1e-6
    shares = {pair: number / of for pair, number in cells.items()}

    def moved(pair: Pair, by: float) -> float:
        told = weighted_kappa({**shares, pair: shares[pair] + by})
        assert told is not None
        return told

    slopes = {pair: (moved(pair, step) - moved(pair, -step)) / (2 * step) for pair in PAIRS}
    mean = sum(shares[pair] * slopes[pair] for pair in PAIRS)
    variance = sum(shares[pair] * slopes[pair] ** 2 for pair in PAIRS) - mean**2

    assert standard_error(cells) == pytest.approx((variance / of) ** 0.5, rel=1e-3, abs=1e-6)


@given(tables)
def test_it_lies_between_always_apart_and_always_the_same(cells: dict[Pair, int]) -> None:
    told = weighted_kappa(cells)

    assert told is None or -1 - 1e-9 <= told <= 1 + 1e-9


@given(tables)
def test_it_is_the_same_whoever_was_first(cells: dict[Pair, int]) -> None:
    told, other_way = weighted_kappa(cells), weighted_kappa({(b, a): number for (a, b), number in cells.items()})

    assert (told is None) == (other_way is None)
    assert told is None or other_way is None or isclose(told, other_way, abs_tol=1e-9)


@given(pairs)
def test_who_never_disagrees_agrees_fully_and_is_still_not_certain(given_: list[Pair]) -> None:
    same = [(one, one) for one, _ in given_]
    told = agreement(same, fewest=1)

    assert told.of == told.same
    if told.kappa is not None:
        assert told.kappa == pytest.approx(1)
        assert told.low is not None
        assert told.low < 1


@given(pairs, st.integers(1, 100))
def test_no_figure_stands_on_fewer_than_the_hub_says(given_: list[Pair], fewest: int) -> None:
    told = agreement(given_, fewest=fewest)

    assert told.of == told.same + told.under + told.over == len(given_)
    if len(given_) < fewest:
        assert told.kappa is told.low is told.high is None
    if told.kappa is not None:
        assert told.low is not None
        assert told.high is not None
        assert -1 <= told.low <= told.kappa <= told.high <= 1 + 1e-9


def test_two_grades_apart_weighs_more_than_two_that_are_one_apart() -> None:
    even = [(HIGH, HIGH), (MEDIUM, MEDIUM), (STANDARD, STANDARD)] * 10
    far = agreement([*even, (HIGH, STANDARD), (STANDARD, HIGH)], fewest=1).kappa
    near = agreement([*even, (HIGH, MEDIUM), (MEDIUM, HIGH)], fewest=1).kappa

    assert far is not None
    assert near is not None
    assert far < near


@pytest.mark.parametrize("of", [20, 40, 100])
@pytest.mark.parametrize("agrees", [0.6, 0.8, 0.95])
def test_the_interval_holds_the_truth_about_as_often_as_it_says(of: int, agrees: float) -> None:
    rows = {HIGH: 0.2, MEDIUM: 0.3, STANDARD: 0.5}
    truth = {(one, other): rows[one] * (agrees if one is other else (1 - agrees) / 2) for one in rows for other in rows}
    kappa, chance, held, told = weighted_kappa(truth), Random(f"{of}/{agrees}"), 0, 0
    assert kappa is not None

    for _ in range(400):
        found = agreement(chance.choices(PAIRS, [truth[pair] for pair in PAIRS], k=of), fewest=1)
        if found.low is not None and found.high is not None:
            told += 1
            held += found.low <= kappa <= found.high

    assert held / told > 0.9


@given(st.integers(0, 200), st.integers(0, 100), st.integers())
def test_as_many_are_drawn_as_the_share_asks_to_the_next_whole(size: int, percent: int, seed: int) -> None:
    drawn = number_to_draw(size, percent=percent, seed=str(seed))

    assert abs(drawn - size * percent / 100) < 1
    assert 0 <= drawn <= size


def test_over_many_days_the_share_is_kept_however_few_there_are() -> None:
    drawn = sum(number_to_draw(3, percent=5, seed=str(day)) for day in range(4_000))

    assert drawn == pytest.approx(4_000 * 3 * 0.05, rel=0.1)
