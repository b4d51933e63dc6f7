"""What must be kept is planted wherever people write it, and looked for in the bytes that each partner received."""

import base64
import email
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email import policy
from functools import cache
from typing import Any

import pytest
from pytest_django import Settings

from tests.sharing.given import FAMILY, NARRATIVE, assessed, choice, partner
from tests.sharing.pdf_text import text_of
from tests.sharing.peers import PEERS, Peer
from vigil.accounts.models import User
from vigil.rules.protected import Kind, Secret, tells
from vigil.rules.sharing.guards import Protects
from vigil.rules.sharing.terms import Choice, PartnerKind
from vigil.sharing.actions import deciding, guarding
from vigil.sharing.actions.deciding import Said
from vigil.sharing.models import Delivery, Disclosure, Route
from vigil.sharing.tasks import deliver_due

pytestmark = pytest.mark.django_db

WHERE_SHE_LIVES = (Protects.ADDRESS, Secret(kind=Kind.ADDRESS, value="12 Larch Walk, Wem, SY4 9ZZ"))
HER_PHONE = (Protects.PHONE, Secret(kind=Kind.PHONE, value="07700 900123"))
HER_MAIL = (Protects.EMAIL, Secret(kind=Kind.EMAIL, value="joan.e91@mail.example"))
HER_CAR = (Protects.VEHICLE, Secret(kind=Kind.CODE, value="AB12 CDE"))
HER_REFUGE = (Protects.PLACE, Secret(kind=Kind.WORDS, value="Harbour House"))
WHAT_THEY_CALL_IT = (Protects.PLACE, Secret(kind=Kind.WORDS, value="the Nest"))
HER_AUNT = (Protects.CONTACT, Secret(kind=Kind.NAME, value="Prudence Oakapple"))
Kept = tuple[Protects, Secret]

IN_TEXT: list[tuple[Kept, str]] = [
    (WHERE_SHE_LIVES, "She is at 12 Larch Walk now."),
    (WHERE_SHE_LIVES, "She is at 12 larch wlk"),
    (WHERE_SHE_LIVES, "She is at twelve Lartch Walk"),
    (WHERE_SHE_LIVES, "Sort by street: Walk, Larch, no. 12"),
    (WHERE_SHE_LIVES, "She is at 12 L.W., Wem"),
    (WHERE_SHE_LIVES, "She is at 12 L Walk"),
    (WHERE_SHE_LIVES, "She moved to\n12 Larch\nWalk"),
    (WHERE_SHE_LIVES, "She moved to <td>12 Larch</td><td>Walk</td>"),
    (WHERE_SHE_LIVES, "12&nbsp;L&#97;rch&nbsp;W&#x61;lk"),
    (WHERE_SHE_LIVES, "La\u200brch W\u2060alk"),
    (WHERE_SHE_LIVES, "Lаrсh Wаlk"),  # with letters of another alphabet
    (WHERE_SHE_LIVES, "L4rch W4lk"),
    (WHERE_SHE_LIVES, "Post goes to SY49ZZ"),
    (WHERE_SHE_LIVES, "Sierra Yankee four nine double Zulu"),
    (WHERE_SHE_LIVES, "She is at ///filled.count.soap"),
    (WHERE_SHE_LIVES, "Pin: 52.85514, -2.72483"),
    (HER_PHONE, "Ring +44 (0) 7700 900 123"),
    (HER_PHONE, "oh seven seven double oh, nine double oh one two three"),
    (HER_PHONE, "07700 is how it begins, 900123 how it ends"),
    (HER_MAIL, "joan dot e91 at mail dot example"),
    (HER_MAIL, "She is joan_e91 on everything"),
    (HER_CAR, "Her car is ab12cde"),
    (HER_CAR, "Alpha Bravo one two Charlie Delta Echo"),
    (HER_REFUGE, "Placed in Harbor Hse"),
    (WHAT_THEY_CALL_IT, "They are back at the Nest."),
    (HER_AUNT, "Ring through P. Oakappel"),
    (HER_AUNT, "They are at Auntie Pru’s."),
]
AS_A_FILE = "larch-walk-12.pdf"

