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
    head, _ = Head.objects.select_for_update().get_or_create(id=1)
    events = []
    for entry in entries:
        head.number += 1
        if not entry.verb.endswith(LOOKS):
            head.changed = head.number
        content: dict[str, Any] = {
            "number": head.number,
            "at": at,
            "by_id": by.pk if by else None,
            "verb": entry.verb,
            "thing": entry.thing._meta.label_lower if entry.thing else "",
            "thing_id": str(entry.thing.pk) if entry.thing else "",
            "detail": entry.detail,
        }
        previous, head.hash = head.hash, link(previous_hash=head.hash, **content)
        events.append(Event(previous_hash=previous, hash=head.hash, **content))
    insert(events)
    head.save(update_fields=["number", "hash", "changed"])
