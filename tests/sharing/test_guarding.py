"""Stops: what is protected leaves by no door, and only a second trained person clears one."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.factories import NOON, make_user, train
from tests.sharing.given import FAMILY, assessed, choice, partner, second_person
from tests.sharing.pdf_text import text_of
from vigil.accounts.models import User
from vigil.accounts.roles import Role
from vigil.audit.models import Event
from vigil.referrals.models import Referral
from vigil.rules.protected import Kind, Secret, tells
from vigil.rules.sharing.guards import Protects
from vigil.rules.sharing.terms import Choice, PartnerKind
from vigil.rules.skills import Skill
from vigil.sharing import channels, packets, paper
from vigil.sharing.actions import deciding, guarding
from vigil.sharing.actions.deciding import Said
from vigil.sharing.actions.delivering import packet_of
from vigil.sharing.actions.guarding import CannotGuard
from vigil.sharing.models import Decision, Delivery, FollowUp, Partner, Protected, Stop
from vigil.sharing.wording import in_words
from vigil.ui.paper import shown

pytestmark = pytest.mark.django_db

HOME = Secret(kind=Kind.ADDRESS, value="12 Larch Walk, Wem, SY4 9ZZ")
LEAKS = [
    "She is at 12 Larch Walk now",
    "She is at 12 larch wlk",
    "She is at twelve Lartch Walk",
    "Post goes to SY49ZZ",
    "He asked for Sierra Yankee four nine Zulu Zulu",
]


def protect(referral: Referral, by: User, protects: Protects = Protects.ADDRESS, value: str = HOME.value) -> Protected:
    return guarding.protect(
        referral, subject=referral.subjects.first(), protects=protects, value=value, may_see=[], by=by, at=NOON
    )


def shared(referral: Referral, by: User, to: Partner, **fields: Any) -> Decision:
    return deciding.decide(referral, {to.pk: Said(**choice(**fields))}, by=by, at=NOON)[0]


def test_a_safe_address_is_left_out_of_every_field(assessor: User) -> None:
    referral, council = assessed(address="12 Larch Walk, Wem", postcode="SY4 9ZZ"), partner()
    protect(referral, assessor)

    decision = shared(referral, assessor, council)

    assert not tells(HOME, decision.disclosure.content)
    assert decision.disclosure.deliveries.get().state == Delivery.State.WAITING
    assert {"where": "Incident: where it happened", "why": "kept from this partner"} in decision.disclosure.held_back


@pytest.mark.parametrize("leak", LEAKS)
def test_a_safe_address_in_the_narrative_stops_the_send(assessor: User, leak: str) -> None:
    referral, council = assessed(narrative=leak), partner()
    protect(referral, assessor)

    decision = shared(referral, assessor, council)

    assert decision.disclosure.deliveries.get().state == Delivery.State.STOPPED
    assert {stop.guard for stop in decision.disclosure.stops.all()} == {"safe_address"}
    assert FollowUp.objects.get().kind == FollowUp.Kind.STOPPED


@pytest.mark.parametrize("field", ["account", "purpose", "consent_overridden", "worker"])
def test_a_safe_address_in_what_the_hub_writes_stops_the_send(assessor: User, field: str) -> None:
    referral, council = assessed(), partner()
    protect(referral, assessor)
    said = {field: LEAKS[1]} | ({"choice": Choice.SHARE_WITH_WORKER} if field == "worker" else {})

    decision = shared(referral, assessor, council, **said)

    assert decision.disclosure.stops.exists()


def test_a_childs_school_named_after_the_street_does_not_leave(assessor: User) -> None:
    family = [{**FAMILY[2], "school": "Larch Walk Infants", "address": ""}]
    referral, council = assessed(subjects=family), partner()
    protect(referral, assessor)

    assert "Infants" not in shared(referral, assessor, council).disclosure.content


def test_no_partner_is_told_an_nhs_or_property_number(assessor: User) -> None:
    family = [{**one, "nhs_number": "9434765919", "uprn": "10012345"} for one in FAMILY]
    referral, council = assessed(subjects=family), partner()

    content = shared(referral, assessor, council).disclosure.content

    assert "9434765919" not in content
    assert "10012345" not in content


def test_nothing_that_leaves_by_any_way_tells_a_safe_address(assessor: User) -> None:
    """File names, subjects, manifests, message headers, the PDF's own data: whatever a channel would send."""
    referral = assessed(address="12 Larch Walk, Wem", postcode="SY4 9ZZ")
    protect(referral, assessor)
    packet = packet_of(shared(referral, assessor, partner()).disclosure.deliveries.get())
    route: dict[str, Any] = {
        "host": "mail.example.org",
        "to": "duty@example.org",
        "sender": "hub@example.org",
        "from": "hub@example.org",
        "url": "https://example.org/hook",
        "body": "full",
    }

    assert not tells(HOME, text_of(packet.pdf))
    assert not tells(HOME, packet.pdf.decode("latin-1"))
    assert not tells(HOME, packet.filename_stem)
    for name in ("portal", "sftp"):
        for file, body in channels.CHANNELS[name].outgoing(packet, route, at=NOON).items():
            assert not tells(HOME, f"{file} {body.decode('latin-1')}"), f"{name}: {file}"


