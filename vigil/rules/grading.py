"""The first grade: from what a referral holds to a screened grade, with reasons.

What its form and its narrative record joins in one set of factors, each with where it is recorded.
Raise-only: the screened grade is never below the officer's. What is missing is never read as low risk.
Which grade a floor holds, and what a factor counts, is policy (``GradingPolicy``); what each floor looks
for is in ``floors``; what other reports of the same people ask for is in ``history``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import reduce

from vigil.rules import history, questionnaires
from vigil.rules.floors import FLOORS, Floor, Recorded, Subjects, has_child_under
from vigil.rules.history import Earlier
from vigil.rules.policies import GradingPolicy
from vigil.rules.reasons import Reason
from vigil.rules.terms import DOMESTIC, RANK, Area, Grade, IncidentType, PartnerFlag, RiskTool, Role, higher

RULES_VERSION = "grading 2026.7"

PRESENT = "present"
"""The one status of a narrative marker that counts: now, and about this household."""

# An officer who picks one of these types has recorded the factor, whatever the narrative says of it.
NAMED_BY_TYPE = {
    IncidentType.STALKING_HARASSMENT: "stalking_harassment",
    IncidentType.HONOUR_BASED_ABUSE: "honour_based_abuse",
    IncidentType.SEXUAL_OFFENCE: "sexual_violence",
    IncidentType.CHILD_PHYSICAL_ABUSE: "child_injury",
    IncidentType.CHILD_SEXUAL_ABUSE: "child_sexual_abuse",
    IncidentType.CHILD_EXPLOITATION: "child_exploitation",
    IncidentType.MISSING_PERSON: "missing",
    IncidentType.FINANCIAL_ABUSE: "financial_abuse",
    IncidentType.CUCKOOING: "cuckooing",
    IncidentType.MODERN_SLAVERY: "modern_slavery",
    IncidentType.PREVENT: "radicalisation",
}

LIKENESS = "likeness"
"""Where a factor is recorded whose every marker only reads like examples of it: no word, no third reader.

