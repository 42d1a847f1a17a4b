"""A subsystem's head: its own transformer layers, an intent classifier with a reject class and a slot tagger."""

from __future__ import annotations

import dataclasses

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .config import HeadConfig
from .fusion import Fusion
from .model import Layer, attention_bias, mean_state


class Head(nn.Module):
    """Reads the states of one tap.

    With ``embedding_buckets`` > 0 a small task-specific embedding of the token ids, folded into buckets, is added after
    projection (equal to concatenating it before the projection). With ``pair_buckets`` > 0 hashed pairs of neighbouring ids
    have vectors too (hashed n-grams, Joulin et al., 2017): of the token with the one before it and the one after it. With
    ``ngram_buckets`` > 0 the embedding knows the character n-grams of the pieces, ``ngrams`` being their table. With
    ``tag_columns`` > 0 the tags of a lexicon are gated in before the own layers.
    """

    def __init__(self, config: HeadConfig, backbone_hidden: int, intents: int, slots: int, tag_columns: int = 0,
                 ngrams: Tensor | None = None) -> None:
        super().__init__()
        self.config = config
        self.input_norm = nn.LayerNorm(backbone_hidden)
        self.project = nn.Linear(backbone_hidden, config.hidden)
        if config.embedding_buckets:
            self.embedding = nn.Embedding(config.embedding_buckets, config.embedding_width)
            nn.init.normal_(self.embedding.weight, std=0.1)
        if config.ngram_buckets:
            assert ngrams is not None
            self.register_buffer("ngram_table", ngrams)
            self.ngrams = nn.Embedding(config.ngram_buckets + 1, config.embedding_width, padding_idx=0)
            nn.init.normal_(self.ngrams.weight[1:], std=0.1)
        if config.embedding_buckets or config.ngram_buckets:
            self.embedding_project = nn.Linear(config.embedding_width, config.hidden, bias=False)
        if config.pair_buckets:
            self.pairs = nn.Embedding(config.pair_buckets, config.embedding_width)
            nn.init.normal_(self.pairs.weight, std=0.05)
            self.before_project = nn.Linear(config.embedding_width, config.hidden, bias=False)
            self.after_project = nn.Linear(config.embedding_width, config.hidden, bias=False)
        self.layers = nn.ModuleList(
            Layer(config.hidden, config.heads, config.ffn) for _ in range(config.own_layers))
        self.final_norm = nn.LayerNorm(config.hidden)
        self.intent_hidden = nn.Linear(2 * config.hidden, config.hidden)
        self.intent_out = nn.Linear(config.hidden, intents)
        self.slot_out = nn.Linear(config.hidden, slots)
        if config.crf_weight:  # of a label that stands first (row 0) or after label i (row 1 + i)
            self.transitions = nn.Parameter(torch.zeros(slots + 1, slots))
        self.fusion = Fusion(config.hidden, tag_columns) if tag_columns else None

    @property
    def learned_transitions(self) -> np.ndarray | None:
        """[S+1,S] scores for ``decode``; None where the head learned none."""
        return self.transitions.detach().double().numpy() if self.config.crf_weight else None

    def forward(self, hidden: Tensor, attention_mask: Tensor, input_ids: Tensor, samples: int = 1,
                tags: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """[B,T,H] states, [B,T] mask and ids and, with a lexicon, [B,T,C] tags to intent logits [B,I] and slot logits [B,T,S].

        In training the logits are the mean over ``samples`` dropout masks of the classifiers (multi-sample dropout,
        Inoue, 2019).
        """
        dropout = self.config.dropout
        x = self.states(hidden, attention_mask, input_ids, tags)
        pooled = torch.cat([x[:, 0], mean_state(x, attention_mask)], -1)
        logits = [self._classify(pooled, x, dropout) for _ in range(samples if self.training else 1)]
        return torch.stack([i for i, _ in logits]).mean(0), torch.stack([s for _, s in logits]).mean(0)

    def states(self, hidden: Tensor, attention_mask: Tensor, input_ids: Tensor, tags: Tensor | None = None) -> Tensor:
        """[B,T,H] states to the own layers' [B,T,hidden]; without ``tags`` a lexicon adds nothing."""
        x = self.project(self.input_norm(hidden))
        if self.config.embedding_buckets or self.config.ngram_buckets:
            x = x + self.embedding_project(self._piece_vectors(input_ids))
        if self.config.pair_buckets:
            pairs = self.pairs(pair_buckets(input_ids, self.config.pair_buckets))
            x = x + self.before_project(pairs[:, :-1]) + self.after_project(pairs[:, 1:])
        if self.fusion is not None and tags is not None:
            x = self.fusion(x, tags)
        x = F.dropout(x, self.config.dropout, self.training)
        bias = attention_bias(attention_mask)
        for layer in self.layers:
            x = layer(x, bias)
        return self.final_norm(x)

    def _piece_vectors(self, input_ids: Tensor) -> Tensor:
        """[…] ids to […,W] vectors of the pieces: their own, folded into buckets, and the mean of their n-grams'."""
        vectors = torch.zeros((), device=input_ids.device)
        if self.config.embedding_buckets:
            vectors = vectors + self.embedding(input_ids % self.config.embedding_buckets)
        if self.config.ngram_buckets:
            pieces, where = input_ids.unique(return_inverse=True)
            buckets = self.ngram_table[pieces]
            means = self.ngrams(buckets).sum(1) / (buckets > 0).sum(1, keepdim=True).clamp(min=1)
            vectors = vectors + means[where]
        return vectors

    @torch.no_grad()
    def folded(self) -> Head:
        """The same head with the n-grams folded into one table of the vocabulary; itself where it has none."""
        if not self.config.ngram_buckets:
            return self
        pieces = len(self.ngram_table)
        config = dataclasses.replace(self.config, embedding_buckets=pieces, ngram_buckets=0)
        columns = 1 + self.fusion.vectors.in_features if self.fusion is not None else 0
        head = Head(config, self.project.in_features, self.intent_out.out_features, self.slot_out.out_features, columns)
        weights = {k: v for k, v in self.state_dict().items() if k not in ("ngram_table", "ngrams.weight")}
        head.load_state_dict({**weights, "embedding.weight": self._piece_vectors(torch.arange(pieces))})
        return head

    def _classify(self, pooled: Tensor, x: Tensor, dropout: float) -> tuple[Tensor, Tensor]:
        pooled = F.dropout(pooled, dropout, self.training)
        intent = F.dropout(F.gelu(self.intent_hidden(pooled)), dropout, self.training)
        return self.intent_out(intent), self.slot_out(F.dropout(x, dropout, self.training))


PAIR_FACTOR = 31_337  # spreads pairs of ids over the buckets


def pair_buckets(input_ids: Tensor, buckets: int) -> Tensor:
    """[B,T] ids to [B,T+1] buckets of the pairs (0, first), (first, second), …, (last, 0)."""
    return (F.pad(input_ids, (1, 0)) * PAIR_FACTOR + F.pad(input_ids, (0, 1))) % buckets
