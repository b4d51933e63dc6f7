"""What the page on quality asks: how far assessors agree, what was graded too low, and how grades drift.

Cases found to be graded too low are part of the hidden high, and told beside those on the worklist
(``queries.sampling``), never in one sum: a referral can have waited when a round was drawn and been assessed since, so
it would count twice; and one found here was not drawn for that round, so it says nothing of the round's other members.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from vigil.accounts.models import User
from vigil.rules import skills
from vigil.rules.agreement import Agreement, Pair, agreement
from vigil.rules.assessing import grade_of_two
from vigil.rules.estimates import Estimate, Stratum, estimate, lacking
from vigil.rules.policies import Quality
from vigil.rules.skills import LONDON, NEEDED_BY_TYPE, Skill, Stage, day_of
from vigil.rules.terms import Grade, IncidentType
from vigil.triage.models import Assessment, QualityDraw, QualityGrading, Screening
from vigil.triage.queries.policy import policy_in_force
from vigil.triage.queries.sampling import holders, seen_by
from vigil.workforce.queries.standing import standing_of

# What kind of form a report of each type is made on: the first that fits.
FORMS: tuple[tuple[Skill, str], ...] = ((Skill.DOMESTIC_ABUSE, "Domestic abuse"), (Skill.CHILDREN, "Children"))
OTHER_FORM = "Adults and others"
NO_TEAM = "No team"
LOOKED_THROUGH = 200  # drawn and not graded: more than one person ever has before them


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """How far one team, one person or one kind of form agrees with whoever graded again."""

    name: str
    told: Agreement


@dataclass(frozen=True, kw_only=True)
class Told:
    """Everything that was graded again since ``since``."""

    since: date
    fewest: int
    drawn: int
    everybody: Agreed
    by_team: list[Agreed]
    by_assessor: list[Agreed]
    by_form: list[Agreed]


@dataclass(frozen=True, kw_only=True)
class AssessedTooLow:
    """How many of what was assessed below high is truly high. ``lacking`` says what must still be graded to tell."""

    estimate: Estimate
    lacking: list[str]


@dataclass(frozen=True, kw_only=True)
class Week:
    """The assessments that came to stand in the week from a Monday: how many, and the high ones by who graded."""

    monday: date
    of: int
    officer: int
    screened: int
    assessed: int


def policy() -> Quality:
    """Return the policy on quality in force."""
    return policy_in_force(Quality)


def standing() -> QuerySet[Any]:
    """Return the assessments that stand, with the moment from which: that of the signature that settled it."""
    return (
        Assessment.objects.filter(state=Assessment.State.STANDS)
        .annotate(stood_at=Coalesce("second__at", "at"))
        .order_by("stood_at", "pk")
    )


def first_day() -> date | None:
    """Return the day on which the first assessment came to stand, None when none did."""
    first = standing().values_list("stood_at", flat=True).first()
    return day_of(first) if first else None


def stood_on(day: date) -> dict[str, list[int]]:
    """Return the assessments that came to stand on a day of London's, by the grade that was settled on."""
    found: dict[str, list[int]] = {}
    rows = standing().filter(stood_at__gte=_midnight(day), stood_at__lt=_midnight(day + timedelta(days=1)))
    for key, first, second in rows.values_list("pk", "grade", "second__grade"):
        found.setdefault(_settled(first, second), []).append(key)
    return found


def in_turn(keys: Iterable[int]) -> list[Assessment]:
    """Return these assessments in the order of their keys."""
    order = list(keys)
    found = Assessment.objects.in_bulk(order)
    return [found[key] for key in order]


def free_for(person: User, *, at: datetime) -> list[QualityGrading]:
    """Return what somebody may be given to grade again, the longest drawn first."""
    left = list(
        QualityGrading.objects.filter(grade="")
        .exclude(first_by=person)
        .select_related("assessment__referral")
        .order_by("draw__day", "pk")[:LOOKED_THROUGH]
    )
    keys = [one.assessment.referral_id for one in left]
    standing, seen, held = standing_of(person, at=at), seen_by(person, keys), holders(keys, at=at)
    if standing.stage is not Stage.INDEPENDENT:
        return []
    return [
        one
        for one in left
        if one.assessment.referral_id not in seen
        and held.get(one.assessment.referral_id, person.pk) == person.pk
        and not skills.obstacles_to_assessing(standing, skills.read(one.assessment.referral.skills), at)
    ]


