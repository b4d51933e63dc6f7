"""What is true of an incident: the factors that make its level, what the risk tool recorded, and who was flagged."""

import random
from dataclasses import dataclass
from datetime import date

from vigil.rules.terms import DOMESTIC, Area, Grade, IncidentType, PartnerFlag, RiskTool, Role, Sex
from vigil.simulation.synthetic import wordlists
from vigil.simulation.synthetic.casts import CHILD_KINDS, Cast
from vigil.simulation.synthetic.submissions import Submission

# The DASH question that each factor answers yes, and the DARA item with the answers officers give it.
DASH = {
    "victim_afraid": (2, 3),
    "coercive_control": (4, 15),
    "suicide_self_harm": (25,),
    "separation_conflict": (6, 7),
    "stalking_harassment": (8,),
    "pregnancy": (9,),
    "child_injury": (11,),
    "escalation": (13, 14),
    "weapon": (16,),
    "threat_to_kill": (17,),
    "non_fatal_strangulation": (18,),
    "sexual_violence": (19,),
    "honour_based_abuse": (20,),
    "animal_abuse": (22,),
    "financial_abuse": (23,),
    "substance_misuse": (24,),
    "mental_health_crisis": (24,),
    "breach_of_order": (26,),
}
DASH_ALSO = (
    1,
    5,
    10,
    21,
    27,
)  # said yes to now and then, whatever the level: injury, low mood, step-children, police record
DARA = {
    "physical_violence": (),
    "choke_strangle": ("non_fatal_strangulation",),
    "threat_to_kill": ("threat_to_kill",),
    "weapon_object": ("weapon",),
    "sexual": ("sexual_violence",),
    "controls_money": ("financial_abuse", "coercive_control"),
    "monitors_phone": ("coercive_control", "stalking_harassment"),
    "isolates": ("coercive_control",),
    "controls_daily_life": ("coercive_control",),
    "follows_contacts": ("stalking_harassment",),
    "afraid": ("victim_afraid",),
    "getting_worse": ("escalation",),
    "separated": ("separation_conflict",),
    "child_contact": ("separation_conflict",),
    "pregnant": ("pregnancy",),
    "threat_suicide": ("suicide_self_harm",),
    "breaches_orders": ("breach_of_order",),
    "pets": ("animal_abuse",),
    "alcohol_drugs": ("substance_misuse",),
}
DARA_YES_NO = frozenset({"separated", "child_contact", "pregnant", "breaches_orders"})
NEEDS_CHILDREN = frozenset({"child_present", "child_injury", "neglect", "child_sexual_abuse"})
NEEDS_TEN_YEARS = frozenset({"child_exploitation", "missing", "radicalisation"})
NEEDS_HARMING = frozenset({"stalking_harassment", "breach_of_order", "separation_conflict", "coercive_control"})


@dataclass(frozen=True, slots=True)
class Answers:
    """The risk tool as filled in. DASH answers are by question number and hold only what was ticked."""

    tool: RiskTool | None
    answers: dict[str, str]


def factors(chance: random.Random, submission: Submission, cast: Cast, on: date) -> tuple[str, ...]:
    """Return the marker codes that are true of the incident now, the gravest first."""
    words = wordlists.read("factors")[submission.kind]
    sets = [line.split() for line in words["high"]]
    high = [one for one in sets if all(_can_be(marker, cast, on) for marker in one)]
    pool = words["medium"].split()
    chosen: list[str] = words.get("always", "").split()
    if submission.own_grade is Grade.HIGH:
        chosen = chance.choice(high or sets) + chosen + (chance.sample(pool, 1) if chance.random() < 0.5 else [])
    else:
        if submission.own_grade is Grade.MEDIUM:
            chosen += chance.sample(pool, min(len(pool), chance.choice((2, 2, 3))))
        elif chance.random() < 0.6:
            chosen.append(chance.choice(words["standard"].split()))
        # What would make it high when read alone is left out, so that the factors say no more than the level.
        while any(set(one) <= set(chosen) for one in high):
            chosen.pop()
    if submission.kind in DOMESTIC and cast.other(Role.CHILD) and chance.random() < 0.55:
        chosen.append("child_present")
    return tuple(marker for marker in dict.fromkeys(chosen) if _can_be(marker, cast, on))


def answers(chance: random.Random, submission: Submission, true: tuple[str, ...]) -> Answers:
    """Return the risk tool of a domestic incident: most true factors found, a few ticks too many."""
    if submission.kind not in DOMESTIC or chance.random() < 0.08:
        return Answers(None, {})
    recorded = [marker for marker in true if chance.random() < 0.85]
    # Worcestershire's system asks DARA for most; the other teams' forms hold DASH.
    if submission.area is Area.WORCESTERSHIRE and chance.random() < 0.83:
        return Answers(RiskTool.DARA, {item: answer for item in DARA if (answer := _dara(chance, item, recorded))})
    ticks = {question for marker in recorded for question in DASH.get(marker, ()) if chance.random() < 0.85}
    ticks |= {question for question in DASH_ALSO if chance.random() < 0.22}
    return Answers(RiskTool.DASH, {str(question): "Y" for question in sorted(ticks)})


def flags(chance: random.Random, kind: IncidentType, cast: Cast, grade: Grade | None) -> tuple[PartnerFlag, ...]:
    """Return the partners the officer marked."""
    likely: dict[PartnerFlag, float] = {PartnerFlag.HEALTH: 0.15, PartnerFlag.HOUSING: 0.09}
    if kind in CHILD_KINDS or cast.other(Role.CHILD):
        likely |= {PartnerFlag.CHILDRENS_SOCIAL_CARE: 0.85, PartnerFlag.EDUCATION: 0.45}
    if kind in DOMESTIC:
        likely |= {PartnerFlag.IDVA: 0.3, PartnerFlag.PROBATION: 0.08}
        likely |= {PartnerFlag.MARAC: 0.6 if grade is Grade.HIGH else 0.02}
        likely |= {PartnerFlag.OPERATION_ENCOMPASS: 0.55} if cast.other(Role.CHILD) else {}
    elif kind not in CHILD_KINDS:
        likely |= {PartnerFlag.ADULT_SOCIAL_CARE: 0.7}
    if kind is IncidentType.CHILD_OFFENDING:
        likely |= {PartnerFlag.YOUTH_JUSTICE: 0.4}
    return tuple(flag for flag in PartnerFlag if chance.random() < likely.get(flag, 0))


def _dara(chance: random.Random, item: str, recorded: list[str]) -> str:
    """Return the answer to one item, "" when it was not asked."""
    if item not in DARA_YES_NO and chance.random() < 0.03:
        return ""
    is_so = any(marker in recorded for marker in DARA[item]) and chance.random() < 0.8
    is_so = is_so or chance.random() < (0.3 if item == "physical_violence" else 0.02)
    if item in DARA_YES_NO:
        return "Yes" if is_so else "No"
    return chance.choice(("Occasionally", "Often", "Often", "All the time")) if is_so else "Never"


def _can_be(marker: str, cast: Cast, on: date) -> bool:
    harmed = cast.main
    age = (on - harmed.date_of_birth).days // 365
    if marker == "pregnancy":
        return harmed.sex is Sex.FEMALE and 16 <= age <= 45
    if marker in NEEDS_CHILDREN:
        return age < 18 or cast.other(Role.CHILD) is not None
    if marker in NEEDS_TEN_YEARS:
        return age >= 10
    if marker in NEEDS_HARMING:
        return cast.other(Role.HARMING) is not None
    return True
