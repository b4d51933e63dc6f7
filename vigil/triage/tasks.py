"""Screening the worklist again, in the background, when policy changes."""

from django.utils import timezone
from django_tasks import task

from vigil.accounts.models import User
from vigil.triage.actions import rescreen_worklist


@task()
def rescreen(by_id: int | None) -> int:
    """Screen every referral on the worklist by the policy in force. Return how many were raised or moved."""
    by = User.objects.get(pk=by_id) if by_id else None
    return rescreen_worklist(by=by, now=timezone.now)
