"""Taking a referral, keeping it, giving it back: one person at a time, and never for ever."""

from datetime import timedelta

import pytest

from tests.factories import NOON, make_referral, make_user, train
from vigil.accounts.models import User
from vigil.audit.models import Event
from vigil.referrals.models import Referral
from vigil.rules.lifecycle import MoveRefused, Status, Verb
from vigil.rules.policies import Holding
from vigil.rules.skills import Skill
from vigil.rules.terms import Area, Grade
from vigil.worklist.actions import claims, focus
from vigil.worklist.actions.claims import CannotClaim
from vigil.worklist.models import Claim

pytestmark = pytest.mark.django_db
HOLD = Holding.default().hold
FRIDAY = NOON + timedelta(days=6)


@pytest.fixture
def assessor(db: None) -> User:
    return train(make_user())


@pytest.fixture
def colleague(db: None) -> User:
    return train(make_user())


def taken(by: User, minutes: int = 0) -> Claim:
    claim = claims.take_next(by=by, at=NOON + timedelta(minutes=minutes))
    assert claim
    return claim


def verbs() -> list[str]:
    return list(Event.objects.values_list("verb", flat=True))


def status_of(referral: Referral) -> str:
    return Referral.objects.get(pk=referral.pk).status


def test_the_next_is_the_first_in_order_that_nobody_holds(assessor: User, colleague: User) -> None:
    standard = make_referral(grade=Grade.STANDARD)
    high = make_referral(grade=Grade.HIGH)

    first, second = taken(assessor), taken(colleague)

    assert (first.referral, second.referral) == (high, standard)
    assert claims.take_next(by=assessor, at=NOON) is None
    assert status_of(high) == Status.IN_ASSESSMENT
    assert (first.how, first.expires_at) == (Claim.How.NEXT, NOON + HOLD)
    assert verbs() == ["referral.claimed", "referral.claimed"]


def test_a_referral_nobody_worked_on_goes_back_and_is_the_next_again(assessor: User, colleague: User) -> None:
    make_referral()
    forgotten = taken(assessor)

    assert claims.take_next(by=colleague, at=forgotten.expires_at - timedelta(microseconds=1)) is None
    again = claims.take_next(by=colleague, at=forgotten.expires_at)

    assert again
    assert again.referral == forgotten.referral
    forgotten.refresh_from_db()
    assert forgotten.ending == Claim.Ending.LAPSED
    assert verbs() == ["referral.claimed", "referral.lapsed", "referral.claimed"]


def test_renewing_keeps_it_for_as_long_again(assessor: User, colleague: User) -> None:
    make_referral()
    claim = claims.renew(taken(assessor), by=assessor, at=NOON + timedelta(minutes=50))

    assert claim.expires_at == NOON + timedelta(minutes=50) + HOLD
    assert claims.take_next(by=colleague, at=NOON + timedelta(minutes=90)) is None


def test_work_renews_once_half_the_time_is_used(assessor: User, colleague: User) -> None:
    referral = make_referral()
    taken(assessor)

    for minutes in (1, 29, 30, 31):
        claims.keep_by_working(referral, by=assessor, at=NOON + timedelta(minutes=minutes))
        claims.keep_by_working(referral, by=colleague, at=NOON + timedelta(minutes=minutes))

    assert Claim.objects.get().expires_at == NOON + timedelta(minutes=30) + HOLD
    assert verbs() == ["referral.claimed", "referral.kept"]


def test_a_lapsed_referral_cannot_be_kept(assessor: User) -> None:
    make_referral()
    claim = taken(assessor)
    claims.let_lapse(at=claim.expires_at)

    with pytest.raises(CannotClaim, match="no longer holds it: went back"):
        claims.renew(claim, by=assessor, at=claim.expires_at)


def test_giving_back_needs_a_reason_and_the_holder(assessor: User, colleague: User) -> None:
    referral = make_referral()
    claim = taken(assessor)

    with pytest.raises(CannotClaim, match="Record why"):
        claims.release(claim, why=" ", by=assessor, at=NOON)
    with pytest.raises(CannotClaim, match="holds it"):
        claims.release(claim, why="Not mine", by=colleague, at=NOON)
    claims.release(claim, why="I know the family", by=assessor, at=NOON)

    assert status_of(referral) == Status.WAITING
    assert Claim.objects.get().ended_why == "I know the family"


def test_choosing_out_of_order_asks_why_and_is_counted(assessor: User) -> None:
    make_referral(grade=Grade.HIGH)
    chosen = make_referral(grade=Grade.STANDARD)

    with pytest.raises(CannotClaim, match="Record why this one comes before"):
        claims.choose(chosen, why="", by=assessor, at=NOON)
    claim = claims.choose(chosen, why="The school rang", by=assessor, at=NOON)

    assert (claim.how, claim.why) == (Claim.How.CHOSEN, "The school rang")


