"""The first grade: from what is structured in a referral to a screened grade, with reasons.

Raise-only: the screened grade is never below the officer's. What is missing is never read as low risk.
Which grade a floor holds, and what a factor counts, is policy (``GradingPolicy``); what each floor looks
for is the table ``FLOORS``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce

from vigil.rules import questionnaires
from vigil.rules.policies import GradingPolicy
from vigil.rules.terms import DOMESTIC, RANK, Grade, IncidentType, PartnerFlag, RiskTool, Role, higher

RULES_VERSION = "grading 2026.1"

Subjects = tuple[tuple[Role, float | None], ...]
"""Each person's role, and age in years where it is known."""


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


def has_child_under(years: int, subjects: Subjects, *, roles: frozenset[Role] = frozenset(Role)) -> bool:
    """Return whether somebody in one of the roles is known to be younger than that."""
    return any(role in roles and age is not None and age < years for role, age in subjects)


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """The facts as the floors ask for them: factors are the codes that answers record."""

    facts: Facts
    factors: frozenset[str]
    ticks: int

    @property
    def is_domestic(self) -> bool:
        # DASH and DARA are asked only about domestic abuse, whatever type the officer picked.
        return self.facts.incident_type in DOMESTIC or self.facts.risk_tool is not None

    def all_of(self, *factors: str) -> bool:
        return self.factors.issuperset(factors)

    def any_of(self, *factors: str) -> bool:
        return not self.factors.isdisjoint(factors)

    def is_about(self, incident_type: IncidentType) -> bool:
        return self.facts.incident_type is incident_type

    def harmed_child_under(self, years: int) -> bool:
        """Return whether a child so young is harmed, or named in a report of harm to children."""
        harmed = {Role.HARMED}
        if self.facts.incident_type in HARM_TO_CHILDREN or self.any_of("child_hurt"):
            harmed.add(Role.CHILD)
        return has_child_under(years, self.facts.subjects, roles=frozenset(harmed))


HARM_TO_CHILDREN = frozenset(
    {IncidentType.CHILD_PHYSICAL_ABUSE, IncidentType.CHILD_SEXUAL_ABUSE, IncidentType.CHILD_EXPLOITATION}
)


@dataclass(frozen=True, kw_only=True)
class Floor:
    """A rule that the grade never goes below. ``short`` is for the worklist; the policy has the grade and source."""

    code: str
    short: str
    holds: Callable[[Recorded], bool]


FLOORS: tuple[Floor, ...] = (
    Floor(
        code="strangulation_domestic",
        short="Strangulation recorded",
        holds=lambda seen: seen.is_domestic and seen.all_of("non_fatal_strangulation"),
    ),
    Floor(
        code="strangulation",
        short="Strangulation recorded",
        holds=lambda seen: seen.all_of("non_fatal_strangulation"),
    ),
    Floor(
        code="threat_to_kill_with_means_or_fear",
        short="Threat to kill, means or fear",
        holds=lambda seen: (
            seen.all_of("threat_to_kill") and seen.any_of("weapon", "victim_afraid", "stalking_harassment")
        ),
    ),
    Floor(code="threat_to_kill", short="Threat to kill", holds=lambda seen: seen.all_of("threat_to_kill")),
    Floor(
        code="control_escalation_fear",
        short="Control, escalation and fear",
        holds=lambda seen: seen.all_of("coercive_control", "escalation", "victim_afraid"),
    ),
    Floor(
        code="escalation_and_fear",
        short="Getting worse, with fear",
        holds=lambda seen: seen.all_of("escalation", "victim_afraid"),
    ),
    Floor(
        code="violence_in_pregnancy",
        short="Violence in pregnancy",
        holds=lambda seen: (
            seen.all_of("pregnancy") and seen.any_of("physical_violence", "non_fatal_strangulation", "weapon")
        ),
    ),
    Floor(
        code="sexual_violence_domestic",
        short="Sexual violence recorded",
        holds=lambda seen: seen.is_domestic and seen.all_of("sexual_violence"),
    ),
    Floor(
        code="stalking_after_separation",
        short="Stalking after separation",
        holds=lambda seen: (
            seen.all_of("separation_conflict")
            and (seen.all_of("stalking_harassment") or seen.is_about(IncidentType.STALKING_HARASSMENT))
        ),
    ),
    Floor(
        code="child_under_2_physical_abuse",
        short="Child under 2, physical abuse",
        holds=lambda seen: seen.is_about(IncidentType.CHILD_PHYSICAL_ABUSE) and seen.harmed_child_under(2),
    ),
    Floor(code="child_under_5_harmed", short="Child under 5 harmed", holds=lambda seen: seen.harmed_child_under(5)),
    Floor(
        code="child_hurt_or_threatened",
        short="Children hurt or threatened",
        holds=lambda seen: seen.any_of("child_hurt", "child_threatened"),
    ),
    Floor(
        code="child_physical_abuse",
        short="Physical abuse of a child",
        holds=lambda seen: seen.is_about(IncidentType.CHILD_PHYSICAL_ABUSE),
    ),
    Floor(
        code="child_sexual_abuse",
        short="Sexual abuse of a child",
        holds=lambda seen: seen.is_about(IncidentType.CHILD_SEXUAL_ABUSE),
    ),
    Floor(
        code="child_exploitation",
        short="Exploitation of a child",
        holds=lambda seen: seen.is_about(IncidentType.CHILD_EXPLOITATION),
    ),
    Floor(
        code="missing_child_under_13",
        short="Missing child under 13",
        holds=lambda seen: (
            seen.is_about(IncidentType.MISSING_PERSON)
            and has_child_under(13, seen.facts.subjects, roles=frozenset({Role.HARMED, Role.CHILD}))
        ),
    ),
    Floor(
        code="sexual_offence",
        short="Sexual offence",
        holds=lambda seen: seen.is_about(IncidentType.SEXUAL_OFFENCE),
    ),
    Floor(
        code="honour_based_abuse",
        short="Honour-based abuse",
        holds=lambda seen: seen.is_about(IncidentType.HONOUR_BASED_ABUSE),
    ),
    Floor(
        code="modern_slavery",
        short="Modern slavery",
        holds=lambda seen: seen.is_about(IncidentType.MODERN_SLAVERY),
    ),
    Floor(
        code="marac_marked",
        short="Marked for MARAC",
        holds=lambda seen: PartnerFlag.MARAC in seen.facts.partner_flags,
    ),
)


