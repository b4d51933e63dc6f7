"""The page of a referral lists the other reports that its history is counted from."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.factories import NOON, make_referral
from vigil.accounts.models import User
from vigil.referrals.beside import MOST, graded_beside
from vigil.referrals.models import Referral
from vigil.rules.history import Earlier, Link
from vigil.rules.terms import Grade, IncidentType, Role
from vigil.triage.models import Screening
from vigil.triage.queries.history import history_of, kept

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub(assessor: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(assessor)


def report(other: Referral, *, days: float, link: Link = Link.PERSON) -> Earlier:
    of_person = link is Link.PERSON
    return Earlier(
        number=other.pk,
        before=timedelta(days=days),
        incident_type=IncidentType.DOMESTIC_ABUSE_PARTNER,
        grade=Grade.HIGH,
        link=link,
        subject=1 if of_person else 0,
        then=Role.HARMED if of_person else None,
        now=Role.HARMED if of_person else None,
    )


def screened(referral: Referral, *history: Earlier) -> Screening:
    return Screening.objects.create(
        referral=referral,
        at=NOON,
        grade="high",
        reasons=[{"code": "x", "words": "A repeat", "source": "The hub", "grade": "high"}],
        conflicts=[],
        history=kept(history),
        rules_version="grading 9.9",
        policy_version="2026.1",
    )


def test_each_other_report_is_listed_once_with_what_it_shares_the_nearest_first() -> None:
    far, near = make_referral(), make_referral()
    history = [report(far, days=40), report(near, days=-2), report(near, days=-2, link=Link.ADDRESS)]

    listed = graded_beside(screened(make_referral(), *history).history)

    assert [(one.referral, one.before.days, one.shares, one.grade) for one in listed] == [
        (near, -2, "the same person at risk, the same address", Grade.HIGH),
        (far, 40, "the same person at risk", Grade.HIGH),
    ]


def test_the_page_says_what_it_was_graded_beside(hub: Client) -> None:
    referral, earlier, later = make_referral(), make_referral(), make_referral()
    screened(referral, report(earlier, days=40), report(later, days=-3))

    page = " ".join(hub.get(referral.get_absolute_url()).content.decode().split())

    assert "Graded beside 2 other reports" in page
    assert earlier.number in page
    assert "40 days earlier" in page
    assert "3 days later" in page


def test_a_long_history_is_cut_and_says_so(hub: Client, django_assert_num_queries: Any) -> None:
    referral = make_referral()
    screening = screened(referral, *(report(make_referral(), days=day) for day in range(1, MOST + 3)))

    with django_assert_num_queries(1):
        assert len(graded_beside(screening.history)) == MOST
    assert f"Graded beside {MOST + 2} other reports" in hub.get(referral.get_absolute_url()).content.decode()


def test_what_is_kept_of_a_history_is_read_back_as_it_was() -> None:
    history = (report(make_referral(), days=1.5), report(make_referral(), days=-1, link=Link.HOUSEHOLD))

    assert history_of(screened(make_referral(), *history)) == history