def test_a_kind_that_may_see_it_gets_it(assessor: User) -> None:
    referral, council = assessed(), partner()
    guarding.protect(
        referral,
        subject=None,
        protects=Protects.ADDRESS,
        value=HOME.value,
        may_see=[PartnerKind.CHILDRENS_SOCIAL_CARE],
        by=assessor,
        at=NOON,
    )

    assert tells(HOME, shared(referral, assessor, council).disclosure.content)


def test_what_is_protected_once_is_protected_in_every_report_about_the_same_person(assessor: User) -> None:
    person = {**FAMILY[0], "date_of_birth": "1991-02-03"}
    protect(assessed(subjects=[person]), assessor)
    later = assessed(subjects=[{**person, "surname": "EXAMPLE"}], narrative="now at larch walk")

    assert shared(later, assessor, partner()).disclosure.stops.exists()


def test_protecting_an_address_stops_what_already_waits_to_leave(assessor: User) -> None:
    referral, council = assessed(), partner()
    decision = shared(referral, assessor, council)

    protect(referral, assessor)

    assert decision.disclosure.deliveries.get().state == Delivery.State.STOPPED
    assert Event.objects.get(verb="protected.added").detail["stopped"] == 1


def test_it_stops_what_waits_about_the_same_person_in_another_report_too(assessor: User) -> None:
    person = {**FAMILY[0], "date_of_birth": "1991-02-03"}
    other = shared(assessed(subjects=[person]), assessor, partner())

    protect(assessed(subjects=[{**person, "surname": "EXAMPLE"}]), assessor)

    assert other.disclosure.deliveries.get().state == Delivery.State.STOPPED


def test_a_third_party_and_an_applicant_in_the_text_stop_the_send(assessor: User) -> None:
    caller = {"role": "other", "forenames": "Ken", "surname": "Quillfeather", "phone": "07700 900999"}
    referral = assessed(subjects=[*FAMILY, caller], narrative="Mr Quillfeather of next door rang.")
    protect(referral, assessor, Protects.APPLICANT, "Moira Tansley")

    decision = shared(referral, assessor, partner(), account="Ms Tansley had asked.")

    assert {stop.guard for stop in decision.disclosure.stops.all()} == {"third_party", "applicant"}


def test_whoever_is_not_named_to_a_school_is_not_named_in_its_account_either(assessor: User) -> None:
    school = partner(PartnerKind.SCHOOL, name="Larkmead Primary School")

    decision = shared(assessed(), assessor, school, account="Tom Sample assaulted Ada’s mother.")

    assert [stop.guard for stop in decision.disclosure.stops.all()] == ["third_party"]


