"""How fast each reader is and how much memory it takes: python -m benchmarks.reading [rows]

Each kind is read in a process of its own, so that its peak is its own; "peak" includes the interpreter and imports.
"""

import json
import multiprocessing
import resource
import sys
import tempfile
import time
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
from openpyxl.styles import PatternFill

from vigil.intake.reading.opening import open_source

NARRATIVE = "Neighbour reports shouting at number {}. Both spoken to apart; accounts differ. \n" * 6
COLUMNS = ("Ref", "Log", "Occurred", "Officer", "Place", "RAG", "Victim", "Suspect", "Account", "Status")


def _row(number: int) -> list[str]:
    person = f"EXAMPLE{number % 977}, Sam (dob 3/4/91)"
    place, account = f"{number % 90} Sample Street", NARRATIVE.format(*[number] * 6)
    return [
        f"T/{number}",
        f"{number:05}_I_03092025",
        "03/09/2025 21:40",
        "1234",
        place,
        "M",
        person,
        "",
        account,
        "Open",
    ]


def write_xlsx(path: Path, rows: int) -> None:
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("OPEN")
    sheet.append(["A TRACKER"])
    sheet.append(COLUMNS)
    for number in range(rows):
        values: list[object] = list(_row(number))
        amber = openpyxl.cell.WriteOnlyCell(sheet, "M")
        amber.fill = PatternFill("solid", fgColor="FFC000")
        values[5] = amber
        sheet.append(values)
    workbook.save(path)


def write_csv(path: Path, rows: int) -> None:
    lines = [",".join(f'"{value}"' for value in _row(number)) for number in range(rows)]
    path.write_text("\n".join([",".join(COLUMNS), *lines]) + "\n", encoding="cp1252")


def _facts(number: int) -> dict[str, str]:
    return {"Reference": f"T/{number}", "Occurred": "2025-09-03T21:40:00+01:00", "Narrative": _row(number)[8]}


def write_xml(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write('<PoleExport xmlns="urn:rms:pole-export:2.3"><Persons>')
        for number in range(rows * 2):
            file.write(f'<Person id="P{number}"><Surname>EXAMPLE{number}</Surname><Forenames>Sam</Forenames></Person>')
        file.write("</Persons><Events>")
        for number in range(rows):
            facts = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in _facts(number).items())
            file.write(f'<Event id="E{number}">{facts}</Event>')
        file.write("</Events><Links>")
        file.writelines(f'<Link type="child" from="P{number}" to="E{number // 2}"/>' for number in range(rows * 2))
        file.write("</Links></PoleExport>")


def write_ndjson(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        for number in range(rows * 2):
            person = {"entity": "person", "id": f"P{number}", "surname": f"EXAMPLE{number}", "forenames": "Sam"}
            file.write(json.dumps(person) + "\n")
        for number in range(rows):
            facts = {name.lower(): value for name, value in _facts(number).items()}
            file.write(json.dumps({"entity": "event", "id": f"E{number}", **facts}) + "\n")
        for number in range(rows * 2):
            link = {"entity": "link", "type": "child", "from": f"P{number}", "to": f"E{number // 2}"}
            file.write(json.dumps(link) + "\n")


def read(path: Path) -> tuple[int, float, float]:
    """Return how many rows were read, in how many seconds, and the process's peak in MB."""
    start = time.perf_counter()
    count = sum(1 for _ in open_source(path).rows())
    return count, time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(rows: int) -> None:
    print(f"{'kind':8}{'MB':>8}{'rows':>9}{'seconds':>10}{'rows/s':>10}{'peak MB':>10}")
    with tempfile.TemporaryDirectory() as folder:
        for write in (write_xlsx, write_csv, write_xml, write_ndjson):
            kind = write.__name__.removeprefix("write_")
            path = Path(folder, f"backlog.{kind}")
            write(path, rows)
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                count, seconds, peak = pool.apply(read, (path,))
            size = path.stat().st_size / 1e6
            print(f"{kind:8}{size:8.1f}{count:9,}{seconds:10.2f}{count / seconds:10,.0f}{peak:10.0f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 14_140)
