"""Invented people and how they live together. A household is made from its own stream, so any can be made alone."""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from itertools import accumulate

from vigil.rules.terms import Area, Sex
from vigil.simulation.synthetic import places, wordlists
from vigil.simulation.synthetic.places import Address


class Shape(StrEnum):
    """Who lives together."""

    COUPLE = "couple"  # two partners, perhaps children
    SEPARATED = "separated"  # a parent or single adult; the ex-partner lives elsewhere
    GROWN_CHILD = "grown_child"  # a parent and an adult child
    FAMILY = "family"  # children of any age and their parents
    TEENAGERS = "teenagers"  # the same, the eldest between 10 and 15 when first known
    ALONE = "alone"  # an adult of working age
    OLDER = "older"  # an older adult, with a relative elsewhere


class Place(StrEnum):
    """A person's place in the household."""

    FIRST = "first"  # the adult the home is known by
    SECOND = "second"  # partner, ex-partner, grown child or relative
    CHILD = "child"
    OUTSIDER = "outsider"  # an associate, carer or employer who lives elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One invented person as they truly are. ``number`` is unique in the hub."""

    number: str
    place: Place
    surname: str
    forename: str
    middle: str
    maiden_name: str
    date_of_birth: date
    sex: Sex
    ethnicity: str
    school: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """People who belong together. ``later_home`` is where they live from ``moved_on``."""

    number: int
    shape: Shape
    home: Address
    away: Address  # where somebody of the household who does not live there lives
    later_home: Address | None
    moved_on: date
    people: tuple[Person, ...]
    twins: bool
    namesakes: bool

    def home_on(self, day: date) -> Address:
        return self.later_home if self.later_home and day >= self.moved_on else self.home

    def at(self, place: Place) -> tuple[Person, ...]:
        return tuple(person for person in self.people if person.place is place)


GROUPS = {  # [A] near the four counties' census: share of people, and the 18+1 codes people give
    "british": (0.885, "W1 " * 60 + "W2 M1 M9"),
    "polish": (0.025, "W9"),
    "romanian": (0.015, "W9"),
    "south_asian": (0.035, "A1 A2 A2 A3 A9 M3"),
    "african_caribbean": (0.025, "B1 B2 B2 B9 M1 M2"),
    "traveller": (0.015, "W3"),
}
GROUP_NAMES = tuple(GROUPS)
CUMULATIVE_GROUPS = tuple(accumulate(share for share, _ in GROUPS.values()))
RARE_ETHNICITIES = ["A4", "O1", "O2", "O9"]  # names of any group: people of these are few, and names prove nothing
ADULT_AGES = {
    Shape.COUPLE: (18, 62),
    Shape.SEPARATED: (18, 58),
    Shape.GROWN_CHILD: (42, 76),
    Shape.FAMILY: (20, 50),
    Shape.TEENAGERS: (30, 54),
    Shape.ALONE: (18, 66),
    Shape.OLDER: (64, 92),
}
NUMBER_OF_CHILDREN = {
    Shape.COUPLE: (40, 24, 21, 10, 5),
    Shape.SEPARATED: (42, 26, 20, 9, 3),
    Shape.FAMILY: (0, 34, 34, 21, 11),
    Shape.TEENAGERS: (0, 45, 32, 16, 7),
}
TWINS, NAMESAKES, MOVERS, MAIDEN, FIRST_IS_FEMALE = 0.04, 0.025, 0.09, 0.25, 0.72  # [A]


@lru_cache(maxsize=8_192)  # about four months of households at scale 1: those that come again come again soon
def household(*, seed: int, number: int, area: Area, shape: Shape, known_on: date) -> Household:
    """Return the household of that number as it is on ``known_on``, when it first comes to notice."""
    chance = random.Random(f"{seed}/household/{number}")
    group = chance.choices(GROUP_NAMES, cum_weights=CUMULATIVE_GROUPS)[0]
    low, high = ADULT_AGES[shape]
    older = chance.randint(low, high)
    people = [_person(chance, number, 1, Place.FIRST, group, _born(chance, known_on, older), _first_sex(chance, shape))]
    first = people[0]
    if shape is Shape.GROWN_CHILD:
        grown = _person(chance, number, 2, Place.SECOND, group, _born(chance, known_on, older - chance.randint(18, 26)))
        while grown.forename == first.forename:
            grown = replace(grown, forename=_forename(chance, group, grown.sex, grown.date_of_birth))
        people.append(replace(grown, surname=first.surname))
    elif shape is Shape.OLDER:
        relative = _person(
            chance, number, 2, Place.SECOND, group, _born(chance, known_on, older - chance.randint(22, 34))
        )
        people.append(replace(relative, surname=first.surname if chance.random() < 0.6 else relative.surname))
    elif shape is not Shape.ALONE:
        other = Sex.MALE if (first.sex is Sex.FEMALE) == (chance.random() < 0.95) else Sex.FEMALE
        age = max(17, older + chance.randint(-7, 9))
        second = _person(chance, number, 2, Place.SECOND, group, _born(chance, known_on, age), other)
        if chance.random() < 0.45:
            second = replace(second, surname=first.surname)
        people.append(second)
    father = next((p for p in people if p.sex is Sex.MALE), None)
    children, twins = _children(chance, number, group, known_on, shape, people)
    namesakes = False
    if father and chance.random() < NAMESAKES * 3:
        if shape is Shape.GROWN_CHILD and people[0].sex is people[1].sex is Sex.MALE:
            people[1], namesakes = replace(people[1], forename=people[0].forename), True
        elif shape in NUMBER_OF_CHILDREN and children and children[0].sex is Sex.MALE:
            children[0] = replace(children[0], forename=father.forename, surname=father.surname)
            namesakes = True
    people += children
    outsider = _person(
        chance, number, len(people) + 1, Place.OUTSIDER, _group(chance), _born(chance, known_on, chance.randint(19, 52))
    )
    home = (
        places.care_home(chance, area) if shape is Shape.OLDER and chance.random() < 0.10 else places.home(chance, area)
    )
    moves = chance.random() < MOVERS
    away_area = area if chance.random() < 0.9 else chance.choice(tuple(Area))
    return Household(
        number=number,
        shape=shape,
        home=home,
        away=places.home(chance, away_area),
        later_home=places.home(chance, away_area) if moves else None,
        moved_on=known_on + timedelta(days=chance.randint(30, 400)),
        people=(*people, outsider),
        twins=twins,
        namesakes=namesakes,
    )


