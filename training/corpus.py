"""Reads the data folder, and splits labelled utterances by a hash of their text."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

REJECT = "reject"
UNSERVED = Path(__file__).parent / "data" / "negatives" / "clinc150.txt"
SUBSYSTEM_OF_SCENARIO = {"general": "chitchat", "qa": "knowledge"}  # the other scenarios keep their names

# Sentences that the models are judged by: no training text may contain one of them.
ACCEPTANCE_SENTENCES = (
    ("打开窗帘", "iot", None),
    ("明天早上八点叫我起床", "alarm", "alarm_set"),
    ("删除早上8点以前的重复闹钟", "alarm", "alarm_remove"),
    ("美国加州现在几点", "datetime", None),
    ("港币兑人民币汇率多少", "knowledge", "qa_currency"),
    ("偷窃5000元以上一般怎么判刑", "knowledge", "qa_factoid"),
    ("梅西和C罗分别有几次欧冠冠军", "knowledge", "qa_factoid"),
    ("给我讲个笑话", "chitchat", "general_joke"),
)


class DataError(ValueError):
    """A data file that is missing or malformed; the message names file, line and field."""


@dataclass(frozen=True)
class Entity:
    """A labelled span: code points, end exclusive."""

    start: int
    end: int
    type: str
    excluded: bool = False  # "all but the kitchen"


@dataclass(frozen=True)
class Utterance:
    """One labelled utterance of a subsystem; ``negated`` where it forbids what the intent names."""

    text: str
    subsystem: str
    intent: str
    entities: tuple[Entity, ...]
    language: str = "en"
    negated: bool = False
    sampled: bool = False  # from a grammar
    slots_known: bool = True  # False: what is labelled is not all, nothing is learnt or measured of it


def split_of(text: str) -> str:
    """``validation`` (10 %), ``development`` (10 %) or ``train``, by SHA-256 of the normalised text."""
    normalised = " ".join(text.lower().split())
    value = int.from_bytes(hashlib.sha256(normalised.encode("utf-8")).digest()[:4], "big") % 100
    return "validation" if value < 10 else "development" if value < 20 else "train"


def dedupe_key(text: str) -> str:
    """Texts that differ only in case, spacing or digits count as one."""
    return re.sub(r"\d", "0", " ".join(text.lower().split()))


def read_records(path: Path, fields: tuple[str, ...]) -> Iterator[tuple[int, dict]]:
    if not path.is_file():
        raise DataError(f"{path}: no such file; --data must name the folder with hwu64/, clinc150/, sgd/, crosswoz/")
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            try:
                record = json.loads(line)
            except ValueError as error:
                raise DataError(f"{path}:{number}: not JSON: {error}") from error
            for field in fields:
                if not isinstance(record, dict) or field not in record:
                    raise DataError(f"{path}:{number}: field '{field}' is missing")
            yield number, record


def utterance_of(record: dict, subsystem: str, language: str, where: str) -> Utterance:
    """Builds an utterance from a record; spans outside the text or overlapping are errors."""
    text = record["text"]
    entities = tuple(sorted(
        (Entity(e["start"], e["end"], e["type"], bool(e.get("excluded"))) for e in record["entities"]), key=lambda e: (e.start, e.end)))
    previous = 0
    for entity in entities:
        if not previous <= entity.start < entity.end <= len(text):
            raise DataError(f"{where}: field 'entities': span {entity.start}-{entity.end} is outside the text or overlaps")
        previous = entity.end
    return Utterance(text, subsystem, record["intent"], entities, language, bool(record.get("negated")), bool(record.get("sampled")), record.get("slots_known", True))


def load_hwu64(data: Path) -> list[Utterance]:
    """HWU64 with scenarios renamed to subsystems."""
    return list(read_scenarios(data / "hwu64" / "train.jsonl"))


def read_scenarios(path: Path) -> Iterator[Utterance]:
    """English utterances of a set whose rows name a scenario, which becomes the subsystem."""
    for number, record in read_records(path, ("text", "scenario", "intent", "entities")):
        yield utterance_of(record, SUBSYSTEM_OF_SCENARIO.get(record["scenario"], record["scenario"]), "en", f"{path}:{number}")


def load_out_of_scope(data: Path, name: str) -> list[tuple[str, str]]:
    """(text, intent) of ``clinc150/<name>.jsonl``: ``oos_train``, or ``oos_eval`` which only ``evaluate`` may use."""
    path = data / "clinc150" / f"{name}.jsonl"
    return [(record["text"], record["intent"]) for _, record in read_records(path, ("text", "intent"))]


def load_unserved(data: Path) -> list[tuple[str, str]]:
    """(text, intent) of the questions of ``clinc150/faq_train.jsonl`` that no subsystem serves and ``oos_eval`` does not ask; none without the file."""
    path = data / "clinc150" / "faq_train.jsonl"
    if not path.is_file():
        return []
    unserved = {line for line in UNSERVED.read_text(encoding="utf-8").splitlines() if not line.startswith("#")}
    unserved -= {intent for _, intent in load_out_of_scope(data, "oos_eval")}
    return [(record["text"], record["intent"]) for _, record in read_records(path, ("text", "intent")) if record["intent"] in unserved]


def load_lines(path: Path) -> list[str]:
    """Non-empty lines of a text file."""
    if not path.is_file():
        raise DataError(f"{path}: no such file; --data must name the folder with hwu64/, clinc150/, sgd/, crosswoz/")
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def read_utterances(path: Path) -> list[Utterance]:
    """Utterances written by ``write_utterances``."""
    return [
        utterance_of(record, record["subsystem"], record["language"], f"{path}:{number}")
        for number, record in read_records(path, ("text", "subsystem", "intent", "entities", "language"))]


def load_plain(path: Path, language: str) -> list[Utterance]:
    """Utterances with subsystem and intent, slots where a row has ``entities``; null becomes ``reject``."""
    rows = [{**record, "intent": record["intent"] or REJECT, "entities": record.get("entities", [])}
            for _, record in read_records(path, ("text", "subsystem", "intent"))]
    return [utterance_of(row, row["subsystem"] or REJECT, language, str(path)) for row in rows]


def write_utterances(path: Path, utterances: Iterable[Utterance]) -> None:
    """One JSON object per line."""
    with path.open("w", encoding="utf-8") as file:
        for u in utterances:
            entities = [{"start": e.start, "end": e.end, "type": e.type, **({"excluded": True} if e.excluded else {})} for e in u.entities]
            record = {"text": u.text, "subsystem": u.subsystem, "intent": u.intent, "entities": entities,
                      "language": u.language, **({"negated": True} if u.negated else {}), **({"sampled": True} if u.sampled else {}), **({} if u.slots_known else {"slots_known": False})}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def unique(texts: Iterable[str], taken: set[str]) -> list[str]:
    """Texts whose dedupe key is not in ``taken``, which grows."""
    result: list[str] = []
    for text in texts:
        key = dedupe_key(text)
        if key not in taken:
            taken.add(key)
            result.append(text)
    return result
