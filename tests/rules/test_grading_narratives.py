from dataclasses import replace

import pytest

from tests.rules.grading_cases import (
    CHILD,
    HIGH,
    MARKERS,
    MEDIUM,
    NOT_PRESENT,
    POLICY,
    STANDARD,
    about,
    dara,
    dash,
    noted,
    told,
)
from tests.rules.test_grading import CASES as STRUCTURED
from vigil.rules import questionnaires
from vigil.rules.floors import FLOORS
from vigil.rules.grading import NAMED_BY_TYPE, Facts, screen
from vigil.rules.policies import GradingPolicy
from vigil.rules.terms import Grade, IncidentType, RiskTool, Role

BABY = (CHILD, 0.3)
CASES: list[tuple[str, Facts, Grade, str]] = [
    ("nothing told", told(), STANDARD, "officer_grade"),
    ("hands round the neck", told("non_fatal_strangulation"), HIGH, "strangulation_domestic"),
    (
        "hands round the neck, in a street robbery",
        about(IncidentType.OTHER, markers=noted("non_fatal_strangulation")),
        HIGH,
        "strangulation",
    ),
    ("a threat to kill", told("threat_to_kill", "child_present"), MEDIUM, "threat_to_kill"),
    *(
        (f"a threat to kill, with {beside}", told("threat_to_kill", beside), HIGH, "threat_to_kill_with_means_or_fear")
        for beside in (
            "weapon",
            "victim_afraid",
            "stalking_harassment",
            "escalation",
            "pregnancy",
            "suicide_self_harm",
            "mental_health_crisis",
            "breach_of_order",
        )
    ),
    ("a threat to kill, with drink", told("threat_to_kill", "substance_misuse"), MEDIUM, "threat_to_kill"),
    (
        "the threat told, the fear ticked",
        dash(2, markers=noted("threat_to_kill")),
        HIGH,
        "threat_to_kill_with_means_or_fear",
    ),
    (
        "control told, getting worse and fear on DARA",
        dara({"markers": noted("coercive_control")}, getting_worse="Often", afraid="Often"),
        HIGH,
        "control_escalation_fear",
    ),
    *(
        (
            f"getting worse, with fear and {beside}",
            told("escalation", "victim_afraid", beside),
            HIGH,
            "pursuit_escalation_fear",
        )
        for beside in ("separation_conflict", "stalking_harassment", "breach_of_order")
    ),
    ("getting worse, and fear", told("escalation", "victim_afraid"), MEDIUM, "escalation_and_fear"),
    ("a weapon shown to a pregnant woman", told("pregnancy", "weapon"), HIGH, "violence_in_pregnancy"),
    ("pregnant, and an injury ticked", dash(1, markers=noted("pregnancy")), HIGH, "violence_in_pregnancy"),
    ("pregnant, nothing else", told("pregnancy"), STANDARD, "officer_grade"),
    ("a new mother acutely ill", told("pregnancy", "mental_health_crisis"), HIGH, "crisis_in_pregnancy"),
    (
        "a crisis, drink, and a wish to die",
        told("suicide_self_harm", "mental_health_crisis", "substance_misuse"),
        HIGH,
        "suicide_in_crisis",
    ),
    ("a wish to die, sober", told("suicide_self_harm", "mental_health_crisis"), MEDIUM, "medium_points"),
    ("sexual violence at home", told("sexual_violence"), HIGH, "sexual_violence_domestic"),
    (
        "a sexual offence, and fear",
        about(IncidentType.SEXUAL_OFFENCE, markers=noted("victim_afraid")),
        HIGH,
        "sexual_violence_domestic",
    ),
    (
        "sexual violence against a resident of a care home",
        about(IncidentType.ADULT_AT_RISK, markers=noted("sexual_violence", "adult_care_needs")),
        HIGH,
        "sexual_violence_domestic",
    ),
    (
        "sexual violence, no more known",
        about(IncidentType.OTHER, markers=noted("sexual_violence")),
        MEDIUM,
        "sexual_violence",
    ),
    (
        "followed since they parted",
        told("separation_conflict", "stalking_harassment"),
        MEDIUM,
        "stalking_after_separation",
    ),
    *(
        (f"petrol at the door, with {beside}", told("fire_risk", beside), HIGH, "fire_with_people_at_risk")
        for beside in ("child_present", "separation_conflict", "victim_afraid")
    ),
    ("a fire set, nobody at risk", told("fire_risk"), STANDARD, "officer_grade"),
    (
        "a bruise on a baby",
        about(IncidentType.CHILD_WELFARE, BABY, markers=noted("child_injury")),
        HIGH,
        "child_under_2_injured",
    ),
    (
        "a bruise on a child, with a baby in a home of domestic abuse",
        about(IncidentType.DOMESTIC_ABUSE_PARTNER, BABY, (CHILD, 6), markers=noted("child_injury")),
        HIGH,
        "child_under_2_injured",
    ),
    (
        "a bruise on a baby whose age only the narrative tells",
        about(IncidentType.CHILD_WELFARE, markers=noted("child_injury"), youngest_told=0.5),
        HIGH,
        "child_under_2_injured",
    ),
    (
        "a missing adult, with a baby told of",
        about(IncidentType.MISSING_PERSON, (Role.HARMED, 30), youngest_told=0.5),
        STANDARD,
        "officer_grade",
    ),
    (
        "a bruise on a child of 6",
        about(IncidentType.CHILD_WELFARE, (CHILD, 6), markers=noted("child_injury")),
        MEDIUM,
        "child_injury",
    ),
    (
        "a baby in the home, nobody hurt",
        about(IncidentType.DOMESTIC_ABUSE_PARTNER, BABY, markers=noted("child_present")),
        STANDARD,
        "officer_grade",
    ),
    (
        "neglect of a child of 3",
        about(IncidentType.DOMESTIC_ABUSE_PARTNER, (CHILD, 3), markers=noted("neglect")),
        MEDIUM,
        "neglect_of_young_child",
    ),
    (
        "neglect of a child whose age is not known",
        about(IncidentType.CHILD_WELFARE, (CHILD, None), markers=noted("neglect")),
        MEDIUM,
        "neglect_of_young_child",
    ),
    (
        "neglect of a child of 9",
        about(IncidentType.CHILD_WELFARE, (CHILD, 9), markers=noted("neglect")),
        STANDARD,
        "officer_grade",
    ),
    (
        "a child tells of sexual abuse, whatever the type",
        about(IncidentType.MISSING_PERSON, (CHILD, 14), markers=noted("child_sexual_abuse")),
        HIGH,
        "child_sexual_abuse",
    ),
    (
        "missing, and the narrative tells of county lines",
        about(IncidentType.MISSING_PERSON, (CHILD, 15), markers=noted("child_exploitation")),
        HIGH,
        "missing_and_exploited",
    ),
    (
        "county lines, and the narrative tells of nights away",
        about(IncidentType.CHILD_EXPLOITATION, (CHILD, 15), markers=noted("missing")),
        HIGH,
        "missing_and_exploited",
    ),
    ("gifts from older men", told("child_exploitation"), MEDIUM, "child_exploitation"),
    ("a marriage she is not asked about", told("honour_based_abuse"), HIGH, "honour_based_abuse"),
    ("a passport held by an employer", told("modern_slavery"), HIGH, "modern_slavery"),
    ("money taken from a frail woman", told("adult_care_needs", "financial_abuse"), MEDIUM, "medium_points"),
    (
        "an order broken, and he follows and controls her",
        told("breach_of_order", "stalking_harassment", "coercive_control", "victim_afraid"),
        HIGH,
        "high_points",
    ),
    ("one more point than the form gives", dash(4, 24, markers=noted("child_present")), MEDIUM, "medium_points"),
    ("a narrative that could not be read", told(narrative_readable=False), MEDIUM, "not_read"),
]


