"""By which way a packet goes, and what follows a failed attempt."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from vigil.rules.sharing.routing import GIVE_UP_AFTER, RETRY_AFTER, Hours, Next, Way, after_trouble, rest, ways
from vigil.rules.sharing.terms import Form
from vigil.rules.terms import Grade

NOON = datetime(2025, 9, 20, 11, tzinfo=UTC)
MAIL = Way(key=1, order=1)
PORTAL = Way(key=2, order=2)
HIGH_BY_API = Way(key=3, order=1, grade=Grade.HIGH)
NIGHT = Way(key=4, order=1, hours=Hours.CLOSED)
CHILD = Way(key=5, order=1, form=Form.CHILD)
EVERY = [PORTAL, MAIL, HIGH_BY_API, NIGHT, CHILD]


def keys(form: Form, grade: Grade, *, is_open: bool) -> list[int]:
    return [way.key for way in ways(EVERY, form=form, grade=grade, is_open=is_open)]


def test_the_way_that_fits_most_exactly_comes_first_and_the_rest_fall_back() -> None:
    assert keys(Form.ADULT, Grade.MEDIUM, is_open=True) == [1, 2]
    assert keys(Form.ADULT, Grade.HIGH, is_open=True) == [3, 1, 2]
    assert keys(Form.CHILD, Grade.HIGH, is_open=True) == [5, 3, 1, 2]
    assert keys(Form.ADULT, Grade.MEDIUM, is_open=False) == [4, 1, 2]


def test_a_stopped_way_is_not_used() -> None:
    stopped = Way(key=1, order=1, is_stopped=True)

    assert ways([stopped, PORTAL], form=Form.CHILD, grade=Grade.HIGH, is_open=True) == [PORTAL]


def test_the_retries_reach_past_75_hours() -> None:
    assert timedelta(hours=75) <= sum(RETRY_AFTER, timedelta(0)) < timedelta(hours=80)


def trouble(**facts: object) -> Next:
    sound: dict[str, object] = {
        "attempts": 1,
        "attempts_this_way": 1,
        "way": 0,
        "number_of_ways": 1,
        "may_help": True,
        "asked_to_wait": None,
        "first_at": NOON,
        "at": NOON,
    }
    return after_trouble(**{**sound, **facts})  # type: ignore[arg-type]


def test_a_first_failure_is_tried_again_in_a_minute() -> None:
    assert trouble() == Next(at=NOON + timedelta(minutes=1), way=0)


def test_a_partner_who_asks_us_to_wait_is_waited_for() -> None:
    assert trouble(asked_to_wait=timedelta(hours=2)).at == NOON + timedelta(hours=2)


def test_what_cannot_help_goes_by_the_next_way_at_once() -> None:
    assert trouble(may_help=False, number_of_ways=2) == Next(at=NOON, way=1)


def test_three_failures_by_one_way_try_the_next() -> None:
    assert trouble(attempts=3, attempts_this_way=3, number_of_ways=2) == Next(at=NOON, way=1)


def test_when_no_way_can_help_it_is_given_up_at_once() -> None:
    assert trouble(may_help=False).at is None


def test_after_75_hours_it_is_given_up() -> None:
    assert trouble(attempts=12, attempts_this_way=1, at=NOON + GIVE_UP_AFTER).at is None


@given(number_of_ways=st.integers(min_value=1, max_value=3), late=st.floats(min_value=0, max_value=3_000))
def test_a_partner_that_never_answers_becomes_a_task_and_not_before_75_hours(number_of_ways: int, late: float) -> None:
    at, way, attempts, this_way = NOON, 0, 0, 0
    while True:
        attempts, this_way = attempts + 1, this_way + 1
        following = trouble(
            attempts=attempts, attempts_this_way=this_way, way=way, number_of_ways=number_of_ways, at=at
        )
        if following.at is None:
            break
        this_way = this_way if following.way == way and this_way < 3 else 0
        way, at = following.way, following.at + timedelta(seconds=late)

    assert attempts < 60
    assert GIVE_UP_AFTER <= at - NOON <= GIVE_UP_AFTER + timedelta(hours=1)


def test_a_way_that_keeps_failing_rests_longer_but_not_for_ever() -> None:
    assert [rest(failures) for failures in (1, 2, 99)] == [
        timedelta(seconds=15),
        timedelta(minutes=1),
        timedelta(minutes=15),
    ]
