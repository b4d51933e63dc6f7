"""How fast rows become drafts, and how many are held back: python benchmarks/drafting.py FILE... [--copies 10].

Each file is read once; drafting is timed on copies of its rows with numbers of their own, so that a file of a few
hundred referrals shows what a handover of tens of thousands costs.
"""

import argparse
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from vigil.intake.reading import drafting, mapping, recognising
from vigil.intake.reading.entries import entries
from vigil.intake.reading.opening import open_source
from vigil.intake.reading.rows import Reader, Skipped, SourceRow


class Copies:
    """A reader's rows several times over, each copy's references told apart by its number."""

    def __init__(self, reader: Reader, columns: tuple[str, ...], copies: int) -> None:
        self.shape = reader.shape
        self.skipped: list[Skipped] = []
        self._rows = list(reader.rows())
        self._columns = columns
        self._copies = copies

    def rows(self) -> Iterator[SourceRow]:
        for copy in range(self._copies):
            for row in self._rows:
                renumbered = {
                    header: f"{value}/{copy}" if header in self._columns and value else value
                    for header, value in row.cells.items()
                }
                yield replace(row, cells=renumbered)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--copies", type=int, default=10)
    given = parser.parse_args()
    print(f"{'mapping':<16}{'drafts':>8}{'seconds':>9}{'of CPU':>9}{'ms each':>9}{'held back':>11}  why")
    total, spent, worked = 0, 0.0, 0.0
    for path in given.files:
        reader = open_source(path)
        chosen = mapping.load(recognising.recognise(reader.shape).name)
        source = Copies(reader, chosen.fields["reference"], given.copies)
        drafts, held, why = 0, 0, Counter[str]()
        started, before = time.perf_counter(), time.process_time()
        found = entries(source.rows(), chosen)
        for draft in drafting.drafts(found, chosen, shape=source.shape, at=datetime.now(UTC)):
            drafts += 1
            held += draft.is_quarantined
            why.update(issue.code for issue in draft.issues if issue.effect == "quarantine")
        seconds, cpu = time.perf_counter() - started, time.process_time() - before
        reasons = ", ".join(f"{code} {count}" for code, count in why.most_common())
        print(f"{chosen.name:<16}{drafts:>8}{seconds:>9.2f}{cpu:>9.2f}{1000 * cpu / drafts:>9.3f}{held:>11}  {reasons}")
        total, spent, worked = total + drafts, spent + seconds, worked + cpu
    print(f"{'all':<16}{total:>8}{spent:>9.2f}{worked:>9.2f}{1000 * worked / total:>9.3f}")


if __name__ == "__main__":
    main()
