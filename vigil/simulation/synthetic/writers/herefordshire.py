"""Herefordshire's file: a tracker kept by hand in a workbook, coloured cells, merged rows and all."""

import random
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.styles import Alignment, Color, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from vigil.rules.terms import Grade
from vigil.simulation.synthetic.writers import tracker_cells
from vigil.simulation.synthetic.writers.entries import Entry
from vigil.simulation.synthetic.writers.tracker_cells import COLOURS, INDEXED_COLOURS

NAME = "herefordshire.xlsx"
OPEN = [
    *("Ref No", "OIS / Log", "Date & time of incident", "Date rec'd", "Submitting officer", "LPA / team", "Type"),
    *("Location", "RAG", "Victim / subject", "Suspect / other party", "Children", "Others", "School(s)", "DASH"),
    *("Partners", "Circumstances", "Status", "Notes"),
]
AWAITING = [
    *("Ref", "Rec'd", "Incident", "Log", "Officer", "Team", "RAG", "Category", "Victim", "Alleged perp", "Kids"),
    *("Other subjects", "Sch", "DASH score (ticks)", "Address", "Summary", "Shared with", "SRA due", "Allocated to"),
    "Status",
]
SAME_CELL = dict(  # the second sheet's column for each cell of the first
    zip(
        ("Ref", "Rec'd", "Incident", "Log", "Officer", "Team", "RAG", "Category", "Victim", "Alleged perp", "Kids"),
        (
            *(
                "Ref No",
                "Date rec'd",
                "Date & time of incident",
                "OIS / Log",
                "Submitting officer",
                "LPA / team",
                "RAG",
            ),
            *("Type", "Victim / subject", "Suspect / other party", "Children"),
        ),
        strict=True,
    )
) | {
    "Other subjects": "Others",
    "Sch": "School(s)",
    "DASH score (ticks)": "DASH",
    "Address": "Location",
    "Summary": "Circumstances",
    "Shared with": "Partners",
}
BANNER = (
    "OFFICIAL-SENSITIVE   -   last updated {at:%d/%m/%y %H%M}",
    "RAG key: RED = high   AMBER = medium   GREEN = standard   -   colour in the cell, please do not sort",
)
AWAITING_SHARE = 0.29
HIDDEN_IN_A_HUNDRED = 0.8
FIRST_ROW = 5


def write(entries: list[Entry], folder: Path, *, seed: int, position_at: datetime) -> tuple[Path, dict[int, str]]:
    """Write the workbook; return it and where each referral stands in it (number → locator)."""
    chance = random.Random(f"{seed}/herefordshire")
    book = Workbook()
    sheets = {"OPEN": OPEN, "Awaiting SRA": AWAITING}
    waiting = {entry.referral.incident: chance.random() < AWAITING_SHARE for entry in entries}
    # Two officers' referrals of one incident stand together, as the team keeps them.
    ordered = sorted(entries, key=lambda e: (e.referral.same_incident_as or e.referral.number, e.referral.number))
    locators: dict[int, str] = {}
    book.remove(book.worksheets[0])
    for name, header in sheets.items():
        sheet = book.create_sheet(name)
        mine = [e for e in ordered if waiting[e.referral.incident] == (name == "Awaiting SRA")]
        _heading(
            sheet,
            header,
            position_at,
            "REFERRALS TRACKER (OPEN)" if name == "OPEN" else "AWAITING SECONDARY RISK ASSESSMENT",
        )
        for entry, row in _body(sheet, header, mine, chance):
            locators[entry.referral.number] = f"{name}!{row}"
    path = folder / NAME
    book.properties.created = book.properties.modified = position_at.replace(tzinfo=None)
    _save(book, path, position_at)
    return path, locators


def _save(book: Workbook, path: Path, at: datetime) -> None:
    """Save the workbook as if at that moment: openpyxl's own save puts the clock inside, and seeds must give bytes."""
    drafted = BytesIO()
    ExcelWriter(book, ZipFile(drafted, "w")).save()
    with ZipFile(drafted) as draft, ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name in draft.namelist():
            archive.writestr(ZipInfo(name, at.timetuple()[:6]), draft.read(name), ZIP_DEFLATED)


