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

from .corpus import DataError, Entity
from .pool import HEADS, Example
from .tokenizer import UNK, Encoding, Tokenizer

LIST_DIRECTORY = Path(__file__).parent / "data" / "lexicon"
MOST_TAGS, MOST_PHRASES, MOST_PIECES, LONGEST_PHRASE = 64, 100_000, 32, 100  # pieces and code points of a phrase
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
    """Phrases in a trie over token ids; ``single`` are those known from one training utterance alone."""

    def __init__(self, tags: list[str], phrases: list[Phrase], single: Iterable[Phrase] = ()) -> None:
        self.tags, self.phrases = tags, phrases
        self.width = 1 + 2 * len(tags)
        self._single = frozenset(single)
        self._root: dict = {}
        for phrase in phrases:
            node = self._root
            for piece in phrase.ids:
                node = node.setdefault(piece, {})
            node.setdefault("phrases", []).append(phrase)

    def find(self, encoding: Encoding, entities: Iterable[Entity] = ()) -> list[Match]:
        """The phrases of a text.

        With the ``entities`` of a training utterance those of them that are known from one utterance alone are left out
        (leave-one-out): what is learnt from is as incomplete as what a new utterance will meet.
        """
        last = len(encoding.ids) - 1
        values = {(*span_of(encoding, e), e.type) for e in entities}
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
                        if (first, end, self.tags[phrase.tag]) not in values or phrase not in self._single:
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
    """The inputs of many utterances, found when first asked for; with ``pool`` its training part is seen leave-one-out."""

    def __init__(self, lexicon: Lexicon, encodings: list[Encoding], pool: list[Example] | None = None) -> None:
        self._lexicon, self._encodings, self._pool = lexicon, encodings, pool
        self._found: dict[int, list[Match]] = {}

    def batch(self, indices: np.ndarray, length: int, drop: float = 0.0, rng: np.random.Generator | None = None) -> Tensor:
        """[B, ``length``, columns]. Each tag of each utterance is left out with probability ``drop``."""
        result = np.zeros((len(indices), length, self._lexicon.width), np.float32)
        result[:, :, 0] = 1.0
        dropped = rng.random((len(indices), len(self._lexicon.tags))) < drop if rng is not None and drop else None
        for row, index in enumerate(map(int, indices)):
            if index not in self._found:
                learnt = self._pool is not None and self._pool[index].part == HEADS
                self._found[index] = self._lexicon.find(
                    self._encodings[index], self._pool[index].entities if learnt else ())  # type: ignore[index]
            for match in self._found[index]:
                if dropped is None or not dropped[row, match.tag]:
                    result[row, match.first, 1 + 2 * match.tag] = 1.0
                    result[row, match.first + 1 : match.last + 1, 2 + 2 * match.tag] = 1.0
        return torch.from_numpy(result)


def lexicon_of(facts: dict) -> Lexicon | None:
    """The lexicon that a head was trained with, from the facts stored with it."""
    stored = facts["lexicon"]
    return Lexicon(stored["tags"], [Phrase(text, tag, tuple(ids)) for text, tag, ids in stored["phrases"]]) if stored else None


def tags_of(facts: dict, encodings: list[Encoding]) -> TagInputs | None:
    """What a trained head's lexicon finds in utterances; None for a head without one."""
    lexicon = lexicon_of(facts)
    return TagInputs(lexicon, encodings) if lexicon else None


def build_lexicon(pool: list[Example], encodings: list[Encoding], types: Iterable[str], tokenizer: Tokenizer,
                  most: int, lists: Path = LIST_DIRECTORY) -> Lexicon:
    """At most ``most`` phrases: values in several training utterances, those of ``<lists>/<type>.txt``, values in one."""
    tags = sorted(set(types))[:MOST_TAGS]
    index = {tag: i for i, tag in enumerate(tags)}
    labelled = [(e, x) for e, x in zip(pool, encodings) if e.part == HEADS and e.view == 0 and e.subsystem]
    texts: dict[tuple[int, tuple[int, ...]], dict[str, str]] = {}  # (tag, ids) -> training text -> the phrase as it stands there
    for example, encoding in labelled:
        for entity in example.entities:
            first, last = span_of(encoding, entity)
            if entity.type in index and first <= last:
                value = " ".join(example.text[encoding.starts[first] : encoding.ends[last]].lower().split())
                texts.setdefault((index[entity.type], tuple(encoding.ids[first : last + 1])), {})[example.text] = value
    values = sorted(texts, key=lambda key: (-len(texts[key]), key))
    phrases = {key: Phrase(next(iter(texts[key].values())), *key) for key in values if len(texts[key]) > 1}
    for tag in tags:
        for value in read_list(lists / f"{tag}.txt"):
            key = index[tag], phrase_ids(tokenizer, value)
            phrases.setdefault(key, Phrase(value, *key))
    single = [Phrase(next(iter(texts[key].values())), *key) for key in values if key not in phrases]
    phrases.update({(phrase.tag, phrase.ids): phrase for phrase in single})
    usable = [p for p in phrases.values() if 0 < len(p.ids) <= MOST_PIECES and UNK not in p.ids
              and len(p.text) <= LONGEST_PHRASE and p.ids == phrase_ids(tokenizer, p.text)]  # a mark at the end is left out where the phrase stands alone
    kept = _precise(Lexicon(tags, usable), labelled)[: min(most, MOST_PHRASES)]
    return Lexicon(tags, kept, single)


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


def span_of(encoding: Encoding, entity: Entity) -> tuple[int, int]:
    """First and last token of the words that an entity is part of; (1, 0) where it was cut off."""
    tokens = [i for i in range(1, len(encoding.ids) - 1) if encoding.starts[i] < entity.end and entity.start < encoding.ends[i]]
    if not tokens:
        return 1, 0
    first, last = tokens[0], tokens[-1]
    while not encoding.word_start[first]:
        first -= 1
    while last + 2 < len(encoding.ids) and not encoding.word_start[last + 1]:
        last += 1
    return first, last


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