def stopped(by: User) -> Stop:
    referral = assessed(narrative=LEAKS[0])
    protect(referral, by)
    stop = shared(referral, by, partner()).disclosure.stops.first()
    assert stop
    return stop


def test_a_second_trained_person_clears_a_stop_and_the_packet_waits_to_be_sent(assessor: User) -> None:
    stop, second = stopped(assessor), second_person()

    guarding.clear(stop, why="It is the old address", by=second, at=NOON)

    assert stop.disclosure.deliveries.get().state == Delivery.State.WAITING
    assert FollowUp.objects.get().done_by == second
    assert Event.objects.get(verb="stop.cleared").by == second


def test_whoever_decided_never_clears_even_when_trained(assessor: User) -> None:
    stop = stopped(train(assessor, Skill.SIGN_OFF))

    with pytest.raises(CannotGuard, match="a second person must look"):
        guarding.clear(stop, why="It is fine", by=assessor, at=NOON)

    with pytest.raises(IntegrityError), transaction.atomic():
        Stop.objects.update(cleared_by=assessor, cleared_at=NOON, cleared_why="x")
    assert stop.disclosure.deliveries.get().state == Delivery.State.STOPPED


def test_somebody_untrained_does_not_clear(assessor: User) -> None:
    stop = stopped(assessor)

    with pytest.raises(CannotGuard, match="training in sign-off"):
        guarding.clear(stop, why="It is fine", by=make_user(Role.SUPERVISOR), at=NOON)


def test_a_stop_is_not_cleared_without_a_reason_nor_twice(assessor: User) -> None:
    stop, second = stopped(assessor), second_person()

    with pytest.raises(CannotGuard, match="Record why"):
        guarding.clear(stop, why=" ", by=second, at=NOON)
    guarding.clear(stop, why="Old address", by=second, at=NOON)
    with pytest.raises(CannotGuard, match="already"):
        guarding.clear(stop, why="Old address", by=second, at=NOON)


def test_ending_a_protection_needs_a_reason_and_keeps_the_record(assessor: User) -> None:
    protected = protect(assessed(), assessor)

    with pytest.raises(CannotGuard, match="Record why"):
        guarding.end_protection(protected, why="", by=assessor, at=NOON)
    guarding.end_protection(protected, why="She moved again", by=assessor, at=NOON)

    protected.refresh_from_db()
    assert protected.ended_by == assessor


# -- The packet on paper ---------------------------------------------------------------------------


def test_the_pdf_says_everything_the_machine_form_says(assessor: User) -> None:
    narrative = "Line one.\nLine “two” – #evil[$] *b* @x <y> Kamiński, Лара 😀"
    content = packets.content_of(shared(assessed(narrative=narrative), assessor, partner()).disclosure)

    told = text_of(paper.pdf(content))

    rows = [row for section in in_words(content) for row in section.rows]
    for what, value in rows:
        assert "".join(what.split()) in told
        assert "".join(shown(value).split()) in told
    assert len(rows) >= sum(1 for _ in leaves(content)) - len(content["reply"]["outcomes"]) - len(["schema"])


def leaves(value: Any) -> Any:
    if isinstance(value, dict):
        for each in value.values():
            yield from leaves(each)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for each in value:
            yield from leaves(each)
    else:
        yield value


def test_the_pdf_is_tagged_marked_and_the_same_every_time(assessor: User) -> None:
    content = packets.content_of(shared(assessed(), assessor, partner()).disclosure)

    made = paper.pdf(content)

    assert b"/MarkInfo<</Marked true" in made
    assert b"pdfuaid:part>1<" in made.replace(b" ", b"")
    assert text_of(made).count("OFFICIAL-SENSITIVE") >= 2
    assert paper.pdf(content) == made


def test_the_published_schema_is_the_packaged_one() -> None:
    published = Path(__file__).parents[2] / "docs" / "disclosure" / "disclosure-1.schema.json"

    assert json.loads(published.read_text(encoding="utf-8")) == packets.schema()
