"""The school notice: which children's schools are told of domestic abuse, which schools those are, and by when.

Source: Domestic Abuse Act 2021 s49A (in force 7 November 2025) and its statutory guidance (Operation Encompass): where
a child, from reception to seventeen, may be a victim of domestic abuse, their school or college is told as soon as
reasonably practicable, in practice before the next school day starts; for a home-educated child, the council. The
grade plays no part: the duty is the same for every one. By rule a school is told only where its name leaves no doubt.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from rapidfuzz import fuzz

from vigil.rules.calendars import Calendar
from vigil.rules.clocks import NoSchoolDay, next_school_day_start
from vigil.rules.terms import DOMESTIC, Area, IncidentType, PartnerFlag, Role

RULES_VERSION = "school notice 2026.1"
RULE = "Domestic Abuse Act 2021 s49A: tell the school of a child who may be a victim of domestic abuse"

ADULT_AT = 18
RECEPTION_AT = 4  # a child of four may be in reception; a younger one is told about where a nursery is named
FIRST_LOOK = timedelta(minutes=10)  # in which a supervisor can hold a notice before it goes
LAST_HOUR = timedelta(hours=1)  # before it is due, when it waits for no look
TOO_LATE_AFTER = timedelta(days=7)  # then it may do harm, or was done by hand: it goes only if a person lets it
NEAR = 70  # of 100: how alike a name must be to be put before a person


class Setting(StrEnum):
    """What sort of place a child is taught or looked after in."""

    NURSERY = "nursery"
    SCHOOL = "school"
    COLLEGE = "college"
    COUNCIL_OFFICER = "council_officer"


SETTING_WORDS: dict[Setting, str] = {
    Setting.NURSERY: "Nursery",
    Setting.SCHOOL: "School",
    Setting.COLLEGE: "College",
    Setting.COUNCIL_OFFICER: "Council’s officer for home-educated children",
}


@dataclass(frozen=True, kw_only=True)
class Place:
    """One line of the schools directory. ``area`` None: it serves all four councils."""

    key: int
    names: tuple[str, ...]
    area: Area | None
    setting: Setting


@dataclass(frozen=True, kw_only=True)
class Found:
    """The places a child goes to, by key, and what somebody wrote that names none of them for certain ("": nothing
    was written where a school must be)."""

    places: tuple[int, ...] = ()
    unfound: tuple[str, ...] = ()


def is_called_for(incident_type: IncidentType, marked: Iterable[str]) -> bool:
    """Return whether a referral is about domestic abuse, by its type or by what the officer marked."""
    return incident_type in DOMESTIC or PartnerFlag.OPERATION_ENCOMPASS in set(marked)


def is_child_victim(role: Role, age: int | None) -> bool:
    """Return whether somebody is a child whom the abuse of an adult they are connected to makes a victim (s3).

    They need not have been there. A child who is said to have done the harm is for a person to decide about.
    """
    if age is None:
        return role is Role.CHILD
    return age < ADULT_AT and role in (Role.CHILD, Role.HARMED, Role.HOUSEHOLD_MEMBER)


_SHORT = {
    "st": "saint",
    "pri": "primary",
    "prim": "primary",
    "sec": "secondary",
    "jnr": "junior",
    "inf": "infant",
    "infants": "infant",
    "juniors": "junior",
    "nurs": "nursery",
    "coll": "college",
    "cofe": "ce",
    "rc": "catholic",
    "acad": "academy",
}
_IDLE = {"the", "school", "sch", "of"}
_HOME = re.compile(
    r"\b(home[\s-]*(educat\w*|school\w*|taught|tuition)|ehe|not in (school|education)|cme|missing education)\b", re.I
)
_BETWEEN = re.compile(r"\s*(?:[;/&+\n]|\band\b)\s*", re.I)
_A_SCHOOL = re.compile(
    r"\b(school|primary|secondary|academy|college|nursery|infants?|juniors?|pre-?school|high)\b", re.I
)


def name_key(name: str) -> str:
    """Return a school's name as it is compared: without punctuation and idle words, its short forms written out."""
    plain = re.sub(r"\bc\s*(?:of|/)\s*e\b", "ce", re.sub(r"['’.]", "", name.casefold()))
    words = re.findall(r"\w+", plain)
    return " ".join(_SHORT.get(word, word) for word in words if word not in _IDLE)


