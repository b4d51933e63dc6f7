"""The second reader: does a stretch of a narrative read like labelled examples of a risk?

Rules find a risk by words somebody thought of. This reader weighs every word, every run of letters in it, every sense
that it has (``senses.toml``) and every two senses that stand in one stretch, by how far they set the examples of a risk
apart from everything else that was labelled, so that it hears risk told without its name. The weights are learnt from
examples (``learning.py``) and packaged; nothing is learnt while the hub runs.

The weights of a trait for all codes are the lanes of one whole number, so that one addition adds them all. Above the
lanes stands the trait's share of the square of a stretch's length, by which the sums are divided.
"""

import json
import tomllib
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import combinations
from math import sqrt
from typing import NamedTuple

from vigil.screening.markers import LIKE, Code
from vigil.screening.words import BREAK, Words, number_kind, plain

CODES = tuple(Code)
BITS = 16
UNITS = 32  # a weight of 1; a lane holds up to 1,024 of them, some five times what the longest stretch comes to
_BYTES = len(CODES) * BITS // 8
_NOUGHT = 1 << (BITS - 1)
_WIDE = _BYTES + 4  # bytes of a trait's lanes, the square above them, and their sign
_LEVEL = sum(_NOUGHT << (BITS * lane) for lane in range(len(CODES)))  # lifts lanes above nought, to be taken apart

SHORTEST = 8  # words: a longer sentence may be cut at a pause
LONGEST = 24  # words: and is cut here at the latest
JOINS = frozenset(["and", "but", "then", "she", "he", "they", "that", "who", "because", "so", "which"])
_RUNS = (4, 5)  # letters
_ENDINGS = ("ing", "ed", "es", "s", "ly")
_SENSE_COUNTS = 3  # times as much as the word itself: found by leaving one hand out
_WORDS_REMEMBERED = 50_000
EDGE = 0.2  # the margin from which a code is taken as told: decision 0023
COMMON = 12  # examples of a code: a word of more of them says little about which is nearest


def stretches(words: Words) -> Iterator[tuple[int, int]]:
    """Yield the first and last word of each stretch to be judged: a sentence, or part of a long one.

    A question stays with its answer.
    """
    first, count = 0, len(words.keys)
    while first < count:
        end = first
        while end < count and (words.keys[end] != BREAK or end in words.questions):
            end += 1
        while end - first > 2 * SHORTEST:
            cut = first + SHORTEST
            while cut < min(first + LONGEST, end) and not (cut in words.pauses or words.written[cut].lower() in JOINS):
                cut += 1
            if end - cut < SHORTEST // 2:
                break
            yield first, cut - 1
            first = cut
        if end > first:
            yield first, end - 1
        first = end + 1


@lru_cache(maxsize=_WORDS_REMEMBERED)
def stem(word: str) -> str:
    """Return what a word has in common with its other forms, or the kind of a number."""
    if word[0] in "?!.…":
        return "?"
    said = plain(word)
    if not said[-1:].isalpha():
        return number_kind(said) if said else ""
    for ending in _ENDINGS:
        if said.endswith(ending) and len(said) - len(ending) >= 3:
            return said.removesuffix(ending)
    return said


def _senses() -> dict[str, list[str]]:
    """Return the senses that the packaged table gives each stem."""
    table = tomllib.loads((files(__package__) / "senses.toml").read_text(encoding="utf-8"))
    of_stem: dict[str, list[str]] = {}
    for sense, listed in table.items():
        for one in dict.fromkeys(map(stem, listed.split())):
            of_stem.setdefault(one, []).append(f"#{sense}")
    return of_stem


_SENSES = _senses()
_ALPHABET = sorted({sense for senses in _SENSES.values() for sense in senses})
_PLACES = {sense: place for place, sense in enumerate(_ALPHABET)}


