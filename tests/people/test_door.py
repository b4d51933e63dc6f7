"""Who somebody new is taken for, at the door."""

import random
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import NOON
from tests.people.given import BORN, HOME, child, mention, person, received
from vigil.matching import blocking, scoring
from vigil.people.actions import door
from vigil.people.models import Address, Block, Link, Mention, Person
from vigil.rules.terms import Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("told", "again"),
    [
        ({}, {}),
        ({}, {"surname": "Woźniak"}),
        ({}, {"forenames": "Wozniak", "surname": "Katarzyna"}),
        ({}, {"surname": "Wozniack"}),
        ({}, {"date_of_birth": date(2014, 9, 3)}),
        ({"source_person_id": "PER1007"}, {"source_person_id": "PER1007", "forenames": "K"}),
        ({"nhs_number": "9434765919"}, {"nhs_number": "9434765919", "surname": "Lis", "address": "", "postcode": ""}),
        ({"uprn": "10012345"}, {"uprn": "10012345", "address": "The Old Forge, Corve Street", "postcode": ""}),
    ],
    ids=[
        *("the same", "Polish letters", "swapped names", "misspelt", "day and month turned", "one record"),
        *("one NHS number", "one property number"),
    ],
)
def test_a_child_reported_again_under_another_spelling_is_known(told: dict[str, Any], again: dict[str, Any]) -> None:
    first = received(child(**told), days_ago=40)

    second = received(child(**again))

    assert person(second) == person(first)
    link = Link.objects.get(other=mention(second))
    assert (link.one, link.verdict, link.by) == (mention(first), Link.Verdict.SAME, None)
    assert link.reasons
    assert link.model_version


@pytest.mark.parametrize(
    "other",
    [
        child(forenames="Zofia"),
        child(forenames="Jan", sex="M"),
        child(date_of_birth=date(1984, 3, 9), role=Role.PARENT_OR_CARER),
        child(surname="Adams", date_of_birth=date(2009, 1, 30), address="2 Mill Lane, Ross", postcode="HR9 7AA"),
        child(nhs_number="9434765870"),
        {"role": Role.OTHER, "surname": "UNKNOWN", "forenames": "Unknown"},
        {"role": Role.OTHER},
    ],
    ids=[
        "twin",
        "twin brother",
        "mother of one name",
        "somebody else",
        "another NHS number",
        "unknown",
        "nobody named",
    ],
)
def test_somebody_who_only_looks_like_her_is_somebody_else(other: dict[str, Any]) -> None:
    first = received(child(nhs_number="9434765919"), days_ago=40)

    assert person(received(other)) != person(first)


def test_two_of_one_report_are_two_people_even_of_one_name() -> None:
    referral = received(child(), child(role=Role.HARMED, date_of_birth=None))

    assert person(referral, 1) != person(referral, 2)


def test_people_of_one_batch_are_known_to_one_another() -> None:
    rows = [
        Mention(
            named_in=number, seen_on=NOON.date(), role="child", surname="Wozniak", forenames=name, date_of_birth=BORN
        )
        for number, name in ((1, "Katarzyna"), (2, "Katarzyna"), (3, "Zofia"))
    ]
    for row in rows:
        row.address_line, row.postcode = HOME["address"], HOME["postcode"]

    door.meet(rows, at=NOON)

    assert rows[0].person_id == rows[1].person_id != rows[2].person_id


def test_somebody_who_may_be_her_is_new_and_a_person_is_asked() -> None:
    first = received(child(), days_ago=40)

    doubtful = received(child(date_of_birth=None, address="", postcode=""), address="", postcode="")

    assert person(doubtful) != person(first)
    asked = Link.objects.to_review().get()
    assert (asked.one, asked.other) == (mention(first), mention(doubtful))


def test_a_family_of_one_address_is_one_household_and_the_next_tenant_is_not() -> None:
    first = received(child(), child(role=Role.PARENT_OR_CARER, forenames="Anna", date_of_birth=date(1985, 5, 5)))
    brother = received(child(forenames="Piotr", sex="M", date_of_birth=date(2011, 6, 1)))
    tenant = received({"role": Role.HARMED, "forenames": "Colin", "surname": "Beddoes", "age": 50, **HOME})

    home = mention(first).household
    assert home is not None
    assert mention(first, 2).household == mention(brother).household == home
    assert mention(tenant).household not in {None, home}
    assert mention(tenant).address == mention(first).address


def test_a_household_known_by_two_names_is_brought_together_by_who_is_named_together() -> None:
    mother = received({"role": Role.HARMED, "forenames": "Anna", "surname": "Wozniak", "age": 40, **HOME})
    lodger = received({"role": Role.HARMING, "forenames": "Colin", "surname": "Beddoes", "age": 50, **HOME})
    assert mention(mother).household != mention(lodger).household

    both = received(
        {"role": Role.HARMED, "forenames": "Anna", "surname": "Wozniak", "age": 40, **HOME},
        {"role": Role.HARMING, "forenames": "Colin", "surname": "Beddoes", "age": 50, **HOME},
    )

    assert mention(mother).household == mention(lodger).household == mention(both).household


