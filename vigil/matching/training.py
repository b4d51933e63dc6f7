"""Weights from the mentions themselves, with no answers: Splink's expectation maximisation, and what it found.

The way (Fellegi and Sunter 1969; Winkler 1988; Linacre and others 2022, Splink): how often levels agree by chance (u)
comes from random pairs, and is then held fixed; how often they agree for one person (m) from pairs that already agree
in something else. Maximising over all candidate pairs at once would find households instead of persons, since a
home and a surname come together; so each comparison learns only within blocks that do not use it, and how often
families share company by chance is counted among people of one surname.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vigil.matching import batch
from vigil.matching.levels import COMPARISONS, MISSING, SQL
from vigil.matching.mentions import Mention
from vigil.matching.model import ASK_ABOVE, JOIN_ABOVE, Chance, Model
from vigil.matching.model import load as packaged

if TYPE_CHECKING:
    from splink import Linker

RANDOM_PAIRS = 2_000_000
BLOCK_PAIRS = 1_000_000
FEWEST_PAIRS = 200  # of one block; fewer teach nothing
SEED = 1
EVEN = 0.0  # of a block's pairs, half may be one person: where maximising starts from, in bits
RAREST = 1e-7  # no chance is put lower: nothing is impossible that has not been seen
EDITION_COUNTS_FOR = 0.02  # beside what the blocks show: a level they never showed is rare, not impossible
NAMES_KEPT = 3_000
NAMED_AT_LEAST = 3  # times, before a name is believed to be one
EVERY_WEIGHT = -1000.0
_TO_TENTHS = 10

# Block → what pairs in it agree in, as a column, and the comparisons that learn there.
BLOCKS: dict[str, tuple[str, tuple[str, ...]]] = {
    "same name": (
        "case when len(forename) > 1 and surname <> '' then forename || ' ' || surname end",
        ("birth", "place", "phone", "school", "company", "identifier"),
    ),
    "same forename and birth": (
        "case when len(forename) > 1 and born <> '' then forename || born end",
        ("surname", "place", "phone", "school", "company", "identifier"),
    ),
    "same surname and birth": (
        "case when surname <> '' and born <> '' then surname || born end",
        ("forename", "place", "phone", "school"),
    ),
    "same birth and home": (
        "case when born <> '' and house <> '' and street <> '' then born || house || street[1:6] end",
        ("forename", "surname", "phone", "school"),
    ),
    "same forename and home": (
        "case when len(forename) > 1 and house <> '' and street <> '' then forename || house || street end",
        ("surname", "birth", "phone", "school"),
    ),
}


class CannotTrain(Exception):  # noqa: N818  (a refusal, worded for the person)
    """The mentions are too few or too empty to learn from. The text says so."""


@dataclass(frozen=True, slots=True)
class Training:
    """A trained model and what it was learnt from."""

    model: Model
    rows: int
    pairs: int  # that share a key
    in_block: Mapping[str, int]  # block → pairs it learnt from
    by_weight: Mapping[int, int]  # tenths of a bit → candidate pairs of that weight


def train(mentions: Sequence[Mention], *, version: str, trained_on: str) -> Training:
    """Return a model learnt from the mentions; raise CannotTrain when they hold too little."""
    import duckdb

    with duckdb.connect() as connection:
        return train_table(batch.load(mentions, connection), version=version, trained_on=trained_on)


def train_table(table: batch.Table, *, version: str, trained_on: str) -> Training:
    """Return what ``train`` does, of mentions already in DuckDB."""
    start = replace(packaged(), forename_shares=_shares(table, "forename"), surname_shares=_shares(table, "surname"))
    batch.with_bands(table, start)
    found = batch.find_pairs(table)
    if not found:
        raise CannotTrain("No two of them share even a name or a date of birth, so there is nothing to learn from.")
    splink = batch.linker(table, batch.settings(start.chances, start.prior))
    splink.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=SEED, min_count_per_level=None)
    by_chance = _with_kin(_levels_of(splink, "u_probability"), table)
    # Two names agree by chance as often swapped round as not, which is too seldom to be seen among random pairs.
    by_chance["forename"]["swapped"] = max(
        by_chance["forename"]["swapped"], _sum_of_same(by_chance["forename"]) * _sum_of_same(by_chance["surname"])
    )
    learnt, in_block = _learn(table, by_chance, start)
    by_chance = _without_matches(by_chance, learnt, _share_of_matches(table, learnt))
    chances = {
        comparison: {
            level: Chance(m=learnt[comparison][level], u=min(1.0, by_chance[comparison][level]))
            for level, _ in SQL[comparison]
            if level != MISSING
        }
        for comparison in COMPARISONS
    }
    model = replace(start, version=version, trained_on=trained_on, chances=chances, prior=0.0)
    by_weight = _by_weight(table, model, pairs=found)
    prior = _prior(by_weight, rows=table.rows)
    shifted = {tenths + round(prior * _TO_TENTHS): pairs for tenths, pairs in by_weight.items()}
    model = replace(model, prior=prior, join_above=JOIN_ABOVE, ask_above=ASK_ABOVE)
    return Training(model, table.rows, found, in_block, dict(sorted(shifted.items())))


def _shares(table: batch.Table, part: str) -> dict[str, float]:
    """Return name → share of mentions, of the names borne often enough to be believed."""
    rows = table.connection.execute(
        f"select {part}, count(*) as times from ready where len({part}) > 1 group by all"  # noqa: S608
        f" having times >= {NAMED_AT_LEAST} order by times desc, {part} limit {NAMES_KEPT}"
    ).fetchall()
    return {name: times / table.rows for name, times in rows}


def _levels_of(splink: Linker, chance: str) -> dict[str, dict[str, float]]:
    """Return comparison → level → Splink's chance of it, none put lower than RAREST."""
    return {
        comparison.output_column_name: {
            level.label_for_charts: _at_least_rare(getattr(level, f"_{chance}"))
            for level in comparison.comparison_levels
            if not level.is_null_level
        }
        for comparison in splink._settings_obj.comparisons
    }


