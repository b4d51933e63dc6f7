"""CSV files that are safe to open in a spreadsheet."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

_RUN = ("=", "+", "-", "@", "\t", "\r", "\n")
BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads “Kamiński” as something else


def harmless(value: Any) -> Any:
    """Return a cell for CSV. Text that a spreadsheet would take for a formula is led by an apostrophe.

    Source: OWASP, CSV injection.
    """
    if isinstance(value, str) and value.lstrip(" ").startswith(_RUN):
        return f"'{value}"
    return "" if value is None else value


class _Line:
    """A file that gives back what is written to it, which is what csv.writer returns."""

    def write(self, text: str) -> str:
        return text


def csv_lines(headings: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Yield the lines of a CSV file as they are needed, every cell harmless."""
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK + writer.writerow(headings)
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])
