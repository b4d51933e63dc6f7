"""Reading and screening the worklist in the background: to try a change, and to make it live."""

import secrets

from django.utils import timezone
from django_tasks import task

from vigil.triage.actions import quality, trying
from vigil.triage.actions.history import regrade_worklist
from vigil.triage.models import Trial

SEEDS = 2**31  # what the database keeps of a positive whole number


@task()
def run_trial(trial_id: int) -> None:
    """Work out what a change would do."""
    trying.run(Trial.objects.get(pk=trial_id), now=timezone.now)


@task()
def apply_trial(trial_id: int) -> None:
    """Screen the worklist again by a change that was made live."""
    trying.apply(Trial.objects.get(pk=trial_id), now=timezone.now)


@task()
def regrade_beside_history() -> None:
    """Grade what waits beside the history of its people, as they are linked now."""
    regrade_worklist(by=None, now=timezone.now)


@task()
def draw_for_quality() -> None:
    """Draw, by lot, which of the assessments of each day that is over are graded again."""
    quality.draw_days(seed=secrets.randbelow(SEEDS), at=timezone.now())
