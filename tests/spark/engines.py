"""Spark gives the answer that DuckDB gives: ``make test-spark``, where there is Java (see docs/matching.md)."""

import pytest

from benchmarks.matching_people import waiting
from tests.matching.test_two_engines import ODD
from vigil.matching import batch, spark
from vigil.matching.linking import Linked
from vigil.matching.mentions import Mention
from vigil.matching.model import load

MODEL = load()
# More than a key may hold, at one address.
CROWD = [
    Mention(
        id=f"crowd-{number:04d}",
        forenames=("Sarah", "David", "Emma", "Paul")[number % 4],
        surname=("Smith", "Jones", "Davies", "Evans", "Taylor")[number % 5],
        address="1 Barrack Row, Ludlow",
        postcode="SY8 1AA",
    )
    for number in range(400)
]
PEOPLE = [*ODD, *CROWD, *(mention for mention, _ in waiting(21, scale=0.1))]


@pytest.fixture(scope="module")
def by_duckdb() -> Linked:
    return batch.link(PEOPLE, MODEL)


@pytest.fixture(scope="module")
def by_spark() -> Linked:
    return spark.link(PEOPLE, MODEL)


def test_both_give_the_same_weight_for_the_same_pairs(by_duckdb: Linked, by_spark: Linked) -> None:
    def weights(linked: Linked) -> dict[tuple[str, ...], float]:
        # Which of two is named first is each engine's own affair.
        return {tuple(sorted((pair.a, pair.b))): pair.weight for pair in linked.pairs}

    assert len(by_duckdb.pairs) > 300
    assert weights(by_spark) == pytest.approx(weights(by_duckdb), abs=1e-9)


def test_both_find_the_same_people(by_duckdb: Linked, by_spark: Linked) -> None:
    assert by_spark.persons == by_duckdb.persons
