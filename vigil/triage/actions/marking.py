"""An assessor's word on a marker: this is wrong, or this was missed. Kept, never silent, never a lower grade."""

from datetime import datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.accounts.roles import Permission
from vigil.audit import actions as audit
from vigil.referrals.models import Referral
from vigil.rules.lifecycle import Status
from vigil.screening import Code
from vigil.triage.actions.screening import rescreen
from vigil.triage.models import MarkerNote
from vigil.triage.queries.policy import latest_screenings

K = MarkerNote.Kind


class CannotNote(Exception):  # noqa: N818  (a refusal, worded for the person)
    """A word on a marker that cannot be taken. ``obstacles`` say why."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


@transaction.atomic
def dismiss(referral: Referral, *, code: Code, start: int, end: int, reason: str, by: User, at: datetime) -> MarkerNote:
    """Say that a marker the reader found is wrong. Raises ``CannotNote``."""
    referral = _locked(referral)
    here = [one for one in _markers(referral) if (one["code"], one["start"], one["end"]) == (code, start, end)]
    if not here:
        raise CannotNote(["This marker is no longer on the referral. Open it again to see what is."])
    return _note(referral, K.DISMISSED, code, start, end, reason, by=by, at=at, pattern=str(here[0]["pattern"]))


@transaction.atomic
def add(referral: Referral, *, code: Code, quote: str, reason: str, by: User, at: datetime) -> MarkerNote:
    """Say that the narrative tells of a risk the reader missed, quoting the words. Raises ``CannotNote``."""
    referral = _locked(referral)
    quote = quote.strip()
    start = referral.narrative.find(quote)
    if not quote or start < 0:
        raise CannotNote(["These words are not in the narrative. Copy them from it as they stand."])
    return _note(referral, K.ADDED, code, start, start + len(quote), reason, by=by, at=at, pattern="")


@transaction.atomic
def undo(note: MarkerNote, *, reason: str = "", by: User, at: datetime) -> None:
    """Take back a word on a marker: one's own, or, for a supervisor, anybody's with a reason. Raises ``CannotNote``.

    It stays on record as taken back.
    """
    note = MarkerNote.objects.select_for_update().get(pk=note.pk)
    referral = _locked(note.referral)
    obstacles = obstacles_to_undoing(note, referral, reason=reason, by=by)
    if obstacles:
        raise CannotNote(obstacles)
    note.undone_at, note.undone_by, note.undone_reason = at, by, reason.strip()
    note.save(update_fields=["undone_at", "undone_by", "undone_reason"])
    rescreen(referral, by=by, at=at)
    audit.record("marker.note_undone", referral, by=by, at=at, note=note.pk, said_by=note.by_id)


def obstacles_to_noting(referral: Referral) -> list[str]:
    """Return why nothing more can be said of a referral's markers. An empty list means it can."""
    if referral.status == Status.CLOSED:
        return ["This referral is closed. Reopen it first, if a marker changes what should be done."]
    if referral.status == Status.WITHDRAWN:
        return ["This referral was withdrawn: its import was undone."]
    return []


def obstacles_to_undoing(note: MarkerNote, referral: Referral, *, reason: str, by: User) -> list[str]:
    """Return why somebody cannot take back a word on a marker. An empty list means they can."""
    if note.undone_at is not None:
        return ["This was already taken back."]
    obstacles = obstacles_to_noting(referral)
    if note.by_id != by.pk:
        if not by.may(Permission.CORRECT_NOTES):
            obstacles.append(f"{note.by} said this. Ask them, or a supervisor, to take it back.")
        elif not reason.strip():
            obstacles.append(f"Record why: {note.by} said this, and will want to know.")
    return obstacles


def _locked(referral: Referral) -> Referral:
    return Referral.objects.select_for_update().get(pk=referral.pk)


def _markers(referral: Referral) -> list[dict[str, object]]:
    screening = latest_screenings([referral]).get(referral.pk)
    return screening.markers if screening else []


def _note(
    referral: Referral,
    kind: K,
    code: Code,
    start: int,
    end: int,
    reason: str,
    *,
    by: User,
    at: datetime,
    pattern: str,
) -> MarkerNote:
    obstacles = obstacles_to_noting(referral)
    if not reason.strip():
        obstacles.append("Record why: it is how the lexicon learns.")
    if obstacles:
        raise CannotNote(obstacles)
    standing = referral.marker_notes.filter(kind=kind, code=code, start=start, end=end, undone_at=None)
    if standing.exists():
        raise CannotNote(["Somebody has already said so."])
    screening = latest_screenings([referral]).get(referral.pk)
    note = MarkerNote.objects.create(
        referral=referral,
        kind=kind,
        code=code,
        start=start,
        end=end,
        pattern=pattern,
        lexicon_version=screening.lexicon_version if screening else "",
        reason=reason.strip(),
        by=by,
        at=at,
    )
    rescreen(referral, by=by, at=at)
    audit.record(f"marker.{kind}", referral, by=by, at=at, code=code, note=note.pk)
    return note
