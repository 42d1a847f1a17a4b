"""Phrases of up to four words, found by counting: what a phrase mask hides as a whole.

Two units that stand side by side much oftener than chance become one (Mikolov et al., 2013, "Distributed Representations of Words
and Phrases and their Compositionality", equation 6); the same again on the result, so that a phrase has up to four words. A
Chinese character is a word of the tokenizer, so in Chinese texts these phrases are words: 明天, 客厅, 多少钱.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path

import numpy as np

from .config import PretrainConfig
from .shards import Shard

log = logging.getLogger(__name__)
PASSES = 2  # each can double the length
SECOND_PASS = 0.5  # of the threshold: longer phrases are rarer
LISTED = 200  # phrases of each source in phrases.json
_FACTORS = np.random.default_rng(5).integers(1, 2**63, 256, dtype=np.uint64) | np.uint64(1)


def unit_keys(ids: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """A 64-bit key per unit, the same for the same pieces; units begin where ``starts`` is True, the first at 0."""
    begins = np.flatnonzero(starts)
    place = np.arange(len(ids)) - begins[np.cumsum(starts) - 1]
    return np.add.reduceat((ids.astype(np.uint64) + np.uint64(1)) * _FACTORS[place % len(_FACTORS)], begins)


def phrase_starts(shard: Shard, joinable: np.ndarray, discount: float, threshold: float) -> np.ndarray:
    """[tokens] booleans like ``word_start``, False also where a word goes on with the phrase before it.

    ``joinable`` tells of every piece of the vocabulary whether it can be in a phrase; a mark or a special piece cannot.
    """
    word_start = shard.word_start
    edges = np.zeros(len(shard.ids), bool)  # pieces that no phrase reaches across
    edges[shard.offsets[:-1]] = edges[shard.offsets[1:] - 1] = True
    edges |= ~joinable[shard.ids]
    starts = word_start | edges
    words = int(word_start.sum())
    for number in range(PASSES):
        begins = np.flatnonzero(starts)
        keys, index, counts = np.unique(unit_keys(shard.ids, starts), return_inverse=True, return_counts=True)
        free = ~np.logical_or.reduceat(edges, begins)
        pairs = np.flatnonzero(free[:-1] & free[1:])
        left, right = index[pairs], index[pairs + 1]
        codes, which, together = np.unique(left * len(keys) + right, return_inverse=True, return_counts=True)
        wanted = threshold * SECOND_PASS ** number
        score = words * (together[which] - discount) / (counts[left].astype(np.float64) * counts[right])
        candidates = np.full(len(begins), -np.inf)
        candidates[pairs[score > wanted]] = score[score > wanted]
        starts = starts.copy()
        starts[begins[_best_pairs(candidates) + 1]] = False
    return starts & word_start


def _best_pairs(scores: np.ndarray) -> np.ndarray:
    """Places i at which i and i + 1 are joined: of overlapping pairs the one that scores higher, of equal ones the first."""
    left = scores.copy()
    result: list[np.ndarray] = []
    while True:
        before, after = np.append(-np.inf, left[:-1]), np.append(left[1:], -np.inf)
        best = np.flatnonzero((left > before) & (left >= after))
        if not len(best):
            return np.concatenate(result) if result else best
        result.append(best)
        left[best] = left[np.maximum(best - 1, 0)] = left[np.minimum(best + 1, len(left) - 1)] = -np.inf


def find_phrases(shards: dict[str, Shard], vocabulary: list[str], settings: PretrainConfig, directory: Path) -> None:
    """Writes ``<directory>/<source>.npy`` for every shard, and ``phrases.json``: the most frequent phrases, to look at."""
    directory.mkdir(parents=True, exist_ok=True)
    joinable = np.array([any(c.isalnum() for c in piece) and not piece.startswith("[") for piece in vocabulary])
    listed: dict[str, dict[str, int]] = {}
    for name, shard in shards.items():
        starts = phrase_starts(shard, joinable, settings.phrase_discount, settings.phrase_threshold)
        np.save(directory / f"{name}.npy", starts)
        listed[name] = _frequent(shard, starts, vocabulary)
        inside = 1.0 - float(starts.sum()) / max(int(shard.word_start.sum()), 1)
        log.info("phrases of %s: %.1f %% of the words go on with a phrase; %s", name, 100 * inside, ", ".join(list(listed[name])[:8]))
    (directory / "phrases.json").write_text(json.dumps(listed, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def load_phrases(shards: dict[str, Shard], directory: Path) -> dict[str, Shard]:
    """The shards with the phrases that ``find_phrases`` wrote."""
    return {name: Shard(s.ids, s.word_start, s.lengths, s.offsets, np.load(directory / f"{name}.npy")) for name, s in shards.items()}


def _frequent(shard: Shard, starts: np.ndarray, vocabulary: list[str]) -> dict[str, int]:
    """Text and count of the most frequent phrases."""
    edges = np.zeros(len(starts), bool)
    edges[shard.offsets[:-1]] = edges[shard.offsets[1:] - 1] = True
    begins = np.flatnonzero(starts | edges)
    _, first, counts = np.unique(unit_keys(shard.ids, starts | edges), return_index=True, return_counts=True)
    ends = np.append(begins[1:], len(starts))
    words = np.add.reduceat(shard.word_start.astype(np.int64), begins)
    result: dict[str, int] = {}
    for unit in np.argsort(-counts, kind="stable"):
        if words[first[unit]] > 1 and len(result) < LISTED:
            span = range(begins[first[unit]], ends[first[unit]])
            pieces = ["", *((" " if shard.word_start[i] else "") + vocabulary[shard.ids[i]].removeprefix("##") for i in span)]
            result["".join(pieces).strip()] = int(counts[unit])
    return result
