"""The phrase banks: which lines can be said of an incident, given who is in it."""

import random
import re
from dataclasses import dataclass
from functools import cache

from vigil.simulation.synthetic import wordlists

SLOT = re.compile(r"\{([vscpVSCP])(?:F|m|r|age)?\}")  # not {street}, {phone} and other plain words
TRAITS = frozenset({"domestic", "child", "adult", "small", "talks", "teen", "intimate", "woman"})


@dataclass(frozen=True, slots=True)
class Setting:
    """Who is there (v harmed, s harming, c another child, p parent) and what sort of incident it is (``TRAITS``)."""

    people: frozenset[str]
    traits: frozenset[str]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence with slots, the people it needs and the traits one of which it suits."""

    text: str
    needs: frozenset[str]
    suits: frozenset[str]


def pick(chance: random.Random, book: str, key: str, setting: Setting) -> str:
    """Return one line of a bank ("weapon.negated" of "markers"), "" when none fits."""
    lines = fitting(book, key, setting)
    return chance.choice(lines) if lines else ""


def some(chance: random.Random, book: str, key: str, setting: Setting, count: int) -> list[str]:
    lines = fitting(book, key, setting)
    return chance.sample(lines, min(count, len(lines)))


@cache
def fitting(book: str, key: str, setting: Setting) -> tuple[str, ...]:
    return tuple(p.text for p in _bank(book, key) if p.needs <= setting.people and p.suits & setting.traits)


@cache
def _bank(book: str, key: str) -> tuple[Phrase, ...]:
    first, second = key.split(".")
    return tuple(_phrase(line) for line in wordlists.read(book)[first].get(second, "").strip().splitlines())


def _phrase(line: str) -> Phrase:
    """Read one line. Without traits of its own, a line about the person of concern is not for a young child."""
    before, _, after = line.partition(": ")
    own = frozenset(before.split())
    text = after if after and own <= TRAITS else line
    needs = frozenset(letter.lower() for letter in SLOT.findall(text))
    if text is line:
        own = frozenset({"domestic", "adult", "teen"}) if "v" in needs else TRAITS
    return Phrase(text, needs, own)
