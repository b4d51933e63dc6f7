"""Whether two mentions are one person, told by cases that the hub meets."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.matching.people import AUGUST, MARCH, jane, somebody
from vigil.matching.guards import Guard
from vigil.matching.mentions import Mention
from vigil.matching.model import load
from vigil.matching.scoring import Decision, compare

MODEL = load()

ONE_PERSON: list[tuple[str, dict[str, Any]]] = [
    ("nothing differs", {}),
    ("a short name", {"forenames": "Janie"}),
    ("her maiden name given", {"surname": "Webb", "also_known_as": "nee Hollis"}),
    ("half a double-barrelled name", {"surname": "Hollis-Webb"}),
    ("names swapped round", {"forenames": "Hollis", "surname": "Jane"}),
    ("a letter slipped in the surname", {"surname": "Holis"}),
    ("a letter slipped in the forename", {"forenames": "Jnae"}),
    ("capitals and a title", {"forenames": "MRS JANE", "surname": "HOLLIS"}),
    ("a middle name more", {"forenames": "Jane Louise"}),
    ("day and month turned round", {"date_of_birth": date(1991, 3, 4)}),
    ("one figure of the birth wrong", {"date_of_birth": date(1991, 4, 8)}),
    ("an age instead of a birth", {"date_of_birth": None, "age": 34}),
    ("no birth at all", {"date_of_birth": None}),
    ("a birth that systems put in when none is known", {"date_of_birth": date(1900, 1, 1)}),
    ("moved to another town", {"address": "4 Mill Lane, Evesham", "postcode": "WR11 2AL"}),
    ("seen in a car park", {"address": "Car park, Elmbury Street, Droitwich", "postcode": ""}),
    ("an address in short, without its postcode", {"address": "87 Whitden Rd", "postcode": ""}),
]


@pytest.mark.parametrize(("what", "otherwise"), ONE_PERSON, ids=[what for what, _ in ONE_PERSON])
def test_one_person_written_down_twice_is_joined(what: str, otherwise: dict[str, Any]) -> None:
    found = compare(jane("a"), jane("b", **{"seen_on": AUGUST} | otherwise), MODEL)

    assert found.decision is Decision.JOIN, (what, found.weight, found.reasons)


TWO_PEOPLE: list[tuple[str, dict[str, Any], Guard]] = [
    ("twins", {"forenames": "Rebecca"}, Guard.TWINS),
    ("siblings", {"forenames": "Rebecca", "date_of_birth": date(1994, 9, 9)}, Guard.RELATIVES),
    ("mother and daughter of one name", {"date_of_birth": date(2012, 6, 17)}, Guard.NAMESAKES),
    ("mother and daughter, one with an age", {"date_of_birth": None, "age": 12}, Guard.NAMESAKES),
    ("mother, and a child whose age is not known", {"date_of_birth": None, "role": "child"}, Guard.NAMESAKES),
    ("a daughter named with her", {"forenames": "Jane", "date_of_birth": None, "named_in": "R1"}, Guard.NAMED_TOGETHER),
]


@pytest.mark.parametrize(("what", "otherwise", "guard"), TWO_PEOPLE, ids=[what for what, *_ in TWO_PEOPLE])
def test_two_people_of_one_home_are_kept_apart(what: str, otherwise: dict[str, Any], guard: Guard) -> None:
    found = compare(jane("a", named_in="R1"), jane("b", **{"seen_on": AUGUST, "named_in": "R2"} | otherwise), MODEL)

    assert (found.decision, found.guard) == (Decision.APART, guard), what


AT_SCHOOL = {"phone": "01905 496 123", "school": "Mill Lane Primary"}

ASK: list[tuple[str, dict[str, Any], Guard]] = [
    ("two names that are only a letter apart", {"forenames": "Jean"}, Guard.SIMILAR_NAMES),
    ("births that no slip explains", {"date_of_birth": date(1993, 12, 21)}, Guard.DIFFERENT_BIRTHS),
]


@pytest.mark.parametrize(("what", "otherwise", "guard"), ASK, ids=[what for what, *_ in ASK])
def test_a_person_is_asked_where_a_slip_and_a_relative_look_alike(
    what: str, otherwise: dict[str, Any], guard: Guard
) -> None:
    found = compare(jane("a"), jane("b", **otherwise), MODEL)

    assert (found.decision, found.guard) == (Decision.ASK, guard), (what, found.weight)


NAMELESS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("neither has a name", {"forenames": "", "surname": ""}, {"forenames": "", "surname": ""}),
    ("both are unknown", {"forenames": "UNKNOWN", "surname": "UNKNOWN"}, {"forenames": "Unknown", "surname": ""}),
    ("neither has a forename", {"forenames": ""}, {"forenames": ""}),
    ("one has no forename", {}, {"forenames": ""}),
    ("one has no name", {}, {"forenames": "", "surname": ""}),
    ("one telephone and school too", {"forenames": "", **AT_SCHOOL}, {"forenames": "", **AT_SCHOOL}),
]


@pytest.mark.parametrize(("what", "one", "other"), NAMELESS, ids=[what for what, *_ in NAMELESS])
def test_nobody_without_a_forename_is_joined_by_birth_and_home(
    what: str, one: dict[str, Any], other: dict[str, Any]
) -> None:
    found = compare(jane("a", **one), jane("b", seen_on=AUGUST, **other), MODEL)

    assert (found.decision, found.guard) == (Decision.ASK, Guard.NO_FORENAME), (what, found.weight)


def test_a_forename_in_the_surnames_box_is_a_forename() -> None:
    assert compare(jane("a"), jane("b", forenames="", surname="Jane"), MODEL).decision is Decision.JOIN


def test_one_record_number_joins_somebody_without_a_forename() -> None:
    nameless = {"forenames": "", "surname": "", "source_person_id": "rms:PER1007399"}

    assert compare(jane("a", **nameless), jane("b", **nameless), MODEL).decision is Decision.JOIN


def test_identical_details_in_one_report_are_one_person_entered_twice() -> None:
    found = compare(jane("a", named_in="R1", role="harmed"), jane("b", named_in="R1", role="harming"), MODEL)

    assert found.decision is Decision.JOIN


def test_two_nhs_numbers_are_two_people_whatever_else_agrees() -> None:
    found = compare(jane("a", nhs_number="943 476 5919"), jane("b", nhs_number="401 023 2137"), MODEL)

    assert found.guard is Guard.DIFFERENT_NHS_NUMBERS
    assert found.decision is Decision.APART


def test_an_nhs_number_with_a_wrong_check_figure_says_nothing() -> None:
    found = compare(jane("a", nhs_number="943 476 5919"), jane("b", nhs_number="943 476 5918"), MODEL)

    assert found.guard is Guard.NONE


def test_one_record_number_joins_what_a_changed_name_would_part() -> None:
    one = jane("a", source_person_id="rms:PER1007399")
    other = jane("b", forenames="Rebecca", surname="Webb", source_person_id="RMS:per1007399")

    assert compare(one, other, MODEL).decision is Decision.JOIN


def test_reasons_are_in_words_weightiest_first_with_the_month_of_the_earlier_report() -> None:
    found = compare(jane("a"), jane("b", surname="Holis", seen_on=AUGUST), MODEL)

    assert found.reasons == (
        "same date of birth",
        "same address in March 2025",
        "same forename",
        "surname a letter or a sound apart",
    )


def test_a_reason_that_the_guard_gives_more_fully_is_said_once() -> None:
    found = compare(jane("a"), jane("b", forenames="Qxzvrd"), MODEL)

    assert found.guard is Guard.DOUBTFUL_FORENAME
    assert [reason for reason in found.reasons if reason.startswith("different forenames")] == [
        "different forenames, of which one may be the other misspelt"
    ]


def test_a_guard_gives_its_reason_last() -> None:
    found = compare(jane("a"), jane("b", forenames="Rebecca"), MODEL)

    assert found.reasons[-1] == "born on one day into one home under two forenames, as twins are"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (somebody("a"), somebody("b")),
        (somebody("a", forenames="UNKNOWN", surname="UNKNOWN"), somebody("b", forenames="Unknown", surname="unknown")),
        (somebody("a", forenames="John", surname="Smith"), somebody("b", forenames="John", surname="Smith")),
        (somebody("a", forenames="x" * 500, surname="y" * 500), somebody("b", forenames="x" * 500, surname="y" * 500)),
        (
            somebody("a", forenames="Tom", surname="Ray", date_of_birth=date(2031, 5, 6)),
            somebody("b", forenames="Tom", surname="Ray", date_of_birth=date(2031, 5, 6)),
        ),
        (
            somebody("a", forenames="Tom", surname="Ray", date_of_birth=date(1900, 1, 1)),
            somebody("b", forenames="Tom", surname="Ray", date_of_birth=date(1900, 1, 1)),
        ),
        (
            somebody("a", forenames="John", surname="Smith", address="Worcester Royal Hospital, Charles Hastings Way"),
            somebody("b", forenames="John", surname="Smith", address="Worcester Royal Hospital, Charles Hastings Way"),
        ),
    ],
    ids=["no name", "UNKNOWN", "a common name alone", "500 letters", "born in 2031", "born in 1900", "one hospital"],
)
def test_too_little_to_go_on_never_joins(one: Mention, other: Mention) -> None:
    assert compare(one, other, MODEL).decision is not Decision.JOIN


_texts = st.text(max_size=40) | st.sampled_from(["Jane", "Hollis", "J", "UNKNOWN", "?", "O'Neill", "Łucja", "محمد"])
_days = st.none() | st.dates(min_value=date(1890, 1, 1), max_value=date(2040, 1, 1))
anybody = st.builds(
    Mention,
    id=st.sampled_from("abc"),
    forenames=_texts,
    surname=_texts,
    also_known_as=_texts,
    date_of_birth=_days,
    age=st.none() | st.integers(-3, 400),
    seen_on=st.none() | st.just(MARCH),
    sex=st.sampled_from(["F", "M", "", "NB"]),
    address=_texts | st.just("Flat 2, 87 Whitden Rd, Droitwich"),
    postcode=_texts | st.just("wr91yn"),
    phone=_texts,
    school=_texts,
    role=st.sampled_from(["child", "harmed", ""]),
    nhs_number=_texts,
    named_in=st.sampled_from(["", "R1"]),
    named_with=st.lists(_texts, max_size=2).map(tuple),
)


@given(anybody, anybody)
def test_the_order_of_the_two_makes_no_difference(one: Mention, other: Mention) -> None:
    there, back = compare(one, other, MODEL), compare(other, one, MODEL)

    assert (there.weight, there.decision, there.guard) == (back.weight, back.decision, back.guard)


@given(anybody, anybody)
def test_a_guarded_pair_is_never_joined(one: Mention, other: Mention) -> None:
    found = compare(one, other, MODEL)

    assert not (found.guard and found.decision is Decision.JOIN)
    assert 0 <= found.probability <= 1
