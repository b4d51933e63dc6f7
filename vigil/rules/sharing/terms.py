"""The words of sharing: every closed list that its rules, records and pages use.

Sources: the partners of the four councils' front doors; UK GDPR, Data Protection Act 2018, Children Act 1989,
Care Act 2014 and Domestic Abuse Act 2021 for the bases; Working Together 2023 and Care Act s42 for the outcomes.
"""

from enum import StrEnum

from vigil.rules.terms import DOMESTIC, IncidentType


class PartnerKind(StrEnum):
    """What sort of body a partner is: it settles what they may have."""

    CHILDRENS_SOCIAL_CARE = "childrens_social_care"
    EARLY_HELP = "early_help"
    ADULT_SOCIAL_CARE = "adult_social_care"
    HEALTH = "health"
    SCHOOL = "school"
    DOMESTIC_ABUSE_SERVICE = "domestic_abuse_service"
    HOUSING = "housing"
    PROBATION = "probation"
    YOUTH_JUSTICE = "youth_justice"


class Choice(StrEnum):
    """What is decided for one partner, most told first."""

    SHARE = "share"
    SHARE_WITH_WORKER = "share_with_worker"
    HOLD = "hold"
    NOT_SHARED = "not_shared"


SENT: frozenset[Choice] = frozenset({Choice.SHARE, Choice.SHARE_WITH_WORKER})
"""The choices by which something leaves the hub."""

TOLD: dict[Choice, int] = {Choice.SHARE: 3, Choice.SHARE_WITH_WORKER: 2, Choice.HOLD: 1, Choice.NOT_SHARED: 0}


class Basis(StrEnum):
    """The law a disclosure rests on."""

    CHILDREN = "children"
    ADULTS = "adults"
    DOMESTIC_ABUSE = "domestic_abuse"
    SCHOOL_NOTICE = "school_notice"
    LAW_ENFORCEMENT = "law_enforcement"
    VITAL = "vital"


class Consent(StrEnum):
    """What the person (or for a child whoever may speak for them) said about sharing."""

    GIVEN = "given"
    REFUSED = "refused"
    NOT_ASKED = "not_asked"
    UNSAFE_TO_ASK = "unsafe_to_ask"
    CANNOT_GIVE = "cannot_give"


class Form(StrEnum):
    """What sort of report a referral is: routes and figures go by it."""

    CHILD = "child"
    ADULT = "adult"
    DOMESTIC_ABUSE = "domestic_abuse"
    MISSING = "missing"
    EXPLOITATION = "exploitation"
    OTHER = "other"


class OutcomeKind(StrEnum):
    """What a partner decided to do about a disclosure."""

    NO_FURTHER_ACTION = "no_further_action"
    ADVICE = "advice"
    ALREADY_OPEN = "already_open"
    EARLY_HELP = "early_help"
    ASSESSMENT = "assessment"
    STRATEGY_DISCUSSION = "strategy_discussion"
    SECTION_42_ENQUIRY = "section_42_enquiry"
    SUPPORT_OFFERED = "support_offered"
    DECLINED = "declined"


USEFUL: frozenset[OutcomeKind] = frozenset(OutcomeKind) - {OutcomeKind.NO_FURTHER_ACTION, OutcomeKind.DECLINED}
"""The outcomes that count as useful where the partner did not say so itself."""


