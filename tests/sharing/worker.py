"""A worker of the outbox until nothing waits: ``python -m tests.sharing.worker BEGAN``, a moment.

From then its clock runs fast, so that leases of the dead and waits after a failure pass in seconds; partners check the
time, so what goes out bears the real one. It says "went" when a partner has taken a message and nobody has noted it.
"""

import os
import sys
from datetime import datetime
from typing import Any

FAST = 120  # a lease of five minutes passes in 2.5 seconds

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "vigil.config.settings"
    import django

    django.setup()
    from django.utils import timezone

    from vigil.sharing import channels
    from vigil.sharing.channels.base import Channel, Packet, Receipt
    from vigil.sharing.models import Delivery
    from vigil.sharing.tasks import keep_delivering

    class InRealTime:
        """A channel that reads the clock of its partners."""

        def __init__(self, real: Channel) -> None:
            self.real = real

        def deliver(self, packet: Packet, route: Any, *, at: datetime) -> Receipt:
            receipt = self.real.deliver(packet, route, at=timezone.now())
            os.write(1, b"went\n")
            return receipt

    began = datetime.fromisoformat(sys.argv[1])
    channels.CHANNELS.update({name: InRealTime(one) for name, one in channels.CHANNELS.items()})  # type: ignore[misc]

    def now() -> datetime:
        return began + (timezone.now() - began) * FAST

    keep_delivering(Delivery.objects.filter(state=Delivery.State.WAITING).exists, now=now)
