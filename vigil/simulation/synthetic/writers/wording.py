"""Small differences of hand that all four teams share: capitals, order of names, how a day is written."""

import random
from collections.abc import Mapping, Sequence
from datetime import date

from vigil.rules.terms import Grade
from vigil.simulation.synthetic.mentions import Mention
from vigil.simulation.synthetic.officers import Officer
from vigil.simulation.synthetic.places import Address


def surname(chance: random.Random, mention: Mention) -> str:
    """Return the surname, in capitals about half the time."""
    return mention.surname.upper() if chance.random() < 0.5 else mention.surname


def uk_day(chance: random.Random, day: date) -> str:
    """Return a day in one of the ways it is typed: 3/4/91, 03/04/1991, 3.4.91, 3 Apr 1991."""
    form = chance.random()
    if form < 0.45:
        return f"{day.day}/{day.month}/{day.year % 100:02d}"
    if form < 0.85:
        return f"{day:%d/%m/%Y}"
    if form < 0.95:
        return f"{day.day}.{day.month}.{day.year % 100:02d}"
    return f"{day.day} {day:%b} {day.year}"


def address(place: Address) -> str:
    """Return the address on one line, without the parts that nobody wrote."""
    return ", ".join(part for part in (place.premises, place.town, place.postcode) if part)


def officer(chance: random.Random, who: Officer) -> str:
    form = chance.random()
    if form < 0.3:
        return who.collar
    if form < 0.6:
        return f"{who.rank} {who.collar}"
    if form < 0.7:
        return f"{who.rank}{who.collar}"
    return f"{who.rank} {who.collar} {who.surname.upper() if chance.random() < 0.6 else who.surname}"


def grade_word(chance: random.Random, grade: Grade | None, words: Mapping[Grade, Sequence[str]]) -> str:
    return chance.choice(words[grade]) if grade else ""
