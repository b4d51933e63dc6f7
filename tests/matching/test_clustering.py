"""From pairs to persons."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.matching.people import jane
from vigil.matching.clustering import Contradiction, Join, cluster, whose
from vigil.matching.guards import Guard
from vigil.matching.model import load
from vigil.matching.scoring import Comparison, Decision, ready


def test_a_third_mention_joins_two() -> None:
    assert cluster("abc", [Join("a", "b", 9), Join("b", "c", 8)]) == {"a": "a", "b": "a", "c": "a"}


def test_a_mention_that_two_twins_claim_about_as_strongly_joins_neither() -> None:
    found = cluster("abc", [Join("a", "b", 9), Join("b", "c", 8)], apart=[("a", "c")])

    assert found == {"a": "a", "b": "b", "c": "c"}


def test_a_mention_that_one_twin_claims_far_more_strongly_joins_that_one() -> None:
    found = cluster("abc", [Join("a", "b", 20), Join("b", "c", 8)], apart=[("a", "c")])

    assert found == {"a": "a", "b": "a", "c": "c"}


def test_what_a_person_said_outlives_any_weight() -> None:
    found = cluster("abc", [Join("a", "b", 60)], cannot=[("a", "b")], must=[("a", "c")])

    assert found == {"a": "a", "b": "b", "c": "a"}


def test_what_a_person_joined_no_guard_parts() -> None:
    assert cluster("ab", [], apart=[("a", "b")], must=[("a", "b")]) == {"a": "a", "b": "a"}


def test_a_chain_never_brings_together_what_a_person_parted() -> None:
    found = cluster("abcd", [Join("a", "b", 30), Join("b", "c", 30), Join("c", "d", 30)], cannot=[("a", "d")])

    assert found["a"] != found["d"]


def test_two_decisions_that_cannot_both_hold_are_refused() -> None:
    with pytest.raises(Contradiction, match="Undo one"):
        cluster("abc", [], must=[("a", "b"), ("b", "c")], cannot=[("a", "c")])


_pairs = st.sets(st.sampled_from(list(combinations("abcdef", 2))))


@given(st.dictionaries(st.sampled_from(list(combinations("abcdef", 2))), st.floats(6, 40)), _pairs)
def test_no_guarded_pair_is_ever_one_person(joins: dict[tuple[str, str], float], apart: set[tuple[str, str]]) -> None:
    strong = [Join(a, b, weight) for (a, b), weight in joins.items() if (a, b) not in apart]

    found = cluster("abcdef", strong, apart=apart)

    assert all(found[a] != found[b] for a, b in apart)
    assert all(found[person] == person for person in found.values())


def _weighed(weight: float, decision: Decision, guard: Guard = Guard.NONE) -> Comparison:
    one = ready(jane())
    return Comparison(weight, decision, guard, {}, (one, one), load())


def test_a_new_mention_is_the_person_who_is_clearly_ahead() -> None:
    choice = whose({"p": [_weighed(20, Decision.JOIN)], "q": [_weighed(8, Decision.JOIN)]})

    assert (choice.decision, choice.person, choice.instead) == (Decision.JOIN, "p", ("q",))


def test_two_persons_about_as_likely_are_a_question() -> None:
    choice = whose({"p": [_weighed(20, Decision.JOIN)], "q": [_weighed(19, Decision.JOIN)]})

    assert choice.decision is Decision.ASK


def test_a_person_with_a_mention_that_a_guard_keeps_apart_is_not_them() -> None:
    choice = whose({"p": [_weighed(20, Decision.JOIN), _weighed(25, Decision.APART, Guard.TWINS)]})

    assert (choice.decision, choice.person) == (Decision.APART, "")
