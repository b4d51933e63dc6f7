"""An officer's own referral: kept part by part, asked about, sent through the one door, and followed."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.factories import NOON, make_referral, make_user
from vigil.accounts.models import User
from vigil.accounts.roles import Role
from vigil.audit import actions as audit
from vigil.audit.models import Event
from vigil.intake.actions import officers as actions
from vigil.intake.actions.officers import CannotSend
from vigil.intake.models import Entry, OfficerForm
from vigil.intake.queries import officers as queries
from vigil.people.actions import door
from vigil.referrals.mentions import mentions_of
from vigil.referrals.models import Flag, Referral
from vigil.rules.reporting import Part
from vigil.rules.terms import Grade

pytestmark = pytest.mark.django_db
WOMAN = {
    "role": "harmed", "forenames": "Joan", "surname": "Example", "date_of_birth": "1991-02-03", "age": None,
    "sex": "F", "relationship": "", "phone": "", "school": "",
}  # fmt: skip


@pytest.fixture
def officer(db: None) -> User:
    return make_user(Role.OFFICER, first_name="Sam", last_name="Beat")


def written(officer: User, **parts: dict[str, Any]) -> OfficerForm:
    """Return a form of domestic abuse, graded standard though strangulation is ticked, with parts changed."""
    form = actions.begin(by=officer, at=NOON)
    whole = {
        "what": {"incident_type": "domestic_abuse_partner", "day": "2025-09-19", "time": "21:40"},
        "where": {"address": "4 Larch Walk, Wem", "postcode": "SY4 9ZZ"},
        "account": {"account": "Neighbour rang to say there was shouting next door.."},
        "questions": {"choke_strangle": "yes", "afraid": "no"},
        "consent": {"consent": "given", "why": ""},
        "grade": {"grade": "standard", "why": "No injury was seen."},
        **parts,
    }
    for part, answers in whole.items():
        actions.keep(form, Part(part), answers, at=NOON)
    actions.add_person(form, WOMAN, by=officer, at=NOON)
    return queries.forms_of(officer).get(pk=form.pk)


def known_already() -> Referral:
    """Put the same woman into the hub, linked, by another report."""
    referral = make_referral(subjects=[{**{k: WOMAN[k] for k in ("role", "forenames", "surname", "date_of_birth")}}])
    subjects = list(referral.subjects.all())
    door.meet(mentions_of(subjects), at=NOON)
    return referral


def test_a_form_goes_through_the_one_door_screened_and_placed(officer: User) -> None:
    entry = actions.send(written(officer), by=officer, at=NOON)

    referral = entry.referral
    assert referral is not None
    assert (referral.officer_grade, referral.grade, referral.waiting) == (Grade.STANDARD, Grade.HIGH, True)
    assert (referral.risk_tool, referral.answers["choke_strangle"]) == ("DARA", "yes")
    assert (referral.officer_collar, referral.postcode) == (officer.username, "SY4 9ZZ")
    assert referral.screenings.count() == 1
    assert Event.objects.filter(verb="referral.received", by=officer).count() == 1


def test_it_asks_what_makes_it_standard_and_sends_it_all_the_same(officer: User) -> None:
    form = written(officer)

    questions = [ask.question for ask in queries.asks(form)]

    assert "Strangulation on the DARA, graded standard: what makes it standard?" in questions
    assert actions.send(form, by=officer, at=NOON).state == Entry.State.RECEIVED


def test_what_was_missing_is_kept_with_the_form(officer: User) -> None:
    form = written(officer, consent={"consent": "not_asked", "why": ""}, where={})

    actions.send(form, by=officer, at=NOON)

    assert OfficerForm.objects.get().lacks == ["address", "consent_why"]


@pytest.mark.parametrize(
    ("part", "answers", "sentence"),
    [
        ("what", {"day": "2025-09-19"}, "Choose what it is about"),
        ("what", {"incident_type": "other"}, "Say when it happened"),
        ("what", {"incident_type": "other", "day": "2025-09-21"}, "in the future"),
        ("account", {"account": "  "}, "Write what happened"),
    ],
)
def test_what_is_no_referral_yet_is_not_sent(officer: User, part: str, answers: dict[str, str], sentence: str) -> None:
    form = written(officer, **{part: answers})

    with pytest.raises(CannotSend, match=sentence):
        actions.send(form, by=officer, at=NOON)

    assert not Referral.objects.exists()


def test_a_form_is_sent_once_and_never_changes_after(officer: User) -> None:
    form = written(officer)
    actions.send(form, by=officer, at=NOON)

    with pytest.raises(CannotSend, match="sent already"):
        actions.send(form, by=officer, at=NOON)
    with pytest.raises(CannotSend, match="sent already"):
        actions.keep(form, Part.ACCOUNT, {"account": "Other words."}, at=NOON)

    assert Referral.objects.count() == 1


def test_an_officer_learns_that_somebody_is_known_and_nothing_else(officer: User) -> None:
    referral = known_already()
    form = actions.begin(by=officer, at=NOON)

    assert actions.add_person(form, WOMAN, by=officer, at=NOON)
    assert not actions.add_person(form, {**WOMAN, "date_of_birth": "1991-02-04"}, by=officer, at=NOON)
    assert not actions.add_person(form, {**WOMAN, "surname": "Otherwise"}, by=officer, at=NOON)

    looks = Event.objects.filter(verb="officer_form.looked_up").order_by("number")
    assert [event.detail for event in looks] == [{"known": True}, {"known": False}, {"known": False}]
    client = Client()
    client.force_login(officer)
    shown = client.get(reverse("say_known", args=[form.pk, 1])).content.decode()
    assert "already known" in shown
    assert referral.number not in shown
    assert referral.address not in shown


def test_what_the_officer_says_of_somebody_known_is_a_hint_that_links_nobody(officer: User) -> None:
    known_already()
    form = written(officer)
    actions.say_known(form, 1, "no", at=NOON)

    entry = actions.send(queries.forms_of(officer).get(pk=form.pk), by=officer, at=NOON)

    flag = Flag.objects.get(referral=entry.referral)
    assert flag.code == "officer_on_known_person"
    assert "person 1 of this referral is not the one already known" in flag.words


def test_the_voice_of_the_child_is_read_with_the_account(officer: User) -> None:
    form = written(
        officer,
        what={"incident_type": "child_welfare", "day": "2025-09-19"},
        child={"voice": "She said that dad hit her with a belt."},
    )

    referral = actions.send(form, by=officer, at=NOON).referral

    assert referral is not None
    assert "Voice of the child: She said that dad hit her" in referral.narrative


def test_who_one_is_stands_in_the_next_form_already(officer: User) -> None:
    written(officer, you={"team": "Response B", "station": "Wem", "supervisor": "sgt.hale"})

    assert actions.begin(by=officer, at=NOON).part(Part.YOU)["station"] == "Wem"


def test_an_officer_sees_what_became_of_their_own_and_only_that(officer: User) -> None:
    form = written(officer)
    actions.send(form, by=officer, at=NOON)
    client, other = Client(), Client()
    client.force_login(officer)
    other.force_login(make_user(Role.OFFICER))

    shown = client.get(form.get_absolute_url())

    assert "waits to be assessed" in shown.content.decode()
    assert "Example" not in shown.content.decode()
    assert other.get(form.get_absolute_url()).status_code == 404
    assert Event.objects.filter(verb="officer_form.viewed").count() == 1


def test_what_partners_were_told_is_shown_as_yes_or_no(officer: User) -> None:
    entry = actions.send(written(officer), by=officer, at=NOON)
    form = queries.forms_of(officer).get()
    assert queries.outcome_of(form).shared == "Not yet decided"

    with transaction.atomic():
        audit.record("sharing.decided", entry.referral, by=None, at=NOON, partner=1, choice="hold")
    assert queries.outcome_of(form).shared == "Not shared"
    with transaction.atomic():
        audit.record("sharing.decided", entry.referral, by=None, at=NOON, partner=1, choice="share")
    assert queries.outcome_of(form).shared == "Shared with partners"


def test_a_form_that_is_not_sent_can_be_thrown_away(officer: User) -> None:
    form = written(officer)

    actions.throw_away(form, by=officer, at=NOON + timedelta(minutes=1))

    assert not OfficerForm.objects.exists()
    assert Event.objects.filter(verb="officer_form.thrown_away").count() == 1
