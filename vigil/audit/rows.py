"""Writing many rows at once.

``bulk_create`` builds an expression for every value: of an import that was a fifth of its time; ``bulk_update`` builds
a case for every value of every row, half the time of reading a backlog again. Here a value goes to
the database as it is, unless its column stores it in another form (a moment, a day, JSON).
"""

from collections.abc import Callable, Sequence
from functools import cache
from itertools import islice
from typing import Any

from django.db import connection, models

# Columns whose values both databases take as Python holds them.
_AS_IT_IS = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)
# SQLite takes no more parameters than this in one statement (PostgreSQL takes twice as many).
_PARAMETERS = 32_000


def insert(rows: Sequence[models.Model]) -> None:
    """Insert rows of one table whose own keys are set already, or which nobody will ask for."""
    if not rows:
        return
    meta = rows[0]._meta
    columns = _columns(type(rows[0]), with_key=rows[0].pk is not None)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"{_into(meta.db_table, columns)} VALUES ({_places(columns)})",
            [_values(row, columns) for row in rows],
        )


def update(rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Write these fields of stored rows of one table. A foreign key goes by its attribute ("referral_id")."""
    if not rows:
        return
    meta = rows[0]._meta
    columns = [one for one in _columns(type(rows[0]), with_key=True) if one[1] in fields]
    assert len(columns) == len(fields)
    quote = connection.ops.quote_name
    changes = ", ".join(f"{quote(column)} = %s" for column, _, _ in columns)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(meta.db_table)} SET {changes} WHERE {quote(str(meta.pk.column))} = %s",  # noqa: S608  (own names)
            [[*_values(row, columns), row.pk] for row in rows],
        )


def insert_and_key(rows: Sequence[models.Model]) -> None:
    """Insert rows of one table and give each the key that the database gave it."""
    if not rows:
        return
    meta = rows[0]._meta
    columns = _columns(type(rows[0]), with_key=False)
    key = connection.ops.quote_name(str(meta.pk.column))
    unwritten = iter(rows)
    with connection.cursor() as cursor:
        while batch := list(islice(unwritten, _PARAMETERS // len(columns))):
            places = ", ".join([f"({_places(columns)})"] * len(batch))
            values = [value for row in batch for value in _values(row, columns)]
            cursor.execute(f"{_into(meta.db_table, columns)} VALUES {places} RETURNING {key}", values)
            for row, (given,) in zip(batch, cursor.fetchall(), strict=True):
                row.pk = given
                row._state.adding = False


def insert_pairs(model: type[models.Model], columns: tuple[str, str], pairs: Sequence[tuple[Any, Any]]) -> None:
    """Insert rows of two columns.

    What things are found by (search terms, match keys, blocks) is most of an import's rows: as objects they take half
    its time.
    """
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES (%s, %s)", pairs)  # noqa: S608  (our own names)


_Columns = Sequence[tuple[str, str, Callable[[Any], Any] | None]]


@cache
def _columns(model: type[models.Model], *, with_key: bool) -> _Columns:
    """Return, for each column, its name, the attribute that holds its value, and what turns one into the other."""
    return tuple(
        (str(field.column), field.attname, None if isinstance(field, _AS_IT_IS) else _stored(field))
        for field in model._meta.concrete_fields
        if with_key or not field.primary_key
    )


def _stored(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    return lambda value: field.get_db_prep_save(value, connection)


def _values(row: models.Model, columns: _Columns) -> list[Any]:
    return [
        getattr(row, attribute) if stored is None else stored(getattr(row, attribute))
        for _, attribute, stored in columns
    ]


def _into(table: str, columns: _Columns) -> str:
    names = ", ".join(connection.ops.quote_name(column) for column, _, _ in columns)
    return f"INSERT INTO {connection.ops.quote_name(table)} ({names})"  # (names are our own)


def _places(columns: _Columns) -> str:
    return ", ".join(["%s"] * len(columns))
