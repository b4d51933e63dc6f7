"""A protected address in text: by its postcode, or by any line of it that says which place."""

import re
from collections.abc import Iterator

from vigil.rules.protected.phrases import TYPES, Span, canonical, codes, standing
from vigil.rules.spelling import Token, plain

POSTCODE = re.compile(r"(?<![a-z0-9])([a-z]{1,2}[0-9][a-z0-9]?) *([0-9][a-z]{2})(?![a-z0-9])")
_WITHIN_A_BUILDING = frozenset({"flat", "apartment", "apt", "unit", "room", "floor", "no", "number", "the"})


def postcodes(address: str, text: str) -> Iterator[Span]:
    """Yield where the address's postcode stands, if it has one."""
    if known := POSTCODE.search(plain(address)[0]):
        yield from codes(known[0], text)


def streets(address: str, text: str) -> Iterator[Span]:
    """Yield where a line of the address stands that says which place: not the town."""
    written = canonical(text)
    for number, line in _lines(address):
        yield from standing(line, written)
        if len(line) > 1 and line[-1] in TYPES:
            yield from standing([line[-1], *line[:-1]], written)  # "Walk, Larch", as lists are sorted
            yield from _shortened(number, line, written)
            # "12 Larch" without its "Walk" still says where, if the number stands beside it.
            yield from (span for span in standing(line[:-1], written) if number and _is_beside(number, span, written))


def _shortened(number: str, line: list[str], written: list[Token]) -> Iterator[Span]:
    """Yield where a line stands by its initials: "12 L.W.", "12 LW", "12 L Walk", "Larch W"."""
    together = "".join(word[0] for word in line)
    for first, token in enumerate(written):
        span = token.start, token.end
        if token.text == together and _is_beside(number, span, written):
            yield span
        few = written[first : first + len(line)]
        if len(few) == len(line) and all(one.text in (word, word[0]) for one, word in zip(few, line, strict=True)):
            span = token.start, few[-1].end
            names_it = [one.text for one in few[:-1]] == line[:-1]  # only its kind is an initial
            if names_it or _is_beside(number, span, written):
                yield span


def _is_beside(number: str, span: Span, written: list[Token]) -> bool:
    before = [token.text for token in written if token.end <= span[0]][-2:]
    after = [token.text for token in written if token.start >= span[1]][:2]
    return number in before or number in after


def _lines(address: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the number ("" for none) and the words of each part of an address that says which place: not the town."""
    without_postcode = POSTCODE.sub(" ", plain(address)[0])
    for position, part in enumerate(re.split(r"[,;\n]", without_postcode)):
        words = [token.text for token in canonical(part)]
        number = ""
        while words and (words[0] in _WITHIN_A_BUILDING or words[0].isdigit() or (number and len(words[0]) == 1)):
            number = words[0] if words[0].isdigit() else number
            words = words[1:]
        kind = next((place for place, word in enumerate(words) if place and word in TYPES), None)
        if kind is not None:
            yield number, words[: kind + 1]
            words = words[kind + 1 :]
            further = next((place for place, word in enumerate(words) if place and word in TYPES), None)
            if further is not None:  # "Rose Cottage Larch Walk" without its comma
                yield number, words[: further + 1]
        elif words and (number or position == 0):
            yield number, words
