"""The skills register: who is trained in what, and what expires."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from vigil.accounts.models import User
from vigil.accounts.roles import Role
from vigil.rules.skills import LABELS, Skill, Stage, Standing, day_of
from vigil.rules.training import COURSES, SOON_DAYS, State, TrainingPolicy, state_on
from vigil.workforce.models import Team
from vigil.workforce.queries.standing import standings


@dataclass(frozen=True, kw_only=True)
class Cell:
    """How somebody stands with one skill. ``expires_on`` is None when it was never given."""

    skill: Skill
    state: State
    expires_on: date | None

    @property
    def words(self) -> str:
        return LABELS[self.skill]


@dataclass(frozen=True, kw_only=True)
class Row:
    """Somebody in the matrix, with a cell for each skill."""

    person: User
    team: Team | None
    standing: Standing
    cells: list[Cell]
    closed: str  # why they may use none of their skills, or ""


@dataclass(frozen=True, kw_only=True)
class Expiring:
    """A skill that somebody loses, and how many others hold it on that day."""

    person: User
    skill: str
    expires_on: date
    days: int  # until then; 0 or less when it is past
    others: int
    courses: str


def people(*, team: int | None = None, site: int | None = None) -> QuerySet[User]:
    """Return those who assess or have a place in the hub and can sign in, by name."""
    found = User.objects.filter(is_active=True).select_related("post__team__site")
    found = found.filter(Q(role__in=[Role.ASSESSOR, Role.SUPERVISOR]) | Q(post__isnull=False))
    if team:
        found = found.filter(post__team=team)
    if site:
        found = found.filter(post__team__site=site)
    return found.order_by("last_name", "first_name", "username")


def team_of(person: User) -> Team | None:
    return person.post.team if hasattr(person, "post") else None


def matrix(*, team: int | None, site: int | None, at: datetime) -> list[Row]:
    """Return everybody of a team or site with every skill, by name."""
    held, day = standings(at=at), day_of(at)
    return [
        Row(
            person=person,
            team=team_of(person),
            standing=held[person.pk],
            cells=cells(held[person.pk], day),
            closed=closed(held[person.pk], day),
        )
        for person in people(team=team, site=site)
    ]


def cells(standing: Standing, day: date) -> list[Cell]:
    """Return how each skill of somebody stands on a day."""
    expiries = {skill: standing.expires.get(skill) for skill in Skill}
    return [Cell(skill=skill, state=state_on(day, ends), expires_on=ends) for skill, ends in expiries.items()]


def closed(standing: Standing, day: date) -> str:
    """Return why somebody may use none of their skills on a day, or ""."""
    if standing.ends_on and standing.ends_on <= day:
        return "Temporary post has ended"
    return "Shadows: assesses nothing yet" if standing.stage is Stage.SHADOW else ""


def totals(rows: list[Row]) -> list[int]:
    """Return how many of them may use each skill now."""
    usable = {State.HELD, State.SOON}
    return [
        sum(not row.closed and row.cells[place].state in usable for row in rows) for place in range(len(list(Skill)))
    ]


def expiring(*, at: datetime) -> list[Expiring]:
    """Return every skill that expires within 90 days or expired in the last 90, the soonest first.

    A renewal counts: what somebody holds by a later training is not in it.
    """
    held, day, policy = standings(at=at), day_of(at), TrainingPolicy.default()
    lost = [
        (expires_on, person, skill)
        for person in people()
        for skill, expires_on in held[person.pk].expires.items()
        if abs((expires_on - day).days) <= SOON_DAYS
    ]
    return [
        Expiring(
            person=person,
            skill=LABELS[skill],
            expires_on=expires_on,
            days=(expires_on - day).days,
            others=sum(
                skill in other.expires and other.expires[skill] > expires_on
                for key, other in held.items()
                if key != person.pk
            ),
            courses=" or ".join(COURSES[course] for course in policy.courses_for(skill)),
        )
        for expires_on, person, skill in sorted(lost, key=lambda one: (one[0], str(one[1]), one[2]))
    ]


def teams() -> QuerySet[Team]:
    return Team.objects.select_related("site").order_by("site__name", "name")
