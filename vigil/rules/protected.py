"""Finding a protected address, phone, e-mail or name in text, however it is spelled.

Sources: the data regulator's reprimands of 2023, four of them for a victim's safe address that was let out. A false
find costs a second person a minute; a missed one may cost a life, so what is doubtful counts as found.
What cannot be found: a place told without its name ("the flat over the chip shop"), or a town by itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import OSA

from vigil.rules.spelling import DIGITS, NATO, Token, plain, skeleton, tokens

Span = tuple[int, int]


class Kind(StrEnum):
    """What sort of thing is protected: it settles how it is looked for."""

    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"  # by the surname, or the whole of it
    FORENAME = "forename"  # somebody whose surname others share: by the forename, or the whole of it
    WORDS = "words"  # a school, a workplace, a refuge: looked for as a phrase


@dataclass(frozen=True, kw_only=True)
class Secret:
    """Something that must not be told. An address is written as on an envelope: parts by commas, then a postcode."""

    kind: Kind
    value: str


POSTCODE = re.compile(r"(?<![a-z0-9])([a-z]{1,2}[0-9][a-z0-9]?) *([0-9][a-z]{2})(?![a-z0-9])")
# The kinds of road and of building, with how people shorten them.
_TYPES = {
    "road": "rd roade",
    "street": "st str saint",
    "avenue": "ave av avn",
    "drive": "dr drv",
    "close": "cl clo cls",
    "lane": "ln la",
    "crescent": "cres cresc cr crs",
    "court": "ct crt",
    "gardens": "gdns gdn garden grdns",
    "place": "pl plc",
    "square": "sq sqr",
    "terrace": "terr tce ter",
    "park": "pk prk",
    "grove": "gr grv gro",
    "walk": "wlk wk",
    "way": "wy",
    "hill": "hl",
    "rise": "rse",
    "row": "",
    "mews": "mws",
    "green": "grn gn",
    "view": "vw",
    "mount": "mt",
    "orchard": "orch",
    "meadow": "mdw meadows mdws",
    "bank": "bnk",
    "house": "hse ho",
    "cottage": "cott ctg cottages",
    "farm": "fm",
    "lodge": "ldg",
    "hall": "hl",
    "barn": "",
    "villa": "vla villas",
    "buildings": "bldgs building bldg",
    "parade": "pde",
    "yard": "yd",
    "wharf": "whf",
    "passage": "psge",
    "croft": "crft",
}
CANONICAL = {short: whole for whole, shorts in _TYPES.items() for short in shorts.split()}
_SORTS_OF_PLACE = frozenset(
    {"school", "primary", "junior", "infant", "high", "academy", "college", "nursery", "refuge", "hostel", "ltd", "the"}
)
_WITHIN_A_BUILDING = frozenset({"flat", "apartment", "apt", "unit", "room", "floor", "no", "number", "the"})

_ALIKE_IN_POSTCODES = str.maketrans("oil", "011")


def found(secret: Secret, text: str) -> list[Span]:
    """Return where a text tells the secret: (start, end) pairs in its own order, none if it does not."""
    match secret.kind:
        case Kind.ADDRESS:
            spans = [*_postcodes(secret.value, text), *_streets(secret.value, text)]
        case Kind.PHONE:
            spans = list(_phones(secret.value, text))
        case Kind.EMAIL:
            spans = list(_emails(secret.value, text))
        case Kind.NAME:
            spans = list(_names(secret.value, text, alone=-1))
        case Kind.FORENAME:
            spans = list(_names(secret.value, text, alone=0))
        case Kind.WORDS:
            spans = list(_words(secret.value, text))
    return sorted(set(spans))


def tells(secret: Secret, text: str) -> bool:
    """Return whether a text tells the secret."""
    return bool(found(secret, text))


def _canonical(text: str) -> list[Token]:
    return [Token(CANONICAL.get(token.text, token.text), token.start, token.end) for token in tokens(text)]


# -- Addresses --------------------------------------------------------------------------------------


def _postcodes(address: str, text: str) -> Iterator[Span]:
    known = POSTCODE.search(plain(address)[0])
    if known is None:
        return
    code = (known[1] + known[2]).translate(_ALIKE_IN_POSTCODES)
    squashed: list[str] = []
    places: list[Token] = []
    for token in tokens(text):
        letters = NATO.get(token.text, token.text)
        squashed += letters
        places += [token] * len(letters)
    joined = "".join(squashed).translate(_ALIKE_IN_POSTCODES)
    for match in re.finditer(re.escape(code), joined):
        yield places[match.start()].start, places[match.end() - 1].end


def _streets(address: str, text: str) -> Iterator[Span]:
    written = _canonical(text)
    for number, phrase in _lines(address):
        yield from _phrase(phrase, written)
        # "12 Larch" without its "Walk" still says where, if the number stands beside it.
        if number and len(phrase) > 1 and phrase[-1] in _TYPES:
            for start, end in _phrase(phrase[:-1], written):
                before = [token.text for token in written if token.end <= start][-2:]
                after = [token.text for token in written if token.start >= end][:2]
                if number in before or number in after:
                    yield start, end


def _lines(address: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the number ("" for none) and the words of each part of an address that says which place: not the town."""
    without_postcode = POSTCODE.sub(" ", plain(address)[0])
    for position, part in enumerate(re.split(r"[,;\n]", without_postcode)):
        words = [token.text for token in _canonical(part)]
        number = ""
        while words and (words[0] in _WITHIN_A_BUILDING or words[0].isdigit() or (number and len(words[0]) == 1)):
            number = words[0] if words[0].isdigit() else number
            words = words[1:]
        kind = next((place for place, word in enumerate(words) if place and word in _TYPES), None)
        if kind is not None:
            yield number, words[: kind + 1]
            words = words[kind + 1 :]
            further = next((place for place, word in enumerate(words) if place and word in _TYPES), None)
            if further is not None:  # "Rose Cottage Larch Walk" without its comma
                yield number, words[: further + 1]
        elif words and (number or position == 0):
            yield number, words


