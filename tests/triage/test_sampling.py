"""The hidden high: a random sample of what is graded lower is drawn, and what is found in it is counted."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.factories import NOON, make_referral, make_user
from tests.triage.given import LATER, drawn, grade, grade_all, keys, waiting
from vigil.accounts.models import User
from vigil.audit.models import Event
from vigil.referrals.models import Referral
from vigil.rules.estimates import estimate
from vigil.rules.lifecycle import Status
from vigil.rules.terms import Grade
from vigil.triage.actions import sampling
from vigil.triage.models import BlindSample
from vigil.triage.queries import sampling as queries


def test_a_sample_is_drawn_from_what_waits_below_high(supervisor: User) -> None:
    below = {*waiting(3), *waiting(2, Grade.MEDIUM)}
    waiting(2, Grade.HIGH)
    waiting(2, status=Status.ASSESSED)

    sample = drawn(5, supervisor)

    assert set(keys(sample)) == {referral.pk for referral in below}
    event = Event.objects.get(verb="blind_sample.drawn")
    assert event.detail == {"size": 5, "seed": 1, "strata": {"medium": 2, "standard": 3}}


def test_no_stratum_is_left_out_however_small(supervisor: User) -> None:
    few = waiting(3, has_conflict=True)
    waiting(80)

    sample = drawn(20, supervisor)

    assert {referral.pk for referral in few} <= set(keys(sample))


def test_wherever_grading_stops_every_stratum_has_been_reached(supervisor: User) -> None:
    waiting(40)
    waiting(40, Grade.MEDIUM)

    sample = drawn(20, supervisor)

    first = sample.gradings.order_by("pk").values_list("stratum", flat=True)[:8]
    assert {"medium", "standard"} == set(first)


def test_one_seed_draws_one_sample_and_another_draws_another(supervisor: User) -> None:
    waiting(60)

    assert keys(drawn(10, supervisor, seed=1)) == keys(drawn(10, supervisor, seed=1))
    assert keys(drawn(10, supervisor, seed=2)) != keys(drawn(10, supervisor, seed=1))


def test_strata_where_more_was_found_high_get_more_of_the_next_sample(supervisor: User, assessor: User) -> None:
    waiting(60)
    waiting(60, has_conflict=True)
    for grading in drawn(30, supervisor).gradings.all():
        grade(grading, assessor, Grade.HIGH if grading.stratum == "standard, in conflict" else Grade.STANDARD)

    shares = queries.likely_shares()

    assert shares["standard, in conflict"] > 0.9 > 0.1 > shares["standard"]


def test_before_anything_is_graded_blind_the_share_is_that_of_the_grades_that_were_raised(supervisor: User) -> None:
    waiting(3, Grade.STANDARD)
    make_referral(grade=Grade.HIGH, officer_grade=Grade.STANDARD)
    make_referral(grade=Grade.HIGH, officer_grade=Grade.STANDARD, status=Status.WITHDRAWN)

    assert queries.likely_shares()["standard"] == 0.25
    assert queries.likely_shares()["medium"] == 0


@pytest.mark.parametrize(("more", "words"), [(5, "Ask for 4 or fewer"), (50, "Ask for 4 or fewer")])
def test_no_more_can_be_drawn_than_there_are(supervisor: User, more: int, words: str) -> None:
    waiting(6)
    sample = drawn(2, supervisor)

    with pytest.raises(sampling.CannotDraw, match=words):
        sampling.ask_for_more(sample, more=more, by=supervisor, at=LATER)

    sample.refresh_from_db()
    assert (sample.size, sample.gradings.count()) == (2, 2)


def test_when_nothing_is_graded_below_high_there_is_nothing_to_draw(supervisor: User) -> None:
    waiting(2, Grade.HIGH)

    with pytest.raises(sampling.CannotDraw, match="nothing high can be hidden"):
        drawn(1, supervisor)

    assert not BlindSample.objects.exists()


def test_asking_for_more_keeps_the_first_and_adds_of_the_same_worklist(supervisor: User) -> None:
    waiting(30)
    sample = drawn(10, supervisor)
    first = keys(sample)
    arrived_since = {referral.pk for referral in waiting(30)}

    sample = sampling.ask_for_more(sample, more=20, by=supervisor, at=LATER)

    assert keys(sample)[:10] == first
    assert len(set(keys(sample))) == sample.size == 30
    assert not arrived_since & set(keys(sample))
    assert Event.objects.get(verb="blind_sample.extended").detail == {"size": [10, 30]}


def test_a_new_round_leaves_out_what_was_graded_and_hands_out_nothing_of_the_old(
    supervisor: User, assessor: User
) -> None:
    waiting(8)
    first = drawn(4, supervisor)
    done = first.gradings.order_by("pk")[0]
    grade(done, assessor, Grade.STANDARD)

    second = drawn(7, supervisor, seed=2)

    assert done.referral_id not in keys(second)
    assert second.strata[queries.GRADED_BEFORE] == [done.referral_id]
    taken = sampling.take_next(by=make_user(), at=LATER)
    assert taken
    assert taken.sample == second


# What it tells


def test_before_the_first_round_nothing_is_told(db: None) -> None:
    waiting(3)

    assert queries.hidden_high(NOON) is None


def test_what_is_found_high_counts_and_the_rest_is_estimated(supervisor: User, assessor: User) -> None:
    waiting(100)
    grade_all(drawn(20, supervisor), assessor, high=range(5))

    hidden = queries.hidden_high(LATER)

    assert hidden
    assert (hidden.estimate.population, hidden.estimate.sampled, hidden.estimate.found) == (100, 20, 5)
    assert hidden.estimate.expected == pytest.approx(25)
    assert 5 <= hidden.estimate.low < 25 < hidden.estimate.high <= 85
    assert hidden.to_halve > 0
    assert (hidden.raise_rate.raised, hidden.raise_rate.of) == (5, 100)


def test_the_estimate_stands_while_the_worklist_moves(supervisor: User, assessor: User) -> None:
    waiting(60)
    grade_all(drawn(20, supervisor), assessor, high=range(4))
    before = queries.hidden_high(LATER)

    Referral.objects.filter(grade=Grade.STANDARD).update(status=Status.ASSESSED, waiting=False)
    waiting(7, received_at=LATER)

    after = queries.hidden_high(LATER)
    assert before
    assert after
    assert after.estimate == before.estimate
    assert (before.arrived_since, after.arrived_since) == (0, 7)


def test_the_estimate_can_be_asked_for_as_it_was_at_a_moment(supervisor: User, assessor: User) -> None:
    waiting(40)
    grade_all(drawn(20, supervisor), assessor, high=range(4))

    then = queries.hidden_high(NOON)

    assert then
    assert (then.estimate.sampled, then.estimate.low, then.estimate.high) == (0, 0, 40)
    assert queries.hidden_high(NOON - timedelta(seconds=1)) is None


def test_what_an_earlier_round_graded_is_known_in_the_next(supervisor: User, assessor: User) -> None:
    waiting(50)
    grade_all(drawn(10, supervisor), assessor, high=[0, 1])

    grade_all(drawn(10, supervisor, seed=2), assessor)

    hidden = queries.hidden_high(LATER)
    assert hidden
    told = {stratum.name: (stratum.size, stratum.sampled, stratum.high) for stratum in hidden.strata}
    assert told == {"standard": (40, 10, 0), queries.GRADED_BEFORE: (8, 8, 0)}


def test_a_round_with_little_graded_lets_the_round_before_tell(supervisor: User, assessor: User) -> None:
    waiting(90)
    first = drawn(40, supervisor)
    grade_all(first, assessor, high=range(3))
    second = drawn(40, supervisor, seed=2, at=LATER)

    for number, grading in enumerate(second.gradings.order_by("pk")[:30], start=1):
        grade(grading, assessor, Grade.STANDARD)
        hidden = queries.hidden_high(LATER)
        assert hidden
        assert hidden.drawn_at == (second.drawn_at if number == 30 else first.drawn_at)


def test_every_kind_of_referral_is_looked_at_before_one_of_them_is_looked_at_more(
    supervisor: User, assessor: User
) -> None:
    waiting(60)
    waiting(20, Grade.MEDIUM)
    sample = drawn(40, supervisor)

    first = sample.gradings.order_by("pk")[:10]

    assert sorted(one.stratum for one in first) == ["medium"] * 5 + ["standard"] * 5


def test_an_estimate_waits_for_every_kind_of_referral(supervisor: User, assessor: User) -> None:
    waiting(60)
    waiting(20, Grade.MEDIUM)
    sample = drawn(10, supervisor)
    for grading in sample.gradings.filter(stratum="standard"):
        grade(grading, assessor, Grade.STANDARD)

    hidden = queries.hidden_high(LATER)

    assert hidden
    assert hidden.lacking == ["5 more graded medium"]


def test_one_that_everybody_has_seen_is_passed_over_and_widens_the_interval(supervisor: User, assessor: User) -> None:
    waiting(40)
    sample = drawn(10, supervisor)
    seen, *others = sample.gradings.order_by("pk")
    for grading in others:
        grade(grading, assessor, Grade.STANDARD)

    hidden = queries.hidden_high(LATER)

    assert hidden
    assert hidden.passed_over == 1
    assert hidden.strata[0].sampled == 9
    assert hidden.estimate.high > estimate([replace(hidden.strata[0], passed_over=0)]).high
    grade(seen, assessor, Grade.STANDARD)
    told = queries.hidden_high(LATER)
    assert told
    assert told.passed_over == 0
