"""Where somebody stands on the newcomer's path, and what they have done."""

from datetime import datetime

from django.db.models import Count

from vigil.accounts.models import User
from vigil.rules.skills import Stage
from vigil.workforce.models import Practice, Step


def stage_of(person: User, *, at: datetime) -> Stage:
    """Return the step somebody has reached at that moment."""
    latest = Step.objects.filter(person=person, at__lte=at).order_by("-at", "-id").first()
    return Stage(latest.stage) if latest else Stage.SHADOW


def practice_of(person: User) -> dict[Stage, int]:
    """Return how many assessments somebody looked on at or made at each step."""
    counted = Practice.objects.filter(person=person, taken_back_at=None).order_by().values_list("stage")
    return {Stage(stage): number for stage, number in counted.annotate(Count("pk"))}
