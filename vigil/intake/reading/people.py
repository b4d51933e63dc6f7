"""People as a cell writes them: name, birth, relationship and address in one piece of text, or several people."""

import re
from dataclasses import dataclass
from typing import Any

from vigil.intake.reading import names

RELATIONSHIPS = re.compile(
    r"(?:(?:ex|former|estranged|step|half|foster|adoptive|adopted|birth|late|maternal|paternal|great|older|younger|"
    r"eldest|current|new|his|her|their)[\s\-]*)*"
    r"(?:mother|father|mum|mom|dad|parent|guardian|partner|boyfriend|girlfriend|husband|wife|spouse|fianc[eé]e?|son|daughter|"
    r"child|brother|sister|sibling|twin|uncle|aunt|auntie|niece|nephew|cousin|grand\w+|nan|nanna|in[\s\-]law|"
    r"carer|foster carer|care worker|support worker|social worker|key worker|neighbour|friend|associate|acquaintance|"
    r"employer|employee|colleague|landlord|landlady|lodger|tenant|housemate|flatmate|resident|teacher|stranger)"
    r"(?:[\s\-]in[\s\-]law)?",
    re.I,
)
PARENTS = re.compile(r"(?:step|foster|adoptive|birth)?[\s\-]*(?:mother|father|mum|mom|dad|parent|guardian|carer)", re.I)
PARTNERS = re.compile(
    r"(?:(?:ex|former|estranged)[\s\-]*)?(?:partner|boyfriend|girlfriend|husband|wife|spouse|fianc[eé]e?)", re.I
)

