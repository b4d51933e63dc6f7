"""The Backlog page as people of the hub meet it."""

import random
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import make_referral
from vigil.accounts.models import User
from vigil.governance.actions import take_snapshot
from vigil.governance.queries import figures
from vigil.rules.terms import Area, Grade, IncidentType

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
CELL = re.compile(r'<a href="(/worklist/\?grade=\w+&amp;age=\d+)">([\d,]+)<')


@pytest.fixture
def hub(supervisor: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(supervisor)


def shown(client: Client, address: str = "/backlog/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def waits(days: float, grade: Grade, **fields: Any) -> None:
    submitted_at = timezone.now() - days * DAY
    make_referral(grade=grade, submitted_at=submitted_at, **fields)
    figures.forget()  # it came without a trace


def test_an_empty_backlog_says_how_it_fills(hub: Client) -> None:
    page = shown(hub)

    assert "Nothing waits" in page
    assert "backlog-heat" not in page


def test_each_cell_leads_to_exactly_the_referrals_it_counts(hub: Client) -> None:
    chance = random.Random(3)
    for _ in range(60):
        waits(chance.choice([0.5, 2, 5, 10, 20, 60, 200]), chance.choice(list(Grade)))

    cells = CELL.findall(shown(hub))

    assert sum(int(number) for _, number in cells) == 60
    for address, number in cells:
        listed = shown(hub, address.replace("&amp;", "&"))
        assert f"{number} of 60 referrals waiting." in listed


def test_the_fullest_cell_is_the_darkest_and_an_empty_one_is_not_shaded(hub: Client) -> None:
    for _ in range(10):
        waits(2, Grade.STANDARD)
    waits(200, Grade.HIGH)

    page = shown(hub)

    assert re.search(r'backlog-shade-5"><a href="/worklist/\?grade=standard&amp;age=1">10<', page)
    assert re.search(r'backlog-shade-1 backlog-worst"><a href="/worklist/\?grade=high&amp;age=90">1<', page)
    assert page.count("backlog-shade-0") == 19
    assert page.count("backlog-worst") == 1
    assert "high, waiting over 90 days</a>." in page


def test_areas_and_types_lead_to_their_referrals_where_there_are_any(hub: Client) -> None:
    waits(1, Grade.HIGH, area="", incident_type=IncidentType.CUCKOOING)
    waits(1, Grade.HIGH, area=Area.SHROPSHIRE)

    page = shown(hub)

    for query in ("area=not_known", "area=shropshire", "incident_type=cuckooing"):
        assert f'href="/worklist/?{query}"' in page
        assert "1 of 2 referrals waiting." in shown(hub, f"/worklist/?{query}")
    assert "area=worcestershire" not in page
    assert "Modern slavery" not in page


def test_an_administrator_sees_figures_and_no_way_to_a_person(
    administrator: User, signed_in: Callable[[User], Client]
) -> None:
    waits(9, Grade.HIGH, subjects=[{"surname": "Quillfeather"}])
    take_snapshot(at=timezone.now() - DAY)
    waits(8, Grade.HIGH)

    page = shown(signed_in(administrator))

    assert "2 waiting, 2 of them graded high" in page
    assert "VH-" in page
    assert "/referrals/" not in page
    assert "/worklist/" not in page
    assert "Quillfeather" not in page


def test_the_referrals_that_weigh_most_and_those_that_changed_are_linked(hub: Client) -> None:
    waits(9, Grade.HIGH)
    take_snapshot(at=timezone.now() - DAY)
    for _ in range(21):
        waits(2, Grade.HIGH)

    page = shown(hub)

    assert page.count("/referrals/") == 10 + 20 + 20  # heaviest, came in, newly past their clock
    assert page.count("and 1 more") == 2


def test_the_first_day_says_what_will_stand_there(hub: Client) -> None:
    waits(9, Grade.HIGH)

    page = shown(hub)

    assert "From the second day on, a line" in page
    assert "Tomorrow this says what came in" in page


def test_the_line_and_its_figures_stand_side_by_side(hub: Client) -> None:
    waits(9, Grade.HIGH)
    for days in (2, 1, 0):
        take_snapshot(at=timezone.now() - days * DAY)

    page = shown(hub)

    assert page.count('role="img"') == 1
    assert "&lt;svg" not in page
    assert page.count('data-label="High past their clock"') == 3


def test_the_page_asks_the_database_as_often_for_many_referrals_as_for_one(
    hub: Client, django_assert_num_queries: Any
) -> None:
    for number in (1, 40):
        for _ in range(number):
            waits(3, Grade.HIGH)
        with django_assert_num_queries(10):  # session, person, stamp, referrals, people, three of days, samples
            hub.get("/backlog/")
        figures.forget()
