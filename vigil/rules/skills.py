"""Who may assess what: the skills a referral asks for, and what keeps somebody from using theirs.

A gate, not a note: an empty list of obstacles is the only way through. A skill expires as its day begins
in London, so the day before is the last on which it can be used, whatever the clocks do that night.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import combinations
from zoneinfo import ZoneInfo

from vigil.rules.floors import ABOUT_CHILDREN, Subjects
from vigil.rules.terms import DOMESTIC, IncidentType, Role

RULES_VERSION = "skills 2026.1"

LONDON = ZoneInfo("Europe/London")


class Skill(StrEnum):
    """What somebody can be trained to assess; sign-off is for the assessments of others."""

    CHILDREN = "children"
    ADULTS = "adults"
    DOMESTIC_ABUSE = "domestic_abuse"
    EXPLOITATION = "exploitation"
    HONOUR_BASED_ABUSE = "honour_based_abuse"
    SIGN_OFF = "sign_off"


class Stage(StrEnum):
    """A newcomer's path: looks on, assesses with somebody else's signature, assesses alone."""

    SHADOW = "shadow"
    SUPERVISED = "supervised"
    INDEPENDENT = "independent"


LABELS: dict[StrEnum, str] = {
    Skill.CHILDREN: "Children",
    Skill.ADULTS: "Adults",
    Skill.DOMESTIC_ABUSE: "Domestic abuse",
    Skill.EXPLOITATION: "Exploitation",
    Skill.HONOUR_BASED_ABUSE: "Honour-based abuse",
    Skill.SIGN_OFF: "Sign-off",
    Stage.SHADOW: "Shadow",
    Stage.SUPERVISED: "Supervised",
    Stage.INDEPENDENT: "Independent",
}

OPENED_BY: dict[Skill, str] = {
    Skill.CHILDREN: "training in child protection",
    Skill.ADULTS: "training in safeguarding adults",
    Skill.DOMESTIC_ABUSE: "training in domestic abuse",
    Skill.EXPLOITATION: "training in exploitation and modern slavery",
    Skill.HONOUR_BASED_ABUSE: "training in honour-based abuse",
    Skill.SIGN_OFF: "training in supervising risk assessments",
}
"""What to ask for where a skill is missing. Which courses count as that, and for how long, is policy."""

# An assumption, to be confirmed by the force: no hub publishes which training each kind of referral asks for.
NEEDED_BY_TYPE: dict[IncidentType, frozenset[Skill]] = {
    **dict.fromkeys(DOMESTIC, frozenset({Skill.DOMESTIC_ABUSE})),
    **dict.fromkeys(ABOUT_CHILDREN, frozenset({Skill.CHILDREN})),
    IncidentType.CHILD_MENTAL_HEALTH: frozenset({Skill.CHILDREN}),
    IncidentType.CHILD_OFFENDING: frozenset({Skill.CHILDREN}),
    IncidentType.CHILD_EXPLOITATION: frozenset({Skill.CHILDREN, Skill.EXPLOITATION}),
    IncidentType.HONOUR_BASED_ABUSE: frozenset({Skill.DOMESTIC_ABUSE, Skill.HONOUR_BASED_ABUSE}),
    IncidentType.MODERN_SLAVERY: frozenset({Skill.EXPLOITATION}),
    IncidentType.CUCKOOING: frozenset({Skill.EXPLOITATION}),
    IncidentType.PREVENT: frozenset({Skill.EXPLOITATION}),
    IncidentType.ADULT_AT_RISK: frozenset({Skill.ADULTS}),
    IncidentType.FINANCIAL_ABUSE: frozenset({Skill.ADULTS}),
}

NEEDED_BY_FACTOR: dict[str, Skill] = {
    **dict.fromkeys(
        ("child_present", "child_injury", "child_hurt", "child_threatened", "child_sexual_abuse", "neglect"),
        Skill.CHILDREN,
    ),
    "coercive_control": Skill.DOMESTIC_ABUSE,
    **dict.fromkeys(("child_exploitation", "modern_slavery", "cuckooing", "radicalisation"), Skill.EXPLOITATION),
    "honour_based_abuse": Skill.HONOUR_BASED_ABUSE,
    **dict.fromkeys(("adult_care_needs", "self_neglect"), Skill.ADULTS),
}


def skills_needed(*, incident_type: IncidentType, subjects: Subjects, factors: Collection[str]) -> frozenset[Skill]:
    """Return the skills an assessor of the referral must have, never none.

    ``factors`` are codes recorded as present, on a form or in the narrative. A child anywhere in the referral
    asks for children; where nothing asks for another skill, somebody trained for adults assesses it.
    """
    needed = set(NEEDED_BY_TYPE.get(incident_type, ()))
    needed |= {NEEDED_BY_FACTOR[factor] for factor in factors if factor in NEEDED_BY_FACTOR}
    if any(role is Role.CHILD or (age is not None and age < 18) for role, age in subjects):
        needed.add(Skill.CHILDREN)
    return frozenset(needed or {Skill.ADULTS})


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What decides which referrals somebody may be given.

    ``expires`` has, for each skill they were trained in, the first day they no longer hold it; ``ends_on`` the
    first day after a temporary post, None for a permanent one. Days are London's.
    """

    expires: Mapping[Skill, date]
    stage: Stage
    ends_on: date | None = None


