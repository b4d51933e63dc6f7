"""Somebody who takes the next until nothing is left: ``python -m tests.worklist.taker USER``. Prints what they got."""

import os
import sys
import time

# Nobody presses again in no time; and SQLite gives its lock to whoever has just let it go, before those asleep for it.
A_LOOK = 0.02


def say(what: object) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "vigil.config.settings"
    import django

    django.setup()
    from tests.factories import NOON
    from vigil.accounts.models import User
    from vigil.worklist.actions.claims import take_next

    person = User.objects.get(pk=int(sys.argv[1]))
    say("ready")
    sys.stdin.readline()
    while claim := take_next(by=person, at=NOON):
        say(claim.referral_id)
        time.sleep(A_LOOK)
