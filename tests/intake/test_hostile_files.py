"""Files that are damaged, mistaken or meant to do harm: each ends in a sentence, soon and in little memory."""

import random
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from vigil.intake.reading.opening import open_source
from vigil.intake.reading.rows import SourceRow, Unreadable
from vigil.intake.reading.workbook import MEMBER_LIMIT

MB = 1024 * 1024
MEMORY_LIMIT = 600 * MB
SECONDS_LIMIT = 30  # a few on an idle machine

POLE = '<PoleExport xmlns="urn:rms:pole-export:2.3">'
HEADERS = b'<row r="1"><c t="str"><v>Ref</v></c><c t="str"><v>Name</v></c></row>'
ONE_ROW = b'<row r="2"><c t="str"><v>T/1</v></c><c t="str"><v>A</v></c></row>'

# Reads the file with no more memory than the limit; prints the refusal, or how many rows and problems there were.
READ_IN_LITTLE_MEMORY = f"""
import resource, sys
from pathlib import Path
from vigil.intake.reading.opening import open_source
from vigil.intake.reading.rows import Unreadable
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY_LIMIT}, {MEMORY_LIMIT}))
rows = problems = 0
try:
    for row in open_source(Path(sys.argv[1])).rows():
        rows += 1
        problems += bool(row.problem)
except Unreadable as refusal:
    print(refusal)
else:
    print(f"{{rows}} rows, {{problems}} problems")
"""


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    """A file whose name says nothing true; deleted at once, as some are large."""
    path = tmp_path / "backlog.csv"
    yield path
    path.unlink()


def read(path: Path) -> list[SourceRow]:
    return list(open_source(path).rows())


def read_in_little_memory(path: Path) -> str:
    command = [sys.executable, "-c", READ_IN_LITTLE_MEMORY, str(path)]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=SECONDS_LIMIT).stdout.strip()


def refusal_of(path: Path) -> str:
    """Return the sentence the file is refused with; it must tell the reader something to do."""
    with pytest.raises(Unreadable) as refused:
        read(path)
    return str(refused.value)


def write_workbook(path: Path, sheet: bytes = HEADERS + ONE_ROW, **others: bytes) -> None:
    """Write the least a workbook can be, with the given rows; ``others`` are more members by name."""
    relationship = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns:r="{relationship}"><sheets><sheet name="OPEN" r:id="r1"/></sheets></workbook>',
        )
        package.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        package.writestr("xl/worksheets/sheet1.xml", b"<worksheet><sheetData>" + sheet + b"</sheetData></worksheet>")
        for name, content in others.items():
            package.writestr(name, content)


def write_repeated(path: Path, *, start: bytes = b"", end: bytes = b"", megabytes: int) -> None:
    with path.open("wb") as file:
        file.write(start)
        for _ in range(megabytes):
            file.write(b"x" * MB)
        file.write(end)


def test_the_smallest_workbook_reads(path: Path) -> None:
    write_workbook(path)

    assert [row.cells for row in read(path)] == [{"Ref": "T/1", "Name": "A"}]


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n \r\n", b"\0" * 5000])
def test_an_empty_file(path: Path, content: bytes) -> None:
    path.write_bytes(content)

    assert "empty" in refusal_of(path)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "save it as .xlsx"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
        (b"\x1f\x8b\x08\x00" + bytes(range(256)), "Unpack it"),
        (random.Random(1).randbytes(100_000), "not a file Vigil reads"),
        (b"\x89PNG\r\n\x1a\n" + random.Random(2).randbytes(9000), "not a file Vigil reads"),
        (b'[{"a": 1}]', "one object a line"),
        (b"{\n  \"a\": 1\n}\n", "one whole object a line"),
        (b"<html><body><table></table></body></html>", "not a POLE export"),
    ],
)  # fmt: skip
def test_a_file_of_another_kind(path: Path, content: bytes, sentence: str) -> None:
    path.write_bytes(content)

    assert sentence in refusal_of(path)


