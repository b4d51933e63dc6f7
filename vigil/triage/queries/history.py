"""What other reports of the same people, households and addresses are to a referral, as the rules ask for it."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from vigil.people.queries.earlier import Other, other_referrals
from vigil.referrals.models import Referral
from vigil.rules.history import Earlier, of_kept
from vigil.rules.terms import Grade
from vigil.triage.models import Screening


def histories(referrals: Collection[Referral], levels: Mapping[int, Grade]) -> dict[int, tuple[Earlier, ...]]:
    """Return the other reports beside each of these referrals, by its key, in five queries.

    ``levels`` is what the record asked for by itself of referrals whose screening is not written yet.
    """
    found = other_referrals([referral.pk for referral in referrals])
    numbers = {other.referral for others in found.values() for other in others if not other.is_assessed}
    if unknown := numbers - levels.keys():
        levels = {**_levels(unknown), **levels}
    return {
        referral.pk: tuple(_earlier(referral, other, levels) for other in found.get(referral.pk, ()))
        for referral in referrals
    }


def _levels(referrals: Collection[int]) -> dict[int, Grade]:
    """Return what the record of each referral asked for by itself, as it was last screened."""
    rows = (
        Screening.objects.filter(referral__in=referrals).order_by("at", "id").values_list("referral", "level", "grade")
    )
    return {referral: Grade(level or grade) for referral, level, grade in rows}


def _earlier(referral: Referral, other: Other, levels: Mapping[int, Grade]) -> Earlier:
    return Earlier(
        number=other.referral,
        before=(referral.incident_at or referral.submitted_at) - other.happened_at,
        incident_type=other.incident_type,
        grade=other.grade if other.is_assessed else levels.get(other.referral, other.grade),
        link=other.link,
        subject=other.position,
        then=other.then,
        now=other.now,
    )


def kept(history: Iterable[Earlier]) -> list[dict[str, Any]]:
    """Return a history as ``Screening.history`` keeps it: what the hub knew when it graded."""
    return [{**vars(one), "before": one.before.total_seconds()} for one in history]


def history_of(screening: Screening | None) -> tuple[Earlier, ...]:
    """Return the history that a referral was screened beside; none where it never was."""
    return tuple(of_kept(one) for one in (screening.history if screening else ()))
