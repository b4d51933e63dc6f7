"""Is a narrative in English? Told from its small words, which officers use however they write."""

import re
import tomllib
from importlib.resources import files

ENOUGH_WORDS = 6  # fewer than this say nothing about a language
SHARE_OF_SMALL_WORDS = 0.12  # police shorthand keeps a quarter or more; other languages share a few by chance
SAMPLE = 600  # characters from the start, and as many from the middle

_TABLE = tomllib.loads((files(__package__) / "lexicon" / "languages.toml").read_text(encoding="utf-8"))
_ENGLISH = frozenset(_TABLE["english"].split())
_FOREIGN = frozenset(_TABLE["foreign"].split())
_WORD = re.compile(r"[^\W\d_]+")


def is_english(text: str) -> bool:
    """Return whether the narrative can be read as English. Too short to tell counts as English."""
    middle = len(text) // 2
    sample = text if len(text) <= 2 * SAMPLE else f"{text[:SAMPLE]} {text[middle : middle + SAMPLE]}"
    words = [w.lower() for w in _WORD.findall(sample)]
    if not words:
        return True
    latin = sum(w[0] < "\u0250" for w in words)
    if latin < len(words) / 2:
        return False
    if len(words) < ENOUGH_WORDS:
        return True
    english = sum(w in _ENGLISH for w in words)
    foreign = sum(w in _FOREIGN for w in words)
    return (english >= foreign and english >= SHARE_OF_SMALL_WORDS * len(words)) or (
        english > 3 * foreign and english > 1
    )
