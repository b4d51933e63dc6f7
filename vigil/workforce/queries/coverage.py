"""Which skills will be on duty on each of the next 28 days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from vigil.rules.cover import Cover, cover
from vigil.rules.skills import LABELS, Skill, day_of
from vigil.rules.training import TrainingPolicy
from vigil.workforce.models import WorkingDay
from vigil.workforce.queries.duty import bank_holidays, working_on
from vigil.workforce.queries.register import people
from vigil.workforce.queries.standing import standings

DAYS = 28


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """The cover of the next days, the gaps in words, and who has no working pattern and so counts nowhere."""

    days: list[Cover]
    least: int
    gaps: list[str]
    without_week: list[str]


def ahead(*, at: datetime) -> Ahead:
    """Return the cover from today on."""
    first = day_of(at)
    days = [first + timedelta(days=number) for number in range(DAYS)]
    least = TrainingPolicy.default().number("cover_least")
    with_week = set(WorkingDay.objects.values_list("person", flat=True))
    covered = cover(
        working_on(days),
        standings(at=at),
        weekdays=frozenset(WorkingDay.objects.values_list("weekday", flat=True)),
        closed=bank_holidays((first.year, days[-1].year)),
        least=least,
    )
    return Ahead(
        days=covered,
        least=least,
        gaps=[words for skill in Skill if (words := _gap_words(skill, covered))],
        without_week=[str(person) for person in people() if person.pk not in with_week],
    )


def _gap_words(skill: Skill, covered: list[Cover]) -> str:
    """Return the days on which a skill will be missing in a sentence, or ""."""
    days = [one.day for one in covered if skill in one.gaps]
    if not days:
        return ""
    if len(days) == len([one for one in covered if one.gaps or one.on_duty]):
        return f"{LABELS[skill]}: on every working day."
    shown = ", ".join(_short(day) for day in days[:4])
    return f"{LABELS[skill]}: {shown}{f' and {len(days) - 4} more days' if len(days) > 4 else ''}."


def _short(day: date) -> str:
    return f"{day:%a %-d %b}"
