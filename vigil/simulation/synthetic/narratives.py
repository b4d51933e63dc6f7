"""What an officer writes: phrases for what is true, phrases that only sound like it, in the officer's own voice."""

import random
import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from vigil.rules.terms import DOMESTIC, IncidentType, Role, Sex
from vigil.simulation.synthetic import voices, wordlists
from vigil.simulation.synthetic.casts import CHILD_KINDS, Cast
from vigil.simulation.synthetic.households import Person

# [A] how a distracting mention is not a present fact.
DISTRACTIONS = ("negated", "negated", "negated", "negated", "historical", "historical", "hypothetical", "other_person")
ONLY_ON_THE_FORM = 0.04  # [A] true factors that the officer ticks and does not write down
SLOT = re.compile(r"\{([vscpVSCP])(?:F|m|r|age)?\}")  # not {street}, {phone} and other plain words


@dataclass(frozen=True, slots=True)
class Story:
    """A narrative and what it says: each marker code with its status."""

    text: str
    markers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence with slots, and the people it needs by letter: v harmed, s harming, c another child, p parent."""

    text: str
    needs: frozenset[str]


def compose(
    chance: random.Random, *, kind: IncidentType, cast: Cast, true: tuple[str, ...], at: datetime, earlier: int
) -> Story:
    """Return the narrative of an incident whose ``true`` factors are given, the gravest first."""
    group = _group(kind)
    slots = _slots(chance, cast, at)
    present = frozenset(slots.people)
    markers: list[tuple[str, str]] = []
    facts: list[str] = []
    for marker in true:
        if chance.random() >= ONLY_ON_THE_FORM and (
            phrase := _pick(chance, "markers", f"{marker}.present", group, present)
        ):
            facts.append(slots.fill(phrase))
            markers.append((marker, "present"))
    chance.shuffle(facts)
    distractors: list[str] = []
    for marker in chance.sample(_likely(group), chance.choice((1, 2, 2, 3, 3, 4))):
        status = chance.choice(DISTRACTIONS)
        if marker not in true and (phrase := _pick(chance, "markers", f"{marker}.{status}", group, present)):
            distractors.append(slots.fill(phrase))
            markers.append((marker, status))
    opening = slots.fill(_pick(chance, "scenes", f"{group}.opening", group, present))
    plain = [slots.fill(p) for p in _some(chance, f"{group}.plain", group, present, chance.choice((1, 2, 2, 3)))]
    if earlier and chance.random() < 0.5:
        plain.append(f"{earlier} previous referral{'s' if earlier > 1 else ''} on the system in the last year.")
    closing = [slots.fill(p) for p in _some(chance, "any.closing", group, present, chance.choice((1, 1, 2, 2, 3)))]
    body = plain + facts
    chance.shuffle(body)
    return Story(voices.write(chance, opening, body, distractors, closing, at), tuple(markers))


class _Slots:
    """The words that go into a phrase's slots. ``people`` holds the letters of who is there."""

    def __init__(self, words: dict[str, str], people: set[str]) -> None:
        self._words, self.people = words, people

    def fill(self, phrase: str) -> str:
        sentence = phrase.format_map(self._words)
        return sentence[0].upper() + sentence[1:]


def _slots(chance: random.Random, cast: Cast, at: datetime) -> _Slots:
    harmed = cast.parts[0].person
    harming = cast.first(Role.HARMING)
    people = {"v": harmed}
    if harming and harming is not harmed:
        people["s"] = harming
    if child := cast.first(Role.CHILD):
        people["c"] = child
    if parent := cast.first(Role.PARENT_OR_CARER):
        people["p"] = parent
    relation = next((part.relationship for part in cast.parts if part.role is Role.HARMING), "")
    words = {
        "rel": relation or "partner",
        "street": cast.location.premises,
        "town": cast.location.town,
        "time": f"{at:%H%M}",
        "day": f"{at:%A}",
        "amount": f"£{chance.choice((40, 60, 120, 250, 400, 900, 1_500, 3_000, 6_200)):,}",
        "n": str(chance.randint(2, 9)),
        "year": str(at.year - chance.randint(3, 12)),
        "phone": f"07700 900{chance.randint(0, 999):03d}",
    }
    style = chance.choice(NAME_STYLES)
    for letter, person in people.items():
        age = at.year - person.date_of_birth.year
        name = _name(style, letter, person, age)
        words |= {letter.upper(): name, f"{letter.upper()}F": f"{person.forename} {person.surname.upper()}"}
        subject, objective, possessive = PRONOUNS[person.sex]
        words |= {letter: subject, f"{letter}m": objective, f"{letter}r": possessive, f"{letter}age": str(age)}
    return _Slots(words, set(people))


PRONOUNS = {Sex.FEMALE: ("she", "her", "her"), Sex.MALE: ("he", "him", "his")}
NAME_STYLES = ("forename", "surname", "title", "part", "full", "forename", "title")


def _name(style: str, letter: str, person: Person, age: int) -> str:
    if age < 16 or style == "forename":
        return person.forename
    if style == "surname":
        return person.surname.upper()
    if style == "title":
        return f"{'Ms' if person.sex is Sex.FEMALE else 'Mr'} {person.surname}"
    if style == "part":
        return {"v": "the victim", "s": "the suspect", "c": "the child", "p": "the parent"}[letter]
    return f"{person.forename} {person.surname.upper()}"


def _group(kind: IncidentType) -> str:
    if kind in DOMESTIC:
        return "domestic"
    return "child" if kind in CHILD_KINDS else "adult"


@cache
def _bank(book: str, key: str) -> tuple[Phrase, ...]:
    """Return the phrases of one key, "non_fatal_strangulation.negated" or "domestic.opening"."""
    first, second = key.split(".")
    lines = wordlists.read(book).get(first, {}).get(second, "")
    return tuple(
        Phrase(line, frozenset(letter.lower() for letter in SLOT.findall(line)) & set("vscp"))
        for line in lines.strip().splitlines()
    )


@cache
def _fitting(book: str, key: str, group: str, people: frozenset[str]) -> tuple[str, ...]:
    """Return the phrases that those people can be put into. A line that starts "child:" is for that group only."""
    fitting = []
    for phrase in _bank(book, key):
        only, colon, rest = phrase.text.partition(": ")
        if colon and only in ("domestic", "child", "adult"):
            if only == group and phrase.needs <= people:
                fitting.append(rest)
        elif phrase.needs <= people:
            fitting.append(phrase.text)
    return tuple(fitting)


def _pick(chance: random.Random, book: str, key: str, group: str, people: frozenset[str]) -> str:
    fitting = _fitting(book, key, group, people)
    return chance.choice(fitting) if fitting else ""


def _some(chance: random.Random, key: str, group: str, people: frozenset[str], count: int) -> list[str]:
    fitting = _fitting("scenes", key, group, people)
    return chance.sample(fitting, min(count, len(fitting)))


@cache
def _likely(group: str) -> tuple[str, ...]:
    return tuple(wordlists.read("scenes")[group]["ruled_out"].split())