def test_one_property_number_is_one_address_however_it_is_written() -> None:
    first = received(child(uprn="10012345"), days_ago=3)
    second = received(
        child(forenames="Zofia", date_of_birth=None, age=4, uprn="10012345", address="The Old Forge, Corve Street")
    )
    elsewhere = received(child(uprn="10012346", address="2 Corve Street, Ludlow"))

    assert mention(second).address == mention(first).address
    assert mention(second).household == mention(first).household
    assert mention(elsewhere).address != mention(first).address


def test_the_same_dwelling_without_its_postcode_is_the_same_address_for_the_same_person() -> None:
    first = received(child(), days_ago=9)

    again = received(child(address="14 Fernhollow Rd, Ludlow", postcode=""))

    assert mention(again).address == mention(first).address


def test_of_two_towns_the_one_known_first_is_meant_where_none_is_written() -> None:
    first = received(child(postcode="SY8 1QT"), days_ago=9)
    received(child(postcode="HR9 7AA", address="14 Fernhollow Road, Ross"), days_ago=6)

    again = received(child(postcode="", address="14 Fernhollow Road"), days_ago=3)

    assert mention(again).address == mention(first).address


def test_a_hostel_makes_no_household_of_one_surname() -> None:
    for number in range(23):
        year = 1960 + number
        received({"role": Role.HARMED, "surname": "Jones", "forenames": f"{chr(65 + number)}mos", **HOME,
                  "date_of_birth": date(year, 1 + number % 12, 3)})  # fmt: skip

    late = received({"role": Role.HARMED, "surname": "Jones", "forenames": "Winifred", "age": 19, **HOME})

    assert Address.objects.get().is_crowded
    assert Mention.objects.filter(household=mention(late).household).count() == 1


def test_a_block_that_grew_too_large_is_given_up_and_never_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocking, "MOST_SHARING", 3)
    for number in range(5):
        born = date(1930 + 14 * number, 1 + 2 * number, 3 + 5 * number)
        received(
            {"role": Role.HARMED, "surname": "Jones", "forenames": "Tom", "date_of_birth": born},
            address="",
            postcode="",
        )

    given_up = list(Block.objects.filter(mention=None).values_list("key", flat=True))
    assert given_up
    assert not Block.objects.filter(key__in=given_up).exclude(mention=None).exists()


def test_living_in_a_crowd_says_nothing_and_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    # Three hundred and twenty stand for ten thousand: more than a block may hold.
    def resident(number: int, forenames: str, surname: str, born: date | None = None) -> Mention:
        told: dict[str, Any] = {"forenames": forenames, "surname": surname, "date_of_birth": born}
        told |= {"address_line": "1 Barrack Row, Ludlow", "postcode": "SY8 1AA", "role": Role.HARMED}
        return Mention(named_in=number, seen_on=NOON.date(), **told)

    chance = random.Random("residents")
    letters = "bdfgklmnprstvxaeiou"
    many = [
        resident(
            number,
            "".join(chance.choices(letters, k=8)),
            "".join(chance.choices(letters, k=9)),
            date(1930, 1, 1) + timedelta(days=chance.randrange(25_000)),
        )
        for number in range(320)
    ]
    door.meet(many, at=NOON)
    first, second = (resident(1_000 + number, "Sarah", "Smith") for number in range(2))
    door.meet([first], at=NOON)
    compared: list[object] = []
    levels_of = scoring.levels_of
    monkeypatch.setattr(scoring, "levels_of", lambda *pair: compared.append(pair) or levels_of(*pair))  # type: ignore[func-returns-value]

    door.meet([second], at=NOON)

    assert Address.objects.get().is_crowded
    assert len({one.person_id for one in many}) == len(many)
    assert first.person_id != second.person_id
    assert len(compared) < 40


def test_one_person_reported_ever_so_often_does_not_fill_their_own_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocking, "MOST_SHARING", 3)

    referrals = [received(child(), days_ago=9 - number) for number in range(8)]

    assert len({person(referral) for referral in referrals}) == 1
    assert not Block.objects.filter(mention=None).exists()


def test_a_name_of_500_letters_and_a_birth_to_come_do_no_harm() -> None:
    referral = received(
        {
            "role": Role.CHILD,
            "forenames": "A" * 200,
            "surname": "Łódź" * 50,
            "date_of_birth": NOON.date() + timedelta(9),
        }
    )

    assert person(referral).mentions.count() == 1


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations([child(), child(surname="Woźniak"), child(forenames="Zofia"), child(forenames="Kasia")]))
def test_whatever_the_order_of_arrival_twins_stay_two(arrivals: list[dict[str, Any]]) -> None:
    found = {told["forenames"] + told["surname"]: person(received(told)) for told in arrivals}

    twin = found.pop("ZofiaWozniak")
    assert twin not in found.values()
    assert Person.objects.filter(mentions__isnull=True).count() == 0
