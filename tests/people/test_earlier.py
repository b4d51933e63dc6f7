"""What other referrals share with one: what its history is judged by."""

from datetime import date
from typing import Any

import pytest

from tests.people.given import HOME, child, received
from vigil.people.queries import earlier
from vigil.people.queries.earlier import other_referrals
from vigil.people.queries.repeats import Repeat, repeats
from vigil.rules.history import Link
from vigil.rules.terms import Grade, Role

pytestmark = pytest.mark.django_db

LODGER = {"role": Role.HARMED, "forenames": "Colin", "surname": "Beddoes", "age": 50, **HOME}
BROTHER = child(forenames="Piotr", sex="M", date_of_birth=date(2011, 6, 1))
ELSEWHERE = {"address": "2 Mill Lane, Ross", "postcode": "HR9 7AA"}


def test_a_report_of_the_same_person_says_whose_part_was_what() -> None:
    first = received(child(role=Role.HARMED), days_ago=40, grade=Grade.HIGH, status="closed")
    second = received(LODGER | ELSEWHERE, child())

    (other,) = other_referrals([second.pk])[second.pk]

    assert (other.referral, other.link, other.position) == (first.pk, Link.PERSON, 2)
    assert (other.then, other.now) == (Role.HARMED, Role.CHILD)
    assert (other.grade, other.is_assessed, other.happened_at) == (Grade.HIGH, True, first.incident_at)


@pytest.mark.parametrize(
    ("there", "here", "link"),
    [(child(), BROTHER, Link.HOUSEHOLD), (child(), LODGER, Link.ADDRESS)],
    ids=["household", "address"],
)
def test_a_report_of_the_household_or_the_address_is_told_as_that(
    there: dict[str, Any], here: dict[str, Any], link: Link
) -> None:
    first, second = received(there, days_ago=40), received(here)

    (other,) = other_referrals([second.pk])[second.pk]

    assert (other.referral, other.link, other.position, other.then) == (first.pk, link, 0, None)


def test_later_reports_count_too_and_withdrawn_ones_do_not() -> None:
    first = received(child(), days_ago=40)
    second = received(child())
    received(child(), days_ago=3, status="withdrawn")

    assert [one.referral for one in other_referrals([first.pk])[first.pk]] == [second.pk]


def test_of_somebody_reported_very_often_the_nearest_reports_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(earlier, "NEAREST", 2)
    numbers = [received(child(), days_ago=days).pk for days in (60, 50, 40, 30, 20, 10, 0.5)]

    assert {one.referral for one in other_referrals([numbers[3]])[numbers[3]]} == {*numbers[1:3], *numbers[4:6]}
    assert {one.referral for one in other_referrals([numbers[-1]])[numbers[-1]]} == {*numbers[4:6]}


def test_a_report_with_nothing_shared_has_no_others() -> None:
    received(child(), days_ago=40)
    alone = received(LODGER | ELSEWHERE)

    assert other_referrals([alone.pk]) == {alone.pk: []}


def test_many_reports_take_as_few_queries_as_one(django_assert_num_queries: Any) -> None:
    referrals = [received(child(), LODGER).pk for _ in range(4)]

    with django_assert_num_queries(2):
        found = other_referrals(referrals)

    assert {len(others) for others in found.values()} == {6}


def test_repeats_count_who_was_named_most_often_and_what_waits() -> None:
    closed = received(child(), days_ago=40, status="closed")
    earlier = received(child(), LODGER, days_ago=9)
    latest = received(child(), LODGER)

    assert repeats([closed.pk, earlier.pk, latest.pk]) == {
        closed.pk: Repeat(earlier=0, waiting=(earlier.pk, latest.pk)),
        earlier.pk: Repeat(earlier=1, waiting=(latest.pk,)),
        latest.pk: Repeat(earlier=2, waiting=(earlier.pk,)),
    }
