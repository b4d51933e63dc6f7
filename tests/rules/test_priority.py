from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.rules import priority
from vigil.rules.policies import GradeBelief, PriorityLifts, WaitingCost
from vigil.rules.priority import CLASSES, Order, PlaceFacts, class_of, order_by
from vigil.rules.priority.belief import belief
from vigil.rules.priority.order import DOUBLES_IN, MICROSECOND
from vigil.rules.terms import RANK, Grade

H, M, S = Grade.HIGH, Grade.MEDIUM, Grade.STANDARD
SUBMITTED = datetime(2025, 9, 19, 9, tzinfo=UTC)
DUE = SUBMITTED + timedelta(hours=24)
LIFTS = PriorityLifts.default()
COSTS, BELIEFS = WaitingCost.default(), GradeBelief.default()
ORDER = order_by(COSTS, BELIEFS)
PLAIN = PlaceFacts(grade=M, submitted_at=SUBMITTED, officer_grade=M, recorded=M)


def costing(**changes: int) -> Order:
    return order_by(WaitingCost.from_table({**COSTS.as_table(), **changes}), BELIEFS)


LIFTED = [
    ({}, 0),
    ({"has_conflict": True}, 8),
    ({"child_under_5": True}, 12),
    ({"officer_grade": None}, 12),
    ({"narrative_readable": False}, 24),
    ({"is_repeat": True}, 12),
    ({"has_conflict": True, "child_under_5": True}, 20),
    ({"child_under_5": True, "officer_grade": None, "narrative_readable": False}, 48),
]


@pytest.mark.parametrize(("change", "hours"), LIFTED)
def test_a_reason_to_look_sooner_counts_as_hours_of_age(change: dict[str, bool | None], hours: int) -> None:
    place = priority.place(replace(PLAIN, **change), LIFTS)  # type: ignore[arg-type]

    assert place.order_at == SUBMITTED - timedelta(hours=hours)
    assert place.hours_lifted == hours
    assert len(place.lifts) == len(change)


def test_a_lift_that_policy_sets_to_nothing_is_no_reason() -> None:
    none = PriorityLifts.from_table({**LIFTS.as_table(), "child_under_5": 0})

    place = priority.place(replace(PLAIN, child_under_5=True), none)

    assert place.lifts == ()
    assert place.order_at == SUBMITTED


READ_AS = [
    # held, officer, recorded: what the belief rests on
    (H, H, H, (H, H)),
    (H, H, S, (H, S)),
    (H, S, H, (H, S)),
    (H, None, H, (H,)),
    (H, H, None, (H,)),
    (H, M, S, (H,)),  # raised above both: whoever raised it knew more
    (M, S, None, (M,)),
    (M, None, None, (M,)),
    (M, M, S, (M, S)),
    (S, S, S, (S, S)),
    (S, None, S, (S,)),
    (S, None, None, ()),  # nobody could read it
]


@pytest.mark.parametrize(("held", "officer", "recorded", "readings"), READ_AS)
def test_the_belief_rests_on_both_readings_or_on_what_was_raised_above_them(
    held: Grade, officer: Grade | None, recorded: Grade | None, readings: tuple[Grade, ...]
) -> None:
    assert CLASSES[class_of(held=held, officer=officer, recorded=recorded)] == (held, readings)


@given(st.sampled_from(Grade), st.none() | st.sampled_from(Grade), st.none() | st.sampled_from(Grade))
def test_every_referral_has_a_class_of_the_grade_it_holds(
    held: Grade, officer: Grade | None, recorded: Grade | None
) -> None:
    number = class_of(held=held, officer=officer, recorded=recorded)

    assert CLASSES[number][0] is held
    assert number // 10 == RANK[held]


def test_one_reading_of_high_is_believed_by_bayes_rule() -> None:
    # 10 in 100 are high and 85 of 100 such are read so; 35 medium and 8; 55 standard and 2.
    assert belief((H,), BELIEFS)[H] == Fraction(10 * 85, 10 * 85 + 35 * 8 + 55 * 2)


@pytest.mark.parametrize("readings", [readings for _, readings in CLASSES.values()])
def test_the_chances_of_the_true_grades_come_to_one(readings: tuple[Grade, ...]) -> None:
    assert sum(belief(readings, BELIEFS).values()) == 1


def test_of_what_has_just_come_in_what_is_likelier_to_be_serious_comes_first() -> None:
    fresh = sorted(CLASSES, key=lambda number: ORDER.key(number, DUE, 1, at=DUE))

    assert [CLASSES[number][1] for number in fresh] == [
        *((H, H), (H,), (H, M), (H, S)),
        *((), (M,), (M, M), (M, S)),  # what nobody could read may be anything
        *((S,), (S, S)),
    ]


