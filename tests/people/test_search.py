"""Looking somebody up: however their name is spelt, by birth, address and reference; never without a purpose."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.people.given import BORN, child, person, received
from vigil.accounts.models import User
from vigil.audit.models import Event
from vigil.people.queries.search import Asked, search
from vigil.referrals.models import Referral
from vigil.rules.terms import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def referral() -> Referral:
    received({"role": Role.HARMED, "forenames": "Colin", "surname": "Beddoes", "age": 50})
    return received(child(also_known_as="nee Zielinska"), reference="SHR/25/77001", log_number="00345_I_03092025")


@pytest.mark.parametrize(
    "asked",
    [
        Asked(name="Katarzyna Wozniak"),
        Asked(name="WOŹNIAK, Katarzyna"),
        Asked(name="wozniack"),
        Asked(name="Kasia Wozniak"),
        Asked(name="K Wozniak"),
        Asked(name="Katarzyna Zielinska"),
        Asked(born=BORN),
        Asked(born=date(2014, 9, 3)),
        Asked(address="14 Fernhollow Rd"),
        Asked(address="SY8 1QT"),
        Asked(reference="SHR/25/77001"),
        Asked(reference="00345_I_03092025"),
        Asked(name="Wozniak", born=date(1950, 1, 1)),
    ],
    ids=str,
)
def test_she_is_found(referral: Referral, asked: Asked) -> None:
    assert person(referral).pk in [one.person for one in search(asked).people]


def test_she_is_found_by_the_hub_s_own_numbers(referral: Referral) -> None:
    for number in (referral.number, person(referral).number):
        assert [one.person for one in search(Asked(reference=number)).people] == [person(referral).pk]


@pytest.mark.parametrize(
    "asked",
    [Asked(name="Smith"), Asked(born=date(2001, 1, 1)), Asked(address="SY1 1AA"), Asked(reference="x")],
    ids=str,
)
def test_nobody_else_is(referral: Referral, asked: Asked) -> None:
    assert search(asked).people == []


def test_who_fits_all_that_was_asked_comes_first(referral: Referral) -> None:
    other = received(
        child(forenames="Kataryna", date_of_birth=date(1980, 2, 2), address="1 High St", postcode="WR1 1AA")
    )

    found = search(Asked(name="Katarzyna Wozniak", born=BORN)).people

    assert found[0].person == person(referral).pk != person(other).pk
    assert found[0].fits == ("name", "date of birth")


@pytest.fixture
def hub(assessor: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(assessor)


def test_a_search_keeps_names_out_of_the_address_and_its_purpose_in_the_trail(hub: Client, referral: Referral) -> None:
    answer = hub.post("/people/", {"name": "Katarzyna Wozniak", "purpose": "assessing"})

    assert answer.status_code == 302
    assert "ozniak" not in answer["Location"]
    assert "Katarzyna Wozniak" in hub.get(answer["Location"]).content.decode()
    event = Event.objects.get(verb="people.searched")
    assert event.detail == {"purpose": "assessing", "by_what": ["name"], "found": 1}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": "Wozniak"}, "Choose why you are looking"),
        ({"purpose": "assessing"}, "Type something to look for"),
        ({"purpose": "assessing", "name": "K"}, "Type at least two letters"),
        ({"purpose": "assessing", "address": "Ludlow"}, "Type a house and street"),
    ],
)
def test_a_search_that_cannot_be_made_says_what_to_type(hub: Client, typed: dict[str, Any], words: str) -> None:
    assert words in hub.post("/people/", typed).content.decode()
    assert not Event.objects.exists()


def test_a_search_of_another_session_is_not_shown(
    hub: Client, referral: Referral, supervisor: User, signed_in: Callable[[User], Client]
) -> None:
    address = hub.post("/people/", {"name": "Katarzyna Wozniak", "purpose": "assessing"})["Location"]

    page = signed_in(supervisor).get(address).content.decode()

    assert "That search was in an earlier session" in page
    assert "Wozniak" not in page
