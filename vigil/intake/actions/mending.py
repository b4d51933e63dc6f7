"""Putting a quarantined entry right and sending it through the door again."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.intake import stored
from vigil.intake.actions.receiving import receive
from vigil.intake.drafts import Effect, ReferralDraft
from vigil.intake.models import Entry
from vigil.intake.reading.ahead import ReadEntry
from vigil.intake.reading.checks import doubts_about
from vigil.rules.terms import Grade

FIELDS = ("reference", "incident_at", "submitted_at", "officer_grade", "narrative")


class CannotMend(Exception):  # noqa: N818  (a refusal, worded for the person)
    """An entry that is still not right. ``obstacles`` are pairs of a field's name and a sentence."""

    def __init__(self, obstacles: list[tuple[str, str]]) -> None:
        super().__init__(" ".join(sentence for _, sentence in obstacles))
        self.obstacles = obstacles


def typed(entry: Entry) -> dict[str, Any]:
    """Return what was read of an entry, for the form that mends it."""
    if entry.draft is None:
        return {}
    draft = stored.from_json(entry.draft, raw={})
    return {name: getattr(draft, name) or "" for name in FIELDS}


@transaction.atomic
def mend(entry: Entry, values: dict[str, Any], *, by: User, at: datetime) -> Entry:
    """Receive a quarantined entry with these values in the place of what was read. Raises ``CannotMend``.

    ``values`` holds the fields of ``FIELDS`` and ``is_real``, which says that what looked like a test is none.
    """
    entry = Entry.objects.select_for_update().select_related("source_import").get(pk=entry.pk)
    if entry.state != Entry.State.QUARANTINED or entry.draft is None:
        raise CannotMend([("", "Somebody has already dealt with this entry.")])
    before = stored.from_json(entry.draft, raw=entry.raw)
    grade = Grade(values["officer_grade"]) if values["officer_grade"] else None
    changes = {**{name: values[name] or getattr(before, name) for name in FIELDS}, "officer_grade": grade}
    changed = [name for name in FIELDS if changes[name] != getattr(before, name)]
    draft = _without_old_doubts(replace(before, **changes), changed)
    doubts = doubts_about(draft, at=at)
    obstacles = [
        (issue.field, issue.message) for issue in doubts if not (values["is_real"] and issue.code == "test_record")
    ]
    if obstacles:
        raise CannotMend(obstacles)
    entry.mended_fields, entry.mended_by, entry.mended_at = changed, by, at
    entry.set_aside_why = ""
    receive([ReadEntry(entry.position, draft, None)], source_import=entry.source_import, by=by, at=at, mending=entry)
    if entry.state == Entry.State.QUARANTINED:
        raise CannotMend([(issue["field"], issue["message"]) for issue in entry.issues])
    audit.record("entry.mended", entry, by=by, at=at, fields=changed)
    return entry


@transaction.atomic
def set_aside(entry: Entry, *, why: str, by: User, at: datetime) -> None:
    """Leave an entry in quarantine for good, with the reason. Mending it later is still possible."""
    entry = Entry.objects.select_for_update().get(pk=entry.pk)
    if entry.state != Entry.State.QUARANTINED:
        raise CannotMend([("", "Somebody has already dealt with this entry.")])
    if not why.strip():
        raise CannotMend([("why", "Record why it can stay out.")])
    entry.set_aside_why = why.strip()
    entry.save(update_fields=["set_aside_why"])
    audit.record("entry.set_aside", entry, by=by, at=at)


def _without_old_doubts(draft: ReferralDraft, changed: list[str]) -> ReferralDraft:
    """Return the draft without issues about what a person has just looked at and changed."""
    return replace(
        draft,
        issues=tuple(
            issue for issue in draft.issues if issue.effect is not Effect.QUARANTINE and issue.field not in changed
        ),
    )