def agreed(*, at: datetime) -> Told:
    """Return how far assessors and those who graded again agree, over the time that policy says."""
    table = policy()
    since = at - table.over
    drawn = QualityGrading.objects.filter(draw__day__gte=day_of(since))
    rows = list(
        drawn.exclude(grade="").select_related("first_by__post__team", "assessment__referral").order_by("graded_at")
    )

    def by(name_of: Callable[[QualityGrading], str]) -> list[Agreed]:
        pairs: dict[str, list[Pair]] = {}
        for row in rows:
            pairs.setdefault(name_of(row), []).append(_pair(row))
        return [Agreed(name=name, told=agreement(pairs[name], fewest=table.fewest)) for name in sorted(pairs)]

    return Told(
        since=day_of(since),
        fewest=table.fewest,
        drawn=drawn.count(),
        everybody=Agreed(name="Everybody", told=agreement(map(_pair, rows), fewest=table.fewest)),
        by_team=by(_team),
        by_assessor=by(lambda row: str(row.first_by)),
        by_form=by(lambda row: form_of(IncidentType(row.assessment.referral.incident_type))),
    )


def form_of(kind: IncidentType) -> str:
    """Return the kind of form that an incident of this type is reported on."""
    needed = NEEDED_BY_TYPE.get(kind, frozenset())
    return next((words for skill, words in FORMS if skill in needed), OTHER_FORM)


def assessed_too_low(*, at: datetime) -> AssessedTooLow | None:
    """Return how many high ones are hidden among what was assessed below high; None before anything was drawn.

    Every day is drawn from in the same share, so each grade is one stratum. What was drawn and passed over on the way
    may be anything, as on the worklist (``rules.estimates``).
    """
    since = day_of(at - policy().over)
    stood = list(QualityDraw.objects.filter(day__gte=since).values_list("stood", flat=True))
    rows = QualityGrading.objects.filter(draw__day__gte=since).order_by("draw__day", "pk")
    graded_as = list(rows.values_list("stratum", "grade")) if stood else []
    strata = []
    for stratum in (Grade.MEDIUM, Grade.STANDARD):
        size = sum(day.get(stratum, 0) for day in stood)
        grades = [grade for name, grade in graded_as if name == stratum]
        graded = [grade for grade in grades if grade]
        reached = max((place for place, grade in enumerate(grades, start=1) if grade), default=0)
        if size:
            strata.append(
                Stratum(
                    name=f"{stratum} by an assessor",
                    size=size,
                    sampled=len(graded),
                    high=graded.count(Grade.HIGH),
                    passed_over=reached - len(graded),
                )
            )
    return AssessedTooLow(estimate=estimate(strata), lacking=lacking(strata)) if strata else None


def apart() -> QuerySet[QualityGrading]:
    """Return the assessments that somebody graded otherwise when they did not see the grade, newest first."""
    return (
        QualityGrading.objects.exclude(grade="")
        .exclude(grade=F("assessment__grade"))
        .select_related("assessment__referral", "assessment__by", "graded_by")
        .order_by("-graded_at", "-pk")
    )


def drift(*, at: datetime) -> list[Week]:
    """Return, week by week, how many of what came to stand were high to the officer, the rules and the assessor.

    The week under way is left out: half a week is no week.
    """
    screened = Screening.objects.filter(referral=OuterRef("referral"), at__lte=OuterRef("at")).order_by("-at", "-pk")
    rows = standing().filter(stood_at__gte=_midnight(_monday(at - policy().over)), stood_at__lt=_midnight(_monday(at)))
    weeks: dict[date, list[tuple[bool, bool, bool]]] = {}
    graded = rows.annotate(screened=Subquery(screened.values("grade")[:1]))
    for moment, first, second, officer, rules in graded.values_list(
        "stood_at", "grade", "second__grade", "referral__officer_grade", "screened"
    ):
        assessed = _settled(first, second)
        weeks.setdefault(_monday(moment), []).append(
            (officer == Grade.HIGH, rules == Grade.HIGH, assessed is Grade.HIGH)
        )
    return [
        Week(monday=monday, of=len(said), officer=officer, screened=rules, assessed=assessed)
        for monday, said in sorted(weeks.items())
        for officer, rules, assessed in [tuple(map(sum, zip(*said, strict=True)))]
    ]


def _pair(row: QualityGrading) -> Pair:
    return Grade(row.assessment.grade), Grade(row.grade)


def _team(row: QualityGrading) -> str:
    post = getattr(row.first_by, "post", None)
    return str(post.team) if post and post.team else NO_TEAM


def _settled(first: str, second: str | None) -> Grade:
    return grade_of_two(Grade(first), Grade(second)) if second else Grade(first)


def _monday(at: datetime) -> date:
    day = timezone.localdate(at, LONDON)
    return day - timedelta(days=day.weekday())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)
