"""FEBRL sets 3 and 4 without the national number, by ``vigil match`` and by Splink.

    python -m benchmarks.matching_febrl

``vigil match`` chooses its own threshold. Splink's is chosen by looking at the answers, which no user can: the best it
could do with its own comparisons, blocking rules and training. A pair counts as joined as it stands in PAIRS.csv.
"""

import csv
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import combinations
from pathlib import Path

FOLDER = Path(__file__).parent / "febrl"
SETS = {"3": ["febrl3.csv"], "4": ["febrl4a.csv", "febrl4b.csv"]}
FIELDS = (
    "rec_id", "given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode", "state",
    "date_of_birth",
)  # fmt: skip
Pair = tuple[str, str]


def main() -> None:
    print(f"{'set':4}{'by':24}{'precision':>10}{'recall':>9}{'F1':>9}{'seconds':>9}")
    for name, files in SETS.items():
        paths = [FOLDER / file for file in files]
        for by, link in (("vigil match", by_vigil), ("Splink, best threshold", by_splink)):
            began = time.perf_counter()
            precision, recall, f1 = link(paths)
            took = time.perf_counter() - began
            print(f"{name:4}{by:24}{precision:>10.4f}{recall:>9.4f}{f1:>9.4f}{took:>9.1f}", flush=True)


def true_pairs(paths: Collection[Path]) -> set[Pair]:
    """Return the pairs of one person, who is the second part of an id ("rec-12-org"); between two files if two."""
    of: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for place, path in enumerate(paths):
        with path.open(encoding="utf-8") as file:
            for row in csv.DictReader(file, skipinitialspace=True):
                of[row["rec_id"].split("-")[1]].append((place, row["rec_id"]))
    return {
        ordered(one, other)
        for same in of.values()
        for (here, one), (there, other) in combinations(same, 2)
        if len(paths) == 1 or here != there
    }


def ordered(one: str, other: str) -> Pair:
    return (one, other) if one <= other else (other, one)


def scores(found: int, right: int, true: int) -> tuple[float, float, float]:
    """Return precision, recall and F1."""
    return right / max(1, found), right / true, 2 * right / (found + true)


def by_vigil(paths: list[Path]) -> tuple[float, float, float]:
    true = true_pairs(paths)
    with tempfile.TemporaryDirectory() as folder:
        pairs = Path(folder) / "pairs.csv"
        command = [sys.executable, "-m", "vigil.cli", "match", *map(str, paths), "-o", str(pairs)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        with pairs.open(encoding="utf-8") as file:
            joined = {
                ordered(row["left_id"], row["right_id"]) for row in csv.DictReader(file) if row["decision"] == "join"
            }
    return scores(len(joined), len(joined & true), len(true))


def by_splink(paths: list[Path]) -> tuple[float, float, float]:
    import duckdb
    import pyarrow as pa  # type: ignore[import-untyped]
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    settings = SettingsCreator(
        link_type="dedupe_only" if len(paths) == 1 else "link_only",
        unique_id_column_name="rec_id",
        comparisons=[
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("address_1", [2, 5]),
            cl.ExactMatch("street_number"),
            cl.LevenshteinAtThresholds("suburb", [2]),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("given_name", "surname"), block_on("surname", "dob"), block_on("given_name", "dob"),
            block_on("postcode", "given_name"), block_on("postcode", "surname"), block_on("postcode", "dob"),
            block_on("address_1", "street_number"), block_on("dob"),
        ],
    )  # fmt: skip
    with duckdb.connect() as connection:
        api = DuckDBAPI(connection=connection)
        tables = []
        for path in paths:
            connection.register(path.stem, pa.table(columns(path)))
            tables.append(api.register(path.stem))
        linker = Linker(tables[0] if len(tables) == 1 else tables, settings, log_level="ERROR")
        linker.training.estimate_probability_two_random_records_match(
            [block_on("given_name", "surname", "dob")], recall=0.7
        )
        linker.training.estimate_u_using_random_sampling(max_pairs=1_000_000, seed=1)
        for rule in (block_on("given_name", "surname"), block_on("dob")):
            linker.training.estimate_parameters_using_expectation_maximisation(rule)
        found = linker.inference.predict(threshold_match_probability=0.001)
        weighed = [(row["match_weight"], ordered(row["rec_id_l"], row["rec_id_r"])) for row in found.as_record_list()]
    return best(weighed, true_pairs(paths))


def columns(path: Path) -> dict[str, list[str | None]]:
    """Return the columns of a file, the national number left out, and what is empty as None."""
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, skipinitialspace=True))
    told = {name: [(row.get(name) or "").strip() or None for row in rows] for name in FIELDS}
    born = told.pop("date_of_birth")
    told["dob"] = [f"{day[:4]}-{day[4:6]}-{day[6:]}" if day and len(day) == 8 else None for day in born]
    return told


def best(weighed: Iterable[tuple[float, Pair]], true: set[Pair]) -> tuple[float, float, float]:
    """Return the scores at the threshold that gives the best F1, which only the answers tell."""
    right = 0
    top = (0.0, 0.0, 0.0)
    for found, (_, pair) in enumerate(sorted(weighed, reverse=True), start=1):
        right += pair in true
        top = max(top, scores(found, right, len(true)), key=lambda one: one[2])
    return top


if __name__ == "__main__":
    main()
