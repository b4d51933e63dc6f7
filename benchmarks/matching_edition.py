"""Train the edition of the model that Vigil ships, on three invented hubs: ``python -m benchmarks.matching_edition``.

What the invented people do not do as people do is set here by hand: they have a new telephone number each time, move
seldom, and live at addresses that nobody misspells.
"""

from dataclasses import replace
from pathlib import Path

from benchmarks.matching_people import TRAINING_SEEDS, waiting
from vigil.matching import model, tables
from vigil.matching.model import Chance
from vigil.matching.training import report, train

# m by hand. A tenth of households move in a year, and referrals of one person lie months apart.
OF_ONE_PERSON = {
    "phone": {"same": 0.6, "different": 0.4},
    "school": {"same": 0.8, "different": 0.2},
    "place": {
        "public": 0.002, "dwelling": 0.728, "line": 0.01, "street": 0.02, "postcode": 0.02, "words": 0.01, "area": 0.12,
        "different": 0.09,
    },
}  # fmt: skip
SHARED = 5e-5  # u at least: homes, streets and telephones are shared more than the invented people share them
VERSION = "2026.11.1"


def main() -> None:
    people = [replace(mention, phone="") for seed in TRAINING_SEEDS for mention, _ in waiting(seed)]
    learnt = train(people, version=VERSION, trained_on="three invented hubs, 22,000 mentions of people")
    chances = dict(learnt.model.chances)
    for comparison, levels in OF_ONE_PERSON.items():
        chances[comparison] = {
            level: Chance(m=m, u=max(SHARED, chances[comparison][level].u)) for level, m in levels.items()
        }
    training = replace(learnt, model=replace(learnt.model, chances=chances))
    print("\n".join(report(training)))
    Path(tables.__path__[0], model.EDITION).write_text(training.model.as_json(), encoding="utf-8")


if __name__ == "__main__":
    main()
