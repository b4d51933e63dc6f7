"""A packet as a PDF that says the same as its machine form: tagged (PDF/UA-1), marked, and made the same every time."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from vigil.sharing.wording import Section, in_words
from vigil.ui.paper import printed, shown

TEMPLATE = Path(__file__).with_name("data") / "disclosure.typ"


def pdf(content: Mapping[str, Any]) -> bytes:
    """Return a disclosure on paper. Its title is its number: nothing in the file's own data is about a person."""
    told = content["disclosure"]
    return sheet(
        f"Disclosure {told['number']}",
        in_words(content),
        marking=told["marking"],
        made_at=datetime.fromisoformat(told["made_at"]),
    )


def sheet(title: str, sections: Sequence[Section], *, marking: str, made_at: datetime) -> bytes:
    """Return sections as a PDF."""
    told = {
        "title": title,
        "marking": marking,
        "sections": [
            {"heading": section.heading, "rows": [(what, shown(value)) for what, value in section.rows]}
            for section in sections
        ],
    }
    return printed(TEMPLATE, told, made_at=made_at)
