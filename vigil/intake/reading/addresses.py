"""Addresses as one line, and the postcode apart."""

import re
from dataclasses import dataclass
from itertools import product

# A9, A99, A9A, AA9, AA99, AA9A: Royal Mail's outward codes.
_OUTWARD_SHAPES = ("A9", "A99", "A9A", "AA9", "AA99", "AA9A")
_POSTCODE_AT_END = re.compile(r"(?:^|[\s,])(?P<out>[A-Z0-9]{2,4})[\s.]?(?P<inward>[A-Z0-9]{3})[\s.,]*$", re.I)
_WELL_FORMED = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}")
_PARTIAL = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?(?:\s\d)?", re.I)
_AS_ANOTHER = re.compile(
    r"(?:(?:same )?as (?:above|victim|vic|ip|referral)|same(?: address| as above)?|a/a|ditto|\"|sab)\.?", re.I
)
_ELSEWHERE = re.compile(
    r"\(\s*inc(?:ident)?\.?\s*(?:loc(?:ation)?|addr(?:ess)?|at)\s*[:\-]?\s*(?P<where>[^)]*)\)", re.I
)
_TO_DIGIT = {"O": "0", "Q": "0", "I": "1", "L": "1", "S": "5", "B": "8", "Z": "2"}
_TO_LETTER = {"0": "O", "1": "I", "5": "S", "8": "B", "2": "Z"}
_MOST_SLIPS = 2
_SMALL_WORDS = frozenset({"on", "upon", "of", "the", "nr", "off", "and", "in", "by", "le"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """An address on one line. ``postcode`` is whole, in capitals with one space, or empty."""

    line: str = ""
    postcode: str = ""
    postcode_repaired: bool = False  # a letter typed for a figure, or the reverse, was put right
    postcode_wrong: bool = False  # a postcode was given and is none


def is_as_another(text: str) -> bool:
    """Return whether a cell says "the same address as the one before": "as above", "SAME", "a/a"."""
    return _AS_ANOTHER.fullmatch(text.strip()) is not None


def apart(text: str) -> tuple[str, str]:
    """Return an address without its "(inc loc: ...)", and where it happened if that says."""
    found = _ELSEWHERE.search(text)
    if not found:
        return text, ""
    return (text[: found.start()] + text[found.end() :]).strip(" ,"), found["where"].strip()


def read(line: str, postcode: str = "") -> Place:
    """Return an address with its postcode taken from its own cell, or else from the end of the line."""
    line, repaired, wrong = _one_line(line), False, False
    whole = ""
    if postcode.strip():
        whole, repaired = _postcode(postcode.strip())
        if not whole:
            wrong = _PARTIAL.fullmatch(postcode.strip()) is None
            line = ", ".join(part for part in (line, " ".join(postcode.upper().split())) if part)
    at_end = _POSTCODE_AT_END.search(line)
    if at_end:
        code, slipped = _postcode(at_end["out"] + " " + at_end["inward"])
        if code:
            line = line[: at_end.start()].strip(" ,")
            if not whole:
                whole, repaired = code, slipped
    return Place(line=line, postcode=whole, postcode_repaired=repaired, postcode_wrong=wrong and not whole)


def _postcode(text: str) -> tuple[str, bool]:
    """Return the postcode a text means with the fewest slips put right, and whether any were."""
    squeezed = re.sub(r"[^A-Z0-9]", "", text.upper())
    outward, inward = squeezed[:-3], squeezed[-3:]
    if _WELL_FORMED.fullmatch(squeezed):
        return f"{outward} {inward}", False
    if not 2 <= len(outward) <= 4 or not any(letter.isdigit() for letter in outward + inward):
        return "", False
    if len(outward) == 4 and outward.isalpha():
        return "", False  # a word such as "Unit" before a number, not a postcode with its figures mistyped
    best: tuple[int, str] | None = None
    for shape, end in product(_OUTWARD_SHAPES, ("9AA",)):
        if len(shape) != len(outward):
            continue
        fitted = _fit(outward + inward, shape + end)
        if fitted and (best is None or fitted[0] < best[0]):
            best = fitted
    if best is None or best[0] > _MOST_SLIPS:
        return "", False
    return best[1][:-3] + " " + best[1][-3:], best[0] > 0


def _fit(text: str, shape: str) -> tuple[int, str] | None:
    slips, fitted = 0, ""
    for letter, kind in zip(text, shape, strict=True):
        right = letter.isalpha() if kind == "A" else letter.isdigit()
        if not right:
            swapped = (_TO_LETTER if kind == "A" else _TO_DIGIT).get(letter)
            if swapped is None:
                return None
            slips, letter = slips + 1, swapped
        fitted += letter
    return slips, fitted


def _one_line(text: str) -> str:
    parts = [" ".join(part.split()) for part in re.split(r"[,\n]", text)]
    line = ", ".join(part for part in parts if part)
    return " ".join(_cased(word) for word in line.split())


def _cased(word: str) -> str:
    bare = word.strip(",.()")
    if bare.isalpha() and not bare.isupper():
        return word
    if any(letter.isdigit() for letter in bare):
        return word if not bare.islower() or len(bare) < 3 else word.upper() if _PARTIAL.fullmatch(bare) else word
    if bare.casefold() in _SMALL_WORDS and not word[:1].isupper():
        return word
    if len(bare) > 1 and bare.isupper():
        return "-".join(
            part.lower() if part.casefold() in _SMALL_WORDS and place else part[:1].upper() + part[1:].lower()
            for place, part in enumerate(word.split("-"))
        )
    return word
