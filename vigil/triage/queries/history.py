"""What other reports of the same people, households and addresses are to a referral, as the rules ask for it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from vigil.referrals.models import Referral, Subject
from vigil.rules.history import Earlier, Link
from vigil.rules.terms import Grade, IncidentType, Role
from vigil.triage.models import Screening


def earlier(
    referral: Referral,
    other: Referral,
    *,
    level: Grade,
    link: Link = Link.PERSON,
    now: Subject | None = None,
    then: Subject | None = None,
) -> Earlier:
    """Return another referral as it counts for this one. ``now`` and ``then`` are the shared person here and there.

    ``level`` is what the other's record asked for by itself (``Screening.level``), or the grade a person assessed.
    """
    return Earlier(
        number=other.pk,
        before=_happened(referral) - _happened(other),
        incident_type=IncidentType(other.incident_type),
        grade=level,
        link=link,
        subject=now.position if now else 0,
        then=Role(then.role) if then else None,
        now=Role(now.role) if now else None,
    )


def _happened(referral: Referral) -> datetime:
    return referral.incident_at or referral.submitted_at


def kept(history: Iterable[Earlier]) -> list[dict[str, Any]]:
    """Return a history as ``Screening.history`` keeps it: what the hub knew when it graded."""
    return [{**vars(one), "before": one.before.total_seconds()} for one in history]


def history_of(screening: Screening | None) -> tuple[Earlier, ...]:
    """Return the history that a referral was screened beside; none where it never was."""
    return tuple(
        Earlier(
            number=one["number"],
            before=timedelta(seconds=one["before"]),
            incident_type=IncidentType(one["incident_type"]),
            grade=Grade(one["grade"]),
            link=Link(one["link"]),
            subject=one["subject"],
            then=Role(one["then"]) if one["then"] else None,
            now=Role(one["now"]) if one["now"] else None,
        )
        for one in (screening.history if screening else ())
    )
