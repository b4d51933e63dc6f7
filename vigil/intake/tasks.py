"""Imports run in the background."""

from django.utils import timezone
from django_tasks import task

from vigil.accounts.models import User
from vigil.intake.actions.importing import run
from vigil.intake.models import Import


@task()
def run_import(import_id: int, by_id: int | None) -> None:
    """Read the file of an import to its end."""
    by = User.objects.get(pk=by_id) if by_id else None
    run(Import.objects.get(pk=import_id), by=by, now=timezone.now)
