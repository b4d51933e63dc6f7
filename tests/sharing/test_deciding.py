"""The decision: every partner answered for, and the decision, its packet and its delivery written together."""

import json
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests.factories import NOON
from tests.sharing.given import assessed, choice, partner
from vigil.accounts.models import User
from vigil.audit.models import Event
from vigil.referrals.models import Referral
from vigil.rules.lifecycle import Status
from vigil.rules.sharing.terms import Basis, Choice, Consent, PartnerKind
from vigil.rules.terms import Area
from vigil.sharing import packets
from vigil.sharing.actions import deciding
from vigil.sharing.actions.deciding import CannotDecide, Said
from vigil.sharing.models import Decision, Delivery, Disclosure, Partner
from vigil.sharing.queries import sources

pytestmark = pytest.mark.django_db


def decide(referral: Referral, by: User, said: dict[Partner, dict[str, Any]]) -> list[Decision]:
    return deciding.decide(referral, {one.pk: Said(**choice(**what)) for one, what in said.items()}, by=by, at=NOON)


def held(**fields: Any) -> dict[str, Any]:
    return {"choice": Choice.HOLD, "basis": None, "recall_date": date(2025, 10, 20), **fields}


def test_a_decision_its_packet_and_its_delivery_are_written_together(assessor: User) -> None:
    referral, council = assessed(), partner()

    (decision,) = decide(referral, assessor, {council: {}})

    referral.refresh_from_db()
    delivery = Delivery.objects.get()
    assert referral.status == Status.DECIDED
    assert delivery.state == Delivery.State.WAITING
    assert delivery.key == decision.disclosure.pk
    assert packets.hash_of(decision.disclosure.content) == decision.disclosure.sha256
    assert Event.objects.get(verb="sharing.decided").detail["choice"] == "share"


def test_nothing_is_written_when_a_part_of_it_fails(assessor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    referral, council = assessed(), partner()
    monkeypatch.setattr(packets, "faults", lambda content: ["people/0"])

    with pytest.raises(AssertionError, match="schema at people/0"):
        decide(referral, assessor, {council: {}})

    referral.refresh_from_db()
    assert referral.status == Status.ASSESSED
    assert not Decision.objects.exists()
    assert not Delivery.objects.exists()


def test_what_is_not_shared_is_a_decision_with_a_recall_date(assessor: User) -> None:
    (decision,) = decide(assessed(), assessor, {partner(): held()})

    assert decision.recall_date == date(2025, 10, 20)
    assert not Disclosure.objects.exists()


def test_every_partner_of_the_area_must_be_answered_for(assessor: User) -> None:
    council, health = partner(), partner(PartnerKind.HEALTH)
    partner(area=Area.HEREFORDSHIRE)
    school = partner(PartnerKind.SCHOOL, name="Oakfield School")

    with pytest.raises(CannotDecide) as refusal:
        decide(assessed(), assessor, {council: {}})

    assert refusal.value.obstacles == [f"{health}: decide what they are told, even if it is nothing."]
    assert school.name not in str(refusal.value)


@pytest.mark.parametrize("status", [Status.WAITING, Status.CLOSED])
def test_only_an_assessed_referral_is_decided(assessor: User, status: Status) -> None:
    with pytest.raises(CannotDecide, match="must be “Assessed”"):
        decide(assessed(status=status), assessor, {partner(): {}})


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": ""}, "Record why"),
        ({"consent": Consent.REFUSED, "consent_overridden": " "}, "Consent was not given"),
        ({"with_narrative": False}, "in your own words"),
        ({"choice": Choice.SHARE_WITH_WORKER}, "Name the worker"),
    ],
)
def test_a_decision_without_its_grounds_is_refused_by_partner(
    assessor: User, changes: dict[str, Any], sentence: str
) -> None:
    council = partner()

    with pytest.raises(CannotDecide, match=sentence) as refusal:
        decide(assessed(), assessor, {council: changes})

    assert refusal.value.obstacles[0].startswith(council.name)


def test_deciding_anew_supersedes_and_withdraws_what_has_not_left(assessor: User, supervisor: User) -> None:
    referral, council = assessed(), partner()
    (first,) = decide(referral, assessor, {council: {}})

    (second,) = decide(referral, supervisor, {council: held(reason="A worker rang: they know")})

    first.refresh_from_db()
    assert first.superseded_at == NOON
    assert first.disclosure.deliveries.get().state == Delivery.State.WITHDRAWN
    assert second.superseded_at is None
    assert Decision.objects.count() == 2


