"""A narrative as words with their places: what every later step looks at instead of raw text.

Nothing is rewritten, so a word's place is its place in the narrative as received.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

BREAK = "¶"  # the end of a sentence, a line of a log, or an item of a list: no pattern crosses it

# Characters that nobody sees; they may sit inside a word and must not hide it.
UNSEEN = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_TOKEN = re.compile(
    rf"""([^\W\d_]+(?:['’‘`{UNSEEN}]+[^\W\d_]+|(?<=\b[nN])/[aA]\b|(?<=\b[wW])/[oO]\b)*)  # 1 a word
       |([£$€]?\d+(?:[.:,]\d+)*)                                        # 2 a number or a time
       |([.!?…]+(?!\w)|\.(?=[A-Z][a-z])|[\n\r\x0b\x0c\u2028]\s*|[•▪●*]) # 3 an end
       |([,;:\[\]]|(?<=\s)[-–—]+(?=\s)|—)                              # 4 a pause
       |<[^<>\n]{{0,60}}>|&[a-z]{{2,6}};                                # mark-up, passed over""",
    re.VERBOSE | re.IGNORECASE,
)
_PRONOUN = re.compile(r"(i|he|she|they|you|we|it)['’‘`](?:s|d|ll|ve|m|re)$", re.IGNORECASE)
_NOT_LETTERS = re.compile(rf"['’‘`/{UNSEEN}]")
_LONG_LINE = 60  # characters: a shorter line was ended by its writer, a longer one may have been wrapped


class Words(NamedTuple):
    """The words of a narrative, in order. Lists run in step; an index names a word or a break."""

    keys: list[str]  # the lexicon's name for the word, "" if it has none, or BREAK
    starts: list[int]
    ends: list[int]
    pauses: set[int]  # words with a comma, colon, bracket or dash before them
    questions: set[int]  # breaks that are question marks


def plain(word: str) -> str:
    """Return a word as patterns spell it: small letters, no accents, no apostrophe, no pronoun's verb."""
    pronoun = _PRONOUN.match(word)
    if pronoun:
        return pronoun[1].lower()
    word = _NOT_LETTERS.sub("", word).lower()
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


def number_kind(digits: str) -> str:
    """Return the lexicon's name for a number: money, a time, a year, or an age band."""
    if digits[0] in "£$€":
        return "#money"
    if not digits.isdecimal() or len(digits) > 4:
        return "#big"
    number = int(digits)
    if number < 18:
        return "#u18"
    if number < 65:
        return "#18to64"
    if number < 111:
        return "#65plus"
    return "#year" if 1950 <= number < 2050 else "#big"


def split(text: str, key_of: Callable[[str], str], *, titles: frozenset[str], streets: frozenset[str]) -> Words:
    """Return the narrative's words, each named by ``key_of``.

    A word after a title ("Mrs Slaughter") or before a street word ("Gunn Street") is a name, not a risk.
    """
    words = Words([], [], [], set(), set())
    keys, starts, ends, pauses, questions = words
    add_key, add_start, add_end = keys.append, starts.append, ends.append
    line_start = 0
    before = ""  # the key of the word before
    for match in _TOKEN.finditer(text):
        kind = match.lastindex
        if kind == 1:
            key = key_of(match[1])
            if before in titles and before and match[1][0].isupper():
                key = ""
            elif key in streets and before and before[0] not in "#¶" and text[starts[-1]].isupper():
                keys[-1] = ""
        elif kind == 2:
            key = key_of(match[2])
            if key == "#year":
                start, end = match.span()
                if (text[end : end + 1] in "hH" and end < len(text)) or text[start - 3 : start] in ("at ", "AT "):
                    key = "#big"
        elif kind == 3:
            start, end = match.span()
            if text[start] in "\n\r":
                wrapped = start - line_start > _LONG_LINE and text[end : end + 1].islower()
                line_start = end
                if wrapped and text[start - 1] not in ".!?:":
                    continue
            if "?" in match[3]:
                questions.add(len(keys))
            key = BREAK
        else:
            if kind == 4:
                pauses.add(len(keys))
            continue
        add_key(key)
        start, end = match.span()
        add_start(start)
        add_end(end)
        before = key
    return words
