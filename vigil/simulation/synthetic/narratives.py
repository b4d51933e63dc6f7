"""What an officer writes: phrases for what is true, phrases that only sound like it, in the officer's own voice."""

import random
from dataclasses import dataclass
from datetime import date, datetime

from vigil.rules.terms import DOMESTIC, IncidentType, Role, Sex
from vigil.simulation.synthetic import phrases, voices, wordlists
from vigil.simulation.synthetic.casts import CHILD_KINDS, Cast
from vigil.simulation.synthetic.households import Person
from vigil.simulation.synthetic.phrases import Setting

# [A] how a distracting mention is not a present fact.
DISTRACTIONS = ("negated", "negated", "negated", "negated", "historical", "historical", "hypothetical", "other_person")
ONLY_ON_THE_FORM = 0.04  # [A] true factors that the officer ticks and does not write down
INTIMATE = DOMESTIC - {IncidentType.DOMESTIC_ABUSE_FAMILY, IncidentType.HONOUR_BASED_ABUSE}
PRONOUNS = {Sex.FEMALE: ("she", "her", "her"), Sex.MALE: ("he", "him", "his")}
STYLES = ("forename", "forename", "surname", "title", "title", "full", "part", "code")
PARTS = {"v": "the victim", "s": "the suspect", "c": "the child", "p": "the parent"}
CODES = {"v": "VIC1", "s": "SUSP1", "c": "CHILD1", "p": "WIT1"}


@dataclass(frozen=True, slots=True)
class Story:
    """A narrative and what it says: each marker code with its status."""

    text: str
    markers: tuple[tuple[str, str], ...]


def compose(
    chance: random.Random, *, kind: IncidentType, cast: Cast, true: tuple[str, ...], at: datetime, earlier: int
) -> Story:
    """Return the narrative of an incident whose ``true`` factors are given; ``earlier`` incidents are known of."""
    group = "domestic" if kind in DOMESTIC else "child" if kind in CHILD_KINDS else "adult"
    people = _people(cast)
    setting = Setting(frozenset(people), _traits(group, kind, people["v"], at.date()))
    words = _words(chance, cast, people, at)
    mentions = [(marker, "present") for marker in true if chance.random() >= ONLY_ON_THE_FORM]
    facts = _said(chance, mentions, setting, words)
    ruled_out = wordlists.read("scenes")[group]["ruled_out"].split()
    around = chance.sample(ruled_out, chance.choice((1, 2, 2, 3, 3, 4)))
    aside = [(marker, _status(chance, setting)) for marker in around if marker not in true]
    distractors = _said(chance, aside, setting, words)
    body = list(facts.values())
    plain = phrases.some(chance, "scenes", f"{group}.plain", setting, chance.choice((1, 2, 2, 3)))
    body += [_filled(line, words) for line in plain]
    if earlier and chance.random() < 0.5:
        body.append(f"{earlier} previous referral{'s' if earlier > 1 else ''} on the system in the last year.")
    chance.shuffle(body)
    opening = _filled(phrases.pick(chance, "scenes", f"{group}.opening", setting), words)
    ends = phrases.some(chance, "scenes", "any.closing", setting, chance.choice((1, 1, 2, 2, 3)))
    closing = [_filled(line, words) for line in ends]
    text = voices.write(chance, opening, body, list(distractors.values()), closing, at)
    return Story(text, (*facts, *distractors))


def _said(
    chance: random.Random, mentions: list[tuple[str, str]], setting: Setting, words: dict[str, str]
) -> dict[tuple[str, str], str]:
    """Return a sentence for each (marker, status) that the banks can say of these people."""
    lines = {
        (marker, status): phrases.pick(chance, "markers", f"{marker}.{status}", setting) for marker, status in mentions
    }
    return {mention: _filled(line, words) for mention, line in lines.items() if line}


def _status(chance: random.Random, setting: Setting) -> str:
    """Return how a thing is mentioned that is not so. A small child has no history to tell."""
    status = chance.choice(DISTRACTIONS)
    return "negated" if status == "historical" and "small" in setting.traits else status


def _filled(line: str, words: dict[str, str]) -> str:
    sentence = line.format_map(words)
    return sentence[0].upper() + sentence[1:]


def _people(cast: Cast) -> dict[str, Person]:
    """Return who the slots' letters stand for."""
    found = {"s": Role.HARMING, "c": Role.CHILD, "p": Role.PARENT_OR_CARER}
    others = {letter: person for letter, role in found.items() if (person := cast.other(role))}
    # A parent who harmed is the parent that the lines about children speak of.
    if "p" not in others and "s" in others and cast.parts[1].relationship in ("mother", "father"):
        others["p"] = others["s"]
    return {"v": cast.main} | others


def _traits(group: str, kind: IncidentType, harmed: Person, on: date) -> frozenset[str]:
    age, traits = _age(harmed, on), {group}
    if group == "child":
        traits |= {"small"} if age < 4 else {"talks", "teen"} if age >= 10 else {"talks"}
    elif harmed.sex is Sex.FEMALE and 16 <= age <= 50:
        traits.add("woman")
    return frozenset(traits | ({"intimate"} if kind in INTIMATE else set()))


def _words(chance: random.Random, cast: Cast, people: dict[str, Person], at: datetime) -> dict[str, str]:
    """Return what goes into the slots."""
    years_back = chance.randint(2, max(2, min(12, _age(people["v"], at.date()) - 1)))
    words = {
        "rel": next((part.relationship for part in cast.parts if part.role is Role.HARMING), "") or "partner",
        "street": cast.location.premises,
        "town": cast.location.town,
        "time": f"{at:%H%M}",
        "day": f"{at:%A}",
        "amount": f"£{chance.choice((40, 60, 120, 250, 400, 900, 1_500, 3_000, 6_200)):,}",
        "n": str(chance.randint(3, 9)),
        "year": str(at.year - years_back),
        "phone": f"07700 900{chance.randint(0, 999):03d}",  # Ofcom's numbers for drama
    }
    style = chance.choice(STYLES)
    names = {letter: _name(style, letter, person, at.date()) for letter, person in people.items()}
    if len(set(names.values())) < len(set(people.values())):  # two of one surname: forenames tell them apart
        names = {letter: person.forename for letter, person in people.items()}
    for letter, person in people.items():
        subject, objective, possessive = PRONOUNS[person.sex]
        words |= {
            letter.upper(): names[letter],
            f"{letter.upper()}F": f"{person.forename} {person.surname.upper()}",
            f"{letter}age": str(_age(person, at.date())),
            letter: subject,
            f"{letter}m": objective,
            f"{letter}r": possessive,
        }
    return words


def _name(style: str, letter: str, person: Person, on: date) -> str:
    match style:
        case "part":
            return PARTS[letter]
        case "code":
            return CODES[letter]
        case "surname" if _age(person, on) >= 16:
            return person.surname.upper()
        case "title" if _age(person, on) >= 16:
            return f"{'Ms' if person.sex is Sex.FEMALE else 'Mr'} {person.surname}"
        case "full":
            return f"{person.forename} {person.surname.upper()}"
    return person.forename


def _age(person: Person, on: date) -> int:
    return (on - person.date_of_birth).days // 365
