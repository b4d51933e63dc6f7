"""The weights of evidence, as trained: how often each level is seen of one person, and of two."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from math import log2
from pathlib import Path
from types import MappingProxyType

from vigil.matching import names, tables
from vigil.matching.levels import COMPARISONS, MISSING, SQL, USUAL_SHARE, band

EDITION = "first_edition.json"
# Bits of evidence, prior odds included. Chosen on the product's own synthetic backlogs, never on a hub's answers:
# above the first, fewer than one pair in a hundred is two people; below the second, fewer than one in a hundred is one.
JOIN_ABOVE = 6.0
ASK_ABOVE = 0.0


class BadModel(Exception):  # noqa: N818  (a refusal, worded for the person)
    """A model file that cannot be used. The text says why."""


@dataclass(frozen=True)
class Chance:
    """How often a level is seen: ``m`` when both are one person, ``u`` when they are two."""

    m: float
    u: float

    @property
    def weight(self) -> float:
        """Bits of evidence for one person: log2(m/u) (Fellegi and Sunter 1969)."""
        return log2(self.m / self.u)


@dataclass(frozen=True)
class Model:
    """Trained weights. ``prior`` is log2 of the odds that two mentions taken by chance are one person."""

    version: str
    trained_on: str
    prior: float
    chances: Mapping[str, Mapping[str, Chance]]  # comparison → level, without the level of what is missing
    forename_shares: Mapping[str, float]  # share of people; a name that is not here is rare
    surname_shares: Mapping[str, float]
    join_above: float = JOIN_ABOVE
    ask_above: float = ASK_ABOVE

    @cached_property
    def weights(self) -> Mapping[str, Mapping[str, float]]:
        """Return the weight of every level of every comparison; what is missing says nothing."""
        return {
            comparison: {level: chance.weight for level, chance in self.chances[comparison].items()} | {MISSING: 0.0}
            for comparison in COMPARISONS
        }

    @cached_property
    def same_forename(self) -> Mapping[str, str]:
        """Return the level when two have a forename; one that many are known by is not rare for want of a count."""
        return _Same(dict.fromkeys(names.known(), USUAL_SHARE) | dict(self.forename_shares))

    @cached_property
    def same_surname(self) -> Mapping[str, str]:
        return _Same(self.surname_shares)

    def as_json(self) -> str:
        """Return the model as its file holds it."""
        told = {
            "version": self.version,
            "trained_on": self.trained_on,
            "prior": round(self.prior, 4),
            "join_above": round(self.join_above, 2),
            "ask_above": round(self.ask_above, 2),
            "chances": {
                comparison: {
                    level: {"m": float(f"{chance.m:.5g}"), "u": float(f"{chance.u:.5g}")}
                    for level, chance in levels.items()
                }
                for comparison, levels in self.chances.items()
            },
            "forename_shares": {name: float(f"{share:.3g}") for name, share in self.forename_shares.items()},
            "surname_shares": {name: float(f"{share:.3g}") for name, share in self.surname_shares.items()},
        }
        return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


class _Same(dict[str, str]):
    """Name → the level when two have it, by how common it is; names that are not known are rare."""

    def __init__(self, shares: Mapping[str, float]) -> None:
        super().__init__({name: f"same_{band(share)}" for name, share in shares.items()})

    def __missing__(self, name: str) -> str:
        return "same_rare"


def load(path: Path | None = None) -> Model:
    """Return the model in a file, or the first edition that Vigil ships; raise BadModel with the reason."""
    return _packaged() if path is None else _read(path.read_text(encoding="utf-8"))


@cache
def _packaged() -> Model:
    return _read((files(tables) / EDITION).read_text(encoding="utf-8"))


def _read(text: str) -> Model:
    try:
        told = json.loads(text)
        chances = {
            comparison: MappingProxyType(
                {
                    level: Chance(m=told["chances"][comparison][level]["m"], u=told["chances"][comparison][level]["u"])
                    for level, _ in levels
                    if level != MISSING
                }
            )
            for comparison, levels in SQL.items()
        }
        model = Model(
            version=told["version"],
            trained_on=told["trained_on"],
            prior=told["prior"],
            chances=MappingProxyType(chances),
            forename_shares=MappingProxyType(told["forename_shares"]),
            surname_shares=MappingProxyType(told["surname_shares"]),
            join_above=told["join_above"],
            ask_above=told["ask_above"],
        )
    except (ValueError, KeyError, TypeError) as fault:
        raise BadModel(f"The model file cannot be read: {type(fault).__name__} at {fault}. Train it again.") from None
    if any(not 0 < chance.m <= 1 or not 0 < chance.u <= 1 for levels in chances.values() for chance in levels.values()):
        raise BadModel("The model file has a chance that is not between 0 and 1. Train it again.")
    return model