WAITED = [
    # what comes first of two: class and hours waited
    ((2, 0), (11, 24 * 300)),  # a high, whatever waits below it
    ((11, 0), (22, 24)),
    ((22, 24 * 20), (11, 0)),  # a standard that has waited long enough comes before a new medium
    ((11, 24 * 3), (22, 24 * 21)),  # until half its longest wait is over nothing is added for it
    ((22, 24 * 38), (11, 24 * 3)),  # then it comes sooner each day
    ((23, 24 * 42), (11, 24 * 9)),  # and over its longest wait before all but high
    ((11, 24 * 14), (22, 24 * 42)),
    ((12, 100), (12, 99)),
]


@pytest.mark.parametrize(("first", "second"), WAITED)
def test_waiting_moves_a_referral_forward_but_nothing_before_a_high(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    one, other = (
        ORDER.key(number, DUE - timedelta(hours=hours), turn, at=DUE)
        for turn, (number, hours) in ((2, first), (1, second))
    )

    assert one < other


def test_work_that_takes_less_time_comes_first_of_two_that_cost_the_same() -> None:
    quicker = costing(medium_minutes=40)

    assert quicker.curves[11].cost(0) > ORDER.curves[11].cost(0)


def test_where_running_out_of_the_clock_costs_it_counts_only_just_before() -> None:
    missed = costing(growth_percent=0, standard_missed=48, lookahead_hours=12).curves[22]
    hour = timedelta(hours=1) // timedelta(microseconds=1)
    plain = missed.cost(0)

    assert [missed.cost(hours * hour) > plain for hours in (0, 155, 156, 167, 168, 500)] == [
        *(False, False, True, True, False, False),
    ]


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
        PLAIN,
        timedelta(days=7),
        "Medium: due 7 days ago; over half its longest wait, so it comes sooner each day.",
    ),
    (
        PLAIN,
        timedelta(days=13),
        "Medium: due 13 days ago; over its longest wait of 10 days, so it comes first after high.",
    ),
    (
        replace(PLAIN, recorded=S),
        timedelta(hours=-3),
        "Medium by one reading and standard by the other: due in 3 hours.",
    ),
    (
        replace(PLAIN, grade=H, officer_grade=S, recorded=H, has_conflict=True, child_under_5=True),
        timedelta(hours=16),
        (
            "High: due 16 hours ago; counted 20 hours older because a child under 5 is involved and the officer "
            "graded it standard against what is recorded."
        ),
    ),
    (
        replace(PLAIN, officer_grade=None, child_under_5=True, narrative_readable=False),
        timedelta(days=-3),
        (
            "Medium: due in 3 days; counted 48 hours older because a child under 5 is involved, the officer gave no "
            "grade and the narrative could not be read."
        ),
    ),
]


@pytest.mark.parametrize(("facts", "later", "sentence"), EXPLAINED, ids=[sentence for *_, sentence in EXPLAINED])
def test_a_place_is_explained_in_one_sentence(facts: PlaceFacts, later: timedelta, sentence: str) -> None:
    assert priority.explain(priority.place(facts, LIFTS), due_at=DUE, at=DUE + later, order=ORDER) == sentence


def test_one_hour_is_one_hour() -> None:
    lifts = PriorityLifts.from_table({**LIFTS.as_table(), "child_under_5": 1})

    place = priority.place(replace(PLAIN, child_under_5=True), lifts)

    assert priority.explain(place, due_at=DUE, at=DUE, order=ORDER) == (
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
    # Few moments, so that ties are common; two zones, because a moment may come in either.
    submitted_at=st.integers(0, 30).map(lambda hours: SUBMITTED + timedelta(hours=hours))
    | st.integers(0, 30).map(
        lambda hours: (SUBMITTED + timedelta(hours=hours)).astimezone(timezone(timedelta(hours=1)))
    ),
    officer_grade=st.none() | st.sampled_from(Grade),
    recorded=st.sampled_from(Grade),
    has_conflict=st.booleans(),
    child_under_5=st.booleans(),
    narrative_readable=st.booleans(),
    is_repeat=st.booleans(),
)
numbers = st.integers(1, 5)
lift_tables = st.builds(
    lambda hours: PriorityLifts.from_table({**LIFTS.as_table(), **hours}),
    st.dictionaries(st.sampled_from([line.key for line in PriorityLifts.sheet().lines]), st.integers(0, 999)),
)
orders = st.builds(
    costing,
    growth_percent=st.sampled_from([0, 50, 100]),
    standard_missed=st.sampled_from([0, 20, 200]),
    medium_missed=st.sampled_from([0, 100]),
    lookahead_hours=st.sampled_from([6, 24, 200]),
    standard_longest_days=st.sampled_from([1, 7, 28]),
)
moments = st.integers(0, 1_000).map(lambda hours: DUE + timedelta(hours=hours))


def key(facts: PlaceFacts, number: int, order: Order, at: datetime, lifts: PriorityLifts = LIFTS) -> priority.Key:
    place = priority.place(facts, lifts)
    return order.key(place.order_class, place.order_at, number, at=at)


