"""Invented addresses and schools in real towns of the four councils."""

import random
from dataclasses import dataclass, replace
from functools import cache

from vigil.rules.school_notice import Setting
from vigil.rules.terms import Area
from vigil.simulation.synthetic import wordlists


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One place: ``premises`` is the line before the town."""

    premises: str
    town: str
    postcode: str
    area: Area
    kind: str = "Dwelling"  # or "Care home" or "Public place"


@cache
def towns(area: Area) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return each town of a council with its postcode districts; the county town first."""
    return tuple((town, tuple(codes.split())) for town, codes in wordlists.read("places")["towns"][area].items())


@cache
def _streets() -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    words = wordlists.read("places")["streets"]
    return tuple(words["first"].split()), tuple(words["second"].split()), tuple(words["kinds"].split())


def street(chance: random.Random) -> str:
    """Return an invented street, like "Tansycote Road"."""
    first, second, kinds = _streets()
    return f"{chance.choice(first)}{chance.choice(second)} {chance.choice(kinds)}"


def _town(chance: random.Random, area: Area) -> tuple[str, str]:
    """Return a town and a full postcode. The county town has as many people as two or three others."""
    known = towns(area)
    town, districts = known[0] if chance.random() < 0.35 else chance.choice(known)
    inward = f"{chance.randint(1, 9)}{chance.choice('ABDEFGHJLNPQRSTUWXYZ')}{chance.choice('ABDEFGHJLNPQRSTUWXYZ')}"
    return town, f"{chance.choice(districts)} {inward}"


def home(chance: random.Random, area: Area) -> Address:
    """Return a dwelling: a house, a flat, or a building with a name."""
    town, postcode = _town(chance, area)
    number, road, shape = chance.randint(1, 148), street(chance), chance.random()
    if shape < 0.80:
        premises = f"{number} {road}"
    elif shape < 0.93:
        premises = f"Flat {chance.randint(1, 24)}, {number} {road}"
    else:
        premises = f"{chance.choice(wordlists.read('places')['streets']['buildings'].split('|'))}, {road}"
    return Address(premises=premises, town=town, postcode=postcode, area=area)


def care_home(chance: random.Random, area: Area) -> Address:
    town, postcode = _town(chance, area)
    name = chance.choice(wordlists.read("places")["streets"]["homes"].split("|"))
    return Address(premises=f"{name}, {street(chance)}", town=town, postcode=postcode, area=area, kind="Care home")


def public_place(chance: random.Random, area: Area, town: str) -> Address:
    where = chance.choice(wordlists.read("places")["streets"]["public"].split("|"))
    return Address(premises=f"{where} {street(chance)}", town=town, postcode="", area=area, kind="Public place")


def school(chance: random.Random, age: int) -> str:
    """Return an invented school or nursery for a child of that age; "" for a child too young or too old."""
    words = wordlists.read("places")["schools"]
    if age < 2 or age > 17:
        return ""
    if age < 4:
        return str(chance.choice(words["nurseries"].split("|")))
    if chance.random() < 0.02:
        return f"{chance.choice(words['names'].split('|'))} PRU"
    kind = words["primary"] if age < 11 else words["secondary"]
    return f"{chance.choice(words['names'].split('|'))} {chance.choice(kind.split('|'))}"


def schools() -> dict[str, Setting]:
    """Return the schools and nurseries that a council's directory lists. Its pupil referral units are on no list."""
    words = wordlists.read("places")["schools"]
    kinds = [*words["primary"].split("|"), *words["secondary"].split("|")]
    listed = {f"{name} {kind}": Setting.SCHOOL for name in words["names"].split("|") for kind in kinds}
    return listed | dict.fromkeys(words["nurseries"].split("|"), Setting.NURSERY)


def as_written(chance: random.Random, address: Address) -> Address:
    """Return an address as somebody in a hurry writes it: shortened, in capitals, its postcode untidy or left out."""
    premises, postcode, draw = address.premises, address.postcode, chance.random()
    if draw < 0.10:
        short = wordlists.read("places")["streets"]["short"]
        first, _, kind = premises.rpartition(" ")
        premises = f"{first} {short.get(kind, kind)}"
    elif draw < 0.14:
        premises = premises.upper()
    draw = chance.random()
    if draw < 0.06:
        postcode = ""
    elif draw < 0.10:
        postcode = postcode.split(" ")[0]
    elif draw < 0.15:
        postcode = postcode.replace(" ", "")
    elif draw < 0.19:
        postcode = postcode.lower()
    return replace(address, premises=premises, postcode=postcode)
