"""A small transformer encoder: what the words of a narrative mean where they stand, as numbers.

BERT's form (Devlin, Chang, Lee and Toutanova, NAACL 2019) at MiniLM's size (Wang et al., NeurIPS 2020): six layers,
384 numbers for each piece of a word. The weights are packaged, one byte each with a scale for every row; nothing is
learnt or fetched while the hub runs. ``third.py`` says what is read from it.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float32]

LAYERS, HEADS, WIDTH = 6, 12, 384
LONGEST_WORD = 100  # letters: a longer one has no pieces
WORDS_REMEMBERED = 50_000
_FIRST, _LAST, _UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
_EPSILON = np.float32(1e-12)


class Encoder:
    """The packaged weights, by name, and the pieces that words are made of."""

    def __init__(self, stored: Mapping[str, NDArray[Any]]) -> None:
        self.known = {piece: i for i, piece in enumerate(bytes(stored["pieces"]).decode().split("\n"))}
        self._places = {
            name: whole(stored, name)
            for name in ("position_embeddings", "token_type_embeddings", "LayerNorm.weight", "LayerNorm.bias")
        }
        self._word, self._word_scale = stored["word_embeddings"], stored["word_embeddings.scale"]
        self._remembered: dict[str, list[int]] = {}
        self.layers: list[dict[str, Numbers]] = [{} for _ in range(LAYERS)]
        for name in stored:
            if name[0].isdigit() and not name.endswith(".scale"):
                layer, part = name.split(".", 1)
                self.layers[int(layer)][part] = whole(stored, name)

    @property
    def unknown(self) -> list[int]:
        """Return what stands for words that no piece spells."""
        return [self.known[_UNKNOWN]]

    def pieces(self, text: str) -> list[int]:
        """Return the pieces of a text, as WordPiece cuts small letters without accents."""
        return [piece for word in _words(text) for piece in self._of_word(word)]

    def _of_word(self, word: str) -> list[int]:
        if word not in self._remembered:
            if len(self._remembered) >= WORDS_REMEMBERED:
                self._remembered.clear()
            self._remembered[word] = (len(word) <= LONGEST_WORD and self._cut(word)) or self.unknown
        return self._remembered[word]

    def _cut(self, word: str) -> list[int]:
        """Return the longest pieces from the left, or none where some part of the word is in no piece."""
        cut, start = [], 0
        while start < len(word):
            for end in range(len(word), start, -1):
                piece = self.known.get(("##" if start else "") + word[start:end])
                if piece is not None:
                    cut.append(piece)
                    start = end
                    break
            else:
                return []
        return cut

    def framed(self, parts: Sequence[Sequence[int]]) -> list[int]:
        """Return the pieces of some parts between the two that stand at the ends of all that is read."""
        return [self.known[_FIRST], *(piece for part in parts for piece in part), self.known[_LAST]]

    def read(self, parts: Sequence[Sequence[int]]) -> Numbers:
        """Return what each part of a text means beside the others: (parts, 384), the mean over its pieces."""
        ids = self.framed(parts)
        x = self._word[ids] * self._word_scale[ids]
        x = x + self._places["position_embeddings"][: len(ids)] + self._places["token_type_embeddings"][0]
        x = _levelled(x, self._places["LayerNorm.weight"], self._places["LayerNorm.bias"])
        for layer in self.layers:
            x = _layer(x, layer)
        ends = np.cumsum([1, *map(len, parts)])
        return np.stack([x[start:end].mean(0) for start, end in pairwise(ends)])


def _layer(x: Numbers, layer: Mapping[str, Numbers]) -> Numbers:
    """Return what comes out of one layer: attention to every other piece, then a step of its own."""

    def through(x: Numbers, name: str) -> Numbers:
        out: Numbers = x @ layer[f"{name}.weight"] + layer[f"{name}.bias"]
        return out

    query, key, value = (
        through(x, f"attention.self.{name}").reshape(len(x), HEADS, -1).transpose(1, 0, 2)
        for name in ("query", "key", "value")
    )
    heed = query @ key.transpose(0, 2, 1) / np.sqrt(np.float32(WIDTH / HEADS))
    heed = np.exp(heed - heed.max(-1, keepdims=True))
    heed /= heed.sum(-1, keepdims=True)
    told = (heed @ value).transpose(1, 0, 2).reshape(len(x), WIDTH)
    x = _levelled(
        x + through(told, "attention.output.dense"),
        layer["attention.output.LayerNorm.weight"],
        layer["attention.output.LayerNorm.bias"],
    )
    step = through(x, "intermediate.dense")
    # GELU by its tanh: Hendrycks and Gimpel, "Gaussian error linear units", 2016.
    cubed = np.float32(0.044715) * step * step * step
    step = np.float32(0.5) * step * (1 + np.tanh(np.float32(0.7978845608) * (step + cubed)))
    return _levelled(
        x + through(step, "output.dense"), layer["output.LayerNorm.weight"], layer["output.LayerNorm.bias"]
    )


def _levelled(x: Numbers, weight: Numbers, bias: Numbers) -> Numbers:
    """Return every row at mean 0 and variance 1, then weighed: Ba, Kiros and Hinton, "Layer normalization", 2016."""
    x = x - x.mean(-1, keepdims=True)
    out: Numbers = x / np.sqrt((x * x).mean(-1, keepdims=True) + _EPSILON) * weight + bias
    return out


def whole(stored: Mapping[str, NDArray[Any]], name: str) -> Numbers:
    """Return an array as it was before it was stored in bytes."""
    if f"{name}.scale" in stored:
        out: Numbers = stored[name] * stored[f"{name}.scale"]
        return out
    return stored[name].astype(np.float32)


def _words(text: str) -> Iterator[str]:
    """Yield the words and marks of a text, small and without accents, as BERT's first cut does."""
    word = ""
    for letter in unicodedata.normalize("NFD", text.lower()):
        kind = unicodedata.category(letter)
        if kind == "Mn" or (kind[0] == "C" and letter not in "\t\n\r"):
            continue
        if letter.isspace() or kind[0] == "P" or (letter.isascii() and kind[0] == "S"):
            if word:
                yield word
            word = ""
            if not letter.isspace():
                yield letter
        else:
            word += letter
    if word:
        yield word
