"""A newcomer's path: what they looked on at or did, and each step they reach."""

from datetime import datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.rules.skills import Stage
from vigil.rules.training import TrainingPolicy, obstacles_to_moving_on
from vigil.workforce.actions.refusals import obstacles_to_changing, refuse_if
from vigil.workforce.models import Practice, Step
from vigil.workforce.queries.path import practice_of, stage_of


@transaction.atomic
def move_on(person: User, *, to: Stage, reason: str, by: User, at: datetime) -> None:
    """Move somebody to another step of the path: forward when they have done enough, back at any time."""
    person = User.objects.select_for_update().get(pk=person.pk)
    before = stage_of(person, at=at)
    obstacles = obstacles_to_changing(person, by=by)
    obstacles += obstacles_to_moving_on(before, to, done=practice_of(person), policy=TrainingPolicy.default())
    if not reason.strip():
        obstacles.append("Record what the move rests on.")
    refuse_if(obstacles)
    _step(person, to, reason=reason, before=before, by=by, at=at)


@transaction.atomic
def begin_at(person: User, *, stage: Stage, reason: str, by: User | None, at: datetime) -> None:
    """Let somebody who was trained elsewhere begin further along. Only where no step is recorded yet."""
    person = User.objects.select_for_update().get(pk=person.pk)
    obstacles = obstacles_to_changing(person, by=by)
    if Step.objects.filter(person=person).exists():
        obstacles.append("Their path has begun already: move them on from where they are.")
    if not reason.strip():
        obstacles.append("Record what their experience is.")
    refuse_if(obstacles)
    _step(person, stage, reason=reason, before=Stage.SHADOW, by=by, at=at)


def _step(person: User, stage: Stage, *, reason: str, before: Stage, by: User | None, at: datetime) -> None:
    Step.objects.create(person=person, stage=stage, reason=reason.strip(), by=by, at=at)
    audit.record("path.moved_on", person, by=by, at=at, step=[before, stage])


@transaction.atomic
def note_practice(person: User, *, by: User, at: datetime) -> Practice:
    """Count one assessment toward the step somebody is at: looked on at, or made and signed."""
    practice = Practice.objects.create(person=person, stage=stage_of(person, at=at), at=at)
    audit.record("practice.noted", person, by=by, at=at, practice=practice.pk, step=practice.stage)
    return practice


@transaction.atomic
def take_back_practice(practice: Practice, *, by: User, at: datetime) -> None:
    """Undo a count that was wrong."""
    practice = Practice.objects.select_for_update().select_related("person").get(pk=practice.pk)
    obstacles = obstacles_to_changing(practice.person, by=by)
    if practice.taken_back_at:
        obstacles.append("It was taken back already.")
    refuse_if(obstacles)
    practice.taken_back_at = at
    practice.save(update_fields=["taken_back_at"])
    audit.record("practice.taken_back", practice.person, by=by, at=at, practice=practice.pk, step=practice.stage)
