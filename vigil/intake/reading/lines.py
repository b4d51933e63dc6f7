"""Text files as lines: the encoding found, and no line ever held whole if it is longer than a record can be."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# A whole incident log pasted into a narrative runs to some 100,000 characters; beyond this it is not one record.
LINE_LIMIT = 1_000_000
_SNIFFED_BYTES = 4 * 1024 * 1024
_HEAD_BYTES = 4096
_FEWEST_ZEROS = 8
# Compressed and compiled files hold about one control character in ten bytes, damaged text far fewer.
_BINARY_SHARE = 0.05
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13})
_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16, whose mark begins the same way
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


# The printable characters Windows-1252 has where Latin-1 has controls. Five bytes have none, and stay controls as
# they do in browsers (WHATWG Encoding, index windows-1252), so that no byte is lost.
_WINDOWS_1252 = {byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0xA0)}


def _read_as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Give a run of bytes that is not valid UTF-8 its Windows-1252 characters."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    run = _HIGH_BYTES.match(error.object, error.start)
    end = run.end() if run else error.end
    return error.object[error.start : end].decode("latin-1").translate(_WINDOWS_1252), end


codecs.register_error("vigil.windows-1252", _read_as_windows_1252)


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line with its line end. ``cut`` says it was too long: ``text`` is then only its beginning."""

    number: int
    text: str
    cut: bool = False


def encoding_of(path: Path) -> str:
    """Return the codec that reads the file: by its byte order mark, else UTF-16 by its zeros, else UTF-8 or
    Windows-1252, whichever explains more of the bytes beyond ASCII.
    """
    with path.open("rb") as file:
        sample = file.read(_SNIFFED_BYTES)
    for mark, encoding in _BOMS.items():
        if sample.startswith(mark):
            return encoding
    head = sample[:_HEAD_BYTES]
    # English text in UTF-16 has a zero in every other byte; a stray NUL in a narrative is one in thousands.
    zeros_before, zeros_after = head[0::2].count(0), head[1::2].count(0)
    if max(zeros_before, zeros_after) > max(_FEWEST_ZEROS, len(head) * 0.3):
        return "utf-16-be" if zeros_before > zeros_after else "utf-16-le"
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    as_utf8 = decoder.decode(sample, final=len(sample) < _SNIFFED_BYTES)  # the sample may cut a character in two
    wrong = as_utf8.count("�") - sample.count("�".encode())
    right = len(as_utf8) - len(as_utf8.encode("ascii", "ignore")) - as_utf8.count("�")
    return "windows-1252" if wrong and wrong >= right else "utf-8"


def is_binary(head: bytes, encoding: str) -> bool:
    """Whether the first bytes of a file are too full of control characters to be text."""
    if encoding.startswith(("utf-16", "utf-32")):
        return False
    return len(head) - len(head.translate(None, _CONTROLS)) > len(head) * _BINARY_SHARE


def lines(path: Path, encoding: str) -> Iterator[Line]:
    """Yield the lines of the file with their ends, "\\n", "\\r\\n" or "\\r". An overlong one is cut, not held."""
    # Windows-1252 is read as Latin-1 and then translated: Python's own codec refuses its five empty places.
    is_windows = encoding == "windows-1252"
    errors = "vigil.windows-1252" if encoding.startswith("utf-8") else "replace"
    with path.open(encoding="latin-1" if is_windows else encoding, errors=errors, newline="") as file:
        number = 0
        while text := file.readline(LINE_LIMIT):
            number += 1
            cut = len(text) == LINE_LIMIT and not text.endswith(("\n", "\r"))
            yield Line(number=number, text=text.translate(_WINDOWS_1252) if is_windows else text, cut=cut)
            while cut and (rest := file.readline(LINE_LIMIT)):
                cut = not rest.endswith(("\n", "\r"))
