"""The sum that links one event to the next."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any


def link(
    *,
    previous_hash: str,
    number: int,
    at: datetime,
    by_id: int | None,
    verb: str,
    thing: str,
    thing_id: str,
    detail: dict[str, Any],
) -> str:
    """Return the SHA-256 (64 hex digits) over an event and the hash of the event before it."""
    content = [
        previous_hash,
        number,
        at.astimezone(UTC).isoformat(timespec="microseconds"),
        by_id,
        verb,
        thing,
        thing_id,
        detail,
    ]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
