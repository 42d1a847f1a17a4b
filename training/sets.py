"""Labelled sets beside HWU64: SLURP, and others' sets mapped to our intents; and the split of these by sentence pattern."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from pathlib import Path

from .corpus import REJECT, SUBSYSTEM_OF_SCENARIO, DataError, Entity, Utterance, dedupe_key, read_records, utterance_of

SLURP_VALIDATION = 500  # texts that are in no training set
KEPT_SHARE = 20  # percent of a set's patterns that are kept apart
_MARKS = re.compile(r"[\W_]+")
_NUMBERS = re.compile(r"\d+|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred)\b|[一二三四五六七八九十百千两半]+")
_HAN = re.compile("[\u3400-\u9fff]")
_FILLING = re.compile(r"\b(?:please|the|a|an|my|me|for|to|of|can you|could you|hey|hi)\b|[请帮我你一下吧吗呢啊的了]")


def plain_key(text: str) -> str:
    """What two texts have in common that differ in capitals, marks, spaces or digits only."""
    return _MARKS.sub("", dedupe_key(text))


def pattern_of(text: str, entities: Iterable[Entity]) -> str:
    """The text with its values replaced by their types, without numbers, marks and the words that may come and go, in no order."""
    parts, position = [], 0
    for entity in sorted(entities, key=lambda e: e.start):
        parts += [text[position : entity.start].lower(), f" {entity.type.upper()} "]
        position = max(position, entity.end)
    words = _FILLING.sub(" ", _NUMBERS.sub(" 0 ", "".join(parts) + text[position:].lower()))
    return " ".join(sorted(set(_HAN.sub(r" \g<0> ", _MARKS.sub(" ", words)).split())))


def is_kept_apart(text: str, entities: Iterable[Entity]) -> bool:
    """Whether the text belongs to the fifth that is never trained on: all texts of one pattern do or none does."""
    digest = hashlib.sha256(pattern_of(text, entities).encode("utf-8")).digest()
    return int.from_bytes(digest[:4], "big") % 100 < KEPT_SHARE


def load_slurp(data: Path, known: set[str]) -> tuple[list[Utterance], list[Utterance]]:
    """Utterances for training and for validation; texts whose ``plain_key`` is ``known`` are left out, each text counts once."""
    path = data / "slurp" / "devel.jsonl"
    if not path.is_file():
        return [], []
    found: dict[str, Utterance] = {}
    for number, record in read_records(path, ("text", "scenario", "intent", "entities")):
        utterance = utterance_of(record, SUBSYSTEM_OF_SCENARIO.get(record["scenario"], record["scenario"]), "en", f"{path}:{number}")
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


def split_mapped(utterances: list[Utterance]) -> tuple[list[Utterance], list[Utterance]]:
    """Those to train on and those kept apart, by pattern."""
    kept = [is_kept_apart(u.text, u.entities) for u in utterances]
    return [u for u, apart in zip(utterances, kept) if not apart], [u for u, apart in zip(utterances, kept) if apart]


def rejected(utterances: list[Utterance]) -> list[str]:
    """The texts that a map gives to no subsystem."""
    return [u.text for u in utterances if u.subsystem == REJECT]
