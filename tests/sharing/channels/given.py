"""A disclosure about nobody real, as it comes to a channel."""

import json
from dataclasses import replace
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
    "ethnicity": "B2",
    "address": "14 Weir Terrace, Leominster",
    "postcode": "HR6 8ZZ",
    "phone": "+44 7700 900123",
    "school": "Weir Primary",
}
MOTHER = {"role": "harmed", "surname": "Okafor", "forenames": "Ngozi", "sex": "F", "relationship": "Mother of Ada"}
MATTER = {
    "reference": "VH-000123",
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
    """Return a packet by the published schema; ``changes`` are to its content."""
    number = str(uuid4())
    name = f"VD-{number[:8].upper()}"
    content = {
        "schema": "vigil-disclosure/1",
        "disclosure": {
            "id": number,
            "number": name,
            "made_at": "2026-11-21T09:12:00+00:00",
            "marking": "OFFICIAL-SENSITIVE",
            "urgent": urgent,
        },
        "recipient": {"name": "Weir Council MASH", "kind": "childrens_social_care"},
        "basis": {"law": "Children Act 1989 s17 and s47", "purpose": "To keep a child safe.", "consent": "not_asked"},
        "asks": "Decide what response the child needs.",
        "matter": MATTER,
        "people": [MOTHER, CHILD],
        "reply": {"acknowledge_within_working_days": 1, "decide_within_working_days": 10, "outcomes": ["assessment"]},
    }
    return Packet(
        disclosure_id=number,
        partner="Weir Council MASH",
        content=json.dumps(content | changes, ensure_ascii=False, sort_keys=True).encode(),
        pdf=pdf,
        filename_stem=name,
        urgent=urgent,
    )


def reminder_of(sent: Packet) -> Packet:
    """Return a reminder: a message with a number of its own, about a disclosure that went before."""
    number = str(uuid4())
    content = {
        "schema": "vigil-reminder/1",
        "disclosure": {"id": sent.disclosure_id, "number": sent.filename_stem},
        "words": f"Nobody has confirmed {sent.filename_stem}. Confirm it, or call the hub.",
    }
    return replace(
        sent,
        disclosure_id=number,
        content=json.dumps(content, ensure_ascii=False, sort_keys=True).encode(),
        filename_stem=f"{sent.filename_stem}-reminder",
    )
