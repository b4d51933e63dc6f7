from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.grading_cases import CHILD, HARMED, HARMING, HIGH, MEDIUM, POLICY, STANDARD, about, told
from tests.rules.test_grading_laws import any_facts
from vigil.rules.grading import Facts, screen
from vigil.rules.history import SAME_INCIDENT, Earlier, Link
from vigil.rules.policies import GradingPolicy
from vigil.rules.terms import RANK, Area, Grade, IncidentType, Role

DOMESTIC_ABUSE = IncidentType.DOMESTIC_ABUSE_PARTNER


def before(days: float, grade: Grade = STANDARD, **other: Any) -> Earlier:
    """A report on the same harmed adult, so many days before."""
    fields: dict[str, Any] = {"number": int(days * 100), "subject": 1, "then": HARMED, "now": HARMED, **other}
    return Earlier(before=timedelta(days=days), incident_type=DOMESTIC_ABUSE, grade=grade, **fields)


def after(*history: Earlier, facts: Facts | None = None, **other: Any) -> Facts:
    """A domestic referral with nothing recorded, beside this history."""
    return replace(facts or told(), history=history, **other)


def of(link: Link, *days: float, **other: Any) -> tuple[Earlier, ...]:
    return tuple(before(one, link=link, subject=0, then=None, now=None, **other) for one in days)


CASES: list[tuple[str, Facts, Grade, str]] = [
    ("one report before", after(before(20)), STANDARD, ""),
    ("two before in three months", after(before(20), before(89)), STANDARD, "history_at_risk_reports"),
    (
        "two before, one of them too old to count",
        after(before(20), before(91), facts=about(IncidentType.MENTAL_HEALTH)),
        STANDARD,
        "",
    ),
    ("two before and some risk", after(before(8), before(9), facts=told("weapon")), MEDIUM, "history_at_risk_points"),
    ("three before", after(before(8), before(9), before(80)), MEDIUM, "history_reports_medium"),
    ("four before", after(*(before(day) for day in (8, 9, 10, 11))), MEDIUM, "history_reports_raise"),
    (
        "four before, and medium by itself",
        after(*(before(day) for day in (8, 9, 10, 11)), facts=told("missing", "weapon")),
        HIGH,
        "history_reports_raise",
    ),
    ("a high-risk one a year before", after(before(364, HIGH)), MEDIUM, "history_after_high_days"),
    ("a high-risk one longer ago", after(before(366, HIGH)), STANDARD, ""),
    (
        "a high-risk one before, and medium by itself",
        after(before(30, HIGH), facts=told("missing", "weapon")),
        HIGH,
        "history_after_high_days",
    ),
    ("a high-risk one since", after(before(-3, HIGH)), MEDIUM, "history_high_since"),
    ("a medium one since", after(before(-3, MEDIUM)), STANDARD, ""),
    ("another officer's report of this incident", after(before(0.02, HIGH)), STANDARD, ""),
    ("so soon before", after(before(6)), STANDARD, "history_recent_days"),
    ("a repeat with a child", after(before(200), facts=told(), subjects=((CHILD, 4),)), STANDARD, "history_child_days"),
    (
        "three domestic events in a year",
        after(before(100), before(300), area=Area.SHROPSHIRE),
        STANDARD,
        "history_domestic_shropshire",
    ),
    (
        "three events in a year, none of them domestic now",
        after(before(100), before(300), facts=about(IncidentType.MENTAL_HEALTH)),
        STANDARD,
        "",
    ),
    (
        "worse than before",
        after(before(50), before(60), facts=told("missing", "weapon")),
        MEDIUM,
        "history_escalation_reports",
    ),
    (
        "the same alleged offender",
        after(*(before(day, then=HARMING, now=HARMING) for day in (10, 20))),
        STANDARD,
        "history_alleged_offender_reports",
    ),
    (
        "the same alleged offender, high before: the person at risk is another",
        after(before(10, HIGH, then=HARMING, now=HARMING)),
        STANDARD,
        "",
    ),
    ("the same household", after(*of(Link.HOUSEHOLD, 10, 20)), STANDARD, "history_household_reports"),
    (
        "a parent of earlier reports",
        after(*(before(day, then=Role.PARENT_OR_CARER, now=Role.PARENT_OR_CARER) for day in (10, 20))),
        STANDARD,
        "history_household_reports",
    ),
    ("the same address", after(*of(Link.ADDRESS, 10, 20, 30, 40)), STANDARD, "history_address_reports"),
    ("an address of many", after(*of(Link.ADDRESS, 10, 20, 30)), STANDARD, ""),
]


