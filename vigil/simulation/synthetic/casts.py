"""Who of a household plays which part in an incident, and where it happened."""

import random
from dataclasses import dataclass
from datetime import date

from vigil.rules.terms import DOMESTIC, IncidentType, Role, Sex
from vigil.simulation.synthetic import places
from vigil.simulation.synthetic.households import Household, Person, Place, Shape
from vigil.simulation.synthetic.places import Address

CHILD_KINDS = frozenset(
    {
        IncidentType.CHILD_WELFARE,
        IncidentType.CHILD_PHYSICAL_ABUSE,
        IncidentType.CHILD_SEXUAL_ABUSE,
        IncidentType.CHILD_EXPLOITATION,
        IncidentType.CHILD_MENTAL_HEALTH,
        IncidentType.CHILD_OFFENDING,
        IncidentType.MISSING_PERSON,
        IncidentType.PREVENT,
    }
)
OUTDOORS = {  # [A] how often it happened in a public place
    IncidentType.CHILD_EXPLOITATION: 0.45,
    IncidentType.CHILD_OFFENDING: 0.6,
    IncidentType.MISSING_PERSON: 0.3,
    IncidentType.MENTAL_HEALTH: 0.35,
    IncidentType.SEXUAL_OFFENCE: 0.4,
    IncidentType.STALKING_HARASSMENT: 0.15,
    IncidentType.DOMESTIC_ABUSE_PARTNER: 0.06,
    IncidentType.DOMESTIC_ABUSE_EX_PARTNER: 0.12,
}
PARENT_HARMS = {IncidentType.CHILD_WELFARE: 0.2, IncidentType.CHILD_PHYSICAL_ABUSE: 0.7}  # [A]
OUTSIDERS = {  # [A] who from outside the home is named, as what, and how often
    IncidentType.CHILD_SEXUAL_ABUSE: ("family friend", 0.35),
    IncidentType.CHILD_EXPLOITATION: ("associate", 0.3),
    IncidentType.SEXUAL_OFFENCE: ("friend", 0.7),
    IncidentType.FINANCIAL_ABUSE: ("carer", 0.35),
    IncidentType.CUCKOOING: ("associate", 0.45),
    IncidentType.MODERN_SLAVERY: ("employer", 0.4),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One person's part. ``relationship`` is theirs to the person harmed; ``address`` where they live, if written."""

    person: Person
    role: Role
    relationship: str
    address: Address


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody in one incident: ``parts`` in the order they are written, first the person harmed or of concern."""

    parts: tuple[Part, ...]
    location: Address

    @property
    def main(self) -> Person:
        """The person harmed or of concern."""
        return self.parts[0].person

    def other(self, role: Role) -> Person | None:
        """Return the first of the others who has that part."""
        return next((part.person for part in self.parts[1:] if part.role is role), None)


def cast(chance: random.Random, kind: IncidentType, household: Household, on: date) -> Cast:
    """Return who was there and where it happened."""
    home = household.home_on(on)
    parts = (
        _children_first(chance, kind, household, on, home)
        if kind in CHILD_KINDS
        else _adults(chance, kind, household, on, home)
    )
    location = home
    if chance.random() < OUTDOORS.get(kind, 0):
        location = places.public_place(chance, home.area, home.town)
    return Cast(tuple(parts), location)


def _children_first(
    chance: random.Random, kind: IncidentType, household: Household, on: date, home: Address
) -> list[Part]:
    children = [child for child in household.at(Place.CHILD) if _age(child, on) < 18] or list(
        household.at(Place.CHILD)[-1:]
    )
    if kind not in (IncidentType.CHILD_WELFARE, IncidentType.CHILD_PHYSICAL_ABUSE, IncidentType.CHILD_SEXUAL_ABUSE):
        subject = chance.choice([child for child in children if _age(child, on) >= 10] or children[:1])
    else:
        subject = chance.choice(children)
    parts = [Part(subject, Role.CHILD, "", home)]
    parents = [*household.at(Place.FIRST), *household.at(Place.SECOND)]
    if kind in PARENT_HARMS and chance.random() < PARENT_HARMS[kind]:
        harming = parents.pop(chance.randrange(len(parents)))
        parts.append(Part(harming, Role.HARMING, _parent(harming), home))
    elif kind in OUTSIDERS and chance.random() < OUTSIDERS[kind][1]:
        parts.append(Part(household.at(Place.OUTSIDER)[0], Role.HARMING, OUTSIDERS[kind][0], household.away))
    siblings = [child for child in children if child is not subject]
    if kind in (IncidentType.CHILD_WELFARE, IncidentType.CHILD_PHYSICAL_ABUSE) or chance.random() < 0.15:
        parts += [Part(child, Role.CHILD, "sibling", home) for child in siblings]
    parts += [
        Part(parent, Role.PARENT_OR_CARER, _parent(parent), home)
        for number, parent in enumerate(parents)
        if number == 0 or chance.random() < 0.3
    ]
    return parts


def _adults(chance: random.Random, kind: IncidentType, household: Household, on: date, home: Address) -> list[Part]:
    first, second = household.at(Place.FIRST)[0], next(iter(household.at(Place.SECOND)), None)
    if kind is IncidentType.HONOUR_BASED_ABUSE and second:
        return [Part(second, Role.HARMED, "", home), Part(first, Role.HARMING, _parent(first), home)]
    parts = [Part(first, Role.HARMED, "", home)]
    if kind in DOMESTIC and second:
        relationship = _relationship(chance, kind, first, second)
        elsewhere = kind in (IncidentType.DOMESTIC_ABUSE_EX_PARTNER, IncidentType.STALKING_HARASSMENT)
        parts.append(Part(second, Role.HARMING, relationship, household.away if elsewhere else home))
    elif kind in OUTSIDERS and chance.random() < OUTSIDERS[kind][1]:
        parts.append(Part(household.at(Place.OUTSIDER)[0], Role.HARMING, OUTSIDERS[kind][0], household.away))
    elif kind is IncidentType.FINANCIAL_ABUSE and second and chance.random() < 0.5:
        parts.append(Part(second, Role.HARMING, _grown_child(second), household.away))
    elif second and household.shape in (Shape.OLDER, Shape.GROWN_CHILD) and chance.random() < 0.45:
        parts.append(Part(second, Role.OTHER, _grown_child(second), household.away))
    children = [child for child in household.at(Place.CHILD) if _age(child, on) < 18]
    return parts + [Part(child, Role.CHILD, "", home) for child in children if chance.random() < 0.9]


def _relationship(chance: random.Random, kind: IncidentType, harmed: Person, harming: Person) -> str:
    if kind is IncidentType.DOMESTIC_ABUSE_FAMILY:
        return _grown_child(harming)
    male = harming.sex is Sex.MALE
    if kind is IncidentType.DOMESTIC_ABUSE_PARTNER:
        married = "husband" if male else "wife"
        return (
            married
            if harmed.surname == harming.surname
            else chance.choice(("partner", "partner", "boyfriend" if male else "girlfriend"))
        )
    return chance.choice(("ex-partner", "ex partner", "former partner", "ex boyfriend" if male else "ex girlfriend"))


def _parent(person: Person) -> str:
    return "father" if person.sex is Sex.MALE else "mother"


def _grown_child(person: Person) -> str:
    return "son" if person.sex is Sex.MALE else "daughter"


def _age(person: Person, on: date) -> int:
    return (on - person.date_of_birth).days // 365
