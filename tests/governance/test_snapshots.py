"""The figures that are kept once a day, and what they let the hub say of yesterday."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import NOON, make_referral
from vigil.audit import actions as audit
from vigil.audit.models import Event
from vigil.config.work import work
from vigil.governance.actions import take_snapshot
from vigil.governance.models import Snapshot
from vigil.governance.queries.days import kept, restored
from vigil.governance.queries.figures import figures
from vigil.governance.queries.page import changes
from vigil.referrals.models import Referral
from vigil.rules.backlog_changes import Held
from vigil.rules.lifecycle import Status
from vigil.rules.priority import class_of
from vigil.rules.terms import Grade

DAY = timedelta(days=1)


def changed(referral: Referral, **fields: Any) -> None:
    with transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(**fields)
        audit.record("referral.changed", by=None, at=NOON)


@pytest.mark.django_db
def test_a_day_is_kept_once_whoever_asks_again() -> None:
    make_referral()
    first = take_snapshot(at=NOON)
    make_referral()

    again = take_snapshot(at=NOON + timedelta(hours=3))

    assert again == first
    assert Snapshot.objects.get().figures["waiting"] == 1
    assert Event.objects.filter(verb="backlog.counted").count() == 1


@pytest.mark.django_db
def test_a_day_is_londons() -> None:
    late_on_the_19th = NOON.replace(day=19, hour=23, minute=30)  # half past midnight in London's summer

    assert take_snapshot(at=late_on_the_19th).day == date(2025, 9, 20)


@pytest.mark.django_db
def test_there_is_a_line_from_the_second_day_on() -> None:
    make_referral(grade=Grade.HIGH, due_at=NOON - DAY)

    assert take_snapshot(at=NOON).trend == ""
    assert figures(at=NOON).trend == ""
    second = take_snapshot(at=NOON + DAY)

    # A high one counts 20 an hour: a day late, then two.
    assert "480 risk-hours on 20 September 2025, 960 on 21 September 2025" in second.trend
    assert [(day.day, day.waiting, day.high_overdue, day.risk_hours) for day in figures(at=NOON + DAY).days] == [
        (date(2025, 9, 20), 1, 1, 480),
        (date(2025, 9, 21), 1, 1, 960),
    ]
    assert figures(at=NOON + DAY).trend == second.trend


@pytest.mark.django_db
def test_what_changed_since_the_day_before_is_told_in_four_ways() -> None:
    leaves, rises, runs_out, stays = (make_referral(due_at=NOON + 5 * DAY) for _ in range(4))
    changed(runs_out, due_at=NOON + timedelta(hours=1))
    assert changes(figures(at=NOON)) == []
    take_snapshot(at=NOON)
    take_snapshot(at=NOON + DAY)
    changed(leaves, status=Status.ASSESSED, waiting=False)
    changed(rises, grade=Grade.HIGH, order_class=class_of(held=Grade.HIGH))
    arrives = make_referral(due_at=NOON + 5 * DAY)
    changed(stays, area="")

    told = figures(at=NOON + DAY)

    assert told.since
    assert told.since.at == NOON, "Today's own snapshot is not yesterday's."
    assert {one.words: one.referrals for one in changes(told)} == {
        "came in": [(arrives.pk, arrives.number)],
        "cleared": [(leaves.pk, leaves.number)],
        "raised": [(rises.pk, rises.number)],
        "newly past their clock": [(runs_out.pk, runs_out.number)],
    }


@given(st.dictionaries(st.integers(1), st.builds(Held, grade=st.sampled_from(Grade), overdue=st.booleans())))
def test_who_waited_comes_back_as_it_was_kept(backlog: dict[int, Held]) -> None:
    assert restored(kept(backlog)) == backlog


@pytest.mark.django_db(transaction=True)
def test_the_worker_keeps_the_day_by_itself_and_nobodys_look_does() -> None:
    make_referral()
    figures(at=NOON)
    assert not Snapshot.objects.exists()

    work(until_idle=True)
    work(until_idle=True)

    assert Snapshot.objects.get().day == timezone.localdate()
