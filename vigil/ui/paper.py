"""Paper: what a template prints, as a tagged PDF (PDF/UA-1), made the same every time."""

import json
import threading
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

# What the fonts that come with typst can show. A letter they lack would make the whole sheet fail.
_SHOWN = (
    *((0x20, 0x7E), (0xA1, 0xAC), (0xAE, 0x24F), (0x370, 0x4FF), (0x1E00, 0x1EFF), (0x2010, 0x2027), (0x2030, 0x2040)),
    *((0x2044, 0x2052), (0x2054, 0x205E), (0x20A0, 0x20BF), (0x2190, 0x22FF)),
)


def printed(template: Path, told: Mapping[str, Any], *, made_at: datetime) -> bytes:
    """Return a typst template as a PDF. It reads ``told`` as data, so nothing in it is taken for an instruction."""
    made: bytes = _compiler(template).compile(
        format="pdf",
        sys_inputs={"told": json.dumps(told, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=int(made_at.timestamp()),
    )
    return made


def shown(text: str) -> str:
    """Return a text in letters that paper can show; any other is named: "[GRINNING FACE]"."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\u00a0", " ").replace("\t", " "))
    return "".join(
        letter if letter == "\n" or any(first <= ord(letter) <= last for first, last in _SHOWN) else _named(letter)
        for letter in composed
    )


def _named(letter: str) -> str:
    return f"[{unicodedata.name(letter, f'U+{ord(letter):04X}')}]"


def _compiler(template: Path) -> Any:
    """Return this thread's compiler of a template: it keeps its fonts, and serves one sheet at a time."""
    compilers: dict[Path, Any] = _kept.__dict__.setdefault("compilers", {})
    if template not in compilers:
        import typst  # tens of megabytes: only whoever prints pays for it

        compilers[template] = typst.Compiler(str(template), ignore_system_fonts=True)
    return compilers[template]


_kept = threading.local()
