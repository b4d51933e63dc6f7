"""What a reader gives: rows as the file holds them, before anybody says what a column means."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, Protocol

# No tracker or extract we have seen has over 60 columns; hundreds mean a damaged file or a hostile one.
COLUMN_LIMIT = 500


class Unreadable(Exception):  # noqa: N818  (a refusal, worded for the person who chose the file)
    """A file that cannot be read at all. The text says what is wrong and what to do, and quotes no content."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceRow:
    """One row, event or object of a source file.

    ``cells`` holds what the file holds, by column header: text, number, date, or (POLE) nested lists and
    dictionaries; every header is there, and an empty cell is "". ``colours`` gives "RRGGBB" for cells with a
    solid fill. ``merged`` names columns whose value came from a merged range that starts on another row.
    ``extra`` holds values beyond the last header.
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
class Skipped:
    """A part of the file that is not a row of the work, and why. Empty rows count together, from the first of them."""

    locator: str
    reason: str  # "empty", "divider", "total", "no row of column headings" or "linked to, but not in the file"
    rows: int = 1


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
    """Opens one kind of file. ``rows`` streams, in file order, and may be called again from the start.

    ``rows`` raises Unreadable where harm or damage shows only on the way, so receive a file whole or not at all.
    ``skipped`` tells what the last run of ``rows`` has passed over so far.
    """

    shape: Shape
    skipped: list[Skipped]

    def rows(self) -> Iterator[SourceRow]: ...


def skip_empty(skipped: list[Skipped], locator: str) -> None:
    """Note one more empty row; a sheet may end in a million of them."""
    if skipped and skipped[-1].reason == "empty":
        skipped[-1] = Skipped(locator=skipped[-1].locator, reason="empty", rows=skipped[-1].rows + 1)
    else:
        skipped.append(Skipped(locator=locator, reason="empty"))


def distinct_headers(names: Iterable[str]) -> tuple[str, ...]:
    """Return the headers trimmed, with a name for each empty one and a number on each repeat: "Name (2)"."""
    names = list(names)
    if len(names) > COLUMN_LIMIT:
        raise Unreadable(
            f"The file has {len(names):,} columns and Vigil reads at most {COLUMN_LIMIT}. "
            "Check that it is the right file, and save it again with only the columns in use."
        )
    headers: list[str] = []
    for position, name in enumerate(names, start=1):
        base = " ".join(name.split()) or f"column {position}"
        repeats = (f"{base} ({repeat})" for repeat in count(2))
        headers.append(base if base not in headers else next(name for name in repeats if name not in headers))
    return tuple(headers)
