"""Train the edition of the model that Vigil ships, on three invented hubs: ``python -m benchmarks.matching_edition``.

Telephone numbers are left out, since the invented people have a new one each time; their weights stay as they are.
"""

from dataclasses import replace
from pathlib import Path

from benchmarks.matching_people import TRAINING_SEEDS, waiting
from vigil.matching import model, tables
from vigil.matching.training import report, train

VERSION = "2026.11.1"


def main() -> None:
    people = [replace(mention, phone="") for seed in TRAINING_SEEDS for mention, _ in waiting(seed)]
    training = train(people, version=VERSION, trained_on="three invented hubs, 22,000 mentions of people")
    print("\n".join(report(training)))
    Path(tables.__path__[0], model.EDITION).write_text(training.model.as_json(), encoding="utf-8")


if __name__ == "__main__":
    main()
