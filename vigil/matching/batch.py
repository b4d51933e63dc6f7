"""Everybody against everybody by the million: the same model, keys and guards, weighed by Splink in DuckDB.

Splink and DuckDB are imported when used, so that a command that needs neither starts at once.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from vigil.matching import features
from vigil.matching.blocking import MOST_SHARING, keys_ready
from vigil.matching.features import Features
from vigil.matching.guards import Guard, guard
from vigil.matching.levels import COMPARISONS, MISSING, SQL
from vigil.matching.linking import Linked, Weighed, followed, persons
from vigil.matching.mentions import Mention
from vigil.matching.model import Chance, Model
from vigil.matching.scoring import decide, levels_of

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]
    from duckdb import DuckDBPyConnection
    from splink import Linker

CHUNK = 20_000
WORTH_A_SECOND_PROCESS = 4 * CHUNK
_TEXTS = (
    "forename", "forename_sound", "surname", "surname_sound", "born", "sex", "unit", "house", "street", "postcode",
    "uprn", "phone", "school", "source_person_id", "record_system", "nhs_number", "named_in",
)  # fmt: skip
_LISTS = ("heads", "others", "surnames", "company", "kin", "place_words")
_DAYS = ("born_from", "born_to")
_FLAGS = ("is_aged", "is_public")


@dataclass(frozen=True, slots=True)
class Table:
    """Mentions in DuckDB, ready for Splink: ``mention`` holds a row each, ``pair`` those that share a key."""

    connection: DuckDBPyConnection
    rows: int
    crowded: frozenset[tuple[str, str, str]]  # homes that so many share that they are public places


def made_ready(mentions: Sequence[Mention]) -> pa.Table:
    """Return mentions as rows that every engine reads, made ready, with their keys."""
    import pyarrow as pa

    chunks = _chunks(mentions)
    if len(mentions) < WORTH_A_SECOND_PROCESS:
        batches: Iterable[pa.RecordBatch] = map(_arrow, chunks)
        return pa.Table.from_batches(batches)
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        return pa.Table.from_batches(pool.map(_arrow, chunks))


def load(mentions: Sequence[Mention], connection: DuckDBPyConnection) -> Table:
    """Put mentions into DuckDB, made ready, with their keys."""
    connection.register("_ready", made_ready(mentions))
    connection.execute("create or replace table ready as select * from _ready")
    connection.unregister("_ready")
    return Table(connection, len(mentions), _mark_crowds(connection))


def _mark_crowds(connection: DuckDBPyConnection) -> frozenset[tuple[str, str, str]]:
    crowded = connection.execute(
        "select house, street, postcode from ready where house <> '' group by all"  # noqa: S608  (a number)
        f" having count(*) > {MOST_SHARING}"
    ).fetchall()
    for home in crowded:
        connection.execute("update ready set is_public = true where (house, street, postcode) = (?, ?, ?)", home)
    return frozenset(crowded)


def _chunks(mentions: Sequence[Mention]) -> Iterator[list[Mention]]:
    left = iter(mentions)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


def _arrow(chunk: list[Mention]) -> pa.RecordBatch:
    """Return mentions as rows of the table that every engine reads."""
    import pyarrow as pa

    ready = [features.read(mention) for mention in chunk]
    columns: dict[str, pa.Array] = {"unique_id": pa.array([one.id for one in ready], pa.string())}
    columns |= {name: pa.array([getattr(one, name) for one in ready], pa.string()) for name in _TEXTS}
    columns |= {name: pa.array([list(getattr(one, name)) for one in ready], pa.list_(pa.string())) for name in _LISTS}
    columns |= {name: pa.array([getattr(one, name) for one in ready], pa.int32()) for name in _DAYS}
    columns |= {name: pa.array([getattr(one, name) for one in ready], pa.bool_()) for name in _FLAGS}
    columns["keys"] = pa.array([list(keys_ready(one)) for one in ready], pa.list_(pa.string()))
    return pa.RecordBatch.from_pydict(columns)


def with_bands(table: Table, model: Model) -> None:
    """Make ``mention``: the rows with how common their names are by the model."""
    connection = table.connection
    for part, known in bands(model).items():
        connection.register("_known", known)
        connection.execute(f"create or replace table {part}_band as select * from _known")  # noqa: S608
        connection.unregister("_known")
    connection.execute(
        "create or replace table mention as select ready.* exclude (keys),"
        " coalesce(f.band, 'rare') as forename_band, coalesce(s.band, 'rare') as surname_band from ready"
        " left join forename_band f on f.name = forename left join surname_band s on s.name = surname"
    )


def bands(model: Model) -> dict[str, pa.Table]:
    """Return, for each part of a name, a table of name and how common it is by the model."""
    import pyarrow as pa

    shape = pa.schema([("name", pa.string()), ("band", pa.string())])
    return {
        part: pa.table({"name": list(same), "band": [level.removeprefix("same_") for level in same.values()]}, shape)
        for part, same in (("forename", model.same_forename), ("surname", model.same_surname))
    }


def find_pairs(table: Table) -> int:
    """Make ``pair``: the pairs that share a key which few enough share, each once, by the number of their rows.

    Return how many. ``is_followed`` are those that share as many keys as ``linking.followed`` says.
    """
    connection = table.connection
    # By number, since tens of millions of ids as words take twice the time and the memory.
    connection.execute(
        "create or replace temp table keyed as select hash(unnest(keys)) as key, rowid::int as number from ready"
    )
    sizes = connection.execute(
        "select size, count(*) from (select count(*) as size from keyed group by key) group by size"
    ).fetchall()
    most, least = followed(sizes, mentions=table.rows)
    connection.execute(
        "create or replace temp table followed as select key, number from keyed"  # noqa: S608  (a number)
        f" qualify count(*) over (partition by key) between 2 and {most};"
        "drop table keyed;"
        "create or replace table pair as select l.number as one, r.number as other,"
        f" count(*) >= {least} as is_followed from followed l join followed r"
        " on l.key = r.key and l.number < r.number group by all;"
        "drop table followed"
    )
    return _count(connection, "pair")


def _count(connection: DuckDBPyConnection, table: str) -> int:
    ((rows,),) = connection.execute(f"select count(*) from {table}").fetchall()  # noqa: S608  (our own table names)
    return int(rows)


def settings(
    chances: Mapping[str, Mapping[str, Chance]], prior: float, comparisons: Sequence[str] = COMPARISONS
) -> dict[str, Any]:
    """Return the model, or some of its comparisons, as Splink's settings: the same levels and weights."""
    odds = 2.0**prior
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": odds / (1 + odds),
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
        "blocking_rules_to_generate_predictions": ["l.unique_id = r.unique_id"],  # the pairs are given instead
        "comparisons": [
            {
                "output_column_name": comparison,
                "comparison_levels": [
                    _level(level, condition, chances[comparison].get(level)) for level, condition in SQL[comparison]
                ],
            }
            for comparison in comparisons
        ],
    }


