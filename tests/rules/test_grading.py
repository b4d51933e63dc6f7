import pytest

from tests.rules.grading_cases import CHILD, HARMED, HARMING, HIGH, MEDIUM, POLICY, STANDARD, about, dara, dash, ticked
from vigil.rules import questionnaires
from vigil.rules.grading import Facts, screen
from vigil.rules.policies import GradingPolicy
from vigil.rules.terms import Grade, IncidentType, PartnerFlag, RiskTool

CASES: list[tuple[str, Facts, Grade, str]] = [
    ("nothing recorded", dash(), STANDARD, "officer_grade"),
    ("9 ticks", ticked(9), STANDARD, "officer_grade"),
    ("10 ticks", ticked(10), MEDIUM, "medium_ticks"),
    ("13 ticks", ticked(13), MEDIUM, "medium_ticks"),
    ("14 ticks", ticked(14), HIGH, "high_ticks"),
    ("more questions marked than ticks stated", dash(*range(10, 24), ticks=3), HIGH, "high_ticks"),
    ("more ticks stated than questions marked", dash(22, ticks=14), HIGH, "high_ticks"),
    ("strangulation on DASH", dash(18), HIGH, "strangulation_domestic"),
    ("strangulation on DARA, once", dara(choke_strangle="Occasionally"), HIGH, "strangulation_domestic"),
    ("strangulation on DARA, never", dara(choke_strangle="Never"), STANDARD, "officer_grade"),
    (
        "strangulation on a form of another type",
        dash(18, incident_type=IncidentType.CHILD_WELFARE),
        HIGH,
        "strangulation_domestic",
    ),
    ("a threat to kill", dash(17), MEDIUM, "threat_to_kill"),
    ("a threat to kill and a weapon", dash(16, 17), HIGH, "threat_to_kill_with_means_or_fear"),
    ("a threat to kill and fear", dash(2, 17), HIGH, "threat_to_kill_with_means_or_fear"),
    ("a threat to kill and stalking", dash(8, 17), HIGH, "threat_to_kill_with_means_or_fear"),
    (
        "a threat to kill and a weapon, on DARA",
        dara(threat_to_kill="Often", weapon_object="Often"),
        HIGH,
        "threat_to_kill_with_means_or_fear",
    ),
    ("a weapon and fear without a threat to kill", dash(2, 16), MEDIUM, "medium_points"),
    ("control, getting worse, fear", dash(2, 14, 15), HIGH, "control_escalation_fear"),
    (
        "control of money, getting worse, fear, on DARA",
        dara(controls_money="Often", getting_worse="Often", afraid="Occasionally"),
        HIGH,
        "control_escalation_fear",
    ),
    ("more often, and fear", dash(2, 13), MEDIUM, "escalation_and_fear"),
    ("getting worse without fear", dash(14), STANDARD, "officer_grade"),
    ("an injury in pregnancy", dash(1, 9), HIGH, "violence_in_pregnancy"),
    ("pregnant, no violence", dara(pregnant="Yes", physical_violence="Never"), STANDARD, "officer_grade"),
    ("getting worse since they parted, and fear", dash(2, 6, 13), HIGH, "pursuit_escalation_fear"),
    ("sexual violence", dash(19), HIGH, "sexual_violence_domestic"),
    ("stalked since they parted", dash(6, 8), MEDIUM, "stalking_after_separation"),
    (
        "a stalking report about a separation",
        dara({"incident_type": IncidentType.STALKING_HARASSMENT}, separated="Yes"),
        MEDIUM,
        "stalking_after_separation",
    ),
    ("parted, not stalked", dash(6), STANDARD, "officer_grade"),
    ("the children have been hurt", dash(11), MEDIUM, "child_hurt_or_threatened"),
    ("the children are threatened", dash(12), MEDIUM, "child_hurt_or_threatened"),
    (
        "a toddler in a home where children are hurt",
        dash(11, subjects=((HARMED, 30), (CHILD, 3))),
        MEDIUM,
        "child_under_5_harmed",
    ),
    (
        "physical abuse of a baby",
        about(IncidentType.CHILD_PHYSICAL_ABUSE, (CHILD, 1.9)),
        HIGH,
        "child_under_2_injured",
    ),
    (
        "physical abuse of a child of 2",
        about(IncidentType.CHILD_PHYSICAL_ABUSE, (HARMED, 2)),
        MEDIUM,
        "child_under_5_harmed",
    ),
    (
        "physical abuse of a child of 9",
        about(IncidentType.CHILD_PHYSICAL_ABUSE, (HARMED, 9)),
        MEDIUM,
        "child_injury",
    ),
    (
        "physical abuse, age not known",
        about(IncidentType.CHILD_PHYSICAL_ABUSE, (HARMED, None)),
        MEDIUM,
        "child_injury",
    ),
    ("concern for a child of 4", about(IncidentType.CHILD_WELFARE, (CHILD, 4)), MEDIUM, "child_under_5_harmed"),
    ("concern for a child of 5", about(IncidentType.CHILD_WELFARE, (HARMED, 5)), STANDARD, "officer_grade"),
    ("a young child in the home", dash(subjects=((HARMED, 30), (CHILD, 3))), STANDARD, "officer_grade"),
    (
        "a young alleged offender is not a missing child",
        about(IncidentType.MISSING_PERSON, (HARMING, 12)),
        STANDARD,
        "officer_grade",
    ),
    ("sexual abuse of a child", about(IncidentType.CHILD_SEXUAL_ABUSE, (HARMED, 15)), HIGH, "child_sexual_abuse"),
    ("exploitation of a child", about(IncidentType.CHILD_EXPLOITATION, (HARMED, 15)), MEDIUM, "child_exploitation"),
    ("a missing child of 12", about(IncidentType.MISSING_PERSON, (HARMED, 12)), MEDIUM, "missing_child_under_13"),
    ("a missing child of 13", about(IncidentType.MISSING_PERSON, (HARMED, 13)), STANDARD, "officer_grade"),
    ("a sexual offence", about(IncidentType.SEXUAL_OFFENCE, (HARMED, 30)), MEDIUM, "sexual_violence"),
    ("honour-based abuse", about(IncidentType.HONOUR_BASED_ABUSE, (HARMED, 19)), HIGH, "honour_based_abuse"),
    ("modern slavery", about(IncidentType.MODERN_SLAVERY, (HARMED, 40)), HIGH, "modern_slavery"),
    (
        "marked for MARAC",
        dash(partner_flags=frozenset({PartnerFlag.IDVA, PartnerFlag.MARAC})),
        HIGH,
        "marac_marked",
    ),
    ("marked for IDVA only", dash(partner_flags=frozenset({PartnerFlag.IDVA})), STANDARD, "officer_grade"),
    ("many middling factors add up", dash(4, 16, 24), MEDIUM, "medium_points"),
    ("a great many add up to high", dash(1, 4, 8, 16, 26), HIGH, "high_points"),
    ("no grade from the officer", dash(officer_grade=None), MEDIUM, "no_officer_grade"),
    ("a narrative that could not be read", dash(narrative_readable=False), MEDIUM, "not_read"),
]


