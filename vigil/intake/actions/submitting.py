"""Referrals that a record system sends through the API: through the one door, or kept in quarantine with why."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from pydantic import ValidationError

from vigil.accounts.models import ApiKey
from vigil.audit.rows import insert_and_key
from vigil.intake.actions.receiving import receive
from vigil.intake.api_forms import ReferralIn, Told
from vigil.intake.drafts import Effect, Issue, ReferralDraft, SubjectDraft
from vigil.intake.models import Entry, Import
from vigil.intake.reading.ahead import ReadEntry
from vigil.intake.reading.checks import doubts_about


def source_of(key: ApiKey) -> str:
    """Return the source that a system's referrals bear."""
    return f"api {key.name}"


def submit(told: ReferralIn, body: bytes, *, key: ApiKey, at: datetime) -> Entry:
    """Receive what a system sent: as a referral, a duplicate or, with doubts that stop it, in quarantine."""
    draft = _draft(told, told.dict(), ())
    return _take(_with_doubts(draft, at), body, key=key, at=at)


def keep_refused(raw: Any, faults: Sequence[tuple[str, str]], body: bytes, *, key: ApiKey, at: datetime) -> Entry:
    """Keep in quarantine what is no referral as it stands. ``faults`` are pairs of a field's path and a sentence.

    Whatever can be read of it is read, so that a person has only the rest to mend; ``raw`` is kept whole.
    """
    issues = tuple(
        Issue(code="api_field", field=field[:60], message=words[:400], effect=Effect.QUARANTINE)
        for field, words in faults
    )
    bad = {field.partition(".")[0] for field, _ in faults}
    good = {name: value for name, value in raw.items() if name not in bad} if isinstance(raw, Mapping) else {}
    try:
        told = Told.model_validate(good)
    except ValidationError:  # what is unknown to Told stays in the raw body
        told = Told()
    kept = dict(raw) if isinstance(raw, Mapping) else {"body": raw}
    return _take(_draft(told, kept, issues), body, key=key, at=at)


def _with_doubts(draft: ReferralDraft, at: datetime) -> ReferralDraft:
    return replace(draft, issues=(*draft.issues, *doubts_about(draft, at=at)))


def _draft(told: Told, raw: dict[str, Any], issues: tuple[Issue, ...]) -> ReferralDraft:
    said = told.dict(exclude={"subjects", "partner_flags"})
    return ReferralDraft(
        locator="API",
        raw=raw,
        **said,
        partner_flags=tuple(told.partner_flags),
        subjects=tuple(SubjectDraft(position=n, **one.dict()) for n, one in enumerate(told.subjects, start=1)),
        issues=issues,
    )


@transaction.atomic(savepoint=False)
def _take(draft: ReferralDraft, body: bytes, *, key: ApiKey, at: datetime) -> Entry:
    # The same body again is the same call: its system has not heard our answer.
    sha256 = hashlib.sha256(f"api {key.pk} ".encode() + body).hexdigest()
    if known := Import.objects.filter(sha256=sha256).exclude(state=Import.State.UNDONE).first():
        return known.entries.get()
    source = Import(
        name=f"API: {key.name}",
        sha256=sha256,
        size_bytes=len(body),
        state=Import.State.FINISHED,
        mapping=source_of(key),
        entries_total=1,
        entries_done=1,
        made_at=at,
        finished_at=at,
    )
    insert_and_key([source])
    (entry,) = receive([ReadEntry(1, draft, None)], source_import=source, by=None, at=at)
    return entry