def _at_least_rare(chance: object) -> float:
    return max(RAREST, chance) if isinstance(chance, float | int) else RAREST


def _with_kin(by_chance: dict[str, dict[str, float]], table: batch.Table) -> dict[str, dict[str, float]]:
    """Return the chances with company of one's own family counted among people of one surname and two homes."""
    ((shared, of),) = table.connection.execute(
        "with family as (select * from mention where len(kin) > 0 and house <> '' order by hash(unique_id) limit 20000)"
        " select count(*) filter (list_has_any(l.kin, r.kin)), count(*) from family l join family r"
        " on l.surname = r.surname and l.unique_id < r.unique_id and l.forename <> r.forename"
        " and (l.house <> r.house or l.street <> r.street)"
    ).fetchall()
    if of >= FEWEST_PAIRS:
        kin = max(by_chance["company"]["kin"], shared / of)
        by_chance["company"] |= {"kin": kin, "different": max(RAREST, 1 - kin - by_chance["company"]["same"])}
    return by_chance


def _sum_of_same(levels: Mapping[str, float]) -> float:
    return sum(chance for level, chance in levels.items() if level.startswith("same"))


def _learn(
    table: batch.Table, by_chance: Mapping[str, Mapping[str, float]], start: Model
) -> tuple[dict[str, dict[str, float]], dict[str, int]]:
    """Return comparison → level → m, the mean of what each block taught, and block → pairs."""
    taught: dict[str, list[tuple[float, dict[str, float]]]] = defaultdict(list)
    in_block: dict[str, int] = {}
    told = {
        comparison: {level: Chance(chance.m, by_chance[comparison][level]) for level, chance in levels.items()}
        for comparison, levels in start.chances.items()
    }
    for block, (column, comparisons) in BLOCKS.items():
        table.connection.execute(
            f"create or replace table learning as select mention.*, block from mention join (select {column} as block"  # noqa: S608
            f" from mention group by all having count(*) > 1) on block = ({column})"
        )
        ((pairs,),) = table.connection.execute(
            "select coalesce(sum(n * (n - 1) / 2), 0)::bigint from (select count(*) as n from learning group by block)"
        ).fetchall()
        in_block[block] = int(pairs)
        if pairs < FEWEST_PAIRS:
            continue
        splink = batch.linker(table, batch.settings(told, EVEN, comparisons), over="learning")
        session = splink.training.estimate_parameters_using_expectation_maximisation(
            "l.block = r.block",
            max_pairs=BLOCK_PAIRS if pairs > BLOCK_PAIRS else None,
            estimate_without_term_frequencies=True,  # there are none: each pattern is weighed once, not each pair
        )
        matches = pairs * session.core_model_settings.probability_two_random_records_match
        for comparison in session.core_model_settings.comparisons:
            shown = {
                level.label_for_charts: _at_least_rare(level._m_probability)
                for level in comparison.comparison_levels
                if not level.is_null_level
            }
            taught[comparison.output_column_name].append((matches, shown))
    return {name: _mean(taught[name], levels) for name, levels in start.chances.items()}, in_block


