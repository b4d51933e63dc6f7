"""Taking the next referral: 16 at once and fewer, beside a bare SKIP LOCKED claim on a static key in the same run.

    python -m tests.postgres -- python -m benchmarks.claims [WAITING...]     default: 3000 100000
    python -m benchmarks.claims --sqlite [WAITING...]

For each number waiting it prints claims a second, and the median and 95th of the waits in milliseconds, of:
  statement  the least: one statement, the first of a static key that nobody has locked; no record, no skills, no trail
  bare       the whole action (skills, lapses, focus, claim, audit event), choosing by that static key
  take_next  the same action as it is: exactly in order at that moment, ageing by class, for one's skills
  request    the whole request through Django, session and person included
  together   requests of as many who press at one moment, once a second, as people do
and what is left of each rate while a report holds its snapshot. The others press again at once: with more who press
than processors a wait is mostly for a processor, so beside it stands what one claim takes when nobody else presses.

Whoever presses is a process of its own. After each run what was given is compared with the first so many of the
order: each once, and none of them passed over. Ratios inside a run count; absolutes drift. tests.postgres runs its
server without fsync: rates are of work, not of the disk.
"""

import multiprocessing
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

MOST = 16
SECONDS = 2.0
HELD_FIRST = 6_000  # claims made, with the snapshot open, before its turn is timed
PRESSES = 8  # of each, together
BATCH = 5_000
APART = 100_000
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
STATIC = "CREATE INDEX IF NOT EXISTS bare_order ON referrals_referral (order_at, id) WHERE status = 'waiting'"
PROCESSES = multiprocessing.get_context("fork")


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    people = _people()
    with connection.cursor() as cursor:
        cursor.execute(STATIC)
    print(f"{connection.vendor}\n{'waiting':>9} {'':11}{'press':>6} {'a second':>9} {'p50 ms':>8} {'p95 ms':>8}")
    for size in [int(one) for one in sys.argv[1:] if one.isdigit()] or [3_000, 100_000]:
        measure(size, people)


def measure(size: int, people: list[int]) -> None:
    """Print every figure for one number waiting."""
    from django.db import connection

    _fill(size)
    _alone(size, people[0])
    rates: dict[str, float] = {}
    for what, numbers in (("statement", [MOST]), ("bare", [MOST]), ("take_next", [2, 4, MOST]), ("request", [1, MOST])):
        for number in numbers:
            _fill(size)
            rates[what] = _print(size, what, number, *_run(what, people[:number]))
    for number in (4, MOST):
        _fill(size)
        _print(size, "together", number, *_run("together", people[:number]))
    for what in ("statement", "bare"):
        print(f"{size:9,} take_next is {rates['take_next'] / rates[what]:.2f} of {what}", flush=True)
    if connection.vendor == "postgresql":
        for what in ("statement", "take_next"):
            _while_held(size, what, people)


def _print(size: int, what: str, number: int, rate: float, waits: list[float]) -> float:
    p95 = statistics.quantiles(waits, n=20)[-1]
    print(f"{size:9,} {what:11}{number:6} {rate:9.0f} {statistics.median(waits):8.1f} {p95:8.1f}", flush=True)
    return rate


def _alone(size: int, person: int) -> None:
    """Print what a claim takes with nobody beside it: in all, on this side's processor, and in the database."""
    from django.db import connection

    from vigil.accounts.models import User
    from vigil.worklist.actions.claims import take_next

    by, turns, inside = User.objects.get(pk=person), 300, 0.0

    def timed(execute: Callable[..., Any], *rest: Any) -> Any:
        nonlocal inside
        started = time.perf_counter()
        try:
            return execute(*rest)
        finally:
            inside += time.perf_counter() - started

    for _ in range(10):
        take_next(by=by, at=AT)
    waits = []
    processor = time.process_time()
    with connection.execute_wrapper(timed):
        for _ in range(turns):
            started = time.perf_counter()
            take_next(by=by, at=AT)
            waits.append(1_000 * (time.perf_counter() - started))
    processor = 1_000 * (time.process_time() - processor) / turns
    _print(size, "take_next", 1, 1_000 * turns / sum(waits), waits)
    each = 1_000 * inside / turns
    print(f"{size:9,} of it {processor:.2f} ms of our processor, {each:.2f} ms waiting for statements", flush=True)
    connection.close()


