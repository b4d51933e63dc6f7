"""The front that a process keeps is what it would find if it looked: whatever happens, whoever did it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.factories import NOON, make_referral, make_user, train
from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.referrals.models import Referral
from vigil.rules.priority import CLASSES
from vigil.rules.skills import Skill
from vigil.worklist.actions import claims
from vigil.worklist.models import Claim
from vigil.worklist.queries import front as fronts
from vigil.worklist.queries import order
from vigil.worklist.queries.claims import free

SCOPE = ("all",)
classes = st.sampled_from(list(CLASSES))


def arrives(order_class: int, hours: int, by: User) -> Referral:
    """A referral comes in, and leaves its event as everything does."""
    referral = make_referral(
        subjects=[],
        grade=CLASSES[order_class][0],
        order_class=order_class,
        order_at=NOON - timedelta(hours=hours),
    )
    audit.record("referral.received", referral, by=by, at=NOON)
    return referral


class Hub(RuleBasedStateMachine):
    """Referrals come, are taken, given back, raised and looked at, while time passes."""

    @initialize()
    def opens(self) -> None:
        fronts.forget()
        self.at = NOON
        self.person = train(make_user())
        for order_class in list(CLASSES)[::3]:
            arrives(order_class, 4, self.person)

    @rule(order_class=classes, hours=st.integers(0, 900))
    def one_comes_in(self, order_class: int, hours: int) -> None:
        arrives(order_class, hours, self.person)

    @rule()
    def somebody_takes_the_next(self) -> None:
        claims.take_next(by=self.person, at=self.at)

    @rule()
    def somebody_gives_one_back(self) -> None:
        if claim := Claim.objects.live().filter(holder=self.person).order_by("pk").first():
            claims.release(claim, why="Not now", by=self.person, at=self.at)

    @rule(order_class=classes)
    def one_is_graded_again(self, order_class: int) -> None:
        if one := Referral.objects.order_by("-pk").first():
            one.order_class, one.grade, one.officer_grade = order_class, CLASSES[order_class][0], ""
            one.save(update_fields=["order_class", "grade", "officer_grade"])
            audit.record("referral.rescreened", one, by=None, at=self.at)

    @rule()
    def somebody_looks(self) -> None:
        audit.record("worklist.searched", by=self.person, at=self.at, found=0)

    @rule(hours=st.integers(0, 40))
    def time_passes(self, hours: int) -> None:
        self.at += timedelta(hours=hours)

    @invariant()
    def the_front_is_what_one_would_find(self) -> None:
        rows, in_force = free(Skill, focus=None), order.in_force()
        known = fronts.known().front(lambda: rows, in_force, scope=SCOPE, at=self.at)
        there = [key[-1] for key in order.whole(rows, in_force, at=self.at)]
        assert known == there[: len(known)]
        assert bool(known) == bool(there)


@pytest.mark.parametrize("deep", [2, 64])
def test_a_front_is_what_one_would_find(deep: int, monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr(fronts, "DEEP", deep)

    class Case(TestCase):
        def runTest(self) -> None:  # noqa: N802  (unittest's name)
            run_state_machine_as_test(Hub, settings=settings(max_examples=10, stateful_step_count=15))

    outcome = Case().run()
    assert outcome is not None
    assert outcome.wasSuccessful(), outcome.failures + outcome.errors


@pytest.mark.django_db
def test_after_claims_and_looks_the_worklist_is_not_read_again(assessor: User) -> None:
    train(assessor)
    for _ in range(6):
        arrives(12, 4, assessor)
    claims.take_next(by=assessor, at=NOON)
    audit.record("worklist.searched", by=assessor, at=NOON, found=0)

    with CaptureQueriesContext(connection) as queries:
        claims.take_next(by=assessor, at=NOON)

    assert not any(") part" in query["sql"] for query in queries)


@pytest.mark.django_db
def test_a_class_that_runs_short_is_read_on_alone(assessor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fronts, "ENOUGH", 2)
    monkeypatch.setattr(fronts, "DEEP", 2)
    train(assessor)
    for _ in range(3):
        arrives(0, 4, assessor)
        arrives(22, 4, assessor)
    claims.take_next(by=assessor, at=NOON)

    with CaptureQueriesContext(connection) as queries:
        claims.take_next(by=assessor, at=NOON)

    (read,) = [query["sql"] for query in queries if ") part" in query["sql"]]
    assert "UNION ALL" not in read
