"""The pages of the blind sample: what supervisors are told, and that nothing on an assessor's page betrays a grade."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.factories import NOON, make_referral, make_user
from vigil.accounts.models import User
from vigil.audit.models import Event
from vigil.referrals.actions import record_view
from vigil.referrals.models import Referral
from vigil.rules.terms import Grade, PartnerFlag, RiskTool
from vigil.triage.actions import sampling
from vigil.triage.models import BlindGrading, BlindSample, Screening

SignIn = Callable[[User], Client]
SUPERVISORS, ASSESSORS = "/blind/", "/blind/next/"


def draw(size: int, by: User) -> BlindSample:
    return sampling.draw_sample(size=size, seed=1, by=by, at=NOON)


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def html_of(response: Any) -> str:
    """The page, without what differs each time it is asked for."""
    return re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", response.content.decode())


def test_nothing_that_anybody_thought_of_it_is_on_the_page(supervisor: User, assessor: User, signed_in: SignIn) -> None:
    referral = make_referral(grade=Grade.STANDARD, risk_tool=RiskTool.DASH, ticks=2, answers={"1": "Yes"})
    draw(1, supervisor)
    client = signed_in(assessor)
    before = html_of(client.get(ASSESSORS))

    Referral.objects.filter(pk=referral.pk).update(
        grade=Grade.MEDIUM,
        order_class=13,
        officer_grade=Grade.MEDIUM,
        has_conflict=True,
        due_at=datetime(2025, 9, 21, 3, 33, tzinfo=UTC),
        order_at=datetime(2025, 9, 21, 3, 33, tzinfo=UTC),
        order_lifts=[{"code": "conflict", "words": "the officer graded it medium", "hours": 24}],
        partner_flags=[PartnerFlag.MARAC],
        comments="Graded medium by the team",
        source_status="Medium",
        answers={"1": "Yes", "officer_level": "medium"},
        team_area="Medium risk desk",
    )
    Screening.objects.create(
        referral=referral,
        at=NOON,
        grade=Grade.MEDIUM,
        reasons=[{"code": "weapon", "words": "A weapon", "source": "DASH", "grade": "medium", "factors": ["weapon"]}],
        conflicts=[{"code": "weapon", "words": "weapon in the narrative, graded medium"}],
        markers=[{"code": "weapon", "status": "present", "start": 0, "end": 9, "pattern": "w-1"}],
        narrative_state="read",
        lexicon_version="1",
        rules_version="1",
        policy_version="1",
    )

    assert html_of(client.get(ASSESSORS)) == before


def test_the_page_holds_what_there_is_to_grade_by_and_not_which_referral_it_is(
    supervisor: User, assessor: User, signed_in: SignIn
) -> None:
    referral = make_referral(
        id=98765,
        grade=Grade.STANDARD,
        narrative="He said <b>nothing</b> & left.\n" + "She waited. " * 400 + "Then he came back.",
        risk_tool=RiskTool.DASH,
        ticks=1,
        answers={"1": "Yes"},
    )
    draw(1, supervisor)

    page = signed_in(assessor).get(ASSESSORS)

    shown = text_of(page)
    for words in ("Then he came back.", "Joan Example", "34", "4 Larch Walk, Wem, SY4 9ZZ", "DASH: 1 ticked", "1. "):
        assert words in shown
    assert "&lt;b&gt;nothing&lt;/b&gt; &amp; left" in page.content.decode()
    assert str(referral.pk) not in page.content.decode()
    assert referral.reference not in shown


def test_the_tags_that_stand_for_grades_and_markers_elsewhere_are_not_on_the_page(
    supervisor: User, assessor: User, signed_in: SignIn
) -> None:
    make_referral(grade=Grade.STANDARD, narrative="He had a knife and put his hands round her throat.")
    draw(1, supervisor)

    html = signed_in(assessor).get(ASSESSORS).content.decode()

    assert "vigil-grade" not in html
    assert "<mark" not in html
    assert "strangulation" not in html.lower()


def test_grading_one_brings_the_next_until_none_is_left(supervisor: User, assessor: User, signed_in: SignIn) -> None:
    found, other = make_referral(grade=Grade.STANDARD), make_referral(grade=Grade.STANDARD)
    draw(2, supervisor)
    client = signed_in(assessor)

    answers = []
    for _ in range(2):
        client.get(ASSESSORS)
        here = int(Event.objects.filter(verb="referral.blind_viewed").latest("number").thing_id)
        grading = BlindGrading.objects.get(referral_id=here)
        to = Grade.HIGH if here == found.pk else Grade.STANDARD
        typed = {"grading": grading.pk, "grade": to, "reason": "By what is written"}
        answers.append(text_of(client.post(ASSESSORS, typed, follow=True)))

    found.refresh_from_db()
    other.refresh_from_db()
    assert (found.grade, other.grade) == (Grade.HIGH, Grade.STANDARD)
    assert f"Graded high: it raised {found}." in "".join(answers)
    assert "Graded standard." in "".join(answers)
    assert "Nothing for you to grade blind" in answers[-1]


@pytest.mark.parametrize(
    ("typed", "words"), [({"grade": "high"}, "Record why"), ({"reason": "Fear"}, "Choose a grade")]
)
def test_what_was_not_said_is_asked_for_again_of_the_same_one(
    supervisor: User, assessor: User, signed_in: SignIn, typed: dict[str, str], words: str
) -> None:
    make_referral(grade=Grade.STANDARD)
    make_referral(grade=Grade.STANDARD)
    draw(2, supervisor)
    client = signed_in(assessor)
    client.get(ASSESSORS)
    grading = BlindGrading.objects.order_by("pk")[0]

    page = client.post(ASSESSORS, {"grading": grading.pk, **typed})

    assert words in text_of(page)
    assert f'name="grading" value="{grading.pk}"' in page.content.decode()
    assert not BlindGrading.objects.exclude(grade="").exists()


def test_what_was_typed_for_one_is_never_shown_under_another(
    supervisor: User, assessor: User, signed_in: SignIn
) -> None:
    for _ in range(2):
        make_referral(grade=Grade.STANDARD)
    draw(2, supervisor)
    first = BlindGrading.objects.select_related("referral").order_by("pk")[0]
    client = signed_in(assessor)
    client.get(ASSESSORS)
    record_view(first.referral, by=assessor, at=NOON)

    page = client.post(ASSESSORS, {"grading": first.pk, "reason": "Bruises on both arms"}, follow=True)

    assert "Somebody else is reading that one now." in text_of(page)
    assert "Bruises" not in text_of(page)


def test_a_refusal_says_why_and_goes_on_to_the_next(supervisor: User, assessor: User, signed_in: SignIn) -> None:
    grading_of = make_referral(grade=Grade.STANDARD)
    draw(1, supervisor)
    grading = BlindGrading.objects.get(referral=grading_of)
    sampling.grade_blind(grading, grade=Grade.STANDARD, reason="Nothing recorded", by=make_user(), at=NOON)

    typed = {"grading": grading.pk, "grade": "high", "reason": "Fear"}
    page = signed_in(assessor).post(ASSESSORS, typed, follow=True)

    assert "Somebody has graded this one already." in text_of(page)


def test_before_the_first_sample_a_supervisor_reads_what_to_do(supervisor: User, signed_in: SignIn) -> None:
    page = text_of(signed_in(supervisor).get(SUPERVISORS))

    assert "Nobody knows yet" in page
    assert "Ask for a sample" in page
    assert "Draw them from" not in page


def test_a_supervisor_draws_a_sample_and_asks_for_more(supervisor: User, signed_in: SignIn) -> None:
    for _ in range(12):
        make_referral(grade=Grade.STANDARD)
    client = signed_in(supervisor)

    client.post(SUPERVISORS, {"size": 4})
    page = client.post(SUPERVISORS, {"size": 3, "of": "same"}, follow=True)

    assert BlindSample.objects.get().size == 7
    assert "Drew 3 referrals." in text_of(page)
    assert "0 of 7 graded blind" in text_of(page)

    client.post(SUPERVISORS, {"size": 5, "of": "new"})
    assert list(BlindSample.objects.order_by("pk").values_list("size", flat=True)) == [7, 5]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"size": ""}, "Enter how many, from 1 to 1,000"),
        ({"size": "0"}, "Enter how many, from 1 to 1,000"),
        ({"size": "9"}, "Ask for 2 or fewer: no more are left to draw."),
    ],
)
def test_a_sample_that_cannot_be_drawn_is_refused_with_its_reason(
    supervisor: User, signed_in: SignIn, typed: dict[str, str], words: str
) -> None:
    make_referral(grade=Grade.STANDARD)
    make_referral(grade=Grade.STANDARD)

    page = signed_in(supervisor).post(SUPERVISORS, typed)

    assert words in text_of(page)
    assert not BlindSample.objects.exists()


def test_a_supervisor_reads_the_estimate_and_what_was_found(
    supervisor: User, assessor: User, signed_in: SignIn
) -> None:
    for _ in range(40):
        make_referral(grade=Grade.STANDARD)
    for number, grading in enumerate(draw(10, supervisor).gradings.order_by("pk")):
        to = Grade.HIGH if number < 2 else Grade.STANDARD
        sampling.grade_blind(grading, grade=to, reason=f"Reason {number}", by=assessor, at=NOON)
        if number == 0:
            Referral.objects.filter(pk=grading.referral_id).update(status="assessed", waiting=False)

    page = text_of(signed_in(supervisor).get(SUPERVISORS))

    for words in ("of the 40 graded below high", "10 of 10 graded blind", "Reason 0", "should halve the width"):
        assert words in page
    assert page.count("See whether what was done fits a high one.") == 1
    assert "2 high ones were found and raised" in page


def test_the_estimate_is_told_in_as_many_queries_whatever_the_sample(
    supervisor: User, assessor: User, signed_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(30):
        make_referral(grade=Grade.STANDARD)
    for grading in draw(25, supervisor).gradings.all():
        sampling.grade_blind(grading, grade=Grade.HIGH, reason="Fear", by=assessor, at=NOON)
    client = signed_in(supervisor)

    with django_assert_max_num_queries(14):
        client.get(reverse("blind"))
