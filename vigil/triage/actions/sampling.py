"""Looking for the hidden high: drawing a random sample of what is graded lower, and grading it blind.

A round is drawn from the worklist below high as it stands, and can be made larger: always from the same referrals.
Once a newer round is drawn, nothing more of the older is handed out, and those it graded are no longer drawn.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.accounts.roles import Permission
from vigil.audit import actions as audit
from vigil.referrals.models import Referral
from vigil.rules.samples import FLOOR, allocate, draw
from vigil.rules.terms import Grade, higher
from vigil.triage.actions.screening import PLACE, screen_again
from vigil.triage.models import BlindGrading, BlindSample
from vigil.triage.queries.history import history_of
from vigil.triage.queries.policy import latest_screenings, rulebook
from vigil.triage.queries.sampling import (
    BLIND_LOOK,
    GRADED_BEFORE,
    holders,
    likely_shares,
    seen_by,
    worklist_below_high,
)


class CannotDraw(Exception):  # noqa: N818  (a refusal, worded for the person)
    """A sample that cannot be drawn or made larger. ``obstacles`` say why."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


class CannotGradeBlind(Exception):  # noqa: N818  (a refusal, worded for the person)
    """A blind grade that cannot be taken. ``obstacles`` say why."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


@transaction.atomic
def draw_sample(*, size: int, seed: int, by: User, at: datetime) -> BlindSample:
    """Begin a round: keep the worklist below high as it stands, and draw a sample of it. Raises ``CannotDraw``.

    ``seed`` must be a new one, or the round would look at the part that an earlier one has already cleaned.
    """
    strata = worklist_below_high()
    if not strata:
        raise CannotDraw(["Nothing on the worklist is graded below high, so nothing high can be hidden in it."])
    sample = BlindSample.objects.create(size=0, seed=seed, strata=strata, drawn_by=by, drawn_at=at)
    _draw(sample, size)
    sizes = {name: len(keys) for name, keys in strata.items()}
    audit.record("blind_sample.drawn", sample, by=by, at=at, size=size, seed=seed, strata=sizes)
    return sample


@transaction.atomic
def ask_for_more(sample: BlindSample, *, more: int, by: User, at: datetime) -> BlindSample:
    """Make a round larger: the next ones of the same worklist, as the same seed draws them. Raises ``CannotDraw``."""
    sample = BlindSample.objects.select_for_update().get(pk=sample.pk)
    before = sample.size
    _draw(sample, more)
    audit.record("blind_sample.extended", sample, by=by, at=at, size=[before, sample.size])
    return sample


def _draw(sample: BlindSample, more: int) -> None:
    strata = {name: keys for name, keys in sample.strata.items() if name != GRADED_BEFORE}
    drawn: dict[str, set[int]] = {name: set() for name in strata}
    for name, key in sample.gradings.values_list("stratum", "referral_id"):
        drawn[name].add(key)
    left = sum(map(len, strata.values())) - sample.size
    if more > left:
        raise CannotDraw(
            [f"Ask for {left:,} or fewer: no more are left to draw." if left else "All were drawn already."]
        )
    allocation = allocate(
        {name: len(keys) for name, keys in strata.items()},
        likely_shares(),
        sample.size + more,
        graded={name: len(keys) for name, keys in drawn.items()},
    )
    chosen = draw(strata, allocation, seed=str(sample.seed))
    added = {name: [key for key in keys if key not in drawn[name]] for name, keys in chosen.items()}
    BlindGrading.objects.bulk_create(
        [BlindGrading(sample=sample, referral_id=key, stratum=name) for name, key in _in_turn(added)], batch_size=500
    )
    sample.size += more
    sample.save(update_fields=["size"])


def _in_turn(drawn: Mapping[str, Sequence[int]]) -> list[tuple[str, int]]:
    """Return the drawn in the order to grade them: first so many of each stratum that an estimate can be told, then
    so that, wherever grading stops, it has gone as far in one stratum as in another."""
    turns = [
        (0.0 if turn < FLOOR else (turn + 0.5) / len(keys), turn, name, key)
        for name, keys in drawn.items()
        for turn, key in enumerate(keys)
    ]
    return [(name, key) for _, _, name, key in sorted(turns)]


@transaction.atomic
def take_next(*, by: User, at: datetime) -> BlindGrading | None:
    """Give somebody the next of the newest round to grade, and record that they look at it; None if none is left.

    It is theirs for a while: two assessors who ask at once wait for each other here, and get different ones.
    Whoever has seen a referral with its grade is never given it; one that everybody has seen is passed over, which
    the estimate counts.
    """
    sample = BlindSample.objects.select_for_update().defer("strata").first()
    if sample is None:
        return None
    left = list(sample.gradings.filter(grade="").select_related("referral").order_by("pk"))
    keys = [one.referral_id for one in left]
    seen, held = seen_by(by, keys), holders(keys, at=at)
    mine = [one for one in left if held.get(one.referral_id) == by.pk]
    free = [one for one in left if one.referral_id not in held]
    taken = next((one for one in [*mine, *free] if one.referral_id not in seen), None)
    if taken:
        audit.record(BLIND_LOOK, taken.referral, by=by, at=at)
    return taken


def obstacles_to_grading(grading: BlindGrading, *, by: User) -> list[str]:
    """Return why somebody cannot grade this one. An empty list means they can."""
    obstacles = []
    if not by.may(Permission.GRADE_BLIND):
        obstacles.append("Only assessors and supervisors grade blind.")
    if grading.grade:
        obstacles.append("Somebody has graded this one already.")
    elif seen_by(by, [grading.referral_id]):
        obstacles.append("You have seen this referral with its grade, so somebody else will grade it.")
    return obstacles


@transaction.atomic
def grade_blind(grading: BlindGrading, *, grade: Grade, reason: str, by: User, at: datetime) -> Referral:
    """Record what an assessor thinks of a referral without seeing what anybody else thought. Once, and for good.

    A grade above the one it holds raises it at once, wherever it stands; none lowers it. Raises ``CannotGradeBlind``.
    """
    grading = BlindGrading.objects.select_for_update().get(pk=grading.pk)
    obstacles = obstacles_to_grading(grading, by=by)
    if not reason.strip():
        obstacles.append("Record why: without a reason the grade cannot be defended.")
    if obstacles:
        raise CannotGradeBlind(obstacles)
    grading.grade, grading.reason, grading.graded_by, grading.graded_at = grade, reason.strip(), by, at
    grading.save(update_fields=["grade", "reason", "graded_by", "graded_at"])
    referral = Referral.objects.select_for_update().get(pk=grading.referral_id)
    held = Grade(referral.grade)
    if higher(held, grade) != held:
        raise_as_found(referral, grade, source="Blind sample of the worklist", at=at)
    audit.record(
        "referral.graded_blind", referral, by=by, at=at, blind=grade, grade=[held, referral.grade], grading=grading.pk
    )
    return referral


def raise_as_found(referral: Referral, grade: Grade, *, source: str, at: datetime) -> None:
    """Give a referral the higher grade that somebody found blind, its clock and its place, in the caller's transaction.

    Its new screening says where the grade comes from.
    """
    referral.grade = grade
    stood = latest_screenings([referral]).get(referral.pk)
    screening = screen_again(referral, history_of(stood), book=rulebook(), at=at)
    screening.reasons.insert(
        0,
        {
            "code": "graded_blind",
            "words": f"Graded {grade} blind by an assessor",
            "source": source,
            "grade": grade,
            "factors": [],
        },
    )
    screening.save()
    referral.save(update_fields=PLACE)