def of_word(stem: str) -> list[str]:
    """Return the traits of a word by itself, with repeats: it, its runs of letters, and its senses."""
    edged = f"<{stem}>"
    runs = [edged[i : i + run] for run in _RUNS for i in range(len(edged) - run + 1)]
    return [f"={stem}", *runs, *_SENSES.get(stem, ()) * _SENSE_COUNTS]


def senses_of(stems: Iterable[str]) -> list[str]:
    """Return the senses that words have between them, in one order."""
    return sorted({sense for stem in stems for sense in _SENSES.get(stem, ())})


def of_senses(stems: Iterable[str]) -> list[str]:
    """Return the traits of words together: every two of their senses."""
    return [f"{a}{b}" for a, b in combinations(senses_of(stems), 2)]


class Alike(NamedTuple):
    """A stretch that reads like examples of a risk, by its first and last word."""

    code: Code
    first: int
    last: int


class Weighed(NamedTuple):
    """What a stretch weighs, by its first and last word: for each code, above nought, and its length."""

    first: int
    last: int
    lanes: "array[int]"
    length: float


class Telling(NamedTuple):
    """How much a word speaks for each of a code's examples that hold it, and their ids."""

    weight: float
    examples: list[str]


_NOTHING = Telling(0.0, [])
_NO_SENSES: frozenset[int] = frozenset()


class _Lanes(dict[str, int]):
    """What every word as written weighs by itself, worked out when it is first met."""

    def __init__(self, weights: Mapping[str, int]) -> None:
        self._weights = weights

    def __missing__(self, word: str) -> int:
        lanes = sum(self._weights.get(trait, 0) for trait in of_word(stem(word)))
        if len(self) < _WORDS_REMEMBERED:
            self[word] = lanes
        return lanes


class _Senses(dict[str, frozenset[int]]):
    """The senses of every word as written, by their place in the alphabet of senses."""

    def __missing__(self, word: str) -> frozenset[int]:
        senses = frozenset(_PLACES[sense] for sense in senses_of([stem(word)]))
        if len(self) < _WORDS_REMEMBERED:
            self[word] = senses
        return senses


class Likeness:
    """The weights of every trait, and the examples learnt from."""

    def __init__(self, weights: Mapping[str, int], starts: Sequence[float], examples: Mapping[str, str]) -> None:
        self.weights = weights  # trait -> its lanes
        self.starts = list(starts)  # the margin of a stretch without a known trait, by code in the order of ``Code``
        self.examples = examples  # id -> words, of each example of a risk
        self._needed = [EDGE - start for start in self.starts]  # what a code's lane must reach, by length
        self._least = min(self._needed)
        self._lanes = _Lanes(weights)
        self._senses = _Senses()
        # Places of two senses -> the lanes of the two together, for every two: so no look-up needs to ask.
        every_two = zip(combinations(range(len(_ALPHABET)), 2), combinations(_ALPHABET, 2), strict=True)
        self._together = {places: weights.get(f"{a}{b}", 0) for places, (a, b) in every_two}
        self._telling: dict[Code, dict[str, Telling]] = {}

    def weigh(self, words: Words, cut: Iterable[tuple[int, int]]) -> list[Weighed]:
        """Return what these stretches weigh, each by its first and last word."""
        return [self._weigh(words, first, last) for first, last in cut]

    def margin(self, weighed: Weighed, code: Code) -> float:
        """Return how far a stretch reads like a code: 0 is even."""
        at = CODES.index(code)
        return (weighed.lanes[at] - _NOUGHT) / weighed.length + self.starts[at]

    def alike(self, weighed: Iterable[Weighed]) -> list[Alike]:
        """Return every one of these stretches that reads like a risk, in their order."""
        found = []
        for first, last, lanes, length in weighed:
            if max(lanes) - _NOUGHT < self._least * length:
                continue  # most stretches, and this is all they cost
            for code, lane, needed in zip(CODES, lanes, self._needed, strict=True):
                if lane - _NOUGHT >= needed * length:
                    found.append(Alike(code, first, last))
        return found

    def _weigh(self, words: Words, first: int, last: int) -> Weighed:
        said = words.written[first : last + 1]
        total = sum(map(self._lanes.__getitem__, said), _LEVEL)
        senses = sorted(_NO_SENSES.union(*map(self._senses.__getitem__, said)))
        total = sum(map(self._together.__getitem__, combinations(senses, 2)), total)
        square = total >> (8 * _BYTES)
        lanes = array("H", (total - (square << (8 * _BYTES))).to_bytes(_BYTES, "little"))
        return Weighed(first, last, lanes, sqrt(max(1, square) * UNITS))

    def nearest(self, code: Code, words: Words, first: int, last: int) -> str:
        """Return the id of the example of the code that shares with the stretch what tells most of the code."""
        telling = self._telling.get(code)
        if telling is None:
            telling = self._telling[code] = self._words_of(code)
        shared: dict[str, float] = {}
        for one in set(map(stem, words.written[first : last + 1])):
            weight, names = telling.get(one, _NOTHING)
            for name in names:
                shared[name] = shared.get(name, 0.0) + weight
        return max(shared, key=lambda name: (shared[name], name), default=f"{LIKE}{code}.1")

    def _words_of(self, code: Code) -> dict[str, "Telling"]:
        """Return the words that speak for a code and that few of its examples hold."""
        held: dict[str, list[str]] = {}
        for name, said in self.examples.items():
            if name.startswith(f"{LIKE}{code}."):
                for one in set(map(stem, said.split())):
                    held.setdefault(one, []).append(name)
        lane = BITS * CODES.index(code)
        telling = {}
        for one, names in held.items():
            total = sum((self.weights.get(trait, 0) for trait in of_word(one)), _LEVEL)
            weight = (total >> lane & 2 * _NOUGHT - 1) - _NOUGHT
            if weight > 0 and len(names) <= COMMON:
                telling[one] = Telling(weight / len(names), names)
        return telling


