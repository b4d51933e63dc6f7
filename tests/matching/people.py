"""People to match, in as few words as a test needs."""

from datetime import date
from typing import Any

from vigil.matching.mentions import Mention

MARCH = date(2025, 3, 14)
AUGUST = date(2025, 8, 2)

JANE: dict[str, Any] = {
    "forenames": "Jane",
    "surname": "Hollis",
    "date_of_birth": date(1991, 4, 3),
    "sex": "F",
    "address": "87 Whitden Road, Droitwich",
    "postcode": "WR9 1YN",
    "seen_on": MARCH,
}


def jane(one: str = "b", **other: Any) -> Mention:
    """Return a mention of Jane Hollis, with what is said of her otherwise."""
    return Mention(**{"id": one, **JANE, **other})


def somebody(one: str = "a", **said: Any) -> Mention:
    return Mention(**{"id": one, "seen_on": AUGUST, **said})