@pytest.mark.parametrize(("facts", "grade", "code"), [case[1:] for case in CASES], ids=[name for name, *_ in CASES])
def test_a_referral_graded_standard_is_raised_by_what_its_narrative_tells(
    facts: Facts, grade: Grade, code: str
) -> None:
    screening = screen(facts, POLICY)

    assert screening.grade is grade
    assert code in {reason.code for reason in screening.reasons if reason.grade is grade}


def test_every_floor_decides_the_grade_in_some_case() -> None:
    decided = {
        reason.code
        for _, facts, *_ in [*CASES, *STRUCTURED]
        for screening in [screen(facts, POLICY)]
        for reason in screening.reasons
        if reason.grade is screening.grade
    }

    assert {floor.code for floor in FLOORS} <= decided


def test_every_floor_has_a_line_of_policy_and_every_factor_has_points() -> None:
    keys = {line.key for line in GradingPolicy.sheet().lines}
    missing = {"no_officer_grade", "not_read"}
    on_forms = {item.factor for tool in RiskTool for item in questionnaires.items(tool).values()} - {""}
    factors = on_forms | set(MARKERS)

    assert {key for key in keys if key.startswith("floor_")} == {
        f"floor_{code}" for code in {floor.code for floor in FLOORS} | missing
    }
    assert {key for key in keys if key.startswith("points_")} == {f"points_{factor}" for factor in factors}
    assert set(NAMED_BY_TYPE.values()) <= factors
    assert {factor for floor in FLOORS for factor in (*floor.all_of, *floor.any_of)} <= factors


@pytest.mark.parametrize("status", NOT_PRESENT)
def test_what_is_denied_past_advised_or_about_others_raises_nothing(status: str) -> None:
    facts = replace(told(), markers=noted(*MARKERS, status=status))

    assert screen(facts, POLICY) == screen(told(), POLICY)
