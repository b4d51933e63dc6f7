"""What screening says about a narrative: the risk markers in it and how each is meant."""

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """A risk that a referral narrative may speak of."""

    NON_FATAL_STRANGULATION = "non_fatal_strangulation"
    THREAT_TO_KILL = "threat_to_kill"
    WEAPON = "weapon"
    SEXUAL_VIOLENCE = "sexual_violence"
    CHILD_SEXUAL_ABUSE = "child_sexual_abuse"
    PREGNANCY = "pregnancy"
    CHILD_PRESENT = "child_present"
    CHILD_INJURY = "child_injury"
    NEGLECT = "neglect"
    COERCIVE_CONTROL = "coercive_control"
    STALKING_HARASSMENT = "stalking_harassment"
    SEPARATION_CONFLICT = "separation_conflict"
    ESCALATION = "escalation"
    BREACH_OF_ORDER = "breach_of_order"
    VICTIM_AFRAID = "victim_afraid"
    SUICIDE_SELF_HARM = "suicide_self_harm"
    MENTAL_HEALTH_CRISIS = "mental_health_crisis"
    SUBSTANCE_MISUSE = "substance_misuse"
    MISSING = "missing"
    CHILD_EXPLOITATION = "child_exploitation"
    MODERN_SLAVERY = "modern_slavery"
    CUCKOOING = "cuckooing"
    HONOUR_BASED_ABUSE = "honour_based_abuse"
    ADULT_CARE_NEEDS = "adult_care_needs"
    SELF_NEGLECT = "self_neglect"
    FINANCIAL_ABUSE = "financial_abuse"
    RADICALISATION = "radicalisation"
    FIRE_RISK = "fire_risk"
    ANIMAL_ABUSE = "animal_abuse"


class Status(StrEnum):
    """How a risk is spoken of."""

    PRESENT = "present"  # now, about this household
    NEGATED = "negated"  # ruled out, denied, a joke or a false alarm
    HISTORICAL = "historical"  # over a year ago, or before this relationship
    HYPOTHETICAL = "hypothetical"  # advice, guidance, leaflets, "if he returns"
    OTHER_PERSON = "other_person"  # about people outside this household


GRAVEST = frozenset(
    {
        Code.NON_FATAL_STRANGULATION,
        Code.THREAT_TO_KILL,
        Code.WEAPON,
        Code.SEXUAL_VIOLENCE,
        Code.CHILD_SEXUAL_ABUSE,
        Code.CHILD_INJURY,
        Code.SUICIDE_SELF_HARM,
        Code.HONOUR_BASED_ABUSE,
    }
)
"""Where a mistake costs most. They are held to a higher recall, and a word of the lexicon always counts."""

LIKE = "like."
"""Begins the id of every example that a marker can read like."""

LEAN, EDGE = -2.5, -0.4
"""Log odds, of the third reader: from which it does not speak against a word of the lexicon, and from which what it
hears is a marker and counts as if the word stood there. Decision 0023 has what other edges give."""


@dataclass(frozen=True, slots=True)
class Marker:
    """One mention of a risk. ``evidence`` is ``text[start:end]`` of the narrative read."""

    code: Code
    status: Status
    evidence: str
    start: int
    end: int
    pattern: str  # the id of the lexicon entry that found it, or of the example it reads like
    odds: float | None = None  # the third reader's log odds that it is present; None where that was not asked

    @property
    def is_sure(self) -> bool:
        """Say whether it holds a word of the lexicon's, or the third reader hears it too."""
        return not self.pattern.startswith(LIKE) or (self.odds is not None and self.odds >= EDGE)


READ = "read"
EMPTY = "empty"
NOT_ENGLISH = "not read: language"
NO_WORDS = "not read: no words"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found, whether the narrative could be read at all, and by which lexicon.

    ``held`` are words of the lexicon that count only once the third reader does not speak against them either.
    ``youngest_told`` is the least age in years that it tells of a baby, None where it tells of none.
    ``third_version`` is of the third reader, "" until that has read it too.
    """

    markers: tuple[Marker, ...]
    state: str
    lexicon_version: str
    youngest_told: float | None = None
    third_version: str = ""
    held: tuple[Marker, ...] = ()

    @property
    def was_read(self) -> bool:
        """Say whether any of the narrative could be read."""
        return self.state not in {EMPTY, NO_WORDS, NOT_ENGLISH}
