"""The database and the rule put referrals in the same order."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.factories import NOON, make_referral
from vigil.referrals.models import Referral
from vigil.rules import priority
from vigil.rules.terms import Grade
from vigil.worklist.queries.filters import Filters, Sort, in_order
from vigil.worklist.queries.rows import page

# Few different moments, so that many referrals share one.
places = st.tuples(st.sampled_from(Grade), st.integers(-3, 3), st.sampled_from([0, 8, 20]))


class OneOrder(TestCase):
    @settings(max_examples=25)
    @given(st.lists(places, min_size=1, max_size=12))
    def test_the_database_orders_as_the_rule_does(self, drawn: list[tuple[Grade, int, int]]) -> None:
        for grade, hours, lifted in drawn:
            due_at = NOON + timedelta(hours=hours)
            make_referral(
                subjects=[],
                grade=grade,
                due_at=due_at,
                order_at=due_at - timedelta(hours=lifted),
                order_lifts=[{"code": "conflict", "words": "of a conflict", "hours": lifted}] if lifted else [],
            )

        by_database = [referral.pk for referral in in_order(Filters(), Sort.ORDER, at=NOON)]

        by_rule = sorted(Referral.objects.all(), key=lambda referral: priority.key(referral.place(), referral.pk))
        assert by_database == [referral.pk for referral in by_rule]


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
