"""Learn from labelled examples what sets each risk apart.

For each code, a linear support vector machine with squared hinge loss, by dual coordinate descent: Hsieh, Chang, Lin,
Keerthi and Sundararajan, "A dual coordinate descent method for large-scale linear SVM", ICML 2008, algorithm 1.
Traits are weighed by how rare they are, ln((1 + n) / (1 + n having it)) + 1, and a stretch is brought to length 1.

    python -m vigil.screening.learning NARRATIVES.jsonl...

learns anew from the packaged examples and the labelled narratives named, and writes the packaged file.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import log, sqrt
from pathlib import Path
from typing import NamedTuple

from vigil.screening import lexicon
from vigil.screening.likeness import Likeness, labelled, lanes, of_senses, of_word, packed, stem, stretches
from vigil.screening.markers import Code, Status
from vigil.screening.words import Words

COST = 1.0  # of an example on the wrong side, against weights that are small: found by leaving one hand out
PASSES = 12
RARE = 1  # a trait seen no more often than this is not learnt
SHARE = 0.4  # of a label's words, or of the stretch: what must overlap for the label to be the stretch's


class Example(NamedTuple):
    """A stretch of words and the risks it tells as present."""

    traits: list[str]
    codes: frozenset[Code]


def traits(words: Words, first: int, last: int) -> list[str]:
    """Return every trait of a stretch, with repeats."""
    stems = [stem(word) for word in words.written[first : last + 1]]
    return [*of_senses(stems), *(trait for one in stems for trait in of_word(one))]


def examples(words: Words, labels: Iterable[tuple[Code, Status, int, int]]) -> list[Example]:
    """Return a narrative's stretches with the risks that are labelled present in them.

    ``labels`` are code, status, and where the evidence starts and ends in the text.
    """
    labels = list(labels)
    made = []
    for first, last in stretches(words):
        start, end = words.starts[first], words.ends[last]
        codes = set()
        for code, status, at, until in labels:
            shared = min(end, until) - max(start, at)
            if status is Status.PRESENT and shared > 0 and shared >= SHARE * min(until - at, end - start):
                codes.add(code)
        made.append(Example(traits(words, first, last), frozenset(codes)))
    return made


def learn(taught: Sequence[Example]) -> Likeness:
    """Return the weights that part each code's examples from all others."""
    having = Counter(trait for one in taught for trait in set(one.traits))
    known = [trait for trait, count in having.items() if count > RARE]
    number = {trait: i for i, trait in enumerate(known)}
    rarity = [log((1 + len(taught)) / (1 + having[trait])) + 1 for trait in known]
    rows = []
    for one in taught:
        ids = [number[trait] for trait in one.traits if trait in number]
        length = sqrt(sum(rarity[i] ** 2 for i in ids)) or 1.0
        rows.append([*((i, n * rarity[i] / length) for i, n in Counter(ids).items()), (len(known), 1.0)])
    squares = [sum(x * x for _, x in row) for row in rows]
    learnt = [_part(rows, squares, [code in one.codes for one in taught], len(known) + 1) for code in Code]
    weights = {}
    for trait, i in number.items():
        weights[trait] = lanes([w[i] * rarity[i] for w in learnt], rarity[i] ** 2)
    return Likeness(weights, [w[-1] for w in learnt], {})


def of_narratives(path: Path) -> Iterator[Example]:
    """Yield the examples in a file of labelled narratives: ``text`` and ``markers`` (code, status, evidence)."""
    for line in path.read_text(encoding="utf-8").splitlines():
        narrative = json.loads(line)
        text = narrative["text"]
        labels = []
        for marker in narrative["markers"]:
            start = text.index(marker["evidence"])
            labels.append((Code(marker["code"]), Status(marker["status"]), start, start + len(marker["evidence"])))
        yield from examples(lexicon.packaged().words(text), labels)


def of_labelled() -> Iterator[Example]:
    """Yield the packaged examples."""
    for _, said, codes in labelled():
        words = lexicon.packaged().words(said)
        yield Example(traits(words, 0, len(words.keys) - 1), codes)


def _part(
    rows: Sequence[Sequence[tuple[int, float]]], squares: Sequence[float], told: Sequence[bool], count: int
) -> list[float]:
    """Return the weights that part the rows that tell a code from those that do not. The last is the bias."""
    chance = random.Random(7)  # noqa: S311  (an order to learn in, not a secret)
    slack = 1 / (2 * COST)
    w = [0.0] * count
    held = [0.0] * len(rows)
    order = list(range(len(rows)))
    for turn in range(PASSES):
        chance.shuffle(order)
        for r in order:
            if turn > 2 and not held[r] and turn % 3:
                continue  # rows well on their own side are looked at every third pass
            row, sign = rows[r], 1.0 if told[r] else -1.0
            slope = sign * (sum([w[i] * x for i, x in row])) - 1 + slack * held[r]
            if slope < 0 or held[r]:
                after = max(held[r] - slope / (squares[r] + slack), 0.0)
                step = (after - held[r]) * sign
                if step:
                    held[r] = after
                    for i, x in row:
                        w[i] += step * x
    return w


def main() -> None:
    """Learn from the files named and write what was learnt."""
    taught = [*of_labelled(), *(one for name in sys.argv[1:] for one in of_narratives(Path(name)))]
    Path(__file__).with_name("likeness.bin").write_bytes(packed(learn(taught)))


if __name__ == "__main__":
    main()
