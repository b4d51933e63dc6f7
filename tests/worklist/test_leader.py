"""A senior leader starts with what to look at next and why, reads figures, and opens nobody's record."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_referral, make_user, train
from tests.triage.test_quality import assessed, draw_all
from vigil.accounts.roles import Role
from vigil.rules.terms import Grade
from vigil.triage.actions import quality
from vigil.worklist.actions import claims

pytestmark = pytest.mark.django_db
SURNAME = "Quillfeather"


@pytest.fixture
def leader(client: Client) -> Client:
    client.force_login(make_user(Role.LEADER))
    return client


def shown(client: Client, name: str) -> str:
    return client.get(reverse(name)).content.decode()


def test_a_leader_is_told_of_high_ones_past_their_clock_with_no_name(leader: Client) -> None:
    now = timezone.now()
    for days in (3, 40):
        submitted = now - timedelta(days=days, hours=1)
        make_referral(grade=Grade.HIGH, submitted_at=submitted, subjects=[{"surname": SURNAME}])

    page = shown(leader, "start")

    assert "2 high referrals past the clock" in page
    assert "The oldest has waited 40 days" in page
    assert SURNAME not in page


def test_a_leader_is_told_what_was_graded_too_low(leader: Client) -> None:
    first, colleague, now = train(make_user()), train(make_user()), timezone.now()
    found = assessed(first, Grade.STANDARD)
    type(found).objects.update(at=now - timedelta(days=2))
    draw_all(first)
    quality.draw_days(seed=1, at=now)
    grading = found.quality_grading
    quality.grade_again(grading, grade=Grade.HIGH, reason="A knife", by=colleague, at=now)

    assert "1 assessment graded too low" in shown(leader, "start")
    assert reverse("disagreements") not in shown(leader, "quality")


def test_a_leader_reads_whether_the_order_was_kept_and_not_why_somebody_left_it(leader: Client) -> None:
    now, assessor = timezone.now(), train(make_user())
    first, later = (
        make_referral(grade=grade, submitted_at=now - timedelta(hours=5), received_at=now - timedelta(hours=5))
        for grade in (Grade.HIGH, Grade.STANDARD)
    )
    claims.choose(later, why=f"{SURNAME} rang", by=assessor, at=now)

    page = leader.get(f"{reverse('order_kept')}?day={timezone.localdate(now)}").content.decode()

    assert first.number in page
    assert SURNAME not in page
    assert "/referrals/" not in page


def test_every_link_that_a_leader_is_shown_may_be_followed(leader: Client) -> None:
    make_referral(grade=Grade.HIGH, submitted_at=timezone.now() - timedelta(days=9))
    begun = {reverse("start")}
    todo, done = list(begun), set()

    while todo:
        address = todo.pop()
        done.add(address)
        answer = leader.get(address)
        assert answer.status_code == 200, address
        found = set(re.findall(r'href="(/[^"?#]*)', answer.content.decode())) - {"/sign-out/"}
        todo += [one for one in found - done if not one.startswith(("/static/",)) and one not in todo]

    assert reverse("backlog") in done
