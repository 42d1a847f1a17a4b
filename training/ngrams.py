"""Character n-grams of the pieces of the vocabulary: a fastText inside the head (Bojanowski et al., 2017, "Enriching Word
Vectors with Subword Information").

A piece's vector is the mean of those of its hashed n-grams, added to its own. Pieces are known beforehand, so all of it is one
table of the vocabulary when a head is stored: the router needs no further input and no further step.
"""

from __future__ import annotations

import zlib

import torch
from torch import Tensor

from .tokenizer import SPECIAL

SHORTEST, LONGEST = 3, 5
MOST = 24  # n-grams of one piece; the rest of a longer one are left out
START = "<"  # before a piece that begins a word; where a word ends is not known to a piece


def ngrams(piece: str) -> list[str]:
    """The n-grams of 3 to 5 characters, a mark of the word's start counting as one."""
    text = piece[2:] if piece.startswith("##") else START + piece
    return [text[i : i + n] for n in range(SHORTEST, LONGEST + 1) for i in range(len(text) - n + 1)][:MOST]


def ngram_table(vocabulary: list[str], buckets: int) -> Tensor:
    """[V,K] buckets 1 to ``buckets`` of every piece's n-grams, padded with 0; special pieces have none."""
    rows = [[1 + zlib.crc32(n.encode("utf-8")) % buckets for n in ngrams(piece) if piece not in SPECIAL] for piece in vocabulary]
    table = torch.zeros(len(rows), max(1, *map(len, rows)), dtype=torch.int64)
    for row, values in enumerate(rows):
        table[row, : len(values)] = torch.tensor(values, dtype=torch.int64)
    return table
