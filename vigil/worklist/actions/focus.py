"""Putting people on a part of the worklist for a while, and taking them off it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.rules.terms import Area, IncidentType
from vigil.worklist.models import Focus


class CannotFocus(Exception):  # noqa: N818  (a refusal, worded for the person)
    """A focus that cannot be set. ``obstacles`` say why."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


@transaction.atomic
def set_focus(
    people: Iterable[User],
    *,
    area: Area | None,
    incident_type: IncidentType | None,
    oldest_first: bool,
    until: datetime,
    by: User,
    at: datetime,
) -> list[Focus]:
    """Put each of the people on a part of the worklist until a moment, in place of what they were on."""
    people = list(people)
    obstacles = []
    if not people:
        obstacles.append("Choose who is put on it.")
    if not (area or incident_type or oldest_first):
        obstacles.append("Choose an area, a type or the oldest: otherwise it is the whole worklist, in order.")
    if until <= at:
        obstacles.append("Choose a day that is not over.")
    if obstacles:
        raise CannotFocus(obstacles)
    for standing in Focus.objects.select_for_update(of=("self",)).filter(person__in=people, ended_at=None):
        _end(standing, at=at)
    focuses = [
        Focus.objects.create(
            person=person,
            area=area or "",
            incident_type=incident_type or "",
            oldest_first=oldest_first,
            set_at=at,
            set_by=by,
            until=until,
        )
        for person in people
    ]
    detail = {"area": area or "", "incident_type": incident_type or "", "oldest_first": oldest_first}
    audit.record_all(
        [
            audit.Entry(verb="focus.set", thing=focus, detail={**detail, "until": until.isoformat()})
            for focus in focuses
        ],
        by=by,
        at=at,
    )
    return focuses


@transaction.atomic
def end_focus(focus: Focus, *, by: User, at: datetime) -> None:
    """Take somebody off what they were put on. Doing it twice changes nothing."""
    focus = Focus.objects.select_for_update(of=("self",)).get(pk=focus.pk)
    if focus.ended_at is None:
        _end(focus, at=at)
        audit.record("focus.ended", focus, by=by, at=at)


def _end(focus: Focus, *, at: datetime) -> None:
    focus.ended_at = at
    focus.save(update_fields=["ended_at"])
