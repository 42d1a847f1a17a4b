"""The ranker: a multinomial logit with an outside option (McFadden, 1974) over the verdicts of all subsystems."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from .config import RankerConfig

FEATURES = ["accept_logit", "margin", "log_top", "slot_coverage", "lead"]
LIMIT = 8.0


@dataclass(frozen=True)
class RankerWeights:
    """The contents of ``ranker.json``."""

    features: list[str]
    weights: list[float]
    bias: float
    accept_threshold: float
    ambiguity_margin: float

    def save(self, path: Path) -> None:
        """Writes ``ranker.json``."""
        path.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> RankerWeights:
        """Reads ``ranker.json``."""
        return cls(**json.loads(path.read_text(encoding="utf-8")))


def features(score: np.ndarray, margin: np.ndarray, top: np.ndarray, coverage: np.ndarray) -> np.ndarray:
    """[N,S] numbers of N queries and S subsystems to [N,S,5] features."""
    clipped = np.clip(score.astype(np.float64), 1e-12, 1 - 1e-12)
    accept = np.clip(np.log(clipped) - np.log1p(-clipped), -LIMIT, LIMIT)
    log_top = np.maximum(np.log(np.maximum(top.astype(np.float64), 1e-300)), -LIMIT)
    if accept.shape[1] == 1:
        lead = np.full_like(accept, LIMIT)
    else:
        ordered = np.sort(accept, axis=1)
        best, second = ordered[:, -1:], ordered[:, -2:-1]
        lead = np.clip(np.where(accept == best, accept - second, accept - best), -LIMIT, LIMIT)
    return np.stack([accept, margin, log_top, coverage, lead], -1)


def probabilities(weights: RankerWeights, values: np.ndarray) -> np.ndarray:
    """[N,S,5] features to [N,S+1] probabilities; the last column is out of scope."""
    utility = values @ np.array(weights.weights) + weights.bias
    utility = np.concatenate([utility, np.zeros((len(utility), 1))], 1)
    exponent = np.exp(utility - utility.max(1, keepdims=True))
    return exponent / exponent.sum(1, keepdims=True)


def fit(values: np.ndarray, targets: np.ndarray, sample_weights: np.ndarray, config: RankerConfig) -> RankerWeights:
    """Maximum likelihood with L2; ``targets`` are subsystem columns, S for out of scope.

    Starts from weights set by hand (the accept logit alone decides), so that little data moves them little.
    """
    x = torch.from_numpy(values)
    y = torch.from_numpy(targets)
    w = torch.from_numpy(sample_weights)
    start = torch.tensor([1.0, 0.5, 0.5, 0.5, 0.3], dtype=torch.float64)
    parameters = [start.clone().requires_grad_(), torch.zeros(1, dtype=torch.float64, requires_grad=True)]
    optimizer = torch.optim.Adam(parameters, lr=config.learning_rate)
    for _ in range(config.steps):
        utility = x @ parameters[0] + parameters[1]
        logits = torch.cat([utility, torch.zeros(len(utility), 1, dtype=torch.float64)], 1)
        loss = (F.cross_entropy(logits, y, reduction="none") * w).sum() / w.sum()
        loss = loss + config.l2 * ((parameters[0] - start) ** 2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    fitted = [round(float(v), 5) for v in parameters[0].detach()]
    weights = RankerWeights(FEATURES, fitted, round(float(parameters[1].detach()), 5), 0.0, 0.0)
    return choose_thresholds(weights, values, targets, config)


def choose_thresholds(weights: RankerWeights, values: np.ndarray, targets: np.ndarray,
                      config: RankerConfig) -> RankerWeights:
    """``accept_threshold`` for the wanted share of false rejects; ``ambiguity_margin`` for few ambiguous answers."""
    answers = probabilities(weights, values)[targets < values.shape[1]]
    inside, anybody = answers[:, :-1], 1 - answers[:, -1]
    ordered = np.sort(inside, axis=1)
    ranked = np.sort(anybody)
    threshold = float(ranked[int(config.max_false_rejects * len(ranked))]) if len(ranked) else 0.5
    threshold = math.floor(min(max(threshold, 0.05), 0.9) * 1e4) / 1e4
    second = ordered[:, -2] if inside.shape[1] > 1 else np.zeros(len(inside))
    close = (anybody >= threshold) & (second >= threshold / 2)
    gaps = np.sort((ordered[:, -1] - second)[close])
    count = int(config.ambiguity_share * len(inside))
    margin = float(gaps[min(count, len(gaps) - 1)]) if len(gaps) and count else 0.0
    return RankerWeights(weights.features, weights.weights, weights.bias, threshold, math.floor(min(margin, 0.2) * 1e4) / 1e4)


@dataclass(frozen=True)
class Choice:
    """The decision on one query; ``best`` is a column of the verdicts."""

    outcome: str  # routed, ambiguous, outOfScope
    best: int
    score: float


def decide(weights: RankerWeights, row: np.ndarray) -> Choice:
    """The decision for one row of ``probabilities``."""
    inside = row[:-1]
    order = np.argsort(-inside, kind="stable")
    first = float(inside[order[0]])
    second = float(inside[order[1]]) if len(order) > 1 else 0.0
    if 1 - float(row[-1]) < weights.accept_threshold:
        return Choice("outOfScope", int(order[0]), first)
    if first - second < weights.ambiguity_margin and second >= weights.accept_threshold / 2:
        return Choice("ambiguous", int(order[0]), first)
    return Choice("routed", int(order[0]), first)