def _while_held(size: int, what: str, people: list[int]) -> None:
    """Print what is left of a rate while a report holds its snapshot, and as many are claimed as in a busy week."""
    import psycopg
    from django.db import connection

    _fill(size)
    before, _ = _run(what, people, most=size // 3)
    _fill(size)
    options = connection.get_connection_params()
    with psycopg.connect(**{key: options[key] for key in ("dbname", "user", "host")}) as report:
        report.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        report.execute("SELECT count(*) FROM referrals_referral")
        _, burnt = _run(what, people, most=min(size // 3, HELD_FIRST), in_order=False)
        held, _ = _run(what, people, most=size // 3, in_order=False)
    print(f"{size:9,} {what}, a snapshot held for {len(burnt):,} claims: {held / before:.2f} of its rate", flush=True)


def _run(what: str, people: list[int], *, most: int = 0, in_order: bool = True) -> tuple[float, list[float]]:
    """Let these people claim at once; return claims a second and every wait in milliseconds. ``most`` bounds them."""
    from django.db import connection

    from vigil.worklist.queries import order
    from vigil.worklist.queries.claims import free

    connection.close()
    ready, told = PROCESSES.Barrier(len(people) + 1), PROCESSES.SimpleQueue()
    workers = [
        PROCESSES.Process(target=work, args=(what, person, most // len(people), ready, told)) for person in people
    ]
    for worker in workers:
        worker.start()
    ready.wait()
    started = time.perf_counter()
    given, waits = [], []
    for _ in workers:
        numbers, times = told.get()
        given += numbers
        waits += times
    passed = time.perf_counter() - started
    for worker in workers:
        worker.join()
    assert waits, "Nothing was claimed."
    assert len(given) == len(set(given)), "One was given twice."
    if what == "take_next" and in_order:
        from vigil.referrals.models import Referral
        from vigil.rules.skills import Skill

        Referral.objects.filter(pk__in=given).update(status="waiting", waiting=True)
        first = order.first(free(Skill, focus=None), order.in_force(), number=len(given), at=AT)
        assert {key[-1] for key in first} == set(given), "One was passed over."
    return len(waits) / passed, waits


def work(what: str, person: int, most: int, ready: Any, told: Any) -> None:
    """Claim until the time is over, or so many, as one of those who press; tell what was given and every wait."""
    from django.db import connection
    from django.test import Client

    from vigil.accounts.models import User
    from vigil.referrals.models import Referral
    from vigil.worklist.actions import claims as actions
    from vigil.worklist.queries import claims as queries

    by = User.objects.get(pk=person)
    browser = Client()
    browser.force_login(by)
    locked = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    bare_claim = f"""
        UPDATE referrals_referral SET status = 'in_assessment' WHERE id = (
            SELECT id FROM referrals_referral WHERE status = 'waiting' ORDER BY order_at, id LIMIT 1 {locked}
        ) RETURNING id, status, waiting, order_class, order_at
    """

    def statement() -> int | None:
        with connection.cursor() as cursor:
            cursor.execute(bare_claim)
            found = cursor.fetchone()
        return int(found[0]) if found else None

    def take_next() -> int | None:
        claim = actions.take_next(by=by, at=AT)
        return claim.referral_id if claim else None

    def request() -> int | None:
        last = browser.post("/my-work/next/")["Location"].strip("/").split("/")[-1]
        return int(last) if last.isdigit() else None

    if what == "bare":
        queries.next_in_order = lambda *_, **__: iter([[0]])  # and what says who may take what is read as ever
        setattr(actions, "take_first", lambda _: next(iter(Referral.objects.raw(bare_claim)), None))  # noqa: B010
    claim = {"statement": statement, "request": request, "together": request}.get(what, take_next)
    given, waits = [claim()], []  # what a process reads once, such as the calendar, is read before
    ready.wait()
    begin = time.perf_counter()
    for turn in range(PRESSES if what == "together" else most or 1_000_000):
        if what == "together":
            time.sleep(max(0.0, begin + turn - time.perf_counter()))
        started = time.perf_counter()
        if what != "together" and not most and started > begin + SECONDS:
            break
        number = claim()
        if number is None:
            break
        given.append(number)
        waits.append(1_000 * (time.perf_counter() - started))
    told.put((given, waits))


def _people() -> list[int]:
    from tests.factories import make_user, train
    from vigil.accounts.models import User

    named = [f"taker{turn}" for turn in range(MOST)]
    there = dict(User.objects.filter(username__in=named).values_list("username", "pk"))
    return [there.get(name) or train(make_user(username=name)).pk for name in named]


def _fill(size: int) -> None:
    """Put ``size`` referrals on the worklist as they were, with nobody holding any, and the index clean."""
    from django.db import connection

    from vigil.referrals.models import Referral
    from vigil.worklist.models import Claim
    from vigil.worklist.queries import front

    there = Referral.objects.count()
    if there > size:
        raise SystemExit("Name the numbers waiting from the smallest to the largest.")
    if there < size:
        _add(there, size)
    front.forget()  # these go back without a trace
    Claim.objects.all().delete()
    Referral.objects.exclude(status="waiting").update(status="waiting", waiting=True)
    with connection.cursor() as cursor:
        postgresql = connection.vendor == "postgresql"
        cursor.execute(("VACUUM ANALYZE" if there < size else "VACUUM") if postgresql else "ANALYZE")


def _add(there: int, size: int) -> None:
    """Add referrals of every class; beyond ``APART`` they are copies of those, which the database makes by itself."""
    from django.db import connection

    from vigil.audit import rows
    from vigil.referrals.models import Referral
    from vigil.rules.priority import CLASSES

    chance = random.Random(there)
    for begin in range(there, min(size, APART), BATCH):
        end = min(begin + BATCH, size, APART)
        rows.insert([_referral(number, chance, list(CLASSES)) for number in range(begin, end)])
    names = [str(one.column) for one in Referral._meta.concrete_fields if one.column not in {"id", "reference"}]
    columns = ", ".join(names)
    for begin in range(max(there, APART), size, APART):
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO referrals_referral (reference, {columns}) SELECT reference || %s, {columns}"
                " FROM referrals_referral WHERE reference LIKE 'CLM/26/_______' ORDER BY id LIMIT %s",
                [f"/{begin}", min(APART, size - begin)],
            )


def _referral(number: int, chance: random.Random, classes: list[int]) -> Any:
    from vigil.referrals.models import Referral
    from vigil.rules.priority import CLASSES

    order_class = chance.choice(classes)
    start = AT - timedelta(hours=chance.expovariate(1 / 400))
    return Referral(
        source="benchmark",
        reference=f"CLM/26/{number:07d}",
        submitted_at=start,
        received_at=start,
        incident_type="domestic_abuse_partner",
        narrative="Officers spoke with both parties apart and recorded what each of them said. " * 6,
        status="waiting",
        waiting=True,
        grade=CLASSES[order_class][0],
        due_at=start + timedelta(hours=24),
        order_class=order_class,
        order_at=start,
        skills=chance.choice(["domestic_abuse", "children domestic_abuse"]),
    )


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "vigil.config.settings"
    if "--sqlite" in sys.argv:
        os.environ["DATABASE_URL"] = f"sqlite:///{Path(tempfile.mkdtemp(prefix='vigil-claims-')) / 'claims.sqlite3'}"
    main()
