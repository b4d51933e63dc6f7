"""Leaving a trace of every look at what partners are or were told."""

from datetime import datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.referrals.models import Referral
from vigil.sharing.models import Disclosure


@transaction.atomic
def record_view(referral: Referral, *, by: User, at: datetime) -> None:
    """Record that somebody saw what partners are or would be told of a referral."""
    audit.record("sharing.viewed", referral, by=by, at=at)


@transaction.atomic
def record_disclosure_view(disclosure: Disclosure, *, by: User, at: datetime) -> None:
    """Record that somebody read a disclosure."""
    audit.record("disclosure.viewed", disclosure.decision.referral, by=by, at=at, disclosure=str(disclosure.pk))


@transaction.atomic
def record_disclosure_print(disclosure: Disclosure, *, by: User, at: datetime) -> None:
    """Record that somebody opened a disclosure as a PDF."""
    audit.record("disclosure.printed", disclosure.decision.referral, by=by, at=at, disclosure=str(disclosure.pk))
