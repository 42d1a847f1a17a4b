"""WordPiece tokenizer with exact spans (Wu et al., 2016; Devlin et al., 2019).

Spans count code points of the text as given; ``utf16_offsets`` converts them for the router, which counts UTF-16 units.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .characters import CharacterTable, read_characters

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
PAD, UNK, CLS, SEP, MASK = range(5)
MAX_WORD = 100  # code points; a longer word is one [UNK]
_ABBREVIATION = re.compile(r"\. *[A-Za-z]\.\Z")  # a full stop that belongs to the letter before it: "p.m.", "u. s. a."


@dataclass
class Word:
    """A word after basic tokenisation: mapped characters, each with the span it came from."""

    text: str
    starts: list[int]
    ends: list[int]


@dataclass(frozen=True)
class Encoding:
    """Token ids with spans in code points; ``[CLS]`` and ``[SEP]`` have empty spans."""

    ids: list[int]
    starts: list[int]
    ends: list[int]
    word_start: list[bool]
    truncated: bool

    def words(self) -> list[tuple[int, int, int]]:
        """(token index, start, end) of every word, the end being the end of its last piece."""
        result: list[tuple[int, int, int]] = []
        for index in range(1, len(self.ids) - 1):
            if self.word_start[index]:
                result.append((index, self.starts[index], self.ends[index]))
            else:
                first, start, _ = result[-1]
                result[-1] = (first, start, self.ends[index])
        return result


def utf16_offsets(text: str) -> list[int]:
    """UTF-16 offset of every code point position, the end of the text included."""
    offsets = [0]
    for character in text:
        offsets.append(offsets[-1] + (2 if ord(character) > 0xFFFF else 1))
    return offsets


class Tokenizer:
    """Splits text into words by a character table and words into pieces by greedy longest match."""

    def __init__(self, vocabulary: list[str], table: CharacterTable) -> None:
        if tuple(vocabulary[: len(SPECIAL)]) != SPECIAL:
            raise ValueError(f"vocabulary must begin with {' '.join(SPECIAL)}, found {vocabulary[:5]}")
        self.vocabulary = vocabulary
        self._ids = {piece: index for index, piece in enumerate(vocabulary)}
        self._longest = max(len(piece) for piece in vocabulary)
        self._table = table
        self._kinds: dict[str, tuple[str, str]] = {}
        self._cache: dict[str, list[tuple[int, int]]] = {}

    @classmethod
    def load(cls, directory: Path) -> Tokenizer:
        """Reads ``vocab.txt`` and ``characters.txt`` of a directory."""
        vocabulary = (directory / "vocab.txt").read_text(encoding="utf-8").splitlines()
        return cls(vocabulary, read_characters(directory / "characters.txt"))

    def words(self, text: str) -> Iterator[Word]:
        """Basic tokenisation. A combining mark belongs to the character before it in the same word."""
        current: Word | None = None
        for index, character in enumerate(self._without_end(text)):
            kind, target = self._kind_of(character)
            if kind == "drop":
                continue
            if kind == "letters":
                if current is None:
                    current = Word("", [], [])
                for letter in target:
                    current.text += letter
                    current.starts.append(index)
                    current.ends.append(index + 1)
                continue
            if kind == "mark" and current is not None:
                current.ends[-1] = index + 1
                continue
            if current is not None:
                yield current
                current = None
            if kind == "mark":
                yield Word("\0", [index], [index + 1])
            elif kind == "single":
                yield Word(target, [index], [index + 1])
            elif kind == "mixed":
                current = yield from self._mixed(target, index)
        if current is not None:
            yield current

    def _without_end(self, text: str) -> str:
        """The text without the marks at its end, white space and dropped characters between them; of marks alone nothing is left out."""
        end = len(text)
        for position in range(len(text) - 1, -1, -1):
            if ord(text[position]) in self._table.ends:
                end = position
            elif self._kind_of(text[position])[0] not in ("drop", "space"):
                return text[: end + 1 if _ABBREVIATION.search(text, 0, end + 1) else end]
        return text

    def _mixed(self, target: str, index: int) -> Iterator[Word]:
        """A character mapped to several, not all of them letters: each single one is a word, letters join."""
        current: Word | None = None
        for letter in target:
            if self._is_single(letter):
                if current is not None:
                    yield current
                current = None
                yield Word(letter, [index], [index + 1])
            else:
                current = current or Word("", [], [])
                current.text += letter
                current.starts.append(index)
                current.ends.append(index + 1)
        return current

    def _is_single(self, letter: str) -> bool:
        return ord(letter) in self._table.cjk or ord(letter) in self._table.punctuation

    def _kind_of(self, character: str) -> tuple[str, str]:
        return self._kinds.get(character) or self._kind(character)

    def _kind(self, character: str) -> tuple[str, str]:
        code = ord(character)
        target = "".join(map(chr, self._table.mapping.get(code, (code,))))
        single = sum(map(self._is_single, target))
        if code in self._table.dropped:
            kind = "drop"
        elif code in self._table.space or 0xD800 <= code <= 0xDFFF:
            kind = "space"
        elif not target:
            kind = "mark"
        elif single == 0:
            kind = "letters"
        else:
            kind = "single" if len(target) == 1 else "mixed"
        self._kinds[character] = (kind, target)
        return kind, target

    def pieces(self, word: str) -> list[tuple[int, int]]:
        """(id, length) of the pieces of one word; one [UNK] if the word is too long or has an unmatched rest."""
        cached = self._cache.get(word)
        if cached is not None:
            return cached
        result: list[tuple[int, int]] = []
        position = 0
        while position < len(word) and len(word) <= MAX_WORD:
            prefix = "##" if position else ""
            for end in range(min(len(word), position + self._longest), position, -1):
                piece = self._ids.get(prefix + word[position:end])
                if piece is not None:
                    result.append((piece, end - position))
                    position = end
                    break
            else:
                break
        if position < len(word):
            result = [(UNK, len(word))]
        self._cache[word] = result
        return result

    def encode(self, text: str, max_tokens: int) -> Encoding:
        """``[CLS] pieces… [SEP]``, cut to ``max_tokens``."""
        ids, starts, ends, word_start = [CLS], [0], [0], [False]
        for word in self.words(text):
            position = 0
            for piece, length in self.pieces(word.text):
                ids.append(piece)
                starts.append(word.starts[position])
                ends.append(word.ends[position + length - 1])
                word_start.append(position == 0)
                position += length
        truncated = len(ids) + 1 > max_tokens
        keep = max_tokens - 1 if truncated else len(ids)
        length = len(text)
        return Encoding(
            ids[:keep] + [SEP], starts[:keep] + [length], ends[:keep] + [length], word_start[:keep] + [False], truncated)
