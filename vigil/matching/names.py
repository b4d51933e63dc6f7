"""Names as people write them: folded to plain letters, with their other forms and how they sound."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from vigil.matching import tables
from vigil.matching.tables import words

LONGEST = 60  # letters of one name that are looked at; a longer one is something else typed in the box
MOST_NAMES = 8  # of one person

_LETTERS = str.maketrans({"ł": "l", "đ": "d", "ð": "d", "ø": "o", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"})
_JOINED = re.compile(r"['’`´.?*]")
_WORD = re.compile(r"[a-z]+")

# How spellings of one sound are brought together, longest first. Ours, for English, Welsh, Polish, Romanian,
# South Asian and Arabic names in Latin letters: "Szymanski" and "Shymanski", "Hussain" and "Husayn".
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^(?:mac|mc)(?=[a-z]{3})", "mk"),
        (r"sch|tsch|tch|cz|sz|sh|ch|cs|zh|rz", "x"),
        (r"ph|ff", "f"),
        (r"gh(?=[^aeiouy]|$)", ""),
        (r"kh|ck|qu|q", "k"),
        (r"gh", "g"),
        (r"[bdt]h", lambda found: found[0][0]),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"(?<=.)w$", ""),
        (r"w", "v"),
        (r"z", "s"),
        (r"^[jy](?=[aeiou])", "j"),
        (r"(?<=.)h", ""),
    )
)
_VOWELS = re.compile(r"(?<=.)[aeiouyj]+")


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """Return a text in plain small letters and spaces: "O'Neill-Łuć" is "oneill luc"."""
    if text.isascii():  # as most is; the rest takes ten times as long
        return " ".join(_WORD.findall(_JOINED.sub("", text[: LONGEST * MOST_NAMES]).lower()))
    plain = unicodedata.normalize("NFKD", _JOINED.sub("", text[: LONGEST * MOST_NAMES]).casefold().translate(_LETTERS))
    return " ".join(_WORD.findall("".join(letter for letter in plain if not unicodedata.combining(letter))))


@lru_cache(maxsize=100_000)
def sound(name: str) -> str:
    """Return how a folded name sounds: its consonants, those spelt alike in several tongues made one."""
    squeezed = name.replace(" ", "")
    for pattern, said in _SOUNDS:
        squeezed = pattern.sub(said, squeezed)
    squeezed = re.sub(r"(.)\1+", r"\1", squeezed)
    first = "a" if squeezed[:1] in tuple("aeiou") else squeezed[:1]
    return first + _VOWELS.sub("", " " + squeezed[1:]).strip()


@cache
def _forms() -> dict[str, frozenset[str]]:
    """Return for each name the full names it can stand for, itself among them if it is one."""
    table: dict[str, str] = tables.read("nicknames")["forms"]
    stands_for: dict[str, set[str]] = {}
    for full, others in table.items():
        for one in (full, *others.split()):
            stands_for.setdefault(one, set()).add(full)
    return {name: frozenset(full) for name, full in stands_for.items()}


@lru_cache(maxsize=100_000)
def full_names(forename: str) -> frozenset[str]:
    """Return the full names a folded forename can stand for, and itself: "liz" is "liz" and "elizabeth"."""
    return _forms().get(forename, frozenset()) | {forename}


@cache
def known() -> frozenset[str]:
    """Return the forenames that stand in the table, as a full name or as a form of one."""
    return frozenset(_forms())


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What somebody is called, folded. Anything may be empty."""

    forename: str = ""  # the first, as written; one letter if only that is known
    others: tuple[str, ...] = ()  # later forenames and aliases that may be forenames
    surname: str = ""  # the whole surname without spaces
    surnames: tuple[str, ...] = ()  # its halves, maiden name and aliases that may be surnames


@lru_cache(maxsize=200_000)
def read(forenames: str, surname: str, also_known_as: str = "") -> Names:
    """Return what somebody is called, however it was typed. Words such as "UNKNOWN" and titles are no name."""
    given = _parts(forenames)
    family = _parts(surname)
    if len(given) > 1 and not family and len(given[-1]) > 1:
        given, family = given[:-1], given[-1:]  # a whole name in the forename's box
    other_given: list[str] = []
    other_family: list[str] = []
    alias = [word for word in _parts(also_known_as) if word not in words("introduces_another_name")]
    if len(alias) == 1:
        other_given, other_family = alias, alias
    elif alias:
        other_given, other_family = alias[:-1], alias[-1:]
    whole = "".join(family)[:LONGEST]
    halves = [half for half in family if half not in words("particles") and len(half) > 1] if len(family) > 1 else []
    return Names(
        forename=given[0] if given else "",
        others=tuple(dict.fromkeys(word for word in (*given[1:], *other_given) if len(word) > 1)),
        surname=whole,
        surnames=tuple(dict.fromkeys(word for word in (*halves, *other_family) if len(word) > 1)),
    )


def _parts(text: str) -> list[str]:
    parts = [part[:LONGEST] for part in fold(text.strip("?")).split()]
    while parts and parts[0] in words("titles"):
        parts = parts[1:]
    return [part for part in parts if part not in words("not_a_name")][:MOST_NAMES]
