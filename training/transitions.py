"""Learned transitions between slot labels: a linear-chain conditional random field over the slot logits.

Lafferty, McCallum and Pereira, 2001, "Conditional Random Fields"; on top of a neural tagger as in Lample et al., 2016, "Neural
Architectures for Named Entity Recognition". What BIO forbids has no probability and is never learned.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from .decode import FORBIDDEN, legal_transitions

SMALLEST = 1e-30  # of a sum of probabilities, before its logarithm


def legal(labels: list[str]) -> Tensor:
    """[S+1,S]: whether a label may stand first (row 0) or after label i (row 1 + i)."""
    start, transition = legal_transitions(tuple(labels))
    return torch.from_numpy(np.concatenate([start[None], transition]) == 0.0)


def sequence_loss(logits: Tensor, targets: Tensor, transitions: Tensor, allowed: Tensor, ignored: int) -> tuple[Tensor, Tensor]:
    """Negative log-likelihood [B] of the label sequences of the words, and the number of words [B].

    ``logits`` [B,T,S], ``targets`` [B,T] with ``ignored`` where a token is no word, ``transitions`` and ``allowed`` [S+1,S].
    """
    known = targets != ignored
    counts = known.sum(1)
    words = max(int(counts.max()), 1)
    order = (~known).int().argsort(dim=1, stable=True)[:, :words]
    emissions = logits.gather(1, order[:, :, None].expand(-1, -1, logits.shape[2]))
    labels = targets.gather(1, order).clamp(min=0)
    inside = torch.arange(words)[None] < counts[:, None]
    scores = torch.where(allowed, transitions, transitions.new_tensor(FORBIDDEN))
    steps = torch.cat([scores[0][labels[:, :1]], scores[1 + labels[:, :-1], labels[:, 1:]]], 1)
    gold = ((emissions.gather(2, labels[:, :, None]).squeeze(2) + steps) * inside).sum(1)
    factors = scores[1:].exp()
    total = emissions[:, 0] + scores[0]
    for word in range(1, words):
        largest = total.max(1, keepdim=True).values.detach()
        following = largest + ((total - largest).exp() @ factors).clamp(min=SMALLEST).log() + emissions[:, word]
        total = torch.where(inside[:, word, None], following, total)
    return torch.where(counts > 0, total.logsumexp(1) - gold, gold.new_zeros(())), counts


def stored(transitions: np.ndarray, labels: list[str]) -> dict[str, Any]:
    """What ``transitions.json`` of a package says; 0 stands where BIO forbids a transition."""
    rows = np.where(legal(labels).numpy(), transitions, 0.0).astype(np.float64)
    return {"start": rows[0].tolist(), "after": [{"label": label, "scores": row.tolist()} for label, row in zip(labels, rows[1:])]}
