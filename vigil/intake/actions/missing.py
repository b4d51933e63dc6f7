"""What people do about a missing referral: ask for it, link one that is there, say why none is needed, and undo."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.intake.models import Incident, Request, Settlement
from vigil.referrals.models import Referral
from vigil.rules import notice
from vigil.rules.lifecycle import Status
from vigil.rules.policies import NoticePolicy
from vigil.triage.queries.policy import policy_in_force


class CannotSettle(Exception):  # noqa: N818  (a refusal, worded for the person)
    """Something that cannot be done about a missing referral. ``obstacles`` say why."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


def obstacles_to_asking(incident: Incident, *, at: datetime) -> list[str]:
    """Return why the officer's supervisor cannot be asked. An empty list means they can."""
    last = incident.requests.first()
    is_missing = Incident.objects.missing(at=at).filter(pk=incident.pk).exists()
    return notice.obstacles_to_asking(is_missing=is_missing, answer_due_at=last.answer_due_at if last else None, at=at)


def obstacles_to_settling(incident: Incident) -> list[str]:
    """Return why it cannot be said how an incident is settled. An empty list means it can."""
    if incident.state == Incident.State.EXPECTED:
        return []
    return [f"This incident is “{incident.get_state_display()}” by now. Look at it again."]


@transaction.atomic
def ask(incident: Incident, *, by: User, at: datetime) -> Request:
    """Ask the officer's supervisor to see that the referral is made. Raises ``CannotSettle``."""
    incident = _locked(incident)
    _refuse(obstacles_to_asking(incident, at=at))
    due_at = notice.answer_due_at(at, policy_in_force(NoticePolicy))
    request = Request.objects.create(
        incident=incident,
        to_collar=incident.supervisor_collar,
        officer_collar=incident.officer_collar,
        subject=f"Referral asked for: {incident.number}",
        words=_words(incident, due_at),
        by=by,
        at=at,
        answer_due_at=due_at,
    )
    audit.record("incident.asked_for", incident, by=by, at=at, request=request.pk)
    return request


@transaction.atomic
def link(incident: Incident, referral: Referral, *, why: str, by: User, at: datetime) -> Settlement:
    """Say that a referral answers for an incident. Raises ``CannotSettle``."""
    incident = _locked(incident)
    obstacles = obstacles_to_settling(incident)
    if referral.status == Status.WITHDRAWN:
        obstacles.append(f"{referral.number} was withdrawn. Link the referral it was folded into.")
    if not why.strip():
        obstacles.append("Say how you know that this referral is about the incident.")
    _refuse(obstacles)
    incident.state = Incident.State.COVERED
    settled = _settle(incident, referral, why=why, by=by, at=at)
    audit.record("incident.linked", incident, by=by, at=at, referral=referral.number)
    return settled


@transaction.atomic
def not_needed(incident: Incident, *, why: str, by: User, at: datetime) -> Settlement:
    """Say that an incident needs no referral, and why. Raises ``CannotSettle``."""
    incident = _locked(incident)
    obstacles = obstacles_to_settling(incident)
    _refuse(obstacles if why.strip() else [*obstacles, "Record why no referral is needed."])
    incident.state = Incident.State.NOT_NEEDED
    settled = _settle(incident, None, why=why, by=by, at=at)
    audit.record("incident.not_needed", incident, by=by, at=at)
    return settled


@transaction.atomic
def undo(incident: Incident, *, why: str, by: User, at: datetime) -> None:
    """Undo how an incident was settled, by Vigil or a person: it is open again. Raises ``CannotSettle``."""
    incident = _locked(incident)
    settled = incident.settlements.filter(undone_at=None).first()
    obstacles = [] if settled else ["This incident is not settled."]
    _refuse(obstacles if why.strip() else [*obstacles, "Record why this is undone."])
    assert settled is not None  # else there is an obstacle
    settled.undone_by, settled.undone_at, settled.undone_why = by, at, why.strip()
    settled.save(update_fields=["undone_by", "undone_at", "undone_why"])
    incident.state = Incident.State.EXPECTED
    incident.save(update_fields=["state"])
    audit.record("incident.settlement_undone", incident, by=by, at=at, settlement=settled.pk)


def _locked(incident: Incident) -> Incident:
    return Incident.objects.select_for_update().get(pk=incident.pk)


def _refuse(obstacles: list[str]) -> None:
    if obstacles:
        raise CannotSettle(obstacles)


def _settle(incident: Incident, referral: Referral | None, *, why: str, by: User, at: datetime) -> Settlement:
    incident.save(update_fields=["state"])
    return Settlement.objects.create(incident=incident, referral=referral, why=why.strip(), by=by, at=at)


def _words(incident: Incident, due_at: datetime) -> str:
    """Return what is asked, for a message that any supervisor's inbox may hold: it names nobody."""
    to = f"To the supervisor of officer {incident.officer_collar}" if incident.officer_collar else "To the supervisor"
    reasons = "\n".join(f"- {need.words}." for need in incident.why)
    return (
        f"{to}\n\n"
        f"Log {incident.log_number} of {timezone.localdate(incident.happened_at):%-d %B %Y} calls for a safeguarding "
        f"referral, and the vulnerability hub has received none:\n{reasons}\n\n"
        f"By {timezone.localtime(due_at):%H:%M on %-d %B %Y}, please have the referral submitted, "
        "or tell the hub why none is needed. "
        f"Quote {incident.number}, and name nobody in your answer."
    )
