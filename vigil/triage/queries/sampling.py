"""What the pages of the blind sample ask: how many high are hidden, how far the grading is, and what one may see of
a referral to grade it blind.

A round keeps the worklist below high as it was when it was drawn (``BlindSample.strata`` holds the keys), and whatever
becomes of a referral since, its blind grade counts where it was drawn. Why that is sound: ``rules.estimates``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from vigil.accounts.models import User
from vigil.audit.models import Event
from vigil.audit.words import REFERRAL
from vigil.referrals import queries as referrals
from vigil.referrals.models import Referral
from vigil.rules.estimates import Estimate, Stratum, estimate, lacking, sample_to_halve
from vigil.rules.lifecycle import Status
from vigil.rules.terms import Grade, IncidentType, RiskTool, Role, Sex, label
from vigil.triage.models import BlindGrading, BlindSample

# What is known of a referral before it is graded blind: the hub's grade, and whether what is recorded fits it.
STRATA: dict[tuple[Grade, bool], str] = {
    (Grade.MEDIUM, True): "medium, in conflict",
    (Grade.MEDIUM, False): "medium",
    (Grade.STANDARD, True): "standard, in conflict",
    (Grade.STANDARD, False): "standard",
}
# Sampled whole: what an earlier round found of them is known. None is high, because those found high were raised.
GRADED_BEFORE = "graded blind before"

FEWEST_TO_TELL = 30  # an assumption: from fewer, the interval is so wide that the round before says more
BLIND_LOOK = "referral.blind_viewed"
HELD_FOR = timedelta(hours=1)  # time to read the longest narrative; a page left open holds nothing for longer


@dataclass(frozen=True, kw_only=True)
class RaiseRate:
    """Of the referrals that officers graded below high, how many are high now."""

    raised: int
    of: int

    @property
    def share(self) -> float:
        return self.raised / self.of if self.of else 0.0


@dataclass(frozen=True, kw_only=True)
class HiddenHigh:
    """The estimate that a round gives, and what happened beside it."""

    drawn_at: datetime
    strata: tuple[Stratum, ...]
    estimate: Estimate
    arrived_since: int  # waiting and graded below high, received after the round was drawn: not counted in it
    raise_rate: RaiseRate

    @property
    def lacking(self) -> list[str]:
        """What must still be graded before the estimate can be told. An empty list means it can be."""
        return lacking(self.strata)

    @property
    def passed_over(self) -> int:
        """How many were drawn that everybody who grades had seen, or that somebody is reading now."""
        return sum(stratum.passed_over for stratum in self.strata)

    @cached_property
    def to_halve(self) -> int:
        """How many more blind gradings should halve the width of the interval. Half a second's work, so done once."""
        return sample_to_halve(self.strata)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far the grading of a round is."""

    drawn_at: datetime
    drawn_by: str
    graded: int
    asked: int


@dataclass(frozen=True, kw_only=True)
class BlindRecord:
    """What was received, and nothing of what anybody thought of it.

    Left out with the grades: what may betray them (the partners the officer marked, the team's comments and status).
    """

    incident: str
    incident_at: datetime
    where: str
    narrative: str
    people: list[tuple[str, ...]]  # part, name, age, sex, relationship, where
    tool: str
    answers: list[tuple[str, str]]


def worklist_below_high() -> dict[str, list[int]]:
    """Return the keys of the referrals on the worklist that are graded below high, by stratum."""
    graded = BlindGrading.objects.exclude(grade="").filter(referral=OuterRef("pk"))
    rows = Referral.objects.waiting().exclude(grade=Grade.HIGH).annotate(graded=Exists(graded)).order_by("pk")
    strata: dict[str, list[int]] = {}
    for pk, grade, conflict, before in rows.values_list("pk", "grade", "has_conflict", "graded"):
        strata.setdefault(GRADED_BEFORE if before else STRATA[Grade(grade), conflict], []).append(pk)
    return strata


def likely_shares() -> dict[str, float]:
    """Return the share of each stratum thought to be high, to allocate a sample by.

    That of the blind gradings so far, in which the share of such officers' grades that were raised weighs as one more.
    """
    counted = _by_stratum(BlindGrading.objects.exclude(grade=""))
    raised = raise_rates()
    shares = {}
    for (grade, _), name in STRATA.items():
        graded, high = counted.get(name, (0, 0))
        shares[name] = (high + raised[grade].share) / (graded + 1)
    return shares


def raise_rates() -> dict[Grade, RaiseRate]:
    """Return, for each officer's grade below high, how many are high now: whoever raised them, wherever they stand."""
    rows = (
        Referral.objects.exclude(status=Status.WITHDRAWN)
        .order_by()
        .values("officer_grade")
        .annotate(raised=Count("pk", filter=Q(grade=Grade.HIGH)), of=Count("pk"))
    )
    found = {row["officer_grade"]: RaiseRate(raised=row["raised"], of=row["of"]) for row in rows}
    return {grade: found.get(grade, RaiseRate(raised=0, of=0)) for grade in (Grade.MEDIUM, Grade.STANDARD)}


def live_sample() -> BlindSample | None:
    """Return the newest round: the one whose referrals are handed out to be graded."""
    return BlindSample.objects.select_related("drawn_by").first()


def progress(sample: BlindSample) -> Progress:
    """Return how far the grading of a round is."""
    counts = sample.gradings.aggregate(asked=Count("pk"), graded=Count("pk", filter=~Q(grade="")))
    return Progress(drawn_at=sample.drawn_at, drawn_by=str(sample.drawn_by), **counts)


def hidden_high(at: datetime) -> HiddenHigh | None:
    """Return how many high are hidden, as far as was known at a moment; None before the first round.

    It is told by the newest round with enough graded to say more than the round before.
    """
    rounds = list(BlindSample.objects.filter(drawn_at__lte=at).order_by("-id").defer("strata"))
    if not rounds:
        return None
    told = ((sample, _strata(sample, at)) for sample in rounds)
    sample, strata = next((one for one in told if _tells(*one)), (rounds[0], _strata(rounds[0], at)))
    rates = raise_rates().values()
    return HiddenHigh(
        drawn_at=sample.drawn_at,
        strata=tuple(strata),
        estimate=estimate(strata),
        arrived_since=Referral.objects.waiting()
        .exclude(grade=Grade.HIGH)
        .filter(received_at__gt=sample.drawn_at, received_at__lte=at)
        .count(),
        raise_rate=RaiseRate(raised=sum(rate.raised for rate in rates), of=sum(rate.of for rate in rates)),
    )


def _tells(sample: BlindSample, strata: list[Stratum]) -> bool:
    graded = sum(stratum.sampled for stratum in strata if stratum.name != GRADED_BEFORE)
    return graded >= min(FEWEST_TO_TELL, sample.size) and not lacking(strata)


def _strata(sample: BlindSample, at: datetime) -> list[Stratum]:
    """Return what a round had found by a moment."""
    drawn: dict[str, list[Grade | None]] = {}  # what each was graded, in the order drawn
    rows = sample.gradings.order_by("pk").values_list("stratum", "grade", "graded_at")
    for name, grade, graded_at in rows:
        drawn.setdefault(name, []).append(Grade(grade) if graded_at and graded_at <= at else None)
    strata = []
    for name in filter(sample.strata.__contains__, (*STRATA.values(), GRADED_BEFORE)):
        size, grades = len(sample.strata[name]), drawn.get(name, [])
        graded = [grade for grade in grades if grade]
        reached = max((place for place, grade in enumerate(grades, start=1) if grade), default=0)
        strata.append(
            Stratum(
                name=name,
                size=size,
                sampled=size if name == GRADED_BEFORE else len(graded),
                high=graded.count(Grade.HIGH),
                passed_over=reached - len(graded),
            )
        )
    return strata


def _by_stratum(gradings: QuerySet[BlindGrading]) -> dict[str, tuple[int, int]]:
    """Return how many of each stratum were graded, and how many of those high."""
    rows = (
        gradings.order_by().values("stratum").annotate(graded=Count("pk"), high=Count("pk", filter=Q(grade=Grade.HIGH)))
    )
    return {row["stratum"]: (row["graded"], row["high"]) for row in rows}


def found_high(sample: BlindSample) -> QuerySet[BlindGrading]:
    """Return the gradings of a round that found a high one, newest first."""
    return (
        sample.gradings.filter(grade=Grade.HIGH).select_related("referral", "graded_by").order_by("-graded_at", "-pk")
    )


def seen_by(person: User, keys: Iterable[int]) -> set[int]:
    """Return those of the referrals that somebody has opened, or done anything to: they know what was thought of it."""
    events = Event.objects.filter(by=person, thing=REFERRAL, thing_id__in=[str(pk) for pk in keys])
    return {int(pk) for pk in events.exclude(verb=BLIND_LOOK).values_list("thing_id", flat=True)}


def holders(keys: Iterable[int], *, at: datetime) -> dict[int, int]:
    """Return who has each of these referrals before them to grade blind: whoever opened it last, for a while."""
    looks = Event.objects.filter(
        verb=BLIND_LOOK, thing=REFERRAL, thing_id__in=[str(pk) for pk in keys], at__gt=at - HELD_FOR
    )
    return {int(pk): by for pk, by in looks.order_by("number").values_list("thing_id", "by_id") if by}


def blind_record(referral: Referral) -> BlindRecord:
    """Return what an assessor is shown of a referral to grade it blind."""
    tool = label(RiskTool(referral.risk_tool)) if referral.risk_tool else ""
    return BlindRecord(
        incident=label(IncidentType(referral.incident_type)),
        incident_at=referral.incident_at or referral.submitted_at,
        where=_place(referral.address, referral.postcode),
        narrative=referral.narrative,
        people=[
            (
                label(Role(person.subject.role)),
                person.subject.name,
                person.age or "–",
                label(Sex(person.subject.sex)),
                person.subject.relationship or "–",
                _place(person.subject.address, person.subject.postcode) or "–",
            )
            for person in referrals.people(referral)
        ],
        tool=f"{tool}: {referral.ticks} ticked" if tool and referral.ticks is not None else tool,
        # An answer to no question of the tool could be anything, an officer's grade among it.
        answers=[
            (f"{one.code}. {one.question}", one.answer)
            for one in referrals.answers(referral)
            if one.question != one.code
        ],
    )


def _place(address: str, postcode: str) -> str:
    return ", ".join(filter(None, (address, postcode)))
