"""Sentence patterns: what texts have in common that say the same thing with other names and numbers.

A set of labelled commands repeats itself; parted line by line its two halves share their sentences. ``groups`` joins texts of
one pattern and near-duplicates, and ``kept_apart`` takes whole groups.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from .corpus import Entity

KEPT = 5  # one group in so many is kept apart
ALIKE = 0.7  # Dice coefficient of the pairs of units of two patterns, from which they count as one

_NUMBER = re.compile(r"[\d一二两三四五六七八九十百千万零半]+|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirty|half)\b")
_MARKS = re.compile(r"[^\w<>]+")
_POLITE = re.compile(
    r"请问|请|麻烦|帮我|给我|我想|我要|能不能|可以|你能|一下|下(?=<|把)|吧|吗|呢|啊|呀|啦|了|的|把|将|"
    r"\b(?:please|can|could|would|you|i|want|need|to|the|a|an|my|me|hey|ok|okay)\b")
_UNIT = re.compile(r"<\w+>|[a-z0-9]+|\S")


def pattern_of(text: str, entities: Sequence[Entity] = ()) -> str:
    """The text with ``<type>`` for each slot and 0 for numbers, without marks, case and politeness; equal for what is said alike."""
    parts, position = [], 0
    for entity in sorted(entities, key=lambda entity: entity.start):
        parts += [_plain(text[position : entity.start]), f"<{entity.type}>"]
        position = entity.end
    units = _UNIT.findall(" ".join([*parts, _plain(text[position:])]))
    return " ".join(unit for unit, before in zip(units, ["", *units]) if unit != before) or _plain(text)


def groups(patterns: Sequence[str]) -> list[str]:
    """For every pattern the name of its group: the least pattern among those that are joined to it by likeness."""
    distinct = sorted(set(patterns))
    pairs = [_pairs(pattern) for pattern in distinct]
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    parent = list(range(len(distinct)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, mine in enumerate(pairs):
        shared = Counter(j for pair in mine for j in holders[pair])
        for j, count in shared.items():
            if 2 * count >= ALIKE * (len(mine) + len(pairs[j])):
                low, high = sorted((root(i), root(j)))
                parent[high] = low
        for pair in mine:
            holders[pair].append(i)
    name = {pattern: distinct[root(i)] for i, pattern in enumerate(distinct)}
    return [name[pattern] for pattern in patterns]


def kept_apart(group: str) -> bool:
    """Whether a group is kept for evaluation: one in ``KEPT``, by a hash of its name."""
    return int.from_bytes(hashlib.sha256(group.encode("utf-8")).digest()[:4], "big") % KEPT == 0


def _plain(text: str) -> str:
    plain = _NUMBER.sub("0", _POLITE.sub(" ", text.lower()))
    return _MARKS.sub(" ", plain)


def _pairs(pattern: str) -> frozenset[tuple[str, str]]:
    units = ["", *pattern.split(), ""]
    return frozenset(zip(units, units[1:]))
