"""The contact file: CSV that a council's import job can read, one row for each person told about.

Every file has every column, in this order; what this partner may not have is empty. The first columns are the same
in each row of a disclosure. UTF-8 with a byte order mark; text that a spreadsheet would run is led by an apostrophe.
Format 1: a change of columns is a new number.
"""

import json
from collections.abc import Mapping
from typing import Any

from vigil.ui.spreadsheets import csv_lines

FORMAT = "1"
OF_DISCLOSURE = ("number", "made_at", "marking")
OF_BASIS = ("law", "purpose")
OF_MATTER = (
    "reference", "form", "incident_type", "incident_at", "grade", "place", "log_number", "risks", "account",
    "narrative",
)  # fmt: skip
OF_PERSON = (
    "role", "surname", "forenames", "also_known_as", "date_of_birth", "age", "sex", "ethnicity", "relationship",
    "address", "postcode", "phone", "school",
)  # fmt: skip
COLUMNS = (
    "format", "disclosure_id", "urgent", *OF_DISCLOSURE, "asks", "worker", *OF_BASIS, *OF_MATTER, "place_postcode",
    "person", *OF_PERSON,
)  # fmt: skip


def contact_file(content: bytes, *, disclosure_id: str, urgent: bool) -> bytes:
    """Return the file for a disclosure. One about nobody by name still has a row, with no person in it."""
    told = json.loads(content)
    matter = told.get("matter", {})
    first = [
        FORMAT,
        disclosure_id,
        "yes" if urgent else "no",
        *_cells(told.get("disclosure", {}), OF_DISCLOSURE),
        told.get("asks"),
        told.get("recipient", {}).get("worker"),
        *_cells(told.get("basis", {}), OF_BASIS),
        *_cells(matter, OF_MATTER),
        matter.get("postcode"),
    ]
    rows = [
        [*first, number, *_cells(person, OF_PERSON)]
        for number, person in enumerate(told.get("people") or [{}], start=1)
    ]
    return "".join(csv_lines(COLUMNS, rows)).encode()


def _cells(record: Mapping[str, Any], names: tuple[str, ...]) -> list[Any]:
    values = (record.get(name) for name in names)
    return ["; ".join(map(str, value)) if isinstance(value, list) else value for value in values]
