"""Initial token vectors from co-occurrence statistics: positive pointwise mutual information, factorised by a
randomised SVD (Levy and Goldberg, 2014, "Neural Word Embedding as Implicit Matrix Factorization"; Halko et al., 2011).

It costs a minute and saves the masked-word training, which sees few tokens, from learning the same slowly.
"""

from __future__ import annotations

import numpy as np

from .shards import Shard
from .tokenizer import SPECIAL

WINDOW = 4


def token_vectors(shards: dict[str, Shard], shares: dict[str, float], vocabulary: int, width: int,
                  seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Vectors [vocabulary, width] with unit-size rows where seen, and log unigram frequencies [vocabulary]."""
    pairs = np.zeros((vocabulary, vocabulary), np.float32)
    counts = np.zeros(vocabulary, np.float64)
    total_tokens = sum(len(shards[name].ids) for name in shards)
    for name, shard in shards.items():
        # A source counts as often as the masked-word training will see it, within limits.
        weight = float(np.clip(shares.get(name, 0.0) * total_tokens / max(len(shard.ids), 1), 0.25, 8.0))
        ids = shard.ids.astype(np.int64)
        text = np.repeat(np.arange(len(shard.lengths)), shard.lengths)
        counts += weight * np.bincount(ids, minlength=vocabulary)
        for distance in range(1, WINDOW + 1):
            together = text[:-distance] == text[distance:]
            left, right = ids[:-distance][together], ids[distance:][together]
            codes, times = np.unique(left * vocabulary + right, return_counts=True)
            pairs.reshape(-1)[codes] += (weight * times / distance).astype(np.float32)
    pairs += pairs.T.copy()
    pairs[: len(SPECIAL)] = 0
    pairs[:, : len(SPECIAL)] = 0
    rows = pairs.sum(1)
    context = rows ** 0.75  # context smoothing: rare contexts do not dominate
    with np.errstate(divide="ignore", invalid="ignore"):
        pairs *= context.sum() / (rows[:, None] * context[None, :])
        np.log(pairs, out=pairs)
    pairs[~np.isfinite(pairs)] = 0
    np.maximum(pairs, 0, out=pairs)
    vectors = _factorise(pairs, width, seed)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors = np.where(norms > 1e-6, vectors / np.maximum(norms, 1e-6), 0)
    noise = np.random.default_rng(seed).normal(0, 0.2 / np.sqrt(width), vectors.shape)
    return (vectors + noise).astype(np.float32), np.log((counts + 1) / (counts + 1).sum()).astype(np.float32)


def _factorise(matrix: np.ndarray, width: int, seed: int) -> np.ndarray:
    """U·sqrt(S) of the leading singular triplets, by subspace iteration."""
    rng = np.random.default_rng(seed)
    basis = matrix @ rng.normal(size=(matrix.shape[1], width + 16)).astype(np.float32)
    for _ in range(3):
        basis, _ = np.linalg.qr(matrix.T @ np.linalg.qr(basis)[0])
        basis = matrix @ basis
    basis, _ = np.linalg.qr(basis)
    left, singular, _ = np.linalg.svd(basis.T @ matrix, full_matrices=False)
    return (basis @ left)[:, :width] * np.sqrt(singular[:width])
