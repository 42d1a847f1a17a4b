"""Texts that others labelled, with our labels: `training/data/maps` says how (its README has the format).

    train, kept_apart = learnable(data, "zh")

Run as a program it counts what a map makes of the sets in a data folder, and fails where a label has no rule:

    python3 -m training.mapped ../data
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .corpus import REJECT, SUBSYSTEM_OF_SCENARIO, DataError, Entity, Utterance, read_records
from .folding import fold
from .grammar import NAMES
from .patterns import groups, kept_apart, pattern_of

MAPS = Path(__file__).parent / "data" / "maps"
REJECTED = ("other", "unserved")  # to be rejected by every subsystem
SKIP = "skip"
EVALUATION_ONLY = ("xsid",)
SETS = {"bot_skills": ("en", "zh"), "home_assistant": ("en", "zh-CN", "zh-TW"), "xsid": ("en_valid", "zh_valid")}

_CONDITION = re.compile(r"(text)(!?~)(.+)|(\S+?)(<=|>=|=|<|>)(\S+)|(!?)([\w/]+)")
_PART = r"大清早|一大早|清晨|早上|早晨|上午|中午|正午|午后|下午|傍晚|晚上|夜里|深夜|半夜|凌晨|今晚|明晚|昨晚|今早|明早|今夜"
_PART_FIRST = re.compile(f"({_PART})的?(.*)", re.DOTALL)
_DAY = re.compile(
    r"大前天|前天|大后天|后天|今天|明天|昨天|今儿|明儿|今日|明日|(?:这个?|下个?|本|上个?)?(?:周末|(?:周|星期|礼拜)[一二三四五六日天])"
    r"|(?:这|下|上|本|一整?)个?(?:周|星期|礼拜|月)(?!围)|[未近][来几一两三五七十]+天|\d+月(?:\d+[号日])?|[一二三四五六七八九十]+月(?:[一二三四五六七八九十]+[号日])?")
_PART_OF_DAY = re.compile(_PART)


@dataclass(frozen=True)
class Mapped:
    """A text of another's set. ``utterance`` has the subsystem ``reject`` where none may take it."""

    utterance: Utterance
    set: str  # a name of SETS
    label: str  # of the set
    target: str  # an intent of ours, or one of REJECTED
    pattern: str  # as pattern_of writes it, with the set's own slots

    @property
    def negated(self) -> bool:
        """Understood, and not to be done."""
        return self.utterance.negated

    @property
    def slots_known(self) -> bool:
        """The slots may be learnt and measured."""
        return self.utterance.slots_known


@dataclass(frozen=True)
class Rule:
    label: str
    conditions: tuple[str, ...]
    target: str
    negated: bool
    line: int

    def fits(self, label: str, text: str, slots: dict) -> bool:
        return self.label in ("*", label) and all(_holds(condition, text, slots) for condition in self.conditions)


@dataclass(frozen=True)
class Map:
    path: Path
    rules: tuple[Rule, ...]
    slots: dict[str, dict[str, str]]  # of each subsystem: their slot -> ours
    days: frozenset[tuple[str, str]]  # language and subsystem
    partial: frozenset[tuple[str, str]]

    def rule_of(self, label: str, text: str, slots: dict) -> Rule | None:
        return next((rule for rule in self.rules if rule.fits(label, text, slots)), None)


def maps(name: str) -> Map:
    """The map of the set, as ``SETS`` names it."""
    return read_map(MAPS / f"{name}.map")


def read_map(path: Path) -> Map:
    """Reads a map; a line that is none of the four kinds is a ``DataError`` with its number."""
    rules: list[Rule] = []
    slots: dict[str, dict[str, str]] = {}
    listed: dict[str, set[tuple[str, str]]] = {"days": set(), "partial": set()}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        words = line.split()
        if line.startswith("@"):
            slots.setdefault(words[0][1:], {}).update(_pairs(path, number, words[1:]))
        elif words[0] in listed and "|" not in line:
            listed[words[0]] |= {(words[1], subsystem) for subsystem in words[2:]}
        else:
            rules.append(_rule(path, number, line))
    return Map(path, tuple(rules), slots, frozenset(listed["days"]), frozenset(listed["partial"]))


def read_mapped(table: Map, path: Path, language: str) -> tuple[list[Mapped], Counter[str]]:
    """The texts that are not skipped, each once, and how many texts had a label without a rule, by label."""
    result: dict[str, Mapped] = {}
    unmapped: Counter[str] = Counter()
    for _, record in read_records(path, ("text", "intent")):
        text = fold(record["text"]) if language.startswith("zh") else record["text"]
        label = f"{record['skill']}/{record['intent']}" if "skill" in record else record["intent"]
        rule = table.rule_of(label, text, record.get("slots", {}))
        if rule is None:
            unmapped[label] += 1
        elif rule.target != SKIP:
            result.setdefault(text.lower(), _mapped(table, rule, record, text, language[:2]))
    return list(result.values()), unmapped


def learnable(data: Path, language: str) -> tuple[list[Mapped], list[Mapped]]:
    """The sets of the language that the folder has, but those for evaluation only, parted together: what to train on, and what is kept apart."""
    files = [(name, file) for name in SETS if name not in EVALUATION_ONLY and (data / name).is_dir() for file in SETS[name] if file.startswith(language)]
    rows = [row for name, file in files for row in read_mapped(maps(name), data / name / f"{file}.jsonl", file)[0]]
    return parted(list({row.utterance.text.lower(): row for row in reversed(rows)}.values()))


def parted(rows: list[Mapped]) -> tuple[list[Mapped], list[Mapped]]:
    """The rows to train on, and about a fifth to evaluate with whose sentence patterns the others do not have."""
    kept = [kept_apart(group) for group in groups([row.pattern for row in rows])]
    return [row for row, k in zip(rows, kept) if not k], [row for row, k in zip(rows, kept) if k]


