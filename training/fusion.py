"""Knowledge fusion: the tags of the phrases that a token belongs to, attended to by its state and gated into it.

After Liu et al., "Lexicon Enhanced Chinese Sequence Labeling Using BERT Adapter" (LEBERT), 2021: each state attends to the
words of a lexicon that its token is part of. Here the words are known by their tags alone, so that a phrase that is put into the
lexicon after training counts as much as one that was there. The gate is a sentinel, as in Yang and Mitchell, "Leveraging Knowledge
Bases in LSTMs for Improving Machine Reading" (KBLSTM), 2017: "no phrase" is one more thing to attend to, and what it gets of the attention
is what the tags do not add.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

ABSENT = 1e4  # taken off the score of a tag that a token does not have


class Fusion(nn.Module):
    """h + Σ a(h)·v over the tags of the token, where the attention a also goes to the sentinel, whose vector is zero.

    The first column of the tags is the sentinel's, 1 for every token: where nothing was found the state stays as it was.
    """

    def __init__(self, hidden: int, columns: int) -> None:
        super().__init__()
        self.scores = nn.Linear(hidden, columns)
        self.vectors = nn.Linear(columns - 1, hidden, bias=False)
        nn.init.normal_(self.scores.weight, std=0.02)
        nn.init.zeros_(self.scores.bias)
        nn.init.normal_(self.vectors.weight, std=0.3)

    def forward(self, x: Tensor, tags: Tensor) -> Tensor:
        """[B,T,H] states and [B,T,C] tags, 0 or 1, to [B,T,H] states."""
        attention = (self.scores(x) + (tags - 1.0) * ABSENT).softmax(-1)
        return x + self.vectors(attention[..., 1:])

    @property
    def all_vectors(self) -> Tensor:
        """[H,C] vectors of all columns, the sentinel's among them."""
        return torch.nn.functional.pad(self.vectors.weight, (1, 0))
