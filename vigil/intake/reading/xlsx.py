"""Trackers kept by hand in Excel: banners above the headings, colours that mean something, merged and hidden rows."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from statistics import median_low
from zoneinfo import ZoneInfo

from vigil.intake.reading.elements import BrokenOff
from vigil.intake.reading.rows import COLUMN_LIMIT, Shape, Skipped, SourceRow, Unreadable, distinct_headers, skip_empty
from vigil.intake.reading.workbook import Cell, Merge, Sheet, SheetRow, Workbook

_LOOKED_AT_FOR_HEADINGS = 200
_LONGEST_HEADING = 80
_TOTALS = {"total", "totals", "grand total", "subtotal", "sub total", "sub-total"}
_UPDATED = re.compile(
    r"(?:updated|extracted|as at)\D{0,12}(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})[\s,]+(?:at\s+)?(\d{1,2}):?(\d{2})",
    re.I,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Table:
    """A sheet with column headings: the row they stand on, and their names from the first column on."""

    sheet: Sheet
    heading_row: int
    headers: tuple[str, ...]


class XlsxReader:
    """Reads every worksheet that has column headings. A hidden sheet's rows are given as hidden rows."""

    def __init__(self, path: Path) -> None:
        self._book = Workbook(path)
        self._tables: list[_Table] = []
        self._headless: list[Skipped] = []
        self.skipped: list[Skipped] = []
        banner: list[str] = []
        holds_rows = False
        for sheet in self._book.sheets:
            first_rows = self._first_rows(sheet)
            place = _place_of_headings(first_rows)
            if place is None:
                self._headless.append(Skipped(locator=sheet.name, reason="no row of column headings"))
                continue
            names = {cell.column: str(cell.value) for cell in _filled(first_rows[place])}
            headers = distinct_headers(names.get(column, "") for column in range(1, max(names) + 1))
            self._tables.append(_Table(sheet=sheet, heading_row=first_rows[place].number, headers=headers))
            banner += [str(cell.value) for row in first_rows[:place] for cell in _filled(row)]
            holds_rows |= len(first_rows) > place + 1
        if not self._tables:
            raise Unreadable(
                "No sheet in the workbook has a row of column headings. Add one above the entries and save it again."
            )
        if not holds_rows:
            raise Unreadable("The workbook has column headings and nothing below them. Check that it is the right one.")
        self.shape = Shape(
            kind="xlsx",
            columns={table.sheet.name: table.headers for table in self._tables},
            extracted_at=_last_updated(banner),
            banner=tuple(dict.fromkeys(banner)),
        )

    def rows(self) -> Iterator[SourceRow]:
        self.skipped = list(self._headless)
        for table in self._tables:
            yield from self._rows_of(table)

    def _first_rows(self, sheet: Sheet) -> list[SheetRow]:
        found: list[SheetRow] = []
        try:
            for row in islice(self._book.rows(sheet), _LOOKED_AT_FOR_HEADINGS):
                if _filled(row):
                    found.append(row)
        except BrokenOff:
            if not found:
                raise
            # Otherwise ``rows`` will say so, after the rows that are whole.
        return found

    def _rows_of(self, table: _Table) -> Iterator[SourceRow]:
        name, last = table.sheet.name, table.heading_row
        merging = _Merging(self._merges(table.sheet))
        try:
            for row in self._book.rows(table.sheet):
                if row.number <= table.heading_row:
                    continue
                last = row.number
                filled = _filled(row)
                if not filled:
                    skip_empty(self.skipped, f"{name}!{last}")
                elif merging.is_divider(row, filled, width=len(table.headers)):
                    self.skipped.append(Skipped(locator=f"{name}!{last}", reason="divider"))
                elif _is_total(filled):
                    self.skipped.append(Skipped(locator=f"{name}!{last}", reason="total"))
                else:
                    yield _source_row(table, row, merging.carried_into(row))
        except BrokenOff:
            yield SourceRow(
                locator=f"{name}!{last + 1}",
                cells={},
                sheet=name,
                problem="The sheet is cut short or damaged from here on. Get the workbook again to have the rest.",
            )

    def _merges(self, sheet: Sheet) -> list[Merge]:
        try:
            return self._book.merges(sheet)
        except BrokenOff:  # they lie behind the damage
            return []


