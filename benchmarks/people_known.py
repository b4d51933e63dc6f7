"""Invented people by the hundred thousand, written into a database as the door would have left them.

The door compares everybody with everybody and would take hours for a million. These are all different, so they are
only made ready and filed under the product's own keys, by a process for each core, and copied in without a check.
On PostgreSQL its account must be a superuser's.
"""

import os
import random
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import cache
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction

from vigil.matching import blocking, features
from vigil.matching.edition import edition
from vigil.people.actions.door import sounds
from vigil.people.actions.homes import MOST_IN_A_HOME
from vigil.people.models import Address, Block, Household, Mention, Person, Sound
from vigil.people.queries.known import address_key, sum_of, told
from vigil.rules.terms import Area
from vigil.simulation.synthetic.households import Shape, household

KNOWN_ON = date(2025, 6, 1)
CHUNK = 2_000  # families
MOST_OF_A_FAMILY = 16
COLUMNS = tuple(str(field.column) for field in Mention._meta.concrete_fields)
# Rows are written before those they point at. What is filed waits beside until it is known which blocks are full.
UNCHECKED = {"postgresql": "SET session_replication_role = replica", "sqlite": "PRAGMA foreign_keys = OFF"}
BESIDE = (
    "CREATE TABLE filed (key bigint, mention_id bigint)",
    "CREATE TABLE home (id bigint, key varchar(200), line varchar(400), postcode varchar(10))",
)
SETTLED = (
    f"""
    INSERT INTO people_address (id, key, line, postcode, is_crowded)
    SELECT id, key, min(line), min(postcode), count(*) > {MOST_IN_A_HOME} FROM home GROUP BY id, key
    """,
    f"CREATE TABLE too_full AS SELECT key FROM filed GROUP BY key HAVING count(*) > {blocking.MOST_SHARING}",
    """
    INSERT INTO people_block (key, mention_id)
    SELECT key, mention_id FROM filed WHERE key NOT IN (SELECT key FROM too_full)
    """,
    "INSERT INTO people_block (key, mention_id) SELECT key, NULL FROM too_full",
    *(f"DROP TABLE {table}" for table in ("filed", "home", "too_full")),
)


def family(number: int) -> list[Mention]:
    """Return a mention for each of an invented family. The same number gives the same."""
    chance = random.Random(f"people/{number}")
    home = household(
        seed=11, number=number, area=chance.choice(list(Area)), shape=chance.choice(list(Shape)), known_on=KNOWN_ON
    )
    return [
        Mention(
            named_in=number + 1,
            seen_on=KNOWN_ON,
            role="child" if person.place == "child" else "harmed",
            surname=person.surname,
            forenames=person.forename,
            date_of_birth=person.date_of_birth,
            sex=person.sex,
            address_line=f"{home.home.premises}, {home.home.town}",
            postcode=home.home.postcode,
            named_with="\n".join(f"{other.forename} {other.surname}" for other in home.people if other is not person),
        )
        for person in home.people
    ]


@cache
def families(people: int) -> int:
    """Return how many families come to about so many people."""
    return round(people * CHUNK / sum(len(family(number)) for number in range(CHUNK)))


def some(people: int, *, number: int) -> list[Mention]:
    """Return so many of these people, one of a family, from first to last."""
    chance, known = random.Random("some"), families(people)
    return [chance.choice(family(place * known // number)) for place in range(number)]


def fill(people: int) -> None:
    """Write about so many people into an empty database."""
    on_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for statement in BESIDE:
            cursor.execute(statement.replace("TABLE", "UNLOGGED TABLE") if on_postgresql else statement)
    if on_postgresql:  # an index is made in a tenth of the time it takes to grow
        with connection.schema_editor() as editor:
            for model in (Block, Sound):
                editor.remove_constraint(model, model._meta.constraints[0])
    connection.close()  # or the workers would share it
    known = families(people)
    with ProcessPoolExecutor(os.cpu_count() if on_postgresql else 1) as pool:
        list(pool.map(_write, (range(first, min(first + CHUNK, known)) for first in range(0, known, CHUNK))))
    with connection.cursor() as cursor:
        cursor.execute(UNCHECKED[connection.vendor])
        if on_postgresql:
            cursor.execute("SET maintenance_work_mem = '1GB'")
        for statement in SETTLED:
            cursor.execute(statement)
        for statement in connection.ops.sequence_reset_sql(no_style(), [Person, Household, Address, Mention]):
            cursor.execute(statement)
    if on_postgresql:
        with connection.schema_editor() as editor:
            for model in (Block, Sound):
                editor.add_constraint(model, model._meta.constraints[0])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if on_postgresql else "ANALYZE")
    connection.close()  # what comes next is checked again


def _write(numbers: range) -> None:
    """Write some families, made ready, with the keys they are filed under."""
    everybody: list[Mention] = []
    households, homes, filed, heard = [], [], [], []
    for number in numbers:
        home = None
        for place, mention in enumerate(family(number)):
            ready = features.read(told(mention))
            mention.pk = mention.person_id = number * MOST_OF_A_FAMILY + place + 1
            mention.ready, mention.edition = features.packed(ready), edition()
            filed += [(key, mention.pk) for key in {sum_of(key) for key in blocking.keys_ready(ready)}]
            heard += [(sound, mention.pk) for sound in sounds(mention)]
            if key := address_key(ready):
                home = sum_of(key) >> 1 & 2**62 - 1
                mention.household_id, mention.address_id = number + 1, home
                homes.append((home, key, mention.address_line, ready.postcode))
            everybody.append(mention)
        if home is not None:
            households.append((number + 1, home))
    with connection.cursor() as cursor:
        cursor.execute(UNCHECKED[connection.vendor])
    with transaction.atomic():
        _copy("people_person", ("id",), ((one.person_id,) for one in everybody))
        _copy("people_household", ("id", "address_id"), households)
        _copy("people_mention", COLUMNS, ([getattr(one, name) for name in COLUMNS] for one in everybody))
        _copy("people_sound", ("sound", "mention_id"), heard)
        _copy("home", ("id", "key", "line", "postcode"), homes)
        _copy("filed", ("key", "mention_id"), filed)


def _copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    into = f"{table} ({', '.join(columns)})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {into} VALUES ({places})", list(rows))


def everybody(people: int) -> Iterator[Mention]:
    """Yield all of about so many people."""
    for number in range(families(people)):
        yield from family(number)
