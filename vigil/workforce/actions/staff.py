"""Giving people a login, changing what they may do, and taking it away.

Here and not in ``accounts``, because each is recorded in the audit trail, and audit builds on accounts.
"""

import secrets
from datetime import datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.accounts.roles import Role
from vigil.audit import actions as audit
from vigil.workforce.actions.refusals import refuse_if
from vigil.workforce.queries import staff as queries

# No 0 or O, no 1, l or I: somebody reads it from a note.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@transaction.atomic
def add_user(
    *,
    username: str,
    role: Role,
    password: str | None,
    first_name: str,
    last_name: str,
    by: User | None,
    at: datetime,
) -> tuple[User, str]:
    """Give somebody a login. Return them and their password.

    Without a password they get a temporary one, which they must change when they first sign in.
    """
    given = password or _temporary_password()
    person = User(username=username, role=role, first_name=first_name, last_name=last_name)
    person.set_password(given)
    person.must_change_password = password is None
    return _add(person, by=by, at=at), given


@transaction.atomic
def add_without_password(
    *, username: str, role: Role, first_name: str, last_name: str, by: User | None, at: datetime
) -> User:
    """Put somebody on the staff who cannot sign in until an administrator gives them a password."""
    person = User(username=username, role=role, first_name=first_name, last_name=last_name, must_change_password=True)
    person.set_unusable_password()
    return _add(person, by=by, at=at)


def _add(person: User, *, by: User | None, at: datetime) -> User:
    person.date_joined = at
    person.save()
    audit.record("user.added", person, by=by, at=at, role=Role(person.role).value)
    return person


@transaction.atomic
def change_role(person: User, *, role: Role, by: User, at: datetime) -> None:
    """Change what somebody may do, from their next page on."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if Role.PARTNER in (person.role, role):
        refuse_if(["Partners’ people are added on their partner’s page, and stay theirs: add this person anew."])
    if role != Role.ADMINISTRATOR:
        _refuse_to_lose_the_last_administrator(person)
    before, person.role = person.role, role
    person.save(update_fields=["role"])
    audit.record("user.role_changed", person, by=by, at=at, before=before, after=role.value)


@transaction.atomic
def deactivate(person: User, *, by: User, at: datetime) -> None:
    """Stop somebody's access at once. What they did stays recorded under their name."""
    person = User.objects.select_for_update().get(pk=person.pk)
    _refuse_to_lose_the_last_administrator(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    audit.record("user.deactivated", person, by=by, at=at)


@transaction.atomic
def reactivate(person: User, *, by: User, at: datetime) -> str:
    """Let somebody back in, and return the temporary password they must change: the old one is of no use."""
    person = User.objects.select_for_update().get(pk=person.pk)
    person.is_active = True
    person.save(update_fields=["is_active"])
    audit.record("user.reactivated", person, by=by, at=at)
    return issue_password(person, by=by, at=at)


@transaction.atomic
def issue_password(person: User, *, by: User, at: datetime) -> str:
    """Return a new temporary password for somebody who lost theirs. It ends their sessions."""
    person = User.objects.select_for_update().get(pk=person.pk)
    given = _temporary_password()
    person.set_password(given)
    person.must_change_password = True
    person.save(update_fields=["password", "must_change_password"])
    audit.record("user.password_issued", person, by=by, at=at)
    return given


@transaction.atomic
def change_password(person: User, *, password: str, at: datetime) -> None:
    """Set the password that somebody chose for themselves."""
    person.set_password(password)
    person.must_change_password = False
    person.save(update_fields=["password", "must_change_password"])
    audit.record("user.password_changed", person, by=person, at=at)


def _temporary_password() -> str:
    """Return 4 groups of 4 characters, about 79 bits: "k3mw-92xa-fq7d-hh5t"."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def _refuse_to_lose_the_last_administrator(person: User) -> None:
    # Two administrators who remove each other at the same moment wait here for one another.
    list(User.objects.select_for_update().filter(role=Role.ADMINISTRATOR, is_active=True).order_by("pk"))
    refuse_if(queries.obstacles_to_losing_as_administrator(person))


@transaction.atomic
def note_sign_in(person: User, *, at: datetime) -> None:
    """Record that somebody signed in."""
    audit.record("user.signed_in", person, by=person, at=at)


@transaction.atomic
def note_failed_sign_in(*, at: datetime) -> None:
    """Record that a sign-in failed. Not whose: what was typed may be a password in the wrong box."""
    audit.record("user.sign_in_failed", by=None, at=at)
