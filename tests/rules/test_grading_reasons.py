from dataclasses import replace

import pytest

from tests.rules.grading_cases import CHILD, HIGH, MEDIUM, POLICY, STANDARD, about, alone, dara, dash, noted, told
from vigil.rules.grading import Facts, level_of, screen
from vigil.rules.terms import Grade, IncidentType


@pytest.mark.parametrize(
    ("facts", "code", "words"),
    [
        (
            told("non_fatal_strangulation"),
            "strangulation_domestic",
            "Strangulation or choking in a domestic setting: strangulation recorded in the narrative",
        ),
        (
            dash(18),
            "strangulation_domestic",
            "Strangulation or choking in a domestic setting: strangulation answered yes on the DASH",
        ),
        (
            dara({"markers": noted("non_fatal_strangulation")}, choke_strangle="Often"),
            "strangulation_domestic",
            (
                "Strangulation or choking in a domestic setting: "
                "strangulation recorded in the narrative and answered yes on the DARA"
            ),
        ),
        (
            dash(2, 3, markers=noted("threat_to_kill")),
            "threat_to_kill_with_means_or_fear",
            (
                "A threat to kill, with means, fear, or what makes it likelier: "
                "threat to kill recorded in the narrative; fear answered yes on the DASH"
            ),
        ),
        (
            about(IncidentType.HONOUR_BASED_ABUSE),
            "honour_based_abuse",
            "Honour-based abuse: honour-based abuse or forced marriage named by the incident type",
        ),
        (
            dash(4, 24, markers=noted("child_present", "coercive_control")),
            "medium_points",
            (
                "5 points: control or isolation recorded in the narrative and answered yes on the DASH (3); "
                "child in the home recorded in the narrative (1); "
                "drugs, alcohol or mental health answered yes on the DASH (1)"
            ),
        ),
        (
            about(IncidentType.DOMESTIC_ABUSE_PARTNER, markers=noted("non_fatal_strangulation", by_likeness=True)),
            "strangulation_domestic",
            (
                "Strangulation or choking in a domestic setting: "
                "strangulation heard by likeness in the narrative; no higher by likeness alone"
            ),
        ),
    ],
)
def test_a_reason_says_where_it_is_recorded(facts: Facts, code: str, words: str) -> None:
    assert words in {reason.words for reason in screen(facts, POLICY).reasons if reason.code == code}


def test_a_reason_names_the_factors_it_rests_on_and_only_those() -> None:
    facts = told("threat_to_kill", "weapon", "child_present")

    rests_on = {reason.code: reason.factors for reason in screen(facts, POLICY).reasons}

    assert rests_on["threat_to_kill_with_means_or_fear"] == ("threat_to_kill", "weapon")
    assert rests_on["medium_points"] == ("child_present", "threat_to_kill", "weapon")
    assert rests_on["officer_grade"] == ()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (told("non_fatal_strangulation"), ["Strangulation in the narrative, graded standard"]),
        (told("non_fatal_strangulation", officer_grade=HIGH), []),
        (dash(18, markers=noted("non_fatal_strangulation")), ["Strangulation in the narrative, graded standard"]),
        (dash(2, markers=noted("threat_to_kill")), ["Threat to kill recorded, graded standard"]),
        (
            dara({"markers": noted("pregnancy")}, physical_violence="Often"),
            ["Violence in pregnancy recorded, graded standard"],
        ),
        (
            told("coercive_control", "escalation", "victim_afraid", officer_grade=MEDIUM),
            ["Control, escalation, fear in the narrative, graded medium"],
        ),
        (
            about(IncidentType.CHILD_PHYSICAL_ABUSE, (CHILD, 0.3), officer_grade=MEDIUM),
            ["Injury, child under 2 as the type, graded medium"],
        ),
        (
            about(
                IncidentType.DOMESTIC_ABUSE_PARTNER,
                markers=noted("coercive_control", "escalation", "victim_afraid", by_likeness=True),
            ),
            [
                "Control, escalation, fear by likeness, graded standard",
                "Getting worse, with fear by likeness, graded standard",
            ],
        ),
        (told("adult_care_needs", "financial_abuse"), []),  # points are our sum
        (told(narrative_readable=False), []),
    ],
)
def test_a_conflict_says_where_to_look(facts: Facts, words: list[str]) -> None:
    assert [conflict.words for conflict in screen(facts, POLICY).conflicts] == words


@pytest.mark.parametrize(
    ("facts", "grade"),
    [
        (alone(), STANDARD),
        (alone("separation_conflict"), STANDARD),
        (alone("neglect"), MEDIUM),
        (alone("mental_health_crisis", "substance_misuse", "child_present"), MEDIUM),
        (alone("non_fatal_strangulation"), HIGH),
        (alone("sexual_violence"), HIGH),
        (replace(alone(), narrative_readable=False), MEDIUM),
    ],
)
def test_a_narrative_alone_has_a_level_that_asks_no_officer(facts: Facts, grade: Grade) -> None:
    level = level_of(facts, POLICY)

    assert level.grade is grade
    assert "no_officer_grade" not in {reason.code for reason in level.reasons}


def test_a_referral_with_no_officers_grade_is_medium_though_its_level_is_standard() -> None:
    screening = screen(told(officer_grade=None), POLICY)

    assert (screening.grade, screening.level) == (MEDIUM, STANDARD)


def test_a_level_below_the_officers_grade_is_told_and_lowers_nothing() -> None:
    screening = screen(told("neglect", officer_grade=HIGH), POLICY)

    assert (screening.grade, screening.level) == (HIGH, MEDIUM)


@pytest.mark.parametrize(
    ("facts", "grade"),
    [
        (about(IncidentType.OTHER, markers=noted("non_fatal_strangulation", by_likeness=True)), MEDIUM),
        (dash(18, markers=noted("non_fatal_strangulation", by_likeness=True)), HIGH),
        (
            about(
                IncidentType.DOMESTIC_ABUSE_PARTNER,
                markers=(*noted("non_fatal_strangulation"), *noted("non_fatal_strangulation", by_likeness=True)),
            ),
            HIGH,
        ),
    ],
    ids=["alone", "beside the DASH", "beside words for it"],
)
def test_a_risk_heard_by_likeness_asks_for_high_only_beside_something_surer(facts: Facts, grade: Grade) -> None:
    assert screen(facts, POLICY).grade is grade
