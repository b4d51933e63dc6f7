"""Words to find a referral by. Plain: the same folding makes the stored terms and reads what was typed."""

import re
import unicodedata
from collections.abc import Iterable

_WORD = re.compile(r"[a-z0-9]+")
_JOINED = str.maketrans("", "", "'’-/")
# Letters that do not fall apart into a plain letter and a mark.
_LETTERS = str.maketrans({"ł": "l", "Ł": "L", "ß": "ss", "ø": "o", "Ø": "O", "đ": "d", "æ": "ae", "œ": "oe"})
LONGEST = 40


def words(text: str) -> list[str]:
    """Return the words of a text in lower case without accents: “O'Neill, 12 Flat” gives oneill, 12, flat.

    A reference such as “HFD/25/0022” or a postcode gives its letters and digits run together too.
    """
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS)).encode("ascii", "ignore").decode().lower()
    return [word[:LONGEST] for piece in plain.split() for word in _WORD.findall(piece.translate(_JOINED))]


def terms(
    *, names: Iterable[str], places: Iterable[str], postcodes: Iterable[str], references: Iterable[str]
) -> set[str]:
    """Return every term one referral is to be found by."""
    found = {word for text in (*names, *places, *postcodes, *references) for word in words(text)}
    found |= {"".join(words(text))[:LONGEST] for text in (*postcodes, *references)}
    return found - {""}


def upper_bound(prefix: str) -> str:
    """Return the first text that sorts after everything that starts with ``prefix`` ([a-z0-9], not empty)."""
    stem = prefix.rstrip("z")
    if not stem:
        return "{"  # after every term of letters and digits, on both databases' collations
    last = stem[-1]
    return stem[:-1] + ("a" if last == "9" else chr(ord(last) + 1))