@pytest.mark.parametrize(("facts", "grade", "code"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_history_raises_by_the_table_or_asks_for_a_sooner_look(facts: Facts, grade: Grade, code: str) -> None:
    screening = screen(facts, POLICY)
    by_history = [reason.code for reason in screening.reasons if reason.code.startswith("history_")]

    assert screening.grade is grade
    assert code in by_history if code else by_history == []
    assert screening.is_repeat is bool(code)
    assert screening.level is screen(replace(facts, history=()), POLICY).grade
    assert screening.conflicts == screen(replace(facts, history=()), POLICY).conflicts


def test_a_reason_says_how_many_reports_and_how_long_ago() -> None:
    reports = (before(3.2), before(20), before(40))

    words = [reason.words for reason in screen(after(*reports), POLICY).reasons]

    assert "4 reports on the same person at risk in 90 days; the last 3 days before" in words
    assert "A report on the same person so soon before; the last 3 days before" in words


def test_two_children_with_one_report_each_are_not_one_child_with_two() -> None:
    apart = after(before(10, subject=1, now=CHILD), before(20, subject=2, now=CHILD))
    together = after(before(10, subject=1, now=CHILD), before(20, subject=1, now=CHILD))

    assert "history_at_risk_reports" not in {reason.code for reason in screen(apart, POLICY).reasons}
    assert "history_at_risk_reports" in {reason.code for reason in screen(together, POLICY).reasons}


def test_two_officers_reports_of_one_incident_count_once() -> None:
    once = after(before(10), before(20))
    twice = after(before(10), before(20), before(20.01))

    assert screen(twice, POLICY).grade is screen(once, POLICY).grade is STANDARD


def test_a_report_that_shares_three_people_counts_once() -> None:
    shared = [before(10, number=7, subject=place) for place in (1, 2, 3)]

    assert not any("reports on" in reason.words for reason in screen(after(*shared), POLICY).reasons)


def test_each_council_has_its_own_number_and_an_unknown_one_has_the_lowest() -> None:
    local = GradingPolicy.from_table({**POLICY.as_table(), "history_domestic_shropshire": 5})
    history = (before(100), before(300))

    def codes(area: Area | None) -> set[str]:
        return {reason.code for reason in screen(after(*history, area=area), local).reasons}

    assert "history_domestic_shropshire" not in codes(Area.SHROPSHIRE)
    assert "history_domestic_herefordshire" in codes(Area.HEREFORDSHIRE)
    assert "history_domestic_herefordshire" in codes(None)


def test_a_policy_that_asks_less_of_more_reports_is_refused() -> None:
    table = {**POLICY.as_table(), "history_reports_medium": 6, "history_reports_raise": 5}

    assert GradingPolicy.problems(table) == ["History: the more reports it takes, the more they must ask for."]


_earlier = st.builds(
    Earlier,
    number=st.integers(1, 8),
    before=st.floats(-400, 800).map(lambda days: timedelta(days=days)),
    incident_type=st.sampled_from(IncidentType),
    grade=st.sampled_from(Grade),
    link=st.sampled_from(Link),
    subject=st.integers(0, 3),
    then=st.none() | st.sampled_from(Role),
    now=st.none() | st.sampled_from(Role),
)
histories = st.lists(_earlier, max_size=8).map(tuple)


@given(any_facts, histories, _earlier)
def test_more_history_never_lowers_the_grade(facts: Facts, history: tuple[Earlier, ...], one: Earlier) -> None:
    without = screen(replace(facts, history=history), POLICY)
    beside = screen(replace(facts, history=(*history, one)), POLICY)

    assert RANK[beside.grade] <= RANK[without.grade]
    assert beside.is_repeat >= without.is_repeat
    assert beside.level is without.level


@given(any_facts, histories, st.floats(0, 500))
def test_a_history_that_is_older_counts_no_more(facts: Facts, history: tuple[Earlier, ...], days: float) -> None:
    past = tuple(one for one in history if one.before >= SAME_INCIDENT)
    older = tuple(replace(one, before=one.before + timedelta(days=days)) for one in past)

    as_it_is, as_if_older = (screen(replace(facts, history=each), POLICY) for each in (past, older))

    assert RANK[as_it_is.grade] <= RANK[as_if_older.grade]
    assert as_it_is.is_repeat >= as_if_older.is_repeat


@given(any_facts, histories, _earlier)
def test_a_more_serious_history_never_lowers_the_grade(
    facts: Facts, history: tuple[Earlier, ...], one: Earlier
) -> None:
    less = screen(replace(facts, history=(*history, replace(one, grade=STANDARD))), POLICY)
    more = screen(replace(facts, history=(*history, replace(one, grade=HIGH))), POLICY)

    assert RANK[more.grade] <= RANK[less.grade]


@given(any_facts, histories)
def test_the_order_of_a_history_does_not_matter(facts: Facts, history: tuple[Earlier, ...]) -> None:
    assert screen(replace(facts, history=history), POLICY) == screen(replace(facts, history=history[::-1]), POLICY)


@given(any_facts, histories)
def test_every_reason_of_a_history_has_words_and_a_source(facts: Facts, history: tuple[Earlier, ...]) -> None:
    reasons = screen(replace(facts, history=history), POLICY).reasons

    assert all(reason.words and reason.source for reason in reasons)
    assert len({reason.code for reason in reasons}) == len(reasons)
