"""What must hold of every entry before it is received, whoever wrote it: a file, or a person mending one."""

from collections.abc import Iterator
from datetime import datetime

from vigil.intake.drafts import Effect, Issue, ReferralDraft
from vigil.intake.reading.moments import CLOCK_SLIP
from vigil.intake.reading.whole_file import test_record_issues


def doubts_about(draft: ReferralDraft, *, at: datetime) -> tuple[Issue, ...]:
    """Return why an entry cannot be received as it stands. An empty tuple means it can."""
    return (*_doubts(draft, at), *test_record_issues(draft))


def _doubts(draft: ReferralDraft, at: datetime) -> Iterator[Issue]:
    if not draft.reference:
        yield _doubt("blank_reference", "reference", "There is no number. Ask the team for it.")
    if not draft.narrative:
        yield _doubt("empty_narrative", "narrative", "There is no account. Ask the officer for it.")
    for name, words in (("incident_at", "incident"), ("submitted_at", "submission")):
        moment = getattr(draft, name)
        if moment is None:
            yield _doubt("date_missing", name, f"There is no date of {words}. Enter it.")
        elif moment > at:
            yield _doubt("future_date", name, "The date lies in the future. Find the right one.")
    if draft.incident_at and draft.submitted_at and _is_before(draft):
        yield _doubt(
            "submitted_before_incident",
            "submitted_at",
            "It was submitted before the incident happened. One of the dates is wrong: find which.",
        )


def _is_before(draft: ReferralDraft) -> bool:
    assert draft.incident_at
    assert draft.submitted_at
    if draft.incident_time_known and draft.submitted_time_known:
        return draft.incident_at - draft.submitted_at > CLOCK_SLIP
    return draft.submitted_at.date() < draft.incident_at.date()


def _doubt(code: str, field: str, message: str) -> Issue:
    return Issue(code=code, field=field, message=message, effect=Effect.QUARANTINE)
