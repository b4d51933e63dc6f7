"""Work of the front door that runs in the background."""

from collections.abc import Callable
from datetime import datetime
from itertools import islice

from django.utils import timezone
from django_tasks import task

from vigil.accounts.models import User
from vigil.intake.actions import notes
from vigil.intake.actions.importing import run
from vigil.intake.actions.synthesising import load, loaded, sign_and_grade
from vigil.intake.models import Import
from vigil.simulation.synthetic.referrals import generate


def tell_officers(*, now: Callable[[], datetime] = timezone.now) -> None:
    """Write the notes that are due, and mail those that were not mailed yet."""
    notes.write_notes(at=now())
    notes.mail_notes(at=now())


@task()
def run_import(import_id: int, by_id: int | None) -> None:
    """Read the file of an import to its end."""
    by = User.objects.get(pk=by_id) if by_id else None
    run(Import.objects.get(pk=import_id), by=by, now=timezone.now)


@task()
def load_history(seed: int, scale: float, position_at: str) -> int:
    """Write a demonstration's assessed history and its quality; run again after a kill, it goes on from there."""
    hub = generate(seed=seed, scale=scale, position_at=datetime.fromisoformat(position_at))
    rest = islice(hub.history(), loaded(), None)
    written = max(load(rest, at=timezone.now()), default=0)
    sign_and_grade(seed=seed, at=timezone.now())
    return written
