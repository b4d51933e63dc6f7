"""People say who is who, and undo it: reports follow, and nothing of it is lost."""

from typing import Any

import pytest

from tests.factories import NOON
from tests.people.given import child, mention, person, received
from vigil.accounts.models import User
from vigil.audit.models import Event
from vigil.people.actions import deciding
from vigil.people.models import Change, Link
from vigil.people.queries import person as queries
from vigil.referrals.models import Referral

pytestmark = pytest.mark.django_db

DOUBTFUL: dict[str, Any] = {"date_of_birth": None, "address": "", "postcode": ""}


@pytest.fixture
def joined() -> tuple[Referral, Referral]:
    """Two reports that Vigil took for one child."""
    first, second = received(child(), days_ago=40), received(child(surname="Woźniak"))
    assert person(first) == person(second)
    return first, second


@pytest.fixture
def asked() -> tuple[Referral, Referral]:
    """Two reports of which Vigil asks whether they name one child."""
    return received(child(), days_ago=40), received(child(**DOUBTFUL), address="", postcode="")


def standing(verdict: Link.Verdict) -> list[Link]:
    return list(Link.objects.standing().filter(verdict=verdict).order_by("pk"))


def test_splitting_off_a_report_makes_somebody_else_of_it(joined: tuple[Referral, Referral], assessor: User) -> None:
    first, second = joined

    other = deciding.split(person(first), [mention(second).pk], reason="A cousin", by=assessor, at=NOON)

    assert person(second) == other != person(first)
    assert [(link.by, link.reasons) for link in standing(Link.Verdict.APART)] == [(assessor, ["A cousin"])]
    assert standing(Link.Verdict.SAME) == []
    assert Event.objects.get(verb="person.split").thing_id == str(person(first).pk)


def test_a_split_undone_and_redone_leaves_everything_as_it_was_each_time(
    joined: tuple[Referral, Referral], assessor: User
) -> None:
    first, second = joined
    before = person(first)
    other = deciding.split(before, [mention(second).pk], reason="A cousin", by=assessor, at=NOON)
    split = Change.objects.get()

    undoing = deciding.undo(split, by=assessor, at=NOON)

    assert person(first) == person(second) == before
    assert [link.by for link in standing(Link.Verdict.SAME)] == [None]
    assert standing(Link.Verdict.APART) == []
    other.refresh_from_db()
    assert queries.standing(other) == before

    deciding.undo(undoing, by=assessor, at=NOON)

    assert (person(first), person(second)) == (before, other)
    assert [link.by for link in standing(Link.Verdict.APART)] == [assessor]


def test_joining_answers_the_question_and_keeps_the_older_number(
    asked: tuple[Referral, Referral], assessor: User
) -> None:
    first, second = asked
    one, other = person(first), person(second)

    deciding.join(other, one, reason="", by=assessor, at=NOON)

    assert person(first) == person(second) == one
    assert standing(Link.Verdict.ASK) == []
    other.refresh_from_db()
    assert queries.standing(other) == one
    assert Event.objects.filter(verb="person.joined").count() == 1


def test_a_join_undone_is_asked_again(asked: tuple[Referral, Referral], assessor: User) -> None:
    first, second = asked
    one, other = person(first), person(second)
    change = deciding.join(one, other, reason="", by=assessor, at=NOON)

    deciding.undo(change, by=assessor, at=NOON)

    assert (person(first), person(second)) == (one, other)
    assert len(standing(Link.Verdict.ASK)) == 1
    other.refresh_from_db()
    assert other.merged_into is None


def test_who_was_kept_apart_is_not_asked_about_again(asked: tuple[Referral, Referral], assessor: User) -> None:
    first, second = asked
    deciding.keep_apart(person(first), person(second), reason="", by=assessor, at=NOON)

    assert standing(Link.Verdict.ASK) == []
    with pytest.raises(deciding.CannotDecide, match=r"kept these two apart on \d+ \w+ \d{4}\. Undo"):
        deciding.join(person(first), person(second), reason="", by=assessor, at=NOON)


def test_a_report_split_off_is_found_again_for_the_next_one(joined: tuple[Referral, Referral], assessor: User) -> None:
    first, second = joined
    deciding.split(person(first), [mention(first).pk], reason="Not her", by=assessor, at=NOON)

    third = received(child(surname="Woźniak"), days_ago=0.5)

    assert person(third) in {person(first), person(second)}


@pytest.mark.parametrize(
    ("chosen", "words"),
    [([], "Choose the reports"), ([1, 2], "Leave at least one"), ([99], "no longer this person’s")],
    ids=["none", "all", "somebody else's"],
)
def test_a_split_that_makes_no_sense_says_why(
    joined: tuple[Referral, Referral], assessor: User, chosen: list[int], words: str
) -> None:
    keys = {1: mention(joined[0]).pk, 2: mention(joined[1]).pk, 99: 10**9}

    with pytest.raises(deciding.CannotDecide, match=words):
        deciding.split(person(joined[0]), [keys[one] for one in chosen], reason="So", by=assessor, at=NOON)

    assert not Change.objects.exists()


def test_a_split_needs_a_reason(joined: tuple[Referral, Referral], assessor: User) -> None:
    with pytest.raises(deciding.CannotDecide, match="Record why"):
        deciding.split(person(joined[0]), [mention(joined[1]).pk], reason=" ", by=assessor, at=NOON)


def test_what_was_decided_since_is_undone_first(assessor: User) -> None:
    third = received(child(forenames="Maria", surname="Nowak", address="1 High Street, Wem"), days_ago=60)
    first, second = received(child(), days_ago=40), received(child())
    other = deciding.split(person(first), [mention(second).pk], reason="A cousin", by=assessor, at=NOON)
    split = Change.objects.get()
    deciding.join(person(third), other, reason="", by=assessor, at=NOON)

    with pytest.raises(deciding.CannotDecide, match="Undo the later decision first"):
        deciding.undo(split, by=assessor, at=NOON)


def test_undoing_twice_is_refused(asked: tuple[Referral, Referral], assessor: User) -> None:
    change = deciding.join(person(asked[0]), person(asked[1]), reason="", by=assessor, at=NOON)
    deciding.undo(change, by=assessor, at=NOON)

    with pytest.raises(deciding.CannotDecide, match="undone already"):
        deciding.undo(change, by=assessor, at=NOON)
