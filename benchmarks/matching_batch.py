"""How long a whole hub takes to train and link: ``python -m benchmarks.matching_batch [mentions] [--splink]``.

The mentions are of invented households, nine in ten people once and the rest again with a slip. With ``--splink``,
Splink's own comparisons, blocking rules and training follow on the same people, in the same run.
"""

import random
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import duckdb

from benchmarks.matching_people import _line
from vigil.matching import batch, training
from vigil.matching.mentions import Mention
from vigil.rules.terms import Area, Role
from vigil.simulation.synthetic import mentions as written
from vigil.simulation.synthetic.households import Place, Shape, household

KNOWN_ON = date(2025, 6, 1)
AGAIN = 0.11  # share of people who are written down a second time


def people(number: int, *, seed: int = 1) -> tuple[list[Mention], dict[str, str]]:
    """Return that many mentions, and the person each truly is."""
    chance = random.Random(seed)
    made: list[Mention] = []
    truth: dict[str, str] = {}
    home = 0
    areas, shapes = tuple(Area), tuple(Shape)
    while len(made) < number:
        home += 1
        family = household(
            seed=seed, number=home, area=chance.choice(areas), shape=chance.choice(shapes), known_on=KNOWN_ON
        )
        for person in family.people:
            for _ in range(2 if chance.random() < AGAIN else 1):
                day = KNOWN_ON + timedelta(days=chance.randint(0, 365))
                where = family.home_on(day) if person.place is not Place.OUTSIDER else family.away
                said = written.mention(
                    chance, person, position=1, role=Role.OTHER, relationship="", address=where, on=day, household=home
                )
                one = f"{len(made):08d}"
                truth[one] = person.number
                made.append(
                    Mention(
                        id=one, forenames=said.forenames, surname=said.surname, also_known_as=said.also_known_as,
                        date_of_birth=said.date_of_birth, age=said.age, seen_on=day, sex=said.sex,
                        address=_line(where), postcode=where.postcode, school=said.school,
                    )
                )  # fmt: skip
    return made[:number], truth


def accuracy(person: dict[str, str], truth: dict[str, str]) -> str:
    """Return precision and recall over pairs of mentions in words."""

    def pairs(groups: dict[Any, list[str]]) -> set[tuple[str, str]]:
        return {(a, b) for group in groups.values() for n, a in enumerate(group) for b in group[n + 1 :]}

    found: dict[Any, list[str]] = {}
    true: dict[Any, list[str]] = {}
    for one, of in person.items():
        found.setdefault(of, []).append(one)
        true.setdefault(truth[one], []).append(one)
    said, right = pairs(found), pairs(true)
    return f"precision {len(said & right) / max(1, len(said)):.4f}, recall {len(said & right) / max(1, len(right)):.4f}"


def timed(what: str, work: Callable[[], Any]) -> Any:
    began = time.perf_counter()
    answer = work()
    gigabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{what:<34}{time.perf_counter() - began:>9.1f} s{gigabytes:>8.1f} GB at most so far", flush=True)
    return answer


def ours(made: list[Mention], truth: dict[str, str]) -> None:
    with duckdb.connect() as connection:
        table = timed("made ready, with keys", lambda: batch.load(made, connection))
        trained = timed("trained", lambda: training.train_table(table, version="benchmark", trained_on="this run"))
        print(f"  {trained.pairs:,} pairs share a key")
        timed("weighed", lambda: batch.weigh_pairs(table, trained.model))
        linked = timed("guarded and clustered", lambda: batch.decide_pairs(made, table, trained.model))
    print(f"  {len(linked.pairs):,} pairs above the line for asking, {accuracy(linked.persons, truth)}")


def splinks(made: list[Mention], truth: dict[str, str]) -> None:
    import pyarrow as pa  # type: ignore[import-untyped]
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    def of(name: str) -> list[str | None]:
        return [getattr(one, name) or None for one in made]

    rows = pa.table(
        {
            "unique_id": of("id"), "first_name": of("forenames"), "surname": of("surname"),
            "dob": [one.date_of_birth.isoformat() if one.date_of_birth else None for one in made],
            "address": of("address"), "postcode": of("postcode"),
        }
    )  # fmt: skip
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.NameComparison("first_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.PostcodeComparison("postcode"),
            cl.ExactMatch("address"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("first_name", "surname"),
            block_on("surname", "dob"),
            block_on("first_name", "dob"),
            block_on("postcode", "first_name"),
            block_on("postcode", "dob"),
        ],
    )
    with duckdb.connect() as connection:
        api = DuckDBAPI(connection=connection)
        connection.register("rows", rows)
        linker = Linker(api.register("rows"), settings, log_level="ERROR")

        def train() -> None:
            linker.training.estimate_probability_two_random_records_match(
                [block_on("first_name", "surname", "dob")], recall=0.7
            )
            linker.training.estimate_u_using_random_sampling(max_pairs=training.RANDOM_PAIRS, seed=1)
            for rule in (block_on("first_name", "surname"), block_on("dob")):
                linker.training.estimate_parameters_using_expectation_maximisation(rule, max_pairs=training.BLOCK_PAIRS)

        timed("Splink trained", train)
        found = timed("Splink weighed", lambda: linker.inference.predict(threshold_match_probability=0.5))
        clusters = timed(
            "Splink clustered",
            lambda: linker.clustering.cluster_pairwise_predictions_at_threshold(
                found, threshold_match_probability=0.9
            ).as_record_list(),
        )
    print(f"  {accuracy({row['unique_id']: row['cluster_id'] for row in clusters}, truth)}")


def main(number: int, *, beside: bool) -> None:
    made, truth = people(number)
    print(f"{len(made):,} mentions of {len(set(truth.values())):,} people")
    timed("Vigil, all of it", lambda: ours(made, truth))
    if beside:
        splinks([replace(one) for one in made], truth)


if __name__ == "__main__":
    counts = [int(word) for word in sys.argv[1:] if word.isdigit()]
    main(counts[0] if counts else 100_000, beside="--splink" in sys.argv)
