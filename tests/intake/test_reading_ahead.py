"""A large file is read in a process of its own, which can be stopped without anything being lost."""

import multiprocessing
import os
import signal
from pathlib import Path

import pytest

from tests.factories import NOON
from tests.intake import files
from vigil.intake.actions import handing_over, importing
from vigil.intake.models import Import
from vigil.intake.reading import ahead

pytestmark = pytest.mark.django_db

ROWS = 600


@pytest.fixture
def handed(tmp_path: Path) -> Import:
    path = files.write(tmp_path / "shropshire.csv", [files.row(number) for number in range(1, ROWS + 1)])
    assert path.stat().st_size >= ahead.WORTH_A_PROCESS_BYTES
    with path.open("rb") as content:
        return handing_over.hand_over(content, name=path.name, by=None, at=NOON)


def test_what_a_process_of_its_own_reads_is_what_is_read_here(handed: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    told = importing.begin_reading(handed)
    assert multiprocessing.active_children()
    assert told
    apart = list(told)

    monkeypatch.setattr(ahead, "WORTH_A_PROCESS_BYTES", float("inf"))
    told = importing.begin_reading(handed)
    assert told
    assert apart == list(told)
    assert not multiprocessing.active_children()


def test_an_import_whose_reader_is_killed_says_so_and_goes_on_when_it_is_run_again(handed: Import) -> None:
    reading = importing.begin_reading(handed)
    (reader,) = multiprocessing.active_children()
    os.kill(reader.pid or 0, signal.SIGKILL)

    with pytest.raises(handing_over.CannotStart, match="import it again and it goes on from there"):
        importing.run(handed, by=None, now=lambda: NOON, reading=reading)
    done = importing.run(handed, by=None, now=lambda: NOON, take_over=True)

    assert done.state == Import.State.FINISHED
    assert done.entries.filter(state="received").count() == ROWS
