"""SLURP beside HWU64, and the texts that nothing may be trained on."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from .corpus import DataError, Utterance, dedupe_key, read_scenarios

SLURP_VALIDATION = 500  # texts that are in no training set
_MARKS = re.compile(r"[\W_]+")


def plain_key(text: str) -> str:
    """What two texts have in common that differ in capitals, marks, spaces or digits only."""
    return _MARKS.sub("", dedupe_key(text))


def load_slurp(data: Path, known: set[str]) -> tuple[list[Utterance], list[Utterance]]:
    """Utterances for training and for validation; texts whose ``plain_key`` is ``known`` are left out, each text counts once."""
    path = data / "slurp" / "devel.jsonl"
    if not path.is_file():
        return [], []
    found: dict[str, Utterance] = {}
    for utterance in read_scenarios(path):
        if plain_key(utterance.text) not in known:
            found.setdefault(plain_key(utterance.text), utterance)
    ordered = sorted(found.values(), key=lambda u: hashlib.sha256(u.text.encode("utf-8")).digest())
    count = min(SLURP_VALIDATION, len(ordered) // 2)
    return ordered[count:], ordered[:count]


def read_held_out(paths: list[Path]) -> set[str]:
    """The keys of texts that nothing may be trained on: JSON objects with a ``text``, or plain lines."""
    keys: set[str] = set()
    for path in paths:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise DataError(f"{path}: cannot be read: {error.strerror}") from error
        for number, line in enumerate(lines, start=1):
            if line.lstrip().startswith("{"):
                try:
                    line = json.loads(line)["text"]
                except (ValueError, KeyError, TypeError) as error:
                    raise DataError(f"{path}:{number}: an object with a text is needed: {error}") from error
            if isinstance(line, str) and plain_key(line):
                keys.add(plain_key(line))
    return keys
