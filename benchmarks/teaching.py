"""Teach the third reader on, from the weights that are packaged and the labelled narratives.

    python -m venv build/teach
    build/teach/bin/pip install torch . && build/teach/bin/python -m benchmarks.teaching OUT.npz [--also FILE]

Teaches on ``vigil/screening/examples``, ``tests/screening/narratives/tuned`` and any labelled file that is named, never
on what is held back. What a stretch tells is asked of the mean over its pieces, for each risk and each way it can be
meant; the packaged reader keeps only the answer for "present". An epoch takes seven minutes on two cores. Put OUT.npz
in place of ``vigil/screening/third.npz``, raise ``VERSION`` in ``third.py``, and score the narratives that are held
back before it goes live: ``vigil screen --score``.
"""

import argparse
import json
import math
import random
import time
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch.nn import functional

from vigil.screening import third
from vigil.screening.encoder import HEADS, WIDTH, Encoder, whole
from vigil.screening.learning import SHARE
from vigil.screening.likeness import CODES, labelled
from vigil.screening.markers import Status

TUNED = Path(__file__).parent.parent / "tests" / "screening" / "narratives" / "tuned"
STATUSES = tuple(Status)
COLUMNS = {pair: i for i, pair in enumerate(product(CODES, STATUSES))}
ROOMS = ((16, 128), (32, 64), (64, 32), (128, 24), (192, 16), (256, 12))  # pieces and rows of a batch
RATE, HEAD_RATE, DROPPED = 2e-4, 4e-3, 0.1
Arrays = dict[str, Any]
Batch = tuple[np.ndarray[Any, Any], ...]


class Lesson(NamedTuple):
    """Some stretches that are read beside each other, what each tells, and which of the answers are known."""

    parts: list[list[int]]
    told: np.ndarray[Any, Any]
    known: np.ndarray[Any, Any]


def of_narrative(narrative: dict[str, Any], reader: third.Third) -> list[Lesson]:
    """Return a labelled narrative as lessons: every answer is known."""
    text, lessons = narrative["text"], []
    for window in reader.windows(text):
        told = np.zeros((len(window), len(COLUMNS)), np.float32)
        for row, (start, end, _) in enumerate(window):
            for marker in narrative["markers"]:
                at = text.index(marker["evidence"])
                until = at + len(marker["evidence"])
                shared = min(end, until) - max(start, at)
                if shared > 0 and shared >= SHARE * min(until - at, end - start):
                    told[row, COLUMNS[marker["code"], marker["status"]]] = 1
        lessons.append(Lesson([pieces for *_, pieces in window], told, np.ones_like(told)))
    return lessons


def of_examples(encoder: Encoder) -> list[Lesson]:
    """Return the packaged examples: of each it is known what it tells as present, and nothing else."""
    lessons = []
    for _, said, codes in labelled():
        told, known = (np.zeros((1, len(COLUMNS)), np.float32) for _ in range(2))
        for code in CODES:
            known[0, COLUMNS[code, Status.PRESENT]] = 1
            told[0, COLUMNS[code, Status.PRESENT]] = code in codes
        lessons.append(Lesson([encoder.pieces(said)[:60] or encoder.unknown], told, known))
    return lessons


def batches(lessons: Sequence[Lesson], encoder: Encoder, chance: random.Random) -> list[Batch]:
    """Return lessons of about one length together: pieces, which are there, which stretch each is of, and answers."""
    rooms: dict[tuple[int, int], list[Lesson]] = {}
    for lesson in lessons:
        rooms.setdefault(next(r for r in ROOMS if sum(map(len, lesson.parts)) + 2 <= r[0]), []).append(lesson)
    made: list[Batch] = []
    for (room, rows), here in rooms.items():
        chance.shuffle(here)
        for first in range(0, len(here), rows):
            some = here[first : first + rows]
            most = 1 if all(len(one.parts) == 1 for one in some) else third.MOST_STRETCHES
            pieces, there = np.zeros((len(some), room), np.int64), np.zeros((len(some), room), bool)
            of = np.zeros((len(some), most, room), np.float32)
            told, known = (np.zeros((len(some), most, len(COLUMNS)), np.float32) for _ in range(2))
            for row, lesson in enumerate(some):
                said = encoder.framed(lesson.parts)
                pieces[row, : len(said)], there[row, : len(said)] = said, 1
                at = 1
                for part, cut in enumerate(lesson.parts):
                    of[row, part, at : at + len(cut)] = 1 / len(cut)
                    at += len(cut)
                told[row, : len(lesson.parts)], known[row, : len(lesson.parts)] = lesson.told, lesson.known
            made.append((pieces, there, of, told, known))
    chance.shuffle(made)
    return made


def levelled(x: Any, part: Arrays, name: str) -> Any:
    return functional.layer_norm(x.float(), (WIDTH,), part[f"{name}.weight"], part[f"{name}.bias"], 1e-12)


def drop(x: Any) -> Any:
    return functional.dropout(x, DROPPED)