@given(facts, numbers, facts, numbers, orders, moments)
def test_of_two_referrals_exactly_one_comes_first(
    one: PlaceFacts, one_number: int, other: PlaceFacts, other_number: int, order: Order, at: datetime
) -> None:
    first, second = key(one, one_number, order, at), key(other, other_number, order, at)

    assert (first < second) + (second < first) + (first == second) == 1
    if one_number != other_number:
        assert first != second


@given(facts, facts, orders, lift_tables, moments)
def test_a_high_comes_before_all_that_is_not_whatever_the_lifts_and_the_wait(
    one: PlaceFacts, other: PlaceFacts, order: Order, lifts: PriorityLifts, at: datetime
) -> None:
    if one.grade is H and other.grade is not H:
        assert key(one, 2, order, at, lifts) < key(other, 1, order, at, lifts)


@given(facts, facts, orders, moments)
def test_after_its_longest_wait_a_referral_comes_before_all_that_is_not_high_or_as_late(
    one: PlaceFacts, other: PlaceFacts, order: Order, at: datetime
) -> None:
    late, other_place = priority.place(one, LIFTS), priority.place(other, LIFTS)
    is_late, other_is_late = (
        order.waits_too_long(place.order_class, place.order_at, at=at) for place in (late, other_place)
    )
    if is_late and not other_is_late and other.grade is not H:
        assert key(one, 2, order, at) < key(other, 1, order, at)


@given(st.sampled_from(list(CLASSES)), orders, st.timedeltas(timedelta(), timedelta(days=99)), moments)
def test_half_a_longest_wait_changes_nothing_and_each_ten_days_after_it_add_the_cost_again(
    order_class: int, order: Order, waited: timedelta, at: datetime
) -> None:
    held, plain = CLASSES[order_class][0], order.curves[order_class].cost(waited // MICROSECOND)
    beyond = max(timedelta(), waited - order.longest[held] / 2) if held is not H else timedelta()

    cost = -order.key(order_class, at - waited, 1, at=at)[1]

    assert cost == plain + plain * (beyond // MICROSECOND) // (DOUBLES_IN // MICROSECOND)
    assert order.ages_in(order_class, at - waited, at=at) == (beyond > timedelta())


@given(facts, st.timedeltas(timedelta(microseconds=1), timedelta(days=99)), lift_tables, moments)
def test_of_two_alike_the_one_submitted_earlier_comes_first(
    facts: PlaceFacts, later: timedelta, lifts: PriorityLifts, at: datetime
) -> None:
    after = replace(facts, submitted_at=facts.submitted_at + later)

    assert key(facts, 2, ORDER, at, lifts) < key(after, 1, ORDER, at, lifts)


@given(facts, numbers, lift_tables, moments)
def test_a_reason_to_look_sooner_never_moves_a_referral_back(
    facts: PlaceFacts, number: int, lifts: PriorityLifts, at: datetime
) -> None:
    before = key(facts, number, ORDER, at, lifts)

    for reason in (
        replace(facts, has_conflict=True),
        replace(facts, child_under_5=True),
        replace(facts, is_repeat=True),
    ):
        assert key(reason, number, ORDER, at, lifts) <= before


@given(st.sampled_from(list(CLASSES)), st.lists(st.integers(-50, 2_000), min_size=2, max_size=8), orders, moments)
def test_in_a_piece_an_earlier_start_is_always_an_earlier_place(
    order_class: int, hours: list[int], order: Order, at: datetime
) -> None:
    starts = sorted(at - timedelta(hours=hour) for hour in hours)

    for piece in order.pieces(at=at):
        here = [order.key(order_class, start, 1, at=at) for start in starts]
        here = [one for one in here if piece.holds(one)]
        assert here == sorted(here)
    assert all(
        sum(piece.holds(order.key(order_class, start, 1, at=at)) for piece in order.pieces(at=at)) == 1
        for start in starts
    )


@given(facts, lift_tables, moments, orders)
def test_the_sentence_says_the_grade_the_hours_and_each_reason(
    facts: PlaceFacts, lifts: PriorityLifts, at: datetime, order: Order
) -> None:
    place, due_at = priority.place(facts, lifts), facts.submitted_at + timedelta(hours=24)

    sentence = priority.explain(place, due_at=due_at, at=at, order=order)

    assert sentence.startswith(facts.grade.capitalize())
    assert sentence.count(".") == 1
    assert ("ago" in sentence) <= (at > due_at)
    assert ("due in" in sentence) == (at < due_at)
    assert all(lift.words in sentence for lift in place.lifts)
    assert (f"counted {place.hours_lifted} hour" in sentence) == (place.hours_lifted > 0)
    assert ("over its longest wait" in sentence) == order.waits_too_long(place.order_class, place.order_at, at=at)


@given(facts, lift_tables)
def test_a_place_does_not_depend_on_the_zone_of_its_moment(facts: PlaceFacts, lifts: PriorityLifts) -> None:
    place = priority.place(facts, lifts)

    assert place.order_at.tzinfo is UTC
    assert place == priority.place(replace(facts, submitted_at=facts.submitted_at.astimezone(UTC)), lifts)
