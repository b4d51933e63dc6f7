"""Keeping the day's figures in the background."""

from django.utils import timezone
from django_tasks import task

from vigil.governance import actions


@task()
def take_snapshot() -> None:
    """Keep the figures of today, unless they are kept already."""
    actions.take_snapshot(at=timezone.now().replace(second=0, microsecond=0))
