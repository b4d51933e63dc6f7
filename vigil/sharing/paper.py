"""A packet as a PDF that says the same as its machine form: tagged (PDF/UA-1), marked, and made the same every time."""

import json
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from vigil.sharing.wording import Section, in_words

# What the fonts that come with typst can show. A letter they lack would make the whole sheet fail.
_SHOWN = (
    *((0x20, 0x7E), (0xA1, 0xAC), (0xAE, 0x24F), (0x370, 0x4FF), (0x1E00, 0x1EFF), (0x2010, 0x2027), (0x2030, 0x2040)),
    *((0x2044, 0x2052), (0x2054, 0x205E), (0x20A0, 0x20BF), (0x2190, 0x22FF)),
)


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
    """Return sections as a PDF. Texts go in as data, so nothing in them is taken for an instruction."""
    told = {
        "title": title,
        "marking": marking,
        "sections": [
            {"heading": section.heading, "rows": [(what, shown(value)) for what, value in section.rows]}
            for section in sections
        ],
    }
    made: bytes = _compiler().compile(
        format="pdf",
        sys_inputs={"disclosure": json.dumps(told, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=int(made_at.timestamp()),
    )
    return made


def shown(text: str) -> str:
    """Return a text in letters that the sheet can show; any other is named: "[GRINNING FACE]"."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\u00a0", " ").replace("\t", " "))
    return "".join(
        letter if letter == "\n" or any(first <= ord(letter) <= last for first, last in _SHOWN) else _named(letter)
        for letter in composed
    )


def _named(letter: str) -> str:
    return f"[{unicodedata.name(letter, f'U+{ord(letter):04X}')}]"


def _compiler() -> Any:
    """Return this thread's compiler: it keeps its fonts and the template, and serves one sheet at a time."""
    if not hasattr(_kept, "compiler"):
        import typst  # tens of megabytes: only whoever prints pays for it

        template = Path(__file__).with_name("data") / "disclosure.typ"
        _kept.compiler = typst.Compiler(str(template), ignore_system_fonts=True)
    return _kept.compiler


_kept = threading.local()
