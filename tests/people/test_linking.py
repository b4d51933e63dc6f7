"""A night's linking and a retraining: what people decided stands, and running it twice changes nothing."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tests.factories import NOON, make_referral
from tests.people.given import child, mention, person, received
from vigil.accounts.models import User
from vigil.audit.models import Event
from vigil.matching import model, training
from vigil.matching.training import Training
from vigil.people.actions import deciding, linking
from vigil.people.actions.linking import link_everybody
from vigil.people.models import Change, Link, Mention, Move, Person
from vigil.people.queries import weights
from vigil.people.queries.person import standing
from vigil.referrals.actions import name_who_is_not_known
from vigil.referrals.models import Referral, Subject

pytestmark = pytest.mark.django_db


def torn_apart(referral: Referral) -> Person:
    """Make somebody else of a referral's first person, as two workers at one moment might have."""
    somebody = Person.objects.create()
    Mention.objects.filter(subject__referral=referral, subject__position=1).update(person=somebody)
    Link.objects.all().delete()
    return somebody


def test_the_night_joins_whom_the_door_met_in_two_places_at_once() -> None:
    first, second = received(child(), days_ago=9), received(child(surname="Woźniak"))
    torn = torn_apart(second)

    night = link_everybody(at=NOON)

    assert (night.mentions, night.persons, night.moved) == (2, 1, 1)
    assert person(first) == person(second)
    torn.refresh_from_db()
    assert standing(torn) == person(first)
    assert Move.objects.get().change.kind == Change.Kind.LINKED
    assert Link.objects.standing().get().verdict == Link.Verdict.SAME
    assert Event.objects.get(verb="people.linked").detail["moved"] == 1


def test_a_second_night_changes_nothing() -> None:
    received(child(), days_ago=9)
    torn_apart(received(child(surname="Woźniak")))
    link_everybody(at=NOON)
    links = list(Link.objects.values())

    assert link_everybody(at=NOON).moved == 0
    assert list(Link.objects.values()) == links


def test_who_was_split_off_stays_apart_whatever_the_weights_say(assessor: User) -> None:
    first, second = received(child(), days_ago=9), received(child())
    other = deciding.split(person(first), [mention(second).pk], reason="A cousin", by=assessor, at=NOON)

    night = link_everybody(at=NOON)

    assert (night.moved, night.asked) == (0, 0)
    assert person(second) == other != person(first)


def test_who_was_joined_stays_joined_whatever_the_weights_say(assessor: User) -> None:
    first = received(child(), days_ago=9)
    second = received({"role": "harmed", "forenames": "Maria", "surname": "Nowak", "age": 61})
    deciding.join(person(first), person(second), reason="She said so", by=assessor, at=NOON)

    assert link_everybody(at=NOON).moved == 0
    assert person(first) == person(second)


def test_decisions_that_contradict_each_other_are_told_and_nothing_moves(assessor: User) -> None:
    one, two, three = (mention(received(child(), days_ago=9 - number)) for number in range(3))
    Link.objects.all().delete()
    for first, second, verdict in ((one, two, "same"), (two, three, "same"), (one, three, "apart")):
        Link.objects.create(kind="person", one=first, other=second, verdict=verdict, by=assessor, made_at=NOON)

    with pytest.raises(linking.CannotLink, match="Undo one of the two decisions"):
        link_everybody(at=NOON)

    assert not Change.objects.exists()


def test_a_decision_about_a_report_that_was_withdrawn_since_does_no_harm(assessor: User) -> None:
    first, second = received(child(), days_ago=9), received(child())
    deciding.split(person(first), [mention(second).pk], reason="A cousin", by=assessor, at=NOON)
    Referral.objects.filter(pk=second.pk).update(status="withdrawn", waiting=False)

    assert link_everybody(at=NOON).mentions == 1


def test_a_night_s_linking_is_not_undone_as_a_whole(assessor: User) -> None:
    received(child(), days_ago=9)
    torn_apart(received(child()))
    link_everybody(at=NOON)

    with pytest.raises(deciding.CannotDecide, match="Split or join the reports"):
        deciding.undo(Change.objects.get(), by=assessor, at=NOON)


def test_people_received_before_there_was_linking_are_named_once() -> None:
    for _ in range(2):
        make_referral(subjects=[child()])

    with transaction.atomic():
        assert name_who_is_not_known(at=NOON) == 2
        assert name_who_is_not_known(at=NOON) == 0

    assert Subject.objects.values("mention__person").distinct().count() == 1


@pytest.fixture
def kept_elsewhere(tmp_path: Path, settings: Any) -> Path:
    settings.DATA = tmp_path
    return tmp_path


def test_weights_the_hub_learnt_are_in_force_at_once(kept_elsewhere: Path) -> None:
    shipped = model.load()
    assert weights.in_force() == shipped

    weights.path().write_text(shipped.as_json().replace(shipped.version, "hub-2025-09-20"), encoding="utf-8")

    assert weights.in_force().version == "hub-2025-09-20"
    referral = received(child(), days_ago=9)
    received(child())
    assert Link.objects.get(one=mention(referral)).model_version == "hub-2025-09-20"


def _learnt(found: model.Model) -> Any:
    return Training(found, rows=0, pairs=0, in_block={}, by_weight={})


def test_learning_again_puts_the_weights_in_force_and_keeps_what_people_decided(
    kept_elsewhere: Path, assessor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = received(child(), days_ago=9), received(child())
    other = deciding.split(person(first), [mention(second).pk], reason="A cousin", by=assessor, at=NOON)
    monkeypatch.setattr(
        training, "train", lambda told, version, trained_on: _learnt(replace(model.load(), version=version))
    )

    linking.train(at=NOON)
    link_everybody(at=NOON)

    assert weights.in_force().version == "hub-2025-09-20-110000"
    assert person(second) == other
    assert Event.objects.get(verb="people.trained").detail["mentions"] == 2


def test_weights_that_are_no_use_are_never_in_force(kept_elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = model.load()
    (one, levels), *rest = shipped.chances.items()
    chances = {one: dict.fromkeys(levels, model.Chance(m=0.0, u=0.5)), **dict(rest)}
    monkeypatch.setattr(training, "train", lambda told, version, trained_on: _learnt(replace(shipped, chances=chances)))

    with pytest.raises(model.BadModel, match="Train it again"):
        linking.train(at=NOON)

    assert weights.in_force() == shipped
