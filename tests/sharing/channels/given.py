"""A disclosure about nobody real, as it comes to a channel."""

import json
from typing import Any
from uuid import uuid4

from vigil.sharing.channels.base import Packet

CHILD = {
    "role": "child",
    "surname": "Okafor",
    "forenames": "Ada Grace",
    "date_of_birth": "2016-05-04",
    "age": 10,
    "sex": "F",
    "ethnicity": "Not stated",
    "address": "14 Weir Terrace, Leominster",
    "postcode": "HR6 8ZZ",
    "phone": "+44 7700 900123",
    "school": "Weir Primary",
}
MOTHER = {"role": "harmed", "surname": "Okafor", "forenames": "Ngozi", "sex": "F", "relationship": "Mother of Ada"}
MATTER = {
    "incident_type": "domestic_abuse_partner",
    "incident_at": "2026-11-20T21:40:00+00:00",
    "form": "domestic_abuse",
    "grade": "high",
    "place": "14 Weir Terrace, Leominster",
    "postcode": "HR6 8ZZ",
    "log_number": "00123-20112026",
    "risks": ["weapon", "child present"],
    "account": "Ada saw her father threaten her mother with a knife; “he’s done it before”.",
}
PERSONAL = ("Okafor", "Ada", "Weir", "HR6", "900123", "knife")
"""Words of the disclosure that may stand nowhere but inside what is encrypted for the partner."""


def packet(*, pdf: bytes = b"%PDF-1.7 a page", urgent: bool = False, **changes: Any) -> Packet:
    number = str(uuid4())
    content = {"disclosure_id": number, "matter": MATTER, "people": [MOTHER, CHILD]} | changes
    return Packet(
        disclosure_id=number,
        partner="Weir Council MASH",
        content=json.dumps(content, ensure_ascii=False, sort_keys=True).encode(),
        pdf=pdf,
        filename_stem=f"disclosure-{number[:8]}",
        urgent=urgent,
    )
