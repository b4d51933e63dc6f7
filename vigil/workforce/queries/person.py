"""Everything the register holds about one person, for their page."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from vigil.accounts.models import User
from vigil.rules import exposure
from vigil.rules.exposure import Material
from vigil.rules.skills import LABELS, Stage, Standing, day_of
from vigil.rules.training import COURSES, NEXT, State, TrainingPolicy, obstacles_to_moving_on, supervision_due
from vigil.workforce.models import Absence, Post, Practice, Step, Supervision, Training
from vigil.workforce.queries.care import exposure_since
from vigil.workforce.queries.path import practice_of
from vigil.workforce.queries.register import Cell, cells, closed
from vigil.workforce.queries.standing import standing_of

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class Page:
    """One person's training, path, supervision, working days, absence and exposure at a moment."""

    person: User
    post: Post | None
    standing: Standing
    step: str
    closed: str
    cells: list[tuple[Cell, str]]  # each with the courses that would open it, "" where it is open
    trainings: QuerySet[Training]
    done: list[tuple[str, str]]  # step, and how many assessments of how many
    next_step: str  # "" for whoever works alone
    obstacles: list[str]  # to the next step
    steps: QuerySet[Step]
    practice: QuerySet[Practice]
    supervisions: QuerySet[Supervision]
    due_words: str  # when the next supervision is to be held
    week: list[tuple[str, str]]
    absences: QuerySet[Absence]
    exposure: list[tuple[str, int]]


def page(person: User, *, at: datetime) -> Page:
    """Return what the page about somebody shows."""
    day, policy = day_of(at), TrainingPolicy.default()
    standing = standing_of(person, at=at)
    done = practice_of(person)
    following = NEXT.get(standing.stage)
    supervisions = Supervision.objects.filter(person=person, taken_back_at=None).select_related("held_by")
    last = supervisions.order_by("-held_date").first()
    due = supervision_due(last.held_date if last else None, day_of(person.date_joined), policy)
    exposed = exposure_since(at)[person.pk]
    return Page(
        person=person,
        post=Post.objects.filter(person=person).select_related("team__site").first(),
        standing=standing,
        step=LABELS[standing.stage],
        closed=closed(standing, day),
        cells=[(cell, _opened_by(cell, policy)) for cell in cells(standing, day)],
        trainings=Training.objects.filter(person=person)
        .prefetch_related("accreditations")
        .order_by("-completed_date", "-id"),
        done=[
            (LABELS[stage], f"{done.get(stage, 0)} of {policy.number(f'{stage}_assessments')} assessments")
            for stage in NEXT
        ],
        next_step=LABELS[following] if following else "",
        obstacles=obstacles_to_moving_on(standing.stage, following, done=done, policy=policy) if following else [],
        steps=Step.objects.filter(person=person).select_related("by").order_by("-at", "-id"),
        practice=Practice.objects.filter(person=person, taken_back_at=None).order_by("-at", "-id")[:SHOWN],
        supervisions=supervisions.order_by("-held_date", "-id")[:SHOWN],
        due_words=f"{due:%-d %B %Y}{', overdue' if due < day else ''}",
        week=_week(person),
        absences=Absence.objects.filter(person=person, taken_back_at=None).order_by("-first_day", "-id")[:SHOWN],
        exposure=[(exposure.LABELS[material], exposed[material]) for material in Material],
    )


def _opened_by(cell: Cell, policy: TrainingPolicy) -> str:
    if cell.state is State.HELD:
        return ""
    return " or ".join(COURSES[course] for course in policy.courses_for(cell.skill))


def _week(person: User) -> list[tuple[str, str]]:
    hours = {one.weekday: f"{one.starts:%H:%M} to {one.ends:%H:%M}" for one in person.working_days.all()}
    return [(name, hours.get(number, "Free")) for number, name in enumerate(WEEKDAYS)] if hours else []


def stages_open_to(standing: Standing) -> list[Stage]:
    """Return the steps somebody could be moved to: the next, and every earlier one."""
    before = list(Stage)[: list(Stage).index(standing.stage)]
    following = NEXT.get(standing.stage)
    return [*([following] if following else []), *before]
