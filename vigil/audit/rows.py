"""Writing many rows at once.

``bulk_create`` builds an expression for every value: of an import that was a fifth of its time; ``bulk_update`` builds
a case for every value of every row, half the time of reading a backlog again. Here a value goes to
the database as it is, unless its column stores it in another form (a moment, JSON), and many rows go in one
statement: half the time of a statement each.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain, islice
from typing import Any, NamedTuple

from django.db import connection, models

# Columns whose values both databases take as Python holds them.
_AS_IT_IS = (models.CharField, models.TextField, models.IntegerField, models.BooleanField)
# SQLite takes no more parameters than this in one statement (PostgreSQL takes twice as many).
_PARAMETERS = 32_000


def insert(rows: Sequence[models.Model]) -> None:
    """Insert rows of one table whose own keys are set already, or which nobody will ask for."""
    if rows:
        _insert_rows(rows, with_key=rows[0].pk is not None)


def insert_new(rows: Sequence[models.Model]) -> int:
    """Insert rows of one table without keys, but those that stand there by a constraint: another may write the same.

    Return how many were new.
    """
    return len(_insert_rows(rows, "ON CONFLICT DO NOTHING RETURNING 1")) if rows else 0


def update(rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Write these fields of stored rows of one table. A foreign key goes by its attribute ("referral_id")."""
    if not rows:
        return
    meta = rows[0]._meta
    columns = [column for column in _columns(type(rows[0]), with_key=True) if column.attribute in fields]
    assert len(columns) == len(fields)
    quote = connection.ops.quote_name
    changes = ", ".join(f"{quote(column.name)} = %s" for column in columns)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(meta.db_table)} SET {changes} WHERE {quote(str(meta.pk.column))} = %s",  # noqa: S608  (own names)
            [[*values, row.pk] for values, row in zip(_values(rows, columns), rows, strict=True)],
        )


def insert_and_key(rows: Sequence[models.Model]) -> None:
    """Insert rows of one table and give each the key that the database gave it."""
    if not rows:
        return
    key = connection.ops.quote_name(str(rows[0]._meta.pk.column))
    for row, (one,) in zip(rows, _insert_rows(rows, f"RETURNING {key}"), strict=True):
        row.pk = one
        row._state.adding = False


def insert_pairs(model: type[models.Model], columns: tuple[str, str], pairs: Iterable[tuple[Any, Any]]) -> None:
    """Insert rows of two columns.

    What things are found by (search terms, match keys, blocks) is most of an import's rows: as objects they take half
    its time.
    """
    _insert(model, columns, pairs)


def _insert_rows(rows: Sequence[models.Model], then: str = "", *, with_key: bool = False) -> list[tuple[Any, ...]]:
    columns = _columns(type(rows[0]), with_key=with_key)
    return _insert(type(rows[0]), [column.name for column in columns], _values(rows, columns), then)


def _insert(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Iterable[Any]], then: str = ""
) -> list[tuple[Any, ...]]:
    """Insert rows of values, as many in one statement as it takes. Return what ``then`` has the database return."""
    quote = connection.ops.quote_name
    into = f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(map(quote, names))}) VALUES"  # (names are our own)
    places = f"({', '.join(['%s'] * len(names))})"
    returned: list[tuple[Any, ...]] = []
    unwritten = iter(rows)
    with connection.cursor() as cursor:
        while some := list(islice(unwritten, _PARAMETERS // len(names))):
            cursor.execute(f"{into} {', '.join([places] * len(some))} {then}", list(chain.from_iterable(some)))
            returned += cursor.fetchall() if "RETURNING" in then else ()
    return returned


class _Column(NamedTuple):
    name: str
    attribute: str  # that holds its value
    stored: Callable[[Any], Any] | None  # makes the value what the database keeps


@cache
def _columns(model: type[models.Model], *, with_key: bool) -> Sequence[_Column]:
    return [
        _Column(str(field.column), field.attname, _stored(field))
        for field in model._meta.concrete_fields
        if with_key or not field.primary_key
    ]


def _stored(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    if isinstance(field, models.ForeignKey):
        return _stored(field.target_field)
    if isinstance(field, _AS_IT_IS) or type(field) is models.DateField:  # a moment's column is one of its kind too
        return None
    if isinstance(field, models.DateTimeField):  # the rows of a batch are mostly of one moment
        return lru_cache(maxsize=1_000)(lambda value: field.get_db_prep_save(value, connection))
    return lambda value: field.get_db_prep_save(value, connection)


def _values(rows: Sequence[models.Model], columns: Sequence[_Column]) -> list[list[Any]]:
    return [
        [
            getattr(row, attribute) if stored is None else stored(getattr(row, attribute))
            for _, attribute, stored in columns
        ]
        for row in rows
    ]
