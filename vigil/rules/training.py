"""How people become trained for the hub's work and stay so: what a course gives, a newcomer's path, and care.

The numbers are one packaged policy table. What follows from them is worked out when a training is recorded
and stored, as due moments are.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from vigil.rules.policies import PolicyTable
from vigil.rules.skills import Skill, Stage


class Course(StrEnum):
    """A training that counts toward a skill."""

    PUBLIC_PROTECTION = "public_protection"
    CHILD_PROTECTION = "child_protection"
    ADULT_SAFEGUARDING = "adult_safeguarding"
    DOMESTIC_ABUSE = "domestic_abuse"
    EXPLOITATION = "exploitation"
    HONOUR_BASED_ABUSE = "honour_based_abuse"
    SUPERVISING = "supervising"


COURSES: dict[StrEnum, str] = {
    Course.PUBLIC_PROTECTION: "Public protection foundation",
    Course.CHILD_PROTECTION: "Child protection",
    Course.ADULT_SAFEGUARDING: "Safeguarding adults",
    Course.DOMESTIC_ABUSE: "Domestic abuse and coercive control",
    Course.EXPLOITATION: "Exploitation and modern slavery",
    Course.HONOUR_BASED_ABUSE: "Honour-based abuse, forced marriage and FGM",
    Course.SUPERVISING: "Supervising risk assessments",
}


class TrainingPolicy(PolicyTable):
    """How long each course gives a skill, how a newcomer moves on, and when people are looked after."""

    name = "training"

    def gives(self, course: Course, completed: date) -> dict[Skill, date]:
        """Return the skills that a course gives, each with the first day it is no longer held."""
        return {skill: after_months(completed, months) for skill in Skill if (months := self.months(course, skill)) > 0}

    def months(self, course: Course, skill: Skill) -> int:
        """Return for how many months a course gives a skill; 0 where it does not."""
        key = f"{course}_gives_{skill}"
        return self.number(key) if key in self.values else 0

    def courses_for(self, skill: Skill) -> list[Course]:
        return [course for course in Course if self.months(course, skill)]


def after_months(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of that month where it is shorter (29 Feb: 28 Feb)."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


NEXT: dict[Stage, Stage] = {Stage.SHADOW: Stage.SUPERVISED, Stage.SUPERVISED: Stage.INDEPENDENT}


def obstacles_to_moving_on(stage: Stage, to: Stage, *, done: Mapping[Stage, int], policy: TrainingPolicy) -> list[str]:
    """Return why somebody cannot move to another step of the path. Empty means they can.

    ``done`` counts their assessments at each step. Forward it goes one step at a time; back, as far as is needed.
    """
    if to is stage:
        return ["They are at this step already."]
    if list(Stage).index(to) < list(Stage).index(stage):
        return []
    if NEXT[stage] is not to:
        return ["The path is walked one step at a time: first supervised, then independent."]
    asked, had = policy.number(f"{stage}_assessments"), done.get(stage, 0)
    verb = {Stage.SHADOW: "shadowed", Stage.SUPERVISED: "done under supervision"}[stage]
    return [] if had >= asked else [f"{had} of {asked} assessments are {verb}: {asked - had} more first."]


class State(StrEnum):
    """How somebody stands with one skill."""

    HELD = "held"
    SOON = "soon"  # held, and expires within SOON_DAYS
    EXPIRED = "expired"
    MISSING = "missing"


SOON_DAYS = 90


def state_on(day: date, expires_on: date | None) -> State:
    """Return how a skill stands on a day; ``expires_on`` is the first day it is no longer held, None if never given."""
    if expires_on is None:
        return State.MISSING
    if expires_on <= day:
        return State.EXPIRED
    return State.SOON if (expires_on - day).days <= SOON_DAYS else State.HELD


def supervision_due(last: date | None, begun: date, policy: TrainingPolicy) -> date:
    """Return the day by which the next supervision is to be held: so many days after the last, or after they began."""
    return (last or begun) + timedelta(days=policy.number("supervision_days"))
