"""Whether the audit trail tells of a referral what its record says."""

from vigil.audit.queries import of
from vigil.referrals.models import Referral
from vigil.rules.lifecycle import Status
from vigil.rules.replay import Stands, replayed
from vigil.rules.terms import Grade
from vigil.worklist.queries.claims import live_claim


def as_recorded(referral: Referral) -> Stands:
    """Return where a referral stands by its own record and the claim on it."""
    claim = live_claim(referral)
    return Stands(
        status=Status(referral.status),
        grade=Grade(referral.grade) if referral.grade else None,
        holder=claim.holder_id if claim else None,
    )


def as_told(referral: Referral) -> Stands:
    """Return where a referral stands by its events alone. Raises ``MoveRefused`` where they cannot be true."""
    return replayed(of(referral).order_by("number").values_list("verb", "detail"))
