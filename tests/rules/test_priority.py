from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.rules import priority
from vigil.rules.policies import PriorityLifts
from vigil.rules.priority import PlaceFacts
from vigil.rules.terms import RANK, Grade

DUE = datetime(2025, 9, 20, 9, tzinfo=UTC)
LIFTS = PriorityLifts.default()
PLAIN = PlaceFacts(grade=Grade.MEDIUM, due_at=DUE, officer_grade=Grade.MEDIUM)

LIFTED = [
    ({}, 0),
    ({"has_conflict": True}, 8),
    ({"child_under_5": True}, 12),
    ({"officer_grade": None}, 12),
    ({"narrative_readable": False}, 24),
    ({"has_conflict": True, "child_under_5": True}, 20),
    ({"child_under_5": True, "officer_grade": None, "narrative_readable": False}, 48),
]


@pytest.mark.parametrize(("change", "hours"), LIFTED)
def test_a_reason_to_look_sooner_counts_as_hours_of_age(change: dict[str, bool | None], hours: int) -> None:
    place = priority.place(replace(PLAIN, **change), LIFTS)  # type: ignore[arg-type]

    assert place.order_at == DUE - timedelta(hours=hours)
    assert place.hours_lifted == hours
    assert place.due_at == DUE
    assert len(place.lifts) == len(change)


def test_a_lift_that_policy_sets_to_nothing_is_no_reason() -> None:
    none = PriorityLifts.from_table({**LIFTS.as_table(), "child_under_5": 0})

    place = priority.place(replace(PLAIN, child_under_5=True), none)

    assert place.lifts == ()
    assert place.order_at == DUE


EXPLAINED = [
    (PLAIN, timedelta(hours=-3), "Medium: due in 3 hours."),
    (PLAIN, timedelta(0), "Medium: due now."),
    (PLAIN, timedelta(seconds=59), "Medium: due now."),
    (PLAIN, timedelta(seconds=-59), "Medium: due in less than a minute."),
    (PLAIN, timedelta(minutes=1), "Medium: due 1 minute ago."),
    (PLAIN, timedelta(minutes=90), "Medium: due 1 hour ago."),
    (PLAIN, timedelta(hours=47, minutes=59), "Medium: due 47 hours ago."),
    (PLAIN, timedelta(hours=48), "Medium: due 2 days ago."),
    (
        PlaceFacts(grade=Grade.HIGH, due_at=DUE, officer_grade=Grade.STANDARD, has_conflict=True, child_under_5=True),
        timedelta(hours=16),
        (
            "High: due 16 hours ago; counted 20 hours older because a child under 5 is involved and the officer "
            "graded it standard against what is recorded."
        ),
    ),
    (
        PlaceFacts(grade=Grade.MEDIUM, due_at=DUE, officer_grade=None, child_under_5=True, narrative_readable=False),
        timedelta(days=-3),
        (
            "Medium: due in 3 days; counted 48 hours older because a child under 5 is involved, the officer gave no "
            "grade and the narrative could not be read."
        ),
    ),
]


@pytest.mark.parametrize(("facts", "later", "sentence"), EXPLAINED, ids=[sentence for *_, sentence in EXPLAINED])
def test_a_place_is_explained_in_one_sentence(facts: PlaceFacts, later: timedelta, sentence: str) -> None:
    assert priority.explain(priority.place(facts, LIFTS), at=DUE + later) == sentence


def test_one_hour_is_one_hour() -> None:
    lifts = PriorityLifts.from_table({**LIFTS.as_table(), "child_under_5": 1})

    place = priority.place(replace(PLAIN, child_under_5=True), lifts)

    assert priority.explain(place, at=DUE) == (
        "Medium: due now; counted 1 hour older because a child under 5 is involved."
    )


@pytest.mark.parametrize(
    ("at", "share"), [(-1, 0.0), (0, 0.0), (1, 0.25), (4, 1.0), (6, 1.5)], ids=["before", "start", "1 h", "due", "late"]
)
def test_a_clock_is_used_up_when_due_and_more_when_late(at: int, share: float) -> None:
    start = DUE - timedelta(hours=4)

    assert priority.clock_used(start, DUE, start + timedelta(hours=at)) == share


def test_a_clock_without_length_is_used_up_at_once() -> None:
    assert priority.clock_used(DUE, DUE, DUE) == 0.0
    assert priority.clock_used(DUE, DUE, DUE + timedelta(seconds=1)) == 1.0


