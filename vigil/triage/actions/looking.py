"""Leaving a trace of looks at what assessors said of markers: the words are a referral's."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.referrals.models import Referral
from vigil.triage.models import MarkerNote


@transaction.atomic
def record_feedback_view(notes: Iterable[MarkerNote], *, by: User, at: datetime) -> None:
    """Record that somebody read, outside its own page, words of each referral that has one of the notes."""
    referrals = dict.fromkeys(note.referral_id for note in notes)
    audit.record_all([audit.Entry(verb="marker.viewed", thing=Referral(pk=pk)) for pk in referrals], by=by, at=at)
