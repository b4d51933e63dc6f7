"""One person waiting in several places is worked once: who takes one referral has the others of the same people."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import NOON, make_referral, make_user, train
from tests.people.given import child, received
from tests.worklist.test_work_pages import text_of
from vigil.accounts.models import User
from vigil.accounts.roles import Role
from vigil.audit.models import Event
from vigil.referrals.models import Referral
from vigil.rules.lifecycle import Status
from vigil.rules.policies import Holding
from vigil.rules.skills import Skill
from vigil.rules.terms import Grade
from vigil.worklist.actions import claims, together
from vigil.worklist.actions.claims import CannotClaim
from vigil.worklist.models import Claim
from vigil.worklist.queries.kept import day_kept
from vigil.worklist.queries.together import MOST_TOGETHER, held_with

pytestmark = pytest.mark.django_db
HOLD = Holding.default().hold


@pytest.fixture
def assessor(db: None) -> User:
    return train(make_user(first_name="Asha", last_name="Example"))


@pytest.fixture
def colleague(db: None) -> User:
    return train(make_user(first_name="Colin", last_name="Example"))


def taken(by: User) -> Claim:
    claim = claims.take_next(by=by, at=NOON)
    assert claim
    return claim


def held(by: User) -> list[Referral]:
    return [claim.referral for claim in Claim.objects.live().filter(holder=by).order_by("pk")]


def test_who_takes_one_has_the_others_of_the_same_people(assessor: User, colleague: User) -> None:
    standard, high = received(child(), grade=Grade.STANDARD), received(child(), days_ago=0.5, grade=Grade.HIGH)
    elsewhere = make_referral(grade=Grade.STANDARD, submitted_at=NOON)

    first = taken(assessor)

    assert first.referral == high
    assert held(assessor) == [high, standard]
    assert taken(colleague).referral == elsewhere
    with_it = Claim.objects.get(referral=standard)
    assert (with_it.how, with_it.why, with_it.expires_at) == (Claim.How.TOGETHER, f"With {high.number}.", NOON + HOLD)
    event = Event.objects.get(verb="referral.claimed", thing_id=str(standard.pk))
    assert event.detail == {"how": "together", "holder": assessor.pk, "why": f"With {high.number}."}


def test_choosing_one_takes_the_others_too(assessor: User) -> None:
    first, second = received(child()), received(child(), days_ago=2)
    make_referral(grade=Grade.HIGH)

    claims.choose(first, why="Her school is on the telephone.", by=assessor, at=NOON)

    assert held(assessor) == [first, second]


def test_handing_one_out_hands_out_the_others_too(
    assessor: User, colleague: User, signed_in: Callable[[User], Client]
) -> None:
    supervisor, elsewhere = make_user(Role.SUPERVISOR), make_referral(submitted_at=NOON)
    first, second = received(child()), received(child(), days_ago=2)
    beyond = received(child(), days_ago=3, skills="stalking_harassment")
    beginner = train(make_user(), Skill.DOMESTIC_ABUSE, Skill.CHILDREN)

    page = text_of(
        signed_in(supervisor).post(
            f"/holdings/hand-out/{first.pk}/", {"to": beginner.pk, "why": "She knows the family."}, follow=True
        )
    )

    assert f"Handed {first.number} to {beginner}, who also holds {second.number} about the same people" in page
    assert held(beginner) == [first, second]
    assert not Claim.objects.live().filter(referral__in=[beyond, elsewhere]).exists()
    along = Event.objects.get(verb="referral.claimed", thing_id=str(second.pk))
    assert along.by == supervisor
    assert along.detail == {"how": "together", "holder": beginner.pk, "why": f"With {first.number}."}


def test_what_somebody_else_holds_stays_theirs_and_is_shown_so(
    assessor: User, colleague: User, signed_in: Callable[[User], Client]
) -> None:
    at = timezone.now()
    theirs = received(child())
    claims.hand_out(theirs, to=colleague, why="She knows the family.", by=assessor, at=at)
    mine, waits = received(child(), days_ago=2), received(child(), days_ago=3, skills="stalking_harassment")

    claims.choose(mine, why="The oldest I may take.", by=assessor, at=at)

    assert held(assessor) == [mine]
    assert held(colleague) == [theirs]
    page = text_of(signed_in(assessor).get(f"/assess/{mine.pk}/"))
    assert "2 other waiting referrals of the same people" in page
    assert f"{theirs.number} , held by Colin Example" in page
    assert f"{waits.number} , waiting" in page


def test_only_what_the_assessor_is_trained_for_comes_along(db: None) -> None:
    new = train(make_user(), Skill.DOMESTIC_ABUSE)
    first = received(child())
    received(child(), skills="stalking_harassment")

    claims.choose(first, why="Asked for by the inspector.", by=new, at=NOON)

    assert held(new) == [first]


def test_what_is_no_longer_waiting_stays_where_it_is(assessor: User) -> None:
    signed = received(child(), status=Status.ASSESSED)
    first = received(child(), days_ago=2)

    assert taken(assessor).referral == first
    assert held(assessor) == [first]
    assert Referral.objects.get(pk=signed.pk).status == Status.ASSESSED


def test_of_somebody_reported_very_often_only_so_many_come_along(assessor: User) -> None:
    for day in range(MOST_TOGETHER + 3):
        received(child(), days_ago=day + 1)

    taken(assessor)

    assert len(held(assessor)) == 1 + MOST_TOGETHER


def test_where_nobody_waits_twice_it_costs_one_query(assessor: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            taken(assessor)
        return len([one for one in seen.captured_queries if "people_mention" in one["sql"]])

    received(child())
    received(child(forenames="Tomasz", surname="Lewandowski", date_of_birth=None, address="", postcode="", sex="M"))

    assert [queries(), queries()] == [1, 1]


def test_one_or_all_are_given_back(assessor: User) -> None:
    first, second = received(child()), received(child(), days_ago=2)
    received(child(), days_ago=3)
    taken(assessor)

    claims.release(Claim.objects.live().get(referral=first), why="A colleague has it open.", by=assessor, at=NOON)
    assert len(held(assessor)) == 2

    given = together.release(Claim.objects.live().get(referral=second), why="I go home.", by=assessor, at=NOON)
    assert len(given) == 2
    assert held(assessor) == []
    assert Claim.objects.filter(ending=Claim.Ending.RELEASED, ended_why="I go home.").count() == 2


def test_all_are_handed_on_or_none(assessor: User, colleague: User) -> None:
    untrained = make_user()
    first = received(child())
    received(child(), days_ago=2)
    taken(assessor)
    claim = Claim.objects.live().get(referral=first)

    with pytest.raises(CannotClaim):
        together.reallocate(claim, to=untrained, why="She asked.", by=assessor, at=NOON)
    assert len(held(assessor)) == 2

    together.reallocate(claim, to=colleague, why="She asked.", by=assessor, at=NOON)
    assert (len(held(assessor)), len(held(colleague))) == (0, 2)
    together.pull_back(Claim.objects.live().get(referral=first), why="She is ill.", by=assessor, at=NOON)
    assert not Claim.objects.live().exists()


def test_work_on_one_keeps_the_others(assessor: User) -> None:
    first = received(child())
    received(child(), days_ago=2)
    received(child(forenames="Tomasz", surname="Lewandowski", date_of_birth=None, address="", postcode="", sex="M"))
    taken(assessor), taken(assessor)
    late = NOON + HOLD * 0.9

    together.keep_by_working(first, by=assessor, at=late)
    claims.let_lapse(at=NOON + HOLD)

    assert set(Claim.objects.live().values_list("expires_at", flat=True)) == {late + HOLD}
    assert len(held(assessor)) == 2


def test_the_order_of_the_day_counts_a_sitting_once(assessor: User) -> None:
    received(child(), grade=Grade.STANDARD)
    received(child(), grade=Grade.HIGH)
    make_referral(grade=Grade.MEDIUM)

    taken(assessor)
    claims.take_next(by=assessor, at=NOON + timedelta(minutes=5))
    kept = day_kept(NOON.date(), now=NOON + timedelta(hours=1))

    assert (len(kept.rows), kept.in_order) == (2, 2)


def test_the_desk_leads_through_what_is_held(assessor: User, signed_in: Callable[[User], Client]) -> None:
    oldest, middle, latest = (received(child(), days_ago=days) for days in (3, 2, 1))
    claims.choose(middle, why="In the middle.", by=assessor, at=timezone.now())

    answer = signed_in(assessor).get(f"/assess/{middle.pk}/")

    assert "You also hold 2 more referrals about the same people" in text_of(answer)
    page = " ".join(answer.content.decode().split())  # a tag may be wrapped
    assert f'href="/assess/{oldest.pk}/" rel="prev"' in page
    assert f'href="/assess/{latest.pk}/" rel="next"' in page


def test_pages_offer_to_give_back_and_move_them_together(
    assessor: User, colleague: User, signed_in: Callable[[User], Client]
) -> None:
    first, second = received(child()), received(child(), days_ago=2)
    claims.choose(first, why="Her school rang.", by=assessor, at=timezone.now())
    claim = Claim.objects.get(referral=first)
    boss = signed_in(make_user(Role.SUPERVISOR))

    assert f"took it with another of the same people: With {first.number}." in text_of(boss.get("/holdings/"))
    assert f"Also {second.number}: the same people" in text_of(boss.get(f"/holdings/{claim.pk}/move/"))
    boss.post(f"/holdings/{claim.pk}/move/", {"to": colleague.pk, "why": "She knows them.", "together": "on"})
    assert held(colleague) == [first, second]

    theirs = Claim.objects.live().get(referral=second)
    assert held_with(theirs)
    browser = signed_in(colleague)
    browser.post(f"/my-work/{theirs.pk}/give-back/", {"why": "I go home.", "together": "on"})
    assert held(colleague) == []
