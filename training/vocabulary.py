"""Trains the WordPiece vocabulary: byte-pair merges over word counts (Sennrich et al., 2016), pieces written in
WordPiece form (continuations begin with ``##``)."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable

from tqdm import tqdm

from .characters import is_cjk
from .config import VocabularyConfig
from .tokenizer import MAX_WORD, SPECIAL, Tokenizer

_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
_PUNCTUATION = "".join(chr(c) for c in range(33, 127) if not chr(c).isalnum()) + "，。？！、；：“”‘’（）《》【】…—·～"


def common_cjk() -> list[str]:
    """The 3,755 most used simplified characters: level 1 of GB 2312, rows 16 to 55."""
    rows = ((row, cell) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return [bytes(pair).decode("gb2312") for pair in rows if not (pair[0] == 0xD7 and pair[1] > 0xF9)]


def count_words(texts: Iterable[str], splitter: Tokenizer) -> Counter[str]:
    """Counts the words of basic tokenisation."""
    counts: Counter[str] = Counter()
    for text in tqdm(texts, desc="count words", unit="text", mininterval=2.0):
        counts.update(word.text for word in splitter.words(text))
    return counts


def train_vocabulary(counts: Counter[str], config: VocabularyConfig) -> list[str]:
    """Special pieces, characters, CJK characters and merged pieces, in that order."""
    seen_cjk = [c for c, n in sorted(counts.items()) if len(c) == 1 and is_cjk(ord(c)) and n >= config.min_cjk_count]
    cjk = sorted(set(seen_cjk) | set(common_cjk() if config.common_cjk else []))
    characters: Counter[str] = Counter()
    for word, count in counts.items():
        if not any(is_cjk(ord(c)) for c in word):
            for character in word:
                characters[character] += count
    letters = sorted(set(_ALPHABET) | {c for c, n in characters.items() if n >= 20 and c.isalnum()})
    others = sorted(set(_PUNCTUATION) | {c for c, n in characters.items() if n >= 20 and not c.isalnum()})
    pieces = [*letters, *("##" + letter for letter in letters), *others]
    merged = _merge(counts, set(letters), config.pieces - len(pieces), config.min_pair_count)
    return list(dict.fromkeys([*SPECIAL, *pieces, *merged, *cjk]))


def _merge(counts: Counter[str], alphabet: set[str], wanted: int, min_count: int) -> list[str]:
    """Greedy merges of the most frequent pair. Digits stay apart: a number of three digits and more has no piece."""
    words: list[list[str]] = []
    weights: list[int] = []
    for word, count in sorted(counts.items()):
        if 1 < len(word) <= MAX_WORD and set(word) <= alphabet and not (word.isdigit() and len(word) > 2):
            words.append([word[0], *("##" + c for c in word[1:])])
            weights.append(count)
    pair_counts: Counter[tuple[str, str]] = Counter()
    holders: dict[tuple[str, str], set[int]] = defaultdict(set)
    for index, symbols in enumerate(words):
        for pair in zip(symbols, symbols[1:]):
            pair_counts[pair] += weights[index]
            holders[pair].add(index)
    heap = [(-count, pair) for pair, count in pair_counts.items()]
    heapq.heapify(heap)
    merged: dict[str, None] = {}
    progress = tqdm(total=wanted, desc="merge pieces", unit="piece", mininterval=2.0)
    while heap and len(merged) < wanted:
        count, pair = heapq.heappop(heap)
        if -count != pair_counts[pair]:
            continue
        if -count < min_count:
            break
        piece = pair[0] + pair[1].removeprefix("##")
        merged[piece] = None
        progress.update(len(merged) - progress.n)
        changed: set[tuple[str, str]] = set()
        for index in holders.pop(pair):
            symbols = words[index]
            for old in zip(symbols, symbols[1:]):
                pair_counts[old] -= weights[index]
                changed.add(old)
            words[index] = symbols = _apply(symbols, pair, piece)
            for new in zip(symbols, symbols[1:]):
                pair_counts[new] += weights[index]
                holders[new].add(index)
                changed.add(new)
        for other in changed:
            if pair_counts[other] > 0:
                heapq.heappush(heap, (-pair_counts[other], other))
    progress.close()
    return list(merged)


def _apply(symbols: list[str], pair: tuple[str, str], piece: str) -> list[str]:
    result: list[str] = []
    position = 0
    while position < len(symbols):
        if position + 1 < len(symbols) and (symbols[position], symbols[position + 1]) == pair:
            result.append(piece)
            position += 2
        else:
            result.append(symbols[position])
            position += 1
    return result
