"""What the first grade never goes below: each floor by name, and what it looks for in what is recorded.

Which grade a floor holds, its words and its source are policy (``GradingPolicy``).
"""

from collections.abc import Callable
from dataclasses import dataclass

from vigil.rules.terms import IncidentType, PartnerFlag, Role

Subjects = tuple[tuple[Role, float | None], ...]
"""Each person's role, and age in years where it is known."""

# In these the child named is the person the concern is about.
ABOUT_CHILDREN = frozenset(
    {
        IncidentType.CHILD_WELFARE,
        IncidentType.CHILD_PHYSICAL_ABUSE,
        IncidentType.CHILD_SEXUAL_ABUSE,
        IncidentType.CHILD_EXPLOITATION,
    }
)


def has_child_under(years: int, subjects: Subjects, *, roles: frozenset[Role] = frozenset(Role)) -> bool:
    """Return whether somebody in one of the roles is known to be younger than that."""
    return any(role in roles and age is not None and age < years for role, age in subjects)


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What is recorded, as the floors ask for it. ``factors`` are codes, whoever recorded them and where."""

    incident_type: IncidentType
    is_domestic: bool
    factors: frozenset[str]
    subjects: Subjects
    partner_flags: frozenset[PartnerFlag]

    def all_of(self, *factors: str) -> bool:
        return self.factors.issuperset(factors)

    def any_of(self, *factors: str) -> bool:
        return not self.factors.isdisjoint(factors)

    def harmed_child_under(self, years: int) -> bool:
        """Return whether a child so young is harmed, or is the person the concern is about."""
        harmed = {Role.HARMED}
        if self.incident_type in ABOUT_CHILDREN or self.any_of("child_hurt"):
            harmed.add(Role.CHILD)
        return has_child_under(years, self.subjects, roles=frozenset(harmed))


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
        short="Threat to kill recorded",
        holds=lambda seen: (
            seen.all_of("threat_to_kill") and seen.any_of("weapon", "victim_afraid", "stalking_harassment")
        ),
    ),
    Floor(code="threat_to_kill", short="Threat to kill recorded", holds=lambda seen: seen.all_of("threat_to_kill")),
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
            and (seen.all_of("stalking_harassment") or seen.incident_type is IncidentType.STALKING_HARASSMENT)
        ),
    ),
    Floor(
        code="child_under_2_physical_abuse",
        short="Child under 2, physical abuse",
        holds=lambda seen: seen.incident_type is IncidentType.CHILD_PHYSICAL_ABUSE and seen.harmed_child_under(2),
    ),
    Floor(
        code="child_under_5_harmed",
        short="Child under 5 harmed or at risk",
        holds=lambda seen: seen.harmed_child_under(5),
    ),
    Floor(
        code="child_hurt_or_threatened",
        short="Children hurt or threatened",
        holds=lambda seen: seen.any_of("child_hurt", "child_threatened"),
    ),
    Floor(
        code="child_physical_abuse",
        short="Physical abuse of a child",
        holds=lambda seen: seen.incident_type is IncidentType.CHILD_PHYSICAL_ABUSE,
    ),
    Floor(
        code="child_sexual_abuse",
        short="Sexual abuse of a child",
        holds=lambda seen: seen.incident_type is IncidentType.CHILD_SEXUAL_ABUSE,
    ),
    Floor(
        code="child_exploitation",
        short="Exploitation of a child",
        holds=lambda seen: seen.incident_type is IncidentType.CHILD_EXPLOITATION,
    ),
    Floor(
        code="missing_child_under_13",
        short="Missing child under 13",
        holds=lambda seen: (
            seen.incident_type is IncidentType.MISSING_PERSON
            and has_child_under(13, seen.subjects, roles=frozenset({Role.HARMED, Role.CHILD}))
        ),
    ),
    Floor(
        code="sexual_offence",
        short="Sexual offence",
        holds=lambda seen: seen.incident_type is IncidentType.SEXUAL_OFFENCE,
    ),
    Floor(
        code="honour_based_abuse",
        short="Honour-based abuse",
        holds=lambda seen: seen.incident_type is IncidentType.HONOUR_BASED_ABUSE,
    ),
    Floor(
        code="modern_slavery",
        short="Modern slavery",
        holds=lambda seen: seen.incident_type is IncidentType.MODERN_SLAVERY,
    ),
    Floor(
        code="marac_marked",
        short="Marked for MARAC",
        holds=lambda seen: PartnerFlag.MARAC in seen.partner_flags,
    ),
)
