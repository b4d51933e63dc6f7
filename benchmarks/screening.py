"""How fast narratives are screened, in how much memory, and whether a lexicon ten times the size costs more.

    python benchmarks/screening.py

The larger lexicon keeps every entry and adds nine variants of each with one of its words made up, so that the new
patterns hang from the same words as the old ones: growth as hard on the tree as growth can be.
"""

import json
import random
import resource
import time
from dataclasses import replace
from pathlib import Path

from vigil.screening.lexicon import VERSION, Entry, Lexicon, build, load
from vigil.screening.reading import read_with

NARRATIVES = Path(__file__).parent.parent / "tests" / "screening" / "narratives"
WORDS = 120
COUNT = 4_000


def narratives(chance: random.Random) -> list[str]:
    """Return different narratives of 120 words, made of the development narratives' sentences."""
    lines = [line for name in NARRATIVES.glob("*.jsonl") for line in name.read_text(encoding="utf-8").splitlines()]
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


def rate(lexicon: Lexicon, texts: list[str]) -> float:
    """Return narratives read in a second of one core's time."""
    for text in texts[:200]:
        read_with(lexicon, text)
    start = time.process_time()
    for text in texts:
        read_with(lexicon, text)
    return len(texts) / (time.process_time() - start)


def main() -> None:
    chance = random.Random(7)
    texts = narratives(chance)
    entries, cues, tables = load()
    start = time.process_time()
    lexicon = build(entries, cues, tables, VERSION)
    loading = time.process_time() - start
    print(f"{'lexicon':24}{'patterns':>10}{'narratives/s':>14}")
    print(f"{'packaged':24}{sum(len(e.find) for e in entries):>10,}{rate(lexicon, texts):>14,.0f}")
    log = " ".join(texts)[:20_000]
    start = time.process_time()
    for _ in range(20):
        read_with(lexicon, log)
    print(f"a 20 kB narrative: {(time.process_time() - start) / 20 * 1000:.1f} ms; loading: {loading:.2f} s")
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    large = grown(entries, 10, chance)
    lexicon = build(large, cues, tables, VERSION)
    print(f"{'ten times as large':24}{sum(len(e.find) for e in large):>10,}{rate(lexicon, texts):>14,.0f}")


if __name__ == "__main__":
    main()
