"""Leaving a trace of what was looked for, taken out or printed."""

from datetime import datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit


@transaction.atomic
def record_search(*, found: int, by: User, at: datetime) -> None:
    """Record that somebody searched, and how much they found. The words are not kept: they are names."""
    audit.record("worklist.searched", by=by, at=at, found=found)


@transaction.atomic
def record_export(*, chosen: dict[str, str], referrals: int, by: User, at: datetime) -> None:
    """Record that a list was taken out of Vigil: how it was narrowed and how long it was."""
    audit.record("worklist.exported", by=by, at=at, filter=chosen, referrals=referrals)


@transaction.atomic
def record_print(*, chosen: dict[str, str], referrals: int, by: User, at: datetime) -> None:
    """Record that a list was laid out for paper: how it was narrowed and how long it was."""
    audit.record("worklist.printed", by=by, at=at, filter=chosen, referrals=referrals)
