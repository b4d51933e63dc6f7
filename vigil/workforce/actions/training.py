"""Recording that somebody completed a training, and taking that away again: what opens and closes the gates."""

from datetime import date, datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.rules.skills import day_of
from vigil.rules.training import Course, TrainingPolicy
from vigil.workforce.actions.refusals import obstacles_to_changing, refuse_if
from vigil.workforce.models import Accreditation, Training


@transaction.atomic
def record(
    person: User,
    *,
    course: Course,
    provider: str,
    completed_date: date,
    evidence: str,
    certificate_ends_on: date | None = None,
    by: User | None,
    at: datetime,
) -> Training:
    """Record a training and the skills it gives, each until the policy's length or the certificate ends.

    ``certificate_ends_on`` is the first day it no longer holds, where the certificate says so. Raises ``CannotChange``.
    """
    person = User.objects.select_for_update().get(pk=person.pk)  # two who record the same take turns
    obstacles = [
        *obstacles_to_changing(person, by=by),
        *_obstacles_to_dates(completed_date, certificate_ends_on, at=at),
    ]
    if not provider.strip():
        obstacles.append("Say who gave the training.")
    if not evidence.strip():
        obstacles.append("Say where the evidence is: a certificate’s number, or the file it is kept in.")
    recorded = Training.objects.filter(person=person, withdrawn_at=None)
    if recorded.filter(course=course, completed_date=completed_date).exists():
        obstacles.append("This training of that day is recorded already.")
    refuse_if(obstacles)
    policy = TrainingPolicy.default()
    training = Training.objects.create(
        person=person,
        course=course,
        provider=provider.strip(),
        completed_date=completed_date,
        evidence=evidence.strip(),
        policy_version=policy.version,
        recorded_by=by,
        recorded_at=at,
    )
    given = {
        skill: min(expires_on, certificate_ends_on or date.max)
        for skill, expires_on in policy.gives(course, completed_date).items()
    }
    Accreditation.objects.bulk_create(
        Accreditation(training=training, skill=skill, expires_on=expires_on) for skill, expires_on in given.items()
    )
    until = {skill: expires_on.isoformat() for skill, expires_on in given.items()}
    audit.record("training.recorded", person, by=by, at=at, training=training.pk, course=course, until=until)
    return training


def _obstacles_to_dates(completed: date, ends_on: date | None, *, at: datetime) -> list[str]:
    if completed > day_of(at):
        return ["The day it was completed is still to come: record it then."]
    if ends_on and ends_on <= completed:
        return ["The certificate must end after the training was completed."]
    return []


@transaction.atomic
def withdraw(training: Training, *, reason: str, by: User, at: datetime) -> None:
    """Take a training away: what it opened closes at once. It stays on record, and can be restored."""
    training = Training.objects.select_for_update().select_related("person").get(pk=training.pk)
    obstacles = obstacles_to_changing(training.person, by=by)
    if training.withdrawn_at:
        obstacles.append("It was withdrawn already.")
    if not reason.strip():
        obstacles.append("Record why: somebody loses what it opened.")
    refuse_if(obstacles)
    training.withdrawn_at, training.withdrawn_because = at, reason.strip()
    training.save(update_fields=["withdrawn_at", "withdrawn_because"])
    audit.record("training.withdrawn", training.person, by=by, at=at, training=training.pk, course=training.course)


@transaction.atomic
def restore(training: Training, *, by: User, at: datetime) -> None:
    """Undo a withdrawal: the training gives what it gave, until the days that were worked out when it was recorded."""
    training = Training.objects.select_for_update().select_related("person").get(pk=training.pk)
    obstacles = obstacles_to_changing(training.person, by=by)
    same = Training.objects.filter(
        person=training.person, course=training.course, completed_date=training.completed_date, withdrawn_at=None
    )
    if same.exists():
        obstacles.append("This training of that day is recorded already.")
    refuse_if(obstacles)
    training.withdrawn_at, training.withdrawn_because = None, ""
    training.save(update_fields=["withdrawn_at", "withdrawn_because"])
    audit.record("training.restored", training.person, by=by, at=at, training=training.pk, course=training.course)
