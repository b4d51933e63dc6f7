"""Names of people: which part is the surname, and how people write it."""

import re
from dataclasses import dataclass

_MAIDEN = re.compile(
    r"\s*\(?\s*\b(?:née|nee|formerly|aka|a\.k\.a\.?|a/k/a|also known as|alias|maiden name|prev\.?|previously|known as)"
    r"\b[:\s]+(?P<other>[^\W\d][\w'’\-]*(?:\s+(?!dob\b|born\b|b\.)[^\W\d][\w'’\-]*)?)\s*\)?",
    re.I,
)
_PARTICLES = frozenset({"van", "von", "der", "den", "de", "da", "di", "du", "dos", "la", "le", "bin", "al", "ap"})
_TITLES = re.compile(r"^(?:mr|mrs|miss|ms|mx|dr|master)\.?\s+", re.I)
_NOBODY = re.compile(
    r"\d*\s*x?\s*(?:children|child|kids?)|\d+"
    r"|(?:none|nil|n/?a|n/?k|no|nobody|no one|unknown|unk|not known|not stated|-+|–|—|\?+|\.|0|tbc|as above)"
    r"|(?:unknown|unk|unidentified)\s+(?:male|female|person|man|woman|suspect|offender|adult|party)s?(?:\s+\w+)?"
    r"|(?:none|nil|no)\s+(?:known|stated|recorded|identified|children|kids|others?)",
    re.I,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Name:
    """A name in its parts, in the case people write it."""

    surname: str = ""
    forenames: str = ""
    also_known_as: str = ""


def is_nobody(text: str) -> bool:
    """Return whether a cell says that there is no such person, or nobody with a name."""
    text = " ".join(text.split()).strip("() ")
    return not text or _NOBODY.fullmatch(text) is not None


def as_written_by_people(text: str) -> str:
    """Return a name typed in capitals or small letters as people write it; mixed case is left as typed."""
    text = " ".join(text.split())
    if not (text.isupper() or text.islower()):
        return " ".join(
            _cased(word) if len(word) > 1 and (word.isupper() or word.islower()) and word not in _PARTICLES else word
            for word in text.split()
        )
    return " ".join(_cased(word) for word in text.split())


def _cased(word: str) -> str:
    parts = re.split(r"([\-'’])", word)
    shaped = [part[:1].upper() + part[1:].lower() for part in parts]
    if len(parts) >= 3 and parts[1] in "'’" and len(parts[-1]) == 1:
        shaped[-1] = shaped[-1].lower()  # "Jones's", not "Jones'S"
    joined = "".join(shaped)
    return joined[:2] + joined[2:3].upper() + joined[3:] if re.match(r"Mc[^\W\d_]{2}", joined) else joined


def split(text: str, *, surname_first: bool = False) -> Name:
    """Return the parts of a full name.

    A comma puts the surname first; capitals beside small letters mark it; otherwise ``surname_first`` says.
    A single letter is an initial, never a surname.
    """
    text, other = apart_from_other_name(text)
    text = _TITLES.sub("", text)
    surname, forenames = _parts(text, surname_first=surname_first)
    return Name(
        surname=as_written_by_people(surname),
        forenames=as_written_by_people(forenames),
        also_known_as=as_written_by_people(other),
    )


def apart_from_other_name(text: str) -> tuple[str, str]:
    """Return a text without its "née WEBB" or "aka Janey", and that other name as written."""
    text = " ".join(text.split()).strip(" ,;-")
    found = _MAIDEN.search(text)
    if not found:
        return text, ""
    return " ".join(f"{text[: found.start()]} {text[found.end() :]}".split()).replace(" ,", ",").strip(" ,"), found[
        "other"
    ]


def _parts(text: str, *, surname_first: bool) -> tuple[str, str]:
    if "," in text:
        surname, _, forenames = text.partition(",")
        return surname.strip(), forenames.replace(",", " ").strip()
    words = text.split()
    if len(words) < 2:
        return (text, "") if surname_first else ("", text)
    in_capitals = [_is_capitals(word) for word in words]
    if any(in_capitals) and any(len(word) > 1 and not caps for word, caps in zip(words, in_capitals, strict=True)):
        start = in_capitals.index(True)
        end = len(words) - in_capitals[::-1].index(True)
        if start and words[start - 1] in {"O", "D"}:
            start -= 1  # "Sean O NEILL"
        return " ".join(words[start:end]), " ".join(words[:start] + words[end:])
    single = [len(word.strip(".")) == 1 for word in words]
    if any(single) and not all(single):
        if single[0] and len(words) == 2:
            return words[1], words[0]
        if single[-1]:
            return words[0], " ".join(words[1:])
    return (words[0], " ".join(words[1:])) if surname_first else (words[-1], " ".join(words[:-1]))


def _is_capitals(word: str) -> bool:
    letters = [letter for letter in word if letter.isalpha()]
    # "McDONALD" and "O'NEILL" are capitals as people type them.
    body = re.sub(r"^(?:Mc|Mac|O['’]|D['’])(?=[A-Z])", "", word)
    return len(letters) > 1 and body.isupper()
