"""The demonstration hub: made-up people, the real door, and a login for each role."""

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from vigil.accounts.models import User
from vigil.accounts.roles import Role
from vigil.config.demo_partners import add_partners
from vigil.config.demo_schools import add_schools
from vigil.config.demo_staff import add_staff
from vigil.intake.actions.handing_over import hand_over
from vigil.intake.actions.importing import run
from vigil.intake.models import Import
from vigil.intake.queries.imports import counts
from vigil.intake.tasks import load_history
from vigil.simulation.synthetic.referrals import Hub, generate
from vigil.simulation.synthetic.writers.files import write_files
from vigil.workforce.actions.staff import add_user

PASSWORD = "made-up-people-only"  # noqa: S105  (printed on screen; the demonstration refuses to run in production)
PEOPLE = {
    Role.ASSESSOR: ("asha", "Asha", "Demo"),
    Role.SUPERVISOR: ("sam", "Sam", "Demo"),
    Role.ANALYST: ("ana", "Ana", "Demo"),
    Role.INSPECTOR: ("ines", "Ines", "Demo"),
    Role.ADMINISTRATOR: ("ada", "Ada", "Demo"),
    Role.LEADER: ("lou", "Lou", "Demo"),
    Role.OFFICER: ("oli", "Oli", "Demo"),
}

Say = Callable[[str], object]


class CannotDemonstrate(Exception):  # noqa: N818  (a refusal, worded for the person)
    """The demonstration cannot be built here. The text says why."""


def build(*, seed: int, scale: float, say: Say) -> None:
    """Fill the database with two years of assessed referrals and four teams' backlogs, position now."""
    if settings.IS_PRODUCTION:
        raise CannotDemonstrate("This is a production hub: made-up people have no place in it.")
    at = timezone.now()
    _add_people(at)
    add_staff(at)
    add_partners(at)
    add_schools(at)
    if Import.objects.exists():
        say("The hub is already here: going on with it. (To begin again: make clean, then make demo.)")
        return
    hour = timezone.localtime(at).replace(minute=0, second=0, microsecond=0)
    _import_waiting(generate(seed=seed, scale=scale, position_at=hour), say)
    # The worker writes the history, so that the hub can be looked at meanwhile.
    load_history.enqueue(seed, scale, hour.isoformat())
    say("Two years of assessed referrals follow in the background.")


def _add_people(at: datetime) -> None:
    for role, (username, first_name, last_name) in PEOPLE.items():
        if not User.objects.filter(username=username).exists():
            add_user(
                username=username,
                role=role,
                password=PASSWORD,
                first_name=first_name,
                last_name=last_name,
                by=None,
                at=at,
            )


def _import_waiting(hub: Hub, say: Say) -> None:
    say("Writing the four teams’ backlogs, as each team keeps its own …")
    for path in write_files(hub, Path(settings.DATA) / "demo"):
        with path.open("rb") as content:
            handed = hand_over(content, name=path.name, by=None, at=timezone.now())
        done = counts(run(handed, by=None, now=timezone.now))
        say(
            f"  {path.name}: read {done.read:,} = received {done.received:,} + duplicates {done.duplicates:,}"
            f" + quarantined {done.quarantined:,}"
        )


def what_to_click(port: int) -> str:
    """Return who can sign in, where, and what to look at first."""
    logins = "\n".join(
        f"    {username:<6} {role.label.lower():<14} {PASSWORD}" for role, (username, _, _) in PEOPLE.items()
    )
    return f"""
Vigil is at http://localhost:{port}

  Sign in as     role           password
{logins}

  First: sign in as asha and open Worklist. The first line is what to assess next, and says why.
  Then:  sign in as ana and open Imports: what became of each team's file, and what waits in quarantine.
  Also:  sign in as sam and open Staff: who is trained, what expires, and which skill is missing on which day.
         Quality and what sharing achieves fill as two years of history are written in the background.
  Stop with Ctrl+C.
"""


def serve_with_worker(port: int) -> None:
    """Serve the hub with a background worker beside it, until stopped."""
    worker = subprocess.Popen([sys.executable, "-m", "vigil.cli", "worker"])
    try:
        subprocess.run([sys.executable, "-m", "vigil.cli", "serve", "--port", str(port)], check=False)  # noqa: S603
    finally:
        worker.terminate()
        worker.wait()
