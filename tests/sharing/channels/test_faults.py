"""Whatever goes wrong, the channel says whose fault it is, and after the next try the partner has it exactly once."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.sharing.channels.given import PERSONAL, packet
from tests.sharing.peers import PEERS, Peer
from tests.sharing.peers.way import nobody, way
from vigil.sharing.channels import CHANNELS, https, mail, sftp
from vigil.sharing.channels.base import Fault, Trouble

OURS, WAY, THEIRS = Fault.OURS, Fault.WAY, Fault.THEIRS
BIG = b"%PDF-1.7 " + bytes(range(256)) * 1_000
HALFWAY = 100_000  # bytes gone out, of more than 256,000
# Seconds, instead of the minute a slow partner gets.
PATIENCE = (
    (https, "CONNECT_SECONDS", 0.5),
    (https, "WHOLE_SECONDS", 1.0),
    (mail, "SECONDS", 0.5),
    (sftp, "WHOLE_SECONDS", 0.5),
)

# What goes wrong, in which channel, whose fault it is, and whether trying again helps.
TABLE: list[tuple[str, str, Fault, bool]] = [
    *[("refusing", kind, THEIRS, True) for kind in PEERS],
    *[("resetting", kind, WAY, True) for kind in PEERS],
    *[("cut off", kind, WAY, True) for kind in PEERS],
    *[("error", kind, THEIRS, True) for kind in PEERS],
    *[("busy", kind, THEIRS, True) for kind in PEERS],
    *[("lost", kind, WAY, True) for kind in PEERS],
    ("overtaken", "sftp", WAY, True),
    ("slow", "mail", THEIRS, True),
    ("slow", "sftp", THEIRS, True),
    ("slow", "webhook", WAY, True),
    ("slow", "fhir", WAY, True),
    ("slow", "mesh", WAY, True),
    ("dripping", "webhook", THEIRS, True),
    ("dripping", "fhir", THEIRS, True),
    ("dripping", "mesh", THEIRS, True),
    ("gone", "mail", OURS, False),
    ("gone", "sftp", THEIRS, False),
    ("gone", "webhook", THEIRS, False),
    ("gone", "fhir", THEIRS, False),
    ("gone", "mesh", THEIRS, False),
    ("unwelcome", "mail", THEIRS, False),
    ("unwelcome", "webhook", OURS, False),
    ("unwelcome", "fhir", OURS, False),
    ("unwelcome", "mesh", OURS, False),
    ("misread", "webhook", OURS, False),
    ("misread", "fhir", OURS, False),
    ("misread", "mesh", OURS, False),
    ("elsewhere", "webhook", THEIRS, False),
    ("elsewhere", "fhir", THEIRS, False),
    ("elsewhere", "mesh", THEIRS, False),
]
ON_THE_WAY = {"slow": ("slow", 0), "resetting": ("reset", 0), "cut off": ("cut", HALFWAY)}

TAKEN_IN = {"lost", "dripping"}  # the partner has it, and we cannot know


def by_way_of(route: dict[str, Any], port: int) -> dict[str, Any]:
    """Return the route as it is, but to another port."""
    if "url" in route:
        return route | {"url": f"https://{urlsplit(route['url']).hostname}:{port}"}
    return route | {"port": port}


@pytest.mark.parametrize(("wrong", "kind", "fault", "try_again"), TABLE)
def test_a_fault_is_named_and_the_next_try_delivers_once(
    wrong: str,
    kind: str,
    fault: Fault,
    try_again: bool,
    peers: dict[str, Peer],
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    channel, partner, sent = CHANNELS[kind], peers[kind], packet(pdf=BIG)
    for module, name, seconds in PATIENCE if wrong in {"slow", "dripping"} else ():
        monkeypatch.setattr(module, name, seconds)
    network: AbstractContextManager[int]
    if wrong in ON_THE_WAY:
        network = way(partner.port, *ON_THE_WAY[wrong])
    else:
        network = nobody() if wrong == "refusing" else nullcontext(partner.port)
        # MESH is asked first what it has had of us: what goes wrong goes wrong with the sending.
        partner.faults += [""] * (kind == "mesh" and wrong in TAKEN_IN) + [wrong] * (wrong != "refusing")

    with network as port, pytest.raises(Trouble) as trouble:
        channel.deliver(sent, by_way_of(partner.route(), port), at=now)

    assert (trouble.value.fault, trouble.value.try_again) == (fault, try_again)
    assert trouble.value.sentence.endswith(".")
    assert not any(word in trouble.value.sentence for word in PERSONAL)
    assert trouble.value.stops_route is (wrong == "gone" and kind in {"webhook", "fhir", "mesh"})
    is_asked_to_wait = wrong == "busy" and kind in {"webhook", "fhir", "mesh"}
    assert trouble.value.after == (timedelta(seconds=120) if is_asked_to_wait else None)
    assert (sent.disclosure_id in partner.holds()) is (wrong in TAKEN_IN)

    channel.deliver(sent, partner.route(), at=now)

    assert sent.disclosure_id in partner.holds()
    assert partner.copies(sent.disclosure_id) == (2 if wrong in TAKEN_IN and kind in {"mail", "webhook", "fhir"} else 1)


@pytest.mark.parametrize("kind", PEERS)
def test_delivering_twice_leaves_one(kind: str, peers: dict[str, Peer], now: datetime) -> None:
    channel, partner, sent = CHANNELS[kind], peers[kind], packet()

    channel.deliver(sent, partner.route(), at=now)
    before = len(partner.holds())
    channel.deliver(sent, partner.route(), at=now)

    assert sent.disclosure_id in partner.holds()
    assert len(partner.holds()) == before


def test_a_worker_sends_over_all_channels_side_by_side(peers: dict[str, Peer], now: datetime) -> None:
    messages = [(kind, packet()) for _ in range(4) for kind in PEERS]

    with ThreadPoolExecutor(max_workers=8) as pool:
        receipts = list(pool.map(lambda one: CHANNELS[one[0]].deliver(one[1], peers[one[0]].route(), at=now), messages))

    assert [receipt.disclosure_id for receipt in receipts] == [sent.disclosure_id for _, sent in messages]
    for kind, partner in peers.items():
        assert {sent.disclosure_id for to, sent in messages if to == kind} <= partner.holds()


@pytest.mark.parametrize("kind", ["mail", "webhook", "fhir", "mesh"])
def test_nothing_is_sent_to_a_server_whose_certificate_is_not_trusted(
    kind: str, peers: dict[str, Peer], now: datetime
) -> None:
    sent, route = packet(), peers[kind].route() | {"authority": ""}

    with pytest.raises(Trouble, match="could not be verified") as trouble:
        CHANNELS[kind].deliver(sent, route, at=now)

    assert (trouble.value.fault, trouble.value.try_again) == (THEIRS, True)
    assert sent.disclosure_id not in peers[kind].holds()


@pytest.mark.parametrize("kind", PEERS)
def test_a_test_message_proves_the_way_and_is_no_disclosure(kind: str, peers: dict[str, Peer], now: datetime) -> None:
    before = peers[kind].holds()

    receipt = CHANNELS[kind].test_message(peers[kind].route(), at=now)

    assert receipt.detail.endswith(".")
    assert peers[kind].holds() - before <= {receipt.disclosure_id}


@pytest.mark.parametrize("kind", PEERS)
def test_a_route_that_lacks_something_says_what(kind: str, peers: dict[str, Peer], now: datetime) -> None:
    route = peers[kind].route()
    first = {"mail": "host", "sftp": "host_key", "webhook": "url", "fhir": "sender", "mesh": "workflow"}[kind]
    del route[first]

    with pytest.raises(Trouble, match=f"does not say its “{first}”") as trouble:
        CHANNELS[kind].deliver(packet(), route, at=now)

    assert (trouble.value.fault, trouble.value.try_again) == (OURS, False)
