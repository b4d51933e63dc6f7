"""Trackers kept by hand: what a person sees in Excel is what the reader gives."""

from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color
from openpyxl.worksheet.worksheet import Worksheet

from vigil.intake.reading.colours import tinted
from vigil.intake.reading.opening import open_source
from vigil.intake.reading.rows import Skipped, SourceRow, Unreadable

HEADERS = ["Ref", "Log", "Received", "RAG", "Victim", "Account"]


def written(tmp_path: Path, *rows: list[Any], sheet: str = "OPEN") -> tuple[openpyxl.Workbook, Worksheet, Path]:
    """Return a workbook with the rows on one sheet, the sheet, and the path to save it under."""
    workbook = openpyxl.Workbook()
    worksheet = workbook.worksheets[0]
    worksheet.title = sheet
    for row in rows:
        worksheet.append(row)
    return workbook, worksheet, tmp_path / "tracker.xlsx"


def read(workbook: openpyxl.Workbook, path: Path) -> list[SourceRow]:
    workbook.save(path)
    return list(open_source(path).rows())


def test_headings_are_found_below_the_banner(tmp_path: Path) -> None:
    workbook, _, path = written(
        tmp_path, ["TEAM TRACKER"], ["last updated 20/07/25 0822 by 7712"], [], HEADERS, ["T/1", "00345_I_03092025"]
    )
    workbook.save(path)

    reader = open_source(path)

    assert reader.shape.kind == "xlsx"
    assert reader.shape.columns == {"OPEN": tuple(HEADERS)}
    assert reader.shape.banner == ("TEAM TRACKER", "last updated 20/07/25 0822 by 7712")
    assert reader.shape.extracted_at == datetime(2025, 7, 20, 8, 22, tzinfo=ZoneInfo("Europe/London"))
    assert [(row.locator, row.cells["Ref"]) for row in reader.rows()] == [("OPEN!5", "T/1")]


def test_dates_numbers_and_text_keep_their_kind(tmp_path: Path) -> None:
    moment = datetime(2025, 9, 3, 21, 40)  # noqa: DTZ001  (a cell has no zone)
    workbook, _, path = written(tmp_path, HEADERS, ["T/1", 45903, moment, 1.5, "3.9.25 2140hrs", "+44 and @home"])

    (row,) = read(workbook, path)

    assert list(row.cells.values()) == ["T/1", 45903, moment, 1.5, "3.9.25 2140hrs", "+44 and @home"]


def test_a_formula_gives_its_last_result_and_typed_text_stays_text(tmp_path: Path) -> None:
    workbook, sheet, path = written(tmp_path, HEADERS, ["T/1"])
    sheet["E2"] = "=A2"
    sheet["F2"] = '=HYPERLINK("http://example.invalid","Open")'
    sheet["F2"].data_type = "s"
    workbook.save(path)
    replace_in_sheet(path, b"<f>A2</f><v />", b"<f>A2</f><v>17</v>")

    (row,) = open_source(path).rows()

    assert row.cells["Victim"] == 17
    assert row.cells["Account"] == '=HYPERLINK("http://example.invalid","Open")'


def replace_in_sheet(path: Path, old: bytes, new: bytes) -> None:
    """Change the XML of the first sheet, as other programs than ours may write it."""
    with ZipFile(path) as package:
        members = {name: package.read(name) for name in package.namelist()}
    changed = members["xl/worksheets/sheet1.xml"].replace(old, new)
    assert changed != members["xl/worksheets/sheet1.xml"]
    with ZipFile(path, "w") as package:
        for name, content in (members | {"xl/worksheets/sheet1.xml": changed}).items():
            package.writestr(name, content)


@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        (Color(rgb="FFFF3300"), "FF3300"),
        (Color(indexed=10), "FF0000"),
        (Color(theme=5), "C0504D"),  # accent 2 of the theme openpyxl writes
        (Color(theme=0, tint=-0.5), "808080"),  # white, half as light
        (Color(theme=99), ""),
    ],
)
def test_a_fill_is_resolved_to_the_colour_people_see(tmp_path: Path, colour: Color, expected: str) -> None:
    workbook, sheet, path = written(tmp_path, HEADERS, ["T/1"])
    sheet["D2"].fill = PatternFill("solid", fgColor=colour)

    (row,) = read(workbook, path)

    assert row.colours == ({"RAG": expected} if expected else {})
    assert row.cells["RAG"] == ""


@pytest.mark.parametrize(
    ("tint", "expected"), [(0, "4F81BD"), (-1, "000000"), (1, "FFFFFF"), (-0.25, "366092"), (0.4, "95B3D7")]
)
def test_tints_are_those_of_excel(tint: float, expected: str) -> None:
    seen = tinted("4F81BD", tint)

    assert all(abs(int(seen[i : i + 2], 16) - int(expected[i : i + 2], 16)) <= 1 for i in (0, 2, 4))


