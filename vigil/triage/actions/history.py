"""Grading beside what else is known of people: new referrals as they come in, and those that wait already."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit.rows import update
from vigil.referrals.models import Referral, Subject
from vigil.rules.terms import Grade
from vigil.screening import Reading
from vigil.triage.actions.screening import PLACE, grade_and_place, locked_to_regrade, regrade
from vigil.triage.models import Screening
from vigil.triage.queries.history import histories, kept
from vigil.triage.queries.policy import Rulebook, latest_screenings, rulebook

BATCH = 500


@dataclass(slots=True)
class Screened:
    """A referral that was just graded by its own record, written already, and its screening, not written yet."""

    referral: Referral
    subjects: Sequence[Subject]
    reading: Reading
    screening: Screening


def grade_beside_history(screened: Sequence[Screened], *, book: Rulebook, at: datetime) -> None:
    """Grade new referrals again beside what is known of their people, and raise those that wait for the same people.

    In the caller's transaction, once the people are linked and before the screenings are written.
    """
    levels = {one.referral.pk: Grade(one.screening.level) for one in screened}
    beside = histories([one.referral for one in screened], levels)
    repeats = [one for one in screened if beside[one.referral.pk]]
    for one in repeats:
        history = beside[one.referral.pk]
        one.screening = grade_and_place(
            one.referral, one.subjects, book=book, at=one.screening.at, reading=one.reading, history=history
        )
    update([one.referral for one in repeats], PLACE)
    met = {other.number for history in beside.values() for other in history} - levels.keys()
    if met and (waiting := locked_to_regrade(met)):
        regrade(waiting, histories(waiting, levels), book=book, by=None, at=at)


def regrade_worklist(*, by: User | None, now: Callable[[], datetime]) -> int:
    """Grade again each waiting referral whose people, as they are linked now, have another history than it was graded
    beside. Return how many moved or were raised. Running it twice changes nothing."""
    return sum(_regrade(referrals, by=by, at=now()) for referrals in _batches())


def _batches() -> Iterator[list[Referral]]:
    last = 0
    while referrals := list(Referral.objects.waiting().filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield referrals
        last = referrals[-1].pk


@transaction.atomic
def _regrade(referrals: list[Referral], *, by: User | None, at: datetime) -> int:
    stands = latest_screenings(referrals)
    changed = {
        pk: history
        for pk, history in histories(referrals, {}).items()
        if pk in stands and kept(history) != stands[pk].history
    }
    return regrade(locked_to_regrade(changed), changed, book=rulebook(), by=by, at=at)
