"""What people do about a school notice: hold it, let it go, say which school it is, or that none is told."""

from datetime import datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.rules.sharing.terms import SENT
from vigil.sharing.actions import school_notices
from vigil.sharing.actions.deciding import supersede
from vigil.sharing.models import Decision, Delivery, School, SchoolNotice

State = SchoolNotice.State


class CannotTell(Exception):  # noqa: N818  (a refusal, worded for the person)
    """Something that cannot be done with a notice. ``obstacles`` say why."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


def _locked(notice: SchoolNotice) -> SchoolNotice:
    return SchoolNotice.objects.select_for_update(of=("self",)).select_related("referral").get(pk=notice.pk)


def obstacles_to_holding(notice: SchoolNotice, *, why: str) -> list[str]:
    """Return why a notice cannot be held. An empty list means it can."""
    obstacles = []
    if notice.state not in (State.GOING, State.TO_FIND):
        obstacles.append("It is not on its way, so there is nothing to hold.")
    if notice.decision_id and _delivery(notice).state == Delivery.State.SENT:
        obstacles.append("It has left the hub. Call the school.")
    if not why.strip():
        obstacles.append("Record why the school is not told yet.")
    return obstacles


def _delivery(notice: SchoolNotice) -> Delivery:
    return Delivery.objects.select_for_update().get(disclosure__decision=notice.decision_id, kind=Delivery.Kind.PACKET)


@transaction.atomic
def hold(notice: SchoolNotice, *, why: str, by: User, at: datetime) -> None:
    """Keep a notice, and all that go with it to one school, from leaving. Raises ``CannotTell``."""
    notice = _locked(notice)
    if obstacles := obstacles_to_holding(notice, why=why):
        raise CannotTell(obstacles)
    school_notices.keep_back(notice, why, by=by, at=at)


@transaction.atomic
def release(notice: SchoolNotice, *, by: User, at: datetime) -> None:
    """Let a notice that is held or came late go at once, or to whoever finds its school. Raises ``CannotTell``."""
    notice = _locked(notice)
    if notice.state not in (State.HELD, State.LATE):
        raise CannotTell(["It is not held, and did not come late."])
    notice.settled_by, notice.settled_at = by, at
    if notice.school is None:
        notice.state, notice.why = (
            State.TO_FIND,
            school_notices.NOT_FOUND if notice.written else school_notices.NOT_NAMED,
        )
        notice.save()
        audit.record("school_notice.released", notice.referral, by=by, at=at, notice=notice.pk)
        return
    audit.record("school_notice.released", notice.referral, by=by, at=at, notice=notice.pk)
    _put_aside_refusal(notice, at=at)
    school_notices.tell(notice.referral, notice.school, [notice], by=by, at=at)


def _put_aside_refusal(notice: SchoolNotice, *, at: datetime) -> None:
    """A supervisor who releases a notice decides anew what this school is told."""
    assert notice.school
    standing = Decision.objects.filter(referral=notice.referral, partner=notice.school.partner, superseded_at=None)
    if standing.exclude(choice__in=SENT).exists():
        supersede(notice.referral, notice.school.partner, at=at)


@transaction.atomic
def choose(notice: SchoolNotice, school: School, *, remember: bool, by: User, at: datetime) -> None:
    """Say which school it is, and tell it at once. With ``remember`` the directory learns what was written."""
    notice = _locked(notice)
    if notice.state != State.TO_FIND:
        raise CannotTell(["Somebody has settled this already."])
    if SchoolNotice.objects.filter(subject=notice.subject_id, school=school).exclude(pk=notice.pk).exists():
        raise CannotTell(["This school has a notice about this child already."])
    if remember and notice.written and notice.written not in school.place().names:
        school.also_known_as = [*school.also_known_as, notice.written]
        school.save(update_fields=["also_known_as"])
    notice.school, notice.settled_by, notice.settled_at = school, by, at
    audit.record(
        "school_notice.school_chosen", notice.referral, by=by, at=at, notice=notice.pk, partner=school.partner_id
    )
    school_notices.tell(notice.referral, school, [notice], by=by, at=at)


@transaction.atomic
def end(notice: SchoolNotice, *, why: str, by: User, at: datetime) -> None:
    """Say that no school is to be told, and why: told by telephone, or not of school age. Raises ``CannotTell``."""
    notice = _locked(notice)
    obstacles = []
    if notice.state not in (State.TO_FIND, State.HELD, State.LATE):
        obstacles.append("It is settled already, or on its way: hold it first.")
    if not why.strip():
        obstacles.append("Record why no notice goes, or whom you told by telephone.")
    if obstacles:
        raise CannotTell(obstacles)
    notice.state, notice.why, notice.settled_by, notice.settled_at = State.ENDED, why.strip()[:400], by, at
    notice.save()
    audit.record("school_notice.ended", notice.referral, by=by, at=at, notice=notice.pk)


@transaction.atomic
def record_view(notice: SchoolNotice, *, by: User, at: datetime) -> None:
    """Record that somebody saw a child's notice."""
    audit.record("school_notice.viewed", notice.referral, by=by, at=at, notice=notice.pk)
