"""A change is tried on the whole worklist before it is made live, and nothing is ever lowered."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories import NOON, make_referral
from vigil.accounts.models import User
from vigil.audit.models import Event
from vigil.referrals.models import Referral
from vigil.rules.policies import AssessmentClocks, GradingPolicy
from vigil.rules.terms import Grade
from vigil.triage.actions import screening, trying
from vigil.triage.actions.policy import CannotChangePolicy
from vigil.triage.models import Policy, Screening, Trial
from vigil.triage.queries.policy import effect, policy_in_force


@pytest.fixture
def worklist(db: None) -> list[Referral]:
    """Three referrals, screened by what is in force."""
    made = [make_referral(grade=grade, officer_grade=grade) for grade in (Grade.HIGH, Grade.MEDIUM, Grade.STANDARD)]
    screening.rescreen_worklist(by=None, now=lambda: NOON)
    return made


def try_clocks(by: User, **changes: object) -> Trial:
    in_force = policy_in_force(AssessmentClocks)
    trial = trying.try_policy(
        AssessmentClocks,
        {**in_force.values, **changes},
        reason="Agreed at the hub board",
        based_on=in_force.version,
        by=by,
        at=NOON,
    )
    return trying.run(trial, now=lambda: NOON)


def test_a_trial_says_what_would_change_and_changes_nothing(worklist: list[Referral], administrator: User) -> None:
    before = list(Referral.objects.order_by("pk").values())

    trial = try_clocks(administrator, standard_amount=1)

    assert trial.state == Trial.State.READY
    assert (trial.total, trial.done) == (3, 3)
    assert effect(trial).past_clock == 1
    assert list(Referral.objects.order_by("pk").values()) == before
    assert not Policy.objects.exists()


def test_a_trial_that_is_made_live_is_then_applied_to_the_worklist(
    worklist: list[Referral], administrator: User
) -> None:
    trial = try_clocks(administrator, standard_amount=1)
    was_due = worklist[2].due_at

    trying.make_live(trial, by=administrator, at=NOON)
    trying.apply(Trial.objects.get(pk=trial.pk), now=lambda: NOON)

    worklist[2].refresh_from_db()
    assert Trial.objects.get().state == Trial.State.LIVE
    assert Policy.objects.get().reason == "Agreed at the hub board"
    assert worklist[2].due_at < was_due
    assert set(Event.objects.values_list("verb", flat=True)) >= {"trial.queued", "trial.applying", "policy.changed"}


def test_a_trial_that_was_dropped_cannot_be_made_live(worklist: list[Referral], administrator: User) -> None:
    trial = try_clocks(administrator, standard_amount=1)
    trying.drop(trial, by=administrator, at=NOON)

    with pytest.raises(trying.CannotDecide, match="Dropped"):
        trying.make_live(trial, by=administrator, at=NOON)

    assert not Policy.objects.exists()


def test_a_trial_is_stale_once_somebody_else_has_changed_the_table(
    worklist: list[Referral], administrator: User
) -> None:
    first, second = try_clocks(administrator, high_amount=2), try_clocks(administrator, high_amount=3)
    trying.make_live(first, by=administrator, at=NOON)

    with pytest.raises(trying.CannotDecide, match="meanwhile"):
        trying.make_live(second, by=administrator, at=NOON)

    assert Policy.objects.count() == 1


def test_a_change_that_could_not_be_made_is_refused_before_it_is_tried(administrator: User) -> None:
    with pytest.raises(CannotChangePolicy, match="whole number"):
        try_clocks(administrator, high_amount=0)

    assert not Trial.objects.exists()


def test_a_looser_grading_table_lowers_nothing(worklist: list[Referral], administrator: User) -> None:
    in_force = policy_in_force(GradingPolicy)
    loose = {line.key: "off" if "off" in line.choices else line.value for line in in_force.describe()}
    trial = trying.try_policy(
        GradingPolicy, loose, reason="To see", based_on=in_force.version, by=administrator, at=NOON
    )

    trying.run(trial, now=lambda: NOON)

    ranks = {"high": 0, "medium": 1, "standard": 2}
    assert all(ranks[one["grade"][1]] <= ranks[one["grade"][0]] for one in trial.differences)


def test_reading_the_worklist_again_keeps_what_was_thought_before(
    worklist: list[Referral], administrator: User
) -> None:
    Screening.objects.filter(referral=worklist[0]).update(lexicon_version="an older one")
    trial = trying.try_lexicon(reason="New lexicon", by=administrator, at=NOON)
    trying.run(trial, now=lambda: NOON)
    trying.make_live(trial, by=administrator, at=NOON)

    trying.apply(Trial.objects.get(pk=trial.pk), now=lambda: NOON)

    versions = set(Screening.objects.filter(referral=worklist[0]).values_list("lexicon_version", flat=True))
    assert "an older one" in versions
    assert len(versions) == 2


def test_an_administrator_sees_the_effect_before_deciding(
    worklist: list[Referral], administrator: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(administrator)
    in_force = policy_in_force(AssessmentClocks)
    typed = {**in_force.values, "standard_amount": 1, "reason": "Agreed", "based_on": in_force.version}

    answer = client.post("/policy/assessment_clocks/change/", typed, follow=True)
    trying.run(Trial.objects.get(), now=lambda: NOON)
    page = client.get(answer.redirect_chain[-1][0]).content.decode()

    assert "move 1 past their clock" in page
    assert "Make it live" in page
    assert not Policy.objects.exists()
    client.post(f"/policy/trials/{Trial.objects.get().pk}/decide/", {"live": "1"})
    assert Policy.objects.get().table["standard_amount"] == 1
