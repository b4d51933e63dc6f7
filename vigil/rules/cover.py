"""Which skills will be on duty on which day, and which will be missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from vigil.rules.skills import Skill, Standing, usable_on


@dataclass(frozen=True, kw_only=True)
class Cover:
    """One day: how many people are on duty, and with each skill. A day on which nobody is ever due has no gaps."""

    day: date
    on_duty: int
    people: Mapping[Skill, int]
    gaps: frozenset[Skill]


def cover(
    working: Mapping[date, frozenset[int]],
    standings: Mapping[int, Standing],
    *,
    weekdays: frozenset[int],
    closed: frozenset[date],
    least: int,
) -> list[Cover]:
    """Return the cover of each day that ``working`` has, the first day first.

    ``weekdays`` (Monday is 0) are those on which anybody is ever due, ``closed`` the bank holidays: the hub is
    then closed, and nothing is missing. ``least`` is how many people each skill needs.
    """
    days = []
    for day, keys in sorted(working.items()):
        held = [usable_on(standings[key], day) for key in keys]
        people = {skill: sum(skill in skills for skills in held) for skill in Skill}
        is_open = day.weekday() in weekdays and day not in closed
        gaps = frozenset(skill for skill, number in people.items() if is_open and number < least)
        days.append(Cover(day=day, on_duty=len(keys), people=people, gaps=gaps))
    return days
