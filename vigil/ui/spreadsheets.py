"""Cells that a spreadsheet will not run."""

from typing import Any

_RUN = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(value: Any) -> Any:
    """Return a cell for CSV. Text that a spreadsheet would take for a formula is led by an apostrophe.

    Source: OWASP, CSV injection.
    """
    if isinstance(value, str) and value.lstrip(" ").startswith(_RUN):
        return f"'{value}"
    return "" if value is None else value
