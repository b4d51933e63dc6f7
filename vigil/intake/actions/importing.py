"""Running an import to its end, however often it is killed on the way."""

import gc
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from django.core.files.storage import default_storage
from django.db import connection, transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.intake import sources
from vigil.intake.actions.handing_over import CannotStart
from vigil.intake.actions.incidents import receive_incidents
from vigil.intake.actions.receiving import receive
from vigil.intake.models import Entry, Import
from vigil.intake.queries.imports import counts
from vigil.intake.reading import ahead
from vigil.intake.reading.ahead import Contents, ReadEntry, Told
from vigil.intake.reading.incidents import ReadIncident, read_list
from vigil.intake.reading.rows import Unreadable

# A worker writes its beat with every batch; one that has been silent this long is taken for dead.
SILENT = timedelta(minutes=2)

LARGE = 500
"""Entries of a file after which the database counts its rows anew, rather than when it next comes round to it."""

Clock = Callable[[], datetime]
Read = TypeVar("Read", ReadEntry, ReadIncident)


def begin_reading(source_import: Import) -> Iterator[Told] | None:
    """Begin to read the file of an import that will be run in a moment; None if there is nothing to read ahead."""
    if source_import.state not in {Import.State.QUEUED, Import.State.RUNNING}:
        return None
    mapping = sources.load(source_import.mapping)
    return None if mapping.holds_incidents else ahead.begin(_path(source_import), mapping, at=source_import.made_at)


def run(
    source_import: Import,
    *,
    by: User | None,
    now: Clock,
    take_over: bool = False,
    reading: Iterator[Told] | None = None,
) -> Import:
    """Read a file and account for each of its entries. Running it again goes on where it stopped.

    Each batch is one transaction, so a kill at any moment loses at most work not yet counted as done.
    ``take_over`` says that no other worker is alive (a person at the command line knows); ``reading`` is what
    ``begin_reading`` began. Raises ``CannotStart``.
    """
    source_import = _start(source_import, at=now(), take_over=take_over)
    if source_import.state == Import.State.FINISHED:
        return source_import
    # Nearly all that an import makes lives until its batch is written: looking for garbage before that took a sixth of
    # the processor time and found none.
    gc.disable()
    try:
        mapping = sources.load(source_import.mapping)
        if mapping.holds_incidents:
            read = read_list(_path(source_import), mapping, at=source_import.made_at)
            _account(source_import, *read, receive_incidents, by=by, now=now)
        else:
            told = reading or ahead.begin(_path(source_import), mapping, at=source_import.made_at)
            _account(source_import, *ahead.contents(told), receive, by=by, now=now)
    except Unreadable as refusal:
        return _refuse(source_import, str(refusal), by=by, at=now())
    except ahead.ReadingStopped:
        raise CannotStart(
            "The process that read this file was stopped, perhaps for want of memory. "
            "What was received is kept: import it again and it goes on from there."
        ) from None
    finally:
        gc.enable()
    source_import = _finish(source_import, by=by, at=now())
    if (source_import.entries_total or 0) >= LARGE:
        _count_rows_anew()
    return source_import


def _count_rows_anew() -> None:
    """Have PostgreSQL plan by what is there now: by what was there before, it reads whole tables for every report.

    It would do so by itself in a minute; the next file and the first reports to come in do not wait for that.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _path(source_import: Import) -> Path:
    return Path(default_storage.path(str(source_import.content)))


def _account(
    source_import: Import,
    contents: Contents,
    batches: Iterator[list[Read]],
    receive_some: Callable[..., list[Entry]],
    *,
    by: User | None,
    now: Clock,
) -> None:
    source_import.entries_total, source_import.skipped = contents.entries, contents.skipped
    source_import.save(update_fields=["entries_total", "skipped"])
    done = set(source_import.entries.values_list("locator", flat=True))
    for batch in batches:
        left = [entry for entry in batch if entry.draft.locator not in done]
        if not left:
            continue
        with transaction.atomic():
            receive_some(left, source_import=source_import, by=by, at=now())
            source_import.entries_done = source_import.entries.count()
            source_import.beat_at = now()
            source_import.save(update_fields=["entries_done", "beat_at"])
        gc.collect(1)  # only what this batch made: persons and their mentions hold on to one another


@transaction.atomic
def _start(source_import: Import, *, at: datetime, take_over: bool) -> Import:
    source_import = Import.objects.select_for_update().get(pk=source_import.pk)
    if source_import.state == Import.State.FINISHED:
        return source_import
    if source_import.state not in {Import.State.QUEUED, Import.State.RUNNING}:
        raise CannotStart(source_import.refusal or f"This file is already “{source_import.get_state_display()}”.")
    alive = source_import.beat_at is not None and at - source_import.beat_at < SILENT
    if source_import.state == Import.State.RUNNING and alive and not take_over:
        raise CannotStart("This file is being read by another worker.")
    source_import.state = Import.State.RUNNING
    source_import.started_at = source_import.started_at or at
    source_import.beat_at = at
    source_import.save(update_fields=["state", "started_at", "beat_at"])
    return source_import


@transaction.atomic
def _finish(source_import: Import, *, by: User | None, at: datetime) -> Import:
    source_import.state, source_import.finished_at = Import.State.FINISHED, at
    source_import.entries_total = source_import.entries_done = source_import.entries.count()
    source_import.save(update_fields=["state", "finished_at", "entries_total", "entries_done"])
    audit.record("import.finished", source_import, by=by, at=at, **counts(source_import).as_detail())
    return source_import


@transaction.atomic
def _refuse(source_import: Import, refusal: str, *, by: User | None, at: datetime) -> Import:
    source_import.state, source_import.refusal, source_import.finished_at = Import.State.REFUSED, refusal, at
    source_import.save(update_fields=["state", "refusal", "finished_at"])
    audit.record("import.refused", source_import, by=by, at=at)
    return source_import
