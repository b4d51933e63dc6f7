"""Extracts as delimited text (CSV): records over several lines, short or long ones, quotes that never close."""

import csv
from collections import deque
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from vigil.intake.reading.lines import LINE_LIMIT, Line, encoding_of, lines
from vigil.intake.reading.rows import COLUMN_LIMIT, Shape, Skipped, SourceRow, Unreadable, distinct_headers, skip_empty

DELIMITERS = ",;\t|"
# Characters in one record, quoted line breaks included. A record that grows beyond it has lost its closing quote.
RECORD_LIMIT = 200_000
csv.field_size_limit(RECORD_LIMIT + LINE_LIMIT)  # above what we feed it, so that the limits are ours


class DelimitedReader:
    """Reads comma, semicolon, tab or pipe separated text. A locator counts records after the headings, not lines."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._encoding = encoding_of(path)
        self.skipped: list[Skipped] = []
        start = [line for line in islice(lines(path, self._encoding), 100) if line.text.strip()][:2]
        if start and start[0].cut:
            raise Unreadable(
                "The first line is longer than any line of column headings. Check that it is the right file; "
                "if it is, export it again with one record a line."
            )
        heading = start[0].text if start else ""
        self._delimiter = max(DELIMITERS, key=lambda delimiter: len(_split(heading, delimiter)))
        if len(_split(heading, self._delimiter)) < 2:
            raise Unreadable(
                "No column headings separated by commas, semicolons, tabs or pipes were found on the first line. "
                "Export the file again as CSV with headings."
            )
        names, problem = next(self._records(width=0))
        if problem:
            raise Unreadable(
                "A quotation mark in the column headings is never closed. Mend the first line of the file."
            )
        self._headers = distinct_headers(names)
        if len(start) < 2:
            raise Unreadable(
                "The file has column headings and no records below them. Check the export, then try again."
            )
        self.shape = Shape(
            kind="csv",
            columns={"": self._headers},
            encoding=self._encoding.removesuffix("-sig"),
            delimiter=self._delimiter,
        )

    def rows(self) -> Iterator[SourceRow]:
        self.skipped = []
        records = self._records(width=len(self._headers))
        next(records)  # the headings
        for number, (values, problem) in enumerate(records, start=1):
            locator = f"record {number}"
            if not any(value.strip() for value in values) and not problem:
                skip_empty(self.skipped, locator)
                continue
            padded = values + [""] * (len(self._headers) - len(values))
            extra = tuple(padded[len(self._headers) :])
            if len(extra) > COLUMN_LIMIT:
                problem = "The record has more values than any entry has. Look at it in the file."
            yield SourceRow(
                locator=locator,
                cells=dict(zip(self._headers, padded, strict=False)),
                extra=extra[:COLUMN_LIMIT],
                problem=problem,
            )

    def _records(self, *, width: int) -> "_Records":
        return _Records(lines(self._path, self._encoding), self._delimiter, width=width)


class _Records:
    """Lines put together to records, each with what is wrong with it, or "". Blank lines between them do not count."""

    def __init__(self, source: Iterator[Line], delimiter: str, *, width: int) -> None:
        self._source = source
        self._delimiter = delimiter
        self._width = width
        self._waiting: deque[Line] = deque()  # lines read for an earlier record that turned out not to belong to it

    def __iter__(self) -> Iterator[tuple[list[str], str]]:
        return self

    def __next__(self) -> tuple[list[str], str]:
        taken: list[Line] = []
        open_quote = False

        def feed() -> Iterator[str]:
            """Give csv one line after another. It asks for a second only while a quote is open."""
            nonlocal open_quote
            length = 0
            while length <= RECORD_LIMIT and (line := self._next_line()):
                if taken or line.text.strip("\r\n "):
                    taken.append(line)
                    length += len(line.text)
                    yield line.text
            open_quote = bool(taken)

        values = next(csv.reader(feed(), delimiter=self._delimiter))
        doubtful = open_quote or (len(taken) > 1 and not self._is_well_quoted(taken))
        swallowed = self._first_record_among(taken[1:]) if doubtful else None
        if swallowed is not None:
            # A quote that never closes, or closes where a later one opens, takes whole records with it.
            own, others = taken[: 1 + swallowed], taken[1 + swallowed :]
            self._waiting.extendleft(reversed(others))
            values = _split("".join(line.text for line in own), self._delimiter)
        elif any(line.cut for line in taken):
            return values, "The line is too long to be a record, so only its beginning was read. Mend it in the file."
        if swallowed is not None or open_quote:
            return values, "A quotation mark in this record is never closed. Read it in the file and mend it there."
        if len(values) < self._width and not taken[-1].text.endswith(("\n", "\r")):
            return values, "The file ends in the middle of this record. Ask for the whole file again."
        return values, ""

    def _next_line(self) -> Line | None:
        return self._waiting.popleft() if self._waiting else next(self._source, None)

    def _is_well_quoted(self, taken: list[Line]) -> bool:
        """Whether each closing quote ends a value. One that opened a later value has its words right behind it."""
        try:
            next(csv.reader((line.text for line in taken), delimiter=self._delimiter, strict=True))
        except csv.Error:
            return False
        return True

    def _first_record_among(self, among: list[Line]) -> int | None:
        """Return the place of the first line that by itself splits into nearly as many values as there are headings."""
        enough = max(2, self._width * 3 / 4)
        return next((i for i, line in enumerate(among) if len(_split(line.text, self._delimiter)) >= enough), None)


def _split(record: str, delimiter: str) -> list[str]:
    return next(csv.reader([record], delimiter=delimiter), [])
