"""``likeness``: how well vectors tell which texts mean the same: five examples of each intent, the nearest mean of them decides."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from .config import Config
from .corpus import DataError, read_records
from .model import Backbone
from .pretrained import untouched
from .readouts import load_readouts, pooled
from .states import by_length, load_backbone, pad
from .tokenizer import Encoding

EXAMPLES, DRAWS = 5, 20


def measure_likeness(config: Config, work: Path, path: Path) -> str:
    """Accuracy of the backbone's vectors and of the untouched encoder's on the texts of a file, as JSON."""
    rows = [(record["text"], record["intent"]) for _, record in read_records(path, ("text", "intent"))]
    backbone, tokenizer = load_backbone(config, work)
    encodings = [tokenizer.encode(text, config.backbone.max_tokens) for text, _ in rows]
    names = sorted({intent for _, intent in rows})
    targets = np.array([names.index(intent) for _, intent in rows])
    if np.bincount(targets).min() <= EXAMPLES:
        raise DataError(f"{path}: more than {EXAMPLES} texts of each intent are needed")
    pooling = config.readouts.likeness or "mean"
    plain = lambda states, mask: F.normalize(pooled(states, mask, pooling), dim=-1)  # noqa: E731
    result: dict[str, float] = {"texts": len(rows), "intents": len(names)}
    loaded = load_readouts(config.backbone, work / "readouts.pt")
    readers = {"likeness": loaded[0].alike} if loaded and loaded[0].pooling else {}
    found = vectors(backbone, encodings, {**readers, "pooled states": plain})
    if (work / "untouched.pt").is_file():
        original = untouched(config.backbone, work, len(tokenizer.vocabulary))
        found |= vectors(original, encodings, {"untouched encoder": plain})
    return json.dumps(result | {name: nearest_mean(values, targets, config.seed) for name, values in found.items()})


@torch.no_grad()
def vectors(backbone: Backbone, encodings: list[Encoding], readers: dict[str, Callable[[Tensor, Tensor], Tensor]]) -> dict[str, np.ndarray]:
    """[N,W] vectors of length 1 by name: what each reader makes of the last wide states and their mask."""
    result = {name: np.zeros((len(encodings), backbone.config.wide_hidden), np.float32) for name in readers}
    for rows in by_length(encodings):
        ids, mask = pad([encodings[i] for i in rows])
        states = backbone(ids, mask, with_narrow=False)[len(backbone.wide)]
        for name, read in readers.items():
            result[name][rows] = read(states, mask).numpy()
    return result


def nearest_mean(found: np.ndarray, targets: np.ndarray, seed: int) -> float:
    """Share of the texts whose intent has the nearest mean of ``EXAMPLES`` others, over ``DRAWS`` draws of these."""
    rng = np.random.default_rng(seed)
    groups = [np.flatnonzero(targets == i) for i in range(targets.max() + 1)]
    right = []
    for _ in range(DRAWS):
        chosen = np.stack([rng.choice(group, EXAMPLES, replace=False) for group in groups])
        means = found[chosen].mean(1)
        means /= np.linalg.norm(means, axis=1, keepdims=True)
        rest = np.setdiff1d(np.arange(len(targets)), chosen)
        right.append(float(((found[rest] @ means.T).argmax(1) == targets[rest]).mean()))
    return round(float(np.mean(right)), 4)
