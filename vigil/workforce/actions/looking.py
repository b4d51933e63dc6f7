"""Leaving a trace of looks at somebody's training, absence and exposure."""

from datetime import datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit


@transaction.atomic
def record_view(person: User, *, by: User, at: datetime) -> None:
    """Record that somebody looked at another person's page."""
    if by != person:
        audit.record("user.viewed", person, by=by, at=at)


@transaction.atomic
def record_exposure_view(*, by: User, at: datetime) -> None:
    """Record that somebody looked at what everybody was exposed to."""
    audit.record("exposure.viewed", by=by, at=at)