OF_A_PERSON: list[tuple[Kept, dict[str, str]]] = [
    (WHERE_SHE_LIVES, {"address": "12 Larch Walk, Wem", "postcode": "SY4 9ZZ"}),
    (WHERE_SHE_LIVES, {"address": "c/o the neighbours", "postcode": "sy4 9zz"}),
    (WHERE_SHE_LIVES, {"also_known_as": "Joan of Larch Wk"}),
    (WHERE_SHE_LIVES, {"forenames": "Joan (12 L.W.)"}),
    (WHERE_SHE_LIVES, {"relationship": "friend, at 12 Larch Walk"}),
    (WHERE_SHE_LIVES, {"phone": "none: call at 12 Larch Walk"}),
    (WHERE_SHE_LIVES, {"role": "child", "age": "7", "school": "Larch Walk Infants"}),
    (WHERE_SHE_LIVES, {"role": "child", "age": "7", "address": "12 Larch Walk, Wem", "school": "Oak School"}),
    (HER_PHONE, {"phone": "+447700900123"}),
    (HER_PHONE, {"address": "ring 07700 900123 first"}),
    (HER_REFUGE, {"address": "Harbour Hse"}),
    (HER_CAR, {"relationship": "drives AB12 CDE"}),
]

OF_THE_MATTER: list[tuple[Kept, dict[str, str]]] = [
    (WHERE_SHE_LIVES, {"address": "12 Larch Walk, Wem"}),
    (WHERE_SHE_LIVES, {"postcode": "SY4 9ZZ"}),
    (WHERE_SHE_LIVES, {"log_number": AS_A_FILE}),
    (HER_REFUGE, {"address": "outside Harbour House"}),
    (HER_CAR, {"address": "in her car, AB12CDE"}),
]

SAID: list[dict[str, Any]] = [
    {"account": "Met at 12 Larch Walk."},
    {"purpose": "To see them at 12 Larch Walk"},
    {"consent_overridden": "He was at 12 Larch Walk"},
    {"worker": "Ann, of Larch Walk", "choice": Choice.SHARE_WITH_WORKER},
]


@pytest.fixture
def received(peers: dict[str, Peer], settings: Settings) -> Mapping[str, Peer]:
    """The five partners' systems, each the only way to a partner of its own."""
    settings.CHANNELS_ARE_REAL = True
    for kind, peer in peers.items():
        peer.heard.clear()
        to = partner(PartnerKind.CHILDRENS_SOCIAL_CARE, ways=0)
        Route.objects.create(partner=to, channel=kind, settings=peer.route())
    return peers


def told_to_all(by: User, kept: Kept, referral: dict[str, Any], *, may_see: bool = False, **said: Any) -> None:
    """Keep a detail from every partner, decide to share with all, and send whatever may leave."""
    at, protects, secret = datetime.now(UTC), *kept
    made = assessed(**referral)
    see = [PartnerKind.CHILDRENS_SOCIAL_CARE] if may_see else []
    guarding.protect(made, subject=None, protects=protects, value=secret.value, may_see=see, by=by, at=at)
    partners = Route.objects.values_list("partner", flat=True)
    deciding.decide(made, {one: Said(**choice(**said)) for one in partners}, by=by, at=at)
    deliver_due()


def leaks(received: Mapping[str, Peer], kept: Kept) -> list[str]:
    """Return the channels whose partner can read the detail anywhere in what came, in whatever it came in."""
    return [
        kind
        for kind, peer in received.items()
        if any(_tells(kept[1], text) for came in peer.heard for text in texts_in(came))
    ]


_tells = cache(tells)  # the same words come five ways