def test_the_database_refuses_two_standing_decisions_and_a_share_without_a_basis(assessor: User) -> None:
    (decision,) = decide(assessed(), assessor, {partner(): {}})

    decision.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        decision.save()
    for broken in ({"basis": ""}, {"consent_overridden": ""}, {"reason": ""}, {"choice": Choice.HOLD}):
        fields = {**vars(decision), "superseded_at": NOON, **broken}
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.create(**{name: value for name, value in fields.items() if not name.startswith("_")})


def test_the_packet_says_what_the_schema_publishes_and_nothing_else(assessor: User) -> None:
    partners = [partner(kind) for kind in PartnerKind if kind is not PartnerKind.SCHOOL]
    partners.append(partner(PartnerKind.SCHOOL, name="Larkmead Primary School"))

    said = {one: {"account": "A child saw an assault.", "basis": Basis.LAW_ENFORCEMENT} for one in partners}
    decisions = decide(assessed(), assessor, said)

    assert len(decisions) == len(PartnerKind)
    for decision in decisions:
        content = json.loads(decision.disclosure.content)
        assert packets.faults(content) == []
        assert packets.canonical(content) == decision.disclosure.content


def test_a_school_is_told_about_its_own_pupil_and_not_in_the_officers_words(assessor: User) -> None:
    school = partner(PartnerKind.SCHOOL, name="Larkmead Primary School")

    (decision,) = decide(assessed(), assessor, {school: {"account": "A child saw an assault at home."}})

    content = json.loads(decision.disclosure.content)
    assert [person["role"] for person in content["people"]] == ["harmed", "harming", "child"]
    assert content["people"][0] == {"role": "harmed"}
    assert content["people"][2]["forenames"] == "Ada"
    assert "address" not in content["people"][2]
    assert "narrative" not in content["matter"]
    assert {"where": "What the officer wrote", "why": "not for this kind of partner"} in decision.disclosure.held_back


def test_what_somebody_chose_to_leave_out_stands_among_what_is_held_back(assessor: User) -> None:
    (decision,) = decide(assessed(), assessor, {partner(): {"with_narrative": False, "account": "A child saw it."}})

    assert "narrative" not in json.loads(decision.disclosure.content)["matter"]
    assert decision.disclosure.held_back == [{"where": "What the officer wrote", "why": "left out by whoever decided"}]


def test_the_third_referral_held_back_about_the_same_people_is_proposed_for_sharing(assessor: User) -> None:
    council = partner()
    family = [{"role": "child", "forenames": "Ada", "surname": "Example", "date_of_birth": date(2018, 1, 2)}]
    for _ in range(2):
        decide(assessed(grade="standard", subjects=family), assessor, {council: held()})

    (proposed,) = sources.proposals(assessed(grade="standard", subjects=family), at=NOON)

    assert proposed.proposal.choice is Choice.SHARE
    assert "referral 3 about the same people" in " ".join(proposed.proposal.reasons)


def test_a_worker_named_once_is_proposed_the_next_time(assessor: User) -> None:
    council = partner()
    family = [{"role": "child", "forenames": "Ada", "surname": "Example", "date_of_birth": date(2018, 1, 2)}]
    named = {"choice": Choice.SHARE_WITH_WORKER, "worker": "the Compass team"}
    decide(assessed(subjects=family), assessor, {council: named})

    (proposed,) = sources.proposals(assessed(grade="medium", subjects=family), at=NOON)

    assert proposed.proposal.choice is Choice.SHARE_WITH_WORKER
    assert "the Compass team" in " ".join(proposed.proposal.reasons)


@pytest.mark.parametrize(
    "change", [{"reason": "Another"}, {"choice": Choice.NOT_SHARED, "recall_date": date(2026, 1, 1)}]
)
def test_what_was_decided_is_never_rewritten(assessor: User, change: dict[str, Any]) -> None:
    decide(assessed(), assessor, {partner(): {}})

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Decision.objects.update(**change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Disclosure.objects.update(content="{}")
    with pytest.raises(DatabaseError), transaction.atomic():
        Disclosure.objects.get().delete()
