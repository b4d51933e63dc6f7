"""The Backlog page over 2,828 waiting referrals, as inspectors found, and over ten times as many.

    python -m benchmarks.backlog        SQLite files in the system's temporary folder, built once and used again

Prints one user's waits: when nothing is remembered (all is read), right after one referral changed, when only the
minute has changed (all is counted anew), and otherwise; and how often the database is asked. Compare ratios inside one
run.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WAITING = {1: 2_828, 10: 28_280}
TURNS = 15


def main() -> None:
    if len(sys.argv) > 1:
        measure(int(sys.argv[1]))
        return
    print(f"{'waiting':>8}{'':22}median ms   p95 ms  queries")
    for scale in WAITING:  # each in a process of its own, so that neither finds the other's memory
        database = Path(tempfile.gettempdir()) / f"backlog-benchmark-{scale}.sqlite3"
        environment = {**os.environ, "DATABASE_URL": f"sqlite:///{database}"}
        subprocess.run([sys.executable, "-m", "benchmarks.backlog", str(scale)], check=True, env=environment)


def measure(scale: int) -> None:
    """Print the waits over a synthetic hub of that scale."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "vigil.config.settings"
    import django

    django.setup()
    from django.db import connection, transaction
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from vigil.accounts.models import User
    from vigil.audit import actions as audit
    from vigil.governance.queries import figures
    from vigil.referrals.models import Referral

    build(scale)
    client = Client()
    client.force_login(User.objects.get(username="benchmark"))
    client.get("/backlog/")
    changing = Referral.objects.waiting().first()

    def change() -> None:
        with transaction.atomic():
            audit.record("referral.rescreened", changing, by=None, at=timezone.now())

    for when, before in (
        ("all is read", figures.forget),
        ("a referral changed", change),
        ("the minute changed", figures._figures.cache_clear),
        ("nothing changed", lambda: None),
    ):
        waits = []
        for _ in range(TURNS):
            before()
            started = time.perf_counter()
            response = client.get("/backlog/")
            waits.append(1_000 * (time.perf_counter() - started))
            assert response.status_code == 200
        before()
        with CaptureQueriesContext(connection) as queries:
            client.get("/backlog/")
        p95 = statistics.quantiles(waits, n=20)[-1]
        print(f"{WAITING[scale]:>8,}  {when:20}{statistics.median(waits):>9.1f} {p95:>8.1f} {len(queries):>8}")


def build(scale: int) -> None:
    """Fill the database with what waits in a synthetic hub and with the day before's figures, unless they are there."""
    from datetime import timedelta

    from django.core.management import call_command

    from vigil.accounts.models import User
    from vigil.accounts.roles import Role
    from vigil.governance.actions import take_snapshot
    from vigil.intake.actions.synthesising import load
    from vigil.simulation.synthetic.calibration import POSITION_AT
    from vigil.simulation.synthetic.referrals import generate

    call_command("migrate", verbosity=0)
    if User.objects.filter(username="benchmark").exists():
        return
    for _ in load(generate(seed=1, scale=scale, position_at=POSITION_AT).waiting(), at=POSITION_AT):
        pass
    take_snapshot(at=POSITION_AT - timedelta(days=1))
    User.objects.create_user(username="benchmark", role=Role.SUPERVISOR)


if __name__ == "__main__":
    main()
