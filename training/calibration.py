"""Calibrated scores: temperature, threshold, and how far scores can be believed."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .decode import log_softmax

LOWEST_THRESHOLD, HIGHEST_THRESHOLD = 0.01, 0.5


def choose_temperature(logits: np.ndarray, targets: np.ndarray) -> float:
    """The temperature of least negative log-likelihood (Guo et al., 2017), within 0.4 and 4."""
    grid = np.exp(np.linspace(np.log(0.4), np.log(4.0), 47))
    likelihood = [log_softmax(logits.astype(np.float64) / t)[np.arange(len(targets)), targets].mean() for t in grid]
    return round(float(grid[int(np.argmax(likelihood))]), 4)


def accept_scores(logits: np.ndarray, temperature: float) -> np.ndarray:
    """1 - P(reject) of every utterance."""
    return 1.0 - np.exp(log_softmax(logits.astype(np.float64) / temperature))[:, 0]


def choose_threshold(scores: np.ndarray, own: np.ndarray, max_false_rejects: float, max_false_accepts: float) -> float:
    """The threshold that rejects at most a share of the own utterances; with ``max_false_accepts`` above 0 the lowest one that
    accepts at most that share of the others. Either is held within 0.01 and 0.5."""
    inside, outside = np.sort(scores[own]), np.sort(scores[~own])
    threshold = 0.5
    if max_false_accepts > 0 and len(outside):
        allowed = int(max_false_accepts * len(outside))
        threshold = math.floor(1e4 * outside[len(outside) - 1 - allowed] + 1) / 1e4
    elif len(inside):
        threshold = math.floor(1e4 * inside[int(max_false_rejects * len(inside))]) / 1e4
    return min(max(threshold, LOWEST_THRESHOLD), HIGHEST_THRESHOLD)


def reject_shift(logits: np.ndarray, temperature: float, own: np.ndarray, max_false_accepts: float) -> float:
    """What to add to the reject logit so that a score of 0.5 accepts at most this share of the others; 0 where it does so already.

    The ranker compares the scores of all heads: a head that is too eager has to say less, not only to be cut off higher.
    """
    outside = np.sort(accept_scores(logits, temperature)[~own])
    if not len(outside):
        return 0.0
    highest = float(outside[len(outside) - 1 - int(max_false_accepts * len(outside))])
    if highest < HIGHEST_THRESHOLD:
        return 0.0
    highest = min(highest + 1e-4, 1.0 - 1e-6)
    return temperature * math.log(highest / (1.0 - highest))


def reliability(scores: np.ndarray, right: np.ndarray, bins: int = 10) -> dict[str, Any]:
    """Reliability diagram (Niculescu-Mizil and Caruana, 2005) as rows of mean score, share that was right and count, and the
    expected calibration error: the mean distance of the two, weighted by count."""
    index = np.minimum((scores * bins).astype(int), bins - 1)
    rows = []
    for number in range(bins):
        chosen = index == number
        if chosen.any():
            rows.append([round(float(scores[chosen].mean()), 4), round(float(right[chosen].mean()), 4), int(chosen.sum())])
    error = sum(abs(score - share) * count for score, share, count in rows) / max(len(scores), 1)
    return {"expected_calibration_error": round(error, 4), "rows": rows}
