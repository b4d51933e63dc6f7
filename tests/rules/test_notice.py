"""Which incidents call for a referral, and which referral answers for one."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.rules import notice
from vigil.rules.notice import Involved, Qualifier, Shared
from vigil.rules.policies import NoticePolicy
from vigil.rules.terms import IncidentType, Role

POLICY = NoticePolicy.default()
NIGHT = datetime(2025, 9, 18, 22, 40, tzinfo=UTC)


def codes(
    kind: IncidentType, *qualifiers: Qualifier, ages: tuple[int | None, ...] = (), role: Role = Role.OTHER
) -> list[str]:
    involved = [Involved(role=role, age=age) for age in ages]
    return [
        need.code for need in notice.needs(incident_type=kind, qualifiers=qualifiers, involved=involved, policy=POLICY)
    ]


@pytest.mark.parametrize(
    ("kind", "qualifiers", "ages", "expected"),
    [
        (IncidentType.OTHER, [], (34, 51), []),
        (IncidentType.OTHER, [], (34, 17), ["child_named"]),
        (IncidentType.OTHER, [], (18,), []),
        (IncidentType.OTHER, [Qualifier.CHILD], (), ["child"]),
        (IncidentType.CHILD_WELFARE, [], (9,), ["child_named", "child"]),
        (IncidentType.OTHER, [Qualifier.VULNERABLE_ADULT], (80,), ["vulnerable_adult"]),
        (IncidentType.DOMESTIC_ABUSE_PARTNER, [], (34, 35), ["domestic_abuse"]),
        (IncidentType.MISSING_PERSON, [], (40,), ["missing"]),
        (IncidentType.MENTAL_HEALTH, [Qualifier.MENTAL_HEALTH], (40,), []),
        (IncidentType.OTHER, [Qualifier.HATE, Qualifier.OTHER], (40,), []),
        (IncidentType.OTHER, [], (None,), []),
    ],
)  # fmt: skip
def test_what_calls_for_a_referral(
    kind: IncidentType, qualifiers: list[Qualifier], ages: tuple[int | None, ...], expected: list[str]
) -> None:
    assert codes(kind, *qualifiers, ages=ages) == expected


def test_somebody_called_a_child_without_an_age_is_one_and_a_grown_child_is_not() -> None:
    assert codes(IncidentType.OTHER, ages=(None,), role=Role.CHILD) == ["child_named"]
    assert codes(IncidentType.OTHER, ages=(40,), role=Role.CHILD) == []


def test_policy_says_what_counts() -> None:
    stricter = NoticePolicy.from_table({**POLICY.as_table(), "counts_mental_health": "yes"})
    kind = IncidentType.MENTAL_HEALTH

    assert notice.needs(incident_type=kind, qualifiers=(), involved=(), policy=stricter)[0].code == "mental_health"
    assert NoticePolicy.problems(
        {key: "no" if value == "yes" else value for key, value in POLICY.as_table().items()}
    ) == ["Something must call for a referral, or none would ever be missing."]


@given(st.lists(st.sampled_from(Qualifier)), st.sampled_from(IncidentType), st.lists(st.integers(0, 110)))
def test_one_more_mark_never_makes_a_referral_less_called_for(
    marks: list[Qualifier], kind: IncidentType, ages: list[int]
) -> None:
    without = set(codes(kind, *marks[1:], ages=tuple(ages)))

    assert without <= set(codes(kind, *marks, ages=tuple(ages)))
    assert without <= set(codes(kind, *marks[1:], ages=(*ages, 4)))


def test_a_referral_is_missing_a_day_after_the_incident_and_not_before() -> None:
    assert notice.missing_from(NIGHT, POLICY) == NIGHT + timedelta(hours=24)


HOUR = timedelta(hours=1)
ABOUT = "at about the same time."


@pytest.mark.parametrize(
    ("shared", "why"),
    [
        (Shared(same_log=True, people=0, same_home=False, apart=None), "Same log number."),
        (Shared(same_log=False, people=1, same_home=False, apart=3 * HOUR), f"It names the same person, {ABOUT}"),
        (Shared(same_log=False, people=2, same_home=True, apart=24 * HOUR), f"It names 2 of the same people, {ABOUT}"),
        (Shared(same_log=False, people=2, same_home=True, apart=25 * HOUR), ""),
        (Shared(same_log=False, people=0, same_home=True, apart=HOUR), "Same address, at nearly the same time."),
        (Shared(same_log=False, people=0, same_home=True, apart=3 * HOUR), ""),
        (Shared(same_log=False, people=3, same_home=True, apart=None), ""),
        (Shared(same_log=False, people=0, same_home=False, apart=timedelta(0)), ""),
        (Shared(same_log=False, other_log=True, people=3, same_home=True, apart=timedelta(0)), ""),
    ],
)  # fmt: skip
def test_which_referral_answers_for_an_incident(shared: Shared, why: str) -> None:
    assert notice.why_answers(shared, POLICY) == why


def test_a_supervisor_is_not_asked_twice_before_the_answer_is_due() -> None:
    due_at = notice.answer_due_at(NIGHT, POLICY)

    def obstacles(at: datetime) -> list[str]:
        return notice.obstacles_to_asking(is_missing=True, answer_due_at=due_at, at=at)

    assert obstacles(due_at - HOUR)
    assert obstacles(due_at) == []
    assert notice.obstacles_to_asking(is_missing=False, answer_due_at=None, at=NIGHT) != []
