"""What a course gives and for how long, and how a newcomer moves on."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.rules.skills import Skill, Stage
from vigil.rules.training import (
    COURSES,
    NEXT,
    SOON_DAYS,
    Course,
    State,
    TrainingPolicy,
    after_months,
    obstacles_to_moving_on,
    state_on,
    supervision_due,
)

POLICY = TrainingPolicy.default()


def test_the_packaged_table_is_in_order() -> None:
    assert TrainingPolicy.problems(POLICY.as_table()) == []
    assert all(line.source for line in TrainingPolicy.sheet().lines)


def test_every_skill_is_given_by_a_course_and_every_course_gives_a_skill() -> None:
    assert all(POLICY.courses_for(skill) for skill in Skill)
    assert all(POLICY.gives(course, date(2026, 1, 1)) for course in Course)
    assert set(COURSES) == set(Course)


def test_no_line_of_the_table_names_a_course_or_skill_that_is_not_there() -> None:
    lines = [key.split("_gives_") for key in POLICY.values if "_gives_" in key]

    assert [(Course(course), Skill(skill)) for course, skill in lines]


def test_a_foundation_course_gives_three_skills_for_a_year() -> None:
    assert POLICY.gives(Course.PUBLIC_PROTECTION, date(2026, 3, 31)) == {
        Skill.CHILDREN: date(2027, 3, 31),
        Skill.ADULTS: date(2027, 3, 31),
        Skill.DOMESTIC_ABUSE: date(2027, 3, 31),
    }


def test_a_course_that_the_table_switches_off_gives_nothing() -> None:
    table = {**POLICY.as_table(), "child_protection_gives_children": 0}

    assert TrainingPolicy.from_table(table).gives(Course.CHILD_PROTECTION, date(2026, 1, 1)) == {}


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2025, 1, 1), 0, date(2025, 1, 1)),
    ],
)
def test_the_same_day_so_many_months_later(day: date, months: int, expected: date) -> None:
    assert after_months(day, months) == expected


days = st.dates(date(2000, 1, 1), date(2090, 1, 1))


@given(days, days, st.integers(0, 120))
def test_a_later_training_never_expires_sooner(one: date, other: date, months: int) -> None:
    earlier, later = sorted([one, other])

    assert after_months(earlier, months) <= after_months(later, months)


@given(days, st.integers(1, 120))
def test_a_month_is_at_least_28_days(day: date, months: int) -> None:
    assert after_months(day, months) - day >= timedelta(days=28 * months)


TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("expires_on", "expected"),
    [
        (None, State.MISSING),
        (TODAY - timedelta(days=1), State.EXPIRED),
        (TODAY, State.EXPIRED),
        (TODAY + timedelta(days=1), State.SOON),
        (TODAY + timedelta(days=SOON_DAYS), State.SOON),
        (TODAY + timedelta(days=SOON_DAYS + 1), State.HELD),
    ],
)
def test_how_a_skill_stands(expires_on: date | None, expected: State) -> None:
    assert state_on(TODAY, expires_on) is expected


@pytest.mark.parametrize(
    ("stage", "to", "done", "words"),
    [
        (Stage.SHADOW, Stage.SUPERVISED, {Stage.SHADOW: 10}, ""),
        (Stage.SHADOW, Stage.SUPERVISED, {Stage.SHADOW: 4}, "4 of 10 assessments are shadowed: 6 more first."),
        (Stage.SHADOW, Stage.SUPERVISED, {}, "0 of 10"),
        (Stage.SHADOW, Stage.INDEPENDENT, {Stage.SHADOW: 100}, "one step at a time"),
        (Stage.SUPERVISED, Stage.INDEPENDENT, {Stage.SUPERVISED: 20}, ""),
        (Stage.SUPERVISED, Stage.INDEPENDENT, {Stage.SHADOW: 20}, "0 of 20 assessments are done under supervision"),
        (Stage.INDEPENDENT, Stage.SHADOW, {}, ""),
        (Stage.INDEPENDENT, Stage.INDEPENDENT, {}, "at this step already"),
    ],
)
def test_a_newcomer_moves_on_when_enough_is_done(stage: Stage, to: Stage, done: dict[Stage, int], words: str) -> None:
    obstacles = obstacles_to_moving_on(stage, to, done=done, policy=POLICY)

    assert words in " ".join(obstacles)
    assert bool(obstacles) is bool(words)


@given(st.sampled_from(list(NEXT)), st.integers(0, 40), st.integers(0, 40))
def test_doing_more_never_closes_the_next_step(stage: Stage, number: int, more: int) -> None:
    before = obstacles_to_moving_on(stage, NEXT[stage], done={stage: number}, policy=POLICY)
    after = obstacles_to_moving_on(stage, NEXT[stage], done={stage: number + more}, policy=POLICY)

    assert before or not after


def test_supervision_is_due_four_weeks_after_the_last_or_after_they_began() -> None:
    assert supervision_due(date(2026, 11, 1), date(2020, 1, 1), POLICY) == date(2026, 11, 29)
    assert supervision_due(None, date(2026, 11, 1), POLICY) == date(2026, 11, 29)
