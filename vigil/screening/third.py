"""The third reader: what does a stretch of a narrative mean where it stands?

The lexicon and the second reader know words. This one has learnt how words are used, so that it hears risk told in
words that no list holds. It takes some twentieth of a second over a narrative, a hundred times as long as the others
together, so the hub has it read in the background, once a referral is received. Like the second reader it names the
labelled example that is nearest. It only adds: a present marker, its word for one that was held, and for one that only
read like an example (``reading.with_heard``). What it hears counts as if the lexicon's word stood there.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vigil.screening.encoder import Encoder, Numbers, whole
from vigil.screening.lexicon import packaged as lexicon
from vigil.screening.likeness import CODES, stretches
from vigil.screening.markers import LEAN, LIKE, Code, Marker, Status

VERSION = "2026.3"
LONGEST = 40_000  # characters: what is beyond is not read by this reader
MOST_PIECES = 250  # read beside each other, in whole stretches
MOST_STRETCHES = 24
LONGEST_STRETCH = 96  # pieces

Part = tuple[int, int, list[int]]
"""Where a stretch starts and ends in the text, and its pieces."""


class Third:
    """The encoder, what was learnt to hear in it, and the labelled examples as it reads them."""

    def __init__(self, encoder: Encoder, told: Numbers, bias: Numbers, examples: Sequence[str], read: Numbers) -> None:
        self.encoder = encoder
        self.told, self.bias = told, bias  # (384, codes) and (codes,), in the order of ``Code``
        self._examples, self._read = examples, read  # ids, and (examples, 384) at length 1
        self._of_code = {
            code: [i for i, one in enumerate(examples) if one.startswith(f"{LIKE}{code}.")] for code in CODES
        }

    def hear(self, text: str) -> list[Marker]:
        """Return a present marker with its odds for every stretch that may tell a risk, in the order of the text."""
        text = text[:LONGEST]
        heard = []
        for parts in self.windows(text):
            meant = self.encoder.read([pieces for _, _, pieces in parts])
            odds = meant @ self.told + self.bias
            for row, column in zip(*np.nonzero(odds >= LEAN), strict=True):
                code, (start, end, _) = CODES[column], parts[row]
                nearest = self._nearest(code, meant[row])
                given = round(float(odds[row, column]), 2)
                heard.append(Marker(code, Status.PRESENT, text[start:end], start, end, nearest, given))
        return heard

    def _nearest(self, code: Code, meant: Numbers) -> str:
        among = self._of_code[code]
        return self._examples[among[int(np.argmax(self._read[among] @ meant))]]

    def windows(self, text: str) -> Iterator[list[Part]]:
        """Yield as many stretches at a time as are read beside each other."""
        words = lexicon().words(text)
        cut = [(words.starts[first], words.ends[last]) for first, last in stretches(words)]
        borders = [0, *(start for start, _ in cut[1:]), len(text)]
        window: list[Part] = []
        held = 0
        for (start, end), (begins, ends) in zip(cut, pairwise(borders), strict=False):
            pieces = self.encoder.pieces(text[begins:ends])[:LONGEST_STRETCH] or self.encoder.unknown
            if window and (held + len(pieces) > MOST_PIECES or len(window) == MOST_STRETCHES):
                yield window
                window, held = [], 0
            window.append((start, end, pieces))
            held += len(pieces)
        if window:
            yield window


def stored() -> dict[str, NDArray[Any]]:
    """Return the packaged file: a matrix has one byte a number, and a scale for every row or column."""
    with (files(__package__) / "third.npz").open("rb") as file:
        return dict(np.load(file))


@cache
def packaged() -> Third:
    """Return the reader that came with Vigil."""
    held = stored()
    examples = bytes(held["examples"]).decode().split("\n")
    return Third(Encoder(held), held["told"], held["told.bias"], examples, whole(held, "read"))
