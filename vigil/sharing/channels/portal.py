"""The portal: nothing leaves. A disclosure that has come this far is shown to the partner's people when they sign in.

What they do there (open, acknowledge, accept) is written down as they do it, so there is nothing to collect.
"""

from collections.abc import Iterator
from datetime import datetime

from vigil.sharing.channels.base import Kind, Packet, Receipt, Route


def outgoing(packet: Packet, route: Route, *, at: datetime) -> dict[str, bytes]:
    """Return what the partner can read there."""
    return {f"{packet.filename_stem}.json": packet.content, f"{packet.filename_stem}.pdf": packet.pdf}


def deliver(packet: Packet, route: Route, *, at: datetime) -> Receipt:
    """Say that it can be read."""
    return _receipt(packet.disclosure_id, "It is in the portal.", at=at)


def collect(route: Route, *, at: datetime) -> Iterator[Receipt]:
    """Nothing waits outside."""
    return iter(())


def test_message(route: Route, *, at: datetime) -> Receipt:
    """Say that the portal needs no way to be tried."""
    return _receipt("", "The portal is part of Vigil: there is no way between to try.", at=at)


def _receipt(disclosure_id: str, words: str, *, at: datetime) -> Receipt:
    return Receipt(at=at, kind=Kind.DELIVERED, disclosure_id=disclosure_id, reference=disclosure_id, detail=words)
