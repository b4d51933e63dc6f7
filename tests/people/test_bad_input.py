"""What teams write when they do not know, or get it wrong: nothing falls over, and nobody is taken for another."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.factories import NOON
from tests.people.given import child, person, received
from vigil.people.actions.linking import link_everybody
from vigil.people.models import Link, Mention
from vigil.people.queries.repeats import repeats
from vigil.rules.terms import Role

pytestmark = pytest.mark.django_db

NOWHERE: dict[str, Any] = {"address": "", "postcode": ""}
BAD: dict[str, dict[str, Any]] = {
    "no name at all": {},
    "UNKNOWN": {"forenames": "UNKNOWN", "surname": "UNKNOWN", "date_of_birth": date(1900, 1, 1)},
    "question marks": {"forenames": "?", "surname": "???"},
    "a name of 500 letters": {"surname": "ab" * 100, "forenames": "cd" * 100, "also_known_as": "ef" * 100},
    "a birth to come": {"forenames": "Jo", "surname": "Smith", "date_of_birth": NOON.date() + timedelta(days=400)},
    "a common name and nothing else": {"forenames": "John", "surname": "Smith"},
    "a common name and an age": {"forenames": "John", "surname": "Smith", "age": 34, "sex": "M"},
}


@pytest.mark.parametrize("told", BAD.values(), ids=BAD.keys())
def test_too_little_or_nonsense_joins_nobody_at_the_door_or_by_night(told: dict[str, Any]) -> None:
    known = received(child(), days_ago=50)
    told = {"role": Role.OTHER, **told}

    reports = [received(told, days_ago=days, **NOWHERE) for days in (40, 20)]
    link_everybody(at=NOON)

    people = [person(report) for report in (known, *reports)]
    assert len(set(people)) == 3
    assert not Link.objects.filter(verdict=Link.Verdict.SAME).exists()


def test_one_person_as_victim_and_suspect_of_one_report_is_one_person_reported_once() -> None:
    before = received(child(), days_ago=30)
    both = received(child(role=Role.HARMED), child(role=Role.HARMING), days_ago=20)
    after = received(child(), days_ago=10)
    link_everybody(at=NOON)

    assert {person(before), person(both, 1), person(both, 2), person(after)} == {person(before)}
    assert repeats([after.pk])[after.pk].earlier == 2


def test_two_of_one_name_in_one_report_stay_two_by_night() -> None:
    report = received(child(date_of_birth=None), child(role=Role.PARENT_OR_CARER, date_of_birth=None, age=40))
    link_everybody(at=NOON)

    assert person(report, 1) != person(report, 2)
    assert Mention.objects.count() == 2