def find(written: str, *, age: int | None, area: Area | None, directory: Sequence[Place]) -> Found:
    """Return where a child goes, of what was written. Two schools in one field are both found.

    A name counts only if it is one line's, in the child's council, letter for letter once short forms are written
    out: a notice to the wrong school cannot be called back, and somebody who knows can choose within a minute.
    """
    written = written.strip()
    if not written:
        return Found() if age is not None and age < RECEPTION_AT else Found(unfound=("",))
    if _HOME.search(written):
        officers = [one.key for one in directory if one.setting is Setting.COUNCIL_OFFICER and one.area == area]
        return Found(places=tuple(officers)) if len(officers) == 1 else Found(unfound=(written,))
    named = _by_name(area, directory)
    if place := named.get(name_key(written)):
        return Found(places=(place,))
    places: list[int] = []
    unfound = []
    for part in _BETWEEN.split(written):
        mine, rest = _of_part(part, named)
        places += mine
        unfound += rest
    if not places:
        unfound = [written]
    return Found(places=tuple(dict.fromkeys(places)), unfound=tuple(unfound))


def _by_name(area: Area | None, directory: Sequence[Place]) -> Mapping[str, int]:
    """Return the lines of a council by name, without the names that two lines share."""
    found: dict[str, set[int]] = {}
    for place in directory:
        if area is not None and place.area in (None, area) and place.setting is not Setting.COUNCIL_OFFICER:
            for name in place.names:
                found.setdefault(name_key(name), set()).add(place.key)
    return {name: keys.pop() for name, keys in found.items() if len(keys) == 1}


def _of_part(part: str, named: Mapping[str, int]) -> tuple[list[int], list[str]]:
    """Return the places of one name, which may have its town after a comma, and what in it is another's name."""
    if place := named.get(name_key(part)):
        return [place], []
    pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
    places = [named[key] for piece in pieces if (key := name_key(piece)) in named]
    if not places:
        return [], [part] if part else []
    return places, [piece for piece in pieces if name_key(piece) not in named and _A_SCHOOL.search(piece)]


def like(written: str, directory: Sequence[Place], *, most: int = 8) -> list[int]:
    """Return the lines whose names are like what was written, the likest first, for a person to choose from."""
    key = name_key(written)
    scored = [(max(fuzz.token_set_ratio(key, name_key(name)) for name in one.names), one.key) for one in directory]
    return [place for score, place in sorted(scored, key=lambda pair: (-pair[0], pair[1])) if score >= NEAR][:most]


def due_at(known_at: datetime, *, area: Area | None, calendar: Calendar) -> datetime:
    """Return when the school must have been told: before the next school day starts.

    Where the council is not known, the first of the four; where term dates end, the next weekday (too early rather
    than too late).
    """
    starts = []
    for one in [area] if area else list(Area):
        try:
            starts.append(next_school_day_start(known_at, area=one, calendar=calendar))
        except NoSchoolDay:
            starts.append(_next_weekday(known_at, calendar))
    return min(starts)


def _next_weekday(known_at: datetime, calendar: Calendar) -> datetime:
    day = calendar.local_day(known_at) + timedelta(days=1)
    while day.weekday() >= 5 or day in calendar.bank_holidays:
        day += timedelta(days=1)
    return calendar.moment(day, time(8, 45))


def goes_at(at: datetime, due: datetime) -> datetime:
    """Return when a notice made now leaves: at the end of the first look, or at once in the last hour."""
    return at if due - at <= LAST_HOUR + FIRST_LOOK else at + FIRST_LOOK


def is_too_late(at: datetime, due: datetime) -> bool:
    """Return whether so long has passed that the rule no longer sends by itself."""
    return at > due + TOO_LATE_AFTER


def account(
    *, police_reference: str, when: str, where: str, was_there: bool, circumstances: str, to_council: bool
) -> str:
    """Return what the school is told, in words: the minimum that the guidance lists, and what the hub does not hold.

    ``where`` "" is left out: it is not recorded, or kept from the school.
    """
    lines = [
        "Operation Encompass notice. Police were told of domestic abuse that this child is connected to.",
        f"Police reference: {police_reference}.",
        f"When: {when}." if when else "When: not recorded.",
        f"Where: {where}." if where else "",
        "The child: the report says a child was there."
        if was_there
        else "The child: whether they were there is not recorded.",
        "Whether the child was spoken to, and what they said: not passed on. Ask the hub.",
        f"What was reported: {circumstances}.",
        "For the council’s officer: this child is recorded as taught at home or out of school." if to_council else "",
        "For the designated safeguarding lead only. Support the child; do not speak to the family about this notice.",
    ]
    return "\n".join(line for line in lines if line)
