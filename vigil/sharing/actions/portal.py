"""What partners' people do in the portal: confirm, decide, decline, and ask for more. Who gives them the way in."""

from datetime import datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.accounts.roles import Role
from vigil.audit import actions as audit
from vigil.rules.sharing.terms import OutcomeKind
from vigil.sharing.actions import hearing
from vigil.sharing.actions.deciding import follow_up
from vigil.sharing.models import Disclosure, FollowUp, Partner, PartnerUser
from vigil.workforce.actions.staff import add_user


class CannotAdd(Exception):  # noqa: N818  (a refusal, worded for the person)
    """Somebody who cannot be given a way into the portal. ``obstacles`` say why."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


@transaction.atomic
def add_person(
    partner: Partner, *, username: str, first_name: str, last_name: str, by: User, at: datetime
) -> tuple[User, str]:
    """Let somebody at a partner sign in. Return them and their temporary password. Raises ``CannotAdd``."""
    if User.objects.filter(username__iexact=username).exists():
        raise CannotAdd(["Somebody has this username already."])
    person, password = add_user(
        username=username,
        role=Role.PARTNER,
        password=None,
        first_name=first_name,
        last_name=last_name,
        by=by,
        at=at,
    )
    PartnerUser.objects.create(user=person, partner=partner)
    audit.record("partner.person_added", partner, by=by, at=at, person=person.pk)
    return person, password


@transaction.atomic
def confirm(disclosure: Disclosure, *, by: User, at: datetime) -> None:
    """Take a disclosure on. Raises ``hearing.CannotHear``."""
    hearing.acknowledge(disclosure, told_by=str(by), by=None, at=at)
    _record(disclosure, "confirmed", by=by, at=at)


@transaction.atomic
def decide(disclosure: Disclosure, kind: OutcomeKind, *, was_useful: bool | None, by: User, at: datetime) -> None:
    """Say what the partner decided, declining it included. Raises ``hearing.CannotHear``."""
    hearing.record_outcome(disclosure, kind=kind, was_useful=was_useful, told_by=str(by), by=None, at=at)
    _record(disclosure, "decided", by=by, at=at)


@transaction.atomic
def ask(disclosure: Disclosure, words: str, *, by: User, at: datetime) -> None:
    """Ask the hub for more: it becomes somebody's task. Raises ``hearing.CannotHear``."""
    if not words.strip():
        raise hearing.CannotHear(["Write what you need to know."])
    if disclosure.decision.follow_ups.filter(kind=FollowUp.Kind.ASKED, done_at=None).exists():
        raise hearing.CannotHear(["The hub has your last question and has not answered it yet. Call them."])
    partner = disclosure.decision.partner
    follow_up(disclosure.decision, FollowUp.Kind.ASKED, f"{partner} asks: {words.strip()}", at=at)
    _record(disclosure, "asked", by=by, at=at)


def _record(disclosure: Disclosure, did: str, *, by: User, at: datetime) -> None:
    audit.record(
        "disclosure.answered_in_portal",
        disclosure.decision.referral,
        by=by,
        at=at,
        disclosure=str(disclosure.pk),
        did=did,
    )