def test_a_zip_that_is_no_workbook(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("backlog.csv", "Ref,Name\nT/1,A\n")

    assert "not an Excel workbook" in refusal_of(path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(path: Path) -> None:
    noise = random.Random(3).randbytes(MB)  # so that it is not refused for being packed too tightly
    write_workbook(path, HEADERS + noise + b" " * MEMBER_LIMIT)

    assert "unpacks to far more" in read_in_little_memory(path)


def test_a_smaller_bomb_is_known_by_how_tightly_it_is_packed(path: Path) -> None:
    write_workbook(path, HEADERS + b" " * (5 * MB))

    assert "unpacks to far more" in refusal_of(path)


def test_a_bomb_that_lies_about_its_size_gives_no_more_than_it_declared(path: Path) -> None:
    write_workbook(path, HEADERS + ONE_ROW * 100_000)
    content = path.read_bytes()
    with zipfile.ZipFile(path) as package:
        size = package.getinfo("xl/worksheets/sheet1.xml").file_size
    assert content.count(size.to_bytes(4, "little")) == 2  # in the member's header and in the directory
    path.write_bytes(content.replace(size.to_bytes(4, "little"), (5000).to_bytes(4, "little")))

    assert "cut short or damaged" in refusal_of(path)


@pytest.mark.parametrize("name", ["../../etc/cron.d/job", "/etc/passwd", "..\\..\\job"])
def test_a_workbook_whose_members_lie_outside(path: Path, name: str) -> None:
    write_workbook(path, **{name: b"x"})

    assert "outside itself" in refusal_of(path)


def test_a_workbook_with_too_many_parts(path: Path) -> None:
    write_workbook(path, **{f"xl/part{number}.xml": b"" for number in range(3000)})

    assert "far larger than a tracker" in refusal_of(path)


@pytest.mark.slow
def test_a_sheet_with_a_million_empty_rows(path: Path) -> None:
    empty = b"".join(b'<row r="%d"/>' % number for number in range(3, 1_000_003))
    write_workbook(path, HEADERS + ONE_ROW + empty)

    assert read_in_little_memory(path) == "1 rows, 0 problems"


def test_a_sheet_whose_dimension_lies(path: Path) -> None:
    write_workbook(path)
    with zipfile.ZipFile(path) as package:
        members = {name: package.read(name) for name in package.namelist()}
    lying = b'<worksheet><dimension ref="A1:XFD1048576"/>'
    for dimension in (lying, lying.replace(b"A1:XFD1048576", b"A1:A1")):
        with zipfile.ZipFile(path, "w") as package:
            for name, content in members.items():
                package.writestr(name, content.replace(b"<worksheet>", dimension))

        assert [row.cells for row in read(path)] == [{"Ref": "T/1", "Name": "A"}]


def test_a_sheet_with_ten_thousand_columns(path: Path) -> None:
    write_workbook(path, b"<row>" + b"<c t='str'><v>name</v></c>" * 10_000 + b"</row>" + ONE_ROW)

    assert "10,000 columns" in refusal_of(path)


def test_a_row_far_wider_than_its_headings(path: Path) -> None:
    write_workbook(path, HEADERS + b"<row>" + b"<c><v>1</v></c>" * 10_000 + b"</row>")

    (row,) = read(path)

    assert row.problem
    assert len(row.extra) == 500


def test_a_sheet_with_far_too_many_merged_cells(path: Path) -> None:
    merges = b"".join(b'<mergeCell ref="A%d:A%d"/>' % (n, n + 1) for n in range(60_000))
    write_workbook(path, HEADERS + ONE_ROW + b"</sheetData><mergeCells>" + merges + b"</mergeCells><sheetData>")

    assert "merged cells" in refusal_of(path)


def test_a_workbook_cut_short(path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.worksheets[0].append(["Ref", "Name"])
    workbook.worksheets[0].append(["T/1", "A"])
    workbook.save(path)
    whole = path.read_bytes()
    for share in (0.2, 0.6, 0.99):
        path.write_bytes(whole[: int(len(whole) * share)])

        assert "cut short or damaged" in refusal_of(path)


def test_a_sheet_that_breaks_off_gives_its_whole_rows_first(path: Path) -> None:
    write_workbook(path, HEADERS + ONE_ROW + b'<row r="3"><c t="str"><v>T/2')

    whole, last = read(path)

    assert (whole.cells["Ref"], whole.problem) == ("T/1", "")
    assert "cut short or damaged" in last.problem
    assert last.locator == "OPEN!3"


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    "definitions",
    [
        f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://example.invalid/x.dtd">',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://example.invalid/p">%p;]>',
        "<!DOCTYPE x>",
    ],
)
def test_xml_with_definitions_of_its_own(path: Path, definitions: str) -> None:
    path.write_text(f"<?xml version='1.0'?>{definitions}{POLE}<Persons/></PoleExport>")
    assert "DOCTYPE" in refusal_of(path)

    write_workbook(path, **{"xl/sharedStrings.xml": f"{definitions}<sst/>".encode()})
    assert "DOCTYPE" in refusal_of(path)


def test_xml_nested_without_end(path: Path) -> None:
    path.write_text(POLE + "<Header>" + "<a>" * 1_000_000)

    assert "nested deeper" in refusal_of(path)


@pytest.mark.slow
@pytest.mark.parametrize("start", [b"<Header><System>", b"<Header a='", b"<Header><!--"])
def test_xml_with_one_part_of_100_mb(path: Path, start: bytes) -> None:
    write_repeated(path, start=POLE.encode() + start, megabytes=100)

    assert "One part of the XML is far too long" in read_in_little_memory(path)


@pytest.mark.slow
def test_xml_of_300_mb(path: Path) -> None:
    write_repeated(path, start=POLE.encode(), megabytes=300)

    assert "far larger than any backlog" in read_in_little_memory(path)


@pytest.mark.slow
@pytest.mark.parametrize("megabytes", [20, 300])
def test_one_line_without_end_instead_of_headings(path: Path, megabytes: int) -> None:
    write_repeated(path, megabytes=megabytes)

    assert "longer than any line of column headings" in read_in_little_memory(path)


@pytest.mark.slow
@pytest.mark.parametrize("start", [b"Ref,Narrative\nT/1,A\nT/2,", b'Ref,Narrative\nT/1,A\nT/2,"'])
def test_one_record_of_300_mb_among_others(path: Path, start: bytes) -> None:
    write_repeated(path, start=start, end=b"\nT/3,C\n", megabytes=300)

    assert read_in_little_memory(path) == "3 rows, 1 problems"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("start", "said"), [(b'{"ref": "T/1"}\n{"ref": "', "3 rows, 1 problems"), (b'{"ref": "', "2 rows, 1 problems")]
)
def test_one_object_of_300_mb_among_others(path: Path, start: bytes, said: str) -> None:
    write_repeated(path, start=start, end=b'"}\n{"ref": "T/3"}\n', megabytes=300)

    assert read_in_little_memory(path) == said


def test_json_nested_without_end(path: Path) -> None:
    path.write_text('{"ref": "T/1"}\n{"ref": ' + "[" * 200_000 + "\n")

    assert [bool(row.problem) for row in read(path)] == [False, True]


@pytest.mark.parametrize("value", ["NaN", "9" * 5000])
def test_json_numbers_that_are_none(path: Path, value: str) -> None:
    path.write_text(f'{{"ref": "T/1"}}\n{{"ref": {value}}}\n')

    assert [bool(row.problem) for row in read(path)] == [False, True]


def test_no_refusal_repeats_what_the_file_holds(path: Path) -> None:
    for content in ("SECRETNAME", "SECRETNAME,", '{"SECRETNAME"', "<SECRETNAME/>", f"{POLE}<SECRETNAME>"):
        path.write_text(content)

        assert "SECRETNAME" not in refusal_of(path)
