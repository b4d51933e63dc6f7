"""How well invented people are told apart whom the weights were not learnt from."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

import pytest

from benchmarks.matching_people import HOLDOUT_SEEDS, TRAINING_SEEDS, waiting
from vigil.matching import features
from vigil.matching.linking import link
from vigil.matching.model import load


def pairs(person_of: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for mention, person in person_of:
        groups[person].append(mention)
    return {pair for group in groups.values() for pair in combinations(sorted(group), 2)}


@pytest.mark.parametrize("seed", HOLDOUT_SEEDS)
def test_people_not_met_before_are_told_apart(seed: int) -> None:
    people = waiting(seed, scale=0.25)

    linked = link([features.read(mention) for mention, _ in people], load())

    true = pairs((mention.id, person) for mention, person in people)
    found = pairs(linked.persons.items())
    assert seed not in TRAINING_SEEDS
    assert len(true & found) / len(found) >= 0.99
    assert len(true & found) / len(true) >= 0.95
