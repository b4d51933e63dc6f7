"""The twin of every channel that sends nothing: it keeps what would have left, for a demonstration or a look."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from vigil.sharing.channels.base import Channel, Kind, Packet, Receipt, Route


@dataclass(frozen=True)
class Console:
    """``real`` writes the same things as ever; they go to a folder of this machine instead of to the partner."""

    name: str
    real: Channel

    def outgoing(self, packet: Packet, route: Route, *, at: datetime) -> dict[str, bytes]:
        """Return everything that would leave."""
        return self.real.outgoing(packet, route, at=at)

    def deliver(self, packet: Packet, route: Route, *, at: datetime) -> Receipt:
        """Keep it in ``OUTGOING``, by channel and disclosure. A second time writes over the first."""
        folder = settings.OUTGOING / self.name / packet.disclosure_id
        folder.mkdir(parents=True, exist_ok=True)
        for name, body in self.outgoing(packet, route, at=at).items():
            (folder / name).write_bytes(body)
        return _receipt(packet.disclosure_id, at=at)

    def collect(self, route: Route, *, at: datetime) -> Iterator[Receipt]:
        """Nothing comes back from nowhere."""
        return iter(())

    def test_message(self, route: Route, *, at: datetime) -> Receipt:
        """Say that nothing was tried."""
        return _receipt("", at=at)


def _receipt(disclosure_id: str, *, at: datetime) -> Receipt:
    return Receipt(
        at=at,
        kind=Kind.SENT,
        disclosure_id=disclosure_id,
        reference="console",
        detail="Nothing was sent: channels are not real on this machine.",
    )
