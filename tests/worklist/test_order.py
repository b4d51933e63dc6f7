"""The database and the rule put referrals in the same order, at any moment, and pages cut it without a gap."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.factories import NOON, make_referral
from vigil.referrals.models import Referral
from vigil.rules.policies import GradeBelief, WaitingCost
from vigil.rules.priority import CLASSES, Order, order_by
from vigil.rules.terms import Grade
from vigil.ui.paging import LAST
from vigil.worklist.queries import order
from vigil.worklist.queries.filters import Filters, Sort
from vigil.worklist.queries.rows import page

# Two forms of cost: growing with every hour, and one where running out of the clock costs most. The second has
# several pieces a class, and within each equal costs at different ages.
COSTS = WaitingCost.default().as_table()
ORDERS = [
    order_by(WaitingCost.from_table({**COSTS, **changes}), GradeBelief.default())
    for changes in (
        {},
        {"growth_percent": 0, "high_missed": 400, "medium_missed": 100, "standard_missed": 20},
        {"growth_percent": 50, "standard_missed": 9, "lookahead_hours": 200, "standard_longest_days": 6},
    )
]
# Around each clock, each longest wait and now; few different moments, so that many referrals share one.
waits = st.sampled_from([-5, 0, 1, 11, 12, 23, 24, 25, 60, 71, 72, 73, 100, 155, 167, 168, 169, 700])
waiting = st.lists(st.tuples(st.sampled_from(list(CLASSES)), waits), min_size=1, max_size=14)
orders = st.sampled_from(ORDERS)
moments = st.sampled_from([NOON, NOON + timedelta(hours=1), NOON + timedelta(hours=30, microseconds=1)])


def make(drawn: list[tuple[int, int]]) -> None:
    for order_class, waited in drawn:
        make_referral(
            subjects=[],
            grade=CLASSES[order_class][0],
            order_class=order_class,
            order_at=NOON - timedelta(hours=waited),
        )


def by_rule(in_force: Order, at: datetime) -> list[int]:
    referrals = Referral.objects.all()
    return [
        one.pk for one in sorted(referrals, key=lambda one: in_force.key(one.order_class, one.order_at, one.pk, at=at))
    ]


class OneOrder(TestCase):
    @settings(max_examples=40)
    @given(waiting, orders, moments, st.integers(1, 5))
    def test_the_database_orders_as_the_rule_does(
        self, drawn: list[tuple[int, int]], in_force: Order, at: datetime, number: int
    ) -> None:
        make(drawn)
        rows = Referral.objects.waiting()

        everything = by_rule(in_force, at)
        whole = [key[-1] for key in order.whole(rows, in_force, at=at)]
        first = [key[-1] for key in order.first(rows, in_force, number=number, at=at)]
        last = [key[-1] for key in order.first(rows, in_force, number=number, at=at, backwards=True)]

        assert whole == everything
        assert first == everything[:number]
        assert last == everything[-number:]

    @settings(max_examples=40)
    @given(waiting, orders, moments, st.integers(1, 4), st.booleans())
    def test_a_walk_meets_every_referral_once_in_order_both_ways(
        self, drawn: list[tuple[int, int]], in_force: Order, at: datetime, size: int, sorted_whole: bool
    ) -> None:
        make(drawn)
        everything = by_rule(in_force, at)

        def cut(cursor: str, asked_at: datetime) -> Any:
            rows = Referral.objects.waiting()
            return order.cut(rows, in_force, cursor=cursor, size=size, at=asked_at, sorted_whole=sorted_whole)

        onwards: list[int] = []
        cursor: str | None = ""
        passed = timedelta()
        while cursor is not None:
            here = cut(cursor, at + passed)  # time passes while one reads, and the walk keeps its own
            onwards += [row["id"] for row in here.rows]
            cursor = here.next
            passed += timedelta(hours=9)
            assert len(onwards) <= len(everything)
        backwards: list[int] = []
        cursor = LAST
        while cursor is not None:
            here = cut(cursor, at)
            backwards = [row["id"] for row in here.rows if row["id"] not in backwards] + backwards
            cursor = here.previous

        assert onwards == everything
        assert backwards == everything


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (Sort.ORDER, ["late high", "old standard", "new standard"]),
        (Sort.DUE, ["old standard", "new standard", "late high"]),
        (Sort.LONGEST, ["old standard", "new standard", "late high"]),
        (Sort.NEWEST, ["late high", "new standard", "old standard"]),
        (Sort.NUMBER, ["new standard", "late high", "old standard"]),
    ],
)
def test_the_list_can_be_read_in_other_orders(sort: Sort, expected: list[str]) -> None:
    for reference, grade, submitted, due in [
        ("new standard", Grade.STANDARD, 30, 2),
        ("late high", Grade.HIGH, 4, 3),
        ("old standard", Grade.STANDARD, 80, 1),
    ]:
        make_referral(
            reference=reference,
            grade=grade,
            submitted_at=NOON - timedelta(hours=submitted),
            due_at=NOON + timedelta(hours=due),
        )

    assert [line.reference for line in page(Filters(), sort, cursor="", at=NOON).lines] == expected


@pytest.mark.django_db
@pytest.mark.parametrize("cursor", ["x", "last:", "WyJhZnRlciIsMCwxXQ:AAAA", "after", "\x00", "é" * 4000])
def test_a_cursor_that_was_not_made_here_shows_the_first_page(cursor: str) -> None:
    make_referral()

    assert len(page(Filters(), Sort.ORDER, cursor=cursor, at=NOON).lines) == 1
