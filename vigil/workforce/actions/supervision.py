"""Supervisions that were held."""

from datetime import date, datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.rules.skills import day_of
from vigil.workforce.actions.refusals import obstacles_to_changing, refuse_if
from vigil.workforce.models import Supervision


@transaction.atomic
def record(person: User, *, held_date: date, by: User, at: datetime) -> Supervision:
    """Record that somebody was supervised on a day, by whoever records it. Raises ``CannotChange``."""
    person = User.objects.select_for_update().get(pk=person.pk)  # two who record the same take turns
    obstacles = obstacles_to_changing(person, by=by)
    if held_date > day_of(at):
        obstacles.append("That day is still to come: record the supervision once it was held.")
    if Supervision.objects.filter(person=person, held_date=held_date, taken_back_at=None).exists():
        obstacles.append("A supervision of that day is recorded already.")
    refuse_if(obstacles)
    supervision = Supervision.objects.create(person=person, held_date=held_date, held_by=by, recorded_at=at)
    audit.record(
        "supervision.recorded", person, by=by, at=at, supervision=supervision.pk, held_date=held_date.isoformat()
    )
    return supervision


@transaction.atomic
def take_back(supervision: Supervision, *, by: User, at: datetime) -> None:
    """Undo a supervision that was recorded by mistake."""
    supervision = Supervision.objects.select_for_update().select_related("person").get(pk=supervision.pk)
    obstacles = obstacles_to_changing(supervision.person, by=by)
    if supervision.taken_back_at:
        obstacles.append("It was taken back already.")
    refuse_if(obstacles)
    supervision.taken_back_at = at
    supervision.save(update_fields=["taken_back_at"])
    audit.record("supervision.taken_back", supervision.person, by=by, at=at, supervision=supervision.pk)
