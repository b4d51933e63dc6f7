"""What distressing material an assessment brings its reader: counted, so that leaders look after people."""

from collections.abc import Collection
from enum import StrEnum

from vigil.rules.terms import IncidentType


class Material(StrEnum):
    """A kind of distressing material."""

    CHILD_SEXUAL_ABUSE = "child_sexual_abuse"
    CHILD_HARM = "child_harm"
    SEXUAL_VIOLENCE = "sexual_violence"
    SERIOUS_VIOLENCE = "serious_violence"
    SUICIDE_SELF_HARM = "suicide_self_harm"
    EXPLOITATION = "exploitation"


LABELS: dict[StrEnum, str] = {
    Material.CHILD_SEXUAL_ABUSE: "Sexual abuse of a child",
    Material.CHILD_HARM: "Injury to a child, or neglect",
    Material.SEXUAL_VIOLENCE: "Sexual violence",
    Material.SERIOUS_VIOLENCE: "Strangulation, weapons, threats to kill",
    Material.SUICIDE_SELF_HARM: "Suicide or self-harm",
    Material.EXPLOITATION: "Exploitation and slavery",
}

DAYS = 28  # what a count looks back over

_BY_TYPE: dict[IncidentType, Material] = {
    IncidentType.CHILD_SEXUAL_ABUSE: Material.CHILD_SEXUAL_ABUSE,
    IncidentType.CHILD_PHYSICAL_ABUSE: Material.CHILD_HARM,
    IncidentType.SEXUAL_OFFENCE: Material.SEXUAL_VIOLENCE,
    IncidentType.CHILD_EXPLOITATION: Material.EXPLOITATION,
    IncidentType.MODERN_SLAVERY: Material.EXPLOITATION,
}

_BY_FACTOR: dict[str, Material] = {
    "child_sexual_abuse": Material.CHILD_SEXUAL_ABUSE,
    **dict.fromkeys(("child_injury", "child_hurt", "neglect"), Material.CHILD_HARM),
    "sexual_violence": Material.SEXUAL_VIOLENCE,
    **dict.fromkeys(("non_fatal_strangulation", "threat_to_kill", "weapon"), Material.SERIOUS_VIOLENCE),
    "suicide_self_harm": Material.SUICIDE_SELF_HARM,
    **dict.fromkeys(("child_exploitation", "modern_slavery"), Material.EXPLOITATION),
}


def material_in(*, incident_type: IncidentType, factors: Collection[str]) -> frozenset[Material]:
    """Return the kinds of distressing material in a referral, by its type and the factors recorded as present."""
    by_type = {_BY_TYPE[incident_type]} if incident_type in _BY_TYPE else set()
    return frozenset(by_type | {_BY_FACTOR[factor] for factor in factors if factor in _BY_FACTOR})