def screen(facts: Facts, policy: GradingPolicy) -> Screening:
    """Return the grade a referral starts with, never below the officer's, and every reason for it."""
    seen = _recorded(facts)
    floors = [(floor, grade) for floor in FLOORS if (grade := policy.floor(floor.code)) and floor.holds(seen)]
    reasons = _first_reasons(facts, policy)
    reasons += [_floors_reason(floor.code, grade, policy) for floor, grade in floors]
    reasons += _counted_reasons(seen, policy)
    return Screening(
        grade=reduce(higher, (reason.grade for reason in reasons)),
        reasons=tuple(sorted(reasons, key=lambda reason: RANK[reason.grade])),
        conflicts=_conflicts(facts.officer_grade, floors, seen, policy),
        rules_version=RULES_VERSION,
    )


def _recorded(facts: Facts) -> Recorded:
    said_yes = questionnaires.answered_yes(facts.risk_tool, facts.answers) if facts.risk_tool else ()
    answered = len(said_yes) if facts.risk_tool is RiskTool.DASH else 0
    return Recorded(
        facts=facts,
        factors=frozenset(item.factor for item in said_yes if item.factor),
        # The count as stated and the questions as marked can differ: believe the higher.
        ticks=max(facts.ticks or 0, answered),
    )


def _first_reasons(facts: Facts, policy: GradingPolicy) -> list[Reason]:
    """Return the officer's grade as a reason, and what is missing: never read as low risk."""
    found = []
    if facts.officer_grade:
        words = f"The officer graded it {facts.officer_grade}"
        found.append(Reason(code="officer_grade", words=words, source="The referral", grade=facts.officer_grade))
    for code, is_missing in (
        ("no_officer_grade", facts.officer_grade is None),
        ("not_read", not facts.narrative_readable),
    ):
        grade = policy.floor(code)
        if is_missing and grade:
            found.append(_floors_reason(code, grade, policy))
    return found


def _floors_reason(code: str, grade: Grade, policy: GradingPolicy) -> Reason:
    line = policy.sheet().line(f"floor_{code}")
    return Reason(code=code, words=line.words, source=line.source, grade=grade)


def _counted_reasons(seen: Recorded, policy: GradingPolicy) -> list[Reason]:
    """Return the reasons that come from adding up: DASH ticks, and the points of what is recorded."""
    points = sum(policy.points(factor) for factor in seen.factors)
    found = []
    for code, count, words in (
        ("ticks", seen.ticks, f"{seen.ticks} DASH questions answered yes"),
        ("points", points, f"{points} points from {len(seen.factors)} recorded factors"),
    ):
        for grade in (Grade.HIGH, Grade.MEDIUM):
            if count >= policy.number(f"{grade}_{code}"):
                source = policy.sheet().line(f"{grade}_{code}").source
                found.append(Reason(code=f"{grade}_{code}", words=words, source=source, grade=grade))
                break
    return found


def _conflicts(
    officer_grade: Grade | None, floors: list[tuple[Floor, Grade]], seen: Recorded, policy: GradingPolicy
) -> tuple[Conflict, ...]:
    """Return what is recorded that asks for more than the officer gave; none where the officer gave no grade."""
    if officer_grade is None:
        return ()
    above = {floor.short: floor.code for floor, grade in reversed(floors) if RANK[grade] < RANK[officer_grade]}
    for grade in (Grade.MEDIUM, Grade.HIGH):
        if RANK[grade] < RANK[officer_grade] and seen.ticks >= policy.number(f"{grade}_ticks"):
            above[f"{seen.ticks} DASH ticks"] = f"{grade}_ticks"
    return tuple(
        Conflict(code=code, words=f"{short}, officer graded {officer_grade}") for short, code in reversed(above.items())
    )
