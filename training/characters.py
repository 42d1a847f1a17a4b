"""Character classes and mappings of the tokenizer, generated from ``unicodedata`` and shipped as ``characters.txt``.

The file makes token ids the same in every language whatever Unicode version its runtime knows. Classes follow BERT's
basic tokenizer (Devlin et al., 2019): lower-casing, accent stripping, every CJK ideograph by itself.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path

_CJK_RANGES = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F), (0x2B820, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)
_HANGUL = (0xAC00, 0xD7A3)  # kept whole: no piece covers Korean, and 11,172 decompositions would only fill the file
_LAST = 0x10FFFF


@dataclass(frozen=True)
class CharacterTable:
    """Classes looked up by code point, and the code points that a code point is mapped to."""

    space: frozenset[int]
    punctuation: frozenset[int]
    cjk: frozenset[int]
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


def _ranges(codes: list[int]) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    for code in codes:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1] = (ranges[-1][0], code)
        else:
            ranges.append((code, code))
    return ranges


def write_characters(path: Path) -> None:
    """Writes ``characters.txt``: class ranges and mappings, hexadecimal code points, one entry per line."""
    lines = [
        "# Character table of the tokenizer.",
        "# space|punctuation|cjk FIRST-LAST: a class; map FROM [TO...]: a mapping, no TO for a combining mark.",
        f"# Unicode {unicodedata.unidata_version}; white space is looked up before, the other classes after mapping.",
    ]
    everything = range(_LAST + 1)
    for name, belongs in (("space", is_space), ("punctuation", is_punctuation), ("cjk", is_cjk)):
        lines += [f"{name} {first:04X}-{last:04X}" for first, last in _ranges([c for c in everything if belongs(c)])]
    for code in everything:
        target = mapped(code)
        if target != (code,):
            lines.append(" ".join(["map", f"{code:04X}", *(f"{t:04X}" for t in target)]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_characters(path: Path) -> CharacterTable:
    """Reads ``characters.txt``; an unknown or malformed line is an error naming it."""
    classes: dict[str, set[int]] = {"space": set(), "punctuation": set(), "cjk": set()}
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
        frozenset(classes["space"]), frozenset(classes["punctuation"]), frozenset(classes["cjk"]), mapping)
