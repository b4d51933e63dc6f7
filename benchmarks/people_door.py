"""Linking at the door: one referral with five subjects against everybody known, and one search; by population.

    python -m benchmarks.people_door [PERSONS] [DATABASE_URL] [--splink]
        default: 100000 sqlite:///…/people-100000.sqlite3 in the system's temporary folder, filled once and used again
    python -m tests.postgres -- sh -c 'python -m benchmarks.people_door 1000000 $DATABASE_URL'

With ``--splink``, Splink looks for the same five among the same people, by its own comparisons and blocking rules.
Half of the subjects are known, misspelt or moved; half are new. Times are of the whole transaction, its writes
included; “processor” leaves out what other work on the machine takes. Compare ratios inside one run.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

TURNS = 200
SUBJECTS = 5
SPLINK_TURNS = 30
COLUMNS = ("unique_id", "first_name", "surname", "dob", "address", "postcode")


def main() -> None:
    given = [word for word in sys.argv[1:] if not word.startswith("--")]
    number = int(given[0]) if given else 100_000
    default = f"sqlite:///{Path(tempfile.gettempdir()) / f'people-{number}.sqlite3'}"
    os.environ["DATABASE_URL"] = given[1] if len(given) > 1 else default
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vigil.config.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from benchmarks.people_known import fill
    from vigil.people.actions.blocks import file_again
    from vigil.people.models import Block, Mention

    call_command("migrate", verbosity=0)
    file_again()  # those kept from an earlier run
    if not Mention.objects.exists():
        began = time.perf_counter()
        fill(number)
        print(f"filled in {time.perf_counter() - began:,.0f} s")
    worst, known = Block.objects.filter(mention=None).count(), Mention.objects.count()
    print(f"{known:,} people on {connection.vendor}; {Block.objects.count():,} keys, {worst:,} blocks given up")
    at_the_door(number)
    searched(number)
    if "--splink" in sys.argv:
        splinks(number)


def at_the_door(number: int) -> None:
    """Print how long one referral's five subjects take to be linked and written."""
    from django.db import transaction
    from django.utils import timezone

    from benchmarks.people_known import some
    from vigil.people.actions.door import meet

    chance = random.Random("door")
    known = some(number, number=TURNS * SUBJECTS)
    waits, work = [], []
    for turn in range(TURNS + 20):
        rows = [_again(chance.choice(known), chance, number + turn) for _ in range(SUBJECTS)]
        began, worked = time.perf_counter(), time.process_time()
        with transaction.atomic():
            meet(rows, at=timezone.now())
        if turn >= 20:
            waits.append(1_000 * (time.perf_counter() - began))
            work.append(1_000 * (time.process_time() - worked))
    show("door, five subjects", waits, work)


def _again(known: Any, chance: random.Random, named_in: int) -> Any:
    """Return somebody named once more: as before, or misspelt, or moved, or somebody new of a similar name."""
    from vigil.people.models import Mention
    from vigil.simulation.synthetic.mentions import typo

    values = {field.attname: getattr(known, field.attname) for field in Mention._meta.concrete_fields}
    values |= {"id": None, "person_id": None, "named_in": named_in, "seen_on": date(2025, 9, 1), "named_with": ""}
    match chance.randrange(6):
        case 0:
            values["surname"] = typo(chance, values["surname"])
        case 1:
            values |= {"address_line": f"{chance.randint(1, 99)} Larch Walk, Wem", "postcode": "SY4 9ZZ"}
        case 2:
            values["date_of_birth"] = None
        case 3 | 4:
            values |= {"date_of_birth": date(chance.randint(1950, 2020), chance.randint(1, 12), chance.randint(1, 28))}
            values |= {"address_line": f"{chance.randint(1, 99)} Cedar Lane, Ross", "postcode": "HR9 7AA"}
    return Mention(**values)


def splinks(number: int) -> None:
    """Print how long Splink takes for the same subjects; it only weighs, and writes nothing."""
    import duckdb
    import pyarrow as pa  # type: ignore[import-untyped]
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    from benchmarks.people_known import everybody, some

    def rows(of: list[Any]) -> Any:
        return pa.table(
            {
                "unique_id": [str(one.named_in) + one.forenames + str(place) for place, one in enumerate(of)],
                "first_name": [one.forenames or None for one in of],
                "surname": [one.surname or None for one in of],
                "dob": [one.date_of_birth.isoformat() if one.date_of_birth else None for one in of],
                "address": [one.address_line or None for one in of],
                "postcode": [one.postcode or None for one in of],
            },
            pa.schema([(name, pa.string()) for name in COLUMNS]),
        )

    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.NameComparison("first_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.PostcodeComparison("postcode"),
            cl.ExactMatch("address"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("first_name", "surname"), block_on("surname", "dob"), block_on("first_name", "dob"),
            block_on("postcode", "first_name"), block_on("postcode", "dob"),
        ],
    )  # fmt: skip
    chance = random.Random("door")
    known = some(number, number=TURNS * SUBJECTS)
    waits, work = [], []
    with duckdb.connect() as connection:
        api = DuckDBAPI(connection=connection)
        connection.register("everybody", rows(list(everybody(number))))
        left = api.register("everybody")
        linker = Linker([left, left], settings, log_level="ERROR", validate_settings=False)
        for name in ("first_name", "surname"):
            linker.table_management.compute_tf_table(name)
        for turn in range(SPLINK_TURNS):
            named = rows([_again(chance.choice(known), chance, number + turn) for _ in range(SUBJECTS)])
            began, worked = time.perf_counter(), time.process_time()
            connection.register(f"named_{turn}", named)
            linker.inference.predict_between(left, api.register(f"named_{turn}")).as_record_list()
            waits.append(1_000 * (time.perf_counter() - began))
            work.append(1_000 * (time.process_time() - worked))
    show("Splink, five subjects", waits, work)


def searched(number: int) -> None:
    """Print how long a search takes: by name, and by name and birth."""
    from benchmarks.people_known import some
    from vigil.people.queries.search import Asked, search

    chance = random.Random("search")
    known = some(number, number=TURNS)
    asks: tuple[tuple[str, Callable[[Any], Asked]], ...] = (
        ("search, name", lambda one: Asked(name=f"{one.forenames} {one.surname}")),
        ("search, name and birth", lambda one: Asked(name=f"{one.forenames} {one.surname}", born=one.date_of_birth)),
        ("search, surname alone", lambda one: Asked(name=one.surname)),
        ("search, address", lambda one: Asked(address=f"{one.address_line}, {one.postcode}")),
    )
    for what, ask in asks:
        waits, work = [], []
        for _ in range(TURNS // 2):
            asked = ask(chance.choice(known))
            began, worked = time.perf_counter(), time.process_time()
            search(asked)
            waits.append(1_000 * (time.perf_counter() - began))
            work.append(1_000 * (time.process_time() - worked))
        show(what, waits, work)


def show(what: str, waits: list[float], work: list[float]) -> None:
    cuts = [(statistics.median(some), statistics.quantiles(some, n=20)[-1]) for some in (waits, work)]
    (p50, p95), (busy50, busy95) = cuts
    print(f"{what:<24} p50 {p50:7.1f} ms  p95 {p95:7.1f} ms   processor p50 {busy50:7.1f} ms  p95 {busy95:7.1f} ms")


if __name__ == "__main__":
    main()
