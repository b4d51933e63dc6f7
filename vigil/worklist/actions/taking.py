"""Moving on the first that is free of a few referrals.

Asked at every press of “take next”, by many at once, so it is written out and is one statement: finding and locking
it first, and moving it then, took Django ten times as long as it takes the database.
"""

from collections.abc import Sequence

from django.db import connection

from vigil.referrals.models import Referral
from vigil.rules import lifecycle
from vigil.rules.lifecycle import ON_WORKLIST, Status, Verb

TAKEN = lifecycle.after(Verb.CLAIM, status=Status.WAITING)


def take_first(numbers: Sequence[int]) -> Referral | None:
    """Return the first of these that nobody holds and nobody is just taking, moved on; None when all are gone.

    ``numbers`` are first to do first. The referral is this transaction's until it ends. What else its claim does not
    need is read when asked for.
    """
    skips = connection.features.has_select_for_update_skip_locked
    lock = connection.ops.for_update_sql(skip_locked=True) if skips else ""
    listed = ", ".join(map(str, numbers))
    turns = " ".join(f"WHEN {number} THEN {turn}" for turn, number in enumerate(numbers))
    moved = Referral.objects.raw(
        f"""
        UPDATE referrals_referral SET status = %s, waiting = %s WHERE id = (
            SELECT id FROM referrals_referral WHERE id IN ({listed}) AND status = %s
            ORDER BY CASE id {turns} END LIMIT 1 {lock}
        ) RETURNING id, status, waiting, order_class, order_at
        """,  # noqa: S608  (whole numbers and our own words)
        [TAKEN, TAKEN in ON_WORKLIST, Status.WAITING],
    )
    return next(iter(moved), None)