class _Merging:
    """Which values are carried down by the merged ranges, followed row by row."""

    def __init__(self, merges: Iterable[Merge]) -> None:
        self._starts = {(merge.first_row, merge.first_column): merge for merge in merges}
        self._carried: dict[int, tuple[int, Cell]] = {}  # column → last row of the range, and the cell it shows

    def is_divider(self, row: SheetRow, filled: list[Cell], *, width: int) -> bool:
        """Whether the row is one text merged across ("w/c 10/02/2025"), over at least half the columns."""
        merge = self._starts.get((row.number, filled[0].column))
        if len(filled) > 1 or merge is None or merge.first_column == merge.last_column:
            return False
        return (min(merge.last_column, width) - merge.first_column + 1) * 2 >= width

    def carried_into(self, row: SheetRow) -> dict[int, Cell]:
        """Return the cells by column that ranges begun on earlier rows give this one, and begin its own."""
        self._carried = {column: kept for column, kept in self._carried.items() if kept[0] >= row.number}
        carried = {column: cell for column, (_, cell) in self._carried.items()}
        for cell in row.cells:
            merge = self._starts.get((row.number, cell.column))
            if merge and merge.last_row > row.number:
                self._carried[cell.column] = (merge.last_row, cell)
        return carried


def _source_row(table: _Table, row: SheetRow, carried: dict[int, Cell]) -> SourceRow:
    own = {cell.column: cell for cell in row.cells}
    carried = {column: cell for column, cell in carried.items() if column not in own or own[column].value == ""}
    shown = own | carried
    columns = list(enumerate(table.headers, start=1))
    extra = tuple(str(cell.value) for column, cell in sorted(own.items()) if column > len(columns) and cell.value != "")
    return SourceRow(
        locator=f"{table.sheet.name}!{row.number}",
        cells={header: shown[column].value if column in shown else "" for column, header in columns},
        colours={
            header: shown[column].colour for column, header in columns if column in shown and shown[column].colour
        },
        merged=frozenset(header for column, header in columns if column in carried and carried[column].value != ""),
        extra=extra[:COLUMN_LIMIT],
        sheet=table.sheet.name,
        hidden=row.hidden or table.sheet.hidden,
        problem="The row has more cells than any entry has. Look at it in the workbook."
        if len(extra) > COLUMN_LIMIT
        else "",
    )


def _filled(row: SheetRow) -> list[Cell]:
    return [cell for cell in row.cells if cell.value != ""]


def _place_of_headings(first_rows: list[SheetRow]) -> int | None:
    """Return which of the rows holds the headings: the first that reads like some and is no narrower than half the
    widest that does, and half the usual row. A banner is narrow.
    """
    widths = [len(_filled(row)) for row in first_rows]
    likely = [place for place, row in enumerate(first_rows) if _are_headings([cell.value for cell in _filled(row)])]
    enough = max([2, *(widths[place] / 2 for place in likely), median_low(widths or [0]) / 2])
    return next((place for place in likely if widths[place] >= enough), None)


def _are_headings(values: list[object]) -> bool:
    """Whether these are names of columns: short texts, of which few hold a run of digits as entries do."""
    texts = [value.strip() for value in values if isinstance(value, str) and len(value) <= _LONGEST_HEADING]
    numbered = sum(bool(re.search(r"\d{3}|\d[/.:]\d", text)) for text in texts)
    return len(texts) == len(values) and numbered * 4 <= len(texts)


def _is_total(filled: list[Cell]) -> bool:
    first, *rest = (cell.value for cell in filled)
    return str(first).strip(" :").casefold() in _TOTALS and not any(isinstance(value, str) for value in rest)


def _last_updated(banner: Iterable[str]) -> datetime | None:
    """Return the moment a banner line says the tracker was last updated; its day comes first, its time is local."""
    for found in filter(None, map(_UPDATED.search, banner)):
        day, month, year, hour, minute = map(int, found.groups())
        try:
            return datetime(year % 100 + 2000, month, day, hour, minute, tzinfo=ZoneInfo("Europe/London"))
        except ValueError:
            continue
    return None
