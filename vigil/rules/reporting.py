"""What a reporting officer is asked: the parts a type of referral needs, and what is asked again before it is sent.

Nothing here refuses: what is missing is asked for, and told to the officer afterwards. The inspectorate found the
child's voice, consent and who harmed whom missing from referrals across forces (docs: the field, §2).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from vigil.rules.floors import Subjects
from vigil.rules.grading import Conflict
from vigil.rules.terms import DOMESTIC, Grade, IncidentType, RiskTool, Role

RULES_VERSION = "reporting 2026.1"


class Part(StrEnum):
    """One group of questions of the officer's form, in the order they are asked."""

    WHAT = "what"
    WHERE = "where"
    ACCOUNT = "account"
    PEOPLE = "people"
    QUESTIONS = "questions"
    CHILD = "child"
    CONSENT = "consent"
    GRADE = "grade"
    YOU = "you"


class Consent(StrEnum):
    """What whoever was harmed said to being referred."""

    GIVEN = "given"
    REFUSED = "refused"
    NOT_ASKED = "not_asked"


LABELS: dict[StrEnum, str] = {
    Part.WHAT: "What it is about",
    Part.WHERE: "Where",
    Part.ACCOUNT: "What happened",
    Part.PEOPLE: "People",
    Part.QUESTIONS: "Risk questions",
    Part.CHILD: "Voice of the child",
    Part.CONSENT: "Consent",
    Part.GRADE: "Your grade",
    Part.YOU: "About you",
    Consent.GIVEN: "They agree to be referred",
    Consent.REFUSED: "They do not agree",
    Consent.NOT_ASKED: "They were not asked",
}

# The questions a behaviour is asked with: how often. Everything else of DARA either happened or did not.
HOW_OFTEN = frozenset(
    {
        *("physical_violence", "sexual", "controls_money", "monitors_phone", "isolates", "controls_daily_life"),
        "follows_contacts",
    }
)

_TOOLS: dict[IncidentType, RiskTool] = {
    # DARA is built for partners; DASH stays for family, stalking and honour. An assumption, for the force to confirm.
    IncidentType.DOMESTIC_ABUSE_PARTNER: RiskTool.DARA,
    IncidentType.DOMESTIC_ABUSE_EX_PARTNER: RiskTool.DARA,
    **{kind: RiskTool.DASH for kind in sorted(DOMESTIC) if not kind.endswith("partner")},
}


@dataclass(frozen=True, kw_only=True)
class Told:
    """What an officer has told so far, as far as it decides what is asked."""

    incident_type: IncidentType | None = None
    subjects: Subjects = ()
    account: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    voice_of_the_child: str = ""
    consent: Consent | None = None
    consent_why: str = ""
    grade: Grade | None = None
    grade_why: str = ""
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Ask:
    """Something asked again before it is sent: what is missing (its code), in which part, and the question."""

    code: str
    part: Part
    question: str


LACKS: dict[str, str] = {
    "address": "Address",
    "people": "Who was harmed",
    "ages": "Date of birth or age",
    "questions": "Risk questions",
    "child": "Voice of the child",
    "consent": "Consent",
    "consent_why": "Why consent was not asked, or refused",
    "grade": "Grade",
    "grade_why": "Reason for the grade",
}


def tool_for(incident_type: IncidentType | None) -> RiskTool | None:
    """Return the risk questionnaire that this type is asked with, if any."""
    return _TOOLS.get(incident_type) if incident_type else None


def concerns_a_child(incident_type: IncidentType | None, subjects: Subjects) -> bool:
    """Return whether there is a child to hear."""
    return (incident_type is not None and incident_type.startswith("child_")) or any(
        role is Role.CHILD or (age is not None and age < 18) for role, age in subjects
    )


def parts_asked(incident_type: IncidentType | None, subjects: Subjects) -> tuple[Part, ...]:
    """Return the groups of questions that this referral needs, in order."""
    left_out = set()
    if tool_for(incident_type) is None:
        left_out.add(Part.QUESTIONS)
    if not concerns_a_child(incident_type, subjects):
        left_out.add(Part.CHILD)
    return tuple(part for part in Part if part not in left_out)


def obstacles_to_sending(told: Told, *, happened: bool) -> list[str]:
    """Return why there is no referral to send yet. Empty means it can go, whatever else is missing."""
    return [
        sentence
        for sentence, is_there in (
            ("Choose what it is about.", told.incident_type),
            ("Say when it happened.", happened),
            ("Write what happened.", told.account.strip()),
        )
        if not is_there
    ]


def missing(told: Told) -> list[Ask]:
    """Return what the hub will need and is not there, as questions. None of them keeps it from being sent."""
    answered = [answer for answer in told.answers.values() if answer]
    tool = tool_for(told.incident_type)
    asks = (
        (not told.address.strip(), "address", Part.WHERE, "There is no address: where do they live?"),
        (
            not any(role in {Role.HARMED, Role.CHILD} for role, _ in told.subjects),
            *("people", Part.PEOPLE, "Nobody is named as harmed: who is it about?"),
        ),
        (
            any(age is None for _, age in told.subjects),
            *("ages", Part.PEOPLE, "Somebody has neither a date of birth nor an age: how old are they?"),
        ),
        (
            tool is not None and not answered,
            *("questions", Part.QUESTIONS, f"The {tool} is empty: were the questions asked?"),
        ),
        (
            concerns_a_child(told.incident_type, told.subjects) and not told.voice_of_the_child.strip(),
            *("child", Part.CHILD, "What did the child say, or how were they?"),
        ),
        (told.consent is None, "consent", Part.CONSENT, "Do they agree to be referred?"),
        (
            told.consent in {Consent.REFUSED, Consent.NOT_ASKED} and not told.consent_why.strip(),
            *("consent_why", Part.CONSENT, "Why were they not asked, or why is it sent all the same?"),
        ),
        (told.grade is None, "grade", Part.GRADE, "How serious is it? Without a grade it starts at medium or higher."),
        (told.grade is not None and not told.grade_why.strip(), "grade_why", Part.GRADE, "Why this grade?"),
    )
    return [Ask(code=code, part=part, question=question) for holds, code, part, question in asks if holds]


def doubted(conflicts: Sequence[Conflict], grade: Grade | None) -> list[Ask]:
    """Return a question for each thing recorded that asks for more than the officer's grade."""
    return [Ask(code=one.code, part=Part.GRADE, question=f"{one.words}: what makes it {grade}?") for one in conflicts]
