"""The order of work, read from the database: the first of each class, merged as the rule merges them.

Within a class, and within each piece of it near a clock, the order is an order of columns that an index holds. So the
first few of the whole, or the few around a place in it, are among the first few of each piece: as many index reads as
there are pieces, however many wait and however late it is.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain
from typing import Any

from django.core import signing
from django.db import connection
from django.db.models import BigIntegerField, DateTimeField, F, QuerySet, Value
from django.db.models.lookups import GreaterThan, LessThan

from vigil.referrals.models import Referral
from vigil.rules import policies
from vigil.rules.policies import GradeBelief, WaitingCost
from vigil.rules.priority import Key, Order, Piece, order_by
from vigil.triage.queries.policy import Rulebook, rulebook
from vigil.ui.paging import AFTER, BEFORE, FIRST, LAST, Row, Slice

PLACE = ("order_class", "order_at", "id")
SALT = "vigil.worklist.order"


def in_force() -> Order:
    """Return the order by the policy in force, in one query."""
    return by_policy(rulebook())


def by_policy(book: Rulebook) -> Order:
    """Return the order that these policy tables make."""
    return _made(*(tuple(sorted(table.as_table().items())) for table in (book.cost, book.beliefs)))


@lru_cache(maxsize=8)
def _made(cost: tuple[tuple[str, policies.Value], ...], beliefs: tuple[tuple[str, policies.Value], ...]) -> Order:
    return order_by(WaitingCost.from_table(dict(cost)), GradeBelief.from_table(dict(beliefs)))


def first(
    rows: QuerySet[Referral],
    order: Order,
    *,
    number: int,
    at: datetime,
    beyond: Key | None = None,
    backwards: bool = False,
) -> list[Key]:
    """Return the places of the first rows, or of those next beyond a place, in order; backwards from there or the end.

    ``rows`` are filtered and in no order. One query.
    """
    sides = (_beyond(rows, order, piece, beyond, backwards, at) for piece in order.pieces(at=at))
    parts = [_statement(side, backwards=backwards, number=number) for side in sides if side is not None]
    keys = sorted(_run(parts, order, at), reverse=backwards)[:number] if parts else []
    return keys[::-1] if backwards else keys


def first_of_each(
    rows: QuerySet[Referral], order: Order, classes: Iterable[int], *, number: int, at: datetime
) -> dict[int, list[Key]]:
    """Return the places of the first rows of each of these classes, in order: for an order of one piece a class.

    One query.
    """
    found: dict[int, list[Key]] = {one: [] for one in classes}
    parts = [_statement(rows.filter(order_class=one), backwards=False, number=number) for one in found]
    for key in sorted(_run(parts, order, at)):
        found[key[2]].append(key)
    return found


def whole(rows: QuerySet[Referral], order: Order, *, at: datetime) -> list[Key]:
    """Return the places of all the rows, in order."""
    places = rows.order_by().values_list(*PLACE)
    return sorted(order.key(order_class, start, number, at=at) for order_class, start, number in places)


def cut(rows: QuerySet[Referral], order: Order, *, cursor: str, size: int, at: datetime, sorted_whole: bool) -> Slice:
    """Return the page at a cursor, its rows as ``{"id": …}``: what ``ui.paging.cut`` does for an order of columns.

    A walk keeps the moment it began at, so that nothing is met twice because time passed. ``sorted_whole`` is for
    rows that no index of the worklist holds, of which there are few: those of a search.
    """
    side, beyond, at = _place(cursor, order, at)
    backwards = side in {BEFORE, LAST}
    if sorted_whole:
        keys = [key for key in whole(rows, order, at=at) if not beyond or (key < beyond if backwards else key > beyond)]
        found = keys[-size - 1 :] if backwards else keys[: size + 1]
    else:
        found = first(rows, order, number=size + 1, at=at, beyond=beyond, backwards=backwards)
    more = len(found) > size
    if beyond and (not found or (backwards and not more)):  # rows have gone, or it is the first page
        return cut(rows, order, cursor=FIRST, size=size, at=at, sorted_whole=sorted_whole)
    found = found[-size:] if backwards else found[:size]
    more_before, more_after = (more, bool(beyond)) if backwards else (bool(beyond), more)
    return Slice(
        rows=[{"id": key[-1]} for key in found],
        first=FIRST if more_before else None,
        previous=_cursor(BEFORE, found[0], at) if more_before else None,
        next=_cursor(AFTER, found[-1], at) if more_after else None,
        last=LAST if more_after else None,
    )


def _beyond(
    rows: QuerySet[Referral], order: Order, piece: Piece, beyond: Key | None, backwards: bool, at: datetime
) -> QuerySet[Referral] | None:
    """Return the rows of a piece that lie beyond a place, None when there can be none."""
    since, until = piece.since, piece.until
    rows = rows.filter(order_class=piece.order_class)
    if beyond and piece.holds(beyond):
        place = Row(Value(beyond[3], output_field=DateTimeField()), Value(beyond[4], output_field=BigIntegerField()))
        comparison = LessThan if backwards else GreaterThan
        rows = rows.filter(comparison(Row(F("order_at"), F("id")), place))
    elif beyond:
        start = order.first_start_after(piece, beyond, at=at)
        if backwards:
            until = start or until
        elif start is None:
            return None
        else:
            since = start
    if since:
        rows = rows.filter(order_at__gte=since)
    return rows.filter(order_at__lt=until) if until else rows


def _statement(rows: QuerySet[Referral], *, backwards: bool, number: int) -> tuple[str, tuple[Any, ...]]:
    by = ("-order_at", "-id") if backwards else ("order_at", "id")
    return rows.order_by(*by).values_list(*PLACE)[:number].query.sql_with_params()


def _run(parts: list[tuple[str, tuple[Any, ...]]], order: Order, at: datetime) -> list[Key]:
    # Django cannot say a union of ordered and limited parts on SQLite. All of it but this line is Django's own.
    statement = " UNION ALL ".join(f"SELECT * FROM ({sql}) part" for sql, _ in parts)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, list(chain.from_iterable(params for _, params in parts)))
        rows = cursor.fetchall()
    return [order.key(order_class, _moment(start), number, at=at) for order_class, start, number in rows]


def _moment(kept: datetime) -> datetime:
    """Return a moment as Django would: SQLite keeps it in UTC without saying so."""
    return kept if kept.tzinfo else kept.replace(tzinfo=UTC)


def _cursor(side: str, key: Key, at: datetime) -> str:
    _, _, order_class, start, number = key
    return signing.Signer(salt=SALT).sign_object([side, at.isoformat(), order_class, start.isoformat(), number])


def _place(cursor: str, order: Order, at: datetime) -> tuple[str, Key | None, datetime]:
    """Return the side, the place it is a side of, and the moment of the walk; the first page for any other cursor."""
    if cursor == LAST:
        return LAST, None, at
    try:
        side, began, order_class, start, number = signing.Signer(salt=SALT).unsign_object(cursor)
    except signing.BadSignature:
        return FIRST, None, at
    began = datetime.fromisoformat(began)
    return side, order.key(order_class, datetime.fromisoformat(start), number, at=began), began