def test_a_value_merged_down_is_given_to_every_row(tmp_path: Path) -> None:
    workbook, sheet, path = written(tmp_path, HEADERS, ["T/1", "LOG1"], ["T/2"], ["T/3"])
    sheet["B2"].fill = PatternFill("solid", fgColor="FFFF00")
    sheet.merge_cells("B2:B3")

    first, second, third = read(workbook, path)

    assert [row.cells["Log"] for row in (first, second, third)] == ["LOG1", "LOG1", ""]
    assert (first.merged, second.merged, third.merged) == (frozenset(), frozenset({"Log"}), frozenset())
    assert "Log" in first.colours


def test_dividers_totals_and_empty_rows_are_skipped_and_counted(tmp_path: Path) -> None:
    workbook, sheet, path = written(
        tmp_path, HEADERS, ["w/c 10/02/2025"], ["T/1", "L"], [], [], ["T/2", "L"], ["TOTAL", "=COUNTA(A2:A6)"]
    )
    sheet.merge_cells("A2:F2")
    sheet["A4"].number_format = sheet["A5"].number_format = "0.00"  # empty, but named in the file
    workbook.save(path)
    reader = open_source(path)

    rows = list(reader.rows())

    assert [row.cells["Ref"] for row in rows] == ["T/1", "T/2"]
    assert reader.skipped == [
        Skipped(locator="OPEN!2", reason="divider"),
        Skipped(locator="OPEN!4", reason="empty", rows=2),
        Skipped(locator="OPEN!7", reason="total"),
    ]


def test_an_entry_that_begins_with_the_word_total_is_no_total(tmp_path: Path) -> None:
    workbook, _, path = written(tmp_path, HEADERS, ["Total", "00345_I_03092025", "3/9/25", "G", "TOTAL, Ann", "Seen."])

    assert len(read(workbook, path)) == 1


def test_a_hidden_row_is_real_and_says_it_was_hidden(tmp_path: Path) -> None:
    workbook, sheet, path = written(tmp_path, HEADERS, ["T/1"], ["T/2"])
    sheet.row_dimensions[2].hidden = True

    assert [(row.cells["Ref"], row.hidden) for row in read(workbook, path)] == [("T/1", True), ("T/2", False)]


def test_every_sheet_has_its_own_headings_and_a_sheet_of_notes_is_skipped(tmp_path: Path) -> None:
    workbook, _, path = written(tmp_path, HEADERS, ["T/1"])
    workbook.create_sheet("Notes").append(["Ask the desk before sorting."])
    other = workbook.create_sheet("Awaiting SRA")
    other.append(["Ref", "Category"])
    other.append(["T/2", "DA"])
    workbook.save(path)
    reader = open_source(path)

    rows = list(reader.rows())

    assert [(row.sheet, row.locator, row.cells) for row in rows[1:]] == [
        ("Awaiting SRA", "Awaiting SRA!2", {"Ref": "T/2", "Category": "DA"})
    ]
    assert reader.skipped == [Skipped(locator="Notes", reason="no row of column headings")]


def test_duplicate_and_empty_headings_are_made_distinct(tmp_path: Path) -> None:
    workbook, _, path = written(tmp_path, ["Ref", "Name", "", "Name "], ["T/1", "A", "B", "C", "beyond"])

    (row,) = read(workbook, path)

    assert row.cells == {"Ref": "T/1", "Name": "A", "column 3": "B", "Name (2)": "C"}
    assert row.extra == ("beyond",)


def test_escaped_characters_are_put_back(tmp_path: Path) -> None:
    workbook, _, path = written(tmp_path, HEADERS, ["T/1", "a_x000D_b _x0041_ _xD83D_"])

    assert read(workbook, path)[0].cells["Log"] == "a\rb A _xD83D_"


def test_rows_may_be_read_again(tmp_path: Path) -> None:
    workbook, _, path = written(tmp_path, HEADERS, ["T/1"], ["TOTAL", 1])
    workbook.save(path)
    reader = open_source(path)

    assert list(reader.rows()) == list(reader.rows())
    assert len(reader.skipped) == 1


def test_a_workbook_without_headings_is_refused(tmp_path: Path) -> None:
    workbook, _, path = written(tmp_path, ["00345_I_03092025", 45903, "3/9/25"], ["00346_I_03092025", 45904, "4/9/25"])

    with pytest.raises(Unreadable, match="column headings"):
        read(workbook, path)


def test_headings_with_nothing_below_are_refused(tmp_path: Path) -> None:
    workbook, _, path = written(tmp_path, ["TRACKER"], HEADERS)

    with pytest.raises(Unreadable, match="nothing below them"):
        read(workbook, path)
