"""A domain team's data for ``search``: labelled utterances as JSONL, and texts that belong to others."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from .chinese import sample_chinese, sample_other
from .corpus import REJECT, DataError, Utterance, dedupe_key, utterance_of
from .lexicon import read_list
from .text import LANGUAGES, language_of
from .tokenizer import utf16_offsets

FIELDS = {"text", "intent", "slots", "language"}
LONGEST_TEXT = 512  # code points
FEWEST_PER_INTENT, FEWEST = 6, 20
TRAIN, DEVELOPMENT, TEST = "train", "development", "test"
DEVELOPMENT_SHARE, TEST_SHARE = 0.2, 0.15
NEGATIVES = Path(__file__).parent / "data" / "negatives" / "en.txt"
_TYPE = re.compile(r"[a-z][a-z0-9_]{0,63}")


def read_domain(path: Path, subsystem: str) -> list[Utterance]:
    """The utterances of a data file; every problem is a ``DataError`` with file, line and what is allowed.

    One JSON object per line: ``text``, ``intent``, and optionally ``slots`` (a list of ``type``, ``start``, ``end``; UTF-16
    units as in the router's answers, end exclusive) and ``language`` (``en`` or ``zh``). Equal texts count once.
    """
    result: dict[str, Utterance] = {}
    lines: dict[str, int] = {}
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        utterance = _utterance(line, subsystem, where)
        key = " ".join(utterance.text.lower().split())
        if key in result and (result[key].intent, result[key].entities) != (utterance.intent, utterance.entities):
            raise DataError(f"{where}: the text of line {lines[key]} again, with another intent or other slots")
        result.setdefault(key, utterance)
        lines.setdefault(key, number)
    check_counts(path, list(result.values()))
    return list(result.values())


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8 at byte {error.start}") from error


def _utterance(line: str, subsystem: str, where: str) -> Utterance:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise DataError(f"{where}: not JSON: {error}") from error
    if not isinstance(record, dict):
        raise DataError(f"{where}: expected an object with {', '.join(sorted(FIELDS))}")
    unknown = sorted(set(record) - FIELDS)
    if unknown:
        raise DataError(f"{where}: field '{unknown[0]}' is unknown, allowed are {', '.join(sorted(FIELDS))}")
    text, intent = (_text(record, name, where) for name in ("text", "intent"))
    if len(text) > LONGEST_TEXT:
        raise DataError(f"{where}: field 'text': {len(text)} characters, at most {LONGEST_TEXT} are allowed")
    if not _TYPE.fullmatch(intent) or intent == REJECT:
        raise DataError(f"{where}: field 'intent': {intent!r}, allowed are lower-case letters, digits and _, a letter first, and not '{REJECT}'")
    language = record.get("language", language_of(text))
    if language not in LANGUAGES:
        raise DataError(f"{where}: field 'language': {language!r}, allowed are {', '.join(LANGUAGES)}")
    slots = record.get("slots", [])
    if not isinstance(slots, list) or not all(isinstance(s, dict) for s in slots):
        raise DataError(f"{where}: field 'slots': expected a list of objects with type, start and end")
    place = {unit: index for index, unit in enumerate(utf16_offsets(text))}
    entities = [_entity(slot, text, place, where) for slot in slots]
    return utterance_of({"text": text, "intent": intent, "entities": entities}, subsystem, language, where)


def _text(record: dict[str, Any], name: str, where: str) -> str:
    value = record.get(name)
    if not isinstance(value, str) or not value.strip():
        raise DataError(f"{where}: field '{name}': {'missing' if name not in record else repr(value)}, a text that is not empty is needed")
    return value


def _entity(slot: dict[str, Any], text: str, place: dict[int, int], where: str) -> dict[str, Any]:
    """The slot with offsets in code points; ``place`` has those of the UTF-16 units that begin a character."""
    if set(slot) != {"type", "start", "end"}:
        raise DataError(f"{where}: field 'slots': fields {', '.join(sorted(slot)) or 'none'}, needed are type, start and end")
    if not isinstance(slot["type"], str) or not _TYPE.fullmatch(slot["type"]):
        raise DataError(f"{where}: field 'slots': type {slot['type']!r}, allowed are lower-case letters, digits and _, a letter first")
    if not all(isinstance(slot[name], int) and not isinstance(slot[name], bool) for name in ("start", "end")):
        raise DataError(f"{where}: field 'slots': start and end are numbers of UTF-16 units, found {slot['start']!r} and {slot['end']!r}")
    if not (slot["start"] in place and slot["end"] in place):
        raise DataError(f"{where}: field 'slots': span {slot['start']}-{slot['end']} is outside the text or begins or ends within a character; "
                        f"allowed is 0 to {max(place)}")
    start, end = place[slot["start"]], place[slot["end"]]
    value = text[start:end]
    if value != value.strip():
        raise DataError(f"{where}: field 'slots': the span {slot['start']}-{slot['end']} begins or ends with a space: {value!r}")
    return {**slot, "start": start, "end": end}


def check_counts(path: Path, utterances: list[Utterance]) -> None:
    """A ``DataError`` where there are too few utterances, or too few of an intent."""
    if len(utterances) < FEWEST:
        raise DataError(f"{path}: {len(utterances)} different utterances, at least {FEWEST} are needed")
    for intent, count in sorted(Counter(u.intent for u in utterances).items()):
        if count < FEWEST_PER_INTENT:
            raise DataError(f"{path}: intent '{intent}' has {count} different utterances, at least {FEWEST_PER_INTENT} are needed")


def split(utterances: list[Utterance]) -> list[tuple[Utterance, str]]:
    """Each utterance with its part: of every intent and language 15 % test, 20 % development, the rest training.

    The order is that of a hash of the texts, so that a text keeps its place when others come or go nearby.
    """
    groups: dict[tuple[str, str], list[Utterance]] = {}
    for u in utterances:
        groups.setdefault((u.intent, u.language), []).append(u)
    result: list[tuple[Utterance, str]] = []
    for key in sorted(groups):
        ordered = sorted(groups[key], key=lambda u: hashlib.sha256(u.text.encode("utf-8")).digest())
        parts = _parts(len(ordered))
        result += list(zip(ordered, parts))
    return result


def check_lists(directory: Path, utterances: list[Utterance]) -> None:
    """The team's lists of names: a ``DataError`` where there is none, or one that is for no slot type of the data."""
    types = sorted({e.type for u in utterances for e in u.entities})
    lists = sorted(directory.glob("*.txt"))
    if not lists:
        raise DataError(f"{directory}: no .txt file; one for each slot type is read, of {', '.join(types) or 'which the data has none'}")
    for path in lists:
        if path.stem not in types:
            raise DataError(f"{path}: no utterance has a slot of the type '{path.stem}', they have {', '.join(types) or 'none'}")
        read_list(path)


def _parts(count: int) -> list[str]:
    """A handful of utterances of one intent and language is for training only."""
    test = round(TEST_SHARE * count) if count >= FEWEST_PER_INTENT else 0
    development = round(DEVELOPMENT_SHARE * count) if count >= FEWEST_PER_INTENT else 0
    return [TEST] * test + [DEVELOPMENT] * development + [TRAIN] * (count - test - development)


def read_negatives(path: Path) -> list[str]:
    """Texts that the subsystem shall reject: one a line, or JSON objects with a ``text``."""
    texts: list[str] = []
    for number, line in enumerate(_lines(path), start=1):
        if line.lstrip().startswith("{"):
            try:
                line = _text(json.loads(line), "text", f"{path}:{number}")
            except ValueError as error:
                if isinstance(error, DataError):
                    raise
                raise DataError(f"{path}:{number}: not JSON: {error}") from error
        if line.strip() and not line.startswith("#"):
            texts.append(line.strip())
    if not texts:
        raise DataError(f"{path}: no text; at least one is needed")
    return texts


def default_negatives(seed: int, chinese: int) -> list[str]:
    """Our own English requests to other subsystems and to none, and ``chinese`` sentences of the Chinese grammars."""
    per_subsystem = max(chinese // 36, 1)
    sampled = [u.text for u in sample_chinese(per_subsystem, seed)]
    return read_negatives(NEGATIVES) + sampled + sample_other(max(chinese - len(sampled), 1), seed)


def without(texts: list[str], utterances: list[Utterance]) -> list[str]:
    """Different texts, none of them one of the utterances but for case, spacing and digits."""
    taken = {dedupe_key(u.text) for u in utterances}
    result: dict[str, str] = {}
    for text in texts:
        if dedupe_key(text) not in taken:
            result.setdefault(dedupe_key(text), text)
    return list(result.values())