def subsystem_of(intent: str) -> str:
    """The subsystem of an intent of ours, ``reject`` for those of none."""
    prefix = intent.partition("_")[0]
    return REJECT if intent in REJECTED else SUBSYSTEM_OF_SCENARIO.get(prefix, prefix)


def _mapped(table: Map, rule: Rule, record: dict, text: str, language: str) -> Mapped:
    subsystem = subsystem_of(rule.target)
    entities = record["entities"] if "entities" in record else _found(text, record.get("slots", {}))
    pairs = table.slots.get(subsystem, {})
    named = [(e, pairs[e["type"]]) for e in entities if e["type"] in pairs]
    known = (language, subsystem) not in table.partial and all(slot != "?" for _, slot in named)
    spans = [span for e, slot in named if slot != "?" for span in _spans(text, e, slot, language)]
    if (language, subsystem) in table.days:
        spans += [Entity(m.start(), m.end(), "date") for m in _DAY.finditer(text)]
        spans += [Entity(m.start(), m.end(), "timeofday") for m in _PART_OF_DAY.finditer(text)]
    intent = REJECT if subsystem == REJECT else rule.target
    utterance = Utterance(text, subsystem, intent, _disjoint(spans), language, rule.negated, slots_known=known)
    theirs = _disjoint([Entity(e["start"], e["end"], re.sub(r"\W", "_", e["type"])) for e in entities])
    return Mapped(utterance, table.path.stem, rule.label, rule.target, pattern_of(text, theirs))


def _spans(text: str, entity: dict, slot: str, language: str) -> list[Entity]:
    """One entity as a slot; in Chinese a part of the day is split off from the time that follows it."""
    start, end = entity["start"], entity["end"]
    value = text[start:end]
    start, end = start + len(value) - len(value.lstrip(" 的")), end - len(value) + len(value.rstrip(" .。，,"))
    first, _, second = slot.partition("|")
    part = _PART_FIRST.fullmatch(text[start:end]) if language == "zh" and slot == "time" else None
    if part is not None:
        cut = start + len(part[1])
        rest = end - len(part[2])
        return [Entity(start, cut, "timeofday"), *([Entity(rest, end, "time")] if rest < end else [])]
    chosen = first if not second or text[start:end].lower() in _names(first) else second
    return [Entity(start, end, chosen)] if start < end else []


def _found(text: str, slots: dict) -> list[dict]:
    """Values of slots that stand in the text as they are, as entities."""
    spans = []
    for slot, value in slots.items():
        at = text.lower().find(str(value).lower()) if isinstance(value, str) and value else -1
        if at >= 0:
            spans.append({"start": at, "end": at + len(value), "type": slot})
    return spans


def _disjoint(spans: list[Entity]) -> tuple[Entity, ...]:
    """In text order; of overlapping spans the one named first stays."""
    kept: list[Entity] = []
    for span in spans:
        if all(span.end <= other.start or span.start >= other.end for other in kept):
            kept.append(span)
    return tuple(sorted(kept, key=lambda span: span.start))


@cache
def _names(slot: str) -> frozenset[str]:
    return frozenset(line.strip().lower() for line in (NAMES / f"{slot}.txt").read_text(encoding="utf-8").splitlines())


def _rule(path: Path, number: int, line: str) -> Rule:
    parts = re.split(r"(?<=\s)\|(?=\s)", line)
    label, target = parts[0].strip(), parts[-1].split()
    conditions = tuple(c.strip() for c in parts[1].split("; ") if c.strip()) if len(parts) == 3 else ()
    if len(parts) != 3 or not label or not target or target[1:] not in ([], ["negated"]):
        raise DataError(f"{path}:{number}: allowed: 'label | conditions | target', '@subsystem …', 'days …' or 'partial …'")
    for condition in conditions:
        if _CONDITION.fullmatch(condition) is None:
            raise DataError(f"{path}:{number}: condition '{condition}' is none of those in README.md")
    return Rule(label, conditions, target[0], len(target) == 2, number)


def _pairs(path: Path, number: int, words: list[str]) -> dict[str, str]:
    pairs = [word.partition("=") for word in words]
    if not pairs or any(not source or not slot for source, _, slot in pairs):
        raise DataError(f"{path}:{number}: allowed: '@subsystem source=slot …'")
    return {source: slot for source, _, slot in pairs}


def _holds(condition: str, text: str, slots: dict) -> bool:
    match = _CONDITION.fullmatch(condition)
    if match is None:
        return False
    if match[1]:
        return (re.search(match[3], text, re.IGNORECASE) is not None) == (match[2] == "~")
    if match[4] is None:
        return (match[8] in slots) == (match[7] == "")
    value, wanted = slots.get(match[4]), match[6]
    if match[5] == "=":
        return str(value) == wanted
    if not isinstance(value, int | float):
        return False
    number = float(wanted)
    return {"<": value < number, "<=": value <= number, ">": value > number, ">=": value >= number}[match[5]]


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("usage: python3 -m training.mapped DATA", file=sys.stderr)
        return 2
    failed = False
    for name, files in SETS.items():
        for file in files:
            path = Path(arguments[0]) / name / f"{file}.jsonl"
            rows, unmapped = read_mapped(maps(name), path, file[:2])
            counts = Counter(row.utterance.subsystem if row.target not in REJECTED else row.target for row in rows)
            print(f"{name}/{file}: {len(rows)} texts, {len(parted(rows)[1])} kept apart,", ", ".join(f"{key} {count}" for key, count in sorted(counts.items())))
            for label, count in sorted(unmapped.items()):
                failed = True
                print(f"{path}: no rule for '{label}' ({count} texts)", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
