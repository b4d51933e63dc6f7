"""The secondary risk assessment: what it asks, what may be filled in before it, and what keeps it from being signed.

The questions follow what the inspectorate found missing in referrals across forces: who harmed whom, history, the
child's voice, and consent or the reason to go without it (docs: the field, §2). A machine fills in what is known;
nothing filled in counts until a person says that it is right.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from vigil.rules.skills import Stage
from vigil.rules.terms import RANK, Grade, higher

RULES_VERSION = "assessing 2026.2"


class Section(StrEnum):
    """What a secondary risk assessment weighs."""

    THREAT = "threat"
    HARM = "harm"
    HISTORY = "history"
    VULNERABILITY = "vulnerability"
    PROTECTIVE_FACTORS = "protective_factors"
    VOICE_OF_THE_CHILD = "voice_of_the_child"


class Consent(StrEnum):
    """Whether whoever was harmed agrees to share, and what is done if not."""

    GIVEN = "given"
    OVERRIDDEN = "overridden"
    REFUSED = "refused"
    NOT_ASKED = "not_asked"


class Safeguarding(StrEnum):
    """What has to be done at once, whatever is shared later."""

    NOTHING = "nothing"
    NEEDED = "needed"


class Proposal(StrEnum):
    """What the assessor proposes to share."""

    SHARE = "share"
    HOLD_AND_COUNT = "hold_and_count"
    NOT_SHARED = "not_shared"


LABELS: dict[StrEnum, str] = {
    Section.THREAT: "Threat",
    Section.HARM: "Harm",
    Section.HISTORY: "History",
    Section.VULNERABILITY: "Vulnerability",
    Section.PROTECTIVE_FACTORS: "What protects them",
    Section.VOICE_OF_THE_CHILD: "Voice of the child",
    Consent.GIVEN: "They agree",
    Consent.OVERRIDDEN: "They do not agree, or were not asked, and it is shared all the same",
    Consent.REFUSED: "They do not agree, and it is not shared",
    Consent.NOT_ASKED: "They were not asked, and it is not shared",
    Safeguarding.NOTHING: "Nothing",
    Safeguarding.NEEDED: "Something: it is done, or has to be done now",
    Proposal.SHARE: "Share",
    Proposal.HOLD_AND_COUNT: "Hold, and count if it happens again",
    Proposal.NOT_SHARED: "Do not share",
}

HINTS: dict[Section, str] = {
    Section.THREAT: "What might happen next, by whom, and with what.",
    Section.HARM: "What was done, and to whom.",
    Section.HISTORY: "What came before: how often, how lately, whether it gets worse.",
    Section.VULNERABILITY: "What leaves them less able to protect themselves.",
    Section.PROTECTIVE_FACTORS: "Who and what keeps them safe, and whether it holds.",
    Section.VOICE_OF_THE_CHILD: "What the child said, how they were, and what a day is like for them.",
}

# Where each risk marker belongs. What is not named here says something of the harm.
_SECTION: dict[str, Section] = {
    **dict.fromkeys(
        (
            *("threat_to_kill", "weapon", "stalking_harassment", "breach_of_order", "fire_risk", "victim_afraid"),
            *("radicalisation", "separation_conflict", "animal_abuse"),
        ),
        Section.THREAT,
    ),
    **dict.fromkeys(("escalation",), Section.HISTORY),
    **dict.fromkeys(
        (
            *("pregnancy", "mental_health_crisis", "suicide_self_harm", "substance_misuse", "adult_care_needs"),
            *("self_neglect", "missing"),
        ),
        Section.VULNERABILITY,
    ),
    "child_present": Section.VOICE_OF_THE_CHILD,
}


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A risk marker that stands: what it is, in words, and the officer's own words for it."""

    code: str
    words: str
    evidence: str


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What an assessor says. ``is_confirmed`` says that what was filled in is right as it stands."""

    grade: Grade | None
    why: str = ""
    sections: Mapping[Section, str] = field(default_factory=dict)
    is_confirmed: bool = False
    consent: Consent | None = None
    consent_why: str = ""
    safeguarding: Safeguarding | None = None
    safeguarding_what: str = ""
    proposal: Proposal | None = None
    proposal_why: str = ""


@dataclass(frozen=True, kw_only=True)
class Filled:
    """What Vigil filled in before anybody read; None is left to the assessor. None of it counts until confirmed."""

    sections: Mapping[Section, str] = field(default_factory=dict)
    safeguarding: Safeguarding | None = None
    proposal: Proposal | None = None

    def left_as_it_was(self, answers: Answers) -> list[str]:
        """Return the fields that an assessor left as they were filled in."""
        sections: list[str] = [
            section
            for section, words in self.sections.items()
            if answers.sections.get(section, "").strip() == words.strip()
        ]
        if self.safeguarding and answers.safeguarding is self.safeguarding:
            sections.append("safeguarding")
        if self.proposal and answers.proposal is self.proposal:
            sections.append("proposal")
        return sections


def filled_in(*, held: Grade, reported_as: str, was_read: bool, seen: Sequence[Seen], history: Sequence[str]) -> Filled:
    """Return what can be filled in of a referral: the markers' words, the repeats, and what usually follows.

    ``reported_as`` is the kind of incident in words. Where the narrative was read and nothing stands in it, that is
    said; that nothing has to be done at once is filled in only there, and only for what the hub holds standard.
    """
    is_plain = was_read and not seen
    sections = _sections(seen, history)
    if is_plain:
        sections[Section.HARM] = f"Reported as: {reported_as}. No risk marker was read in what the officer wrote."
    return Filled(
        sections={section: sections[section] for section in Section if section in sections},
        safeguarding=Safeguarding.NOTHING if is_plain and held is Grade.STANDARD else None,
        proposal=proposal_for(held),
    )


def _sections(seen: Iterable[Seen], history: Sequence[str]) -> dict[Section, str]:
    lines: dict[Section, list[str]] = {}
    for marker in seen:
        lines.setdefault(_SECTION.get(marker.code, Section.HARM), []).append(f"{marker.words}: “{marker.evidence}”")
    if history:
        lines.setdefault(Section.HISTORY, []).extend(history)
    return {section: "\n".join(dict.fromkeys(said)) for section, said in lines.items()}


def sections_asked(*, with_child: bool) -> tuple[Section, ...]:
    """Return the sections to ask for, in order: the voice of the child where there is a child to hear."""
    return tuple(section for section in Section if with_child or section is not Section.VOICE_OF_THE_CHILD)


def proposal_for(grade: Grade) -> Proposal:
    """Return what is proposed to begin with: what stands high or medium is shared, the rest held and counted.

    Three low grades in three months are looked at together (Devon's rule), so what is held must be counted.
    """
    return Proposal.HOLD_AND_COUNT if grade is Grade.STANDARD else Proposal.SHARE


def is_lowering(grade: Grade, *, held: Grade) -> bool:
    """Return whether a grade lies below the one the hub holds, which is never below the officer's or the rules'."""
    return RANK[grade] > RANK[held]


def why_two_sign(grade: Grade, *, held: Grade, stage: Stage) -> str:
    """Return why a second person must sign, in a sentence; "" where one is enough."""
    if is_lowering(grade, held=held):
        return (
            f"{grade.capitalize()} is lower than {held}, so a second trained person who has not seen your grade signs."
        )
    if stage is Stage.SUPERVISED:
        return "While you are supervised, a second trained person signs your assessments."
    return ""


def grade_of_two(first: Grade, second: Grade) -> Grade:
    """Return the grade that two people who graded apart agree on: the higher of theirs."""
    return higher(first, second)


def obstacles_to_signing(answers: Answers, *, held: Grade, filled: Filled, with_child: bool) -> dict[str, str]:
    """Return what keeps an assessment from being signed: a sentence by the field that mends it. Empty means nothing.

    ``filled`` is what was filled in before the assessor read; what still stands as it was must be confirmed.
    """
    missing = {
        "grade": "" if answers.grade else "Choose a grade",
        "consent": "" if answers.consent else "Say whether they agree to share",
        "safeguarding": "" if answers.safeguarding else "Say what has to be done at once",
        "proposal": "" if answers.proposal else "Choose what to share",
    }
    obstacles = {name: sentence for name, sentence in missing.items() if sentence}
    if answers.grade and not answers.why.strip() and answers.grade is not held:
        obstacles["why"] = f"Record why it is {answers.grade} and not {held}"
    said = [section for section in sections_asked(with_child=with_child) if answers.sections.get(section, "").strip()]
    if not any(section in said for section in (Section.THREAT, Section.HARM)):
        obstacles[Section.HARM] = "Say what was done or threatened, and to whom"
    if filled.left_as_it_was(answers) and not answers.is_confirmed:
        obstacles["is_confirmed"] = "Read what was filled in, mend what is wrong, and say that it is right"
    if answers.consent is Consent.OVERRIDDEN and not answers.consent_why.strip():
        obstacles["consent_why"] = "Record why it is shared without their agreement"
    shares = answers.proposal is Proposal.SHARE
    if shares and answers.consent in {Consent.REFUSED, Consent.NOT_ASKED}:
        obstacles["consent"] = "To share without their agreement, say so here and record why"
    if answers.safeguarding is Safeguarding.NEEDED and not answers.safeguarding_what.strip():
        obstacles["safeguarding_what"] = "Record what, and who does it"
    if answers.proposal is Proposal.NOT_SHARED and not answers.proposal_why.strip():
        obstacles["proposal_why"] = "Record why nobody is told"
    if answers.proposal is Proposal.NOT_SHARED and answers.grade is Grade.HIGH:
        obstacles["proposal"] = "What is high is shared: choose another grade, or share it"
    return obstacles
