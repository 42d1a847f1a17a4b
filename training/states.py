"""Backbone states of many utterances, computed once and kept as float16."""

from __future__ import annotations

import functools
import pickle
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from tqdm import tqdm

from .config import Config
from .corpus import DataError, read_utterances
from .int8 import fit_int8_layers, with_int8_layers
from .model import Backbone, attention_bias, save_whole, stored_values
from .pool import Example
from .tokenizer import PAD, Encoding, Tokenizer

FITTED = 500  # texts that int8 layers are fitted to


@dataclass(frozen=True)
class States:
    """Token ids and states of one tap, utterances one after the other."""

    offsets: np.ndarray  # [utterances + 1]
    ids: np.ndarray  # [tokens]
    hidden: np.ndarray  # [tokens, H], float16

    def batch(self, indices: np.ndarray) -> tuple[Tensor, Tensor, Tensor]:
        """hidden [B,T,H], attention mask [B,T] and ids [B,T] of some utterances."""
        lengths = self.offsets[indices + 1] - self.offsets[indices]
        longest = int(lengths.max())
        hidden = np.zeros((len(indices), longest, self.hidden.shape[1]), np.float32)
        ids = np.full((len(indices), longest), PAD, np.int64)
        for row, index in enumerate(indices):
            span = slice(self.offsets[index], self.offsets[index + 1])
            hidden[row, : lengths[row]] = self.hidden[span]
            ids[row, : lengths[row]] = self.ids[span]
        return torch.from_numpy(hidden), torch.from_numpy((ids != PAD).astype(np.int64)), torch.from_numpy(ids)

    def save(self, directory: Path) -> None:
        """Writes a directory of .npy files, which ``load`` maps into memory."""
        directory.mkdir(parents=True, exist_ok=True)
        for name in ("offsets", "ids", "hidden"):
            np.save(directory / f"{name}.npy", getattr(self, name))

    @classmethod
    def load(cls, directory: Path) -> States:
        """Reads what ``save`` wrote."""
        return cls(np.load(directory / "offsets.npy"), np.load(directory / "ids.npy"),
                   np.load(directory / "hidden.npy", mmap_mode="r"))


@dataclass(frozen=True)
class LiveStates(States):
    """The same states computed afresh from a backbone that learns too: what a whole network is fine-tuned on."""

    backbone: Backbone
    tap: int

    def batch(self, indices: np.ndarray) -> tuple[Tensor, Tensor, Tensor]:
        """As of ``States``. The backbone is in training mode where gradients are wanted."""
        _, mask, ids = super().batch(indices)
        self.backbone.train(torch.is_grad_enabled())
        return self.backbone.tapped(ids, mask, self.tap), mask, ids


def save_pool(work: Path, pool: list[Example], encodings: list[Encoding], states: dict[int, States]) -> None:
    """Keeps a pool, its token ids and its states of some taps under ``<work>/states`` for the processes that train on them."""
    for tap, values in states.items():
        values.save(work / "states" / f"tap{tap}")
    (work / "states" / "pool.pickle").write_bytes(pickle.dumps((pool, encodings)))


def load_pool(work: Path, tap: int) -> tuple[list[Example], list[Encoding], States]:
    """What ``save_pool`` wrote, with the states of one tap; read once in each process until it is written again."""
    stamp = (work / "states" / "pool.pickle").stat().st_mtime_ns
    return *_load_examples(work, stamp), _load_states(work, tap, stamp)


@functools.lru_cache(maxsize=1)
def _load_examples(work: Path, _stamp: int) -> tuple[list[Example], list[Encoding]]:
    return pickle.loads((work / "states" / "pool.pickle").read_bytes())


@functools.lru_cache(maxsize=1)
def _load_states(work: Path, tap: int, _stamp: int) -> States:
    return States.load(work / "states" / f"tap{tap}")


