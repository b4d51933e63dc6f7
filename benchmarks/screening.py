"""How fast narratives are screened, in how much memory, and whether a lexicon ten times the size costs more.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.screening

The larger lexicon keeps every entry and adds nine variants of each with one of its words made up, so that the new
patterns hang from the same words as the old ones: growth as hard on the tree as growth can be.
"""

import json
import random
import resource
import time
from dataclasses import replace
from pathlib import Path
from statistics import median

from vigil.screening import likeness, third
from vigil.screening.lexicon import VERSION, Entry, Lexicon, build, load
from vigil.screening.likeness import Likeness
from vigil.screening.reading import read_with

NARRATIVES = Path(__file__).parent.parent / "tests" / "screening" / "narratives"
WORDS = 120
COUNT = 2_000
SLOWLY = 100  # of them, by the third reader
RUNS = 7  # the machine may be busy with other work, so no single run is believed


def narratives(chance: random.Random) -> list[str]:
    """Return different narratives of 120 words, made of the development narratives' sentences."""
    lines = [line for name in NARRATIVES.rglob("*.jsonl") for line in name.read_text(encoding="utf-8").splitlines()]
    sentences = [s for line in lines for s in json.loads(line)["text"].replace("\n", ". ").split(". ") if s]
    made = []
    for _ in range(COUNT):
        words: list[str] = []
        while len(words) < WORDS:
            words += (chance.choice(sentences) + ".").split()
        made.append(" ".join(words[:WORDS]))
    return made


def grown(entries: tuple[Entry, ...], times: int, chance: random.Random) -> tuple[Entry, ...]:
    """Return the entries and ``times`` - 1 variants of each."""
    more = list(entries)
    for i in range(times - 1):
        for entry in entries:
            find = []
            for pattern in entry.find:
                parts = pattern.split()
                places = [p for p, part in enumerate(parts) if part not in ("..", "...") and not part.endswith("?")]
                if len(places) > 1:
                    parts[chance.choice(places)] = f"variant{i}{chance.choice('abcdefghij')}"
                else:
                    parts.append(f"variant{i}")
                find.append(" ".join(parts))
            more.append(replace(entry, id=f"{entry.id}.{i}", find=tuple(find)))
    return tuple(more)


Readers = tuple[Lexicon, Likeness | None]


def rates(readers: list[Readers], texts: list[str]) -> list[float]:
    """Return narratives read by each in a second of one core's time: the median of runs taken in turn."""
    seconds: list[list[float]] = [[] for _ in readers]
    for _ in range(RUNS):
        for (lexicon, second), runs in zip(readers, seconds, strict=True):
            start = time.process_time()
            for text in texts:
                read_with(lexicon, text, second)
            runs.append(time.process_time() - start)
    return [len(texts) / median(runs) for runs in seconds]


def main() -> None:
    chance = random.Random(7)
    texts = narratives(chance)
    entries, cues, tables = load()
    start = time.process_time()
    lexicon = build(entries, cues, tables, VERSION)
    second = likeness.packaged()
    loading = time.process_time() - start
    log = " ".join(texts)[:20_000]
    longs = rates([(lexicon, second)], [log])
    rates([(lexicon, second)], texts)  # so that memory counts the spellings remembered
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    large = grown(entries, 10, chance)
    found = rates([(lexicon, None), (build(large, cues, tables, VERSION), None), (lexicon, second)], texts)
    print(f"{'lexicon':28}{'patterns':>10}{'narratives/s':>14}")
    names = ("packaged", "ten times as large", "with the second reader")
    for name, of_size, rate in zip(names, (entries, large, entries), found, strict=True):
        print(f"{name:28}{sum(len(e.find) for e in of_size):>10,}{rate:>14,.0f}")
    print(f"a 20 kB narrative: {1000 / longs[0]:.1f} ms; loading: {loading:.2f} s; memory: {memory:.0f} MB")
    reader = third.packaged()
    start = time.process_time()
    for text in texts[:SLOWLY]:
        reader.hear(text)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    each = (time.process_time() - start) / SLOWLY
    print(f"the third reader, in the background: {1000 * each:.0f} ms a narrative; memory of all: {memory:.0f} MB")


if __name__ == "__main__":
    main()
