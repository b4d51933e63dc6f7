"""One connection serves a turn: opened once, closed at its end, and opened again where it broke."""

import asyncio
from datetime import datetime
from types import ModuleType
from typing import Any

import pytest

from tests.sharing.channels.given import packet
from tests.sharing.peers import Peer
from vigil.sharing.channels import fhir, https, mail, mesh, sftp, webhook
from vigil.sharing.channels.base import Trouble
from vigil.sharing.channels.lines import turn

ROUTE = {"to": "somebody"}


class Line:
    def __init__(self) -> None:
        self.works, self.is_closed = True, False

    def close(self) -> None:
        self.is_closed = True


def line_of(route: dict[str, Any]) -> Line:
    with turn() as here:
        return here.line(route, Line, works=lambda one: one.works, close=Line.close)


@pytest.mark.parametrize(
    ("channel", "opens"),
    [
        (mail, (mail, "_connected")),
        (sftp, (sftp, "_connected")),
        (webhook, (https, "_client")),
        (fhir, (https, "_client")),
        (mesh, (https, "_client")),
    ],
)
def test_a_turn_opens_one_connection_for_all_that_it_sends(
    channel: ModuleType,
    opens: tuple[ModuleType, str],
    peers: dict[str, Peer],
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, real = peers[channel.__name__.rpartition(".")[2]], getattr(*opens)
    opened: list[Any] = []

    def counted(given: Any) -> Any:
        opened.append(given)
        return real(given)

    monkeypatch.setattr(*opens, counted)

    for _ in range(2):
        with turn():
            channel.deliver(packet(), one.route(), at=now)
            channel.deliver(packet(), one.route(), at=now)

    assert len(opened) == 2


def test_a_message_that_was_refused_does_not_spoil_the_next(peers: dict[str, Peer], now: datetime) -> None:
    one = peers["mail"]
    one.faults[:] = ["error"]
    sent = packet()

    with turn():
        with pytest.raises(Trouble):
            mail.deliver(packet(), one.route(), at=now)
        mail.deliver(sent, one.route(), at=now)

    assert one.told(sent.disclosure_id)


def test_each_route_has_its_own_line_and_all_are_closed_when_the_turn_ends() -> None:
    with turn():
        first, again, other = line_of(ROUTE), line_of(ROUTE), line_of({"to": "somebody else"})
        assert first is again
        assert other is not first
        assert not first.is_closed

    assert first.is_closed
    assert other.is_closed
    assert line_of(ROUTE) is not first


def test_a_line_that_no_longer_works_is_closed_and_another_opened() -> None:
    with turn():
        first = line_of(ROUTE)
        first.works = False
        second = line_of(ROUTE)

    assert first.is_closed
    assert second is not first


def test_one_event_loop_serves_a_turn() -> None:
    async def loop() -> asyncio.AbstractEventLoop:
        return asyncio.get_running_loop()

    with turn() as here:
        assert here.run(loop()) is here.run(loop())
