"""The pages of sharing: what is shown before anything leaves, who looked, and what a press of a button does."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import NOON
from tests.sharing.given import assessed, choice, partner, second_person
from vigil.accounts.models import User
from vigil.audit.models import Event
from vigil.config.demo_partners import add_partners
from vigil.rules.sharing.terms import PartnerKind
from vigil.sharing import channels, tasks
from vigil.sharing.actions import deciding
from vigil.sharing.actions.deciding import Said
from vigil.sharing.channels.base import Fault, Trouble
from vigil.sharing.models import Decision, Delivery, Disclosure, FollowUp, Partner, Route
from vigil.sharing.queries import pages, sources

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def typed(to: Partner, **changes: Any) -> dict[str, Any]:
    """What the form of one partner sends when its proposal is taken as it is."""
    prefix = f"partner{to.pk}-"
    return {
        "consent": "unsafe_to_ask",
        "consent_overridden": "",
        "account": "",
        f"{prefix}choice": "share",
        f"{prefix}reason": "A child saw it",
        f"{prefix}with_narrative": "on",
        f"{prefix}basis": "children",
        f"{prefix}purpose": "To assess",
        f"{prefix}worker": "",
        f"{prefix}recall_date_day": "1",
        f"{prefix}recall_date_month": "10",
        f"{prefix}recall_date_year": "2026",
        **{f"{prefix}{name}": value for name, value in changes.items()},
    }


def stopped(by: User) -> Disclosure:
    referral = assessed(narrative="She is in a refuge; do not disclose.")
    return deciding.decide(referral, {partner().pk: Said(**choice())}, by=by, at=NOON)[0].disclosure


def test_nothing_leaves_before_it_was_shown(assessor: User, signed_in: SignIn) -> None:
    referral, council = assessed(), partner()
    client, address = signed_in(assessor), reverse("decide_sharing", args=[referral.pk])

    shown = client.post(address, typed(council))

    assert "He came to the house at night" in shown.content.decode()
    assert not Decision.objects.exists()
    sent = client.post(address, typed(council) | {"send": "yes"})
    assert sent.status_code == 302
    assert Delivery.objects.get().state == Delivery.State.WAITING


def test_every_look_at_what_partners_are_told_is_an_event(inspector: User, assessor: User, signed_in: SignIn) -> None:
    disclosure = stopped(assessor)
    client = signed_in(inspector)

    client.get(reverse("referral_sharing", args=[disclosure.decision.referral_id]))
    client.get(disclosure.get_absolute_url())
    pdf = client.get(reverse("disclosure_pdf", args=[disclosure.pk]))

    assert pdf.content.startswith(b"%PDF")
    assert pdf["Content-Disposition"] == f'attachment; filename="{disclosure.number}.pdf"'
    looks = Event.objects.filter(by=inspector).values_list("verb", flat=True)
    assert list(looks) == ["sharing.viewed", "disclosure.viewed", "disclosure.printed"]


def test_choosing_otherwise_than_proposed_asks_for_a_reason_of_ones_own(assessor: User, signed_in: SignIn) -> None:
    referral, council = assessed(), partner()
    reasons = "A child is in a referral graded high."

    answer = signed_in(assessor).post(
        reverse("decide_sharing", args=[referral.pk]), typed(council, choice="hold", reason=reasons)
    )

    assert "you chose otherwise than the rules propose" in answer.content.decode()


def test_against_a_refusal_a_person_says_why(assessor: User, signed_in: SignIn) -> None:
    referral, council = assessed(), partner()

    answer = signed_in(assessor).post(
        reverse("decide_sharing", args=[referral.pk]), typed(council) | {"consent": "refused"}
    )

    assert "Consent was not given: record why" in answer.content.decode()


def test_the_page_of_a_stop_lets_only_the_second_person_press(assessor: User, signed_in: SignIn) -> None:
    disclosure = stopped(assessor)
    stop = disclosure.stops.get()
    address = reverse("clear_stop", args=[stop.pk])

    assert "Clear this stop" not in signed_in(assessor).get(disclosure.get_absolute_url()).content.decode()
    signed_in(assessor).post(address, {"why": "It is fine"})
    assert disclosure.deliveries.get().state == Delivery.State.STOPPED

    second = signed_in(second_person())
    assert "Clear this stop" in second.get(disclosure.get_absolute_url()).content.decode()
    second.post(address, {"why": "It is the old refuge"})
    assert disclosure.deliveries.get().state == Delivery.State.WAITING


def test_a_test_says_what_came_of_it(supervisor: User, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    route = partner().routes.get()
    client, address = signed_in(supervisor), reverse("test_route", args=[route.pk])

    assert "The test went." in client.post(address, follow=True).content.decode()

    class Dead:
        def test_message(self, route: Any, *, at: Any) -> None:
            raise Trouble("Their server does not answer.", fault=Fault.THEIRS, try_again=True)

    monkeypatch.setattr(channels, "channel", lambda name: Dead())
    assert "The test failed. Their server does not answer." in client.post(address, follow=True).content.decode()
    assert Event.objects.filter(verb="partner.tested").count() == 2


def test_a_way_is_stopped_with_a_reason_and_started_again(supervisor: User, signed_in: SignIn) -> None:
    route = partner().routes.get()
    client, address = signed_in(supervisor), reverse("stop_route", args=[route.pk])

    assert "Record why" in client.post(address, {"why": ""}, follow=True).content.decode()
    client.post(address, {"why": "They move house"})
    assert Route.objects.get().stopped_why == "They move house"
    client.post(address)
    assert Route.objects.get().stopped_at is None


def test_a_partner_is_added_with_a_way_and_its_meter_changed(administrator: User, signed_in: SignIn) -> None:
    client = signed_in(administrator)
    details = {
        "name": "Marches Health",
        "kind": "health",
        "area": "",
        "call_name": "Desk",
        "call_phone": "01632 960123",
    }

    client.post(reverse("add_partner"), {**details, "is_active": "on"})
    made = Partner.objects.get()
    again = client.post(reverse("add_partner"), details)
    wrong = client.post(
        reverse("add_route", args=[made.pk]), {"channel": "mail", "settings": "{", "order": 1, "hours": "any"}
    )
    client.post(reverse("add_route", args=[made.pk]), {"channel": "portal", "settings": "", "order": 1, "hours": "any"})
    client.post(reverse("change_partner", args=[made.pk]), {**details, "is_active": "on", "per_hour": "40"})

    made.refresh_from_db()
    assert "already a partner of that name" in again.content.decode()
    assert "not JSON" in wrong.content.decode()
    assert made.per_hour == 40
    assert "40: high risk goes first" in client.get(made.get_absolute_url()).content.decode()
    assert made.routes.get().channel == "portal"
    assert "call_phone" not in Event.objects.get(verb="partner.changed").detail["changes"]


def test_what_could_not_be_sent_is_sent_again_by_a_press(assessor: User, signed_in: SignIn) -> None:
    to = partner(ways=0)
    Route.objects.create(partner=to, channel="mail", settings={})  # says nothing of where to
    deciding.decide(assessed(), {to.pk: Said(**choice())}, by=assessor, at=NOON)
    tasks.deliver_due(now=lambda: NOON)
    task = FollowUp.objects.get()
    Route.objects.update(channel="portal")

    signed_in(assessor).post(reverse("finish_follow_up", args=[task.pk]), {"again": "yes"})

    assert tasks.deliver_due() == 1


def test_partners_in_trouble_come_first(administrator: User, signed_in: SignIn) -> None:
    partner(name="Aaa")
    failing = partner(PartnerKind.HEALTH, name="Zzz")
    failing.routes.update(failures=2, last_trouble="Their server does not answer.", last_fault="theirs")

    text = signed_in(administrator).get(reverse("partners")).content.decode()

    assert text.index("Zzz") < text.index("Aaa")
    assert "Failing" in text


def test_schools_are_listed_after_the_other_partners() -> None:
    school, council = partner(PartnerKind.SCHOOL, name="Acorn School"), partner(name="Zeal Council")

    assert [line.partner for line in pages.partners()] == [council, school]


def test_the_demonstration_has_partners_for_each_council_and_adds_them_once() -> None:
    for _ in range(2):
        add_partners(NOON)

    assert Partner.objects.count() == 17
    assert all(one.routes.exists() for one in Partner.objects.all())
    proposed = sources.proposals(assessed(area="herefordshire"), at=NOON)
    assert proposed[0].partner.name == "Herefordshire children’s services"
    assert len(proposed) == 5