# By list, because a word may stand in two of them: early help is a partner, and an outcome.
LABELS: dict[type[StrEnum], dict[StrEnum, str]] = {
    PartnerKind: {
        PartnerKind.CHILDRENS_SOCIAL_CARE: "Children’s social care",
        PartnerKind.EARLY_HELP: "Early help",
        PartnerKind.ADULT_SOCIAL_CARE: "Adult social care",
        PartnerKind.HEALTH: "Health",
        PartnerKind.SCHOOL: "School or college",
        PartnerKind.DOMESTIC_ABUSE_SERVICE: "Domestic abuse service",
        PartnerKind.HOUSING: "Housing",
        PartnerKind.PROBATION: "Probation",
        PartnerKind.YOUTH_JUSTICE: "Youth justice",
    },
    Choice: {
        Choice.SHARE: "Share",
        Choice.SHARE_WITH_WORKER: "Share with the worker already allocated",
        Choice.HOLD: "Hold and count",
        Choice.NOT_SHARED: "Do not share",
    },
    Basis: {
        Basis.CHILDREN: "Children Act 1989 s17 and s47, Children Act 2004 s11",
        Basis.ADULTS: "Care Act 2014 s42 to s45",
        Basis.DOMESTIC_ABUSE: "Public task: protecting a victim of domestic abuse (DPA 2018 Sch 1 para 18)",
        Basis.SCHOOL_NOTICE: "Domestic Abuse Act 2021 s49A",
        Basis.LAW_ENFORCEMENT: "DPA 2018 Part 3, Sch 8 para 4: safeguarding children and individuals at risk",
        Basis.VITAL: "Vital interests (UK GDPR Art 6(1)(d))",
    },
    Consent: {
        Consent.GIVEN: "Given",
        Consent.REFUSED: "Refused",
        Consent.NOT_ASKED: "Not asked",
        Consent.UNSAFE_TO_ASK: "Not asked: asking would put somebody at risk",
        Consent.CANNOT_GIVE: "Cannot give it",
    },
    Form: {
        Form.CHILD: "Child",
        Form.ADULT: "Adult",
        Form.DOMESTIC_ABUSE: "Domestic abuse",
        Form.MISSING: "Missing person",
        Form.EXPLOITATION: "Exploitation",
        Form.OTHER: "Other",
    },
    OutcomeKind: {
        OutcomeKind.NO_FURTHER_ACTION: "No further action",
        OutcomeKind.ADVICE: "Advice or information given",
        OutcomeKind.ALREADY_OPEN: "Added to a case already open",
        OutcomeKind.EARLY_HELP: "Early help",
        OutcomeKind.ASSESSMENT: "Assessment",
        OutcomeKind.STRATEGY_DISCUSSION: "Strategy discussion",
        OutcomeKind.SECTION_42_ENQUIRY: "Section 42 enquiry",
        OutcomeKind.SUPPORT_OFFERED: "Support offered",
        OutcomeKind.DECLINED: "Declined: not for this partner",
    },
}

_FORMS: dict[IncidentType, Form] = {
    **dict.fromkeys(DOMESTIC, Form.DOMESTIC_ABUSE),
    IncidentType.CHILD_WELFARE: Form.CHILD,
    IncidentType.CHILD_PHYSICAL_ABUSE: Form.CHILD,
    IncidentType.CHILD_SEXUAL_ABUSE: Form.CHILD,
    IncidentType.CHILD_MENTAL_HEALTH: Form.CHILD,
    IncidentType.CHILD_OFFENDING: Form.CHILD,
    IncidentType.CHILD_EXPLOITATION: Form.EXPLOITATION,
    IncidentType.MODERN_SLAVERY: Form.EXPLOITATION,
    IncidentType.CUCKOOING: Form.EXPLOITATION,
    IncidentType.MISSING_PERSON: Form.MISSING,
    IncidentType.ADULT_AT_RISK: Form.ADULT,
    IncidentType.FINANCIAL_ABUSE: Form.ADULT,
    IncidentType.MENTAL_HEALTH: Form.ADULT,
}


def form_of(incident_type: IncidentType) -> Form:
    """Return what sort of report an incident of this type makes."""
    return _FORMS.get(incident_type, Form.OTHER)


def label(term: StrEnum) -> str:
    """Return the words people read for a term of sharing."""
    return LABELS[type(term)][term]


def choices(terms: type[StrEnum]) -> list[tuple[str, str]]:
    """Return a closed list of sharing as pairs of its value and its words."""
    return [(term.value, label(term)) for term in terms]
