"""What the worst blocks cost: ``python -m benchmarks.matching_worst``.

Ten thousand people at one address that does not say it is a hostel, ten thousand of one common name and nothing else,
and ten thousand of whom nothing is known.
"""

import random
import time
from datetime import date, timedelta

from benchmarks.matching_batch import people
from vigil.matching import features
from vigil.matching.features import Features
from vigil.matching.linking import candidates, link
from vigil.matching.mentions import Mention
from vigil.matching.model import load

MANY = 10_000


def at_one_address(made: list[Mention]) -> list[Mention]:
    return [
        Mention(
            id=one.id, forenames=one.forenames, surname=one.surname, date_of_birth=one.date_of_birth, age=one.age,
            seen_on=one.seen_on, address="1 Barrack Row, Ludlow", postcode="SY8 1AA",
        )
        for one in made
    ]  # fmt: skip


def main() -> None:
    made, _ = people(2 * MANY)
    chance = random.Random(1)
    unlike = [one for number, one in enumerate(made) if number % 2 == 0][:MANY]
    worst = {
        "invented people as they are": made[:MANY],
        "at one address": at_one_address(unlike),
        "one common name, nothing else": [
            Mention(id=str(number), forenames="John", surname="Smith") for number in range(MANY)
        ],
        "one common name, some birth": [
            Mention(
                id=str(number), forenames="John", surname="Smith",
                date_of_birth=date(1940, 1, 1) + timedelta(days=chance.randrange(25_000)),
            )
            for number in range(MANY)
        ],
        "nothing known": [Mention(id=str(number), forenames="UNKNOWN") for number in range(MANY)],
    }  # fmt: skip
    print(f"{'10,000 mentions':34}{'pairs met':>12}{'a mention':>11}{'seconds':>9}{'joined':>8}")
    for what, mentions in worst.items():
        ready: list[Features] = [features.read(one) for one in mentions]
        met = sum(1 for _ in candidates(ready))
        began = time.process_time()
        linked = link(ready, load())
        took = time.process_time() - began
        joined = len(mentions) - len(set(linked.persons.values()))
        print(f"{what:34}{met:>12,}{met / MANY:>11.1f}{took:>9.1f}{joined:>8,}", flush=True)


if __name__ == "__main__":
    main()
