"""One's own work and the supervisor's pages, as people of the hub meet them."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import make_referral, make_user, train
from vigil.accounts.models import User
from vigil.accounts.roles import Role
from vigil.referrals.models import Referral
from vigil.rules.lifecycle import Status
from vigil.rules.skills import Skill
from vigil.rules.terms import Area, Grade
from vigil.worklist.actions import claims
from vigil.worklist.models import Claim, Focus

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessor(db: None) -> User:
    return train(make_user(first_name="Asha", last_name="Example"))


@pytest.fixture
def supervisor(db: None) -> User:
    return train(make_user(Role.SUPERVISOR, first_name="Sam", last_name="Example"))


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def waits(**fields: Any) -> Referral:
    return make_referral(**{"submitted_at": timezone.now() - timedelta(hours=5), **fields})


def test_taking_the_next_opens_it_and_it_stands_in_my_work(assessor: User, signed_in: Callable[[User], Client]) -> None:
    waits(grade=Grade.STANDARD)
    high = waits(grade=Grade.HIGH)
    browser = signed_in(assessor)

    answer = browser.post("/my-work/next/")

    assert answer["Location"] == f"/assess/{high.pk}/"
    assert high.number in text_of(browser.get("/my-work/"))
    assert "You hold 1 referral" in text_of(browser.get("/"))


def test_the_untrained_are_told_what_would_open_the_worklist(signed_in: Callable[[User], Client]) -> None:
    waits()
    browser = signed_in(make_user())

    page = text_of(browser.post("/my-work/next/", follow=True))

    assert "No training that is in force lets you assess" in page
    assert not Claim.objects.exists()


def test_whoever_is_trained_for_something_else_is_told_that_nothing_is_for_them(
    signed_in: Callable[[User], Client],
) -> None:
    waits(skills="children domestic_abuse")
    browser = signed_in(train(make_user(), Skill.DOMESTIC_ABUSE))

    assert "Nothing waits that you are trained for" in text_of(browser.post("/my-work/next/", follow=True))


def test_keeping_and_giving_back(assessor: User, signed_in: Callable[[User], Client]) -> None:
    referral = waits()
    browser = signed_in(assessor)
    browser.post("/my-work/next/")
    claim = Claim.objects.get()

    assert f"{referral.number} is yours until" in text_of(browser.post(f"/my-work/{claim.pk}/keep/", follow=True))
    assert "Record why" in text_of(browser.post(f"/my-work/{claim.pk}/give-back/", {"why": ""}))
    page = text_of(browser.post(f"/my-work/{claim.pk}/give-back/", {"why": "I know them"}, follow=True))

    assert f"Gave back {referral.number}" in page
    assert Referral.objects.get().status == Status.WAITING


def test_nobody_keeps_or_gives_back_what_another_holds(
    assessor: User, supervisor: User, signed_in: Callable[[User], Client]
) -> None:
    waits()
    claim = claims.take_next(by=assessor, at=timezone.now())
    assert claim
    other = signed_in(supervisor)

    assert other.post(f"/my-work/{claim.pk}/keep/").status_code == 404
    assert other.post(f"/my-work/{claim.pk}/give-back/", {"why": "x"}).status_code == 404


def test_my_work_warns_before_a_referral_goes_back_and_says_that_it_went(
    assessor: User, signed_in: Callable[[User], Client]
) -> None:
    waits()
    browser, now = signed_in(assessor), timezone.now()
    claims.take_next(by=assessor, at=now - timedelta(minutes=55))

    assert "Goes back in" in text_of(browser.get("/my-work/"))
    claims.let_lapse(at=now + timedelta(minutes=6))
    assert "went back on" in text_of(browser.get("/my-work/"))


def test_choosing_out_of_order_asks_why(assessor: User, signed_in: Callable[[User], Client]) -> None:
    waits(grade=Grade.HIGH)
    other = waits(grade=Grade.STANDARD)
    browser = signed_in(assessor)

    assert "Record why" in text_of(browser.post(f"/my-work/choose/{other.pk}/", {"why": " "}))
    assert browser.post(f"/my-work/choose/{other.pk}/", {"why": "The school rang"}).status_code == 302
    assert Claim.objects.get().how == Claim.How.CHOSEN


def test_a_referral_that_somebody_holds_says_so_instead_of_asking(
    assessor: User, supervisor: User, signed_in: Callable[[User], Client]
) -> None:
    referral = waits()
    claims.take_next(by=assessor, at=timezone.now())

    page = text_of(signed_in(supervisor).get(f"/my-work/choose/{referral.pk}/"))

    assert "Asha Example holds it" in page
    assert "Why does this one come first" not in page


def test_a_supervisor_sees_who_holds_what_and_moves_it(
    assessor: User, supervisor: User, signed_in: Callable[[User], Client]
) -> None:
    referral = waits()
    other = train(make_user(first_name="Bea", last_name="Example"))
    claim = claims.take_next(by=assessor, at=timezone.now())
    assert claim
    browser = signed_in(supervisor)

    assert "Asha Example" in text_of(browser.get("/holdings/"))
    page = browser.post(f"/holdings/{claim.pk}/move/", {"to": other.pk, "why": "She is ill"}, follow=True)
    assert f"Handed {referral.number} to Bea Example" in text_of(page)
    again = Claim.objects.live().get()
    page = browser.post(f"/holdings/{again.pk}/move/", {"to": "worklist", "why": "It can wait"}, follow=True)

    assert "back in place" in text_of(page)
    assert Referral.objects.get().status == Status.WAITING


@pytest.mark.parametrize("page", ["/holdings/", "/my-work/"])
def test_who_holds_what_costs_as_many_queries_for_many_as_for_one(
    page: str, supervisor: User, signed_in: Callable[[User], Client]
) -> None:
    browser, asked = signed_in(supervisor), []
    for number in (1, 12):
        for _ in range(number):
            waits()
            taker = supervisor if page == "/my-work/" else train(make_user())
            assert claims.take_next(by=taker, at=timezone.now())
        browser.get(page)
        with CaptureQueriesContext(connection) as queries:
            browser.get(page)
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_a_referral_is_not_handed_to_somebody_untrained(supervisor: User, signed_in: Callable[[User], Client]) -> None:
    referral = waits(skills="children")
    untrained = train(make_user(), Skill.ADULTS)
    browser = signed_in(supervisor)

    page = text_of(browser.post(f"/holdings/hand-out/{referral.pk}/", {"to": untrained.pk, "why": "Nearest"}))

    assert "The skill “children” is missing: training in child protection opens it." in page
    assert not Claim.objects.exists()


def test_a_supervisor_puts_people_on_a_part_of_the_worklist_and_takes_them_off(
    assessor: User, supervisor: User, signed_in: Callable[[User], Client]
) -> None:
    friday = timezone.localdate() + timedelta(days=5)
    browser = signed_in(supervisor)
    asked = {
        "people": [assessor.pk],
        "area": Area.TELFORD_AND_WREKIN,
        "oldest_first": "on",
        **{f"until_{part}": getattr(friday, part) for part in ("day", "month", "year")},
    }

    page = text_of(browser.post("/holdings/focus/", asked, follow=True))

    assert "Asha Example: the oldest of Telford &amp; Wrekin" in page
    focus = Focus.objects.get()
    assert "has put you on the oldest of" in text_of(signed_in(assessor).get("/my-work/"))
    browser.post(f"/holdings/focus/{focus.pk}/end/")
    assert "Everybody takes from the whole worklist" in text_of(browser.get("/holdings/"))


def test_the_order_of_a_day_is_judged(assessor: User, supervisor: User, signed_in: Callable[[User], Client]) -> None:
    now = timezone.now()
    high = waits(grade=Grade.HIGH, submitted_at=now - timedelta(hours=9), received_at=now - timedelta(hours=8))
    standard = waits(grade=Grade.STANDARD, submitted_at=now - timedelta(hours=9), received_at=now - timedelta(hours=8))
    claims.choose(standard, why="The school rang", by=assessor, at=now)
    browser = signed_in(supervisor)

    page = text_of(browser.get(f"/holdings/order/?day={timezone.localdate(now)}"))

    assert "0 of 1 referral was taken in order." in page
    assert high.number in page
    assert "The school rang" in page
    assert "Nothing was taken on this day" in text_of(browser.get("/holdings/order/"))
