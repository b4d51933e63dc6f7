"""Is a narrative in English? Told from its small words, which officers use however they write."""

import tomllib
from importlib.resources import files

ENOUGH_WORDS = 6  # fewer than this say nothing about a language
SHARE_OF_SMALL_WORDS = 0.12  # police shorthand keeps a quarter or more; other languages share a few by chance
SAMPLE = 600  # characters from the start, and as many from the middle

_TABLE = tomllib.loads((files(__package__) / "lexicon" / "languages.toml").read_text(encoding="utf-8"))
_ENGLISH = frozenset(_TABLE["english"].split())
_FOREIGN = frozenset(_TABLE["foreign"].split())


class _Letters(dict[int, str]):
    """Every character as a small letter, or as a space: a table for ``str.translate``."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = character.lower() if character.isalnum() and not character.isdecimal() else " "
        return self[code]


_LETTERS = _Letters()


def is_english(text: str) -> bool:
    """Return whether the narrative can be read as English. Too short to tell counts as English."""
    middle = len(text) // 2
    sample = text if len(text) <= 2 * SAMPLE else f"{text[:SAMPLE]} {text[middle : middle + SAMPLE]}"
    words = sample.translate(_LETTERS).split()
    if not words:
        return True
    if not sample.isascii() and sum(w[0] < "\u0250" for w in words) < len(words) / 2:
        return False
    if len(words) < ENOUGH_WORDS:
        return True
    english = sum(map(_ENGLISH.__contains__, words))
    foreign = sum(map(_FOREIGN.__contains__, words))
    return (english >= foreign and english >= SHARE_OF_SMALL_WORDS * len(words)) or (
        english > 3 * foreign and english > 1
    )
