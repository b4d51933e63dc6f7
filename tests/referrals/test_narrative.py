"""The narrative on a referral's page: its marks, the reasons they lead to, and what could not be read."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.factories import NOON, make_referral
from vigil.accounts.models import User
from vigil.referrals.models import Referral
from vigil.referrals.queries import LONG
from vigil.screening import Code
from vigil.triage.actions import marking, screening

pytestmark = pytest.mark.django_db

TOLD = (
    "He had a kitchen knife in his hand. No strangulation. She self-harmed in 2009 when she was at school. "
    "If he returns with a hammer call 999."
)
POLISH = "Sąsiadka zadzwoniła, bo słyszała krzyki. Mąż był pijany i groził jej nożem przy dzieciach."


@pytest.fixture
def hub(assessor: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(assessor)


def read_in(narrative: str, **fields: Any) -> Referral:
    """Return a referral that was received with this narrative, and screened."""
    referral = make_referral(narrative=narrative, **{"grade": "standard", "officer_grade": "standard", **fields})
    with transaction.atomic():
        screening.rescreen(referral, by=None, at=NOON)
    return referral


def page_of(hub: Client, referral: Referral, path: str = "") -> str:
    return hub.get(f"{referral.get_absolute_url()}{path}").content.decode()


def told_in(page: str) -> str:
    """Return the narrative as the page has it, with its marks and without the words about them."""
    parts = re.findall(r'<div class="[^"]*referral-narrative">(.*?)</div>', page, re.DOTALL)
    return re.sub(r' <a class="vigil-mark__label.*?</a>', "", "".join(parts), flags=re.DOTALL)


def test_each_marker_is_marked_by_how_it_is_meant_and_says_so_in_words(hub: Client) -> None:
    page = page_of(hub, read_in(TOLD))

    for look, words, label in [
        ("present", "kitchen knife", "[Weapon or object used: present]"),
        ("negated", "strangulation", "[Strangulation: ruled out]"),
        ("aside", "self-harmed", "[Suicide or self-harm, threatened or tried: in the past]"),
        ("aside", "with a hammer", "[Weapon or object used: advice, or only if]"),
    ]:
        assert f'<mark class="vigil-mark vigil-mark--{look}">{words}</mark>' in page
        assert label in page
    for look in ("present", "negated", "aside"):
        assert f'<li><mark class="vigil-mark vigil-mark--{look}">' in page, "The legend explains what is used."
    assert '<li><mark class="vigil-mark vigil-mark--added">' not in page


def test_marks_and_reasons_lead_to_each_other(hub: Client) -> None:
    page = page_of(hub, read_in("He grabbed her by the throat."))

    (reason,) = re.findall(r'id="mark-1" href="#(reason-[^"]+)"', page)
    line = re.search(rf'<tr role="row" id="{reason}">.*?</tr>', page, re.DOTALL)
    assert line
    assert 'href="#mark-1"' in line[0]
    anchors = re.findall(r'id="((?:mark|marker|reason)-[^"]+)"', page)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r'href="#((?:mark|marker|reason)-[^"]+)"', page)) <= set(anchors)


@pytest.mark.parametrize(
    "narrative",
    [
        "He held a <b>knife</b> to her & said </mark><script>alert(1)</script> he would kill her",
        'He grabbed her by the "throat" <img src=x onerror=alert(1)> and squeezed\n\n  & left',
    ],
)
def test_what_the_officer_wrote_beside_a_mark_is_never_markup(hub: Client, narrative: str) -> None:
    told = told_in(page_of(hub, read_in(narrative)))

    assert "<mark" in told
    assert unescape(re.sub(r"</?mark[^>]*>", "", told)) == narrative


def test_what_the_officer_wrote_inside_a_mark_is_never_markup(hub: Client, assessor: User) -> None:
    referral = read_in("It says <u>varnish</u> here.")
    marking.add(referral, code=Code.FIRE_RISK, quote="<u>varnish</u>", reason="<i>Fuel</i>", by=assessor, at=NOON)

    page = page_of(hub, referral)

    assert '<mark class="vigil-mark vigil-mark--added">&lt;u&gt;varnish&lt;/u&gt;</mark>' in page
    assert "<u>" not in page
    assert "<i>" not in page


def test_a_long_narrative_is_not_cut_inside_a_mark_and_says_what_is_folded_away(hub: Client) -> None:
    before = ("She was at home with her sister. " * 100)[: LONG - 22]
    referral = read_in(f"{before}. He had a kitchen knife. {'She was at home. ' * 9}He had an axe.")
    assert referral.narrative.rindex(" ", 0, LONG) == referral.narrative.index(" knife")

    page = page_of(hub, referral)

    assert '<mark class="vigil-mark vigil-mark--present">kitchen knife</mark>' in page
    assert "more characters, 1 risk marker" in page
    assert unescape(re.sub(r"</?mark[^>]*>", "", told_in(page))) == referral.narrative


def test_the_officers_grade_stands_beside_the_screened_one_with_the_reason_they_differ(hub: Client) -> None:
    page = page_of(hub, read_in("He grabbed her by the throat."))

    assert (
        "The rules graded it high and the officer standard, because of "
        "“Strangulation or choking in a domestic setting”." in page
    )


def test_a_conflict_stands_above_everything_and_leads_to_its_reason(hub: Client) -> None:
    page = page_of(hub, read_in("He grabbed her by the throat."))

    assert page.index("does not fit the officer’s grade") < page.index("Who is who")
    assert 'href="#reason-strangulation_domestic">Strangulation in the narrative, graded standard</a>' in page


def test_paper_has_the_marks_and_what_was_said_and_no_buttons(hub: Client, assessor: User) -> None:
    referral = read_in(TOLD)
    marking.dismiss(referral, code=Code.WEAPON, start=9, end=22, reason="He was cooking", by=assessor, at=NOON)

    paper = page_of(hub, referral, "print/")

    assert '<mark class="vigil-mark vigil-mark--dismissed">kitchen knife</mark>' in paper
    assert "He was cooking" in paper
    for button in ("This is wrong", "Take back", "Add one that was missed"):
        assert button not in paper
        assert button in page_of(hub, referral)


@pytest.mark.parametrize(
    ("narrative", "sentence"),
    [
        (POLISH, "Not read: another language. Read it yourself or have it translated, sooner."),
        ("", "Not read: there is no narrative. Ask the officer what happened, sooner."),
        ("?? - 12:40 -", "Not read: it holds no words. Ask the officer what happened, sooner."),
    ],
)
def test_a_narrative_that_could_not_be_read_says_so_and_is_looked_at_sooner(
    hub: Client, narrative: str, sentence: str
) -> None:
    read = read_in("Neighbour rang to say there was shouting next door.", grade="medium", officer_grade="medium")
    unread = read_in(narrative, grade="medium", officer_grade="medium")

    page = page_of(hub, unread)
    worklist = hub.get("/worklist/").content.decode()

    assert sentence in page
    assert "No words of risk were found" not in page
    assert "older because the narrative could not be read." in worklist
    assert worklist.index(unread.number) < worklist.index(read.number)
    assert worklist.count("the narrative could not be read") == 1


def test_a_narrative_without_markers_is_not_said_to_be_safe(hub: Client) -> None:
    assert "No words of risk were found. That does not say there is no risk." in page_of(
        hub, read_in("The cat came back on Tuesday and everyone was pleased.")
    )


def test_the_page_asks_the_database_as_often_for_many_markers_as_for_one(
    hub: Client, assessor: User, django_assert_num_queries: Any
) -> None:
    for number in (1, 12):
        referral = read_in("He had a kitchen knife. " * number)
        for place in range(number):
            start = place * 24 + 9
            marking.dismiss(referral, code=Code.WEAPON, start=start, end=start + 13, reason="No", by=assessor, at=NOON)
        page_of(hub, referral)
        with django_assert_num_queries(19):
            page_of(hub, referral)
