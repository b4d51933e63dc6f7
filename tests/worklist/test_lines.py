"""What one line of the list says."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.factories import NOON, make_referral
from vigil.rules.terms import Grade
from vigil.worklist.queries.filters import Filters, Sort
from vigil.worklist.queries.rows import Line, every, foremost, page, printed

pytestmark = pytest.mark.django_db


def the_line() -> Line:
    (line,) = page(Filters(), Sort.ORDER, cursor="", at=NOON).lines
    return line


@pytest.mark.parametrize(
    ("subjects", "who", "age", "others"),
    [
        ([], "Nobody named", "", 0),
        ([{"role": "harmed"}], "Name not recorded", "", 0),
        ([{"role": "other", "surname": "First"}, {"role": "harmed", "surname": "Harmed"}], "Harmed", "", 1),
        ([{"role": "harming", "surname": "A"}, {"role": "child", "forenames": "Mia", "age": 4}], "Mia", "4", 1),
        ([{"role": "child", "forenames": "Tom", "age": 0, "age_months": 4}], "Tom", "4 months", 0),
        ([{"surname": "Born", "date_of_birth": date(2000, 9, 20), "age": 99}], "Born", "24", 0),
    ],
)
def test_a_line_names_whoever_was_harmed_first(subjects: list[dict[str, Any]], who: str, age: str, others: int) -> None:
    # It happened the day before the birthday of whoever is “Born”.
    make_referral(subjects=subjects, submitted_at=NOON - timedelta(hours=20))

    line = the_line()

    assert (line.who, line.age, line.others) == (who, age, others)


def test_a_line_says_why_it_is_here_and_how_much_of_its_clock_is_used() -> None:
    make_referral(
        grade=Grade.HIGH,
        submitted_at=NOON - timedelta(hours=6),
        due_at=NOON - timedelta(hours=2),
        order_at=NOON - timedelta(hours=18),
        order_lifts=[{"code": "child_under_5", "words": "a child under 5 is involved", "hours": 12}],
    )

    line = the_line()

    assert line.why == "High: due 2 hours ago; counted 12 hours older because a child under 5 is involved."
    assert line.clock_used == 1.5
    assert (line.clock_words, line.is_overdue, line.waited) == ("overdue", True, timedelta(hours=6))


def test_a_page_takes_five_queries_however_many_people_are_named(django_assert_num_queries: Any) -> None:
    for _ in range(3):
        make_referral(subjects=[{}, {}, {}])

    with django_assert_num_queries(5):
        lines = page(Filters(), Sort.ORDER, cursor="", at=NOON).lines

    assert [line.others for line in lines] == [2, 2, 2]


def test_every_way_of_listing_gives_the_same_lines_in_the_same_order() -> None:
    for hours in (3, 1, 2):
        make_referral(due_at=NOON + timedelta(hours=hours))

    lines = page(Filters(), Sort.ORDER, cursor="", at=NOON).lines

    assert list(every(Filters(), Sort.ORDER, at=NOON)) == lines
    assert printed(Filters(), Sort.ORDER, at=NOON) == lines
    assert foremost(2, at=NOON) == lines[:2]
