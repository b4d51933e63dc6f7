"""The text that a reader sees in one of our PDFs, letter by letter: enough of ISO 32000 for what typst writes."""

import re
import zlib

ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
# A literal may hold pairs of brackets. It is read whole, since its bytes may look like anything.
PLAIN = rb"\\.|[^\\()]"
LITERAL = rb"\(((?:%b|\((?:%b|\((?:%b)*\))*\))*)\)" % (PLAIN, PLAIN, PLAIN)
SHOWN = re.compile(rb"<<(?:[^()<>]|\(.*?\))*>>|/(\w+) [\d.]+ Tf|%b|<([0-9A-Fa-f]+)>" % LITERAL, re.DOTALL)


def text_of(pdf: bytes) -> str:
    """Return everything the pages show, in the order it is written, without spaces and line breaks."""
    objects = {int(m[1]): m[2] for m in re.finditer(rb"(\d+) 0 obj(.*?)endobj", pdf, re.DOTALL)}
    pages = [body for body in objects.values() if b"/Type/Page/" in body]
    return "".join("".join(_page(page, objects).split()) for page in pages)


def _page(page: bytes, objects: dict[int, bytes]) -> str:
    resources = objects[_reference(rb"/Resources (\d+) 0 R", page)]
    fonts = {
        m[1]: _letters(_stream(objects[_reference(rb"/ToUnicode (\d+) 0 R", objects[int(m[2])])]))
        for m in re.finditer(rb"/(f\d+) (\d+) 0 R", resources)
    }
    font: dict[int, str] = {}
    told = []
    drawn = _stream(objects[_reference(rb"/Contents (\d+) 0 R", page)])
    for chosen, literal, coded in SHOWN.findall(drawn):
        if chosen:
            font = fonts.get(chosen, {})
        elif literal or coded:
            glyphs = bytes.fromhex(coded.decode()) if coded else _unescaped(literal)
            told += [font.get(int.from_bytes(glyphs[at : at + 2]), "") for at in range(0, len(glyphs), 2)]
    return "".join(told)


def _reference(pattern: bytes, body: bytes) -> int:
    found = re.search(pattern, body)
    assert found
    return int(found[1])


def _stream(body: bytes) -> bytes:
    packed = body[body.index(b"stream") + 6 :].lstrip(b"\r\n")
    return zlib.decompressobj().decompress(packed)


def _letters(cmap: bytes) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>\s", cmap)
    return {int(code, 16): bytes.fromhex(letters.decode()).decode("utf-16-be") for code, letters in pairs}


def _unescaped(literal: bytes) -> bytes:
    def one(escape: re.Match[bytes]) -> bytes:
        octal = escape[1]
        return bytes([int(octal, 8)]) if octal.isdigit() else ESCAPES.get(octal, octal)

    return re.sub(rb"\\([0-7]{1,3}|.)", one, literal, flags=re.DOTALL)
