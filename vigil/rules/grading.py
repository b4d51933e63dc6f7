"""The first grade: from what is structured in a referral to a screened grade, with reasons.

Raise-only: the screened grade is never below the officer's. What is missing is never read as low risk.
Which grade a floor holds, and what a factor counts, is policy (``GradingPolicy``); what each floor looks
for is in ``floors``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce

from vigil.rules import questionnaires
from vigil.rules.floors import FLOORS, Floor, Recorded, Subjects
from vigil.rules.policies import GradingPolicy
from vigil.rules.terms import DOMESTIC, RANK, Grade, IncidentType, PartnerFlag, RiskTool, higher

RULES_VERSION = "grading 2026.1"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the first grade reads. ``answers`` are by question code; ``ticks`` is the DASH count as stated."""

    officer_grade: Grade | None
    incident_type: IncidentType
    risk_tool: RiskTool | None = None
    ticks: int | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    subjects: Subjects = ()
    partner_flags: frozenset[PartnerFlag] = frozenset()
    narrative_readable: bool = True


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a referral has at least ``grade``. ``code`` is stable; ``source`` names the policy or text it comes from."""

    code: str
    words: str
    source: str
    grade: Grade


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """Something recorded that the officer's grade does not fit. ``words`` are under 60 characters, for the worklist."""

    code: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Screening:
    """The screened grade, every reason (most serious first), the conflicts, and the rules that gave them."""

    grade: Grade
    reasons: tuple[Reason, ...]
    conflicts: tuple[Conflict, ...]
    rules_version: str


def screen(facts: Facts, policy: GradingPolicy) -> Screening:
    """Return the grade a referral starts with, never below the officer's, and every reason for it."""
    said_yes = questionnaires.answered_yes(facts.risk_tool, facts.answers) if facts.risk_tool else ()
    factors = frozenset(item.factor for item in said_yes if item.factor)
    seen = Recorded(
        incident_type=facts.incident_type,
        # DASH and DARA are asked only about domestic abuse, whatever type the officer picked.
        is_domestic=facts.incident_type in DOMESTIC or facts.risk_tool is not None,
        factors=factors,
        subjects=facts.subjects,
        partner_flags=facts.partner_flags,
    )
    # The DASH count as stated and the questions as marked can differ: believe the higher.
    ticks = max(facts.ticks or 0, len(said_yes) if facts.risk_tool is RiskTool.DASH else 0)
    floors = [(floor, grade) for floor in FLOORS if (grade := policy.floor(floor.code)) and floor.holds(seen)]
    by_ticks = _reason_by_count("ticks", ticks, f"{ticks} of 27 DASH questions yes", policy)
    points = sum(policy.points(factor) for factor in factors)
    by_points = _reason_by_count("points", points, f"{points} points from {len(factors)} recorded factors", policy)
    reasons = [
        *_officers_reason(facts.officer_grade),
        *_missing_reasons(facts, policy),
        *(_floors_reason(floor.code, grade, policy) for floor, grade in floors),
        *by_ticks,
        *by_points,
    ]
    return Screening(
        grade=reduce(higher, (reason.grade for reason in reasons)),
        reasons=tuple(sorted(reasons, key=lambda reason: RANK[reason.grade])),
        conflicts=_conflicts(facts.officer_grade, floors, by_ticks),
        rules_version=RULES_VERSION,
    )


def _officers_reason(grade: Grade | None) -> list[Reason]:
    if grade is None:
        return []
    return [Reason(code="officer_grade", words=f"The officer graded it {grade}", source="The referral", grade=grade)]


def _missing_reasons(facts: Facts, policy: GradingPolicy) -> list[Reason]:
    """Return what is missing and so raises the grade; the policy can set how far, but not switch it off."""
    missing = {"no_officer_grade": facts.officer_grade is None, "not_read": not facts.narrative_readable}
    return [
        _floors_reason(code, grade, policy)
        for code, is_missing in missing.items()
        if is_missing and (grade := policy.floor(code))
    ]


def _floors_reason(code: str, grade: Grade, policy: GradingPolicy) -> Reason:
    line = policy.sheet().line(f"floor_{code}")
    return Reason(code=code, words=line.words, source=line.source, grade=grade)


def _reason_by_count(what: str, count: int, words: str, policy: GradingPolicy) -> list[Reason]:
    """Return the reason that a count of ticks or points gives, if it reaches medium or high."""
    for grade in (Grade.HIGH, Grade.MEDIUM):
        code = f"{grade}_{what}"
        if count >= policy.number(code):
            return [Reason(code=code, words=words, source=policy.sheet().line(code).source, grade=grade)]
    return []


def _conflicts(
    officer_grade: Grade | None, floors: list[tuple[Floor, Grade]], by_ticks: list[Reason]
) -> tuple[Conflict, ...]:
    """Return what is recorded that asks for more than the officer gave; none where the officer gave no grade.

    Points are left out: they are our sum, not something the officer recorded.
    """
    if officer_grade is None:
        return ()
    asked = [(floor.code, floor.short, grade) for floor, grade in floors]
    asked += [(reason.code, reason.words, reason.grade) for reason in by_ticks]
    above: dict[str, str] = {}  # by what is read on the worklist, so that one matter is told once
    for code, short, grade in asked:
        if RANK[grade] < RANK[officer_grade]:
            above.setdefault(short, code)
    return tuple(Conflict(code=code, words=f"{short}, officer graded {officer_grade}") for short, code in above.items())
