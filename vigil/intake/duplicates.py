"""One referral entered twice: by two teams, or twice by one. Two officers' own referrals are never duplicates."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from rapidfuzz import fuzz

from vigil.intake.drafts import ReferralDraft

# Likeness in hundredths. In the reviewed sample the same account typed twice scores 97 or more, and two officers'
# accounts of one incident 56 or less; the line stands well above the middle, because a wrong join hides a referral.
NEAR_IDENTICAL = 85.0
NEAR_IDENTICAL_WITHOUT_OFFICER = 95.0
INCIDENT_WITHIN = timedelta(hours=26)  # a day without its time may be any moment of it; and the clocks change
_COMPARED_LETTERS = 4_000  # enough to tell two accounts apart, and quick where a whole log is pasted in


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What telling duplicates needs of one entry. Moments are ISO texts in UTC, so that it can be kept as JSON."""

    reference: str
    log_number: str
    officer_collar: str
    incident_at: str
    submitted_at: str
    narrative: str  # words only, small letters, shortened


class Comparable(Protocol):
    """What has the facts: a draft, or a referral already received."""

    @property
    def reference(self) -> str: ...
    @property
    def log_number(self) -> str: ...
    @property
    def officer_collar(self) -> str: ...
    @property
    def incident_at(self) -> datetime | None: ...
    @property
    def submitted_at(self) -> datetime | None: ...
    @property
    def narrative(self) -> str: ...


def facts(draft: Comparable) -> Facts:
    """Return the facts of a draft, or of a referral already received."""
    words = " ".join(re.findall(r"\w+", draft.narrative[: 2 * _COMPARED_LETTERS].casefold()))
    return Facts(
        reference=draft.reference.casefold(),
        log_number=draft.log_number,
        officer_collar=draft.officer_collar,
        incident_at=draft.incident_at.astimezone(UTC).isoformat() if draft.incident_at else "",
        submitted_at=draft.submitted_at.astimezone(UTC).isoformat() if draft.submitted_at else "",
        narrative=words[:_COMPARED_LETTERS],
    )


def keys(draft: ReferralDraft) -> frozenset[str]:
    """Return keys of which two duplicates share at least one, so that only those need be compared."""
    who = draft.officer_collar
    found = {f"reference {draft.reference.casefold()}"} if draft.reference else set()
    if draft.log_number:
        found.add(f"log {draft.log_number} officer {who}")
    if who and draft.incident_at:
        found.add(f"incident {draft.incident_at.date()} officer {who}")
    if who and draft.submitted_at:
        found.add(f"submitted {draft.submitted_at.date()} officer {who}")
    return frozenset(found)


def why_duplicate(one: Facts, other: Facts) -> str:
    """Return in words why two entries are one referral entered twice, or "" if they are not.

    The same officer, the same incident and nearly the same account; references may differ.
    """
    if one.officer_collar and other.officer_collar and one.officer_collar != other.officer_collar:
        return ""
    incident = _why_same_incident(one, other)
    if not incident:
        return ""
    if not one.narrative or not other.narrative:
        # With no account to compare, only the very same submission counts.
        same = one.narrative == other.narrative and one.submitted_at == other.submitted_at != ""
        return f"Same officer, {incident} and the same moment of submission." if same and one.officer_collar else ""
    by_whom = bool(one.officer_collar and other.officer_collar)
    needed = NEAR_IDENTICAL if by_whom else NEAR_IDENTICAL_WITHOUT_OFFICER
    if fuzz.ratio(one.narrative, other.narrative, score_cutoff=needed) < needed:
        return ""
    account = "the same account" if one.narrative == other.narrative else "nearly the same account"
    return f"{'Same officer' if by_whom else 'Officer not given'}, {incident} and {account}."


def why_same_matter(one: Facts, other: Facts) -> str:
    """Return in words why two entries under one number of one source are the same matter, or "" if they are not.

    So a later extract of the same queue adds nothing, and a number used twice is not taken for a repeat.
    """
    why = why_duplicate(one, other)
    if why or (one.officer_collar and other.officer_collar and one.officer_collar != other.officer_collar):
        return why
    incident = _why_same_incident(one, other)
    return f"Same reference and {incident}; the account differs." if incident else ""


def _why_same_incident(one: Facts, other: Facts) -> str:
    if one.log_number and one.log_number == other.log_number:
        return "same log number"
    if one.incident_at and other.incident_at:
        apart = abs(datetime.fromisoformat(one.incident_at) - datetime.fromisoformat(other.incident_at))
        if apart <= INCIDENT_WITHIN:
            return "same day of incident"
    if one.submitted_at and one.submitted_at == other.submitted_at:
        return "same moment of submission"
    return ""
