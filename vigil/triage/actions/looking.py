"""Leaving a trace of looks at what assessors said of markers: the words are a referral's."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.referrals.models import Referral
from vigil.triage.models import MarkerNote
from vigil.triage.queries.sampling import BLIND_LOOK


@transaction.atomic
def record_feedback_view(notes: Iterable[MarkerNote], *, by: User, at: datetime) -> None:
    """Record that somebody read, outside its own page, words of each referral that has one of the notes."""
    referrals = dict.fromkeys(note.referral_id for note in notes)
    audit.record_all([audit.Entry(verb="marker.viewed", thing=Referral(pk=pk)) for pk in referrals], by=by, at=at)


@transaction.atomic
def record_assessment_view(referral: Referral, *, by: User, at: datetime) -> None:
    """Record that somebody opened the referral to assess it, or read an assessment of it."""
    audit.record("assessment.viewed", referral, by=by, at=at)


@transaction.atomic
def record_second_view(referral: Referral, *, by: User, at: datetime) -> None:
    """Record that somebody was shown the referral for a second signature, without what the first graded."""
    audit.record(BLIND_LOOK, referral, by=by, at=at)


@transaction.atomic
def record_quality_view(*, by: User, at: datetime) -> None:
    """Record that somebody looked at how assessors agree, each by name."""
    audit.record("quality.viewed", by=by, at=at)
