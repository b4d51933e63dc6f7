"""Reading a file ahead of what receives it, in a process of its own.

Making drafts of a file and reading their narratives is two fifths of the work of an import, and needs no database: a
second core does it while the first receives what is read already.
"""

import multiprocessing
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path

from vigil.intake.drafts import ReferralDraft
from vigil.intake.reading.drafting import drafts
from vigil.intake.reading.entries import entries
from vigil.intake.reading.mapping import Mapping
from vigil.intake.reading.opening import open_source
from vigil.intake.reading.rows import Unreadable
from vigil.screening import Reading, read

BATCH = 250
# Reading a smaller file takes less time than starting a process does.
WORTH_A_PROCESS_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class Contents:
    """How much a file holds: its entries, and the rows that are none, as [locator, why]."""

    entries: int
    skipped: list[list[str]]


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """One entry of a file: its position from 1, what was read of it, and of its narrative if that was read too."""

    position: int
    draft: ReferralDraft
    reading: Reading | None


Told = Contents | list[ReadEntry]


def read_ahead(path: Path, mapping: Mapping, *, at: datetime) -> tuple[Contents, Iterator[list[ReadEntry]]]:
    """Return what a file holds, and its entries in batches, in the order they begin. ``at`` is the moment of reading.

    The whole file has been read through before the first batch comes, so one that breaks half-way is refused whole.
    Raises ``Unreadable``.
    """
    apart = path.stat().st_size >= WORTH_A_PROCESS_BYTES
    told = _from_a_process(path, mapping, at) if apart else _told(path, mapping, at)
    contents = next(told)
    assert isinstance(contents, Contents)
    return contents, (batch for batch in told if isinstance(batch, list))


def _told(path: Path, mapping: Mapping, at: datetime) -> Iterator[Told]:
    """Yield what a file holds, then its entries in batches."""
    reader = open_source(path)
    found = entries(reader.rows(), mapping)
    yield Contents(len(found), [[skipped.locator, skipped.reason] for skipped in reader.skipped])
    made = enumerate(drafts(found, mapping, shape=reader.shape, at=at), start=1)
    while batch := [
        ReadEntry(position, draft, read(draft.narrative, on=draft.day)) for position, draft in islice(made, BATCH)
    ]:
        yield batch


def _from_a_process(path: Path, mapping: Mapping, at: datetime) -> Iterator[Told]:
    # A new interpreter, not a fork: this one may hold a database connection and other threads.
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe(duplex=False)
    reader = spawn.Process(target=_tell, args=(there, path, mapping, at), daemon=True)
    reader.start()
    there.close()  # so that the pipe ends if the reader is killed
    try:
        while (told := here.recv()) is not None:
            if isinstance(told, Exception):
                raise told
            yield told
    finally:
        here.close()
        reader.terminate()
        reader.join()


def _tell(there: Connection, path: Path, mapping: Mapping, at: datetime) -> None:
    try:
        for told in _told(path, mapping, at):
            there.send(told)
    except Unreadable as refusal:
        there.send(refusal)
    except BrokenPipeError:  # whoever asked is gone
        return
    there.send(None)
