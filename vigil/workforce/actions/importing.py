"""Taking in a file of people and their training: every row ends taken in, known already, or held with a reason."""

from datetime import datetime, timedelta

from django.db import transaction

from vigil.accounts.models import User
from vigil.accounts.roles import Permission
from vigil.audit import actions as audit
from vigil.workforce import staff_files
from vigil.workforce.actions import path, post, training
from vigil.workforce.actions.refusals import CannotChange, obstacles_to_changing
from vigil.workforce.actions.staff import add_without_password
from vigil.workforce.models import HeldRow, Post, StaffFile, Step, Training
from vigil.workforce.staff_files import Given, Held, Row, Told


@transaction.atomic
def take_in(content: bytes, *, name: str, by: User | None, at: datetime) -> StaffFile:
    """Take in a file whole. The same file again changes nothing, a mended one adds what was held.

    Somebody new cannot sign in until an administrator gives them a password. A person who may not add people has
    rows about new ones held. Raises ``Unreadable`` when it is no such file.
    """
    rows = staff_files.read(content)
    file = StaffFile.objects.create(name=name[:200], by=by, at=at, read=len(rows))
    held = []
    for row in rows:
        try:
            with transaction.atomic():
                added, changed, trained = _take_row(row, by=by, at=at)
        except Held as refusal:
            held.append(HeldRow(file=file, row=row.number, field=refusal.field, reason=refusal.reason))
        except CannotChange as refusal:
            held.append(HeldRow(file=file, row=row.number, field="", reason=" ".join(refusal.obstacles)))
        else:
            file.people_added += added
            file.trainings_added += trained
            is_news = added or changed or trained
            file.taken_in += is_news
            file.known += not is_news
    HeldRow.objects.bulk_create(held)
    file.save(update_fields=["taken_in", "people_added", "trainings_added", "known"])
    audit.record(
        "staff_file.taken_in",
        file,
        by=by,
        at=at,
        read=file.read,
        taken_in=file.taken_in,
        people=file.people_added,
        trainings=file.trainings_added,
        known=file.known,
        held=len(held),
    )
    return file


def _take_row(row: Row, *, by: User | None, at: datetime) -> tuple[bool, bool, bool]:
    """Return whether the row added somebody, changed their post or path, and added a training."""
    told = staff_files.understand(row)
    person = User.objects.filter(username__iexact=told.username).first()
    is_new = person is None
    if person is None:
        person = _add(told, by=by, at=at)
    elif _is_another_name(person, told):
        raise Held("last_name", "The hub knows this username by another name. Mend whichever is wrong.")
    elif own := obstacles_to_changing(person, by=by):
        raise Held("username", own[0])
    changed = _place(person, told, by=by, at=at)
    if told.step and not Step.objects.filter(person=person).exists():
        path.begin_at(person, stage=told.step, reason="As the file of staff tells it.", by=by, at=at)
        changed = True
    trained = told.training is not None and _train(person, told.training, by=by, at=at)
    return is_new, changed, trained


def _add(told: Told, *, by: User | None, at: datetime) -> User:
    if by and not by.may(Permission.MANAGE_STAFF):
        raise Held("username", "Nobody signs in with this name, and only an administrator adds people.")
    for field in ("first_name", "last_name", "role"):
        if not getattr(told, field):
            raise Held(field, f"Somebody new needs a {field.replace('_', ' ')}.")
    assert told.role
    return add_without_password(
        username=told.username, role=told.role, first_name=told.first_name, last_name=told.last_name, by=by, at=at
    )


def _is_another_name(person: User, told: Told) -> bool:
    return any(
        written and written.casefold() != getattr(person, field).casefold()
        for field, written in (("first_name", told.first_name), ("last_name", told.last_name))
    )


def _place(person: User, told: Told, *, by: User | None, at: datetime) -> bool:
    """Set what the row says of somebody's post and it does not say already. Return whether anything changed."""
    now = Post.objects.filter(person=person).first() or Post(person=person)
    team = post.team_at(told.team, site=told.site, by=by, at=at) if told.team else now.team
    minutes = now.contracted_minutes if told.minutes is None else told.minutes
    ends_on = told.last_day + timedelta(days=1) if told.last_day else now.ends_on
    if (team, minutes, ends_on) == (now.team, now.contracted_minutes, now.ends_on):
        return False
    post.place(person, team=team, contracted_minutes=minutes, ends_on=ends_on, by=by, at=at)
    return True


def _train(person: User, given: Given, *, by: User | None, at: datetime) -> bool:
    """Record a training that is not on record yet. Return whether it was new."""
    recorded = Training.objects.filter(person=person, course=given.course, completed_date=given.completed)
    if recorded.filter(withdrawn_at=None).exists():
        return False
    if recorded.exists():
        raise Held("course", "This training was withdrawn. If that was wrong, restore it on the person’s page.")
    training.record(
        person,
        course=given.course,
        provider=given.provider,
        completed_date=given.completed,
        evidence=given.evidence,
        certificate_ends_on=given.expires,
        by=by,
        at=at,
    )
    return True
