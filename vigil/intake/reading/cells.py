"""Finding a mapping's columns in a row, whatever the spacing, case or sheet."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from vigil.intake.reading.rows import SourceRow
from vigil.intake.reading.unsafe_text import cleaned


@cache
def header_key(header: str) -> str:
    """Return a header as columns compare it: letters and figures only, small."""
    return re.sub(r"[\W_]+", "", header.casefold())


@cache
def _index(headers: tuple[str, ...]) -> dict[str, str]:
    return {header_key(header): header for header in reversed(headers)}


class Cells:
    """One row's cells, cleaned, to be asked for by a mapping's headers."""

    def __init__(self, row: SourceRow) -> None:
        self.row = row
        self.values: dict[str, Any] = cleaned(row.cells)
        self._headers = _index(tuple(row.cells))

    def value(self, alternatives: Sequence[str]) -> Any:
        """Return the first of several columns that holds something, or "".

        "Address + Town" joins columns with a comma; "Category.text" looks inside a nested cell.
        """
        for header in alternatives:
            found = self._joined(header) if " + " in header else self._one(header)
            if found is not None and found != "":
                return found
        return ""

    def text(self, alternatives: Sequence[str]) -> str:
        """Return a cell as text without space around it. Whole numbers lose the ".0" a spreadsheet gives them."""
        value = self.value(alternatives)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return str(value).strip()

    def colour(self, alternatives: Sequence[str]) -> str:
        """Return the fill of the first of several columns that has one, as "RRGGBB", or ""."""
        headers = (self._headers.get(header_key(header), "") for header in alternatives)
        return next((self.row.colours[header] for header in headers if header in self.row.colours), "")

    def _joined(self, header: str) -> str:
        parts = (self._one(part) for part in header.split(" + "))
        return ", ".join(text for part in parts if part is not None and (text := str(part).strip()))

    def _one(self, header: str) -> Any:
        return within(self.values, self._headers, header)


def within(values: dict[str, Any], headers: dict[str, str], header: str) -> Any:
    """Return a cell by its header, or by a path such as "Category.text" into a nested one. None: not there."""
    known = headers.get(header_key(header))
    if known is not None:
        value = values[known]
        return value.strip() if isinstance(value, str) else value
    outer, dot, inner = header.partition(".")
    if not dot or header_key(outer) not in headers:
        return None
    nested = values[headers[header_key(outer)]]
    return within(nested, _index(tuple(nested)), inner) if isinstance(nested, dict) else None
