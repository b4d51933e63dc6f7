"""Pages of persons, households and the review list, as people of the hub meet them."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.factories import NOON
from tests.people.given import child, mention, person, received
from tests.people.test_deciding import DOUBTFUL
from vigil.accounts.models import User
from vigil.audit.models import Event
from vigil.people.actions import deciding
from vigil.people.models import Change, Link
from vigil.rules.terms import Grade, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub(assessor: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(assessor)


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def mother(**fields: Any) -> dict[str, Any]:
    return (
        child(role=Role.PARENT_OR_CARER, forenames="Anna", age=40, date_of_birth=None, relationship="mother") | fields
    )


def test_a_person_s_page_tells_every_report_and_is_a_look(hub: Client) -> None:
    first = received(child(), mother(), days_ago=40, grade=Grade.STANDARD)
    second = received(child(surname="Woźniak"), mother(), grade=Grade.HIGH)

    page = text_of(hub.get(person(first).get_absolute_url()))

    assert "Named in 2 referrals" in page
    assert page.index(second.number) < page.index(first.number)
    assert "same date of birth" in page
    assert "parent, same household, 2 referrals together" in page
    assert Event.objects.get(verb="person.viewed").thing_id == str(person(first).pk)


def test_a_person_s_page_asks_the_database_as_often_for_many_reports_as_for_two(
    hub: Client, django_assert_num_queries: Any
) -> None:
    for number in (2, 4):
        for _ in range(number):
            referral = received(child(), mother())
        address = person(referral).get_absolute_url()
        hub.get(address)
        with django_assert_num_queries(13):
            hub.get(address)


def test_the_address_of_a_person_who_was_joined_leads_to_who_they_are_now(hub: Client, assessor: User) -> None:
    first, second = received(child(), days_ago=9), received(child(**DOUBTFUL), address="", postcode="")
    other = person(second)
    deciding.join(person(first), other, reason="", by=assessor, at=NOON)

    assert hub.get(other.get_absolute_url())["Location"] == person(first).get_absolute_url()


def test_a_household_s_page_tells_who_lives_there_and_is_a_look(hub: Client) -> None:
    referral = received(child(), mother())
    home = mention(referral).household
    assert home is not None

    page = text_of(hub.get(home.get_absolute_url()))

    assert "2 people, 1 referral" in page
    assert "Katarzyna Wozniak" in page
    assert Event.objects.get(verb="household.viewed").thing_id == str(home.pk)


def test_splitting_on_the_page(hub: Client) -> None:
    first, second = received(child(), days_ago=9), received(child())
    address = f"{person(first).get_absolute_url()}split/"

    assert "Record why" in text_of(hub.post(address, {"mention": mention(second).pk}))
    answer = hub.post(address, {"mention": mention(second).pk, "reason": "A cousin"}, follow=True)

    assert "Vigil will not join them again" in text_of(answer)
    assert person(first) != person(second)


def test_joining_by_number_on_the_page(hub: Client) -> None:
    first, second = received(child(), days_ago=9), received(child(**DOUBTFUL), address="", postcode="")
    address = f"{person(second).get_absolute_url()}join/"

    assert "no person of this number" in text_of(hub.post(address, {"other": "P-999", "reason": "So"}))
    hub.post(address, {"other": person(first).number, "reason": "Same school photo"})

    assert person(first) == person(second)


def test_the_review_list_asks_about_the_gravest_first(hub: Client) -> None:
    for grade, name, born in (
        (Grade.STANDARD, "Wozniak", date(2014, 3, 9)),
        (Grade.HIGH, "Quarrendon", date(2012, 11, 27)),
        (Grade.MEDIUM, "Tchvidj", date(2010, 6, 14)),
    ):
        told = child(surname=name, date_of_birth=born)
        received(told, days_ago=9, grade=Grade.STANDARD)
        received(told | DOUBTFUL, address="", postcode="", grade=grade)

    page = text_of(hub.get("/people/review/"))

    assert "3 questions left" in page
    assert "Katarzyna Quarrendon" in page
    assert Event.objects.filter(verb="person.compared_viewed").count() == 2


@pytest.mark.parametrize(("said", "one"), [("same", True), ("apart", False)])
def test_an_answer_decides_and_can_be_undone(hub: Client, said: str, one: bool) -> None:
    first, second = received(child(), days_ago=9), received(child(**DOUBTFUL), address="", postcode="")
    question = Link.objects.to_review().get()

    page = text_of(hub.post(f"/people/review/{question.pk}/", {"answer": said}, follow=True))

    assert (person(first) == person(second)) is one
    assert "Nothing to review" in page
    assert "Undo it" in page

    hub.post(f"/people/changes/{Change.objects.get().pk}/undo/", {"from": "review"})
    assert Link.objects.to_review().count() == 1


def test_a_question_left_for_later_comes_again_when_there_is_no_other(hub: Client) -> None:
    received(child(), days_ago=9)
    received(child(**DOUBTFUL), address="", postcode="")
    question = Link.objects.to_review().get()

    answer = hub.post(f"/people/review/{question.pk}/", {"answer": "later"}, follow=True)

    assert "1 question left" in text_of(answer)
    assert not Change.objects.exists()


def test_an_answer_to_a_question_that_somebody_answered_meanwhile_changes_nothing(
    hub: Client, supervisor: User
) -> None:
    first, second = received(child(), days_ago=9), received(child(**DOUBTFUL), address="", postcode="")
    question = Link.objects.to_review().get()
    deciding.keep_apart(person(first), person(second), reason="", by=supervisor, at=NOON)

    page = text_of(hub.post(f"/people/review/{question.pk}/", {"answer": "same"}, follow=True))

    assert "Somebody answered this question meanwhile" in page
    assert person(first) != person(second)


def test_a_referral_s_page_says_who_was_reported_before_and_what_waits_beside_it(hub: Client) -> None:
    first = received(child(), mother(), days_ago=40)
    second = received(child())

    page = text_of(hub.get(second.get_absolute_url()))

    assert "1 earlier referral" in page
    assert f'href="{person(first).get_absolute_url()}"' in page
    assert "1 other waiting referral of the same people" in page
    assert first.number in page