def test_choosing_the_next_is_taking_it(assessor: User) -> None:
    first = make_referral(grade=Grade.HIGH)
    make_referral(grade=Grade.STANDARD)

    assert claims.choose(first, why="", by=assessor, at=NOON).how == Claim.How.NEXT


def test_what_somebody_holds_cannot_be_chosen(assessor: User, colleague: User) -> None:
    referral = make_referral()
    taken(assessor)

    with pytest.raises(CannotClaim, match=f"{assessor} holds it"):
        claims.choose(referral, why="It is urgent", by=colleague, at=NOON)


def test_a_supervisor_hands_out_reallocates_and_pulls_back(supervisor: User, assessor: User, colleague: User) -> None:
    referral = make_referral()
    first = claims.hand_out(referral, to=assessor, why="She knows the street", by=supervisor, at=NOON)
    second = claims.reallocate(first, to=colleague, why="She went home ill", by=supervisor, at=NOON)
    with pytest.raises(CannotClaim, match="no longer holds it: handed to somebody else"):
        claims.renew(first, by=assessor, at=NOON)

    claims.pull_back(second, why="It waits for the hospital", by=supervisor, at=NOON)

    assert status_of(referral) == Status.WAITING
    assert not Claim.objects.live().exists()
    assert verbs() == [
        "referral.claimed",
        "referral.reallocated",
        "referral.claimed",
        "referral.pulled_back",
    ]


def test_finishing_moves_the_referral_on_and_only_its_holder_can(assessor: User, colleague: User) -> None:
    referral = make_referral()
    taken(assessor)

    with pytest.raises(CannotClaim, match="holds it"):
        claims.finish(referral, verb=Verb.ASSESS, by=colleague, at=NOON)
    with pytest.raises(MoveRefused):
        claims.finish(referral, verb=Verb.CLOSE, by=assessor, at=NOON)
    claims.finish(referral, verb=Verb.ASSESS, by=assessor, at=NOON)

    stands = Referral.objects.get()
    assert (stands.status, stands.waiting) == (Status.ASSESSED, False)
    assert Claim.objects.get().ending == Claim.Ending.FINISHED


def test_whoever_is_put_on_something_gets_it_first_and_then_the_rest(assessor: User, supervisor: User) -> None:
    high = make_referral(grade=Grade.HIGH, area=Area.SHROPSHIRE)
    newer, older = (
        make_referral(grade=grade, area=Area.TELFORD_AND_WREKIN, submitted_at=NOON - timedelta(days=days))
        for grade, days in ((Grade.MEDIUM, 2), (Grade.STANDARD, 3))
    )
    focus.set_focus(
        [assessor],
        area=Area.TELFORD_AND_WREKIN,
        incident_type=None,
        oldest_first=True,
        until=FRIDAY,
        by=supervisor,
        at=NOON,
    )

    assert [taken(assessor).referral for _ in range(3)] == [older, newer, high]


def test_a_focus_ends_on_its_day_or_when_it_is_ended(assessor: User, colleague: User, supervisor: User) -> None:
    for _ in range(2):
        make_referral(grade=Grade.HIGH, area=Area.SHROPSHIRE)
        make_referral(grade=Grade.STANDARD, area=Area.TELFORD_AND_WREKIN)
    _, ended = focus.set_focus(
        [assessor, colleague],
        area=Area.TELFORD_AND_WREKIN,
        incident_type=None,
        oldest_first=False,
        until=NOON + timedelta(minutes=30),
        by=supervisor,
        at=NOON,
    )
    focus.end_focus(ended, by=supervisor, at=NOON)

    assert taken(colleague).referral.grade == Grade.HIGH
    assert taken(assessor, minutes=29).referral.grade == Grade.STANDARD
    assert taken(assessor, minutes=30).referral.grade == Grade.HIGH
    assert verbs()[:3] == ["focus.set", "focus.set", "focus.ended"]


def test_a_focus_needs_people_something_to_be_on_and_a_time_to_come(supervisor: User) -> None:
    with pytest.raises(focus.CannotFocus) as refusal:
        focus.set_focus([], area=None, incident_type=None, oldest_first=False, until=NOON, by=supervisor, at=NOON)

    assert len(refusal.value.obstacles) == 3


@pytest.mark.parametrize("held", [[], [Skill.SIGN_OFF]])
def test_the_untrained_cannot_choose_and_are_told_what_is_missing(held: list[Skill]) -> None:
    person = train(make_user(), *held) if held else make_user()

    with pytest.raises(CannotClaim, match="missing"):
        claims.choose(make_referral(), why="It is near", by=person, at=NOON)
