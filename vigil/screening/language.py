"""Is a narrative in English? Told from its small words, which officers use however they write."""

import tomllib
from collections.abc import Sequence
from importlib.resources import files

ENOUGH_WORDS = 6  # fewer than this say nothing about a language
SHARE_OF_SMALL_WORDS = 0.12  # police shorthand keeps a quarter or more; other languages share a few by chance
SAMPLE = 120  # tokens from the start, and as many from the middle
_TOKENS_REMEMBERED = 50_000
_LONGEST_REMEMBERED = 40  # characters

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
# What is counted of the words, side by side in one whole number, so that one addition counts all.
_ENGLISH_LANE, _FOREIGN_LANE, _LATIN_LANE, _LANE = 16, 32, 48, 0xFFFF


class _Counts(dict[str, int]):
    """What a token counts for: words, and of these small English ones, foreign ones, and ones in Latin letters."""

    def __missing__(self, token: str) -> int:
        words = token[:_LONGEST_REMEMBERED].translate(_LETTERS).split()
        counts = len(words)
        counts += sum(map(_ENGLISH.__contains__, words)) << _ENGLISH_LANE
        counts += sum(map(_FOREIGN.__contains__, words)) << _FOREIGN_LANE
        counts += sum(word[0] < "\u0250" for word in words) << _LATIN_LANE
        if len(self) < _TOKENS_REMEMBERED and len(token) <= _LONGEST_REMEMBERED:
            self[token] = counts
        return counts


_COUNTS = _Counts()


def is_english(tokens: Sequence[str]) -> bool:
    """Return whether a narrative, cut in tokens, can be read as English. Too short to tell counts as English."""
    middle = len(tokens) // 2
    sample = tokens if len(tokens) <= 2 * SAMPLE else [*tokens[:SAMPLE], *tokens[middle : middle + SAMPLE]]
    counts = sum(map(_COUNTS.__getitem__, sample))
    words, latin = counts & _LANE, counts >> _LATIN_LANE
    if words and latin < words / 2:
        return False
    if words < ENOUGH_WORDS:
        return True
    english, foreign = counts >> _ENGLISH_LANE & _LANE, counts >> _FOREIGN_LANE & _LANE
    return (english >= foreign and english >= SHARE_OF_SMALL_WORDS * words) or (english > 3 * foreign and english > 1)
