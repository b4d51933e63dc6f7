"""The small language that lexicon entries are written in, and the tree that finds them all at once.

    word          that word, whatever its case, without its apostrophe
    chok*         any word that begins so
    a|b|<neck>    any of these; <neck> is a named list of words
    a|b c|d       one of a or b, then one of c or d: a bar parts words, never phrases
    the?          a word that may be left out
    ..   ...      up to three, or up to eight, other words of the same sentence
    #  #u18  #18to64  #65plus  #year  #money      a number, of any kind or of that kind

Every pattern hangs in one tree from its rarest word. A narrative's word leads to a branch only when some pattern
turns on that word; it then looks at the words around it once for all those patterns, and looks each up instead of
trying patterns in turn. So the cost follows the words of the narrative and not the size of the lexicon. Each step
takes the nearest word that fits and none is tried again, so no text can make it slow.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from itertools import product, takewhile
from typing import Any, NamedTuple

from vigil.screening.words import BREAK, number_kind

NEAR, FAR = 3, 8  # words that ".." and "..." may pass over
_SPELLING = re.compile(r"[a-z0-9]+\*?|#\w+")
KINDS_OF_NUMBER = ("#u18", "#18to64", "#65plus", "#year", "#money", "#big")


class Step(NamedTuple):
    """One word of a pattern: the spellings that fit, and how many words may come before it."""

    spellings: frozenset[str]
    reach: int


NOWHERE: Mapping[str, tuple["Branch", ...]] = {}


class Branch:
    """A point in the tree: what is complete here, and where each further word leads.

    It holds little and holds it close: reading is slow in proportion to the memory it walks through.
    """

    __slots__ = ("after", "before", "complete", "growing", "look_after", "look_before", "reach")

    def __init__(self, reach: int = 0) -> None:
        self.reach = reach  # words that may be passed over to come here
        self.complete: tuple[Any, ...] = ()
        # -1 before or 1 after, words that may be passed over, words that lead on -> where to
        self.growing: dict[tuple[int, int, frozenset[str]], Branch] = {}
        # word -> where it leads; a break is among the words and leads nowhere
        self.before: Mapping[str, tuple[Branch, ...]] = NOWHERE
        self.after: Mapping[str, tuple[Branch, ...]] = NOWHERE
        self.look_before = self.look_after = 0  # how many words to look at

    def grow(self, direction: int, reach: int, keys: frozenset[str]) -> "Branch":
        """Return the branch that those words lead to, made if need be."""
        return self.growing.setdefault((direction, reach, keys), Branch(reach))

    def freeze(self, grown: Sequence["Branch"]) -> None:
        """Lead on to wherever any of the branches grew, by tables that are looked up by word."""
        self.before, self.look_before = onward_by_word(grown, -1)
        self.after, self.look_after = onward_by_word(grown, 1)
        for branch in grown:
            for onward in branch.growing.values():
                if onward.growing:
                    onward.freeze([onward])
                    onward.growing = {}


def onward_by_word(branches: Sequence[Branch], direction: int) -> tuple[Mapping[str, tuple[Branch, ...]], int]:
    """Return where each word in a direction leads from any of the branches, and how many words to look at."""
    table: dict[str, tuple[Branch, ...]] = {}
    look = 0
    shared: dict[tuple[Branch, ...], tuple[Branch, ...]] = {}  # the words of one list lead alike
    for branch in branches:
        for (way, reach, keys), onward in branch.growing.items():
            if way == direction:
                look = max(look, reach + 1)
                for key in keys:
                    ways = (*table.get(key, ()), onward)
                    table[key] = shared.setdefault(ways, ways)
    return {**table, BREAK: ()} if table else NOWHERE, look


def variants(pattern: str, lists: Mapping[str, Sequence[str]]) -> list[list[Step]]:
    """Return every reading of a pattern, one for each way of leaving out its optional words.

    Raises ValueError for an unknown list, or a pattern with nothing firm in it.
    """
    choices: list[list[Step | None]] = []
    reach = 0
    for element in pattern.split():
        if element in ("..", "..."):
            reach = NEAR if element == ".." else FAR
            continue
        optional = element.endswith("?")
        step = Step(frozenset(spelt(element.removesuffix("?"), lists)), reach)
        choices.append([step, None] if optional else [step])
        reach = 0
    readings = []
    for choice in product(*choices):
        steps: list[Step] = []
        owed = 0  # a gap before a word left out belongs to the next
        for chosen, offered in zip(choice, choices, strict=True):
            owed = max(owed, offered[0].reach if offered[0] else 0)
            if chosen is not None:
                steps.append(Step(chosen.spellings, owed))
                owed = 0
        if not steps:
            raise ValueError(f"nothing firm in pattern: {pattern}")
        readings.append(steps)
    return readings


def spelt(element: str, lists: Mapping[str, Sequence[str]]) -> Iterable[str]:
    """Yield every spelling an element stands for. Raises ValueError for an unknown list or a word no text holds.

    And for a word that stands twice: whoever wrote "all night|night" meant two patterns, and wrote "all", then "night".
    """
    parts = element.split("|")
    if len(set(parts)) < len(parts):
        raise ValueError(f"a word twice in {element!r}: a bar parts words, so write each phrase as its own pattern")
    for part in parts:
        if part.startswith("<"):
            name = part.strip("<>")
            if name not in lists:
                raise ValueError(f"unknown list: {part}")
            for word in lists[name]:
                yield from spelt(word, lists)
        elif part == "#":
            yield from KINDS_OF_NUMBER
        elif _SPELLING.fullmatch(part):
            yield part
        else:
            raise ValueError(f"not a spelling: {part!r} in {element!r}")


class Vocabulary:
    """Every spelling that patterns know, and which of them a word of a narrative is."""

    def __init__(self, spellings: Iterable[str], respelt: Mapping[str, str]) -> None:
        known = {respelt.get(s, s) for s in spellings}
        self._exact = {s for s in known if not s.endswith("*")}
        self._beginnings = {s[:-1] for s in known if s.endswith("*")}
        # Every key in order, so that those with one beginning stand together; "*" sorts before any letter.
        self._in_order = sorted([*self._exact, *(b + "*" for b in self._beginnings)])
        self._shortest = min(map(len, self._beginnings), default=0)
        self._respelt = respelt
        self._of_kind: dict[str, set[str]] = {kind: {kind} for kind in KINDS_OF_NUMBER}
        for word in filter(str.isdecimal, self._exact):
            self._of_kind[number_kind(word)].add(word)

    def key(self, word: str) -> str:
        """Return the spelling that stands for a plain word: itself, else its longest known beginning, else ""."""
        word = self._respelt.get(word, word)
        if word in self._exact:
            return word
        for length in range(len(word), self._shortest - 1, -1):
            if word[:length] in self._beginnings:
                return word[:length] + "*"
        return ""

    def fitting(self, spelling: str) -> set[str]:
        """Return the keys that fit a spelling: a beginning also fits every longer spelling that starts so."""
        if not spelling.endswith("*"):
            if spelling in self._of_kind:
                return self._of_kind[spelling]
            return {self._respelt.get(spelling, spelling)}
        start = spelling[:-1]
        first = bisect_left(self._in_order, start)
        return set(takewhile(lambda word: word.startswith(start), self._in_order[first:]))


class Tree:
    """All patterns of a lexicon, found together."""

    def __init__(self, vocabulary: Vocabulary, usual: Mapping[str, int]) -> None:
        self._vocabulary = vocabulary
        self._usual = usual  # how usual a word is; one that is not here weighs 1
        self._fits: dict[frozenset[str], tuple[frozenset[str], int]] = {}  # lists are used by many patterns
        self._growing: dict[frozenset[str], Branch] = {}
        self._roots: dict[str, Branch] = {}

    def add(self, steps: Sequence[Step], entry: Any) -> None:
        """Hang a pattern in the tree, by its rarest word, then the words after it, then those before."""
        fits, usual = zip(*[self._fitting(step.spellings) for step in steps], strict=True)
        anchor = usual.index(min(usual))
        branch = self._growing.setdefault(fits[anchor], Branch())
        for i in range(anchor + 1, len(steps)):
            branch = branch.grow(1, steps[i].reach, fits[i])
        for i in range(anchor - 1, -1, -1):
            branch = branch.grow(-1, steps[i + 1].reach, fits[i])
        if entry not in branch.complete:
            branch.complete += (entry,)

    def _fitting(self, spellings: frozenset[str]) -> tuple[frozenset[str], int]:
        """Return the keys that fit any of the spellings, and how usual they are together."""
        fitting = self._fits.get(spellings)
        if fitting is None:
            keys = frozenset[str]().union(*map(self._vocabulary.fitting, spellings))
            fitting = self._fits[spellings] = keys, sum(self._usual.get(key, 1) for key in keys)
        return fitting

    def freeze(self) -> None:
        """Make the tree ready to be read. Nothing may be added after."""
        by_word: dict[str, tuple[Branch, ...]] = {}
        for keys, branch in self._growing.items():
            for key in keys:
                by_word[key] = (*by_word.get(key, ()), branch)
        # A word looks around itself once for all the patterns that turn on it.
        joined: dict[tuple[Branch, ...], Branch] = {}
        for key, branches in by_word.items():
            root = joined.get(branches)
            if root is None:
                root = joined[branches] = Branch()
                root.complete = tuple(dict.fromkeys(entry for branch in branches for entry in branch.complete))
                root.freeze(branches)
            self._roots[key] = root
        self._growing, self._fits = {}, {}

    def find(self, keys: Sequence[str]) -> list[tuple[int, int, Any]]:
        """Return (first word, last word, entry) for every pattern found, in no order."""
        found: list[tuple[int, int, Any]] = []
        roots = self._roots
        waiting = [(roots[key], at, at) for at, key in enumerate(keys) if key in roots]
        keys = [*keys, BREAK]  # stops a look past the last word and, as keys[-1], one before the first
        for branch, first, last in waiting:  # and those added on the way
            for entry in branch.complete:
                found.append((first, last, entry))
            leads = branch.after
            if leads:
                met: tuple[Branch, ...] = ()
                for i in range(last + 1, last + 1 + branch.look_after):
                    word = keys[i]
                    if word in leads:
                        if word == BREAK:
                            break
                        for onward in leads[word]:
                            if i <= last + 1 + onward.reach and onward not in met:
                                met += (onward,)
                                waiting.append((onward, first, i))
            leads = branch.before
            if leads:
                met = ()
                for i in range(first - 1, first - 1 - branch.look_before, -1):
                    word = keys[i]
                    if word in leads:
                        if word == BREAK:
                            break
                        for onward in leads[word]:
                            if i >= first - 1 - onward.reach and onward not in met:
                                met += (onward,)
                                waiting.append((onward, i, last))
        return found
