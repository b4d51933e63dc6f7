"""Who is due to be supervised, where newcomers stand, and what people were exposed to."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max

from vigil.accounts.models import User
from vigil.rules.exposure import DAYS, Material
from vigil.rules.skills import LABELS, Stage, day_of
from vigil.rules.training import NEXT, TrainingPolicy, obstacles_to_moving_on, supervision_due
from vigil.workforce.models import Exposure, Practice, Supervision
from vigil.workforce.queries.register import people
from vigil.workforce.queries.standing import standings


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """Somebody on the path: what they did at each step, and what keeps them from the next."""

    person: User
    stage: Stage
    done: dict[Stage, int]
    asked: int  # assessments at this step before the next
    obstacles: list[str]

    @property
    def step(self) -> str:
        return LABELS[self.stage]


@dataclass(frozen=True, kw_only=True)
class Exposed:
    """How much of each kind of distressing material somebody read in the last 28 days, and when they were seen."""

    person: User
    by_material: list[int]
    number: int
    look_in: bool
    supervised: date | None
    due: date


def newcomers(*, at: datetime) -> list[Newcomer]:
    """Return those who do not yet work alone: those who shadow first, then by name."""
    held, policy = standings(at=at), TrainingPolicy.default()
    done = practice()
    found = [
        Newcomer(
            person=person,
            stage=stage,
            done=done[person.pk],
            asked=policy.number(f"{stage}_assessments"),
            obstacles=obstacles_to_moving_on(stage, NEXT[stage], done=done[person.pk], policy=policy),
        )
        for person in people()
        if (stage := held[person.pk].stage) is not Stage.INDEPENDENT
    ]
    return sorted(found, key=lambda one: list(Stage).index(one.stage))


def practice() -> dict[int, dict[Stage, int]]:
    """Return how many assessments each person looked on at or made at each step, by their key."""
    counted: dict[int, dict[Stage, int]] = defaultdict(lambda: dict.fromkeys(Stage, 0))
    rows = Practice.objects.filter(taken_back_at=None).order_by().values_list("person", "stage")
    for key, stage, number in rows.annotate(Count("pk")):
        counted[key][Stage(stage)] = number
    return counted


def exposed(*, at: datetime) -> list[Exposed]:
    """Return everybody with what they read in the last 28 days, those who read most first."""
    policy = TrainingPolicy.default()
    counted = exposure_since(at)
    supervised = last_supervisions()
    rows = []
    for person in people():
        by_material = [counted[person.pk][material] for material in Material]
        last = supervised.get(person.pk)
        rows.append(
            Exposed(
                person=person,
                by_material=by_material,
                number=sum(by_material),
                look_in=sum(by_material) >= policy.number("exposure_look_in"),
                supervised=last,
                due=supervision_due(last, day_of(person.date_joined), policy),
            )
        )
    return sorted(rows, key=lambda row: -row.number)


def exposure_since(at: datetime) -> dict[int, dict[Material, int]]:
    """Return what each person read in the 28 days before a moment, by their key."""
    counted: dict[int, dict[Material, int]] = defaultdict(lambda: dict.fromkeys(Material, 0))
    rows = Exposure.objects.filter(at__gt=at - timedelta(days=DAYS), at__lte=at).order_by()
    for key, material, number in rows.values_list("person", "material").annotate(Count("pk")):
        counted[key][Material(material)] = number
    return counted


def last_supervisions() -> dict[int, date]:
    """Return the day of each person's latest supervision, by their key."""
    held = Supervision.objects.filter(taken_back_at=None).order_by().values_list("person")
    return dict(held.annotate(Max("held_date")))