def odds(learnt: Arrays, fixed: Arrays, pieces: Any, there: Any, of: Any) -> Any:
    """Return the log odds of every answer: the same network as ``Encoder.read``, with some of it left out by chance."""
    rows, room = pieces.shape
    x = fixed["word_embeddings"][pieces] + fixed["position_embeddings"][:room] + fixed["token_type_embeddings"][0]
    x = drop(levelled(x, fixed, "LayerNorm"))
    for layer in learnt["layers"]:

        def through(x: Any, name: str, layer: Arrays = layer) -> Any:
            return functional.linear(x, layer[f"{name}.weight"].T, layer[f"{name}.bias"])

        query, key, value = (
            through(x, f"attention.self.{name}").view(rows, room, HEADS, -1).transpose(1, 2)
            for name in ("query", "key", "value")
        )
        told = functional.scaled_dot_product_attention(query, key, value, attn_mask=there[:, None, None, :])
        told = told.transpose(1, 2).reshape(rows, room, WIDTH)
        x = levelled(x + drop(through(told, "attention.output.dense")), layer, "attention.output.LayerNorm")
        step = functional.gelu(through(x, "intermediate.dense"), approximate="tanh")
        x = levelled(x + drop(through(step, "output.dense")), layer, "output.LayerNorm")
    return drop(of @ x.float()) @ learnt["told"] + learnt["bias"]


def loss(learnt: Arrays, fixed: Arrays, batch: Batch) -> Any:
    """Return the mean over stretches of what every known answer costs."""
    pieces, there, of, told, known = map(torch.from_numpy, batch)
    with torch.autocast("cpu", torch.bfloat16):
        asked = odds(learnt, fixed, pieces, there, of).float()
    cost = functional.binary_cross_entropy_with_logits(asked, told * 0.98 + 0.002, reduction="none") * known
    return cost.sum() / known[:, :, 0].sum()


def teach(lessons: list[Lesson], stored: Arrays, reader: third.Third, epochs: int) -> Arrays:
    """Return the layers and what is heard in them after so many times through all lessons."""
    chance = random.Random(0)
    torch.manual_seed(0)
    fixed = {
        name: torch.from_numpy(whole(stored, name))
        for name in stored
        if name.split(".")[0].endswith(("embeddings", "LayerNorm")) and not name.endswith(".scale")
    }
    layers = [{name: torch.from_numpy(one.copy()) for name, one in layer.items()} for layer in reader.encoder.layers]
    head = [torch.randn(WIDTH, len(COLUMNS)) * 0.02, torch.full((len(COLUMNS),), -5.0)]
    learnt: Arrays = {"layers": layers, "told": head[0], "bias": head[1]}
    encoder = [one for layer in layers for one in layer.values()]
    for one in (*encoder, *head):
        one.requires_grad_()
    way = torch.optim.AdamW(
        [{"params": encoder, "lr": RATE, "weight_decay": 0.01}, {"params": head, "lr": HEAD_RATE, "weight_decay": 0}]
    )
    steps = epochs * len(batches(lessons, reader.encoder, chance))
    warm = steps // 20 + 1
    rates = torch.optim.lr_scheduler.LambdaLR(
        way, lambda done: min(done / warm, 0.02 + 0.49 * (1 + math.cos(math.pi * (done - warm) / (steps - warm))))
    )
    for epoch in range(epochs):
        began, costs = time.monotonic(), []
        for batch in batches(lessons, reader.encoder, chance):
            cost = loss(learnt, fixed, batch)
            way.zero_grad()
            cost.backward()
            torch.nn.utils.clip_grad_norm_([*encoder, *head], 1.0)
            way.step()
            rates.step()
            costs.append(cost.item())
        print(f"epoch {epoch + 1}: {np.mean(costs):.3f}, {time.monotonic() - began:.0f} s", flush=True)
    return {
        "layers": [{name: one.detach().numpy() for name, one in layer.items()} for layer in layers],
        "told": head[0].detach().numpy(),
        "bias": head[1].detach().numpy(),
    }


def packed(learnt: Arrays, stored: Arrays) -> Arrays:
    """Return what was learnt as it is packaged, with every example of a risk as it is now read."""
    out = {
        name: one
        for name, one in stored.items()
        if not name[0].isdigit() and name.split(".")[0] not in ("told", "read")
    }
    for number, layer in enumerate(learnt["layers"]):
        for name, one in layer.items():
            put(out, f"{number}.{name}", np.asarray(one), 0)
    present = [COLUMNS[code, Status.PRESENT] for code in CODES]
    out["told"], out["told.bias"] = np.asarray(learnt["told"])[:, present], np.asarray(learnt["bias"])[present]
    encoder = Encoder(out)
    examples = [
        (name, encoder.read([encoder.pieces(said) or encoder.unknown])[0]) for name, said, codes in labelled() if codes
    ]
    put(out, "read", np.stack([read / np.linalg.norm(read) for _, read in examples]), 1)
    out["examples"] = np.frombuffer("\n".join(name for name, _ in examples).encode(), np.uint8)
    return out


def put(out: Arrays, name: str, one: np.ndarray[Any, Any], over: int) -> None:
    """Store an array, a matrix in one byte a number with a scale for every row or column."""
    if one.ndim < 2:
        out[name] = one
        return
    out[f"{name}.scale"] = np.abs(one).max(over, keepdims=True).astype(np.float32) / 127
    out[name] = np.round(one / out[f"{name}.scale"]).astype(np.int8)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--also", type=Path, action="append", default=[])
    asked = parser.parse_args()
    stored, reader = third.stored(), third.packaged()
    lessons = of_examples(reader.encoder)
    for file in (*sorted(TUNED.glob("*.jsonl")), *asked.also):
        for line in file.read_text(encoding="utf-8").splitlines():
            lessons += of_narrative(json.loads(line), reader)
    np.savez_compressed(asked.out, **packed(teach(lessons, stored, reader, asked.epochs), stored))


if __name__ == "__main__":
    main()
