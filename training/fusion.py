"""Knowledge fusion: the tags of the phrases that a token belongs to, attended to by its state and gated into it.

After Liu et al., "Lexicon Enhanced Chinese Sequence Labeling Using BERT Adapter" (LEBERT), 2021: each state attends to the
words of a lexicon that its token is part of. Here the words are known by their tags alone, so that a phrase that is put into the
lexicon after training counts as much as one that was there; no phrase is one more thing to attend to; and a gate of
state and knowledge, as in ERNIE's fusion (Zhang et al., 2019), decides how much of it goes in.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

ABSENT = 1e4  # taken off the score of a tag that a token does not have


class Fusion(nn.Module):
    """h + σ(W[h; t])·t, where t is the mean of the vectors of the token's tags, weighted by attention.

    The first column of the tags is 1 for every token and has the zero vector: where nothing was found the state stays as it was.
    """

    def __init__(self, hidden: int, columns: int) -> None:
        super().__init__()
        self.scores = nn.Linear(hidden, columns)
        self.vectors = nn.Linear(columns - 1, hidden, bias=False)
        self.gate = nn.Linear(2 * hidden, hidden)
        nn.init.normal_(self.scores.weight, std=0.02)
        nn.init.zeros_(self.scores.bias)
        nn.init.normal_(self.vectors.weight, std=0.3)

    def forward(self, x: Tensor, tags: Tensor) -> Tensor:
        """[B,T,H] states and [B,T,C] tags, 0 or 1, to [B,T,H] states."""
        attention = (self.scores(x) + (tags - 1.0) * ABSENT).softmax(-1)
        knowledge = self.vectors(attention[..., 1:])
        return x + torch.sigmoid(self.gate(torch.cat([x, knowledge], -1))) * knowledge
