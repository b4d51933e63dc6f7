"""Taking an import back while nobody has worked on what it brought."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.intake.models import Entry, Import, Incident, MatchKey, Settlement
from vigil.referrals.models import Referral, SearchTerm
from vigil.rules import lifecycle
from vigil.rules.lifecycle import ON_WORKLIST, Status, Verb

_UNDONE = "Its import was undone."


class CannotUndo(Exception):  # noqa: N818  (a refusal, worded for the person)
    """An import that cannot be undone. ``obstacles`` say why."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


def obstacles_to_undoing(source_import: Import) -> list[str]:
    """Return why an import cannot be undone. An empty list means it can."""
    if source_import.state == Import.State.UNDONE:
        return ["This import is already undone."]
    if source_import.state != Import.State.FINISHED:
        return ["An import can be undone once it has finished."]
    obstacles = []
    statuses = (
        Referral.objects.filter(entry__source_import=source_import)
        .exclude(status=Status.WAITING)
        .values_list("status", flat=True)
    )
    worked_on = sum(bool(lifecycle.obstacles_to(Verb.WITHDRAW, status=Status(status))) for status in statuses)
    if worked_on:
        obstacles.append(f"{worked_on} of its referrals have been worked on. Deal with those one by one.")
    incidents = Incident.objects.filter(entries__source_import=source_import, entries__state=Entry.State.RECEIVED)
    dealt_with = incidents.filter(Q(settlements__by__isnull=False) | Q(requests__isnull=False)).distinct().count()
    if dealt_with:
        obstacles.append(f"Somebody has dealt with {dealt_with} of its incidents. Deal with those one by one.")
    others = (
        Entry.objects.filter(duplicate_of__source_import=source_import, state=Entry.State.DUPLICATE)
        .exclude(source_import=source_import)
        .values_list("source_import__name", flat=True)
        .distinct()
        .order_by("source_import__name")
    )
    if others:
        obstacles.append(f"Entries of {', '.join(others)} repeat some of its own. Undo that import first.")
    return obstacles


@transaction.atomic
def undo(source_import: Import, *, reason: str, by: User, at: datetime) -> None:
    """Withdraw everything an import brought. Its entries stay, and the file can be handed over again."""
    source_import = Import.objects.select_for_update().get(pk=source_import.pk)
    obstacles = obstacles_to_undoing(source_import)
    if not reason.strip():
        obstacles.append("Record why the import is undone.")
    if obstacles:
        raise CannotUndo(obstacles)
    referrals = Referral.objects.filter(entry__source_import=source_import)
    withdrawn = list(referrals.order_by("pk").select_for_update())
    status = lifecycle.after(Verb.WITHDRAW, status=Status.WAITING)
    referrals.update(status=status, waiting=status in ON_WORKLIST)
    SearchTerm.objects.filter(referral__in=referrals).delete()
    MatchKey.objects.filter(entry__source_import=source_import).delete()
    _expect_again(withdrawn, at=at)
    incidents = Incident.objects.filter(entries__source_import=source_import, entries__state=Entry.State.RECEIVED)
    Settlement.objects.filter(incident__in=incidents, undone_at=None).update(undone_at=at, undone_why=_UNDONE)
    incidents.update(state=Incident.State.WITHDRAWN)
    source_import.entries.update(state=Entry.State.UNDONE)
    source_import.state = Import.State.UNDONE
    source_import.save(update_fields=["state"])
    audit.record_all(
        [
            *(audit.Entry(verb="referral.withdrawn", thing=referral) for referral in withdrawn),
            audit.Entry(verb="import.undone", thing=source_import, detail={"reason": reason.strip()}),
        ],
        by=by,
        at=at,
    )


def _expect_again(withdrawn: list[Referral], *, at: datetime) -> None:
    """Call for a referral again where one that is withdrawn had answered."""
    settled = Settlement.objects.filter(referral__in=withdrawn, undone_at=None)
    Incident.objects.filter(settlements__in=settled).update(state=Incident.State.EXPECTED)
    settled.update(undone_at=at, undone_why=_UNDONE)
