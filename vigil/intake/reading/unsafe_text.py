"""Text that cannot go on as it stands: control characters, spreadsheet formulas, whole logs pasted in."""

import re
from typing import Any

from vigil.intake.drafts import Effect, Issue

LONG_NARRATIVE_BYTES = 20_000  # a referral's own account is rarely over 3,000; this size is a pasted log

# C0 and C1 controls save tab and line breaks; U+FFFD is what a writer puts where it could not hold one.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ufffe\uffff]")
_LINE_ENDS = re.compile(r"\r\n?")
# "=" always runs. "+", "-" and "@" also begin lists, phone numbers and e-mail names, so those count only with a
# call, a cell reference or a DDE pipe behind them (OWASP, "CSV Injection").
_RUNS = re.compile(
    r"[\t\r\n ]*(?:=\s*\S"
    r"|[+\-@](?:[A-Za-z_.]+\(|\$?[A-Z]{1,3}\$?\d+(?=\s*(?:$|[+\-*/(,:!]))|[^\n]{0,80}\|[^\n]{0,80}!))"
)
_MAY_RUN = frozenset("=+-@\t\r\n ")


def cleaned(value: Any) -> Any:
    """Return a cell with control characters removed and line ends made ``\\n``, through lists and dictionaries."""
    if isinstance(value, str):
        if value.isascii() and value.isprintable():
            return value
        return _LINE_ENDS.sub("\n", _CONTROL.sub("", value))
    if isinstance(value, dict):
        return {key: cleaned(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [cleaned(inner) for inner in value]
    return value


def has_control_characters(value: Any) -> bool:
    """Return whether any text in a cell holds a character that ``cleaned`` takes out."""
    if isinstance(value, str):
        return not (value.isascii() and value.isprintable()) and _CONTROL.search(value) is not None
    if isinstance(value, dict):
        return any(has_control_characters(inner) for inner in value.values())
    if isinstance(value, list | tuple):
        return any(has_control_characters(inner) for inner in value)
    return False


def would_run(value: Any) -> bool:
    """Return whether a spreadsheet would run a cell's text instead of showing it."""
    return isinstance(value, str) and value[:1] in _MAY_RUN and _RUNS.match(value) is not None


def issues(
    cells: dict[str, Any], safe: dict[str, Any], narrative: str, narrative_columns: frozenset[str]
) -> list[Issue]:
    """Return what is unsafe in a row's cells. ``safe`` is the same cells cleaned, ``narrative`` one of those."""
    found = []
    changed = (column for column, value in cells.items() if safe[column] is not value)
    marked = [column for column in changed if has_control_characters(cells[column])]
    if marked:
        found.append(
            Issue(
                code="control_characters",
                field="narrative" if narrative_columns & set(marked) else marked[0],
                message="Characters that cannot be shown were taken out of the text. Check that it still reads.",
                effect=Effect.REPAIR,
            )
        )
    running = [column for column, value in cells.items() if would_run(value)]
    if running:
        found.append(
            Issue(
                code="formula_injection",
                field="narrative" if narrative_columns & set(running) else running[0],
                message="The text begins as a spreadsheet formula. Do not open it in a spreadsheet; tell the sender.",
                effect=Effect.FLAG,
            )
        )
    if len(narrative.encode()) >= LONG_NARRATIVE_BYTES:
        found.append(
            Issue(
                code="narrative_20kb",
                field="narrative",
                message="A whole log seems to be pasted in. All of it is kept: find the officer's own account in it.",
                effect=Effect.FLAG,
            )
        )
    return found
