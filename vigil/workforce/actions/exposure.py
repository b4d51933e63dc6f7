"""Counting what distressing material people read, so that leaders look after them."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.rules.exposure import Material
from vigil.workforce.models import Exposure


@transaction.atomic
def note(person: User, *, materials: Iterable[Material], at: datetime) -> None:
    """Count what one piece of work made somebody read. Call it where the work is signed, in that transaction."""
    kinds = sorted(set(materials))
    if not kinds:
        return
    Exposure.objects.bulk_create(Exposure(person=person, material=kind, at=at) for kind in kinds)
    audit.record("exposure.noted", person, by=person, at=at, materials=kinds)
