"""Referrals to grade, as the tests of grading tell them."""

from dataclasses import replace
from typing import Any

from vigil.rules.grading import Facts, Noted
from vigil.rules.policies import GradingPolicy
from vigil.rules.terms import Grade, IncidentType, RiskTool, Role
from vigil.screening import Code, Status

POLICY = GradingPolicy.default()
HIGH, MEDIUM, STANDARD = Grade.HIGH, Grade.MEDIUM, Grade.STANDARD
CHILD, HARMED, HARMING = Role.CHILD, Role.HARMED, Role.HARMING

# What screening may find in a narrative: grading must know every one of them.
MARKERS = tuple(Code)
NOT_PRESENT = tuple(status for status in Status if status is not Status.PRESENT)


def dash(*questions: int, **other: Any) -> Facts:
    """Return a domestic referral, graded standard, with these DASH questions answered yes."""
    answers = {str(number): "Y" if number in questions else "N" for number in range(1, 28)}
    return replace(_domestic(RiskTool.DASH, answers), **other)


def dara(other: dict[str, Any] | None = None, **answers: str) -> Facts:
    """Return a domestic referral, graded standard, with these DARA answers."""
    return replace(_domestic(RiskTool.DARA, answers), **other or {})


def _domestic(tool: RiskTool, answers: dict[str, str]) -> Facts:
    return Facts(
        officer_grade=STANDARD,
        incident_type=IncidentType.DOMESTIC_ABUSE_PARTNER,
        risk_tool=tool,
        answers=answers,
        subjects=((Role.HARMED, 34), (Role.HARMING, 36)),
    )


def ticked(count: int) -> Facts:
    """Return a referral that states its DASH count and does not say which questions."""
    return replace(_domestic(RiskTool.DASH, {}), ticks=count)


def about(incident_type: IncidentType, *subjects: tuple[Role, float | None], **other: Any) -> Facts:
    """Return a referral of this type, graded standard, about these people."""
    return replace(Facts(officer_grade=STANDARD, incident_type=incident_type, subjects=subjects), **other)


def noted(*codes: str, status: str = Status.PRESENT, by_likeness: bool = False) -> tuple[Noted, ...]:
    """Return these markers as a narrative gives them."""
    return tuple(Noted(code=code, status=status, by_likeness=by_likeness) for code in codes)


def told(*codes: str, **other: Any) -> Facts:
    """Return a domestic referral, graded standard, without a questionnaire, whose narrative tells of these."""
    adults = ((Role.HARMED, 34.0), (Role.HARMING, 36.0))
    return about(IncidentType.DOMESTIC_ABUSE_PARTNER, *adults, markers=noted(*codes), **other)


def alone(*codes: str) -> Facts:
    """Return a narrative by itself: no officer's grade, type or people."""
    return Facts(officer_grade=None, incident_type=None, markers=noted(*codes))
