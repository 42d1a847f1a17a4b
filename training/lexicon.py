"""Knowledge of phrases: a subsystem's lexicon, found on token ids, and what was found as an input of its head.

A lexicon is a list of (phrase, tag); a tag is a slot type of the subsystem. At every word, for every tag by itself, the longest
phrase that begins there and ends with a word counts, left to right and without overlap; different tags may overlap. The
input has ``1 + 2·tags`` columns for each token: the first is 1 always, column 1 + 2·k is 1 where a phrase of tag k begins,
column 2 + 2·k where it goes on. It is attended to and gated into the states by ``fusion``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from .corpus import DataError
from .pool import HEADS, Example
from .tokenizer import UNK, Encoding, Tokenizer

LIST_DIRECTORY = Path(__file__).parent / "data" / "lexicon"
MOST_TAGS, MOST_PIECES, LONGEST_PHRASE = 64, 32, 200  # pieces and characters of a phrase; the router allows as much
MIN_PRECISION = 0.25  # a phrase that less of its occurrences in labelled text carry the tag of is no knowledge


@dataclass(frozen=True)
class Phrase:
    """A phrase with its tag and its token ids."""

    text: str
    tag: int
    ids: tuple[int, ...]


@dataclass(frozen=True)
class Match:
    """A phrase found: tokens ``first`` to ``last``, the last one included."""

    tag: int
    first: int
    last: int


class Lexicon:
    """Phrases in a trie over token ids. ``only[phrase]`` is the one training text that a phrase is known from, if it is one."""

    def __init__(self, tags: list[str], phrases: list[Phrase], only: dict[Phrase, str] | None = None) -> None:
        self.tags, self.phrases = tags, phrases
        self.width = 1 + 2 * len(tags)
        self._only = only or {}
        self._root: dict = {}
        for phrase in phrases:
            node = self._root
            for piece in phrase.ids:
                node = node.setdefault(piece, {})
            node.setdefault("phrases", []).append(phrase)

    def find(self, encoding: Encoding, text: str | None = None) -> list[Match]:
        """The phrases of a text. With ``text``, what is known from that training text alone is left out (leave-one-out)."""
        last = len(encoding.ids) - 1
        free = [0] * len(self.tags)
        found: list[Match] = []
        for first in range(1, last):
            if not encoding.word_start[first]:
                continue
            longest: dict[int, int] = {}
            node = self._root
            for end in range(first, last):
                node = node.get(encoding.ids[end])
                if node is None:
                    break
                if end + 1 == last or encoding.word_start[end + 1]:
                    for phrase in node.get("phrases", ()):
                        if text is None or self._only.get(phrase) != text:
                            longest[phrase.tag] = end
            for tag in sorted(longest):
                if free[tag] <= first:
                    found.append(Match(tag, first, longest[tag]))
                    free[tag] = longest[tag] + 1
        return found

    def tsv(self) -> bytes:
        """The file of the package: a phrase, a tab and its tag on each line."""
        return "".join(f"{phrase.text}\t{self.tags[phrase.tag]}\n" for phrase in self.phrases).encode("utf-8")


class TagInputs:
    """The inputs of many utterances, found when first asked for."""

    def __init__(self, lexicon: Lexicon, encodings: list[Encoding], texts: list[str] | None = None) -> None:
        self._lexicon, self._encodings, self._texts = lexicon, encodings, texts
        self._found: dict[int, list[Match]] = {}

    def batch(self, indices: np.ndarray, length: int, drop: float = 0.0, rng: np.random.Generator | None = None) -> Tensor:
        """[B, ``length``, columns]. Each tag of each utterance is left out with probability ``drop``."""
        result = np.zeros((len(indices), length, self._lexicon.width), np.float32)
        result[:, :, 0] = 1.0
        dropped = rng.random((len(indices), len(self._lexicon.tags))) < drop if rng is not None and drop else None
        for row, index in enumerate(map(int, indices)):
            if index not in self._found:
                text = self._texts[index] if self._texts is not None else None
                self._found[index] = self._lexicon.find(self._encodings[index], text)
            for match in self._found[index]:
                if dropped is None or not dropped[row, match.tag]:
                    result[row, match.first, 1 + 2 * match.tag] = 1.0
                    result[row, match.first + 1 : match.last + 1, 2 + 2 * match.tag] = 1.0
        return torch.from_numpy(result)


def build_lexicon(pool: list[Example], encodings: list[Encoding], types: Iterable[str], tokenizer: Tokenizer,
                  most: int, lists: Path = LIST_DIRECTORY) -> Lexicon:
    """At most ``most`` phrases: those of ``<lists>/<type>.txt``, then the values in training utterances, frequent ones first."""
    tags = sorted(set(types))[:MOST_TAGS]
    index = {tag: i for i, tag in enumerate(tags)}
    labelled = [(e, x) for e, x in zip(pool, encodings) if e.part == HEADS and e.view == 0 and e.subsystem]
    texts: dict[tuple[int, tuple[int, ...]], dict[str, str]] = {}  # (tag, ids) -> training text -> the phrase as it stands there
    for example, _ in labelled:
        for entity in example.entities:
            if entity.type in index:
                value = " ".join(example.text[entity.start : entity.end].lower().split())
                texts.setdefault((index[entity.type], phrase_ids(tokenizer, value)), {})[example.text] = value
    phrases: dict[tuple[int, tuple[int, ...]], Phrase] = {}
    for tag in tags:
        for value in read_list(lists / f"{tag}.txt"):
            key = index[tag], phrase_ids(tokenizer, value)
            phrases.setdefault(key, Phrase(value, *key))
    only: dict[Phrase, str] = {}
    for key in sorted(texts, key=lambda key: (-len(texts[key]), key)):
        if key not in phrases:
            phrases[key] = phrase = Phrase(next(iter(texts[key].values())), *key)
            if len(texts[key]) == 1:
                only[phrase] = next(iter(texts[key]))
    usable = [p for p in phrases.values() if 0 < len(p.ids) <= MOST_PIECES and UNK not in p.ids
              and len(p.text) <= LONGEST_PHRASE]
    kept = _precise(Lexicon(tags, usable), labelled)[:most]
    return Lexicon(tags, kept, {p: text for p, text in only.items() if p in set(kept)})


def _precise(lexicon: Lexicon, labelled: list[tuple[Example, Encoding]]) -> list[Phrase]:
    """The phrases that carry their tag in enough of their occurrences; those that never occur are kept."""
    seen: Counter[tuple[int, tuple[int, ...]]] = Counter()
    right: Counter[tuple[int, tuple[int, ...]]] = Counter()
    for example, encoding in labelled:
        for match in lexicon.find(encoding):
            key = match.tag, tuple(encoding.ids[match.first : match.last + 1])
            start, end = encoding.starts[match.first], encoding.ends[match.last]
            seen[key] += 1
            right[key] += any(e.start < end and start < e.end and e.type == lexicon.tags[match.tag] for e in example.entities)
    return [p for p in lexicon.phrases if right[p.tag, p.ids] >= MIN_PRECISION * seen[p.tag, p.ids]]


def phrase_ids(tokenizer: Tokenizer, text: str) -> tuple[int, ...]:
    """The token ids of a phrase without markers."""
    return tuple(piece for word in tokenizer.words(text) for piece, _ in tokenizer.pieces(word.text))


def read_list(path: Path) -> list[str]:
    """The phrases of a list, one on each line; none where there is no such list. A line that begins with ``#`` is a comment."""
    if not path.is_file():
        return []
    phrases = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        phrase = line.strip()
        if "\t" in phrase or len(phrase) > LONGEST_PHRASE:
            raise DataError(f"{path}:{number}: found {phrase[:60]!r}; allowed: a phrase without tabs, at most {LONGEST_PHRASE} characters")
        if phrase and not phrase.startswith("#"):
            phrases.append(phrase)
    return phrases