def _group(chance: random.Random) -> str:
    return chance.choices(GROUP_NAMES, cum_weights=CUMULATIVE_GROUPS)[0]


def _first_sex(chance: random.Random, shape: Shape) -> Sex:
    share = 0.5 if shape in (Shape.ALONE, Shape.OLDER) else FIRST_IS_FEMALE
    return Sex.FEMALE if chance.random() < share else Sex.MALE


def _born(chance: random.Random, on: date, age: int) -> date:
    return on - timedelta(days=int((age + chance.random()) * 365.2425))


def _children(
    chance: random.Random, number: int, group: str, on: date, shape: Shape, adults: list[Person]
) -> tuple[list[Person], bool]:
    """Return the children, oldest first, and whether two of them are twins."""
    if shape not in NUMBER_OF_CHILDREN:
        return [], False
    count = chance.choices(range(5), weights=NUMBER_OF_CHILDREN[shape])[0]
    parents_age = min((on - adult.date_of_birth).days // 365 for adult in adults)
    oldest = min(17, max(0, parents_age - 17))
    births = sorted(_born(chance, on, chance.randint(0, oldest)) for _ in range(count))
    if shape is Shape.TEENAGERS:
        births[0] = _born(chance, on, chance.randint(10, 15))
        births.sort()
    twins = count >= 2 and chance.random() < TWINS * 2
    if twins:
        births[1] = births[0]
    children: list[Person] = []
    for birth in births:
        child = _person(chance, number, 3 + len(children), Place.CHILD, group, birth)
        surname = adults[0].surname if chance.random() < 0.6 else adults[-1].surname
        while any(child.forename == other.forename for other in children):
            child = replace(child, forename=_forename(chance, group, child.sex, birth))
        school = places.school(chance, (on - birth).days // 365)
        children.append(
            replace(child, surname=children[0].surname if children else surname, maiden_name="", school=school)
        )
    return children, twins


def _person(
    chance: random.Random,
    household_number: int,
    position: int,
    place: Place,
    group: str,
    born: date,
    sex: Sex | None = None,
) -> Person:
    sex = sex or (Sex.FEMALE if chance.random() < 0.5 else Sex.MALE)
    surname = _surname(chance, group)
    ethnicity = chance.choice(RARE_ETHNICITIES) if chance.random() < 0.012 else chance.choice(_ethnicities(group))
    return Person(
        number=f"P{household_number:06d}-{position}",
        place=place,
        surname=surname,
        forename=_forename(chance, group, sex, born),
        middle=_forename(chance, group, sex, born) if chance.random() < 0.3 else "",
        maiden_name=_surname(chance, group)
        if sex is Sex.FEMALE and born.year < 1998 and chance.random() < MAIDEN
        else "",
        date_of_birth=born,
        sex=sex,
        ethnicity=ethnicity,
    )


@cache
def _ethnicities(group: str) -> tuple[str, ...]:
    return tuple(GROUPS[group][1].split())


@cache
def _names(group: str, list_name: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Return names with cumulative weights that fall slowly: a few names are very common, as they are."""
    words = wordlists.read("names")[group]
    names = tuple(words[list_name if list_name in words else list_name.replace("_1", "_2")].split())
    return names, tuple(accumulate(1 / (rank + 6) for rank in range(len(names))))


def _surname(chance: random.Random, group: str) -> str:
    names, weights = _names(group, "surnames")
    return chance.choices(names, cum_weights=weights)[0]


def _forename(chance: random.Random, group: str, sex: Sex, born: date) -> str:
    generation = 1 if born.year < 1962 else 2 if born.year < 1997 else 3
    names, weights = _names(group, f"{'female' if sex is Sex.FEMALE else 'male'}_{generation}")
    return chance.choices(names, cum_weights=weights)[0]
