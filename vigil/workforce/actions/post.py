"""Where somebody works, for how many hours, until when, and on which days of the week."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.rules.calendars import OpeningHours
from vigil.workforce.actions.refusals import obstacles_to_changing, refuse_if
from vigil.workforce.models import Post, Site, Team, WorkingDay


@transaction.atomic
def place(
    person: User,
    *,
    team: Team | None,
    contracted_minutes: int | None,
    ends_on: date | None,
    by: User | None,
    at: datetime,
) -> Post:
    """Give somebody their place. ``ends_on`` is the first day after a temporary post, None for a permanent one."""
    refuse_if(obstacles_to_changing(person, by=by))
    post, _ = Post.objects.select_for_update().get_or_create(person=person)
    post.team, post.contracted_minutes, post.ends_on = team, contracted_minutes, ends_on
    post.save(update_fields=["team", "contracted_minutes", "ends_on"])
    audit.record(
        "post.changed",
        person,
        by=by,
        at=at,
        team=team.pk if team else None,
        contracted_minutes=contracted_minutes,
        ends_on=ends_on.isoformat() if ends_on else None,
    )
    return post


@transaction.atomic
def set_week(person: User, week: Mapping[int, OpeningHours], *, by: User | None, at: datetime) -> None:
    """Set the days on which somebody works, each with its hours (Monday is 0). The other days are free."""
    User.objects.select_for_update().get(pk=person.pk)  # two who set one week at once take turns
    WorkingDay.objects.filter(person=person).delete()
    WorkingDay.objects.bulk_create(
        WorkingDay(person=person, weekday=weekday, starts=hours.opens, ends=hours.closes)
        for weekday, hours in sorted(week.items())
    )
    hours_of = {str(weekday): f"{hours.opens:%H:%M}-{hours.closes:%H:%M}" for weekday, hours in sorted(week.items())}
    audit.record("week.changed", person, by=by, at=at, week=hours_of)


@transaction.atomic
def team_at(name: str, *, site: str, by: User | None, at: datetime) -> Team:
    """Return the team of that name, made with its site where it is new. A team that is known stays where it is."""
    known = Team.objects.filter(name__iexact=name.strip()).first()
    if known:
        return known
    place, _ = Site.objects.get_or_create(name=site.strip())
    team = Team.objects.create(name=name.strip(), site=place)
    audit.record("team.added", team, by=by, at=at)
    return team
