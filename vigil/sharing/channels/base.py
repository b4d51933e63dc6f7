"""What every channel takes, gives back and says when it cannot."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

Route = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Packet:
    """A disclosure as it leaves. ``disclosure_id`` is a uuid and the idempotency key: it is the same on every
    attempt, so that a receiver can tell a second copy. ``content`` is canonical JSON; ``pdf`` says the same.
    ``filename_stem`` says nothing about a person."""

    disclosure_id: str
    partner: str
    content: bytes
    pdf: bytes
    filename_stem: str
    urgent: bool


class Kind(StrEnum):
    """What a receipt proves, weakest first: it left us, it is in their system, somebody saw it, somebody took it on.
    ``refused`` is the partner's own no: sending the same again cannot help."""

    SENT = "sent"
    DELIVERED = "delivered"
    OPENED = "opened"
    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What a partner's system said of one disclosure, and when. ``reference`` is theirs; ``detail`` is a sentence with
    nothing about a person. The same receipt may be collected twice: keep one for each disclosure, kind and reference.
    """

    at: datetime
    kind: Kind
    disclosure_id: str
    reference: str
    detail: str


class Fault(StrEnum):
    """Who has to mend it: our set-up, the network between, or the partner's system."""

    OURS = "ours"
    WAY = "way"
    THEIRS = "theirs"


class Trouble(Exception):  # noqa: N818  (the hub's word; it is caught, kept and shown)
    """A delivery that did not happen, or may not have. ``after`` is how long the partner asked us to wait.
    ``stops_route``: the partner said for good that nothing more is wanted here. ``sentence`` says what to do and holds
    nothing about a person and no secret."""

    def __init__(
        self,
        sentence: str,
        *,
        fault: Fault,
        try_again: bool,
        after: timedelta | None = None,
        stops_route: bool = False,
    ) -> None:
        super().__init__(sentence)
        self.sentence, self.fault, self.try_again = sentence, fault, try_again
        self.after, self.stops_route = after, stops_route


class Channel(Protocol):
    """One way out. A route is the partner's settings for it; it names secrets and never holds one."""

    def outgoing(self, packet: Packet, route: Route, *, at: datetime) -> dict[str, bytes]:
        """Return everything that would leave, by name, without sending it."""

    def deliver(self, packet: Packet, route: Route, *, at: datetime) -> Receipt:
        """Send once, or find that it was sent already; raise Trouble if neither is certain."""

    def collect(self, route: Route, *, at: datetime) -> Iterator[Receipt]:
        """Yield what has come back: bounces, acknowledgements, refusals. Keep each before asking for the next: only
        then is it taken from where it lay, so a worker that is killed loses none. Raises Trouble."""

    def test_message(self, route: Route, *, at: datetime) -> Receipt:
        """Prove the way works, with a message about nobody. Raises Trouble."""