facts = st.builds(
    PlaceFacts,
    grade=st.sampled_from(Grade),
    # Few moments, so that ties are common; two zones, because a due moment may come in either.
    due_at=st.integers(0, 30).map(lambda hours: DUE + timedelta(hours=hours))
    | st.integers(0, 30).map(lambda hours: (DUE + timedelta(hours=hours)).astimezone(timezone(timedelta(hours=1)))),
    officer_grade=st.none() | st.sampled_from(Grade),
    has_conflict=st.booleans(),
    child_under_5=st.booleans(),
    narrative_readable=st.booleans(),
)
numbers = st.integers(1, 5)
lift_tables = st.builds(
    lambda hours: PriorityLifts.from_table({**LIFTS.as_table(), **hours}),
    st.dictionaries(st.sampled_from([line.key for line in PriorityLifts.sheet().lines]), st.integers(0, 999)),
)


def key(facts: PlaceFacts, number: int, lifts: PriorityLifts = LIFTS) -> priority.Key:
    return priority.key(priority.place(facts, lifts), number)


@given(facts, numbers, facts, numbers)
def test_of_two_referrals_exactly_one_comes_first(
    one: PlaceFacts, one_number: int, other: PlaceFacts, other_number: int
) -> None:
    first, second = key(one, one_number), key(other, other_number)

    assert (first < second) + (second < first) + (first == second) == 1
    if one_number != other_number:
        assert first != second


@given(st.lists(st.tuples(facts, numbers), min_size=3, max_size=3))
def test_the_order_has_no_circles(three: list[tuple[PlaceFacts, int]]) -> None:
    a, b, c = (key(facts, number) for facts, number in three)

    assert not (a < b and b < c) or a < c


@given(st.lists(st.tuples(facts, numbers), unique_by=lambda pair: pair[1]), st.randoms())
def test_the_order_does_not_depend_on_how_the_referrals_came(
    waiting: list[tuple[PlaceFacts, int]], chance: object
) -> None:
    shuffled = list(waiting)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert sorted(waiting, key=lambda pair: key(*pair)) == sorted(shuffled, key=lambda pair: key(*pair))


@given(facts, facts, lift_tables)
def test_a_higher_grade_comes_first_whatever_the_lifts(
    one: PlaceFacts, other: PlaceFacts, lifts: PriorityLifts
) -> None:
    if RANK[one.grade] < RANK[other.grade]:
        assert key(one, 2, lifts) < key(other, 1, lifts)


@given(facts, st.timedeltas(timedelta(microseconds=1), timedelta(days=99)), lift_tables)
def test_of_two_alike_the_earlier_due_comes_first(facts: PlaceFacts, later: timedelta, lifts: PriorityLifts) -> None:
    assert key(facts, 2, lifts) < key(replace(facts, due_at=facts.due_at + later), 1, lifts)


@given(facts, numbers, lift_tables)
def test_a_reason_to_look_sooner_never_moves_a_referral_back(
    facts: PlaceFacts, number: int, lifts: PriorityLifts
) -> None:
    before = key(facts, number, lifts)

    for reason in (
        replace(facts, has_conflict=True),
        replace(facts, child_under_5=True),
        replace(facts, officer_grade=None),
        replace(facts, narrative_readable=False),
    ):
        assert key(reason, number, lifts) <= before


@given(facts, lift_tables, st.datetimes(datetime(2025, 1, 1), datetime(2026, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_sentence_says_the_grade_the_hours_and_each_reason(
    facts: PlaceFacts, lifts: PriorityLifts, at: datetime
) -> None:
    place = priority.place(facts, lifts)

    sentence = priority.explain(place, at=at)

    assert sentence.startswith(facts.grade.capitalize())
    assert sentence.count(".") == 1
    assert ("ago" in sentence) <= (at > facts.due_at)
    assert ("due in" in sentence) == (at < facts.due_at)
    assert all(lift.words in sentence for lift in place.lifts)
    assert (f"counted {place.hours_lifted} hour" in sentence) == (place.hours_lifted > 0)


@given(facts, lift_tables)
def test_a_place_does_not_depend_on_the_zone_of_its_due_moment(facts: PlaceFacts, lifts: PriorityLifts) -> None:
    place = priority.place(facts, lifts)

    assert place.order_at.tzinfo is UTC
    assert place == priority.place(replace(facts, due_at=facts.due_at.astimezone(UTC)), lifts)