def _mean(taught: Sequence[tuple[float, Mapping[str, float]]], edition: Mapping[str, Chance]) -> dict[str, float]:
    """Return level → m: the blocks' mean by how many of their pairs are one person, and a little of the edition's."""
    whole = sum(matches for matches, _ in taught)
    share = EDITION_COUNTS_FOR if whole else 1.0
    shown: dict[str, float] = defaultdict(float)
    for matches, chances in taught:
        if all(chance <= RAREST for chance in chances.values()):
            return {level: chance.m for level, chance in edition.items()}  # nobody's was known twice
        for level, chance in chances.items():
            shown[level] += chance * matches / whole
    return {
        level: min(1.0, max(RAREST, share * chance.m + (1 - share) * shown[level])) for level, chance in edition.items()
    }


def _share_of_matches(table: batch.Table, learnt: Mapping[str, Mapping[str, float]]) -> float:
    """Return about which share of all pairs are one person: those alike in name and birth, over m of being so."""
    ((alike, known),) = table.connection.execute(
        "with complete as (select count(*) as n from mention where len(forename) > 1 and surname <> '' and born <> ''"
        " group by forename, surname, born)"
        " select coalesce(sum(n * (n - 1) / 2), 0)::bigint, coalesce(sum(n), 0)::bigint from complete"
    ).fetchall()
    found = _sum_of_same(learnt["forename"]) * _sum_of_same(learnt["surname"]) * learnt["birth"]["same"]
    return float(alike / max(1.0, found * known * (known - 1) / 2))


def _without_matches(
    by_chance: Mapping[str, Mapping[str, float]], learnt: Mapping[str, Mapping[str, float]], share: float
) -> dict[str, dict[str, float]]:
    """Return the chances without the few random pairs that were one person; in a small file they are most of u."""
    return {
        comparison: {
            level: min(1.0, max(1 / RANDOM_PAIRS, (chance - share * learnt[comparison][level]) / (1 - share)))
            if chance > 1 / RANDOM_PAIRS
            else chance
            for level, chance in levels.items()
        }
        for comparison, levels in by_chance.items()
    }


def _by_weight(table: batch.Table, model: Model, *, pairs: int) -> dict[int, int]:
    """Return tenths of a bit → about how many candidate pairs have that weight, the prior left out."""
    one_in = max(1, pairs // BLOCK_PAIRS)
    batch.weigh_some(table, replace(model, ask_above=EVERY_WEIGHT), one_in=one_in)
    rows = table.connection.execute(
        f"select round(weight * {_TO_TENTHS})::int as tenths, count(*) from weighed group by all"  # noqa: S608
    ).fetchall()
    return {tenths: found * one_in for tenths, found in rows}


def _prior(by_weight: Mapping[int, int], *, rows: int) -> float:
    """Return log2 of the odds that a random pair is one person: as many matches as the weights then expect."""
    everything = rows * (rows - 1) / 2
    odds = min(0.5, 1 / rows)
    for _ in range(200):
        expected = sum(
            pairs / (1 + 2.0 ** -min(200.0, tenths / _TO_TENTHS + math.log2(odds)))
            for tenths, pairs in by_weight.items()
        )
        odds, before = max(1.0, expected) / everything, odds
        if abs(odds / before - 1) < 1e-4:
            break
    return math.log2(odds)


def report(training: Training) -> list[str]:
    """Return the training in lines a person reads: what it learnt from, m and u of every level, and the waterfall."""
    model = training.model
    lines = [
        f"Model {model.version}, trained on {model.trained_on}.",
        f"{training.rows:,} mentions, {training.pairs:,} pairs that share a key.",
        *(f"  learnt from {pairs:,} pairs of the {block}" for block, pairs in training.in_block.items()),
        "",
        f"{'comparison':<12}{'level':<14}{'m: of one person':>18}{'u: by chance':>16}{'weight, bits':>14}",
    ]
    for comparison, levels in model.chances.items():
        lines += [
            f"{comparison:<12}{level:<14}{chance.m:>18.5f}{chance.u:>16.3g}{chance.weight:>+14.1f}"
            for level, chance in levels.items()
        ]
    lines += ["", "Waterfall: from two mentions by chance to one person", f"  {'prior':<34}{model.prior:>+8.1f}"]
    so_far = model.prior
    for comparison, levels in model.chances.items():
        best = max(levels, key=lambda level: levels[level].weight)
        so_far += levels[best].weight
        lines.append(f"  {f'{comparison}: {best}':<34}{levels[best].weight:>+8.1f}  so far {so_far:>+7.1f}")
    lines += ["", f"Pairs by weight (join above {model.join_above:+.1f}, ask above {model.ask_above:+.1f})"]
    whole: Counter[int] = Counter()
    for tenths, pairs in training.by_weight.items():
        whole[min(40, max(-20, 4 * (tenths // (4 * _TO_TENTHS))))] += pairs
    lines += [f"  {low:>+4} to {low + 4:>+4}{pairs:>12,}" for low, pairs in sorted(whole.items())]
    return lines
