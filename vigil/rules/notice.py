"""Which incidents call for a referral, from when one that has not come is missing, and which referral answers for one.

Source: North Yorkshire's child-to-notice practice (after the Metropolitan Police): each day, the incidents of the last
24 hours that involved a child and have no referral. Widened here to adults at risk; what counts is policy.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from vigil.rules.policies import NoticePolicy
from vigil.rules.terms import DOMESTIC, IncidentType, Role

RULES_VERSION = "notice 2026.1"

ADULT_AT = 18  # Children Act 1989, section 105: a child is a person under eighteen


class Qualifier(StrEnum):
    """What a control room marks an incident with, beside its type.

    Source: the qualifiers of the National Standard for Incident Recording; general knowledge, not checked.
    """

    CHILD = "child"
    VULNERABLE_ADULT = "vulnerable_adult"
    DOMESTIC_ABUSE = "domestic_abuse"
    MENTAL_HEALTH = "mental_health"
    MISSING = "missing"
    EXPLOITATION = "exploitation"
    HATE = "hate"
    OTHER = "other"


QUALIFIER_WORDS: dict[Qualifier, str] = {
    Qualifier.CHILD: "Child",
    Qualifier.VULNERABLE_ADULT: "Vulnerable adult",
    Qualifier.DOMESTIC_ABUSE: "Domestic abuse",
    Qualifier.MENTAL_HEALTH: "Mental health",
    Qualifier.MISSING: "Missing",
    Qualifier.EXPLOITATION: "Exploitation",
    Qualifier.HATE: "Hate",
    Qualifier.OTHER: "Other",
}

_ABOUT_A_CHILD = frozenset(
    {
        IncidentType.CHILD_WELFARE,
        IncidentType.CHILD_PHYSICAL_ABUSE,
        IncidentType.CHILD_SEXUAL_ABUSE,
        IncidentType.CHILD_EXPLOITATION,
        IncidentType.CHILD_MENTAL_HEALTH,
        IncidentType.CHILD_OFFENDING,
    }
)
# What an incident's type says by itself, where the control room did not mark it.
_SAID_BY_TYPE: dict[Qualifier, frozenset[IncidentType]] = {
    Qualifier.CHILD: _ABOUT_A_CHILD,
    Qualifier.DOMESTIC_ABUSE: DOMESTIC,
    Qualifier.VULNERABLE_ADULT: frozenset(
        {IncidentType.ADULT_AT_RISK, IncidentType.FINANCIAL_ABUSE, IncidentType.CUCKOOING}
    ),
    Qualifier.MENTAL_HEALTH: frozenset({IncidentType.MENTAL_HEALTH}),
    Qualifier.MISSING: frozenset({IncidentType.MISSING_PERSON}),
    Qualifier.EXPLOITATION: frozenset({IncidentType.MODERN_SLAVERY, IncidentType.CHILD_EXPLOITATION}),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Involved:
    """Somebody an incident names: their part in it, and their age in whole years on the day, if known."""

    role: Role
    age: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Need:
    """One reason why an incident calls for a referral. ``code`` is stable; ``words`` name nobody."""

    code: str
    words: str


def needs(
    *, incident_type: IncidentType, qualifiers: Sequence[Qualifier], involved: Sequence[Involved], policy: NoticePolicy
) -> tuple[Need, ...]:
    """Return why an incident calls for a referral, gravest first. An empty tuple means it does not.

    A child is anybody under eighteen, or whom the list calls a child without an age.
    """
    found = []
    children = sum(one.age < ADULT_AT if one.age is not None else one.role is Role.CHILD for one in involved)
    if children and policy.counts("child_named"):
        found.append(Need(code="child_named", words="A child is named" if children == 1 else "Children are named"))
    for qualifier in Qualifier:
        if not policy.counts(qualifier):
            continue
        if qualifier in qualifiers:
            found.append(Need(code=qualifier, words=f"Marked “{QUALIFIER_WORDS[qualifier]}” by the control room"))
        elif incident_type in _SAID_BY_TYPE.get(qualifier, ()):
            found.append(Need(code=qualifier, words=f"Its type says: {QUALIFIER_WORDS[qualifier].lower()}"))
    return tuple(found)


def missing_from(happened_at: datetime, policy: NoticePolicy) -> datetime:
    """Return the moment from which a referral that has not come is missing. Calendar hours: risk keeps no office."""
    return happened_at + timedelta(hours=policy.number("missing_hours"))


def answer_due_at(asked_at: datetime, policy: NoticePolicy) -> datetime:
    """Return by when a supervisor should have answered a request."""
    return asked_at + timedelta(hours=policy.number("answer_hours"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Shared:
    """What a referral has in common with an incident. ``apart`` is the time between the two, None if not known.

    ``other_log`` says that it bears the number of another incident; ``people`` counts those surely the same;
    ``same_home`` says one dwelling, where few come and go.
    """

    same_log: bool
    other_log: bool = False
    people: int
    same_home: bool
    apart: timedelta | None


def why_answers(shared: Shared, policy: NoticePolicy) -> str:
    """Return in words why a referral is the one an incident calls for, or "" if it is not surely that.

    The log number settles it. Without it, the same people and about the same time; or the same home at nearly the same
    time. A wrong answer hides a referral that was never made, so a doubt is none.
    """
    if shared.same_log:
        return "Same log number."
    if shared.apart is None or shared.other_log:
        return ""
    if shared.people and shared.apart <= timedelta(hours=policy.number("people_hours")):
        who = "the same person" if shared.people == 1 else f"{shared.people} of the same people"
        return f"It names {who}, at about the same time."
    if shared.same_home and shared.apart <= timedelta(hours=policy.number("home_hours")):
        return "Same address, at nearly the same time."
    return ""


def furthest_apart(policy: NoticePolicy) -> timedelta:
    """Return how far apart in time an incident and a referral without its log number can be at most.

    A day, at least: either may give its day without the time.
    """
    return timedelta(hours=max(policy.number("people_hours"), policy.number("home_hours"), 24))


def obstacles_to_asking(*, is_missing: bool, answer_due_at: datetime | None, at: datetime) -> list[str]:
    """Return why an officer's supervisor cannot be asked now. An empty list means they can."""
    if not is_missing:
        return ["No referral is missing here any more."]
    if answer_due_at is not None and at < answer_due_at:
        return ["The supervisor has been asked, and the time to answer is not over."]
    return []