def load_backbone(config: Config, work: Path, stored: bool = True, texts: list[str] | None = None) -> tuple[Backbone, Tokenizer]:
    """The frozen backbone with its weights as packages store them, or as trained, and its tokenizer.

    ``texts`` are what int8 layers are fitted to; training utterances unless given.
    """
    path = work / "backbone.pt"
    if not path.is_file():
        raise DataError(f"{path}: no such file; run 'pretrain' first")
    tokenizer = Tokenizer.load(work / "tokenizer")
    backbone = Backbone(config.backbone, len(tokenizer.vocabulary)).eval()
    if stored and config.backbone.small_layers:
        _load_int8(config, work, backbone, tokenizer, texts)
    else:
        backbone.load_state_dict(torch.load(path))
    return round_to_half(backbone) if stored else backbone, tokenizer


def _load_int8(config: Config, work: Path, backbone: Backbone, tokenizer: Tokenizer, texts: list[str] | None) -> None:
    """The weights of ``<work>/backbone.pt`` with int8 layers, which are fitted once for each and kept in ``<work>/int8.pt``."""
    path, fitted = work / "backbone.pt", work / "int8.pt"
    if fitted.is_file() and fitted.stat().st_mtime_ns >= path.stat().st_mtime_ns:
        with_int8_layers(backbone.wide)
        backbone.load_state_dict(torch.load(fitted))
        return
    backbone.load_state_dict(torch.load(path))
    texts = texts or [u.text for u in read_utterances(work / "utterances" / "train.jsonl")]
    drawn = random.Random(config.seed).sample(texts, min(FITTED, len(texts)))
    fit_to(backbone, [tokenizer.encode(text, config.backbone.max_tokens) for text in drawn])
    save_whole(fitted, backbone.state_dict())


@torch.no_grad()
def fit_to(backbone: Backbone, encodings: list[Encoding]) -> None:
    """Makes the wide layers those of 8 bits that come closest on these texts."""
    batches = []
    for chunk in by_length(encodings):
        ids, mask = pad([encodings[i] for i in chunk])
        batches.append((backbone.embed(ids), mask, attention_bias(mask)))
    fit_int8_layers(backbone.wide, batches)


def by_length(encodings: list[Encoding], size: int = 64) -> Iterator[np.ndarray]:
    """The indices of utterances of similar length, up to ``size`` at once, the shortest first."""
    order = np.argsort([len(e.ids) for e in encodings], kind="stable")
    for first in range(0, len(order), size):
        yield order[first : first + size]


def pad(encodings: list[Encoding]) -> tuple[Tensor, Tensor]:
    """Ids and attention mask [B,T] of some utterances."""
    ids = np.full((len(encodings), max(len(e.ids) for e in encodings)), PAD, np.int64)
    for row, encoding in enumerate(encodings):
        ids[row, : len(encoding.ids)] = encoding.ids
    return torch.from_numpy(ids), torch.from_numpy((ids != PAD).astype(np.int64))


def round_to_half(model: torch.nn.Module) -> torch.nn.Module:
    """Rounds every weight to what the packages store and back, fp16 mostly: that is what is trained on and measured."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(stored_values(model, name, parameter))
    return model


@torch.no_grad()
def encode_states(backbone: Backbone, encodings: list[Encoding], taps: list[int],
                  progress: Callable | None = tqdm) -> dict[int, States]:
    """States of the wanted taps for all utterances, in their order."""
    lengths = np.array([len(e.ids) for e in encodings])
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    ids = np.array([i for e in encodings for i in e.ids], np.int64)
    widths = backbone.hidden_per_layer
    hidden = {tap: np.zeros((len(ids), widths[tap - 1]), np.float16) for tap in taps}
    with_narrow = max(taps) > len(backbone.wide)
    chunks = list(by_length(encodings))
    for chunk in progress(chunks, desc="encode", unit="batch", mininterval=2.0) if progress else chunks:
        states = backbone(*pad([encodings[i] for i in chunk]), with_narrow=with_narrow)
        for tap in taps:
            values = states[tap].numpy()
            for row, index in enumerate(chunk):
                hidden[tap][offsets[index] : offsets[index + 1]] = values[row, : lengths[index]]
    return {tap: States(offsets, ids, hidden[tap]) for tap in taps}
