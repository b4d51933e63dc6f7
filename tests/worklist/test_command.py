"""``vigil worklist``: the order with its reasons, the same at the same moment."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from tests.factories import NOON, make_referral, make_user, train
from vigil.cli import main
from vigil.rules.skills import Skill
from vigil.rules.terms import Grade
from vigil.worklist.actions.claims import take_next

pytestmark = pytest.mark.django_db

DAY_LATER = (NOON + timedelta(days=1)).isoformat()


@pytest.fixture(autouse=True)
def nothing_is_migrated(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' database is up to date, and stays the tests'."""
    monkeypatch.setattr("vigil.cli.looking.start", lambda _: None)
    monkeypatch.setattr("vigil.cli.looking.migrate", lambda: None)


def listed(*arguments: str) -> list[dict[str, str]]:
    answer = CliRunner().invoke(main, ["worklist", "--json", *arguments])
    assert answer.exit_code == 0, answer.output
    found: list[dict[str, str]] = json.loads(answer.output)
    return found


def test_the_same_moment_gives_the_same_order_and_reasons_twice() -> None:
    for hours in (3, 20, 12):
        make_referral(grade=Grade.STANDARD, order_at=NOON - timedelta(hours=hours))
    make_referral(grade=Grade.MEDIUM, order_class=12, order_at=NOON)

    first = listed("--at", NOON.isoformat(), "--limit", "3")

    assert first == listed("--at", NOON.isoformat(), "--limit", "3")
    assert [line["grade"] for line in first] == ["medium", "standard", "standard"]
    assert first[0]["why"].startswith("Medium by one reading and standard by the other: due in")


def test_time_changes_the_order_without_anything_being_worked_out_again() -> None:
    make_referral(reference="standard", grade=Grade.STANDARD, order_at=NOON - timedelta(hours=100))
    make_referral(reference="medium", grade=Grade.MEDIUM, order_class=12, order_at=NOON)

    assert [line["reference"] for line in listed("--at", NOON.isoformat())] == ["standard", "medium"]
    assert [line["reference"] for line in listed("--at", (NOON + timedelta(days=6)).isoformat())] == [
        *("medium", "standard"),
    ]


def test_the_list_for_somebody_is_what_they_may_take() -> None:
    trained = train(make_user(username="bea"), Skill.DOMESTIC_ABUSE)
    make_referral(grade=Grade.HIGH, reference="with children", skills="children domestic_abuse")
    make_referral(grade=Grade.MEDIUM, reference="held")
    make_referral(grade=Grade.STANDARD, reference="free")
    take_next(by=trained, at=NOON)

    assert [line["reference"] for line in listed("--for", "bea", "--at", DAY_LATER)] == ["free"]
    assert len(listed()) == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--for", "nobody"], "Nobody signs in as “nobody”."), (["--at", "noon"], "Write a moment like")],
)
def test_a_person_or_a_moment_that_is_not_is_refused(arguments: list[str], said: str) -> None:
    answer = CliRunner().invoke(main, ["worklist", *arguments])

    assert answer.exit_code == 2
    assert said in answer.output
