from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.rules.calendars import OpeningHours
from vigil.rules.policies import (
    POLICIES,
    AssessmentClocks,
    GradingPolicy,
    HubHours,
    Line,
    PolicyRefused,
    PolicyTable,
    PriorityLifts,
    Unit,
)
from vigil.rules.terms import Grade

every_policy = pytest.mark.parametrize("policy", POLICIES, ids=[policy.name for policy in POLICIES])


@every_policy
def test_a_packaged_policy_is_in_order_and_comes_back_as_it_went(policy: type[PolicyTable]) -> None:
    default = policy.default()

    assert policy.problems(default.as_table()) == []
    assert policy.from_table(default.as_table()) == default


@every_policy
def test_a_policy_can_be_read_by_people(policy: type[PolicyTable]) -> None:
    sheet = policy.sheet()

    assert sheet.title
    assert sheet.help.endswith(".")
    assert len({line.key for line in sheet.lines}) == len({line.words for line in sheet.lines}) == len(sheet.lines)
    assert all(line.words[0].isupper() and line.source for line in sheet.lines)


@every_policy
def test_a_policy_describes_the_values_in_force_and_not_the_packaged_ones(policy: type[PolicyTable]) -> None:
    first = policy.sheet().lines[0]
    table = {**policy.default().as_table(), "version": "mended", first.key: _another(first)}

    described = policy.from_table(table).describe()

    assert described[0].value == _another(first)
    assert described[1:] == policy.sheet().lines[1:]


def _another(line: Line) -> int | str:
    if line.choices:
        return next(choice for choice in line.choices if choice != line.value)
    return line.value + 1 if isinstance(line.value, int) else "09:00-17:00"


CLOCKS = AssessmentClocks.default().as_table()
WRONG = [
    (AssessmentClocks, {"high_amount": 0}, "High: assessed within: enter a whole number from 1 to 999."),
    (AssessmentClocks, {"high_amount": 1000}, "High: assessed within: enter a whole number from 1 to 999."),
    (AssessmentClocks, {"high_amount": "4"}, "High: assessed within: enter a whole number from 1 to 999."),
    (AssessmentClocks, {"high_amount": True}, "High: assessed within: enter a whole number from 1 to 999."),
    (AssessmentClocks, {"high_amount": 2.5}, "High: assessed within: enter a whole number from 1 to 999."),
    (
        AssessmentClocks,
        {"medium_unit": "fortnights"},
        "Medium: counted in: choose calendar hours, working hours, working days.",
    ),
    (AssessmentClocks, {"version": " "}, "Version: name this version of the table."),
    (AssessmentClocks, {"version": 3}, "Version: name this version of the table."),
    (AssessmentClocks, {"urgent_amount": 1}, "“urgent_amount” is not a line of this table."),
    (HubHours, {"monday": "8-6"}, "Monday: write hours like 08:00-18:00, or closed."),
    (HubHours, {"monday": "08:00-24:00"}, "Monday: write hours like 08:00-18:00, or closed."),
    (HubHours, {"monday": 8}, "Monday: write hours like 08:00-18:00, or closed."),
    (
        HubHours,
        dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "closed"),
        "The hub must be open on at least one day, or no clock could ever run out.",
    ),
    (
        GradingPolicy,
        {"floor_no_officer_grade": "off"},
        "No grade from the officer: choose high, medium.",
    ),
    (GradingPolicy, {"medium_ticks": 14}, "DASH ticks: the number for high must be above the number for medium."),
    (GradingPolicy, {"high_points": 5}, "Points: the number for high must be above the number for medium."),
    (
        PriorityLifts,
        {"conflict": -1},
        "What is recorded does not fit the officer’s grade: enter a whole number from 0 to 999.",
    ),
]


@pytest.mark.parametrize(("policy", "change", "sentence"), WRONG, ids=[f"{p.name} {c}" for p, c, _ in WRONG])
def test_a_table_that_cannot_be_used_is_refused_with_a_sentence(
    policy: type[PolicyTable], change: dict[str, Any], sentence: str
) -> None:
    table = {**policy.default().as_table(), **change}

    assert policy.problems(table) == [sentence]
    with pytest.raises(PolicyRefused) as refusal:
        policy.from_table(table)
    assert refusal.value.problems == [sentence]


def test_each_line_that_is_wrong_gets_its_own_sentence() -> None:
    problems = AssessmentClocks.problems({})

    assert len(problems) == len(AssessmentClocks.sheet().lines) + 1
    assert problems[0] == "High: assessed within: a value is missing."


@given(st.dictionaries(st.sampled_from([*CLOCKS, "other"]), st.none() | st.integers() | st.text() | st.booleans()))
def test_a_table_is_taken_exactly_when_nothing_is_wrong_with_it(change: dict[str, Any]) -> None:
    table = {**CLOCKS, **change}

    if AssessmentClocks.problems(table):
        with pytest.raises(PolicyRefused):
            AssessmentClocks.from_table(table)
    else:
        assert AssessmentClocks.from_table(table).as_table() == table


@pytest.mark.parametrize(
    ("grade", "amount", "unit"),
    [
        (Grade.HIGH, 4, Unit.WORKING_HOURS),
        (Grade.MEDIUM, 24, Unit.WORKING_HOURS),
        (Grade.STANDARD, 72, Unit.CALENDAR_HOURS),
    ],
)
def test_the_packaged_clocks_are_the_published_hub_targets(grade: Grade, amount: int, unit: Unit) -> None:
    clocks = AssessmentClocks.default()

    assert (clocks.amount(grade), clocks.unit(grade)) == (amount, unit)


def test_hub_hours_become_a_working_pattern_whatever_the_order_of_the_stored_lines() -> None:
    table = {**HubHours.default().as_table(), "sunday": "22:00-06:00"}
    reversed_table = dict(reversed(table.items()))

    monday, *_, saturday, sunday = HubHours.from_table(reversed_table).pattern()

    assert monday is not None
    assert monday == OpeningHours(opens=monday.opens.replace(8), closes=monday.closes.replace(18))
    assert saturday is None
    assert sunday is not None
    assert (sunday.opens.hour, sunday.closes.hour) == (22, 6)


def test_a_floor_that_is_switched_off_holds_no_grade() -> None:
    table = {**GradingPolicy.default().as_table(), "floor_sexual_violence": "off"}

    assert GradingPolicy.from_table(table).floor("sexual_violence") is None
    assert GradingPolicy.default().floor("sexual_violence") is Grade.MEDIUM
