"""Recording what was done and seen."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.transaction import TransactionManagementError

from vigil.accounts.models import User
from vigil.audit.chain import link
from vigil.audit.models import Event, Head
from vigil.audit.rows import insert

# Verbs that end so record a look, not a change: pages stamped with the last change stay good.
LOOKS = ("viewed", "searched", "printed", "exported", "verified", "signed_in", "sign_in_failed")


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One event to record. ``detail`` is JSON-able and holds codes, counts and versions, not narratives."""

    verb: str
    thing: models.Model | None = None
    detail: dict[str, Any] = field(default_factory=dict)


def record(verb: str, thing: models.Model | None = None, *, by: User | None, at: datetime, **detail: Any) -> None:
    """Add one event to the chain, in the caller's transaction. ``by`` is None when the system acts by itself."""
    record_all([Entry(verb=verb, thing=thing, detail=detail)], by=by, at=at)


def record_all(entries: Iterable[Entry], *, by: User | None, at: datetime) -> None:
    """Add events to the chain in the order given, in the caller's transaction.

    Call it last: it holds the end of the chain until the transaction ends.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("An audit event is written in the same transaction as what it records.")
    number, digest, changed = _end_of_the_chain()
    events = []
    for entry in entries:
        number += 1
        if not entry.verb.endswith(LOOKS):
            changed = number
        content: dict[str, Any] = {
            "number": number,
            "at": at,
            "by_id": by.pk if by else None,
            "verb": entry.verb,
            "thing": entry.thing._meta.label_lower if entry.thing else "",
            "thing_id": str(entry.thing.pk) if entry.thing else "",
            "detail": entry.detail,
        }
        previous, digest = digest, link(previous_hash=digest, **content)
        events.append(Event(previous_hash=previous, hash=digest, **content))
    insert(events)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE audit_head SET number = %s, hash = %s, changed = %s WHERE id = 1", [number, digest, changed]
        )


def _end_of_the_chain() -> tuple[int, str, int]:
    """Return the number, the hash and the last change of the chain so far, held until the transaction ends.

    Everybody who does anything stands in line here, and Django takes longer to say this than the database to do it.
    """
    lock = connection.ops.for_update_sql() if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT number, hash, changed FROM audit_head WHERE id = 1 {lock}")  # noqa: S608  (our own words)
        found: tuple[int, str, int] | None = cursor.fetchone()
    if found is None:
        Head.objects.get_or_create(id=1)  # the first event of all; somebody else may be writing it too
        return _end_of_the_chain()
    return found