def day_of(at: datetime) -> date:
    """Return London's day at an aware moment."""
    return at.astimezone(LONDON).date()


def usable(standing: Standing, at: datetime) -> frozenset[Skill]:
    """Return the skills somebody may use at that moment: none while they shadow, or after a temporary post."""
    return usable_on(standing, day_of(at))


def usable_on(standing: Standing, day: date) -> frozenset[Skill]:
    """Return the skills somebody may use on that day: a day is London's, whole."""
    if standing.stage is Stage.SHADOW or (standing.ends_on and standing.ends_on <= day):
        return frozenset()
    return frozenset(skill for skill, expires_on in standing.expires.items() if day < expires_on)


def obstacles_to_assessing(standing: Standing, needed: Iterable[Skill], at: datetime) -> list[str]:
    """Return why somebody may not assess what needs these skills. An empty list means they may."""
    day = day_of(at)
    obstacles = []
    if standing.ends_on and standing.ends_on <= day:
        obstacles.append(f"The temporary post ended on {_words(standing.ends_on)}. A supervisor can extend it.")
    if standing.stage is Stage.SHADOW:
        obstacles.append("Whoever still shadows assesses nothing. A supervisor moves them on when they are ready.")
    missing = (_missing(standing.expires.get(skill), skill, day) for skill in _in_order(needed))
    return [*obstacles, *filter(None, missing)]


def obstacles_to_signing(standing: Standing, needed: Iterable[Skill], at: datetime) -> list[str]:
    """Return why somebody may not sign another's assessment of what needs these skills. Empty means they may."""
    obstacles = obstacles_to_assessing(standing, {*needed, Skill.SIGN_OFF}, at)
    if standing.stage is Stage.SUPERVISED:
        obstacles.append(
            "Whoever is supervised signs only with others. A supervisor moves them on when they are ready."
        )
    return obstacles


def written(skills: Iterable[Skill]) -> str:
    """Return skills as a referral keeps those it needs: their codes in one order, between spaces."""
    return " ".join(_in_order(skills))


def read(kept: str) -> frozenset[Skill]:
    """Return the skills that a referral keeps."""
    return frozenset(map(Skill, kept.split()))


def all_within(held: Iterable[Skill]) -> list[str]:
    """Return everything a referral may need, as it is kept, that somebody with these skills may assess."""
    skills = [skill for skill in _in_order(held) if skill is not Skill.SIGN_OFF]
    return [written(some) for number in range(1, len(skills) + 1) for some in combinations(skills, number)]


def _missing(expires_on: date | None, skill: Skill, day: date) -> str | None:
    what = LABELS[skill].lower()
    if expires_on is None:
        return f"The skill “{what}” is missing: {OPENED_BY[skill]} opens it."
    if expires_on <= day:
        return f"The skill “{what}” expired on {_words(expires_on)}: {OPENED_BY[skill]} opens it again."
    return None


def _in_order(skills: Iterable[Skill]) -> list[Skill]:
    asked = set(skills)
    return [skill for skill in Skill if skill in asked]


def _words(day: date) -> str:
    return f"{day:%-d %B %Y}"
