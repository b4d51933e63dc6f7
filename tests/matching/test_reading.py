"""Names, addresses and numbers as people type them, and what is made of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.matching.people import jane, somebody
from vigil.matching import addresses, blocking, features, linking, names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kamińska", "KAMINSKA"),
        ("Szymański", "Shymanski"),
        ("Mohammed", "Muhammad"),
        ("Hussain", "Husayn"),
        ("McDonald", "MacDonald"),
        ("Kowalczyk", "Kovalchyk"),
        ("Pugh", "Puw"),
        ("Philips", "Filips"),
    ],
)
def test_spellings_of_one_sound_sound_alike(one: str, other: str) -> None:
    assert names.sound(names.fold(one)) == names.sound(names.fold(other))


@pytest.mark.parametrize(
    ("short", "full"),
    [("Liz", "elizabeth"), ("Dai", "david"), ("Gosia", "malgorzata"), ("Wojtek", "wojciech"), ("Ionel", "ion")],
)
def test_a_short_form_stands_for_its_full_name(short: str, full: str) -> None:
    assert full in names.full_names(names.fold(short))


@pytest.mark.parametrize(
    ("forenames", "surname", "forename", "family"),
    [
        ("UNKNOWN", "UNKNOWN", "", ""),
        ("Mr John Paul", "Smith", "john", "smith"),
        ("Jane Hollis", "", "jane", "hollis"),
        ("?", "", "", ""),
        ("", "d'Souza", "", "dsouza"),
    ],
)
def test_names_are_read_however_they_are_typed(forenames: str, surname: str, forename: str, family: str) -> None:
    called = names.read(forenames, surname)

    assert (called.forename, called.surname) == (forename, family)


@pytest.mark.parametrize(
    ("line", "house", "unit", "street"),
    [
        ("87 Whitden Rd, Droitwich", "87", "", "whitden road"),
        ("Flat 2A, 14 St Peter's St", "14", "2a", "st peters street"),
        ("Room 3, 21 Marcombe Avenue, Bridgnorth", "21", "3", "marcombe avenue"),
        ("The Stables, Pendham Lane, Evesham", "thestables", "", "pendham lane"),
        ("Brook Lodge, 4 Mill Ln, Evesham WR11 2AL", "4", "", "mill lane"),
        ("", "", "", ""),
    ],
)
def test_addresses_are_taken_apart(line: str, house: str, unit: str, street: str) -> None:
    found = addresses.read(line)

    assert (found.house, found.unit, found.street) == (house, unit, street)


@pytest.mark.parametrize(
    ("line", "public"),
    [
        ("Car park, Elmbury Street, Droitwich", True),
        ("Worcester Royal Hospital, Charles Hastings Way", True),
        ("12 Hospital Lane, Ludlow", False),
        ("4 Tansy Road, Church Stretton", False),
        ("Station Cottage, Penny Crescent", False),
        ("No fixed abode", True),
    ],
)
def test_a_place_where_many_come_and_go_is_no_home(line: str, public: bool) -> None:
    assert addresses.read(line).is_public is public


@pytest.mark.parametrize(("text", "right"), [("943 476 5919", True), ("943 476 5918", False), ("1111111111", False)])
def test_an_nhs_number_is_checked(text: str, right: bool) -> None:
    assert bool(features.nhs_number(text)) is right


def test_nobody_known_has_no_key() -> None:
    assert blocking.keys(somebody(forenames="UNKNOWN", surname="not known")) == frozenset()


@pytest.mark.parametrize(
    "otherwise",
    [
        {"forenames": "Janie"},
        {"surname": "Webb", "also_known_as": "nee Hollis"},
        {"forenames": "Hollis", "surname": "Jane"},
        {"surname": "Holis", "address": "4 Mill Lane, Evesham", "postcode": "WR11 2AL"},
        {"date_of_birth": None, "address": "4 Mill Lane, Evesham", "postcode": "WR11 2AL"},
        {"surname": "", "date_of_birth": None},
    ],
)
def test_no_single_slip_hides_a_person(otherwise: dict[str, object]) -> None:
    assert blocking.keys(jane("a")) & blocking.keys(jane("b", **otherwise))


def test_the_rows_of_a_hostel_do_not_all_meet() -> None:
    beds = [
        features.read(somebody(str(n), forenames=f"A{n:04d}", surname=f"B{n}", address="The Hostel, Mill Lane"))
        for n in range(2_000)
    ]

    from vigil.matching.linking import candidates

    assert sum(1 for _ in candidates(beds)) < 2_000


@pytest.mark.parametrize(
    ("sizes", "mentions", "most", "least"),
    [
        ([], 10, 300, 1),
        ([(2, 5), (300, 1)], 10_000, 300, 1),
        ([(2, 5), (301, 9)], 10_000, 300, 1),
        ([(2, 5), (50, 1)], 20, 49, 2),  # 1,225 pairs of fifty are more than forty to each of twenty
        ([(2, 5), (40, 1), (50, 1)], 40, 49, 2),
    ],
    ids=["no key", "within", "too large anyway", "a budget of pairs", "the rarer ones stay"],
)
def test_of_everybody_the_rarer_keys_are_followed_as_far_as_the_pairs_go(
    sizes: list[tuple[int, int]], mentions: int, most: int, least: int
) -> None:
    assert linking.followed(sizes, mentions=mentions) == (most, least)


@given(
    st.lists(st.tuples(st.integers(1, 400), st.integers(1, 50)), unique_by=lambda one: one[0]), st.integers(1, 5_000)
)
def test_no_hub_has_more_pairs_than_its_mentions_allow(sizes: list[tuple[int, int]], mentions: int) -> None:
    most, least = linking.followed(sizes, mentions=mentions)

    pairs = sum(keys * size * (size - 1) // 2 for size, keys in sizes if size <= most)
    assert most <= blocking.MOST_SHARING
    assert (least == 2) == any(size <= blocking.MOST_SHARING for size, _ in sizes if size > most)
    assert pairs <= linking.MOST_PAIRS * mentions
