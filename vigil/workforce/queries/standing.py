"""What somebody may be given, from their training, the step of their path and their post."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Max

from vigil.accounts.models import User
from vigil.rules.skills import Skill, Stage, Standing, day_of, usable
from vigil.workforce.models import Accreditation, Post, Step


def standing_of(person: User, *, at: datetime) -> Standing:
    """Return how somebody stands at that moment. Who has no training and no step may assess nothing."""
    return _standings([person.pk], at)[person.pk]


def standings(*, at: datetime) -> dict[int, Standing]:
    """Return how everybody who can sign in stands at that moment, by their key, in four queries."""
    return _standings(User.objects.filter(is_active=True).values_list("pk", flat=True).order_by("pk"), at)


def skills_held(person: User, *, at: datetime) -> frozenset[Skill]:
    """Return the skills somebody may use at that moment: trained, not expired, no longer shadowing, in post."""
    return usable(standing_of(person, at=at), at) if person.is_active else frozenset()


def skills_held_by_all(at: datetime) -> dict[int, frozenset[Skill]]:
    """Return the skills each person who can sign in may use at that moment, by their key."""
    return {key: usable(standing, at) for key, standing in standings(at=at).items()}


def _standings(people: Iterable[int], at: datetime) -> dict[int, Standing]:
    keys = list(people)
    # Begun and not withdrawn: a training that is planned, or lies after the moment asked about, gives nothing yet.
    given = (
        Accreditation.objects.filter(
            training__person__in=keys, training__withdrawn_at=None, training__completed_date__lte=day_of(at)
        )
        .values_list("training__person", "skill")
        .annotate(until=Max("expires_on"))
        .order_by()
    )
    expires: dict[int, dict[Skill, date]] = defaultdict(dict)
    for key, skill, until in given:
        expires[key][Skill(skill)] = until
    steps = Step.objects.filter(person__in=keys, at__lte=at).order_by("at", "id").values_list("person", "stage")
    stages = {key: Stage(stage) for key, stage in steps}  # the latest stays
    ends = dict(Post.objects.filter(person__in=keys).values_list("person", "ends_on"))
    return {
        key: Standing(expires=expires[key], stage=stages.get(key, Stage.SHADOW), ends_on=ends.get(key)) for key in keys
    }