def _heading(sheet: Worksheet, header: list[str], position_at: datetime, title: str) -> None:
    last = get_column_letter(len(header))
    for row, text in enumerate((f"HEREFORDSHIRE SAFEGUARDING TEAM - {title}", *BANNER), start=1):
        sheet.merge_cells(f"A{row}:{last}{row}")
        cell = sheet.cell(row, 1, text.format(at=position_at))
        cell.font = Font(bold=True)
    for column, text in enumerate(header, start=1):
        cell = sheet.cell(4, column, text)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="FFD9D9D9")
        wide = text in ("Circumstances", "Summary")
        sheet.column_dimensions[get_column_letter(column)].width = 90 if wide else 20
    sheet.freeze_panes = "B5"


def _body(sheet: Worksheet, header: list[str], entries: list[Entry], chance: random.Random) -> list[tuple[Entry, int]]:
    """Write the rows, the dividers of ``OPEN`` and the total; return each entry's row."""
    placed: list[tuple[Entry, int]] = []
    row, week = FIRST_ROW, None
    for entry in entries:
        above = placed[-1][0] if placed else None
        second = above is not None and entry.referral.same_incident_as == above.referral.number
        monday = entry.referral.submitted_at.date() - timedelta(days=entry.referral.submitted_at.weekday())
        if header is OPEN and monday != week and not second:
            sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(header))
            divider = chance.choice(("w/c {:%d/%m/%Y}", "W/C {:%d/%m/%Y}", "week commencing {:%d/%m/%Y}"))
            sheet.cell(row, 1, divider.format(monday)).fill = PatternFill("solid", fgColor="FFEDEDED")
            row, week = row + 1, monday
        _write_row(sheet, header, row, entry, chance)
        if second and chance.random() < 0.6:
            _merge_down(sheet, header, row)
        sheet.row_dimensions[row].hidden = chance.random() < HIDDEN_IN_A_HUNDRED / 100
        placed.append((entry, row))
        row += 1
    sheet.cell(row, 1, "TOTAL")
    sheet.cell(row, 2, f"=COUNTA(A{FIRST_ROW}:A{row - 1})")
    sheet.auto_filter.ref = f"A4:{get_column_letter(len(header))}{row - 1}"
    return placed


def _write_row(sheet: Worksheet, header: list[str], row: int, entry: Entry, chance: random.Random) -> None:
    cells = tracker_cells.cells(chance, entry)
    extra = tracker_cells.open_cells(chance) if header is OPEN else tracker_cells.awaiting_cells(chance, entry)
    for column, name in enumerate(header, start=1):
        value = extra[name] if name in extra else cells[SAME_CELL.get(name, name)]
        cell = sheet.cell(row, column)
        if isinstance(value, tuple):
            cell.value, cell.number_format = value
        else:
            # A workbook cannot hold control characters either; the tracker shows what a paste into it leaves.
            cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value) if isinstance(value, str) else value
            if isinstance(value, str) and value[:1] in "=+@":
                cell.data_type = "s"  # text that looks like a formula stays text: nothing we write may run
        if name == "RAG":
            _colour(cell, entry.referral.officer_grade, chance)
    sheet.cell(row, header.index("Circumstances" if header is OPEN else "Summary") + 1).alignment = Alignment(
        wrap_text=True
    )


def _colour(cell: Cell | MergedCell, grade: Grade | None, chance: random.Random) -> None:
    """Colour the cell, except where the word alone was typed."""
    if not grade or (cell.value and chance.random() < 0.15):
        return
    if chance.random() < 0.02:
        cell.fill = PatternFill("solid", fgColor=Color(indexed=INDEXED_COLOURS[grade]))
    else:
        cell.fill = PatternFill("solid", fgColor=f"FF{chance.choice(COLOURS[grade])}")


def _merge_down(sheet: Worksheet, header: list[str], row: int) -> None:
    """Merge the log number and the place over this row and the one above."""
    for name in ("OIS / Log", "Location") if header is OPEN else ("Log", "Address"):
        column = header.index(name) + 1
        sheet.cell(row, column).value = None
        sheet.merge_cells(start_row=row - 1, end_row=row, start_column=column, end_column=column)
