"""One model, two engines: plain Python at the door and Splink by night give the same answer."""

import pytest

from benchmarks.matching_people import waiting
from tests.matching.people import jane
from vigil.matching import batch, features, linking
from vigil.matching.guards import Guard
from vigil.matching.linking import Linked, link
from vigil.matching.mentions import Mention
from vigil.matching.model import load
from vigil.matching.scoring import Decision

MODEL = load()
ODD = [
    jane("odd-1"),
    jane("odd-2", forenames="Hollis", surname="Jane"),
    jane("odd-3", forenames="J", surname="O'Neill-Hollis", also_known_as="nee Hollis"),
    jane("odd-4", forenames="", surname="Hollis", date_of_birth=None),
    jane("odd-5", forenames="UNKNOWN", surname="???"),
    jane("odd-6", forenames="x" * 500),
    jane("odd-7", date_of_birth=None, born_as_written="19911304"),
    jane("odd-8", date_of_birth=None, age=33),
    jane("odd-9", address="Car park, Whitden Road, Droitwich", postcode=""),
    jane("odd-10", forenames="Łucja", surname="محمد"),
    jane("odd-11", nhs_number="943 476 5919", source_person_id="rms:1"),
    jane("odd-12", nhs_number="943 476 5919", source_person_id="rms:2"),
    jane("odd-13", nhs_number="943 476 5870"),
    jane("odd-14", nhs_number="943 476 5918"),  # its check figure is wrong: as if it were empty
    jane("odd-15", uprn="10012345", address="The Old Forge, Mill Lane", postcode=""),
    jane("odd-16", uprn="0010012345", address="", postcode=""),
    jane("odd-17", uprn="10012346"),
]


@pytest.fixture(scope="module")
def people() -> list[Mention]:
    return [*ODD, *(mention for mention, _ in waiting(21, scale=0.1))]


@pytest.fixture(scope="module")
def plain(people: list[Mention]) -> Linked:
    return link([features.read(one) for one in people], MODEL)


@pytest.fixture(scope="module")
def by_splink(people: list[Mention]) -> Linked:
    return batch.link(people, MODEL)


def test_both_engines_give_the_same_weight_for_the_same_pair(plain: Linked, by_splink: Linked) -> None:
    def weights(linked: Linked) -> dict[frozenset[str], float]:
        return {frozenset((pair.a, pair.b)): pair.weight for pair in linked.pairs}

    assert len(plain.pairs) > 300
    assert weights(by_splink) == pytest.approx(weights(plain), abs=1e-9)


def test_numbers_weigh_the_same_in_both(plain: Linked, by_splink: Linked) -> None:
    pairs = {
        ("odd-11", "odd-12"),
        ("odd-11", "odd-13"),
        ("odd-11", "odd-14"),
        ("odd-15", "odd-16"),
        ("odd-16", "odd-17"),
    }
    for linked in (plain, by_splink):
        found = {tuple(sorted((pair.a, pair.b))): pair for pair in linked.pairs}

        assert pairs <= found.keys()
        assert found["odd-11", "odd-13"].guard == Guard.DIFFERENT_NHS_NUMBERS
        assert found["odd-11", "odd-13"].decision == Decision.APART
        assert found["odd-11", "odd-12"].weight > found["odd-11", "odd-14"].weight + 15
        assert found["odd-15", "odd-16"].weight > found["odd-16", "odd-17"].weight + 5


def test_both_engines_find_the_same_people(plain: Linked, by_splink: Linked) -> None:
    assert by_splink.persons == plain.persons
    assert {frozenset((pair.a, pair.b)): (pair.guard, pair.decision) for pair in by_splink.pairs} == {
        frozenset((pair.a, pair.b)): (pair.guard, pair.decision) for pair in plain.pairs
    }


def test_both_follow_the_same_keys_where_there_are_too_many_pairs(
    people: list[Mention], plain: Linked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linking, "MOST_PAIRS", 1)
    fewer = link([features.read(one) for one in people], MODEL)

    assert len(fewer.pairs) < len(plain.pairs)
    assert {(pair.a, pair.b) for pair in batch.link(people, MODEL).pairs} == {(pair.a, pair.b) for pair in fewer.pairs}


def test_ten_thousand_at_one_address_are_not_joined_for_living_there() -> None:
    # Six hundred stand for ten thousand: more than a key may hold. Thirty share each of twenty common names.
    crowd = [
        Mention(
            id=f"{number:04d}",
            forenames=("Sarah", "David", "Emma", "Paul")[number % 4],
            surname=("Smith", "Jones", "Davies", "Evans", "Taylor")[number % 5],
            address="1 Barrack Row, Ludlow",
            postcode="SY8 1AA",
        )
        for number in range(600)
    ]

    for linked in (link([features.read(one) for one in crowd], MODEL), batch.link(crowd, MODEL)):
        assert len(set(linked.persons.values())) == len(crowd)
