"""What an officer is asked: only what the type needs, and never so that it could not be sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.rules import reporting
from vigil.rules.grading import Conflict
from vigil.rules.reporting import LACKS, Consent, Part, Told
from vigil.rules.terms import DOMESTIC, Grade, IncidentType, RiskTool, Role

T = IncidentType
WHOLE = Told(
    incident_type=T.ADULT_AT_RISK,
    subjects=((Role.HARMED, 34.0),),
    account="She has had no heating since Monday.",
    consent=Consent.GIVEN,
    grade=Grade.STANDARD,
    grade_why="A neighbour brings food.",
    address="4 Larch Walk, Wem",
)
people = st.lists(st.tuples(st.sampled_from(Role), st.none() | st.floats(0, 110)), max_size=4).map(tuple)


@pytest.mark.parametrize(
    ("kind", "tool"),
    [
        (T.DOMESTIC_ABUSE_PARTNER, RiskTool.DARA),
        (T.DOMESTIC_ABUSE_EX_PARTNER, RiskTool.DARA),
        (T.DOMESTIC_ABUSE_FAMILY, RiskTool.DASH),
        (T.STALKING_HARASSMENT, RiskTool.DASH),
        (T.HONOUR_BASED_ABUSE, RiskTool.DASH),
        (T.ADULT_AT_RISK, None),
        (None, None),
    ],
)
def test_each_type_is_asked_with_its_own_questionnaire(kind: IncidentType | None, tool: RiskTool | None) -> None:
    assert reporting.tool_for(kind) is tool


@pytest.mark.parametrize("kind", IncidentType)
def test_domestic_abuse_and_nothing_else_has_risk_questions(kind: IncidentType) -> None:
    assert (Part.QUESTIONS in reporting.parts_asked(kind, ())) is (kind in DOMESTIC)


def test_the_child_is_asked_after_where_there_is_one() -> None:
    assert Part.CHILD in reporting.parts_asked(T.CHILD_WELFARE, ())
    assert Part.CHILD in reporting.parts_asked(T.ADULT_AT_RISK, ((Role.HOUSEHOLD_MEMBER, 17.0),))
    assert Part.CHILD not in reporting.parts_asked(T.ADULT_AT_RISK, ((Role.HARMED, 18.0),))


def test_nothing_is_asked_again_of_a_form_that_is_whole() -> None:
    assert reporting.missing(WHOLE) == []


def test_an_empty_form_is_asked_for_all_that_the_hub_needs() -> None:
    codes = {ask.code for ask in reporting.missing(Told(incident_type=T.DOMESTIC_ABUSE_PARTNER))}

    assert codes == {"address", "people", "questions", "consent", "grade"}


def test_a_grade_that_does_not_fit_is_asked_about_and_not_refused() -> None:
    doubt = Conflict(code="strangulation_domestic", words="Strangulation on the DARA, graded standard")

    (ask,) = reporting.doubted([doubt], Grade.STANDARD)

    assert ask.question == "Strangulation on the DARA, graded standard: what makes it standard?"


@given(
    kind=st.sampled_from(IncidentType),
    subjects=people,
    consent=st.none() | st.sampled_from(Consent),
    grade=st.none() | st.sampled_from(Grade),
)
def test_what_is_missing_never_keeps_a_referral_from_being_sent(
    kind: IncidentType, subjects: tuple[tuple[Role, float | None], ...], consent: Consent | None, grade: Grade | None
) -> None:
    told = Told(incident_type=kind, subjects=subjects, account="Something.", consent=consent, grade=grade)

    asked = reporting.missing(told)

    assert reporting.obstacles_to_sending(told, happened=True) == []
    assert {ask.code for ask in asked} <= LACKS.keys()
    assert {ask.part for ask in asked} <= set(reporting.parts_asked(kind, subjects))
