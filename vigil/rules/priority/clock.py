"""How much of its clock a referral has used."""

from datetime import datetime


def clock_used(start: datetime, due: datetime, at: datetime) -> float:
    """Return the share of a clock used: 0 at its start, 1 when due, more when late."""
    if at <= start:
        return 0.0
    if due <= start:
        return 1.0
    return (at - start) / (due - start)
