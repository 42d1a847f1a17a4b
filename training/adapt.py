"""Continued pre-training of a head's own layers, before they learn the labels: the backbone stays frozen.

Gururangan et al., 2020, "Don't Stop Pretraining: Adapt Language Models to Domains and Tasks": masked words of texts near to the
domain (DAPT), then of the task's own training texts (TAPT). Near are the texts whose words the task uses oftener than others do
(Moore and Lewis, 2010, "Intelligent Selection of Language Model Training Data").
"""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from .config import AdaptConfig, Config
from .head import Head
from .head_data import LONGEST_OWN, HeadData
from .model import Backbone, MaskedWordHead
from .pool import HEADS
from .pretrain import learning_rate_factor
from .shards import Pieces, Shard, load_shards, mask_batch
from .states import load_backbone
from .tokenizer import SPECIAL

log = logging.getLogger(__name__)
SOURCES = ("sgd", "wiki", "crosswoz")
SHORTEST = 5  # tokens


def task_texts(data: HeadData) -> list[Pieces]:
    """The subsystem's own training utterances as they are, without their labels."""
    own = [i for i in np.flatnonzero(data.intent) if data.example(i).part == HEADS and data.example(i).view == 0]
    return [Pieces(np.array(data.encoding(i).ids), np.array(data.encoding(i).word_start)) for i in own
            if len(data.encoding(i).ids) <= LONGEST_OWN]


def nearest_texts(shards: dict[str, Shard], task: list[Pieces], vocabulary: int, count: int) -> list[Pieces]:
    """The ``count`` texts of the shards with the largest mean log-odds of a piece between the task and all texts."""
    common = sum(np.bincount(s.ids, minlength=vocabulary) for s in shards.values())
    own = np.bincount(np.concatenate([p.ids for p in task]), minlength=vocabulary)
    odds = np.log((own + 0.5) / (own.sum() + 0.5 * vocabulary)) - np.log((common + 0.5) / (common.sum() + 0.5 * vocabulary))
    odds = np.clip(odds, -2.0, 4.0)  # a single word says only so much
    odds[: len(SPECIAL)] = 0.0
    found: list[tuple[float, str, int]] = []
    for name, shard in shards.items():
        scores = np.add.reduceat(odds[shard.ids], shard.offsets[:-1]) / shard.lengths
        scores[(shard.lengths < SHORTEST) | (shard.lengths > LONGEST_OWN)] = -np.inf
        best = np.argsort(-scores, kind="stable")[:count]
        found += [(float(scores[i]), name, int(i)) for i in best if np.isfinite(scores[i])]
    found.sort(key=lambda row: (-row[0], row[1], row[2]))
    return [shards[name].utterance(i) for _, name, i in found[:count]]


class Adapter:
    """Adapts heads of one subsystem; made once, for it holds the backbone and the texts."""

    def __init__(self, settings: AdaptConfig, backbone: Backbone, domain: list[Pieces], task: list[Pieces]) -> None:
        self._settings, self._backbone = settings, backbone.requires_grad_(False)
        self._stages = [("domain", domain, settings.domain_steps), ("task", task, settings.task_steps)]

    def __call__(self, head: Head, seed: int) -> None:
        """Trains the head's layers below the classifiers in place."""
        torch.manual_seed(seed)
        rng = np.random.default_rng([seed, 29])
        settings = self._settings
        restore = MaskedWordHead(head.config.hidden, self._backbone.tokens)
        used = {id(p) for module in (head.intent_hidden, head.intent_out, head.slot_out) for p in module.parameters()}
        parameters = [p for p in head.parameters() if id(p) not in used] + list(restore.parameters())
        for name, texts, steps in self._stages:
            if not steps or not texts:
                continue
            optimizer = torch.optim.AdamW(parameters, lr=settings.learning_rate, weight_decay=0.01)
            losses: list[float] = []
            head.train()
            for step in range(steps):
                for group in optimizer.param_groups:
                    group["lr"] = settings.learning_rate * learning_rate_factor((step + 0.5) / steps, 0.05, 0.3)
                loss = self._loss(head, restore, [texts[i] for i in rng.integers(0, len(texts), settings.batch)], rng)
                optimizer.zero_grad(set_to_none=True)
                loss.backward()
                torch.nn.utils.clip_grad_norm_(parameters, 1.0)
                optimizer.step()
                losses.append(float(loss))
            log.info("%s: %d steps on %d texts, masked-word loss %.2f to %.2f", name, steps, len(texts),
                     np.mean(losses[: max(1, steps // 10)]), np.mean(losses[-max(1, steps // 10):]))

    def _loss(self, head: Head, restore: MaskedWordHead, texts: list[Pieces], rng: np.random.Generator) -> torch.Tensor:
        """Cross-entropy of the masked pieces, which neither the backbone nor the head's own embedding has seen."""
        embedding = self._backbone.tokens
        batch = mask_batch(texts, embedding.num_embeddings, self._settings.mask_rate, rng)
        ids, mask = torch.from_numpy(batch.input_ids), torch.from_numpy(batch.attention_mask)
        with torch.no_grad():
            hidden = self._backbone.tapped(ids, mask, head.config.tap)
        picked = head.states(hidden, mask, ids).flatten(0, 1)[torch.from_numpy(batch.positions)]
        return F.cross_entropy(restore(picked, embedding), torch.from_numpy(batch.targets))


def adapter_of(config: Config, work: Path, data: HeadData) -> Adapter | None:
    """None where ``[adapt]`` asks for no steps."""
    settings = config.adapt
    if settings.domain_steps <= 0 and settings.task_steps <= 0:
        return None
    backbone, tokenizer = load_backbone(config, work)
    task = task_texts(data)
    domain: list[Pieces] = []
    if settings.domain_steps > 0:
        shards = load_shards(work / "shards", [name for name in SOURCES if (work / "shards" / f"{name}.npz").is_file()])
        domain = nearest_texts(shards, task, len(tokenizer.vocabulary), settings.domain_texts)
    return Adapter(settings, backbone, domain, task)
