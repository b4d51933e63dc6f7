"""Two files of persons linked, or one rid of its repeats, with weights learnt from the files themselves."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log2
from pathlib import Path

from vigil.matching import batch, columns, training
from vigil.matching.linking import Linked, Weighed
from vigil.matching.scoring import Decision, probability
from vigil.matching.thresholds import ASK_DOWN_TO, best_threshold

# What few pairs teach is not to be trusted so far: of files below the first size, nothing is joined below the second.
SMALL_FILE = 2_000  # rows
SMALL_FILE_JOINS_ABOVE = 4.0  # bits: fewer than one such pair in sixteen is two people
FAMILIES_SHOW = 0.02  # of the pairs at one home that are plainly one person
SIDES = ("L", "R")  # before each id, so that two files may number alike


@dataclass(frozen=True, slots=True)
class Matched:
    """What two files, or one, come to."""

    linked: Linked
    two_files: bool
    join_above: float
    report: list[str]

    def pairs(self) -> Iterator[Weighed]:
        """Yield the pairs to join or to ask about, strongest first; with two files, only those between them."""
        for pair in self.linked.pairs:
            if pair.decision is not Decision.APART and not (self.two_files and pair.a[0] == pair.b[0]):
                yield pair

    def rows(self) -> Iterator[tuple[str, str, str, str, str]]:
        """Yield left id, right id, weight, probability and decision of every pair."""
        for pair in self.pairs():
            left, right = sorted((pair.a, pair.b))
            yield left[1:], right[1:], f"{pair.weight:.3f}", f"{probability(pair.weight):.6f}", pair.decision

    def clusters(self) -> Iterator[tuple[str, str]]:
        """Yield id and cluster of every row; with two files, each id has its file's letter before it."""
        for one, person in self.linked.persons.items():
            yield (one, person) if self.two_files else (one[1:], person[1:])

    def summary(self) -> str:
        decided = Counter(pair.decision for pair in self.pairs())
        people = len(set(self.linked.persons.values()))
        return (
            f"{len(self.linked.persons):,} rows are {people:,} persons: {decided[Decision.JOIN]:,} pairs joined above"
            f" {self.join_above:.1f} bits, {decided[Decision.ASK]:,} to ask about"
        )


def match_files(paths: Sequence[Path], *, mapped: Mapping[str, str]) -> Matched:
    """Return who is whom in one file or between two; raise columns.CannotRead or training.CannotTrain."""
    import duckdb

    people = [
        mention
        for path, side in zip(paths, SIDES, strict=False)
        for mention in columns.read(path, mapped=mapped, prefix=side)
    ]
    with duckdb.connect() as connection:
        table = batch.load(people, connection)
        trained = training.train_table(table, version="of these files", trained_on=" and ".join(p.name for p in paths))
        line = best_threshold(trained.by_weight)
        if len(people) < SMALL_FILE:
            line = max(line, SMALL_FILE_JOINS_ABOVE)
        model = replace(trained.model, join_above=line, ask_above=min(line, log2(ASK_DOWN_TO / (1 - ASK_DOWN_TO))))
        batch.with_bands(table, model)
        batch.weigh_pairs(table, model)
        linked = batch.decide_pairs(people, table, model, guarded=_has_families(table))
    told = training.report(replace(trained, model=model))
    return Matched(linked, len(paths) > 1, line, told)


def _has_families(table: batch.Table) -> bool:
    """Return whether people of one home differ in forename and birth, as they do where families are written down.

    Guards for twins and namesakes would only part the typing errors of a list that has no families in it.
    """
    ((families, once_more),) = table.connection.execute(
        "select count(*) filter (jaro_winkler_similarity(l.forename, r.forename) < 0.7"
        " and damerau_levenshtein(l.born, r.born) > 3),"
        " count(*) filter (l.forename = r.forename and l.born = r.born)"
        " from mention l join mention r on l.surname = r.surname and l.house = r.house and l.street = r.street"
        " and l.unique_id < r.unique_id where l.surname <> '' and l.house <> '' and l.street <> ''"
        " and l.forename <> '' and r.forename <> '' and l.born <> '' and r.born <> ''"
    ).fetchall()
    return bool(families > FAMILIES_SHOW * once_more)
