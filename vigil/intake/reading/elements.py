"""XML as a stream of whole elements, with everything that makes XML dangerous refused."""

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from typing import IO
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType

from vigil.intake.reading.rows import Unreadable

# An event with a whole log pasted in is some 200 kB; a tag or an attribute is never more than a few hundred bytes.
ELEMENT_LIMIT = 8 * 1024 * 1024
TAG_LIMIT = 1024 * 1024
DEPTH_LIMIT = 64
_CHUNK = 64 * 1024


class BrokenOff(Unreadable):
    """XML that ends in the middle or stops being XML. What came before it was whole."""


@lru_cache(maxsize=128)
def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _parser() -> XMLParserType:
    parser = ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_definitions
    return parser


def _refuse_definitions(*_: object) -> None:
    raise Unreadable(
        "The XML carries its own definitions (a DOCTYPE), which can hide an attack. "
        "Do not open it elsewhere; ask the sender for a plain export."
    )


def root_of(stream: IO[bytes]) -> tuple[str, str]:
    """Return the namespace and local name of the first element; both empty where there is none within reach."""
    parser = _parser()
    names: list[str] = []
    parser.StartElementHandler = lambda name, _: names.append(name)
    with suppress(ExpatError, LookupError, ValueError):  # what follows the first element is for ``whole_elements``
        parser.Parse(stream.read(_CHUNK), False)
    namespace, _, name = names[0].rpartition("}") if names else ("", "", "")
    return namespace, name


def whole_elements(stream: IO[bytes], *wanted: str) -> Iterator[Element]:
    """Yield each element of a wanted local name once it is complete, in file order, and keep nothing else.

    Names and attributes come without their namespaces. Raises Unreadable for a document type declaration, since
    every XML bomb and every reach for another file begins with one, and BrokenOff where the XML ends too soon.
    """
    parser = _parser()
    complete: list[Element] = []
    builder = TreeBuilder()
    depth = started = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal builder, depth, started
        name = _local(name)
        if depth == 0:
            if name not in wanted:
                return
            builder, started = TreeBuilder(), parser.CurrentByteIndex
            parser.EndElementHandler, parser.CharacterDataHandler = end, builder.data
        depth += 1
        if depth > DEPTH_LIMIT:
            raise Unreadable("The XML is nested deeper than any export is. Ask the sender how it was made.")
        builder.start(name, {_local(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        element = builder.end(_local(name))
        depth -= 1
        if depth == 0:
            parser.EndElementHandler = parser.CharacterDataHandler = None
            complete.append(element)

    parser.StartElementHandler = start
    fed = 0
    while True:
        chunk = stream.read(_CHUNK)
        try:
            parser.Parse(chunk, not chunk)
        except (ExpatError, LookupError, ValueError) as error:  # the last two: an encoding Python does not have
            yield from complete
            raise BrokenOff("The XML ends in the middle or is damaged. Ask for the whole file again.") from error
        yield from complete
        complete.clear()
        if not chunk:
            return
        fed += len(chunk)
        if fed - parser.CurrentByteIndex > TAG_LIMIT or (depth and fed - started > ELEMENT_LIMIT):
            raise Unreadable("One part of the XML is far too long to be a record. Ask the sender to export it again.")
