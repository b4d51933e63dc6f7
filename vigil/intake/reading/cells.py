"""Finding a mapping's columns in a row, whatever the spacing, case or sheet."""

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Any

from vigil.intake.reading.rows import SourceRow
from vigil.intake.reading.unsafe_text import cleaned

_Finder = str | Callable[[dict[str, Any]], Any]  # a row's own header, or what looks further


@cache
def header_key(header: str) -> str:
    """Return a header as columns compare it: letters and figures only, small."""
    return re.sub(r"[\W_]+", "", header.casefold())


class Cells:
    """One row's cells, cleaned, to be asked for by a mapping's headers."""

    def __init__(self, row: SourceRow) -> None:
        self.row = row
        self.values: dict[str, Any] = {header: _stripped(cleaned(value)) for header, value in row.cells.items()}
        self._finders = _finders_for(tuple(row.cells))

    def value(self, alternatives: Sequence[str]) -> Any:
        """Return the first of several columns that holds something, or "".

        "Address + Town" joins columns with a comma; "Category.text" looks inside a nested cell.
        """
        key = tuple(alternatives)
        finders = self._finders.get(key)
        if finders is None:
            finders = self._finders[key] = [
                finder for header in key if (finder := _finder(tuple(self.values), header)) is not None
            ]
        for finder in finders:
            found = self.values[finder] if isinstance(finder, str) else finder(self.values)
            if found is not None and found != "":
                return found
        return ""

    def text(self, alternatives: Sequence[str]) -> str:
        """Return a cell as text without space around it. Whole numbers lose the ".0" a spreadsheet gives them."""
        value = self.value(alternatives)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return value if isinstance(value, str) else str(value)

    def headers(self, alternatives: Sequence[str]) -> frozenset[str]:
        """Return which of the row's own headers a field's columns are."""
        return _own_headers(tuple(self.values), tuple(alternatives))

    def colour(self, alternatives: Sequence[str]) -> str:
        """Return the fill of the first of several columns that has one, as "RRGGBB", or ""."""
        if not self.row.colours:
            return ""
        return next(
            (self.row.colours[header] for header in self.headers(alternatives) if header in self.row.colours), ""
        )


@lru_cache(maxsize=256)
def _finders_for(headers: tuple[str, ...]) -> dict[tuple[str, ...], list[_Finder]]:
    """Return the finders worked out so far for rows of these headers; every such row shares them."""
    return {}


@lru_cache(maxsize=1024)
def _own_headers(headers: tuple[str, ...], alternatives: tuple[str, ...]) -> frozenset[str]:
    wanted = {header_key(header) for header in alternatives}
    return frozenset(header for header in headers if header_key(header) in wanted)


def _finder(headers: tuple[str, ...], wanted: str) -> _Finder | None:
    """Return what fetches a column, a path into a nested cell or several columns joined; None if it is not there."""
    if " + " in wanted:
        parts = [part for one in wanted.split(" + ") if (part := _finder(headers, one)) is not None]
        return lambda values: ", ".join(text for part in parts if (text := _text_of(values, part)))
    known = next((header for header in headers if header_key(header) == header_key(wanted)), None)
    if known is not None:
        return known
    outer, dot, inner = wanted.partition(".")
    nested = next((header for header in headers if header_key(header) == header_key(outer)), None) if dot else None
    return None if nested is None else lambda values: _within(values[nested], inner)


def _text_of(values: dict[str, Any], finder: _Finder) -> str:
    found = values[finder] if isinstance(finder, str) else finder(values)
    return "" if found is None else str(found).strip()


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _within(value: Any, path: str) -> Any:
    outer, _, inner = path.partition(".")
    if not isinstance(value, dict):
        return None
    found = next((item for key, item in value.items() if header_key(key) == header_key(outer)), None)
    return _within(found, inner) if inner else _stripped(found)
