"""Token ids on disk, and batches of masked utterances made from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from .corpus import DataError
from .tokenizer import MASK, PAD, SPECIAL


class Pieces(NamedTuple):
    """The pieces of one utterance, where its words begin and, if wanted, where its phrases begin."""

    ids: np.ndarray
    word_start: np.ndarray
    phrase_start: np.ndarray | None = None


@dataclass(frozen=True)
class Shard:
    """Utterances of one source, one after the other."""

    ids: np.ndarray
    word_start: np.ndarray
    lengths: np.ndarray
    offsets: np.ndarray
    phrase_start: np.ndarray | None = None  # a word that goes on with a phrase is no start; None: no phrases

    def utterance(self, index: int) -> Pieces:
        """One utterance."""
        span = slice(self.offsets[index], self.offsets[index + 1])
        return Pieces(self.ids[span], self.word_start[span], None if self.phrase_start is None else self.phrase_start[span])


def load_shards(directory: Path, names: list[str]) -> dict[str, Shard]:
    """Non-empty shards by source name."""
    shards: dict[str, Shard] = {}
    for name in names:
        path = directory / f"{name}.npz"
        if not path.is_file():
            raise DataError(f"{path}: no such file; run 'prepare' first, or take '{name}' out of pretrain.shares")
        content = np.load(path)
        if len(content["lengths"]):
            offsets = np.concatenate([[0], np.cumsum(content["lengths"])])
            shards[name] = Shard(content["ids"], content["word_start"], content["lengths"], offsets)
    if not shards:
        raise DataError(f"{directory}: every shard is empty")
    return shards


@dataclass(frozen=True)
class MaskedBatch:
    """Inputs [B,T] and the flat positions and ids of the masked pieces."""

    input_ids: np.ndarray
    attention_mask: np.ndarray
    positions: np.ndarray
    targets: np.ndarray


def mask_batch(utterances: list[Pieces], vocabulary: int, rate: float, rng: np.random.Generator, least: int = 1,
               phrase_share: float = 0.0) -> MaskedBatch:
    """Whole-word masks (Cui et al., 2021), drawn afresh (Liu et al., 2019): 80 % [MASK], 10 % random, 10 % kept.

    Every utterance has at least ``least`` masked words. ``phrase_share`` of the masked words are drawn as whole phrases where
    an utterance has them (Sun et al., 2019, "ERNIE"; Joshi et al., 2020, "SpanBERT"), the others word by word.
    """
    length = max(len(pieces.ids) for pieces in utterances)
    input_ids = np.full((len(utterances), length), PAD, np.int64)
    positions: list[np.ndarray] = []
    for row, (ids, word_start, phrase_start) in enumerate(utterances):
        input_ids[row, : len(ids)] = ids
        word = np.cumsum(word_start)  # 0 for [CLS]
        words = int(word[-1])
        if words == 0:
            continue
        chosen = np.zeros(words + 1, bool)
        wanted = rate * words
        if phrase_share and phrase_start is not None:
            wanted -= _choose_phrases(chosen, phrase_start[word_start], wanted * phrase_share, rng)
        count = max(least - int(chosen.sum()), int(wanted + rng.random()))
        order = 1 + rng.permutation(words)
        chosen[order[~chosen[order]][:count]] = True
        chosen_tokens = chosen[word]
        chosen_tokens[-1] = False  # [SEP]
        positions.append(row * length + np.flatnonzero(chosen_tokens))
    flat = np.concatenate(positions) if positions else np.zeros(0, np.int64)
    attention_mask = (input_ids != PAD).astype(np.int64)
    view = input_ids.reshape(-1)
    targets = view[flat].copy()
    draw = rng.random(len(flat))
    view[flat[draw < 0.8]] = MASK
    randomised = flat[(draw >= 0.8) & (draw < 0.9)]
    view[randomised] = rng.integers(len(SPECIAL), vocabulary, len(randomised))
    return MaskedBatch(input_ids, attention_mask, flat, targets)


def _choose_phrases(chosen: np.ndarray, phrase_start: np.ndarray, wanted: float, rng: np.random.Generator) -> float:
    """Marks phrases of two words and more in ``chosen`` [words + 1], ``wanted`` words on average; returns the average."""
    begins = np.flatnonzero(phrase_start)
    lengths = np.diff(np.append(begins, len(phrase_start)))
    phrases = np.flatnonzero(lengths > 1)
    wanted = left = min(wanted, float(lengths[phrases].sum()))
    for phrase in rng.permutation(phrases):
        # The last phrase may be longer than what is left: it is taken so often that the average is right.
        if left < lengths[phrase] and rng.random() * lengths[phrase] >= left:
            break
        chosen[1 + begins[phrase] : 1 + begins[phrase] + lengths[phrase]] = True
        left -= lengths[phrase]
        if left <= 0:
            break
    return wanted


class Mixture:
    """An endless stream of batches in which each source has its share of the tokens."""

    def __init__(self, shards: dict[str, Shard], shares: dict[str, float], tokens_per_batch: int,
                 rng: np.random.Generator, held_out: int) -> None:
        self._shards = shards
        self._rng = rng
        self._tokens = tokens_per_batch
        weights = np.array([shares[name] / float(np.mean(shards[name].lengths)) for name in shards])
        self._names = list(shards)
        self._weights = weights / weights.sum()
        fixed = np.random.default_rng(7)
        self.held_out: list[tuple[str, int]] = []
        self._orders: dict[str, np.ndarray] = {}
        self._cursor: dict[str, int] = {}
        for name, shard in shards.items():
            order = fixed.permutation(len(shard.lengths))
            kept = min(int(held_out * shares[name] / sum(shares[n] for n in shards)), len(order) // 10)
            self.held_out += [(name, int(i)) for i in order[:kept]]
            self._orders[name] = order[kept:]
            self._cursor[name] = len(order)

    def get(self, key: tuple[str, int]) -> Pieces:
        """One utterance by source and index."""
        return self._shards[key[0]].utterance(key[1])

    def _draw(self, name: str) -> tuple[str, int]:
        if self._cursor[name] >= len(self._orders[name]):
            self._rng.shuffle(self._orders[name])
            self._cursor[name] = 0
        self._cursor[name] += 1
        return name, int(self._orders[name][self._cursor[name] - 1])

    def batches(self) -> Iterator[list[Pieces]]:
        """Batches of about ``tokens_per_batch`` tokens and utterances of similar length."""
        while True:
            pool = [self._draw(self._names[i]) for i in self._rng.choice(len(self._names), 4096, p=self._weights)]
            pool.sort(key=lambda key: (self._shards[key[0]].lengths[key[1]], self._rng.random()))
            batches: list[list[tuple[str, int]]] = [[]]
            for key in pool:
                length = int(self._shards[key[0]].lengths[key[1]])
                if (len(batches[-1]) + 1) * length > self._tokens and batches[-1]:
                    batches.append([])
                batches[-1].append(key)
            for index in self._rng.permutation(len(batches)):
                yield [self.get(key) for key in batches[index]]
