"""Character classes and mappings of the tokenizer, generated from ``unicodedata`` and shipped as ``characters.txt``.

The file makes token ids the same in every language whatever Unicode version its runtime knows. Classes follow BERT's
basic tokenizer (Devlin et al., 2019): lower-casing, accent stripping, every CJK ideograph by itself.
"""

from __future__ import annotations

import functools
import unicodedata
from dataclasses import dataclass
from pathlib import Path

_CJK_RANGES = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F), (0x2B820, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)
_HANGUL = (0xAC00, 0xD7A3)  # kept whole: no piece covers Korean, and 11,172 decompositions would only fill the file
_LAST = 0x10FFFF
_END_MARKS = ".!?…,;~。．｡！？，；～"  # at the end of a text; whether somebody writes them says nothing of what is wanted


@dataclass(frozen=True)
class CharacterTable:
    """Classes looked up by code point, and the code points that a code point is mapped to."""

    space: frozenset[int]
    punctuation: frozenset[int]
    cjk: frozenset[int]
    dropped: frozenset[int]  # left out wherever they stand
    ends: frozenset[int]  # marks that are left out where they end a text; looked up as they are written
    mapping: dict[int, tuple[int, ...]]


def is_space(code: int) -> bool:
    """White space, control, format, surrogate and private-use characters, and U+FFFD separate words."""
    return code == 0xFFFD or unicodedata.category(chr(code)) in {"Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co"}


def is_punctuation(code: int) -> bool:
    """Every ASCII symbol, and Unicode categories P*."""
    if 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96 or 123 <= code <= 126:
        return True
    return unicodedata.category(chr(code)).startswith("P")


def is_cjk(code: int) -> bool:
    """CJK ideographs in BERT's sense: no kana, no Hangul."""
    return any(first <= code <= last for first, last in _CJK_RANGES)


def mapped(code: int) -> tuple[int, ...]:
    """Full-width forms to ASCII, lower case, canonical decomposition without combining marks."""
    if 0xD800 <= code <= 0xDFFF or _HANGUL[0] <= code <= _HANGUL[1]:
        return (code,)
    if 0xFF01 <= code <= 0xFF5E:
        code = code - 0xFF01 + 0x21
    decomposed = unicodedata.normalize("NFD", chr(code).lower())
    return tuple(ord(c) for c in decomposed if unicodedata.category(c) != "Mn")


@dataclass(frozen=True)
class Writing:
    """How a pretrained encoder writes: what its tokenizer did to characters before it looked for pieces."""

    cased: bool  # no lower case, accents stay
    pieces: frozenset[str]  # a full-width form that has a piece of its own stays as it is
    folding: dict[int, int]  # one character written as another, such as traditional as simplified

    def mapped(self, code: int) -> tuple[int, ...]:
        """What a character becomes."""
        if 0xFF01 <= code <= 0xFF5E and chr(code).lower() in self.pieces:
            return (code,) if self.cased else (ord(chr(code).lower()),)
        if self.cased:
            wide = code - 0xFF01 + 0x21 if 0xFF01 <= code <= 0xFF5E else code
            return (self.folding.get(wide, wide),)
        return tuple(self.folding.get(c, c) for c in mapped(code))


    def mappings(self) -> dict[int, tuple[int, ...]]:
        """The characters that become something else."""
        codes = {*({} if self.cased else _mappings()), *self.folding, *range(0xFF01, 0xFF5F)}
        changed = {code: self.mapped(code) for code in codes if not is_dropped(code)}
        return {code: target for code, target in changed.items() if target != (code,)}


def is_dropped(code: int) -> bool:
    """Control and format characters, private use and U+FFFD, which encoders laid out as BERT is never saw."""
    return code == 0xFFFD or chr(code) not in "\t\n\r" and unicodedata.category(chr(code)) in {"Cc", "Cf", "Co"}


def _ranges(codes: list[int]) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    for code in codes:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1] = (ranges[-1][0], code)
        else:
            ranges.append((code, code))
    return ranges


@functools.cache
def _class(name: str) -> list[tuple[int, int]]:
    belongs = {"space": is_space, "punctuation": is_punctuation, "cjk": is_cjk, "drop": is_dropped,
               "text_space": lambda c: is_space(c) and not is_dropped(c)}[name]
    return _ranges([c for c in range(_LAST + 1) if belongs(c)])


@functools.cache
def _mappings() -> dict[int, tuple[int, ...]]:
    return {code: target for code in range(_LAST + 1) if (target := mapped(code)) != (code,)}


def write_characters(path: Path, writing: Writing | None = None) -> None:
    """Writes ``characters.txt``: class ranges and mappings, hexadecimal code points, one entry per line.

    ``writing`` is that of a pretrained encoder; without it the table is that of the vocabularies that are trained here.
    """
    lines = [
        "# Character table of the tokenizer.",
        "# space|punctuation|cjk FIRST-LAST: a class; map FROM [TO...]: a mapping, no TO for a combining mark.",
        "# end FIRST-LAST: marks that are left out where they end a text, whatever else they are; looked up before mapping.",
        *(["# drop FIRST-LAST: characters that are left out, looked up before everything else."] if writing else []),
        f"# Unicode {unicodedata.unidata_version}; white space is looked up before, the other classes after mapping.",
    ]
    names = ["drop", "text_space", "punctuation", "cjk"] if writing else ["space", "punctuation", "cjk"]
    for name in names:
        lines += [f"{name.removeprefix('text_')} {first:04X}-{last:04X}" for first, last in _class(name)]
    lines += [f"end {first:04X}-{last:04X}" for first, last in _ranges(sorted(map(ord, _END_MARKS)))]
    for code, target in sorted((writing.mappings() if writing else _mappings()).items()):
        lines.append(" ".join(["map", f"{code:04X}", *(f"{t:04X}" for t in target)]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_characters(path: Path) -> CharacterTable:
    """Reads ``characters.txt``; an unknown or malformed line is an error naming it."""
    classes: dict[str, set[int]] = {"space": set(), "punctuation": set(), "cjk": set(), "drop": set(), "end": set()}
    mapping: dict[int, tuple[int, ...]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        words = line.split("#", 1)[0].split()
        if not words:
            continue
        try:
            if words[0] == "map":
                mapping[int(words[1], 16)] = tuple(int(word, 16) for word in words[2:])
            else:
                first, last = words[1].split("-")
                classes[words[0]].update(range(int(first, 16), int(last, 16) + 1))
        except (KeyError, ValueError, IndexError) as error:
            raise ValueError(f"{path}:{number}: not a character table line: {line!r}") from error
    return CharacterTable(
        *(frozenset(classes[name]) for name in ("space", "punctuation", "cjk", "drop", "end")), mapping)