@pytest.mark.parametrize(("facts", "grade", "code"), [case[1:] for case in CASES], ids=[name for name, *_ in CASES])
def test_a_referral_graded_standard_is_screened(facts: Facts, grade: Grade, code: str) -> None:
    screening = screen(facts, POLICY)

    assert screening.grade is grade
    assert code in {reason.code for reason in screening.reasons if reason.grade is grade}


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (dash(18), ["Strangulation on the DASH, graded standard"]),
        (dash(18, officer_grade=MEDIUM), ["Strangulation on the DASH, graded medium"]),
        (dash(18, officer_grade=HIGH), []),
        (dash(18, officer_grade=None), []),
        (dash(2, 17), ["Threat to kill on the DASH, graded standard"]),
        (dash(2, 17, officer_grade=MEDIUM), ["Threat to kill on the DASH, graded medium"]),
        (dash(17, officer_grade=MEDIUM), []),
        (ticked(14), ["14 of 27 DASH questions yes, graded standard"]),
        (
            dash(9, 1, 19),
            [
                "Violence in pregnancy on the DASH, graded standard",
                "Sexual violence on the DASH, graded standard",
            ],
        ),
        (about(IncidentType.SEXUAL_OFFENCE), ["Sexual violence as the type, graded standard"]),
        (dash(partner_flags=frozenset({PartnerFlag.MARAC})), ["Marked for MARAC, graded standard"]),
        (dash(1, 8, 11, 16, 20, 26, officer_grade=MEDIUM), []),  # high by points alone: our sum, not theirs
    ],
)
def test_what_is_recorded_against_the_officers_grade_is_a_conflict(facts: Facts, words: list[str]) -> None:
    assert [conflict.words for conflict in screen(facts, POLICY).conflicts] == words


def test_a_floor_that_policy_switches_off_neither_raises_nor_conflicts() -> None:
    table = {**POLICY.as_table(), "floor_escalation_and_fear": "off"}

    screening = screen(dash(2, 13), GradingPolicy.from_table(table))

    assert (screening.grade, screening.conflicts) == (STANDARD, ())


def test_a_county_with_its_own_numbers_grades_by_them() -> None:
    table = {**POLICY.as_table(), "high_ticks": 10, "medium_ticks": 8, "floor_honour_based_abuse": "medium"}
    local = GradingPolicy.from_table(table)

    assert screen(ticked(10), local).grade is HIGH
    assert screen(ticked(8), local).grade is MEDIUM
    assert screen(about(IncidentType.HONOUR_BASED_ABUSE), local).grade is MEDIUM


@pytest.mark.parametrize(
    ("answer", "counts"),
    [
        *((answer, True) for answer in ("Y", "yes", " Yes ", "All the time", "OFTEN", "Occasionally")),
        *((answer, False) for answer in ("N", "No", "Never", "R", "refused", "")),
    ],
)
def test_only_a_yes_or_more_than_never_records_a_factor(answer: str, counts: bool) -> None:
    assert bool(questionnaires.answered_yes(RiskTool.DASH, {"18": answer})) == counts


@pytest.mark.parametrize(
    ("number", "factor"),
    [
        ("2", "victim_afraid"),
        ("5", ""),
        ("6", "separation_conflict"),
        ("9", "pregnancy"),
        ("13", "escalation"),
        ("14", "escalation"),
        ("16", "weapon"),
        ("17", "threat_to_kill"),
        ("18", "non_fatal_strangulation"),
        ("19", "sexual_violence"),
        ("22", "animal_abuse"),
        ("25", "suicide_self_harm"),
        ("26", "breach_of_order"),
    ],
)
def test_the_dash_questions_have_the_numbers_officers_quote(number: str, factor: str) -> None:
    assert questionnaires.items(RiskTool.DASH)[number].factor == factor


def test_dash_has_27_questions_in_order() -> None:
    assert list(questionnaires.items(RiskTool.DASH)) == [str(number) for number in range(1, 28)]
