"""Reading a file ahead of what receives it, in a process of its own.

Making drafts of a file and reading their narratives is two fifths of the work of an import, and needs no database: a
second core does it while the first receives what is read already. Such processes are forked from a server that has
the lexicon and the readers ready (``reading/ready.py``), for making those takes a process longer than reading a file.
"""

import gc
import multiprocessing
import multiprocessing.process
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path

from vigil.intake.drafts import ReferralDraft
from vigil.intake.reading.drafting import drafts
from vigil.intake.reading.entries import entries
from vigil.intake.reading.mapping import Mapping
from vigil.intake.reading.opening import open_source
from vigil.intake.reading.rows import Unreadable
from vigil.screening import Reading, read

# Entries received in one transaction. In larger ones fewer of those that wait are graded again for one another; but
# whoever else writes waits for its end, about two seconds.
BATCH = 600
# Reading a smaller file takes less time than starting a process does.
WORTH_A_PROCESS_BYTES = 100_000


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


class ReadingStopped(Exception):  # noqa: N818  (worded for the person)
    """The process that read a file was stopped, by whoever runs the machine or for want of memory."""


_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["vigil.intake.reading.ready"])


def make_ready() -> None:
    """Start the server that reading processes are forked from, for what will begin to read in a moment."""
    forkserver.ensure_running()


def begin(path: Path, mapping: Mapping, *, at: datetime) -> Iterator[Told]:
    """Begin to read a file, in a process of its own if it is large. ``at`` is the moment of reading."""
    apart = path.stat().st_size >= WORTH_A_PROCESS_BYTES
    return _from_a_process(path, mapping, at) if apart else _told(path, mapping, at)


def contents(told: Iterator[Told]) -> tuple[Contents, Iterator[list[ReadEntry]]]:
    """Return what a file that was begun holds, and its entries in batches, in the order they begin.

    The whole file has been read through before the first batch comes, so one that breaks half-way is refused whole.
    Raises ``Unreadable`` and ``ReadingStopped``, as the batches may.
    """
    whole = next(told)
    assert isinstance(whole, Contents)
    return whole, (batch for batch in told if isinstance(batch, list))


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
    here, there = _processes.Pipe(duplex=False)
    reader = _processes.Process(target=_tell, args=(there, path, mapping, at), daemon=True)
    reader.start()
    there.close()  # so that the pipe ends if the reader is killed
    return _heard(here, reader)


def _heard(here: Connection, reader: multiprocessing.process.BaseProcess) -> Iterator[Told]:
    try:
        while (told := here.recv()) is not None:
            if isinstance(told, Exception):
                raise told
            yield told
    except EOFError:
        raise ReadingStopped from None
    finally:
        here.close()
        reader.terminate()
        reader.join()


def _tell(there: Connection, path: Path, mapping: Mapping, at: datetime) -> None:
    gc.disable()  # nothing it makes is garbage before it is told; the process ends with its file
    try:
        for told in _told(path, mapping, at):
            there.send(told)
    except Unreadable as refusal:
        there.send(refusal)
    except BrokenPipeError:  # whoever asked is gone
        return
    there.send(None)