def _level(level: str, condition: str, chance: Chance | None) -> dict[str, Any]:
    told: dict[str, Any] = {"sql_condition": condition or "ELSE", "label_for_charts": level}
    if level == MISSING:
        return told | {"is_null_level": True}
    return told | ({"m_probability": chance.m, "u_probability": chance.u} if chance else {})


def linker(table: Table, told: dict[str, Any], *, over: str = "mention") -> Linker:
    """Return Splink's linker over a table."""
    from splink import DuckDBAPI, Linker

    api = DuckDBAPI(connection=table.connection)
    return Linker(api.register(over), told, log_level="ERROR", validate_settings=False)


def weigh_pairs(table: Table, model: Model) -> None:
    """Make ``weighed``: id_l, id_r and the weight in bits of every pair that is followed and worth showing."""
    _weigh(table, model, "is_followed")


def weigh_some(table: Table, model: Model, *, one_in: int) -> None:
    """Make ``weighed`` of one in so many of all pairs, followed or not."""
    _weigh(table, model, f"hash(one, other) % {one_in} = 0")


def _weigh(table: Table, model: Model, which: str) -> None:
    from splink import DuckDBAPI

    splink = linker(table, settings(model.chances, model.prior))
    api = splink._db_api
    assert isinstance(api, DuckDBAPI)
    table.connection.execute(
        "create or replace table blocked as select l.unique_id as join_key_l, r.unique_id as join_key_r,"  # noqa: S608
        f" '0' as match_key from (select * from pair where {which})"
        " join ready l on l.rowid = one join ready r on r.rowid = other"
    )
    splink.table_management.register_blocked_pairs_for_predict(api.register("blocked"))
    told = splink.inference.predict(threshold_match_weight=model.ask_above)
    table.connection.execute(
        "create or replace table weighed as select unique_id_l as id_l, unique_id_r as id_r, match_weight as weight"  # noqa: S608
        f" from {told.physical_name}"
    )
    told.drop_table_from_database_and_remove_from_cache()


def link(mentions: Sequence[Mention], model: Model) -> Linked:
    """Return who is whom, as ``linking.link`` does, for many more."""
    import duckdb

    with duckdb.connect() as connection:
        table = load(mentions, connection)
        with_bands(table, model)
        find_pairs(table)
        weigh_pairs(table, model)
        return decide_pairs(mentions, table, model)


def decide_pairs(mentions: Sequence[Mention], table: Table, model: Model, *, guarded: bool = True) -> Linked:
    """Return the weighed pairs decided, and who is whom; ``guarded`` unless there are no families to guard."""
    found = table.connection.execute("select id_l, id_r, weight from weighed order by weight desc, id_l, id_r")
    rows = (row for some in iter(lambda: found.fetchmany(CHUNK), []) for row in some)
    return decide_rows(mentions, rows, table.crowded, model, guarded=guarded)


def decide_rows(
    mentions: Sequence[Mention],
    rows: Iterable[tuple[str, str, float]],
    crowded: frozenset[tuple[str, str, str]],
    model: Model,
    *,
    guarded: bool = True,
) -> Linked:
    """Return pairs of ids with their weights, strongest first, decided, and who is whom."""
    of = {mention.id: mention for mention in mentions}
    made: dict[str, Features] = {}

    def ready(one: str) -> Features:
        if one not in made:
            read = features.read(of[one])
            made[one] = features.in_a_crowd(read) if features.home(read) in crowded else read
        return made[one]

    pairs = []
    for a, b, weight in rows:
        held = Guard.NONE
        if guarded:
            one, other = ready(a), ready(b)
            held = guard(one, other, levels_of(one, other, model), model)
        pairs.append(Weighed(a, b, weight, held, decide(weight, held, model)))
    return Linked(tuple(pairs), persons([mention.id for mention in mentions], pairs))
