"""A mention made ready for comparing: everything folded, dates as figures. The same features feed both engines."""

import json
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from vigil.matching import addresses, names
from vigil.matching.mentions import Mention
from vigil.matching.tables import words

OLDEST_YEARS = 115
CHILD_UNTIL_YEARS = 18
# Dates that systems put in when none is known.
NOT_KNOWN_DATES = frozenset({date(1900, 1, 1), date(1899, 12, 31), date(1899, 12, 30), date(1901, 1, 1)})
_SAID_OF_A_CHILD = frozenset({"child", "son", "daughter", "baby"})


class Features(NamedTuple):
    """What two mentions are compared by. Strings are folded, "" when not known; days count from 1 January of year 1."""

    id: str
    forename: str
    heads: frozenset[str]  # the full names the first forename can stand for
    others: frozenset[str]  # the same of later forenames and aliases
    forename_sound: str
    surname: str
    surnames: frozenset[str]  # other surnames: halves, maiden name, alias
    surname_sound: str
    born: str  # yyyymmdd
    born_from: int  # the first and last day they can have been born, 0 when nothing is known
    born_to: int
    is_aged: bool  # the days come from an age, or from being called a child
    is_child: bool  # called a child: with no date or age, the days say no more than that
    sex: str
    unit: str
    house: str
    street: str
    place_words: frozenset[str]  # that name the street, the village or the town
    postcode: str
    uprn: str
    is_public: bool
    dwelling: str
    phone: str
    school: str
    source_person_id: str
    record_system: str  # whose number that is
    nhs_number: str
    named_in: str
    company: frozenset[str]  # short keys of the names of those named beside them
    kin: frozenset[str]  # the same of those who have their surname
    seen_on: date | None


def read(mention: Mention) -> Features:
    """Return a mention made ready. Nonsense in a field is as if the field were empty."""
    called = names.read(mention.forenames, mention.surname, mention.also_known_as)
    where = addresses.read(mention.address, mention.postcode, mention.uprn)
    born, born_from, born_to, is_aged, is_child = _birth(mention)
    surname_sound = names.sound(called.surname)
    record = mention.source_person_id.strip().casefold()
    beside = frozenset(key for name in mention.named_with for key in _beside(name))
    kin = frozenset(key for key in beside if key.endswith(f" {surname_sound}"))
    return Features(
        id=mention.id,
        forename=called.forename,
        heads=_full(called.forename),
        others=frozenset(full for other in called.others for full in _full(other)),
        forename_sound=names.sound(called.forename),
        surname=called.surname,
        surnames=frozenset(called.surnames),
        surname_sound=surname_sound,
        born=born,
        born_from=born_from,
        born_to=born_to,
        is_aged=is_aged,
        is_child=is_child,
        sex=mention.sex if mention.sex in {"F", "M"} else "",
        unit=where.unit,
        house=where.house,
        street=where.street,
        place_words=where.words,
        postcode=where.postcode,
        uprn=where.uprn,
        is_public=where.is_public,
        dwelling=where.dwelling,
        phone=phone(mention.phone),
        school=_school(mention.school),
        source_person_id=record,
        record_system=record.partition(":")[0],
        nhs_number=nhs_number(mention.nhs_number),
        named_in=mention.named_in,
        company=beside - kin,
        kin=kin,
        seen_on=mention.seen_on,
    )


_SETS = tuple(place for place, kind in enumerate(Features.__annotations__.values()) if kind == frozenset[str])
_DECODE = json.JSONDecoder().decode
_NOBODY: frozenset[str] = frozenset()


def packed(one: Features) -> str:
    """Return features as one short text, but for their id and the day they were seen: see ``unpacked``."""
    values: list[Any] = list(one)
    for place in _SETS:
        values[place] = sorted(values[place])
    return json.dumps(values[1:-1], ensure_ascii=False, separators=(",", ":"))


def unpacked(text: str, *, of: str, seen_on: date | None) -> Features:
    """Return the features that ``packed`` made a text of, in a tenth of the time of reading the mention again."""
    values = [of, *_DECODE(text), seen_on]
    for place in _SETS:
        values[place] = frozenset(values[place]) if values[place] else _NOBODY
    return Features._make(values)


@lru_cache(maxsize=100_000)
def _full(forename: str) -> frozenset[str]:
    return names.full_names(forename) if len(forename) > 1 else frozenset()


def home(one: Features) -> tuple[str, str, str]:
    """Return what says that two live in one house, however many flats it has."""
    return one.house, one.street, one.postcode


def in_a_crowd(one: Features) -> Features:
    """Return somebody whose home so many share (a hostel, a hospital) that it says no more than a public place."""
    return one._replace(is_public=True, dwelling="")


def _birth(mention: Mention) -> tuple[str, int, int, bool, bool]:
    """Return the date's figures, the days between which they were born, and where those days come from."""
    day, seen = mention.date_of_birth, mention.seen_on
    if day and (day in NOT_KNOWN_DATES or (seen and day > seen) or (seen and seen.year - day.year > OLDEST_YEARS)):
        day = None
    is_child = mention.role == "child" or mention.relationship.casefold() in _SAID_OF_A_CHILD
    if day:
        number = day.toordinal()
        return day.isoformat().replace("-", ""), number, number, False, is_child
    written = mention.born_as_written if len(mention.born_as_written) == 8 and mention.born_as_written.isdigit() else ""
    if written:
        return written, 0, 0, False, is_child
    if seen and mention.age is not None and 0 <= mention.age <= OLDEST_YEARS:
        return "", _years_before(seen, mention.age + 1) + 1, _years_before(seen, mention.age), True, is_child
    if seen and mention.role == "child":
        return "", _years_before(seen, CHILD_UNTIL_YEARS), seen.toordinal(), True, True
    return "", 0, 0, False, is_child


def _years_before(day: date, years: int) -> int:
    return (day - timedelta(days=round(years * 365.25))).toordinal() if day.year - years > 1 else 0


@lru_cache(maxsize=20_000)
def phone(text: str) -> str:
    """Return the last nine figures of a telephone number, or "" when there are fewer or all are alike."""
    figures = "".join(letter for letter in text if letter.isdigit())[-9:]
    return figures if len(figures) == 9 and len(set(figures)) > 2 else ""


def nhs_number(text: str) -> str:
    """Return an NHS number whose check figure is right (modulus 11, NHS Data Dictionary), else ""."""
    if not text:
        return ""
    figures = "".join(letter for letter in text if letter.isdigit())
    if len(figures) != 10 or len(set(figures)) == 1:
        return ""
    check = 11 - sum(int(figure) * weight for figure, weight in zip(figures, range(10, 1, -1), strict=False)) % 11
    return figures if check % 11 == int(figures[9]) and check != 10 else ""


@lru_cache(maxsize=20_000)
def _school(text: str) -> str:
    """Return the words that name a school, without what every school is called: "little badgers"."""
    return " ".join(word for word in names.fold(text).split() if word not in words("school"))


@lru_cache(maxsize=100_000)
def _beside(name: str) -> frozenset[str]:
    """Return short keys of a name said in full: how each form of the forename sounds, and the surname."""
    called = names.read(name, "")
    if not called.surname or not called.forename:
        return frozenset()
    heard = names.sound(called.surname)
    return frozenset(f"{names.sound(full)} {heard}" for full in names.full_names(called.forename))
