"""Which skills a referral needs, and what keeps somebody from using theirs."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.rules.floors import Subjects
from vigil.rules.grading import NAMED_BY_TYPE
from vigil.rules.skills import (
    LONDON,
    OPENED_BY,
    Skill,
    Stage,
    Standing,
    obstacles_to_assessing,
    obstacles_to_signing,
    skills_needed,
    usable,
)
from vigil.rules.terms import IncidentType, Role

NOON = datetime(2025, 9, 20, 11, 0, tzinfo=UTC)
CHILDREN, ADULTS, DOMESTIC, EXPLOITATION, HONOUR = list(Skill)[:5]
A_WOMAN: Subjects = ((Role.HARMED, 34.0),)

NEEDED: list[tuple[str, IncidentType, Subjects, set[str], set[Skill]]] = [
    ("a partner's abuse", IncidentType.DOMESTIC_ABUSE_PARTNER, A_WOMAN, set(), {DOMESTIC}),
    ("with a child", IncidentType.STALKING_HARASSMENT, (*A_WOMAN, (Role.CHILD, None)), set(), {DOMESTIC, CHILDREN}),
    ("a harmed girl of 17", IncidentType.SEXUAL_OFFENCE, ((Role.HARMED, 17.0),), set(), {CHILDREN}),
    ("a woman of 18", IncidentType.SEXUAL_OFFENCE, ((Role.HARMED, 18.0),), set(), {ADULTS}),
    ("a child nobody named", IncidentType.DOMESTIC_ABUSE_FAMILY, A_WOMAN, {"child_present"}, {DOMESTIC, CHILDREN}),
    ("county lines", IncidentType.CHILD_EXPLOITATION, ((Role.CHILD, 15.0),), set(), {CHILDREN, EXPLOITATION}),
    ("honour-based abuse", IncidentType.HONOUR_BASED_ABUSE, A_WOMAN, set(), {DOMESTIC, HONOUR}),
    ("honour in the narrative", IncidentType.OTHER, A_WOMAN, {"honour_based_abuse"}, {HONOUR}),
    ("slavery", IncidentType.MODERN_SLAVERY, (), set(), {EXPLOITATION}),
    ("self-neglect", IncidentType.OTHER, (), {"self_neglect"}, {ADULTS}),
    ("a neglected child, type other", IncidentType.OTHER, (), {"neglect"}, {CHILDREN}),
    ("nothing known", IncidentType.OTHER, (), set(), {ADULTS}),
    ("a factor that asks for nothing", IncidentType.MISSING_PERSON, (), {"weapon"}, {ADULTS}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("incident_type", "subjects", "factors", "expected"),
    [case[1:] for case in NEEDED],
    ids=[case[0] for case in NEEDED],
)
def test_what_a_referral_needs(
    incident_type: IncidentType, subjects: Subjects, factors: set[str], expected: set[Skill]
) -> None:
    assert skills_needed(incident_type=incident_type, subjects=subjects, factors=factors) == expected


types = st.sampled_from(IncidentType)
subjects = st.lists(st.tuples(st.sampled_from(Role), st.none() | st.floats(0, 100))).map(tuple)
factors = st.sets(st.sampled_from(["child_present", "honour_based_abuse", "cuckooing", "weapon", "self_neglect"]))


@given(types, subjects, factors)
def test_every_referral_needs_somebody_trained_and_never_sign_off(
    incident_type: IncidentType, subjects: Subjects, factors: set[str]
) -> None:
    needed = skills_needed(incident_type=incident_type, subjects=subjects, factors=factors)

    assert needed
    assert Skill.SIGN_OFF not in needed


@given(types, subjects, factors, factors)
def test_what_more_is_recorded_never_asks_for_less_than_a_named_skill(
    incident_type: IncidentType, subjects: Subjects, factors: set[str], more: set[str]
) -> None:
    before = skills_needed(incident_type=incident_type, subjects=subjects, factors=factors)
    after = skills_needed(incident_type=incident_type, subjects=subjects, factors=factors | more)

    # Adults is what is asked where nothing else is: only that may give way to a skill that fits better.
    assert before - after <= {Skill.ADULTS}


@pytest.mark.parametrize(("incident_type", "factor"), NAMED_BY_TYPE.items())
def test_a_type_asks_for_no_less_than_the_factor_it_names(incident_type: IncidentType, factor: str) -> None:
    by_factor = skills_needed(incident_type=IncidentType.OTHER, subjects=(), factors={factor}) - {Skill.ADULTS}

    assert by_factor <= skills_needed(incident_type=incident_type, subjects=(), factors=())


def standing(
    *held: Skill, expires_on: date = date(2026, 3, 29), stage: Stage = Stage.INDEPENDENT, ends_on: date | None = None
) -> Standing:
    return Standing(expires=dict.fromkeys(held, expires_on), stage=stage, ends_on=ends_on)


def london(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    "expires_on",
    [
        date(2026, 3, 29),  # the clocks go forward in the night that begins it
        date(2026, 3, 30),  # the day after, whose midnight is 23:00 in UTC
        date(2026, 10, 25),  # the clocks go back
        date(2026, 10, 26),
        date(2026, 7, 1),  # summer: midnight is 23:00 in UTC
        date(2026, 1, 1),
    ],
)
def test_a_skill_closes_at_midnight_in_london(expires_on: date) -> None:
    held = standing(DOMESTIC, expires_on=expires_on)
    last_minute = london(expires_on - timedelta(days=1), 23, 59)
    midnight = london(expires_on, 0)

    assert obstacles_to_assessing(held, {DOMESTIC}, last_minute) == []
    assert obstacles_to_assessing(held, {DOMESTIC}, midnight - timedelta(microseconds=1)) == []
    assert obstacles_to_assessing(held, {DOMESTIC}, midnight) != []
    assert obstacles_to_assessing(held, {DOMESTIC}, midnight.astimezone(UTC) + timedelta(days=400)) != []


def test_a_missing_skill_says_what_would_open_it() -> None:
    assert obstacles_to_assessing(standing(CHILDREN), {CHILDREN, HONOUR}, NOON) == [
        "The skill “honour-based abuse” is missing: training in honour-based abuse opens it."
    ]


def test_an_expired_skill_says_since_when() -> None:
    held = standing(DOMESTIC, expires_on=date(2025, 9, 20))

    assert obstacles_to_assessing(held, {DOMESTIC}, NOON) == [
        "The skill “domestic abuse” expired on 20 September 2025: training in domestic abuse opens it again."
    ]


def test_somebody_who_shadows_assesses_nothing_however_well_trained() -> None:
    assert "still shadows" in obstacles_to_assessing(standing(*Skill, stage=Stage.SHADOW), {ADULTS}, NOON)[0]


def test_a_temporary_post_closes_every_gate_on_the_day_after_it() -> None:
    surge = standing(*Skill, ends_on=date(2025, 9, 21))

    assert obstacles_to_assessing(surge, {ADULTS}, london(date(2025, 9, 20), 23, 59)) == []
    assert "ended on 21 September 2025" in obstacles_to_assessing(surge, {ADULTS}, london(date(2025, 9, 21), 0))[0]


def test_signing_needs_the_skill_sign_off_and_the_end_of_the_path() -> None:
    assert obstacles_to_signing(standing(ADULTS, Skill.SIGN_OFF), {ADULTS}, NOON) == []
    assert "“sign-off” is missing" in obstacles_to_signing(standing(ADULTS), {ADULTS}, NOON)[0]
    assert "“adults” is missing" in obstacles_to_signing(standing(Skill.SIGN_OFF), {ADULTS}, NOON)[0]
    supervised = standing(ADULTS, Skill.SIGN_OFF, stage=Stage.SUPERVISED)
    assert obstacles_to_assessing(supervised, {ADULTS}, NOON) == []
    assert "supervised" in obstacles_to_signing(supervised, {ADULTS}, NOON)[0]


days = st.dates(date(2024, 1, 1), date(2028, 1, 1))
standings = st.builds(
    Standing,
    expires=st.dictionaries(st.sampled_from(Skill), days),
    stage=st.sampled_from(Stage),
    ends_on=st.none() | days,
)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
needs = st.frozensets(st.sampled_from(Skill), min_size=1)


@given(standings, needs, moments)
def test_the_gate_opens_exactly_when_every_skill_needed_may_be_used(
    held: Standing, needed: frozenset[Skill], at: datetime
) -> None:
    assert (obstacles_to_assessing(held, needed, at) == []) == (needed <= usable(held, at))


@given(standings, needs, moments, moments)
def test_a_gate_that_closed_with_time_never_opens_by_waiting(
    held: Standing, needed: frozenset[Skill], one: datetime, other: datetime
) -> None:
    earlier, later = sorted([one, other])

    assert usable(held, later) <= usable(held, earlier)
    if obstacles_to_assessing(held, needed, earlier):
        assert obstacles_to_assessing(held, needed, later)


@given(standings, needs, moments)
def test_whoever_may_sign_may_assess(held: Standing, needed: frozenset[Skill], at: datetime) -> None:
    if not obstacles_to_signing(held, needed, at):
        assert obstacles_to_assessing(held, needed, at) == []


def test_every_skill_says_what_opens_it() -> None:
    assert set(OPENED_BY) == set(Skill)
