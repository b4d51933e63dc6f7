"""Names, places and codes in text: whole or broken up, run together, misspelled, shortened or spelled out."""

import re
from collections.abc import Iterator

from rapidfuzz.distance import OSA

from vigil.rules.spelling import LETTERS, Token, plain, skeleton, tokens

Span = tuple[int, int]

# The kinds of road and of building, with how people shorten them.
TYPES = {
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
CANONICAL = {short: whole for whole, shorts in TYPES.items() for short in shorts.split()}
_SORTS_OF_PLACE = frozenset(
    {"school", "primary", "junior", "infant", "high", "academy", "college", "nursery", "refuge", "hostel", "ltd", "the"}
)
ALIKE = str.maketrans("oil", "011")  # letters that pass for figures
TIMES = {"double": 2, "triple": 3, "treble": 3}


def canonical(text: str) -> list[Token]:
    return [Token(CANONICAL.get(token.text, token.text), token.start, token.end) for token in tokens(text)]


def standing(sought: list[str], written: list[Token]) -> Iterator[Span]:
    """Yield where a phrase stands, whole or broken up, run together or misspelled."""
    target = "".join(sought)
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


def words(value: str, text: str) -> Iterator[Span]:
    words, written = [token.text for token in canonical(value)], canonical(text)
    yield from standing(words, written)
    if len(words) > 1 and words[-1] in TYPES:
        yield from standing([words[-1], *words[:-1]], written)  # "House, Harbour", as lists are sorted
    telling = [word for word in words if word not in _SORTS_OF_PLACE]
    if telling != words and len("".join(telling)) > 4:
        yield from standing(telling, written)


def codes(code: str, text: str) -> Iterator[Span]:
    """Yield where letters and figures stand in this order: "SY4 9ZZ", "sierra yankee four", "ess why 4", "double Z"."""
    sought = re.sub(r"[^a-z0-9]", "", plain(code)[0]).translate(ALIKE)
    if len(sought) < 4:
        return
    squashed: list[str] = []
    places: list[Token] = []
    times = 1
    for token in tokens(text):
        if token.text in TIMES:
            times = TIMES[token.text]
            continue
        letters = LETTERS.get(token.text, token.text)
        letters = letters[0] * (times - 1) + letters
        squashed += letters
        places += [token] * len(letters)
        times = 1
    joined = "".join(squashed).translate(ALIKE)
    for match in re.finditer(re.escape(sought), joined):
        yield places[match.start()].start, places[match.end() - 1].end


def names(name: str, text: str, *, alone: int) -> Iterator[Span]:
    """Yield where somebody is named by the one word at ``alone``: whoever writes the whole name writes that too."""
    words = [token.text for token in tokens(name)]
    if words:
        yield from standing(words if len(words[alone]) < 3 else [words[alone]], tokens(text))


def _slips(length: int) -> int:
    """Return how many letters may be wrong in a word of this length."""
    return 0 if length < 5 else 1 if length < 8 else 2 if length < 13 else 3
