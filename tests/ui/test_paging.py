"""Paging by place: every row once, in order, whichever way one walks, and nothing breaks on a bad cursor."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.factories import NOON, make_referral
from vigil.referrals.models import Referral
from vigil.ui.paging import LAST, Slice, cut

BY = ("order_class", "order_at", "id")


def page(cursor: str, *, size: int = 3, descending: bool = False) -> Slice:
    return cut(Referral.objects.values(*BY), by=BY, descending=descending, cursor=cursor, size=size)


def numbers(slice_: Slice) -> list[int]:
    return [row["id"] for row in slice_.rows]


class Walks(TestCase):
    @settings(max_examples=20)
    @given(
        hours=st.lists(st.integers(0, 2), max_size=11),
        size=st.integers(1, 5),
        descending=st.booleans(),
    )
    def test_a_walk_meets_every_row_once_in_order_both_ways(
        self, hours: list[int], size: int, descending: bool
    ) -> None:
        for hour in hours:
            make_referral(subjects=[], due_at=NOON + timedelta(hours=hour))
        order = [f"-{column}" if descending else column for column in BY]
        expected = list(Referral.objects.order_by(*order).values_list("pk", flat=True))

        onwards: list[int] = []
        cursor: str | None = ""
        while cursor is not None:
            here = page(cursor, size=size, descending=descending)
            onwards += numbers(here)
            cursor = here.next
        backwards: list[int] = []
        cursor = LAST
        while cursor is not None:
            here = page(cursor, size=size, descending=descending)
            # Walking back may end on a first page that overlaps, so that it is always a whole page.
            backwards = [number for number in numbers(here) if number not in backwards] + backwards
            cursor = here.previous

        assert onwards == expected
        assert backwards == expected
        assert numbers(here) == expected[:size]


@pytest.mark.django_db
def test_there_is_no_way_back_from_the_first_page_and_none_on_from_the_last() -> None:
    for _ in range(7):
        make_referral(subjects=[])

    first, last = page(""), page(LAST)

    assert (first.first, first.previous) == (None, None)
    assert (last.next, last.last) == (None, None)
    assert first.next
    assert last.previous


@pytest.mark.django_db
@pytest.mark.parametrize("cursor", ["x", "last:", "WyJhZnRlciIsMCwxXQ:AAAA", "after", "\x00", "é" * 4000])
def test_a_cursor_that_was_not_made_here_shows_the_first_page(cursor: str) -> None:
    for _ in range(4):
        make_referral(subjects=[])

    assert numbers(page(cursor)) == numbers(page(""))


@pytest.mark.django_db
def test_a_cursor_of_another_order_shows_the_first_page() -> None:
    for _ in range(4):
        make_referral(subjects=[])
    elsewhere = cut(Referral.objects.values("id"), by=["id"], cursor="", size=3).next

    assert elsewhere
    assert numbers(page(elsewhere)) == numbers(page(""))


@pytest.mark.django_db
def test_a_page_whose_rows_have_all_gone_shows_the_first_page() -> None:
    kept = [make_referral(subjects=[], grade="high").pk for _ in range(3)]
    for _ in range(3):
        make_referral(subjects=[], grade="standard")
    after = page("").next
    assert after

    waiting = cut(Referral.objects.filter(grade="high").values(*BY), by=BY, cursor=after, size=3)

    assert numbers(waiting) == kept
