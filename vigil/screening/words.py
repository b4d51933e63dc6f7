"""A narrative as words with their places: what every later step looks at instead of raw text.

Nothing is rewritten, so a word's place is its place in the narrative as received. A narrative is cut in one go, and
each spelling is named once and remembered, because most words of a narrative have been met before.
"""

import re
import unicodedata
from collections.abc import Callable
from itertools import accumulate, compress, count
from typing import NamedTuple

BREAK = "¶"  # the end of a sentence, a line of a log, or an item of a list: no pattern crosses it

# Names of marks that only cutting sees: each becomes a break, or goes.
_ASKS, _LINE, _PAUSE, _MARK_UP = "?", "\n", ",", "<"

# Characters that nobody sees; they may sit inside a word and must not hide it.
UNSEEN = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_LETTERS = r"[^\W\d_]+"
_TOKEN = re.compile(
    # Spaces and the plainest words are most of a narrative, so they are settled first: that takes a third off.
    rf"""(?![ ])([A-Za-z]+(?![\w/'’‘`{UNSEEN}])
       |{_LETTERS}(?:['’‘`{UNSEEN}]+{_LETTERS}|(?<=\b[nN])/[aA]\b|(?<=\b[wW])/[oO]\b)*   # a word
       |[£$€]?\d+(?:[.:,]\d+)*                                                  # a number or a time
       |[.!?…]+(?!\w)|\.(?=[A-Za-z][A-Za-z])|[\n\r\x0b\x0c\u2028]\s*|[•▪●*]    # an end
       |[,;:\[\]]|(?<=\s)[-–—]+(?=\s)|—                                         # a pause
       |<[^<>\n]{{0,60}}>|&[A-Za-z]{{2,6}};)                                     # mark-up, passed over""",
    re.VERBOSE,
)
_PRONOUN = re.compile(r"(i|he|she|they|you|we|it)['’‘`](?:s|d|ll|ve|m|re)$", re.IGNORECASE)
_NOT_LETTERS = re.compile(rf"['’‘`/{UNSEEN}]")
_MARKS = frozenset({_ASKS, _LINE, _PAUSE, _MARK_UP, "#year"})
_PASSED = frozenset({_PAUSE, _MARK_UP})
_SPELLINGS_REMEMBERED = 50_000
_LONG_LINE = 60  # characters: a shorter line was ended by its writer, a longer one may have been wrapped


class Words(NamedTuple):
    """The words of a narrative, in order. Lists run in step; an index names a word or a break."""

    keys: list[str]  # the lexicon's name for the word, "" if it has none, or BREAK
    written: list[str]  # the word or break as it stands in the narrative
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


class Names(dict[str, str]):
    """The name of every word, number and mark as written, worked out when it is first met."""

    def __init__(self, name_of: Callable[[str], str], *, titles: frozenset[str], streets: frozenset[str]) -> None:
        super().__init__()
        self._name_of = name_of  # the lexicon's name for a plain word, "" if it has none
        self.titles, self.streets = titles, streets
        self.looked_at = _MARKS | titles | streets  # what needs more than its name to be understood

    def __missing__(self, token: str) -> str:
        name = self._name(token)
        if len(self) < _SPELLINGS_REMEMBERED:
            self[token] = name
        return name

    def _name(self, token: str) -> str:
        if "?" in token:
            return _ASKS
        first = token[0]
        if first in "\n\r":
            return _LINE
        if first in ".!…•▪●*\x0b\x0c\u2028":
            return BREAK
        if first in ",;:[]-–—":
            return _PAUSE
        if first in "<&":
            return _MARK_UP
        name = self._name_of(plain(token))
        return name if name or token[-1].isalpha() else number_kind(token)


def split(text: str, names: Names) -> Words:
    """Return the narrative's words, each by its name.

    A word after a title ("Mrs Slaughter") or before a street word ("Gunn Street") is a name, not a risk.
    """
    pieces = _TOKEN.split(text)  # what is between tokens, and tokens, in turn
    tokens = pieces[1::2]
    keys = [*map(names.__getitem__, tokens)]
    edges = [*accumulate(map(len, pieces))]
    starts, ends = edges[:-1:2], edges[1::2]
    pauses: set[int] = set()
    questions: set[int] = set()
    passed: list[int] = []  # tokens that are neither words nor breaks
    looked_at = names.looked_at
    line_start = 0
    for i in [*compress(count(), map(looked_at.__contains__, keys))]:
        key = keys[i]
        if key == _PAUSE:
            pauses.add(i - len(passed))
            passed.append(i)
        elif key == _ASKS:
            questions.add(i - len(passed))
            keys[i] = BREAK
        elif key == _LINE:
            start, end = starts[i], ends[i]
            # A line that goes on in small letters was wrapped.
            wrapped = start - line_start > _LONG_LINE and text[end : end + 1].islower()
            line_start = end
            if wrapped and text[start - 1] not in ".!?:":
                keys[i] = _MARK_UP
                passed.append(i)
            else:
                keys[i] = BREAK
        elif key == _MARK_UP:
            passed.append(i)
        elif key == "#year":
            # "at 2010" and "2010hrs" are times of day.
            if text[ends[i] : ends[i] + 1] in ("h", "H") or text[starts[i] - 3 : starts[i]] in ("at ", "AT "):
                keys[i] = "#big"
        elif key:
            if key in names.streets:
                before = i - 1
                while before >= 0 and keys[before] in _PASSED:
                    before -= 1
                if before >= 0 and tokens[before][0].isupper() and keys[before][:1] != "#":
                    keys[before] = ""
            if key in names.titles:
                after = i + 1
                while after < len(keys) and keys[after] in _PASSED:
                    after += 1
                if after < len(keys) and tokens[after][0].isupper():
                    keys[after] = ""
    if passed:
        kept = bytearray(b"\1") * len(keys)
        for i in passed:
            kept[i] = 0
        keys, tokens = [*compress(keys, kept)], [*compress(tokens, kept)]
        starts, ends = [*compress(starts, kept)], [*compress(ends, kept)]
    return Words(keys, tokens, starts, ends, pauses, questions)