def lanes(weights: Sequence[float], square: float) -> int:
    """Return weights by code, and a trait's share of the square of a stretch's length, as one whole number."""
    return sum(round(w * UNITS) << (BITS * lane) for lane, w in enumerate([*weights, square]))


def packed(likeness: Likeness) -> bytes:
    """Return what was learnt as the file that is packaged."""
    head = json.dumps({"starts": likeness.starts, "traits": [*likeness.weights]})
    body = b"".join(total.to_bytes(_WIDE, "little", signed=True) for total in likeness.weights.values())
    return zlib.compress(head.encode() + b"\n" + body, 9)


def unpacked(file: bytes, examples: Mapping[str, str]) -> Likeness:
    """Return what was learnt, from the packaged file."""
    head, body = zlib.decompress(file).split(b"\n", 1)
    told = json.loads(head)
    weights = {
        trait: int.from_bytes(body[at : at + _WIDE], "little", signed=True)
        for trait, at in zip(told["traits"], range(0, len(body), _WIDE), strict=True)
    }
    return Likeness(weights, told["starts"], examples)


def labelled() -> Iterator[tuple[str, str, frozenset[Code]]]:
    """Yield each packaged example: its id, its words, and the risks they tell as present."""
    for file in sorted((files(__package__) / "examples").iterdir(), key=lambda file: file.name):
        number = 0
        about = file.name.removesuffix(".txt")
        for line in file.read_text(encoding="utf-8").splitlines():
            if line[:2] in ("+ ", "- "):
                number += 1
                said, _, others = line[2:].removesuffix("}").partition(" {")
                codes = {Code(other) for other in others.split(", ") if other}
                yield f"{LIKE}{about}.{number}", said, frozenset(codes | {Code(about)} if line[0] == "+" else codes)


@cache
def packaged() -> Likeness:
    """Return the reader that came with Vigil."""
    return unpacked(
        (files(__package__) / "likeness.bin").read_bytes(),
        {name: said for name, said, codes in labelled() if codes},
    )
