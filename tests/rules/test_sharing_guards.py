"""What stops a send: planted leaks, each in a place and a spelling somebody really uses, and what must not stop one."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.rules.sharing.fields import MAY_HAVE_OF_MATTER, MAY_HAVE_OF_PEOPLE, PROTECTED, THIRD_PARTY, cut, part_of
from vigil.rules.sharing.guards import Detail, Guard, People, Protects, Recipient, hides, stops
from vigil.rules.sharing.terms import PartnerKind
from vigil.rules.terms import Role

HOME = Detail(protects=Protects.ADDRESS, value="12 Larch Walk, Wem, SY4 9ZZ")
PHONE = Detail(protects=Protects.PHONE, value="07700 900123")
CAR = Detail(protects=Protects.VEHICLE, value="AB12 CDE")
REFUGE = Detail(protects=Protects.PLACE, value="Harbour House")
AUNT = Detail(protects=Protects.CONTACT, value="Prudence Oakapple")
HELEN = Detail(protects=Protects.CONTACT, value="Helen Hartley", called=frozenset({"nell"}))
APPLICANT = Detail(protects=Protects.APPLICANT, value="Moira Tansley")
HOUSING = Recipient(name="Marches Homes", kind=PartnerKind.HOUSING)
SCHOOL = Recipient(name="Larkmead Primary School", kind=PartnerKind.SCHOOL)

PLANTED: list[tuple[Guard, dict[str, Any], list[Detail], Recipient]] = [
    (Guard.SAFE_ADDRESS, {"account": "She is at 12 Larch Walk now."}, [HOME], HOUSING),
    (Guard.SAFE_ADDRESS, {"account": "She is at 12 Lartch Wk, wem."}, [HOME], HOUSING),
    (Guard.SAFE_ADDRESS, {"account": "twelve, larch wlk"}, [HOME], HOUSING),
    (Guard.SAFE_ADDRESS, {"account": "post to sy49zz"}, [HOME], HOUSING),
    (Guard.SAFE_ADDRESS, {"people": [{"school": "Larch Walk Infants, SY4 9ZZ"}]}, [HOME], HOUSING),
    (Guard.SAFE_ADDRESS, {"people": [{"relationship": "friend at 12 Larch Walk"}]}, [HOME], HOUSING),
    (Guard.SAFE_ADDRESS, {"file_name": "larch-walk-12"}, [HOME], HOUSING),
    (Guard.SAFE_ADDRESS, {"subject": "Concern at 12 Larch Walk"}, [HOME], HOUSING),
    (Guard.SAFE_ADDRESS, {"title": "12_LARCH_WALK"}, [HOME], HOUSING),
    (Guard.SAFE_ADDRESS, {"account": "near number 12", "place": "Larch"}, [HOME], HOUSING),
    (Guard.SAFE_ADDRESS, {"account": "She is at ///filled.count.soap"}, [HOME], HOUSING),
    (Guard.SAFE_ADDRESS, {"account": "w3w filled count soap"}, [HOME], HOUSING),
    (Guard.SAFE_ADDRESS, {"account": "52.85514, -2.72483"}, [HOME], HOUSING),
    (Guard.SAFE_ADDRESS, {"account": "at SJ 5142 2890"}, [HOME], HOUSING),
    (Guard.SAFE_ADDRESS, {"account": "https://maps.app.goo.gl/x"}, [REFUGE], HOUSING),
    (Guard.SAFE_CONTACT, {"account": "Her car is AB12CDE"}, [CAR], HOUSING),
    (Guard.SAFE_CONTACT, {"account": "ring 07700", "place": "900123"}, [PHONE], HOUSING),
    (Guard.SAFE_ADDRESS, {"risks": ["Fear", "moved to Harbour Hse"]}, [REFUGE], HOUSING),
    (Guard.SAFE_CONTACT, {"account": "ring +44 (0)7700 900 123"}, [PHONE], HOUSING),
    (Guard.SAFE_CONTACT, {"account": "ring through Prudence Oakappel"}, [AUNT], HOUSING),
    (Guard.SAFE_CONTACT, {"account": "She is with Auntie Pru."}, [AUNT], HOUSING),
    (Guard.SAFE_CONTACT, {"account": "staying with her friend Prue for now"}, [AUNT], HOUSING),
    (Guard.SAFE_CONTACT, {"account": "The children were taken to Nell’s"}, [HELEN], HOUSING),
    (Guard.SAFE_CONTACT, {"account": "Kids are at HH’s"}, [HELEN], HOUSING),
    (Guard.SAFE_CONTACT, {"person": [{"address": "c/o H.H."}]}, [HELEN], HOUSING),
    (Guard.SAFE_CONTACT, {"account": "reach her via HH"}, [HELEN], HOUSING),
    (Guard.APPLICANT, {"account": "Mrs Tansley had asked about him in June"}, [APPLICANT], HOUSING),
    (Guard.APPLICANT, {"account": "A Clare’s Law application is open"}, [], HOUSING),
    (Guard.ASKS_SECRECY, {"account": "New address, do not disclose to ex-partner"}, [], HOUSING),
    (Guard.ASKS_SECRECY, {"account": "Placed in a refuge last week"}, [], HOUSING),
    (Guard.OFFICER, {"account": "He is a serving police officer in another force"}, [], HOUSING),
    (Guard.WORKS_FOR_RECIPIENT, {"account": "He works for Marches Homes as a fitter"}, [], HOUSING),
    (Guard.WORKS_FOR_RECIPIENT, {"account": "His mother is a housing officer"}, [], HOUSING),
    (Guard.WORKS_FOR_RECIPIENT, {"account": "Dad works at Larkmead Primary School"}, [], SCHOOL),
    (Guard.WORKS_FOR_RECIPIENT, {"account": "She is a teaching assistant"}, [], SCHOOL),
    (Guard.WORKS_FOR_RECIPIENT, {}, [Detail(protects=Protects.WORKS_FOR_RECIPIENT, value="Ann Example")], HOUSING),
    (Guard.OFFICER, {}, [Detail(protects=Protects.OFFICER, value="Ann Example")], HOUSING),
]

HARMLESS: list[tuple[dict[str, Any], list[Detail], Recipient]] = [
    ({"account": "Helen rang. HH was mentioned. He lives at home with her."}, [HELEN], HOUSING),
    (
        {"account": "WENT BACK TO THE HOUSE TO COLLECT IT"},
        [Detail(protects=Protects.CONTACT, value="Tom Orr")],
        HOUSING,
    ),
    ({"account": "He followed her to the shop and shouted."}, [HOME, PHONE, REFUGE, AUNT, APPLICANT], HOUSING),
    ({"account": "There is a primary school across the road."}, [], SCHOOL),
    ({"account": "She has a social worker and sees the nurse."}, [], HOUSING),
    ({"account": "Police officers attended. He is a police suspect."}, [], HOUSING),
    ({"account": "He works at the garage."}, [], HOUSING),
    ({"account": "They met at ///filled.count.soap"}, [], HOUSING),
    ({"account": "He drove off in a grey van. It was 12 CDs he took."}, [CAR], HOUSING),
]


def guards_of(content: dict[str, Any], details: list[Detail], recipient: Recipient, **people: Any) -> set[Guard]:
    found = stops(content, recipient=recipient, details=details, people=People(**people))
    return {stop.guard for stop in found}


@pytest.mark.parametrize(("guard", "content", "details", "recipient"), PLANTED)
def test_a_planted_leak_stops_the_send(
    guard: Guard, content: dict[str, Any], details: list[Detail], recipient: Recipient
) -> None:
    assert guard in guards_of(content, details, recipient)


@pytest.mark.parametrize(("content", "details", "recipient"), HARMLESS)
def test_what_tells_nothing_goes(content: dict[str, Any], details: list[Detail], recipient: Recipient) -> None:
    assert guards_of(content, details, recipient) == set()


def test_a_stop_says_where_and_repeats_nothing() -> None:
    (stop,) = stops({"people": [{"school": "Larch Walk Infants"}]}, recipient=HOUSING, details=[HOME], people=People())

    assert stop.where == "People 1: school"
    assert "Larch" not in stop.words


@pytest.mark.parametrize(
    ("recorded", "guard"),
    [
        ("New address, do not disclose.", Guard.ASKS_SECRECY),
        ("He is a serving police officer.", Guard.OFFICER),
        ("His mother is a housing officer.", Guard.WORKS_FOR_RECIPIENT),
    ],
)
def test_what_the_referral_says_holds_for_a_packet_that_does_not_tell_it(recorded: str, guard: Guard) -> None:
    packet = {"account": "Please help.", "person": [{"address": "3 Elm Drive", "forenames": "Joan"}]}

    (stop,) = stops(packet, recipient=HOUSING, details=[], people=People(recorded=(recorded,)))

    assert (stop.guard, stop.where) == (guard, "What the referral says")


def test_an_address_that_is_kept_back_already_needs_no_second_stop() -> None:
    packet = {"person": [{"address": "3 Elm Drive"}]}
    people = People(recorded=("New address, do not disclose.",))

    assert stops(packet, recipient=HOUSING, details=[HOME], people=people) == []


def test_an_applicant_who_shares_the_victims_name_is_known_by_her_forename() -> None:
    mother = Detail(protects=Protects.APPLICANT, value="Moira Example")
    told = ("Joan Example",)

    assert guards_of({"account": "Moira rang"}, [mother], HOUSING, told=told) == {Guard.APPLICANT}
    assert guards_of({"account": "Joan Example rang"}, [mother], HOUSING, told=told) == set()


def test_a_relative_whose_surname_was_misspelt_is_known_by_his_forename() -> None:
    family = {"told": ("Ada Meredith",), "third_parties": (Detail(protects=Protects.THIRD_PARTY, value="Tom Merdith"),)}

    assert guards_of({"person": [{"surname": "Meredith"}]}, [], SCHOOL, **family) == set()
    assert guards_of({"account": "Tom did it."}, [], SCHOOL, **family) == {Guard.THIRD_PARTY}


def test_the_reporting_officer_named_among_the_people_stops_the_send() -> None:
    assert guards_of({}, [], HOUSING, told=("Ann Dunn",), police=("ann dunn",)) == {Guard.OFFICER}


def is_nothing(_: str) -> bool:
    return False


# -- Fields ------------------------------------------------------------------------------------------

values = st.sampled_from(["x", "Larch Walk", "SY4 9ZZ", "07700 900123", "Larkmead Primary School", "", None])
person_fields = ("surname", "forenames", "also_known_as", "date_of_birth", "sex", "ethnicity", "relationship")
person_drawn = st.fixed_dictionaries(
    {
        "role": st.sampled_from([role.value for role in Role]),
        "age": st.one_of(st.none(), st.integers(min_value=0, max_value=90)),
        **dict.fromkeys((*person_fields, "address", "postcode", "phone", "school"), values),
    }
)
people_drawn = st.lists(person_drawn, max_size=4)
matters = st.fixed_dictionaries(
    dict.fromkeys(
        ("incident_type", "incident_at", "form", "grade", "place", "postcode", "narrative", "account"), values
    )
)


@given(matter=matters, person=person_drawn, kind=st.sampled_from(PartnerKind))
def test_nobody_gets_a_field_their_kind_may_not_have(
    matter: dict[str, Any], person: dict[str, Any], kind: PartnerKind
) -> None:
    made = cut(matter=matter, people=[person], kind=kind, recipient="Larkmead Primary School", is_hidden=is_nothing)

    part = part_of(Role(person["role"]), person["age"])
    assert set(made.matter) <= MAY_HAVE_OF_MATTER[kind]
    assert all(set(told) <= MAY_HAVE_OF_PEOPLE[kind].get(part, frozenset()) for told in made.people)


@given(matter=matters, people=people_drawn, kind=st.sampled_from(PartnerKind))
def test_no_protected_address_is_left_in_any_field(
    matter: dict[str, Any], people: list[dict[str, Any]], kind: PartnerKind
) -> None:
    def is_hidden(text: str) -> bool:
        return hides([HOME, PHONE], text)

    made = cut(matter=matter, people=people, kind=kind, recipient="Larkmead Primary School", is_hidden=is_hidden)

    fields = [value for told in made.people for name, value in told.items() if name != "role"]
    fields += [made.matter.get("place", ""), made.matter.get("postcode", "")]
    assert not any(is_hidden(str(value)) for value in fields)


@given(matter=matters, people=people_drawn, kind=st.sampled_from(PartnerKind))
def test_what_is_not_told_is_accounted_for(
    matter: dict[str, Any], people: list[dict[str, Any]], kind: PartnerKind
) -> None:
    made = cut(matter=matter, people=people, kind=kind, recipient="Larkmead Primary School", is_hidden=is_nothing)

    recorded = sum(value not in (None, "") for value in matter.values())
    assert recorded == len(made.matter) + sum(
        ": " not in one.where and "Person" not in one.where for one in made.held_back
    )


def test_a_childs_school_is_kept_back_where_their_address_is() -> None:
    child = {"role": "child", "age": 7, "forenames": "Ada", "address": "12 Larch Walk", "school": "Larkmead Primary"}

    made = cut(
        matter={},
        people=[child],
        kind=PartnerKind.YOUTH_JUSTICE,
        recipient="Youth Justice",
        is_hidden=lambda text: hides([HOME], text),
    )

    assert made.people == [{"role": "child", "age": 7, "forenames": "Ada"}]
    assert {(one.where, one.why) for one in made.held_back} == {
        ("Person 1 (child): address", PROTECTED),
        ("Person 1 (child): school", PROTECTED),
    }


def test_a_postcode_with_a_slip_goes_with_its_address() -> None:
    person = {"role": "harmed", "age": 34, "address": "12 Larch Walk", "postcode": "SY4 9ZA"}

    made = cut(
        matter={},
        people=[person],
        kind=PartnerKind.HOUSING,
        recipient="Marches Homes",
        is_hidden=lambda text: hides([HOME], text),
    )

    assert made.people == [{"role": "harmed", "age": 34}]


def test_nobody_is_told_about_a_third_party() -> None:
    caller = {"role": "other", "forenames": "Ken", "surname": "Example"}

    made = cut(matter={}, people=[caller], kind=PartnerKind.CHILDRENS_SOCIAL_CARE, recipient="X", is_hidden=is_nothing)

    assert made.people == []
    assert made.held_back[0].why == THIRD_PARTY
