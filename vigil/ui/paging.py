"""Paging by place instead of by number: the last page is as fast as the first, however long the list.

A page is found by the values its neighbour ends with, so it must be ordered by columns that no two rows
share all of, and an index over those columns lets the database go straight there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.db.models import BooleanField, F, Func, Model, QuerySet, Value
from django.db.models.lookups import GreaterThan, LessThan

# Which side of the values in a cursor a page lies. The first page and the last need no values.
FIRST, AFTER, BEFORE, LAST = "", "after", "before", "last"


@dataclass(frozen=True, kw_only=True, slots=True)
class Slice:
    """One page of rows, and the cursors of the pages around it; None where there is no such page."""

    rows: list[dict[str, Any]]
    first: str | None
    previous: str | None
    next: str | None
    last: str | None


class Row(Func):
    """Several values compared as one, in order: ``(a, b) > (1, 2)``.

    Django 5.2 spells such a comparison out with OR on SQLite, which then cannot seek in an index.
    """

    template = "(%(expressions)s)"
    output_field = BooleanField()


def cut(rows: QuerySet[Any, Any], *, by: Sequence[str], descending: bool = False, cursor: str, size: int) -> Slice:
    """Return the page at a cursor. ``rows`` give dictionaries that hold the columns ``by``.

    A cursor that was not made here for this order, or that has nothing left to show, gives the first page.
    """
    side, values = _place(cursor, rows.model, by, descending)
    backwards = side in {BEFORE, LAST}
    beyond = _beyond(rows, by, values, descending != backwards) if values else rows
    found = list(_ordered(beyond, by, descending != backwards)[: size + 1])
    more = len(found) > size
    if values and (not found or (backwards and not more)):  # rows have gone, or it is the first page
        return cut(rows, by=by, descending=descending, cursor=FIRST, size=size)
    found = found[size - 1 :: -1] if backwards and more else found[::-1] if backwards else found[:size]
    more_before, more_after = (more, bool(values)) if backwards else (bool(values), more)
    return Slice(
        rows=found,
        first=FIRST if more_before else None,
        previous=_cursor(BEFORE, found[0], by, descending) if more_before else None,
        next=_cursor(AFTER, found[-1], by, descending) if more_after else None,
        last=LAST if more_after else None,
    )


def _ordered(rows: QuerySet[Any, Any], by: Sequence[str], descending: bool) -> QuerySet[Any, Any]:
    return rows.order_by(*(f"-{column}" if descending else column for column in by))


def _beyond(rows: QuerySet[Any, Any], by: Sequence[str], values: Sequence[Any], descending: bool) -> QuerySet[Any, Any]:
    fields = [rows.model._meta.get_field(column) for column in by]
    place = Row(*(Value(value, output_field=field) for value, field in zip(values, fields, strict=True)))
    comparison = LessThan if descending else GreaterThan
    return rows.filter(comparison(Row(*map(F, by)), place))


def _salt(by: Sequence[str], descending: bool) -> str:
    return f"vigil.ui.paging {'-' if descending else '+'}{' '.join(by)}"


def _cursor(side: str, row: dict[str, Any], by: Sequence[str], descending: bool) -> str:
    values = (row[column] for column in by)
    words = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return signing.Signer(salt=_salt(by, descending)).sign_object([side, *words])


def _place(cursor: str, model: type[Model], by: Sequence[str], descending: bool) -> tuple[str, list[Any]]:
    """Return the side, and the values it is a side of; the first page for a cursor that was not made here."""
    if cursor == LAST:
        return LAST, []
    try:
        side, *words = signing.Signer(salt=_salt(by, descending)).unsign_object(cursor)
    except signing.BadSignature:
        return FIRST, []
    fields = [model._meta.get_field(column) for column in by]
    return side, [field.to_python(word) for field, word in zip(fields, words, strict=True)]  # type: ignore[union-attr]