_DATE = (
    r"\d{1,2}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?\d{2,4}|\d{4}-\d{2}-\d{2}"
    r"|\d{1,2}(?:st|nd|rd|th)?[\s\-][a-z]{3,9}\.?[\s\-,]+\d{2,4}"
)
_UNIT = r"(?:y|yo|yrs?|years?|m|mo|mths?|months?|w|wks?|weeks?|d|days?)"
_AGE = rf"<?\s?\d{{1,3}}\s*{_UNIT}?\.?(?:\s*old)?"
_UNKNOWN = r"\?+|unk(?:nown)?|n/?k|not known|tbc"
_BIRTH = re.compile(
    rf"\(?\s*(?<!\w)(?:d\.?o\.?b\.?|born|b\.)\s*:?\s*(?P<dob>{_DATE}|{_AGE}|{_UNKNOWN})\s*\)?"
    rf"|\(\s*(?P<bracketed>{_DATE}|(?:aged?|c\.?|approx\.?)?\s*{_AGE}|\?+|unk)\s*\)"
    rf"|(?<![\d/.\w])(?P<bare>{_DATE})(?![\d/\w])"
    rf"|(?<!\w)(?P<aged>(?:aged?|c\.)\s*\d{{1,3}}(?:\s*{_UNIT}\b)?|\d{{1,3}}\s*{_UNIT}(?:\s+old)?(?!\w))"
    r"|(?<=\s)(?P<unk>UNK|unk(?:nown)?)(?=\s*(?:\(|$))",
    re.I,
)
_TRAILING_AGE = re.compile(r"(?<=[^\W\d])\s+(?P<age>\d{1,3})$")
# What may stand between a name and its birth: "SMITH, Jane, dob 3/4/91", "SMITH, Jane (F) (dob 3/4/91)".
_ONLY_BETWEEN = re.compile(r"[\s,\-–(]*(?:[MF]\b\)?)?[\s,\-–(]*")
_CHILD_BIRTH = re.compile(rf"(?:{_BIRTH.pattern})|[\s\-–:=]+(?P<trailing>\d{{1,2}}|\?)$", re.I)
_NAME_ENDS = re.compile(
    r"\s+[-–]\s|\s+(?:of|lives(?:\s+at)?|living at|resides(?:\s+at)?|residing at)\s|\s*\(|\s*,|\s*$"
)
_RELATION_NEXT = re.compile(
    rf"\s*(?P<mark>\(|[-–,])\s*(?P<word>{RELATIONSHIPS.pattern})\s*\)?(?=\s*(?:$|,|\(|of\s|lives|at\s|resid|living|[-–]))",
    re.I,
)
_ADDRESS_NEXT = re.compile(r"\s*(?:,|[-–]|of\s|lives(?:\s+at)?\s|living at\s|resid(?:es|ing)(?:\s+at)?\s)\s*", re.I)
_COUNT = re.compile(r"^\s*(?:x\s*)?\d{1,2}\s*(?:[-–:x]|children?:?|kids:?)\s+", re.I)
_BETWEEN_CHILDREN = re.compile(r"\s*(?:[\n;,&+]|\s/\s|\band\b)\s*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """One person as a source writes them. ``birth`` and ``age`` are cells still to be read, ``sex`` a word."""

    surname: str = ""
    forenames: str = ""
    also_known_as: str = ""
    birth: Any = ""  # a date of birth, or an age written in its place
    age: str = ""
    sex: str = ""
    ethnicity: str = ""
    relationship: str = ""
    relationship_in_brackets: bool = False
    address: str = ""
    postcode: str = ""
    phone: str = ""
    school: str = ""
    source_person_id: str = ""
    nhs_number: str = ""
    uprn: str = ""
    as_written: str = ""


def one(text: str, *, surname_first: bool = True) -> Person | None:
    """Return the person in a cell such as "SMITH, Jane (dob 3/4/91) - mother, 4 High Street", or None for nobody."""
    written = " ".join(text.split())
    if names.is_nobody(written) or RELATIONSHIPS.fullmatch(written):
        return None
    text, other_name = names.apart_from_other_name(written)
    end = _name_end(text)
    born = _BIRTH.search(text)
    if born is None and end == len(text):
        born = _TRAILING_AGE.search(text)
    if born is not None and born.start() > end and not _ONLY_BETWEEN.fullmatch(text, end, born.start()):
        born = None  # a figure in the address or after it is not an age
    end = end if born is None else min(end, born.start())
    name = names.split(text[:end], surname_first=surname_first)
    rest = text[end:] if born is None else text[born.end() :]
    relation = _RELATION_NEXT.match(rest)
    if relation:
        rest = rest[relation.end() :]
    lead = _ADDRESS_NEXT.match(rest)
    return Person(
        surname=name.surname,
        forenames=name.forenames,
        also_known_as=names.as_written_by_people(other_name),
        birth=_birth_text(born),
        relationship=relation["word"] if relation else "",
        relationship_in_brackets=bool(relation and relation["mark"] == "("),
        address=(rest[lead.end() :] if lead else rest).strip(" ,-"),
        as_written=written,
    )


def several(text: str, *, surname_first: bool = True) -> list[Person]:
    """Return the people in a cell that parts them with semicolons or line breaks."""
    found = (one(part, surname_first=surname_first) for part in re.split(r"[;\n]", text))
    return [person for person in found if person]


def children(text: str, *, surnames: frozenset[str] = frozenset()) -> list[Person]:
    """Return the children in a cell such as "3 - Ollie 14, Tilly 12 & Thomas 8mths".

    They have forenames only, unless a date of birth shows that a full name is written, or the last word is one
    of ``surnames`` (casefolded: the family's names elsewhere in the entry).
    """
    if names.is_nobody(text):
        return []
    found = []
    for part in _BETWEEN_CHILDREN.split(_COUNT.sub("", text.strip())):
        written = " ".join(part.split())
        if names.is_nobody(written):
            continue
        born = _CHILD_BIRTH.search(written)
        name = (written[: born.start()] + written[born.end() :] if born else written).strip(" ,-()")
        words = name.split()
        if not words:
            continue
        full = len(words) > 1 and ((born is not None and born["dob"] is not None) or words[-1].casefold() in surnames)
        found.append(
            Person(
                surname=names.as_written_by_people(words[-1]) if full else "",
                forenames=names.as_written_by_people(" ".join(words[:-1] if full else words)),
                birth=_birth_text(born),
                as_written=written,
            )
        )
    return found


def _birth_text(born: re.Match[str] | None) -> str:
    return next((text for text in born.groupdict().values() if text), "") if born else ""


def _name_end(text: str) -> int:
    """Return where the name ends: after "SMITH, Jane", and before a relationship, an address or a bracket."""
    first = _NAME_ENDS.search(text)
    if first is None:
        return len(text)
    if first[0].strip() == ",":
        after = text[first.end() :].lstrip()
        second = _NAME_ENDS.search(text, first.end() + 1)
        part = text[first.end() : second.start() if second else len(text)].strip()
        # "Jane SMITH, partner" has no second half of a name behind its comma; "SMITH, Jane" has.
        if after and not RELATIONSHIPS.fullmatch(part) and not part[:1].isdigit():
            return second.start() if second else len(text)
    return first.start()
