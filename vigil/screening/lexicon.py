"""The lexicon: packaged tables that a policy lead reads, made ready for reading narratives.

``lexicon/<code>.toml`` holds a marker's entries, ``lexicon/cues.toml`` the words that change how a mention is meant,
``lexicon/idioms.toml`` phrases that only look like risk, and ``lexicon/lists.toml`` named lists and spellings.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from vigil.screening.markers import Code, Status
from vigil.screening.patterns import Tree, Vocabulary, spelt, variants
from vigil.screening.words import Names, Words, split

VERSION = "2026.11.9"
_WEIGHT = {"very": 300, "often": 60, "sometimes": 15}  # of a usual word, beside 1 for any other


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One way of speaking of one risk, with the patterns that find it."""

    id: str
    code: Code | None  # None for an idiom: words that only look like risk
    means: str
    find: tuple[str, ...]
    catches: str  # a sentence it must find
    passes: str  # a sentence it must leave alone
    status: Status | None = None  # set when the words themselves say so ("house tidy" is neglect, negated)
    corrects: bool = False  # takes back earlier mentions of the same risk ("turned out to be a toy")
    about: str | None = None  # "child" or "adult": whom it must be said of, told by the last person named before it
    beside: str | None = None  # a list, one word of which must be somewhere in the narrative


@dataclass(frozen=True, slots=True, eq=False)
class Cue:
    """Words that change how a mention near them is meant."""

    kind: str
    find: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Everything needed to read a narrative."""

    version: str
    entries: tuple[Entry, ...]
    cues: tuple[Cue, ...]
    lists: Mapping[str, frozenset[str]]  # the lists that reading itself looks into, as keys
    tree: Tree
    names: Names

    def words(self, text: str) -> Words:
        """Return the narrative's words as the lexicon names them."""
        return split(text, self.names)


def build(entries: Iterable[Entry], cues: Iterable[Cue], tables: Mapping[str, Any], version: str) -> Lexicon:
    """Return a lexicon ready to read with. ``tables`` are the lists, spellings and common words of lists.toml."""
    entries, cues = tuple(entries), tuple(cues)
    sources: list[Entry | Cue] = [*entries, *cues]
    lists: dict[str, tuple[str, ...]] = {name: tuple(words.split()) for name, words in tables["lists"].items()}
    readings = [(source, steps) for source in sources for p in source.find for steps in variants(p, lists)]
    spellings = {s for _, steps in readings for step in steps for s in step.spellings}
    used = {"title", "street", "subject", "turn", "join", "yes", "no", "ticked", "child_named", "adult_named"}
    used |= {entry.beside for entry in entries if entry.beside}
    words_of = {name: frozenset(s for word in lists[name] for s in spelt(word, lists)) for name in used}
    vocabulary = Vocabulary(
        spellings.union(*words_of.values()), {w: s for s, ws in tables["spellings"].items() for w in ws.split()}
    )
    keys_of = {name: frozenset(k for s in words_of[name] for k in vocabulary.fitting(s)) for name in used}
    usual = {w: _WEIGHT[tier] for tier, words in tables["usual"].items() for w in words.split()}
    tree = Tree(vocabulary, usual)
    for source, steps in readings:
        tree.add(steps, source)
    tree.freeze()
    names = Names(vocabulary.key, titles=keys_of["title"], streets=keys_of["street"])
    return Lexicon(version, entries, cues, keys_of, tree, names)


def load() -> tuple[tuple[Entry, ...], tuple[Cue, ...], dict[str, Any]]:
    """Return the packaged entries, cues and word tables as written."""
    folder = files(__package__) / "lexicon"
    entries: list[Entry] = []
    for code in (*Code, None):
        table = tomllib.loads((folder / f"{code or 'idioms'}.toml").read_text(encoding="utf-8"))
        entries += [_entry(code, row) for row in table["entry"]]
    cues = tomllib.loads((folder / "cues.toml").read_text(encoding="utf-8"))
    tables = tomllib.loads((folder / "lists.toml").read_text(encoding="utf-8"))
    return tuple(entries), tuple(Cue(kind, tuple(row["find"])) for kind, row in cues.items()), tables


def _entry(code: Code | None, row: Mapping[str, Any]) -> Entry:
    find: Sequence[str] = row["find"]
    return Entry(
        id=row["id"],
        code=code,
        means=row["means"],
        find=tuple(find),
        catches=row["catches"],
        passes=row["passes"],
        status=Status(row["status"]) if "status" in row else None,
        corrects=row.get("corrects", False),
        about=row.get("about"),
        beside=row.get("beside"),
    )


@cache
def packaged() -> Lexicon:
    """Return the lexicon that ships with Vigil."""
    entries, cues, tables = load()
    return build(entries, cues, tables, VERSION)
