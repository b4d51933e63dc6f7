"""The tests' own database: what the hub's database refuses, it refuses in tests too."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from tests.factories import NOON, make_user
from vigil.audit import actions as audit
from vigil.audit.models import Event


def an_event() -> None:
    with transaction.atomic():
        audit.record("referral.viewed", by=make_user(), at=NOON)


def assert_refused() -> None:
    statements = ["UPDATE audit_event SET verb = ''", "DELETE FROM audit_event"]
    if connection.vendor == "postgresql":
        statements.append("TRUNCATE audit_event")
        connection.check_constraints()  # what waits for the transaction's end would forbid it first
    for statement in statements:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Event.objects.count() == 1


def test_an_event_stays_as_it_was_written_inside_a_test(db: None) -> None:
    an_event()

    assert_refused()


# Two of them: whichever comes second runs after a flush, and must find the table empty and the refusals back.
@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_an_event_stays_as_it_was_written_after_the_tables_were_emptied(turn: int) -> None:
    assert not Event.objects.exists()
    an_event()

    assert_refused()


@pytest.mark.django_db(transaction=True)
def test_a_flush_that_fails_leaves_the_refusals_in_place() -> None:
    an_event()

    with pytest.raises(DatabaseError):
        connection.ops.execute_sql_flush(["DELETE FROM audit_event", "DELETE FROM no_such_table"])

    assert_refused()
    call_command("flush", interactive=False)
    assert not Event.objects.exists()
