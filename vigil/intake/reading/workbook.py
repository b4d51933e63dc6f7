"""An .xlsx file as a safe to open package: its sheets, texts and styles, and its rows as they lie in the XML."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import IO
from xml.etree.ElementTree import Element

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from vigil.intake.reading import colours
from vigil.intake.reading.elements import BrokenOff, whole_elements
from vigil.intake.reading.rows import Unreadable

# Five times the four backlogs in one sheet is 11 MB of XML. Text shrinks 5 to 30 times in a zip; a bomb, 1,000.
MEMBER_LIMIT = 32 * 1024 * 1024
PACKAGE_LIMIT = 4 * MEMBER_LIMIT
RATIO_LIMIT = 200
RATIO_MATTERS_FROM = 4 * 1024 * 1024
MEMBERS_LIMIT = 2000
MERGES_LIMIT = 50_000

_ESCAPED = re.compile(r"_x(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")  # half of a surrogate pair is no character
_DAMAGED = "The workbook is cut short or damaged. Copy it again from where it came, or save it again in Excel."


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    name: str
    member: str
    hidden: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """A cell with a value or a colour. ``column`` counts from 1; an empty value is ""."""

    column: int
    value: object
    colour: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetRow:
    number: int
    hidden: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Merge:
    """A merged range, first and last included."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


class Workbook:
    """A workbook opened once for its sheets, texts and styles; ``rows`` and ``merges`` stream a sheet each time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._package() as package:
            members = set(package.namelist())
            if "xl/workbook.xml" not in members:
                raise Unreadable(
                    "This is a zip file but not an Excel workbook. Take the files out of it and choose one, "
                    "or save the workbook as .xlsx."
                )
            with _member(package, "xl/workbook.xml") as part:
                elements = list(whole_elements(part, "sheet", "workbookPr"))
            targets = _targets(package, members)
            sheets = (
                Sheet(
                    name=element.get("name", ""),
                    member=targets.get(element.get("id", ""), ""),
                    hidden=element.get("state", "visible") != "visible",
                )
                for element in elements
                if element.tag == "sheet"
            )
            # By member, so that a workbook cannot have one sheet read a thousand times.
            self.sheets = list({sheet.member: sheet for sheet in sheets if "/worksheets/" in sheet.member}.values())
            is_1904 = any(element.get("date1904") in {"1", "true"} for element in elements)
            self._epoch = CALENDAR_MAC_1904 if is_1904 else CALENDAR_WINDOWS_1900
            self._styles = _styles(package, members)
            self._texts: list[str] = []
            if "xl/sharedStrings.xml" in members:
                with _member(package, "xl/sharedStrings.xml") as part:
                    self._texts = [_text(element) for element in whole_elements(part, "si")]

    def rows(self, sheet: Sheet) -> Iterator[SheetRow]:
        """Yield the sheet's rows that hold a cell, and each empty one it names, in file order."""
        number = 0
        with self._package() as package, _member(package, sheet.member) as part:
            for element in whole_elements(part, "row"):
                number = _whole_number(element.get("r"), otherwise=number + 1)
                hidden = element.get("hidden") in {"1", "true"}
                yield SheetRow(number=number, hidden=hidden, cells=tuple(self._cells(element)) if len(element) else ())

    def merges(self, sheet: Sheet) -> list[Merge]:
        """Return the sheet's merged ranges; they lie behind its rows."""
        with self._package() as package, _member(package, sheet.member) as part:
            ranges = [e.get("ref", "") for e in islice(whole_elements(part, "mergeCell"), MERGES_LIMIT + 1)]
        if len(ranges) > MERGES_LIMIT:
            raise Unreadable("A sheet has far more merged cells than a tracker has. Unmerge them and save it again.")
        corners = [_corner(ref.partition(":")[0]) + _corner(ref.partition(":")[2] or ref) for ref in ranges]
        return [
            Merge(first_row=first_row, last_row=last_row, first_column=first_column, last_column=last_column)
            for first_column, first_row, last_column, last_row in corners
            if first_row and last_row
        ]

    @contextmanager
    def _package(self) -> Iterator[zipfile.ZipFile]:
        try:
            with zipfile.ZipFile(self._path) as package:
                _check_members(package)
                yield package
        # zipfile answers an unusual compression with NotImplementedError, a password with RuntimeError, a broken
        # stream with zlib.error or EOFError, and a place outside the file with OSError.
        except (BrokenOff, zipfile.BadZipFile, RuntimeError, zlib.error, EOFError, OSError) as error:
            raise BrokenOff(_DAMAGED) from error

    def _cells(self, row: Element) -> Iterator[Cell]:
        column = 0
        for element in row:
            if element.tag != "c":
                continue
            column = _corner(element.get("r", ""))[0] or column + 1
            style = self._style(element.get("s"))
            value = self._value(element, style)
            if value != "" or style.colour:
                yield Cell(column=column, value=value, colour=style.colour)

    def _style(self, number: str | None) -> colours.Style:
        place = _whole_number(number, otherwise=0)
        return self._styles[place] if place < len(self._styles) else colours.Style()

    def _value(self, cell: Element, style: colours.Style) -> object:
        """Return the cell's value as text, number, yes or no, or moment. A formula counts as its last result."""
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _text(cell.find("is"))
        text = cell.findtext("v") or ""
        if kind == "s":
            place = _whole_number(text, otherwise=-1)
            return self._texts[place] if 0 <= place < len(self._texts) else ""
        if kind == "b":
            return text == "1"
        if kind == "d":
            return _iso_moment(text)
        return _number(text, style, self._epoch) if kind == "n" else _unescaped(text)


