"""The hub's words: every closed list that more than one part of Vigil uses.

Sources: the record recommended for a police referral (incident, people with roles, officer's grade,
risk tool) and the four teams' own codes, brought to one vocabulary.
"""

from enum import StrEnum


class Grade(StrEnum):
    """How serious a referral is thought to be. Order is in ``RANK``, most serious first."""

    HIGH = "high"
    MEDIUM = "medium"
    STANDARD = "standard"


RANK: dict[Grade, int] = {Grade.HIGH: 0, Grade.MEDIUM: 1, Grade.STANDARD: 2}


def higher(one: Grade, other: Grade) -> Grade:
    """Return the more serious of two grades."""
    return one if RANK[one] <= RANK[other] else other


class Role(StrEnum):
    """What part a subject has in the referral."""

    HARMED = "harmed"  # the victim, or the person the concern is about
    HARMING = "harming"  # the suspect, or alleged offender
    CHILD = "child"
    PARENT_OR_CARER = "parent_or_carer"
    HOUSEHOLD_MEMBER = "household_member"
    OTHER = "other"


class IncidentType(StrEnum):
    """What the referral is about."""

    DOMESTIC_ABUSE_PARTNER = "domestic_abuse_partner"
    DOMESTIC_ABUSE_EX_PARTNER = "domestic_abuse_ex_partner"
    DOMESTIC_ABUSE_FAMILY = "domestic_abuse_family"
    STALKING_HARASSMENT = "stalking_harassment"
    HONOUR_BASED_ABUSE = "honour_based_abuse"
    SEXUAL_OFFENCE = "sexual_offence"
    CHILD_WELFARE = "child_welfare"
    CHILD_PHYSICAL_ABUSE = "child_physical_abuse"
    CHILD_SEXUAL_ABUSE = "child_sexual_abuse"
    CHILD_EXPLOITATION = "child_exploitation"
    CHILD_MENTAL_HEALTH = "child_mental_health"
    CHILD_OFFENDING = "child_offending"
    MISSING_PERSON = "missing_person"
    ADULT_AT_RISK = "adult_at_risk"
    FINANCIAL_ABUSE = "financial_abuse"
    CUCKOOING = "cuckooing"
    MENTAL_HEALTH = "mental_health"
    MODERN_SLAVERY = "modern_slavery"
    PREVENT = "prevent"
    OTHER = "other"


DOMESTIC = frozenset(
    {
        IncidentType.DOMESTIC_ABUSE_PARTNER,
        IncidentType.DOMESTIC_ABUSE_EX_PARTNER,
        IncidentType.DOMESTIC_ABUSE_FAMILY,
        IncidentType.STALKING_HARASSMENT,
        IncidentType.HONOUR_BASED_ABUSE,
    }
)


class Area(StrEnum):
    """The upper-tier council whose residents the referral concerns."""

    HEREFORDSHIRE = "herefordshire"
    SHROPSHIRE = "shropshire"
    TELFORD_AND_WREKIN = "telford_and_wrekin"
    WORCESTERSHIRE = "worcestershire"


class RiskTool(StrEnum):
    """The risk questionnaire a first responder completed."""

    DASH = "DASH"
    DARA = "DARA"


class Sex(StrEnum):
    FEMALE = "F"
    MALE = "M"
    NON_BINARY = "NB"
    NOT_KNOWN = ""


class PartnerFlag(StrEnum):
    """A partner agency that the officer marked as involved or to be told."""

    CHILDRENS_SOCIAL_CARE = "CSC"
    ADULT_SOCIAL_CARE = "ASC"
    HEALTH = "HLTH"
    EDUCATION = "EDU"
    OPERATION_ENCOMPASS = "OPENC"
    MARAC = "MARAC"
    IDVA = "IDVA"
    HOUSING = "HOUS"
    PROBATION = "PROB"
    YOUTH_JUSTICE = "YJS"


# The labels people read. One word for one thing everywhere: pages and documents take them from here.
LABELS: dict[StrEnum, str] = {
    Grade.HIGH: "High",
    Grade.MEDIUM: "Medium",
    Grade.STANDARD: "Standard",
    Role.HARMED: "Harmed",
    Role.HARMING: "Alleged to have harmed",
    Role.CHILD: "Child",
    Role.PARENT_OR_CARER: "Parent or carer",
    Role.HOUSEHOLD_MEMBER: "Household member",
    Role.OTHER: "Other",
    IncidentType.DOMESTIC_ABUSE_PARTNER: "Domestic abuse: partner",
    IncidentType.DOMESTIC_ABUSE_EX_PARTNER: "Domestic abuse: ex-partner",
    IncidentType.DOMESTIC_ABUSE_FAMILY: "Domestic abuse: family",
    IncidentType.STALKING_HARASSMENT: "Stalking or harassment",
    IncidentType.HONOUR_BASED_ABUSE: "Honour-based abuse",
    IncidentType.SEXUAL_OFFENCE: "Sexual offence",
    IncidentType.CHILD_WELFARE: "Child: welfare",
    IncidentType.CHILD_PHYSICAL_ABUSE: "Child: physical abuse",
    IncidentType.CHILD_SEXUAL_ABUSE: "Child: sexual abuse",
    IncidentType.CHILD_EXPLOITATION: "Child: exploitation",
    IncidentType.CHILD_MENTAL_HEALTH: "Child: mental health",
    IncidentType.CHILD_OFFENDING: "Child: offending",
    IncidentType.MISSING_PERSON: "Missing person",
    IncidentType.ADULT_AT_RISK: "Adult at risk",
    IncidentType.FINANCIAL_ABUSE: "Financial abuse",
    IncidentType.CUCKOOING: "Cuckooing",
    IncidentType.MENTAL_HEALTH: "Mental health",
    IncidentType.MODERN_SLAVERY: "Modern slavery",
    IncidentType.PREVENT: "Prevent",
    IncidentType.OTHER: "Other",
    Area.HEREFORDSHIRE: "Herefordshire",
    Area.SHROPSHIRE: "Shropshire",
    Area.TELFORD_AND_WREKIN: "Telford & Wrekin",
    Area.WORCESTERSHIRE: "Worcestershire",
    RiskTool.DASH: "DASH",
    RiskTool.DARA: "DARA",
    Sex.FEMALE: "Female",
    Sex.MALE: "Male",
    Sex.NON_BINARY: "Non-binary",
    Sex.NOT_KNOWN: "Not known",
    PartnerFlag.CHILDRENS_SOCIAL_CARE: "Children’s social care",
    PartnerFlag.ADULT_SOCIAL_CARE: "Adult social care",
    PartnerFlag.HEALTH: "Health",
    PartnerFlag.EDUCATION: "Education",
    PartnerFlag.OPERATION_ENCOMPASS: "Operation Encompass",
    PartnerFlag.MARAC: "MARAC",
    PartnerFlag.IDVA: "IDVA",
    PartnerFlag.HOUSING: "Housing",
    PartnerFlag.PROBATION: "Probation",
    PartnerFlag.YOUTH_JUSTICE: "Youth justice",
}


def label(term: StrEnum) -> str:
    """Return the words people read for a term."""
    return LABELS[term]
