"""Addresses as matching compares them: which dwelling, which street, which postcode."""

import re
from dataclasses import dataclass
from functools import lru_cache

from vigil.matching import tables
from vigil.matching.names import fold
from vigil.matching.tables import words

LONGEST = 200  # letters of an address that are looked at

_POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[ABD-HJLNP-UW-Z]{2})\b", re.I)
_UNIT = re.compile(
    r"\b(?:flat|apartment|apt|room|rm|unit|bedsit|caravan|plot|maisonette|fl)\.?\s*(\d+[a-z]?|[a-z])\b[,\s]*"
)
_NUMBER = re.compile(r"^(\d{1,5}(?:\s?[-/]\s?\d{1,5})?\s?[a-h]?)\b[,\s]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address in its parts, folded. Anything may be empty."""

    unit: str = ""  # the flat or room
    house: str = ""  # number, else name
    street: str = ""  # with "Rd" and the like spelt out
    area: str = ""  # whatever follows the street: village, town
    postcode: str = ""  # in capitals without a space; a whole British one, or whatever figures abroad use
    uprn: str = ""
    words: frozenset[str] = frozenset()  # of the street and the area, without what every street is called
    is_public: bool = False

    @property
    def dwelling(self) -> str:
        """A short key for the dwelling, or "" when it is not known or many come and go there."""
        if self.is_public or not self.house:
            return ""
        where = self.postcode or self.area[:8]
        return f"{self.house}/{self.street[:6]}/{where}" if self.street or self.postcode else ""


@lru_cache(maxsize=200_000)
def read(line: str, postcode: str = "", uprn: str = "") -> Address:
    """Return an address in its parts, however it was typed."""
    line = line[:LONGEST]
    code, line = _postcode(postcode, line)
    text = " ".join(re.sub(r"['’.]", "", line.casefold()).replace("\n", ",").split())
    unit = ""
    if found := _UNIT.search(text):
        unit, text = found[1], (text[: found.start()] + text[found.end() :]).strip(" ,")
    parts = [part.strip() for part in text.split(",") if part.strip()]
    house, street, at = _house_and_street(parts)
    area = fold(" ".join(parts[at:])).replace(" ", "")
    # Looked for before the street, since towns are named for churches too.
    before = parts[: max(at - 1, 1)]
    public = any(
        any(phrase in part for phrase in tables.read("words")["public_phrases"])
        or (not _names_a_home(part) and not words("public").isdisjoint(fold(part).split()))
        for part in before
    )
    named = frozenset(word for word in fold(f"{street} {' '.join(parts[at:])}").split() if len(word) > 3)
    return Address(
        unit=unit,
        house=house,
        street=street,
        area=area,
        postcode=code,
        uprn=uprn.strip().lstrip("0"),
        is_public=public,
        words=named - words("roads"),
    )


def _postcode(given: str, line: str) -> tuple[str, str]:
    """Return the postcode, checked, and the line without it."""
    found = _POSTCODE.search(given)
    in_line = _POSTCODE.search(line)
    if in_line:
        line = line[: in_line.start()] + line[in_line.end() :]
    if code := found or in_line:
        return (code[1] + code[2]).upper(), line
    figures = re.sub(r"\W", "", given)
    return (figures if figures.isdigit() and len(figures) >= 4 else ""), line


def _house_and_street(parts: list[str]) -> tuple[str, str, int]:
    """Return the house, the street, and which part comes next."""
    if not parts:
        return "", "", 0
    if found := _NUMBER.match(parts[0]):
        rest = parts[0][found.end() :].strip()
        house = re.sub(r"\s", "", found[1])
        if rest:
            return house, _street(rest), 1
        return house, _street(parts[1]) if len(parts) > 1 else "", 2
    first = _street(parts[0])
    if len(parts) > 1:
        if found := _NUMBER.match(parts[1]):  # "Brook Lodge, 4 Mill Lane"
            return re.sub(r"\s", "", found[1]), _street(parts[1][found.end() :]), 2
        if _is_road(_street(parts[1])):
            return first.replace(" ", ""), _street(parts[1]), 2
    if _is_road(first):
        return "", first, 1
    return (first.replace(" ", ""), "", 1) if first else ("", "", 1)


def _street(text: str) -> str:
    in_short = tables.read("words")["roads_in_short"]
    parts = [in_short.get(word, word) for word in fold(text).split()]
    if parts and parts[0] == "street":
        parts[0] = "st"  # "St Peter's Street"
    return " ".join(parts)


def _names_a_home(part: str) -> bool:
    """Return whether a part is a street or a house, whatever it is named after: "Church Lane", "2 The School"."""
    said = _street(part).split()
    numbered = _NUMBER.match(part) is not None
    return numbered or (bool(said) and (said[-1] in words("roads") or said[-1] in words("homes")))


def _is_road(street: str) -> bool:
    return bool(street) and street.split()[-1] in words("roads")
