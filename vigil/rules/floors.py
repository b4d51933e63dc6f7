"""What the first grade never goes below: each floor by name, and what it looks for in what is recorded.

Which grade a floor holds, its words and its source are policy (``GradingPolicy``).
"""

from collections.abc import Callable, Mapping
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

# A threat to kill is likelier to be carried out beside one of these: means, a victim who believes it, or
# the steps that come before a domestic homicide (Monckton Smith 2019).
LIKELIER_TO_KILL = (
    "weapon",
    "victim_afraid",
    "stalking_harassment",
    "escalation",
    "pregnancy",
    "suicide_self_harm",
    "mental_health_crisis",
    "breach_of_order",
)


def has_child_under(years: int, subjects: Subjects, *, roles: frozenset[Role] = frozenset(Role)) -> bool:
    """Return whether somebody in one of the roles is known to be younger than that."""
    return any(role in roles and age is not None and age < years for role, age in subjects)


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What is recorded, as the floors ask for it.

    ``factors`` are codes, each with the places it is recorded in: "narrative", "DASH", "DARA", "incident type".
    ``incident_type`` is None for a narrative read by itself. ``youngest_told`` is the least age in years that the
    narrative tells of a baby ("6mth old"): forms often list nobody so young.
    """

    incident_type: IncidentType | None
    is_domestic: bool
    factors: Mapping[str, tuple[str, ...]]
    subjects: Subjects
    partner_flags: frozenset[PartnerFlag]
    youngest_told: float | None = None

    def any_of(self, *factors: str) -> bool:
        return any(factor in self.factors for factor in factors)

    def harmed_child_under(self, years: int) -> bool:
        """Return whether a child so young is harmed, or is the person the concern is about."""
        harmed = {Role.HARMED}
        # Which of several children is hurt is seldom recorded as such: think of the youngest.
        if self.incident_type in ABOUT_CHILDREN or self.any_of("child_hurt", "child_injury", "neglect"):
            harmed.add(Role.CHILD)
            if self.youngest_told is not None and self.youngest_told < years:
                return True
        return has_child_under(years, self.subjects, roles=frozenset(harmed))

    def no_childs_age_is_known(self) -> bool:
        return not has_child_under(18, self.subjects)


def _anywhere(_seen: Recorded) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Floor:
    """A rule that the grade never goes below. ``short`` is for the worklist; the policy has the grade and source.

    It holds where every factor of ``all_of`` is recorded, and one of ``any_of`` if there are any, and ``where`` fits.
    """

    code: str
    short: str
    all_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    where: Callable[[Recorded], bool] = _anywhere

    def holds(self, seen: Recorded) -> bool:
        # Asked of every floor for every referral: a loop here takes half the time that ``all`` does.
        for factor in self.all_of:
            if factor not in seen.factors:
                return False
        return (not self.any_of or seen.any_of(*self.any_of)) and self.where(seen)

    def rests_on(self, seen: Recorded) -> tuple[str, ...]:
        """Return the recorded factors that make it hold; none for a floor about ages, types or flags alone."""
        return (*self.all_of, *(factor for factor in self.any_of if factor in seen.factors))


FLOORS: tuple[Floor, ...] = (
    Floor(
        code="strangulation_domestic",
        short="Strangulation",
        all_of=("non_fatal_strangulation",),
        where=lambda seen: seen.is_domestic,
    ),
    Floor(
        code="strangulation",
        short="Strangulation",
        all_of=("non_fatal_strangulation",),
        where=lambda seen: not seen.is_domestic,
    ),
    Floor(
        code="threat_to_kill_with_means_or_fear",
        short="Threat to kill",
        all_of=("threat_to_kill",),
        any_of=LIKELIER_TO_KILL,
    ),
    Floor(code="threat_to_kill", short="Threat to kill", all_of=("threat_to_kill",)),
    Floor(
        code="control_escalation_fear",
        short="Control, escalation, fear",
        all_of=("coercive_control", "escalation", "victim_afraid"),
    ),
    Floor(
        code="pursuit_escalation_fear",
        short="Pursuit, escalation, fear",
        all_of=("escalation", "victim_afraid"),
        any_of=("separation_conflict", "stalking_harassment", "breach_of_order"),
    ),
    Floor(code="escalation_and_fear", short="Getting worse, with fear", all_of=("escalation", "victim_afraid")),
    Floor(
        code="violence_in_pregnancy",
        short="Violence in pregnancy",
        all_of=("pregnancy",),
        any_of=("physical_violence", "weapon", "sexual_violence"),
    ),
    Floor(
        code="crisis_in_pregnancy",
        short="Mental crisis, new mother",
        all_of=("mental_health_crisis", "pregnancy"),
    ),
    Floor(
        code="suicide_in_crisis",
        short="Suicide risk in crisis",
        all_of=("suicide_self_harm", "mental_health_crisis", "substance_misuse"),
    ),
    Floor(
        code="sexual_violence_domestic",
        short="Sexual violence",
        all_of=("sexual_violence",),
        where=lambda seen: seen.is_domestic or seen.any_of("victim_afraid", "adult_care_needs"),
    ),
    Floor(code="sexual_violence", short="Sexual violence", all_of=("sexual_violence",)),
    Floor(
        code="stalking_after_separation",
        short="Stalking after parting",
        all_of=("separation_conflict", "stalking_harassment"),
    ),
    Floor(
        code="fire_with_people_at_risk",
        short="Fire, people at risk",
        all_of=("fire_risk",),
        any_of=("child_present", "separation_conflict", "victim_afraid"),
    ),
    Floor(
        code="child_under_2_injured",
        short="Injury, child under 2",
        any_of=("child_injury", "child_hurt"),
        where=lambda seen: seen.harmed_child_under(2),
    ),
    Floor(
        code="neglect_of_young_child",
        short="Neglect of a young child",
        all_of=("neglect",),
        where=lambda seen: seen.harmed_child_under(5) or seen.no_childs_age_is_known(),
    ),
    Floor(
        code="child_under_5_harmed",
        short="Child under 5 at risk",
        where=lambda seen: seen.harmed_child_under(5),
    ),
    Floor(
        code="child_hurt_or_threatened", short="Children hurt or threatened", any_of=("child_hurt", "child_threatened")
    ),
    Floor(code="child_injury", short="Injury to a child", all_of=("child_injury",)),
    Floor(code="child_sexual_abuse", short="Sexual abuse of a child", all_of=("child_sexual_abuse",)),
    Floor(code="missing_and_exploited", short="Missing and exploited", all_of=("missing", "child_exploitation")),
    Floor(code="child_exploitation", short="Exploitation of a child", all_of=("child_exploitation",)),
    Floor(
        code="missing_child_under_13",
        short="Missing child under 13",
        where=lambda seen: (
            seen.incident_type is IncidentType.MISSING_PERSON
            and has_child_under(13, seen.subjects, roles=frozenset({Role.HARMED, Role.CHILD}))
        ),
    ),
    Floor(code="honour_based_abuse", short="Honour-based abuse", all_of=("honour_based_abuse",)),
    Floor(code="modern_slavery", short="Modern slavery", all_of=("modern_slavery",)),
    Floor(
        code="marac_marked",
        short="Marked for MARAC",
        where=lambda seen: PartnerFlag.MARAC in seen.partner_flags,
    ),
)
