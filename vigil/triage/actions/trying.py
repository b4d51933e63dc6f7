"""Trying a change on the whole worklist before it is made live: a policy table, or the lexicon that came with Vigil."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.referrals.models import Referral
from vigil.rules.policies import PolicyTable
from vigil.screening.lexicon import VERSION as LEXICON_VERSION
from vigil.triage.actions.policy import CannotChangePolicy, change_policy
from vigil.triage.actions.screening import batches_of_worklist, rescreen_worklist, screen_again
from vigil.triage.models import Trial
from vigil.triage.queries.history import history_of
from vigil.triage.queries.policy import latest_screenings, policy_in_force, policy_kind, rulebook

Clock = Callable[[], datetime]
S = Trial.State


class CannotDecide(Exception):  # noqa: N818  (a refusal, worded for the person)
    """A trial that cannot be made live or dropped. ``obstacles`` say why."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


@transaction.atomic
def try_policy(
    kind: type[PolicyTable], values: dict[str, Any], *, reason: str, based_on: str, by: User, at: datetime
) -> Trial:
    """Ask what a change of a policy table would do. Raises ``CannotChangePolicy`` for one that could not be made."""
    in_force = policy_in_force(kind)
    obstacles = kind.problems({**values, "version": "being tried"})
    if not reason.strip():
        obstacles.append("Record why the policy would change: an inspector will ask.")
    if based_on != in_force.version:
        obstacles.append("Somebody changed this table meanwhile. Look at their version, then try again.")
    if not obstacles and values == dict(in_force.values):
        obstacles.append("Nothing was changed.")
    if obstacles:
        raise CannotChangePolicy(obstacles)
    return _queued(kind.name, values, based_on=in_force.version, reason=reason, by=by, at=at)


@transaction.atomic
def try_lexicon(*, reason: str, by: User, at: datetime) -> Trial:
    """Ask what the lexicon that came with Vigil would change on the worklist."""
    return _queued(Trial.LEXICON, {}, based_on=LEXICON_VERSION, reason=reason, by=by, at=at)


def _queued(kind: str, table: dict[str, Any], *, based_on: str, reason: str, by: User, at: datetime) -> Trial:
    trial = Trial.objects.create(
        kind=kind, table=table, based_on=based_on, reason=reason.strip(), state=S.QUEUED, made_by=by, made_at=at
    )
    audit.record("trial.queued", trial, by=by, at=at, kind=kind)
    return trial


def run(trial: Trial, *, now: Clock) -> Trial:
    """Work out what the change would do to each referral on the worklist, and list the differences.

    Nothing but the trial is written. Running it again begins again, so a killed worker's trial can be taken up.
    """
    if trial.state not in {S.QUEUED, S.RUNNING}:
        return trial
    trying = {} if trial.kind == Trial.LEXICON else {trial.kind: {**trial.table, "version": "being tried"}}
    book, at = rulebook(trying), now()
    trial.state, trial.done, trial.differences = S.RUNNING, 0, []
    trial.total = Referral.objects.waiting().count()
    trial.save(update_fields=["state", "done", "total", "differences"])
    for referrals in batches_of_worklist(lock=False):
        stands = latest_screenings(referrals)
        for referral in referrals:
            before = (referral.grade, referral.due_at, referral.order_at, referral.has_conflict)
            screen_again(referral, history_of(stands.get(referral.pk)), book=book, at=at)
            if before != (referral.grade, referral.due_at, referral.order_at, referral.has_conflict):
                trial.differences.append(_difference(referral, before, at))
        trial.done += len(referrals)
        trial.save(update_fields=["done"])
    trial.state = S.READY
    trial.save(update_fields=["state", "differences", "done"])
    return trial


def _difference(referral: Referral, before: tuple[Any, ...], at: datetime) -> dict[str, Any]:
    grade, due_at, _, conflict = before
    return {
        "referral": referral.pk,
        "grade": [grade, referral.grade],
        "due_at": [due_at.isoformat(), referral.due_at.isoformat()],
        "past_clock": referral.due_at <= at < due_at,
        "conflict": [conflict, referral.has_conflict],
    }


@transaction.atomic
def make_live(trial: Trial, *, by: User, at: datetime) -> Trial:
    """Put a tried change in force. Whoever calls it enqueues ``apply``. Raises ``CannotDecide``."""
    trial = _ready(trial)
    kind = policy_kind(trial.kind)
    if kind:
        try:
            change_policy(kind, trial.table, reason=trial.reason, based_on=trial.based_on, by=by, at=at)
        except CannotChangePolicy as refusal:
            raise CannotDecide(refusal.obstacles) from refusal
    return _decide(trial, S.APPLYING, by=by, at=at)


@transaction.atomic
def drop(trial: Trial, *, by: User, at: datetime) -> Trial:
    """Leave things as they are. Raises ``CannotDecide``."""
    return _decide(_ready(trial), S.DROPPED, by=by, at=at)


def _ready(trial: Trial) -> Trial:
    trial = Trial.objects.select_for_update().get(pk=trial.pk)
    if trial.state != S.READY:
        raise CannotDecide([f"This trial is “{trial.get_state_display()}”."])
    return trial


def _decide(trial: Trial, state: Trial.State, *, by: User, at: datetime) -> Trial:
    trial.state, trial.decided_by, trial.decided_at, trial.done = state, by, at, 0
    trial.save(update_fields=["state", "decided_by", "decided_at", "done"])
    audit.record(f"trial.{state}", trial, by=by, at=at, kind=trial.kind)
    return trial


def apply(trial: Trial, *, now: Clock) -> Trial:
    """Read and screen the worklist again by what is now in force, then call the trial live."""
    if trial.state != S.APPLYING:
        return trial

    def progress(done: int) -> None:
        trial.done = done
        trial.save(update_fields=["done"])

    rescreen_worklist(by=trial.decided_by, now=now, progress=progress)
    trial.state = S.LIVE
    trial.save(update_fields=["state"])
    return trial