def _phrase(phrase: list[str], written: list[Token]) -> Iterator[Span]:
    """Yield where a phrase stands, whole or broken up, run together or misspelled."""
    target = "".join(phrase)
    if len(target) < 3:
        return
    limit = _slips(len(target))
    heard = skeleton(target)
    for first in range(len(written)):
        joined = ""
        for last in range(first, len(written)):
            joined += written[last].text
            if len(joined) > len(target) + len(target) // 3 + 1:
                break
            slips = OSA.distance(target, joined, score_cutoff=max(limit, len(target) // 3))
            sounds_alike = slips <= len(target) // 3 and len(heard) > 4 and OSA.distance(heard, skeleton(joined)) <= 1
            if slips <= limit or sounds_alike:
                yield written[first].start, written[last].end


def _words(value: str, text: str) -> Iterator[Span]:
    words, written = [token.text for token in _canonical(value)], _canonical(text)
    yield from _phrase(words, written)
    telling = [word for word in words if word not in _SORTS_OF_PLACE]
    if telling != words and len("".join(telling)) > 4:
        yield from _phrase(telling, written)


def _slips(length: int) -> int:
    """Return how many letters may be wrong in a word of this length."""
    return 0 if length < 5 else 1 if length < 8 else 2 if length < 13 else 3


# -- Phones, e-mails, names ---------------------------------------------------------------------------


def _phones(phone: str, text: str) -> Iterator[Span]:
    number = re.sub(r"[^0-9]", "", plain(phone)[0])
    number = re.sub(r"^(00)?44", "", number).lstrip("0")
    if len(number) < 6:
        return
    for run in _runs_of_digits(text):
        digits = "".join(each for each, _ in run)
        for match in re.finditer(number, digits):
            yield run[match.start()][1].start, run[match.end() - 1][1].end
        # A landline is known to anybody in the same town by its last six figures.
        if number[0] in "12" and digits == number[-6:]:
            yield run[0][1].start, run[-1][1].end


def _runs_of_digits(text: str) -> Iterator[list[tuple[str, Token]]]:
    """Yield each run of figures, by figure: "oh seven double seven" and "+44 (0)77" are runs; a word ends one."""
    letters, places = plain(text)
    run: list[tuple[str, Token]] = []
    times = 1
    for match in re.finditer(r"[a-z]+|[0-9]+", letters):
        token = Token(match.group(), places[match.start()], places[match.end() - 1] + 1)
        word = token.text
        if word.isdigit():
            run += [(digit, token) for digit in word[0] * (times - 1) + word]
            times = 1
        elif word in DIGITS or (re.fullmatch(r"[oil]+", word) and _beside_a_figure(letters, match)):
            digits = DIGITS.get(word) or word.translate(_ALIKE_IN_POSTCODES)
            run += [(digit, token) for digit in digits * times]
            times = 1
        elif word in {"double", "triple", "treble"}:
            times = 2 if word == "double" else 3
        elif word not in {"and", "then", "dash", "space", "plus"}:
            if run:
                yield run
            run, times = [], 1
    if run:
        yield run


def _beside_a_figure(letters: str, match: re.Match[str]) -> bool:
    return letters[match.start() - 1 : match.start()].isdigit() or letters[match.end() : match.end() + 1].isdigit()


def _emails(email: str, text: str) -> Iterator[Span]:
    letters, places = plain(text)
    name, _, domain = plain(email)[0].strip().partition("@")
    at, dot = r"\s*(?:@|[\[(]\s*at\s*[\])]|\bat\b)\s*", r"\s*(?:\.|[\[(]\s*dot\s*[\])]|\bdot\b)\s*"
    spelled = [dot.join(re.escape(part) for part in side.split(".")) for side in (name, domain) if side]
    if not spelled:
        return
    patterns = [at.join(spelled)]
    if len(name) > 5 and re.search(r"[0-9._-]", name):
        patterns.append(spelled[0])  # the same name at another provider
    for pattern in patterns:
        for match in re.finditer(pattern, letters):
            yield places[match.start()], places[match.end() - 1] + 1


def _names(name: str, text: str, *, alone: int) -> Iterator[Span]:
    """Yield where somebody is named by the one word at ``alone``: whoever writes the whole name writes that too."""
    words = [token.text for token in tokens(name)]
    if words:
        yield from _phrase(words if len(words[alone]) < 3 else [words[alone]], tokens(text))
