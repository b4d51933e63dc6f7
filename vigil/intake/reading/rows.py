"""What a reader gives: rows as the file holds them, before anybody says what a column means."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol


class Unreadable(Exception):  # noqa: N818  (a refusal, worded for the person who chose the file)
    """A file that cannot be read at all. The text says what is wrong and what to do, and quotes no content."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceRow:
    """One row, event or object of a source file.

    ``cells`` holds what the file holds, by column header: text, number, date, or (POLE) nested lists and
    dictionaries. ``colours`` gives "RRGGBB" for cells with a solid fill. ``merged`` names columns whose value
    came from a merged range that starts on another row. ``extra`` holds values beyond the last header.
    """

    locator: str  # "OPEN!21" (sheet!row), "record 51" (after the header), "Event[@id='EVT1']"
    cells: dict[str, Any]
    colours: dict[str, str] = field(default_factory=dict)
    merged: frozenset[str] = frozenset()
    extra: tuple[str, ...] = ()
    sheet: str = ""
    hidden: bool = False
    problem: str = ""  # a row the reader could not read as it stands: a sentence; ``cells`` holds what there was


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """What a file looks like from outside: enough to recognise which mapping fits, before reading it whole."""

    kind: str  # "xlsx", "csv", "xml" or "ndjson"
    columns: dict[str, tuple[str, ...]]  # sheet name, entity or "" → headers in order
    encoding: str = ""
    delimiter: str = ""
    namespace: str = ""
    extracted_at: datetime | None = None  # aware; the file's own word on when it was made, where it has one
    banner: tuple[str, ...] = ()


class Reader(Protocol):
    """Opens one kind of file. ``rows`` streams, in file order, and may be called again from the start."""

    shape: Shape

    def rows(self) -> Iterator[SourceRow]: ...