def texts_in(body: bytes) -> Iterator[str]:
    """Yield all that can be read in what came, taken out of mails, papers, JSON and base64."""
    if body.startswith(b"%PDF"):
        yield text_of(body)
        yield re.sub(rb"/FlateDecode.*?endstream", b"", body, flags=re.DOTALL).decode("latin-1")  # its own data
    elif body.startswith(b"{"):
        yield from _in_json(json.loads(body))
    elif b"\nMIME-Version:" in body:
        for part in email.message_from_bytes(body, policy=policy.default).walk():
            yield "\n".join(f"{name}: {value}" for name, value in part.items())
            if not part.is_multipart():
                yield from texts_in(part.get_payload(decode=True))  # type: ignore[arg-type]
    else:
        yield body.decode()


def _in_json(told: Any) -> Iterator[str]:
    if isinstance(told, dict):
        for name, value in told.items():
            yield name
            yield from _in_json(value)
    elif isinstance(told, list):
        for value in told:
            yield from _in_json(value)
    elif len(str(told)) > 200 and re.fullmatch(r"[A-Za-z0-9+/]+=*", str(told)):
        yield from texts_in(base64.b64decode(told))
    else:
        yield str(told)


@pytest.mark.parametrize("where", ["field", "narrative"])
def test_what_a_partner_may_see_is_read_in_what_each_received(
    assessor: User, received: Mapping[str, Peer], where: str
) -> None:
    """Or the other tests here could not tell a leak."""
    planted = {"narrative": IN_TEXT[0][1]} if where == "narrative" else {"subjects": [FAMILY[0]]}

    told_to_all(assessor, WHERE_SHE_LIVES, planted, may_see=True)

    assert leaks(received, WHERE_SHE_LIVES) == list(PEERS)


@pytest.mark.parametrize(("kept", "text"), IN_TEXT)
def test_nothing_planted_in_what_the_officer_wrote_leaves(
    assessor: User, received: Mapping[str, Peer], kept: Kept, text: str
) -> None:
    told_to_all(assessor, kept, {"narrative": f"{NARRATIVE} {text}"})

    assert Disclosure.objects.count() == len(PEERS)
    assert not Delivery.objects.exclude(state=Delivery.State.STOPPED).exists()
    assert leaks(received, kept) == []


@pytest.mark.parametrize("said", SAID)
def test_nothing_planted_in_what_the_hub_writes_leaves(
    assessor: User, received: Mapping[str, Peer], said: dict[str, Any]
) -> None:
    told_to_all(assessor, WHERE_SHE_LIVES, {}, **said)

    assert not Delivery.objects.exclude(state=Delivery.State.STOPPED).exists()
    assert leaks(received, WHERE_SHE_LIVES) == []


@pytest.mark.slow  # each goes five ways
@pytest.mark.parametrize(("kept", "fields"), OF_A_PERSON)
def test_nothing_planted_in_what_is_said_of_a_person_leaves(
    assessor: User, received: Mapping[str, Peer], kept: Kept, fields: dict[str, str]
) -> None:
    told_to_all(assessor, kept, {"subjects": [FAMILY[0] | fields]})

    assert Disclosure.objects.count() == len(PEERS)
    assert leaks(received, kept) == []


@pytest.mark.slow  # each goes five ways
@pytest.mark.parametrize(("kept", "fields"), OF_THE_MATTER)
def test_nothing_planted_in_what_is_said_of_the_matter_leaves(
    assessor: User, received: Mapping[str, Peer], kept: Kept, fields: dict[str, str]
) -> None:
    told_to_all(assessor, kept, fields)

    assert Disclosure.objects.count() == len(PEERS)
    assert leaks(received, kept) == []


def test_what_is_kept_is_left_out_and_the_rest_arrives(assessor: User, received: Mapping[str, Peer]) -> None:
    told_to_all(assessor, WHERE_SHE_LIVES, {"address": "12 Larch Walk, Wem"})

    assert all(any("Joan" in text for came in peer.heard for text in texts_in(came)) for peer in received.values())
    assert leaks(received, WHERE_SHE_LIVES) == []
