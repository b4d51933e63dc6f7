"""The audit trail only grows, and says so when somebody has been at it."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.transaction import TransactionManagementError

from tests.conftest import triggers_lifted
from tests.factories import NOON
from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.audit.models import Event, Head
from vigil.audit.queries import stamp, verify


@pytest.fixture
def five_events(administrator: User) -> list[Event]:
    with transaction.atomic():
        for hour in range(5):
            audit.record("policy.changed", by=administrator, at=NOON + timedelta(hours=hour), version=hour)
    return list(Event.objects.order_by("number"))


def test_a_trail_nobody_touched_holds(five_events: list[Event]) -> None:
    verdict = verify()

    assert verdict.holds
    assert verdict.events == 5


def test_a_trail_with_nothing_in_it_holds(db: None) -> None:
    assert verify().holds


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verb", "'policy.seen'"),
        ("at", "'2020-01-01 00:00:00+00'"),
        ("detail", "'{\"version\": 9}'"),
        ("by_id", "NULL"),
    ],
)
def test_an_altered_event_is_named(five_events: list[Event], column: str, value: str) -> None:
    with triggers_lifted(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE audit_event SET {column} = {value} WHERE number = 3")

    verdict = verify()

    assert verdict.broken_at == 3
    assert "altered" in verdict.why


def test_an_event_taken_out_of_the_middle_is_named(five_events: list[Event]) -> None:
    with triggers_lifted(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_event WHERE number = 2")

    verdict = verify()

    assert verdict.broken_at == 2
    assert verdict.why == "Event 2 is missing."


def test_events_taken_off_the_end_are_missed(five_events: list[Event]) -> None:
    with triggers_lifted(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_event WHERE number >= 4")

    verdict = verify()

    assert verdict.broken_at == 4
    assert "5 events were written" in verdict.why


def test_an_event_written_again_with_a_fitting_hash_breaks_the_one_after_it(five_events: list[Event]) -> None:
    from vigil.audit.chain import link

    forged = five_events[1]
    content = {
        "number": forged.number,
        "at": forged.at,
        "by_id": None,
        "verb": forged.verb,
        "thing": "",
        "thing_id": "",
        "detail": forged.detail,
    }
    forged_hash = link(previous_hash=forged.previous_hash, **content)
    with triggers_lifted(), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_event SET by_id = NULL, hash = %s WHERE number = 2", [forged_hash])

    verdict = verify()

    assert verdict.broken_at == 3
    assert "does not follow" in verdict.why


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_event SET verb = 'x'", "DELETE FROM audit_event", "DELETE FROM audit_event WHERE number = 1"],
)
def test_the_database_itself_refuses(five_events: list[Event], statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Event.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_an_event_goes_with_the_change_it_records() -> None:
    def change_that_fails() -> None:
        with transaction.atomic():
            audit.record("policy.changed", by=None, at=NOON)
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        change_that_fails()

    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused() -> None:
    with pytest.raises(TransactionManagementError, match="same transaction"):
        audit.record("policy.changed", by=None, at=NOON)


def test_a_look_does_not_move_the_stamp_of_pages_but_a_change_does(db: None) -> None:
    with transaction.atomic():
        audit.record("policy.changed", by=None, at=NOON)
    after_change = stamp()

    with transaction.atomic():
        audit.record("referral.viewed", by=None, at=NOON)

    assert stamp() == after_change
    assert Head.objects.get().number == 2


def test_the_same_moment_in_another_zone_is_the_same_event(db: None) -> None:
    with transaction.atomic():
        audit.record("policy.changed", by=None, at=datetime.fromisoformat("2025-07-01T12:00:00+01:00"))

    assert verify().holds
