"""The figures that the page and the command give."""

import json
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import transaction

from tests.factories import NOON, make_referral, make_user
from vigil.accounts.roles import Role as HubRole
from vigil.audit import actions as audit
from vigil.cli import main
from vigil.governance.queries.figures import as_json, figures
from vigil.referrals.models import Referral
from vigil.rules.lifecycle import Status
from vigil.rules.policies import RiskWeights
from vigil.rules.terms import Area, Grade, Role
from vigil.triage.actions.policy import change_policy
from vigil.triage.actions.sampling import draw_sample, grade_blind
from vigil.triage.models import BlindGrading

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def waits(days: float, grade: Grade, *, late: float = 0, **fields: Any) -> Referral:
    return make_referral(grade=grade, submitted_at=NOON - days * DAY, due_at=NOON - late * DAY, **fields)


def test_the_answer_comes_in_sentences_with_how_many_high_are_late() -> None:
    waits(312, Grade.HIGH, late=300)
    waits(2, Grade.HIGH)
    waits(2, Grade.STANDARD, late=1)

    told = figures(at=NOON).answer

    assert "3 waiting, 2 of them graded high and 2 (67%) past their clock." in told
    assert "1 of the high are past theirs." in told
    assert "The oldest high-risk referral has waited 312 days." in told


def test_a_backlog_without_a_high_one_does_not_speak_of_them() -> None:
    waits(2, Grade.STANDARD)

    assert not any("the high" in sentence for sentence in figures(at=NOON).answer)


def test_weights_that_an_administrator_sets_count_at_once() -> None:
    waits(2, Grade.HIGH, late=1)
    packaged = RiskWeights.default()
    assert figures(at=NOON).backlog.risk_hours == 24 * packaged.number("high")

    change_policy(
        RiskWeights,
        {**packaged.values, "high": 50},
        reason="Agreed by the board",
        based_on=packaged.version,
        by=make_user(HubRole.ADMINISTRATOR),
        at=NOON,
    )

    assert figures(at=NOON).backlog.risk_hours == 24 * 50


def test_each_grade_is_counted_over_all_ages() -> None:
    waits(1, Grade.HIGH)
    waits(100, Grade.HIGH, late=1)
    waits(5, Grade.MEDIUM)

    by_grade = figures(at=NOON).by_grade

    assert {grade: (tally.waiting, tally.overdue) for grade, tally in by_grade.items()} == {
        Grade.HIGH: (2, 1),
        Grade.MEDIUM: (1, 0),
        Grade.STANDARD: (0, 0),
    }


def test_figures_are_true_at_once_when_anything_changes_and_remembered_until_then() -> None:
    referral = waits(1, Grade.HIGH)
    first = figures(at=NOON)
    assert figures(at=NOON) is first

    with transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(status=Status.ASSESSED, waiting=False)
        audit.record("referral.assessed", by=None, at=NOON)

    assert figures(at=NOON).backlog.tally.waiting == 0
    assert first.backlog.tally.waiting == 1


def test_figures_change_when_the_minute_does() -> None:
    make_referral(due_at=NOON)

    assert figures(at=NOON).backlog.tally.overdue == 0
    assert figures(at=NOON + timedelta(minutes=1)).backlog.tally.overdue == 1


def test_the_hidden_high_are_estimated_from_what_was_graded_blind() -> None:
    supervisor, assessor = make_user(HubRole.SUPERVISOR), make_user(HubRole.ASSESSOR)
    for _ in range(20):
        waits(3, Grade.MEDIUM)
    assert figures(at=NOON).hidden is None
    draw_sample(size=10, seed=1, by=supervisor, at=NOON - DAY)
    for place, grading in enumerate(BlindGrading.objects.all()):
        grade = Grade.HIGH if place < 2 else Grade.MEDIUM
        grade_blind(grading, grade=grade, reason="As read.", by=assessor, at=NOON)

    told = as_json(figures(at=NOON))["hidden_high"]

    assert (told["population"], told["sampled"], told["found"]) == (20, 10, 2)
    assert told["low"] <= told["expected"] <= told["high"]
    assert told["to_halve"] > 0
    assert "an estimate" in told["words"]


def test_the_command_prints_the_figures_of_the_page_and_no_name() -> None:
    waits(
        400,
        Grade.HIGH,
        late=390,
        area=Area.HEREFORDSHIRE,
        reference="SECRET/1",
        address="4 Larch Walk",
        subjects=[{"role": Role.CHILD, "surname": "Quillfeather", "forenames": "Joan", "age": 3}],
    )
    waits(2, Grade.MEDIUM, area="")

    printed = CliRunner().invoke(main, ["backlog", "--json"], catch_exceptions=False).stdout

    told = json.loads(printed)
    assert (told["waiting"], told["high"], told["children_under_5"]["waiting"]) == (2, 1, 1)
    assert told["by_area"]["herefordshire"]["waiting"] == told["by_area"]["not_known"]["waiting"] == 1
    assert told["by_people"]["family"] == {"waiting": 1, "overdue": 1, "high": 1}
    assert sum(cell["waiting"] for cell in told["by_grade_and_age"]) == 2
    assert len(told["by_grade_and_age"]) == 21
    number = Referral.objects.get(reference="SECRET/1").number
    assert told["heaviest"][0]["number"] == number
    assert printed.count("VH-") == len(told["heaviest"])
    for secret in ("Quillfeather", "Joan", "SECRET", "Larch", "Neighbour"):
        assert secret not in printed


def test_the_command_says_it_in_words_too() -> None:
    make_referral(grade=Grade.HIGH)

    printed = CliRunner().invoke(main, ["backlog"], catch_exceptions=False).stdout

    assert printed.startswith("1 waiting, 1 of them graded high")
    assert "high      over 90 days" in printed


def test_an_empty_backlog_has_figures_too() -> None:
    told = as_json(figures(at=NOON))

    assert (told["waiting"], told["risk_hours"], told["heaviest"], told["oldest_high_days"]) == (0, 0, [], None)
