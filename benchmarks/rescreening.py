"""Reading and grading every waiting referral again, database included, as making a policy or a lexicon live does.

    python -m benchmarks.rescreening [REFERRALS]        SQLite in the system's temporary folder; or DATABASE_URL

REFERRALS default to 28,280, ten times the published backlog. A new grading table is put in force first, so that each
referral gets a screening of its own, and a new clock for standard ones, so that most of them move, with an event each.
Then nothing is changed, and all is read once more. Prints seconds by the clock and of the processor; aim: 60 by the
clock. The database is built once and used again.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

AIM = 60  # seconds


def main(number: int) -> None:
    folder = Path(tempfile.gettempdir())
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder / f'rescreening-benchmark-{number}.sqlite3'}")
    os.environ["DJANGO_SETTINGS_MODULE"] = "vigil.config.settings"
    import django

    django.setup()
    from django.db import connection
    from django.utils import timezone

    from vigil.accounts.models import User
    from vigil.rules.policies import AssessmentClocks, GradingPolicy
    from vigil.triage.actions.policy import change_policy
    from vigil.triage.actions.screening import rescreen_worklist
    from vigil.triage.models import Screening
    from vigil.triage.queries.policy import policy_in_force

    build(number)
    by = User.objects.get(username="benchmark")
    # From one to the other and back, however often it is run.
    for kind, key, turn in ((GradingPolicy, "points_animal_abuse", 3), (AssessmentClocks, "standard_amount", 151)):
        in_force = policy_in_force(kind)
        values = {**in_force.values, key: turn - in_force.number(key)}
        change_policy(kind, values, reason="Benchmark", based_on=in_force.version, by=by, at=timezone.now())
    print(f"{connection.vendor}: {number:,} referrals, aim {AIM} s")
    for what in ("new tables", "nothing new"):
        before = Screening.objects.count()
        started, worked = time.perf_counter(), time.process_time()
        moved = rescreen_worklist(by=by, now=timezone.now)
        seconds, processor = time.perf_counter() - started, time.process_time() - worked
        written = Screening.objects.count() - before
        print(f"{what:12}{seconds:7.1f} s, {processor:5.1f} of the processor; {written:,} screenings, {moved:,} moved")


def build(number: int) -> None:
    """Fill the database with that many waiting referrals of a synthetic hub, unless they are there."""
    from django.core.management import call_command

    from vigil.accounts.models import User
    from vigil.accounts.roles import Role
    from vigil.intake.actions.synthesising import load
    from vigil.simulation.synthetic.calibration import POSITION_AT
    from vigil.simulation.synthetic.referrals import generate

    call_command("migrate", verbosity=0)
    if User.objects.filter(username="benchmark").exists():
        return
    for _ in load(generate(seed=1, scale=number / 2_828, position_at=POSITION_AT).waiting(), at=POSITION_AT):
        pass
    User.objects.create_user(username="benchmark", role=Role.ADMINISTRATOR)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 28_280)