It can be wrong in a way that words cannot, so by itself it asks for medium at most.
"""

_PLACES = {
    "narrative": "recorded in the narrative",
    LIKENESS: "heard by likeness in the narrative",
    "incident type": "named by the incident type",
}
_ON_THE_WORKLIST = {
    "narrative": " in the narrative",
    LIKENESS: " by likeness",
    "DASH": " on the DASH",
    "DARA": " on the DARA",
    "incident type": " as the type",
}


@dataclass(frozen=True, kw_only=True)
class Noted:
    """A risk marker noted in the narrative: its code, and how it is meant ("present", "negated", ...)."""

    code: str
    status: str
    by_likeness: bool = False


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the first grade reads. ``answers`` are by question code; ``ticks`` is the DASH count as stated;
    ``youngest_told`` the least age in years that the narrative tells of a baby.

    ``incident_type`` is None only for a narrative read by itself, which says nothing of its setting.
    """

    officer_grade: Grade | None
    incident_type: IncidentType | None
    risk_tool: RiskTool | None = None
    ticks: int | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    subjects: Subjects = ()
    partner_flags: frozenset[PartnerFlag] = frozenset()
    markers: tuple[Noted, ...] = ()
    youngest_told: float | None = None
    narrative_readable: bool = True
    area: Area | None = None
    history: tuple[Earlier, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """Something recorded that the officer's grade does not fit. ``words`` are under 60 characters, for the worklist."""

    code: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Level:
    """The grade that what is recorded asks for by itself, and every reason (most serious first)."""

    grade: Grade
    reasons: tuple[Reason, ...]
    rules_version: str


@dataclass(frozen=True, kw_only=True)
class Screening:
    """The screened grade, every reason (most serious first), the conflicts, and the rules that gave them.

    ``level`` is what the record asks for by itself, as ``level_of`` gives it: the officer's grade and history can be
    above it. ``is_repeat`` says that other reports of the same people give reason to look sooner.
    """

    grade: Grade
    level: Grade
    is_repeat: bool
    reasons: tuple[Reason, ...]
    conflicts: tuple[Conflict, ...]
    rules_version: str


def level_of(facts: Facts, policy: GradingPolicy) -> Level:
    """Return the grade that the record asks for by itself: standard where nothing asks for more.

    The officer's grade, or that there is none, is not looked at, nor other reports: so a narrative can be graded alone.
    """
    reasons = _found(recorded(facts), facts, policy)
    return Level(grade=_most_serious(reasons), reasons=_in_order(reasons), rules_version=RULES_VERSION)


def screen(facts: Facts, policy: GradingPolicy) -> Screening:
    """Return the grade a referral starts with, never below the officer's, and every reason for it."""
    seen = recorded(facts)
    own = _found(seen, facts, policy)
    level = _most_serious(own)
    repeats = history.repeats(facts.history, _now(seen, facts, level, policy), policy)
    reasons = [_officers_reason(facts.officer_grade, policy), *own, *repeats]
    return Screening(
        grade=_most_serious(reasons),
        level=level,
        is_repeat=bool(repeats),
        reasons=_in_order(reasons),
        conflicts=_conflicts(facts.officer_grade, own, seen),
        rules_version=RULES_VERSION,
    )


def _now(seen: Recorded, facts: Facts, level: Grade, policy: GradingPolicy) -> history.Now:
    return history.Now(
        level=level,
        points=sum(_points(_without_likeness(seen), policy).values()),
        area=facts.area,
        is_domestic=seen.is_domestic,
        with_child=any(role is Role.CHILD for role, _ in facts.subjects) or has_child_under(18, facts.subjects),
    )


def recorded(facts: Facts) -> Recorded:
    """Return every factor that is recorded, with where; a marker that is not present records nothing."""
    places: dict[str, list[str]] = {}
    for marker in facts.markers:
        if marker.status == PRESENT and places.get(marker.code) != ["narrative"]:
            places[marker.code] = [LIKENESS if marker.by_likeness else "narrative"]
    if facts.risk_tool:
        for item in questionnaires.answered_yes(facts.risk_tool, facts.answers):
            if item.factor and facts.risk_tool not in (named := places.setdefault(item.factor, [])):
                named.append(facts.risk_tool)
    if facts.incident_type in NAMED_BY_TYPE:
        places.setdefault(NAMED_BY_TYPE[facts.incident_type], []).append("incident type")
    return Recorded(
        incident_type=facts.incident_type,
        # DASH and DARA are asked only about domestic abuse, whatever type the officer picked. A setting that
        # is not known is thought of as domestic.
        is_domestic=facts.incident_type in DOMESTIC or facts.risk_tool is not None or facts.incident_type is None,
        factors={factor: tuple(named) for factor, named in sorted(places.items())},
        subjects=facts.subjects,
        partner_flags=facts.partner_flags,
        youngest_told=facts.youngest_told,
    )


def _most_serious(reasons: list[Reason]) -> Grade:
    return reduce(higher, (reason.grade for reason in reasons), Grade.STANDARD)


def _in_order(reasons: list[Reason]) -> tuple[Reason, ...]:
    return tuple(sorted(reasons, key=lambda reason: RANK[reason.grade]))


def _officers_reason(grade: Grade | None, policy: GradingPolicy) -> Reason:
    if grade is None:
        return _missing("no_officer_grade", policy)
    return Reason(code="officer_grade", words=f"The officer graded it {grade}", source="The referral", grade=grade)


def _missing(code: str, policy: GradingPolicy) -> Reason:
    """Return what is missing as a reason; the policy can set how far it raises, but not switch it off."""
    line = policy.sheet().line(f"floor_{code}")
    return Reason(code=code, words=line.words, source=line.source, grade=Grade(str(policy.values[line.key])))


def _found(seen: Recorded, facts: Facts, policy: GradingPolicy) -> list[Reason]:
    """Return every reason that the record gives; none is high that needs a factor heard only by likeness."""
    asked = _asked(seen, facts, policy)
    if (alone := _without_likeness(seen)) is seen:
        return asked
    sure = {reason.code for reason in _asked(alone, facts, policy)}
    return [
        reason
        if reason.grade is not Grade.HIGH or reason.code in sure
        else replace(reason, words=f"{reason.words}; no higher by likeness alone", grade=Grade.MEDIUM)
        for reason in asked
    ]


def _without_likeness(seen: Recorded) -> Recorded:
    if (LIKENESS,) not in seen.factors.values():
        return seen
    return replace(seen, factors={factor: named for factor, named in seen.factors.items() if named != (LIKENESS,)})


def _asked(seen: Recorded, facts: Facts, policy: GradingPolicy) -> list[Reason]:
    """Return what each rule asks for: what could not be read, floors, DASH ticks, points."""
    reasons = [] if facts.narrative_readable else [_missing("not_read", policy)]
    for floor in FLOORS:
        if floor.holds(seen) and (grade := policy.floor(floor.code)):
            reasons.append(_floors_reason(floor, grade, seen, policy))
    said_yes = questionnaires.answered_yes(facts.risk_tool, facts.answers) if facts.risk_tool is RiskTool.DASH else ()
    # The DASH count as stated and the questions as marked can differ: believe the higher.
    ticks = max(facts.ticks or 0, len(said_yes))
    reasons += _reason_by_count("ticks", ticks, f"{ticks} of 27 DASH questions yes", (), policy)
    points = _points(seen, policy)
    told = [f"{_told(factor, seen, policy)} ({points[factor]})" for factor in sorted(points, key=lambda f: -points[f])]
    total = sum(points.values())
    reasons += _reason_by_count("points", total, f"{total} points: {'; '.join(told)}", tuple(points), policy)
    return reasons


def _points(seen: Recorded, policy: GradingPolicy) -> dict[str, int]:
    return {factor: policy.points(factor) for factor in seen.factors if policy.points(factor)}


def _floors_reason(floor: Floor, grade: Grade, seen: Recorded, policy: GradingPolicy) -> Reason:
    line = policy.sheet().line(f"floor_{floor.code}")
    factors = floor.rests_on(seen)
    told = "; ".join(_told(factor, seen, policy) for factor in factors)
    return Reason(
        code=floor.code,
        words=f"{line.words}: {told}" if told else line.words,
        source=line.source,
        grade=grade,
        factors=factors,
    )


def _told(factor: str, seen: Recorded, policy: GradingPolicy) -> str:
    """Return a factor and where it is recorded: "fear recorded in the narrative and answered yes on the DASH"."""
    words = policy.sheet().line(f"points_{factor}").words
    places = [_PLACES.get(place, f"answered yes on the {place}") for place in seen.factors[factor]]
    return f"{words[0].lower()}{words[1:]} {' and '.join(places)}"


def _reason_by_count(
    what: str, count: int, words: str, factors: tuple[str, ...], policy: GradingPolicy
) -> list[Reason]:
    """Return the reason that a count of ticks or points gives, if it reaches medium or high."""
    for grade in (Grade.HIGH, Grade.MEDIUM):
        code = f"{grade}_{what}"
        if count >= policy.number(code):
            source = policy.sheet().line(code).source
            return [Reason(code=code, words=words, source=source, grade=grade, factors=factors)]
    return []


def _conflicts(officer_grade: Grade | None, found: list[Reason], seen: Recorded) -> tuple[Conflict, ...]:
    """Return what is recorded that asks for more than the officer gave; none where the officer gave no grade.

    Points are left out: they are our sum, not something the officer recorded. So is a narrative not read.
    """
    if officer_grade is None:
        return ()
    floors = {floor.code: floor for floor in FLOORS}
    told: dict[str, Conflict] = {}  # by what it is about, so that one matter is told once
    for reason in found:
        if RANK[reason.grade] >= RANK[officer_grade]:
            continue
        if floor := floors.get(reason.code):
            words = f"{floor.short}{_place(floor, seen)}, graded {officer_grade}"
            told.setdefault(floor.short, Conflict(code=reason.code, words=words))
        elif reason.code.endswith("_ticks"):
            told["ticks"] = Conflict(code=reason.code, words=f"{reason.words}, graded {officer_grade}")
    return tuple(told.values())


def _place(floor: Floor, seen: Recorded) -> str:
    """Return where all that a floor rests on is recorded, in the few words that a worklist has room for."""
    if not floor.rests_on(seen):
        return ""
    for place, words in _ON_THE_WORKLIST.items():
        there = replace(seen, factors={factor: places for factor, places in seen.factors.items() if place in places})
        if floor.holds(there):
            return words
    return " recorded"
