"""Days on which somebody is away."""

from datetime import date, datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.workforce.actions.refusals import refuse_if
from vigil.workforce.models import Absence

LONGEST = 366  # days


@transaction.atomic
def record(person: User, *, kind: Absence.Kind, first_day: date, last_day: date, by: User, at: datetime) -> Absence:
    """Record days away, both ends included. Raises ``CannotChange``."""
    person = User.objects.select_for_update().get(pk=person.pk)  # two who record the same take turns
    obstacles = []
    if last_day < first_day:
        obstacles.append("The last day must not be before the first.")
    elif (last_day - first_day).days >= LONGEST:
        obstacles.append("More than a year: if they are leaving, end their post instead.")
    clashes = Absence.objects.filter(person=person, taken_back_at=None, first_day__lte=last_day)
    if clashes.filter(last_day__gte=first_day).exists():
        obstacles.append("Some of these days are recorded as away already.")
    refuse_if(obstacles)
    absence = Absence.objects.create(
        person=person, kind=kind, first_day=first_day, last_day=last_day, recorded_by=by, recorded_at=at
    )
    # The kind stays out of the trail: sickness is nobody's business but the hub's leaders'.
    audit.record("absence.recorded", person, by=by, at=at, absence=absence.pk, days=[str(first_day), str(last_day)])
    return absence


@transaction.atomic
def end(absence: Absence, *, last_day: date, by: User, at: datetime) -> None:
    """Change the last day of an absence: somebody is back sooner, or stays away longer."""
    absence = Absence.objects.select_for_update().select_related("person").get(pk=absence.pk)
    obstacles = ["It was taken back already."] if absence.taken_back_at else []
    if last_day < absence.first_day:
        obstacles.append("The last day must not be before the first. If they were never away, take it back.")
    refuse_if(obstacles)
    before, absence.last_day = absence.last_day, last_day
    absence.save(update_fields=["last_day"])
    audit.record("absence.ended", absence.person, by=by, at=at, absence=absence.pk, last=[str(before), str(last_day)])


@transaction.atomic
def take_back(absence: Absence, *, by: User, at: datetime) -> None:
    """Undo an absence that was recorded by mistake."""
    absence = Absence.objects.select_for_update().select_related("person").get(pk=absence.pk)
    refuse_if(["It was taken back already."] if absence.taken_back_at else [])
    absence.taken_back_at = at
    absence.save(update_fields=["taken_back_at"])
    audit.record("absence.taken_back", absence.person, by=by, at=at, absence=absence.pk)
