"""The contact file: CSV that a council's import job can read, one row for each person told about.

Every file has every column, in this order; what this partner may not have is empty. The first columns are the same
in each row of a disclosure. UTF-8 with a byte order mark; text that a spreadsheet would run is led by an apostrophe.
Format 1: a change of columns is a new number.
"""

import json
from typing import Any

from vigil.ui.spreadsheets import csv_lines

FORMAT = "1"
OF_MATTER = (
    "form", "incident_type", "incident_at", "grade", "place", "log_number", "risks", "account", "narrative",
)  # fmt: skip
OF_PERSON = (
    "role", "surname", "forenames", "also_known_as", "date_of_birth", "age", "sex", "ethnicity", "relationship",
    "address", "postcode", "phone", "school",
)  # fmt: skip
COLUMNS = ("format", "disclosure_id", "urgent", *OF_MATTER, "place_postcode", "person", *OF_PERSON)


def contact_file(content: bytes, *, disclosure_id: str, urgent: bool) -> bytes:
    """Return the file for a disclosure. One about nobody by name still has a row, with no person in it."""
    disclosure = json.loads(content)
    matter = disclosure.get("matter", {})
    first = [FORMAT, disclosure_id, "yes" if urgent else "no", *(_cell(matter.get(name)) for name in OF_MATTER)]
    rows = [
        [*first, _cell(matter.get("postcode")), number, *(_cell(person.get(name)) for name in OF_PERSON)]
        for number, person in enumerate(disclosure.get("people") or [{}], start=1)
    ]
    return "".join(csv_lines(COLUMNS, rows)).encode()


def _cell(value: Any) -> Any:
    return "; ".join(str(one) for one in value) if isinstance(value, list) else value
