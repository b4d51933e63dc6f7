"""Rows are written many at a time, and none is lost or written twice for it."""

from datetime import date

import pytest

from vigil.audit import rows
from vigil.people.models import Address, Mention, Person, Sound

pytestmark = pytest.mark.django_db


def test_more_rows_than_one_statement_takes_are_all_written_and_keyed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "_PARAMETERS", 60)
    persons = [Person() for _ in range(65)]
    rows.insert_and_key(persons)
    mentions = [
        Mention(person=person, named_in=number, seen_on=date(2025, 3, 1), role="other", surname=f"Bell{number}")
        for number, person in enumerate(persons)
    ]

    rows.insert_and_key(mentions)
    rows.insert_pairs(Sound, ("sound", "mention_id"), [("bel", mention.pk) for mention in mentions])

    kept = list(Mention.objects.order_by("pk").values_list("pk", "person_id", "surname", "seen_on"))
    assert kept == [(one.pk, one.person_id, one.surname, date(2025, 3, 1)) for one in mentions]
    assert Sound.objects.filter(sound="bel").count() == 65


def test_an_address_that_somebody_else_wrote_meanwhile_stays_as_they_wrote_it() -> None:
    Address.objects.create(key="/4/mill/SY81AA", line="4 Mill Lane")

    rows.insert_new(
        [Address(key="/4/mill/SY81AA", line="4, Mill Ln"), Address(key="/6/mill/SY81AA", line="6 Mill Lane")]
    )

    assert set(Address.objects.values_list("key", "line")) == {
        ("/4/mill/SY81AA", "4 Mill Lane"),
        ("/6/mill/SY81AA", "6 Mill Lane"),
    }
