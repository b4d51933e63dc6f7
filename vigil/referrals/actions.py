"""Leaving a trace of every look at a referral: who read about whom, and when."""

from datetime import datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.referrals.models import Referral


@transaction.atomic
def record_view(referral: Referral, *, by: User, at: datetime) -> None:
    """Record that somebody opened the referral."""
    audit.record("referral.viewed", referral, by=by, at=at)


@transaction.atomic
def record_source_view(referral: Referral, *, by: User, at: datetime) -> None:
    """Record that somebody read the source's own record of it."""
    audit.record("referral.source_viewed", referral, by=by, at=at)


@transaction.atomic
def record_print(referral: Referral, *, by: User, at: datetime) -> None:
    """Record that somebody laid it out for paper."""
    audit.record("referral.printed", referral, by=by, at=at)
