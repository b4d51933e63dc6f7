"""What comes back: who said what, what they decided, and what sharing achieved by it."""

from datetime import timedelta

import pytest

from tests.factories import NOON
from tests.sharing.given import assessed, choice, partner
from vigil.accounts.models import User
from vigil.rules.sharing.terms import Choice, OutcomeKind, PartnerKind
from vigil.sharing import tasks
from vigil.sharing.actions import chasing, deciding, hearing
from vigil.sharing.actions.deciding import Said
from vigil.sharing.actions.hearing import CannotHear
from vigil.sharing.models import Disclosure, FollowUp, Partner, Receipt
from vigil.sharing.queries import pages
from vigil.sharing.queries.results import results

pytestmark = pytest.mark.django_db


def shared(by: User, *, sent: bool = True) -> Disclosure:
    to = partner()
    (decision,) = deciding.decide(assessed(), {to.pk: Said(**choice())}, by=by, at=NOON)
    if sent:
        tasks.deliver_due(now=lambda: NOON)
    return decision.disclosure


def decided(disclosure: Disclosure, kind: OutcomeKind, by: User, *, was_useful: bool | None = None) -> None:
    hearing.record_outcome(disclosure, kind=kind, was_useful=was_useful, told_by="Duty desk", by=by, at=NOON)


def test_an_outcome_also_proves_that_somebody_read_it(assessor: User) -> None:
    disclosure = shared(assessor)

    decided(disclosure, OutcomeKind.STRATEGY_DISCUSSION, assessor)

    assert disclosure.receipts.get(kind=Receipt.Kind.ACKNOWLEDGED).by == "Duty desk"
    assert pages.how_far(disclosure) == ("Strategy discussion", "green")


def test_the_last_outcome_stands_and_earlier_ones_stay_on_record(assessor: User) -> None:
    disclosure = shared(assessor)
    decided(disclosure, OutcomeKind.NO_FURTHER_ACTION, assessor)
    decided(disclosure, OutcomeKind.ASSESSMENT, assessor)

    assert pages.how_far(disclosure)[0] == "Assessment"
    assert disclosure.outcomes.count() == 2


def test_nobody_can_have_answered_what_has_not_left(assessor: User) -> None:
    disclosure = shared(assessor, sent=False)

    with pytest.raises(CannotHear, match="has not left the hub"):
        hearing.acknowledge(disclosure, told_by="Duty desk", by=assessor, at=NOON)


def test_an_answer_is_somebodys(assessor: User) -> None:
    with pytest.raises(CannotHear, match="who at the partner"):
        hearing.acknowledge(shared(assessor), told_by=" ", by=assessor, at=NOON)


def test_acknowledging_twice_is_once(assessor: User) -> None:
    disclosure = shared(assessor)

    for _ in range(2):
        hearing.acknowledge(disclosure, told_by="Duty desk", by=assessor, at=NOON)

    assert disclosure.receipts.filter(kind=Receipt.Kind.ACKNOWLEDGED).count() == 1


def test_what_sharing_achieves_is_counted_from_outcomes(assessor: User) -> None:
    decided(shared(assessor), OutcomeKind.ASSESSMENT, assessor)
    decided(shared_again(assessor), OutcomeKind.NO_FURTHER_ACTION, assessor)
    decided(shared_again(assessor), OutcomeKind.NO_FURTHER_ACTION, assessor, was_useful=True)
    shared_again(assessor)

    found = results(since=NOON - timedelta(days=1))

    total = found.total
    # Each of the later three was held back from the partners that were there before.
    assert (total.decided, total.shared, total.answered, total.useful) == (10, 4, 3, 2)
    assert found.held_back == 6
    assert total.useful_share == pytest.approx(2 / 3)
    assert [line.name for line in found.by_form] == ["Domestic abuse"]
    assert [line.name for line in found.by_grade] == ["High"]


def shared_again(by: User) -> Disclosure:

    others = {
        one.pk: Said(**choice(choice=Choice.HOLD, basis=None, recall_date=NOON.date())) for one in Partner.objects.all()
    }
    to = partner(PartnerKind.HEALTH)
    said = others | {to.pk: Said(**choice(account="A child saw an assault."))}
    decisions = deciding.decide(assessed(), said, by=by, at=NOON)
    tasks.deliver_due(now=lambda: NOON)
    return next(one for one in decisions if one.partner == to).disclosure


def test_something_to_do_is_done_with_its_how_and_a_stop_is_not_put_aside(assessor: User) -> None:
    disclosure = shared(assessor)
    for kind in (FollowUp.Kind.SILENT, FollowUp.Kind.STOPPED):
        deciding.follow_up(disclosure.decision, kind, "Call them.", at=NOON)
    silent, stopped = FollowUp.objects.order_by("pk")

    with pytest.raises(chasing.CannotFinish, match="Record what you did"):
        chasing.finish(silent, how="", by=assessor, at=NOON)
    with pytest.raises(chasing.CannotFinish, match="cannot be put aside"):
        chasing.finish(stopped, how="Later", by=assessor, at=NOON)
    chasing.finish(silent, how="Rang", by=assessor, at=NOON)
    with pytest.raises(chasing.CannotFinish, match="already"):
        chasing.finish(silent, how="Rang", by=assessor, at=NOON)
