"""What is read of everything that waits, before anything is added up."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from tests.factories import NOON, make_referral
from tests.people.given import child, mention, person, received
from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.audit.queries import stamp
from vigil.governance.queries.waiting import forget, waiting
from vigil.people.actions import deciding
from vigil.referrals.models import Referral
from vigil.rules.backlog import Waiting
from vigil.rules.lifecycle import Status
from vigil.rules.terms import Area, Grade, IncidentType, Role

pytestmark = pytest.mark.django_db


def read() -> dict[int, Waiting]:
    forget()
    return {one.number: one for one in waiting(0)}


def test_each_waiting_referral_is_read_as_it_stands() -> None:
    submitted_at = NOON - timedelta(days=3, microseconds=1)
    referral = make_referral(
        grade=Grade.HIGH,
        officer_grade=Grade.STANDARD,
        area=Area.HEREFORDSHIRE,
        incident_type=IncidentType.PREVENT,
        submitted_at=submitted_at,
        due_at=NOON,
        subjects=[{"role": Role.HARMED}, {"role": Role.HARMING}, {"role": Role.HARMING}],
    )

    assert read() == {
        referral.pk: Waiting(
            number=referral.pk,
            grade=Grade.HIGH,
            officer_grade=Grade.STANDARD,
            submitted_at=submitted_at,
            due_at=NOON,
            area=Area.HEREFORDSHIRE,
            incident_type=IncidentType.PREVENT,
            roles=frozenset({Role.HARMED, Role.HARMING}),
            child_under_5=False,
            repeat_person=False,
        )
    }


def test_what_is_not_known_stays_not_known() -> None:
    referral = make_referral(officer_grade="", area="", subjects=[])

    found = read()[referral.pk]
    assert (found.officer_grade, found.area, found.roles) == (None, None, frozenset())


def test_what_no_longer_waits_is_left_out_and_makes_nobody_a_repeat() -> None:
    referral = received(child(), days_ago=2)
    received(child(), status=Status.CLOSED, days_ago=40)

    assert [(one.number, one.repeat_person) for one in read().values()] == [(referral.pk, False)]


SUBMITTED_AT = NOON.replace(year=2025, month=9, day=17)


@pytest.mark.parametrize(
    ("person", "is_young"),
    [
        ({"role": Role.CHILD, "age": 4}, True),
        ({"role": Role.CHILD, "age": 5}, False),
        ({"role": Role.CHILD, "age": None}, False),
        ({"role": Role.HARMED, "age": 0}, True),
        ({"role": Role.OTHER, "age": 2}, False),
        ({"role": Role.CHILD, "date_of_birth": date(2020, 9, 18)}, True),  # five tomorrow
        ({"role": Role.CHILD, "date_of_birth": date(2020, 9, 17)}, False),  # five that day
        ({"role": Role.CHILD, "date_of_birth": date(2012, 1, 1), "age": 3}, False),  # the birthday is believed
    ],
)
def test_a_child_is_young_by_their_age_when_it_was_submitted(person: dict[str, Any], is_young: bool) -> None:
    referral = make_referral(submitted_at=SUBMITTED_AT, subjects=[{"role": Role.PARENT_OR_CARER, "age": 30}, person])

    assert read()[referral.pk].child_under_5 is is_young


@pytest.mark.parametrize(
    ("other", "is_repeat"),
    [
        (child(), True),
        (child(surname="Woźniak"), True),  # spelt otherwise, and taken for the same
        (child(role=Role.HARMING), True),
        (child(forenames="Piotr", sex="M", date_of_birth=date(2011, 6, 1)), False),
    ],
)
def test_somebody_is_a_repeat_when_two_referrals_name_one_person(other: dict[str, Any], is_repeat: bool) -> None:
    referrals = [received(child(), days_ago=2), received(other)]
    make_referral()

    assert {one.number for one in read().values() if one.repeat_person} == (
        {referral.pk for referral in referrals} if is_repeat else set()
    )


def test_a_person_in_three_referrals_makes_three_repeats() -> None:
    received(child(), days_ago=3)
    assert not any(one.repeat_person for one in read().values())

    received(child(), days_ago=2)
    received(child())
    assert sum(one.repeat_person for one in read().values()) == 3


def test_somebody_split_off_is_no_repeat_any_more(assessor: User) -> None:
    first, second = received(child(), days_ago=2), received(child())
    audit_starts_here()
    assert one_of(waiting(stamp()), first).repeat_person

    deciding.split(person(first), [mention(second).pk], reason="A cousin", by=assessor, at=NOON)

    assert not any(one.repeat_person for one in waiting(stamp()))


def test_two_queries_read_the_whole_backlog(django_assert_num_queries: Any) -> None:
    for _ in range(30):
        make_referral()
    forget()

    with django_assert_num_queries(2):
        assert len(waiting(0)) == 30
    with django_assert_num_queries(0):
        waiting(0)


def moved(referral: Referral, **fields: object) -> None:
    """Change a referral and say so, as every action does."""
    with transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(**fields)
        audit.record("referral.rescreened", referral, by=None, at=NOON)


def test_only_what_events_name_is_read_again(django_assert_num_queries: Any) -> None:
    one, *_ = [make_referral() for _ in range(5)]
    audit_starts_here()
    before = waiting(stamp())

    moved(one, area=Area.HEREFORDSHIRE)

    with django_assert_num_queries(4):  # the stamp, the events, the people of one, and that one
        after = waiting(stamp())
    assert set(after) - set(before) == {one_of(after, one)}
    assert one_of(after, one).area is Area.HEREFORDSHIRE
    assert {waits.number: waits for waits in after} == read()


def test_one_that_stops_waiting_is_gone_and_makes_nobody_a_repeat_any_more() -> None:
    stays, leaves = received(child(), days_ago=2), received(child())
    audit_starts_here()
    assert one_of(waiting(stamp()), stays).repeat_person

    moved(leaves, waiting=False, status=Status.ASSESSED)

    assert [(waits.number, waits.repeat_person) for waits in waiting(stamp())] == [(stays.pk, False)]
    moved(leaves, waiting=True, status=Status.WAITING)
    assert {waits.number: waits for waits in waiting(stamp())} == read()


def test_one_received_since_is_there_and_makes_somebody_a_repeat() -> None:
    was = received(child(), days_ago=2)
    audit_starts_here()
    assert not one_of(waiting(stamp()), was).repeat_person

    moved(received(child()))

    assert one_of(waiting(stamp()), was).repeat_person
    assert {waits.number: waits for waits in waiting(stamp())} == read()


def test_an_event_that_names_no_referral_has_all_read_again() -> None:
    audit_starts_here()
    assert waiting(stamp()) == ()

    make_referral()
    with transaction.atomic():
        audit.record("synthetic.loaded", by=None, at=NOON)

    assert len(waiting(stamp())) == 1


def audit_starts_here() -> None:
    with transaction.atomic():
        audit.record("import.finished", by=None, at=NOON)
    forget()


def one_of(found: Iterable[Waiting], referral: Referral) -> Waiting:
    return next(waits for waits in found if waits.number == referral.pk)
