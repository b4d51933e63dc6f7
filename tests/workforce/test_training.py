"""Recording training, the path and supervision: what opens and closes somebody's gates."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.factories import NOON, make_user, train
from vigil.accounts.models import User
from vigil.audit import queries as audit
from vigil.rules.skills import Skill, Stage, obstacles_to_assessing
from vigil.rules.training import Course
from vigil.workforce.actions import path, supervision, training
from vigil.workforce.actions.refusals import CannotChange
from vigil.workforce.models import Accreditation, Practice, Step, Supervision, Training
from vigil.workforce.queries import skills_held, standing_of

pytestmark = pytest.mark.django_db


def record(person: User, by: User | None, **changes: object) -> Training:
    fields = {
        "course": Course.CHILD_PROTECTION,
        "provider": "College of Examples",
        "completed_date": date(2025, 3, 30),
        "evidence": "Certificate 12",
        "by": by,
        "at": NOON,
    }
    return training.record(person, **(fields | changes))  # type: ignore[arg-type]


def verbs(person: User) -> list[str]:
    return [event.verb for event in audit.of(person)]


def test_recording_a_training_opens_its_skills_until_the_policys_day(assessor: User, supervisor: User) -> None:
    path.begin_at(assessor, stage=Stage.INDEPENDENT, reason="Ten years elsewhere.", by=supervisor, at=NOON)

    record(assessor, supervisor)

    assert skills_held(assessor, at=NOON) == {Skill.CHILDREN}
    assert standing_of(assessor, at=NOON).expires == {Skill.CHILDREN: date(2027, 3, 30)}
    assert verbs(assessor)[0] == "training.recorded"


def test_a_certificate_that_ends_sooner_ends_the_skill_sooner_and_never_later(assessor: User, supervisor: User) -> None:
    record(assessor, supervisor, certificate_ends_on=date(2026, 1, 1))
    record(assessor, supervisor, course=Course.EXPLOITATION, certificate_ends_on=date(2040, 1, 1))

    assert dict(Accreditation.objects.values_list("skill", "expires_on")) == {
        Skill.CHILDREN: date(2026, 1, 1),
        Skill.EXPLOITATION: date(2027, 3, 30),
    }


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"completed_date": date(2025, 9, 21)}, "still to come"),
        ({"provider": " "}, "who gave the training"),
        ({"evidence": ""}, "where the evidence is"),
        ({"certificate_ends_on": date(2025, 3, 30)}, "must end after"),
    ],
)
def test_a_training_is_refused_with_a_reason(
    assessor: User, supervisor: User, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(CannotChange, match=said):
        record(assessor, supervisor, **changes)

    assert not Training.objects.exists()
    assert verbs(assessor) == []


def test_the_same_training_is_recorded_once(assessor: User, supervisor: User) -> None:
    record(assessor, supervisor)

    with pytest.raises(CannotChange, match="recorded already"):
        record(assessor, supervisor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Training.objects.create(
            person=assessor,
            course=Course.CHILD_PROTECTION,
            provider="Another",
            completed_date=date(2025, 3, 30),
            evidence="Another",
            recorded_at=NOON,
        )


def test_nobody_opens_a_gate_for_themselves(supervisor: User) -> None:
    for act in (
        lambda: record(supervisor, supervisor),
        lambda: path.begin_at(supervisor, stage=Stage.INDEPENDENT, reason="I am good.", by=supervisor, at=NOON),
        lambda: supervision.record(supervisor, held_date=date(2025, 9, 1), by=supervisor, at=NOON),
    ):
        with pytest.raises(CannotChange, match="Somebody else records this for you"):
            act()

    assert [model.objects.count() for model in (Training, Step, Supervision)] == [0, 0, 0]


def test_a_withdrawn_training_closes_at_once_and_is_restored_as_it_was(assessor: User, supervisor: User) -> None:
    train(assessor, Skill.ADULTS)
    given = record(assessor, supervisor)
    before = standing_of(assessor, at=NOON)

    training.withdraw(given, reason="The certificate is somebody else’s.", by=supervisor, at=NOON)

    assert skills_held(assessor, at=NOON) == {Skill.ADULTS}
    assert obstacles_to_assessing(standing_of(assessor, at=NOON), {Skill.CHILDREN}, NOON)
    with pytest.raises(CannotChange, match="withdrawn already"):
        training.withdraw(given, reason="Again.", by=supervisor, at=NOON)

    training.restore(given, by=supervisor, at=NOON)

    assert standing_of(assessor, at=NOON) == before
    assert verbs(assessor) == ["training.restored", "training.withdrawn", "training.recorded"]


def test_a_withdrawn_training_that_was_recorded_anew_is_not_restored_beside_it(
    assessor: User, supervisor: User
) -> None:
    first = record(assessor, supervisor)
    training.withdraw(first, reason="Wrong certificate.", by=supervisor, at=NOON)
    record(assessor, supervisor)

    with pytest.raises(CannotChange, match="recorded already"):
        training.restore(first, by=supervisor, at=NOON)


def test_withdrawing_needs_a_reason(assessor: User, supervisor: User) -> None:
    given = record(assessor, supervisor)

    with pytest.raises(CannotChange, match="Record why"):
        training.withdraw(given, reason=" ", by=supervisor, at=NOON)
    given.refresh_from_db()
    assert given.withdrawn_at is None


def test_a_newcomer_walks_the_path_one_step_at_a_time(assessor: User, supervisor: User) -> None:
    with pytest.raises(CannotChange, match="0 of 10 assessments are shadowed"):
        path.move_on(assessor, to=Stage.SUPERVISED, reason="Eager.", by=supervisor, at=NOON)
    for _ in range(10):
        path.note_practice(assessor, by=supervisor, at=NOON)

    path.move_on(assessor, to=Stage.SUPERVISED, reason="Ten read together.", by=supervisor, at=NOON)

    later = NOON + timedelta(days=1)
    assert standing_of(assessor, at=NOON).stage is Stage.SUPERVISED
    assert path.note_practice(assessor, by=supervisor, at=later).stage == Stage.SUPERVISED
    with pytest.raises(CannotChange, match="1 of 20"):
        path.move_on(assessor, to=Stage.INDEPENDENT, reason="Soon.", by=supervisor, at=later)
    path.move_on(assessor, to=Stage.SHADOW, reason="Long away.", by=supervisor, at=later)
    assert standing_of(assessor, at=later).stage is Stage.SHADOW


def test_an_assessment_counted_by_mistake_is_taken_back(assessor: User, supervisor: User) -> None:
    counted = path.note_practice(assessor, by=supervisor, at=NOON)

    path.take_back_practice(counted, by=supervisor, at=NOON)

    with pytest.raises(CannotChange, match="taken back already"):
        path.take_back_practice(counted, by=supervisor, at=NOON)
    assert not Practice.objects.filter(taken_back_at=None).exists()


def test_only_a_path_that_has_not_begun_begins_further_along(assessor: User, supervisor: User) -> None:
    path.begin_at(assessor, stage=Stage.SUPERVISED, reason="From another hub.", by=supervisor, at=NOON)

    with pytest.raises(CannotChange, match="begun already"):
        path.begin_at(assessor, stage=Stage.INDEPENDENT, reason="Better.", by=supervisor, at=NOON)


def test_a_supervision_is_recorded_once_for_a_day_and_taken_back(assessor: User, supervisor: User) -> None:
    held = supervision.record(assessor, held_date=date(2025, 9, 19), by=supervisor, at=NOON)

    with pytest.raises(CannotChange, match="recorded already"):
        supervision.record(assessor, held_date=date(2025, 9, 19), by=supervisor, at=NOON)
    with pytest.raises(CannotChange, match="still to come"):
        supervision.record(assessor, held_date=date(2025, 9, 21), by=supervisor, at=NOON)
    supervision.take_back(held, by=supervisor, at=NOON)
    supervision.record(assessor, held_date=date(2025, 9, 19), by=make_user(), at=NOON)

    assert verbs(assessor) == ["supervision.recorded", "supervision.taken_back", "supervision.recorded"]
