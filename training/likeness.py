"""``likeness``: how well vectors tell which texts mean the same: five examples of each intent, the nearest mean of them decides."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from .config import Config
from .corpus import DataError, read_records
from .joint import pad
from .model import Backbone
from .pretrained import untouched
from .readouts import Readouts, load_readouts, pooled
from .states import load_backbone
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
    result: dict[str, float | int | str] = {"texts": len(rows), "intents": len(names)}
    loaded = load_readouts(config.backbone, work / "readouts.pt")
    if loaded and loaded[0].pooling:
        result["likeness"] = nearest_mean(vectors(backbone, encodings, pooling, loaded[0]), targets, config.seed)
    result["pooled states"] = nearest_mean(vectors(backbone, encodings, pooling), targets, config.seed)
    if (work / "untouched.pt").is_file():
        original = untouched(config.backbone, work, len(tokenizer.vocabulary))
        result["untouched encoder"] = nearest_mean(vectors(original, encodings, pooling), targets, config.seed)
    return json.dumps(result)


@torch.no_grad()
def vectors(backbone: Backbone, encodings: list[Encoding], pooling: str, readouts: Readouts | None = None) -> np.ndarray:
    """[N,W] vectors of length 1: the pooled last wide states, or what the readouts make of them."""
    order = np.argsort([len(e.ids) for e in encodings], kind="stable")
    result = np.zeros((len(encodings), backbone.config.wide_hidden), np.float32)
    for first in range(0, len(order), 64):
        rows = order[first : first + 64]
        ids, mask = pad([encodings[i] for i in rows])
        states = backbone(ids, mask, with_narrow=False)[len(backbone.wide)]
        found: Tensor | None = readouts.alike(states, mask) if readouts else None
        result[rows] = (found if found is not None else F.normalize(pooled(states, mask, pooling), dim=-1)).numpy()
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
