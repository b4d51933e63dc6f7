"""Linking everybody again in the background, once a night."""

from django.utils import timezone
from django_tasks import task

from vigil.people.actions.linking import link_everybody


@task()
def link_overnight() -> None:
    """Link everybody again by the weights in force."""
    link_everybody(at=timezone.now())
