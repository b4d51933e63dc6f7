"""A worker of the outbox until nothing waits: ``python -m tests.sharing.worker MINUTES``, its clock that far ahead."""

import os
import sys
import time
from datetime import datetime, timedelta

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "vigil.config.settings"
    import django

    django.setup()
    from django.utils import timezone

    from vigil.sharing.models import Delivery
    from vigil.sharing.tasks import deliver_due

    ahead = timedelta(minutes=int(sys.argv[1]))

    def now() -> datetime:
        return timezone.now() + ahead

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    while Delivery.objects.filter(state=Delivery.State.WAITING).exists():
        if not deliver_due(now=now, side_by_side=True):
            time.sleep(0.05)