def _check_members(package: zipfile.ZipFile) -> None:
    """Refuse what no spreadsheet program writes, from the sizes the package declares.

    zipfile gives no more than the declared size and then checks the sum, so a lying size is caught on reading.
    """
    members = package.infolist()
    for member in members:
        inside = PurePosixPath(member.filename.replace("\\", "/"))
        if inside.is_absolute() or ".." in inside.parts:
            raise Unreadable("The workbook names files outside itself, which no Excel does. Do not open it; report it.")
        ratio = member.file_size / max(member.compress_size, 1)
        if member.file_size > MEMBER_LIMIT or (member.file_size > RATIO_MATTERS_FROM and ratio > RATIO_LIMIT):
            raise Unreadable(
                "The workbook unpacks to far more than a tracker holds. If it is a real one, delete the empty "
                "formatted rows below the last entry and save it again."
            )
    if len(members) > MEMBERS_LIMIT or sum(member.file_size for member in members) > PACKAGE_LIMIT:
        raise Unreadable("The workbook is far larger than a tracker. Save the sheets you need as a new .xlsx.")


@contextmanager
def _member(package: zipfile.ZipFile, name: str) -> Iterator[IO[bytes]]:
    with package.open(name) as part:
        yield part


def _targets(package: zipfile.ZipFile, members: set[str]) -> dict[str, str]:
    """Return which member each relationship of the workbook points at."""
    if "xl/_rels/workbook.xml.rels" not in members:
        return {}
    with _member(package, "xl/_rels/workbook.xml.rels") as part:
        pairs = [(e.get("Id", ""), e.get("Target", "")) for e in whole_elements(part, "Relationship")]
    absolute = {name: target[1:] if target.startswith("/") else f"xl/{target}" for name, target in pairs}
    return {name: target for name, target in absolute.items() if target in members}


def _styles(package: zipfile.ZipFile, members: set[str]) -> list[colours.Style]:
    theme: tuple[str, ...] = ()
    if "xl/theme/theme1.xml" in members:
        with _member(package, "xl/theme/theme1.xml") as part:
            theme = colours.theme_colours(next(whole_elements(part, "clrScheme"), None))
    if "xl/styles.xml" not in members:
        return []
    with _member(package, "xl/styles.xml") as part:
        found = {e.tag: e for e in whole_elements(part, "numFmts", "fills", "cellXfs", "indexedColors")}
    return colours.cell_styles(found, theme)


def _text(element: Element | None) -> str:
    """Return the text of a string item: its runs joined, without the phonetic readings beside them."""
    if element is None:
        return ""
    runs = [run for child in element for run in (child.iter("t") if child.tag in {"t", "r"} else ())]
    return _unescaped("".join(run.text or "" for run in runs))


def _unescaped(text: str) -> str:
    """Return the text with characters XML cannot hold put back: "_x000D_" (ECMA-376 part 1, 22.9.2.19)."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _number(text: str, style: colours.Style, epoch: datetime) -> object:
    """Return a number, or the moment it stands for where its style shows a date; text where it is neither."""
    try:
        number = float(text)
        if style.is_date:
            return from_excel(number, epoch)
        return int(number) if number.is_integer() else number
    except (ValueError, OverflowError):  # no value, not a number, or a day beyond the calendar
        return text


def _iso_moment(text: str) -> object:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return text


def _whole_number(text: str | None, *, otherwise: int) -> int:
    return int(text) if text and len(text) < 10 and text.isdecimal() else otherwise


_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,9})")


@lru_cache(maxsize=4096)
def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _corner(reference: str) -> tuple[int, int]:
    """Return the column and row of "B7"; zeros where it is no reference."""
    match = _REFERENCE.fullmatch(reference)
    return (_column(match[1]), int(match[2])) if match else (0, 0)
