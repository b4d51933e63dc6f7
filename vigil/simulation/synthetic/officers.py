"""The officers who write referrals: a fixed roll for each area, some of whom write far more than others."""

import random
from dataclasses import dataclass

from vigil.rules.terms import Area
from vigil.simulation.synthetic import wordlists

ON_THE_ROLL = 120
RANKS = ("PC",) * 16 + ("PCSO", "PCSO", "DC", "PS")


@dataclass(frozen=True, slots=True)
class Officer:
    rank: str
    collar: str
    surname: str


def roll(*, seed: int) -> dict[Area, list[Officer]]:
    """Return each area's officers. Collar numbers are unique in the force."""
    chance = random.Random(f"{seed}/officers")
    collars = chance.sample(range(1_000, 7_000), ON_THE_ROLL * len(Area))
    surnames = wordlists.read("names")["officers"]["surnames"].split()
    return {
        area: [Officer(chance.choice(RANKS), str(collars.pop()), chance.choice(surnames)) for _ in range(ON_THE_ROLL)]
        for area in Area
    }


def on_duty(chance: random.Random, officers: list[Officer]) -> Officer:
    """Return one officer; the first on the roll write about four times as many as the last."""
    return officers[int(len(officers) * chance.random() ** 1.5)]
