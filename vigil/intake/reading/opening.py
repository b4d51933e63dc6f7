"""Any source file to its reader. What a file is shows in its content; its name is what somebody called it."""

from pathlib import Path

from vigil.intake.reading.delimited import DelimitedReader
from vigil.intake.reading.elements import root_of
from vigil.intake.reading.lines import encoding_of, is_binary
from vigil.intake.reading.ndjson import open_ndjson
from vigil.intake.reading.pole import NAMESPACE, PoleReader, PoleXml
from vigil.intake.reading.rows import Reader, Unreadable
from vigil.intake.reading.xlsx import XlsxReader

_HEAD_BYTES = 64 * 1024
_ZIP = b"PK\x03\x04"
_NOT_TEXT = (
    "This is not a file Vigil reads. It reads Excel workbooks (.xlsx), delimited text (.csv), XML and NDJSON: "
    "export or save it as one of those."
)
# The first bytes of files that people send by mistake, and what to do about each.
_KNOWN = {
    b"\xd0\xcf\x11\xe0": (
        "This is an old Excel workbook (.xls) or one locked with a password. "
        "Open it in Excel, take the password off if it has one, and save it as .xlsx."
    ),
    b"%PDF": "This is a PDF. Ask for the workbook or the export it was printed from.",
    b"\x1f\x8b": "This is a compressed file (gzip). Unpack it and choose what is inside.",
}


def open_source(path: Path) -> Reader:
    """Return the reader that fits the file's content. Raises Unreadable with what to do where none does."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if not head.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise Unreadable("The file is empty. Export it again, or check that it was copied whole.")
    for magic, what_to_do in _KNOWN.items():
        if head.startswith(magic):
            raise Unreadable(what_to_do)
    if head.startswith(_ZIP):
        return XlsxReader(path)
    encoding = encoding_of(path)
    if is_binary(head, encoding):
        raise Unreadable(_NOT_TEXT)
    beginning = head.decode(encoding if encoding.startswith("utf") else "latin-1", "replace").lstrip("\ufeff \t\r\n")
    if beginning.startswith("<"):
        return _open_xml(path)
    if beginning.startswith("{"):
        return open_ndjson(path)
    if beginning.startswith("["):
        raise Unreadable(
            "This is JSON in one piece. Ask for it as NDJSON: one object a line, without the outer brackets."
        )
    return DelimitedReader(path)


def _open_xml(path: Path) -> Reader:
    with path.open("rb") as file:
        root = root_of(file)
    if root != (NAMESPACE, "PoleExport"):
        raise Unreadable(
            "This XML is not a POLE export of version 2.3, the only XML Vigil reads. "
            "Ask the record-system team for that export, or for CSV."
        )
    return PoleReader(PoleXml(path))
