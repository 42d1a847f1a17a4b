"""Sentence grammars: sampled training sentences with intent and slot labels.

The format is described in training/data/zh/README.md. A directory holds `shared.grammar` (lists shared by
all subsystems), one `<subsystem>.grammar` per subsystem and `other.grammar` (sentences of no subsystem).

    grammar = load(Path("training/data/zh"), "alarm")
    rows = grammar.sample(random.Random(7), 1000)

Run as a program it prints the counts of every grammar in a directory:

    python3 -m training.grammar training/data/zh
"""

from __future__ import annotations

import itertools
import math
import random
import re
import sys
from collections.abc import Iterator, Sequence as Many
from dataclasses import dataclass, field
from pathlib import Path

from .grammar_syntax import NAME, Choice, GrammarError, Labelled, Literal, PatternParser, Reference, Sequence, walk

# Lists of names that `@file` items draw from; more folders may be given to `load`.
NAMES = Path(__file__).parent / "data" / "lexicon"
LONGEST_NAME = 16  # code points; longer lines of a list of names are descriptions

SHARED_LISTS = "shared.grammar"

# The grammar of what every subsystem rejects: load(directory, REJECT). It is not a subsystem.
REJECT = "other"

# Acceptance sentences: the trained system must understand them without ever having been trained on them,
# so no sample is ever one of them. Compared after removing white space and folding case.
HELD_OUT = frozenset(
    {
        "打开窗帘",
        "明天早上八点叫我起床",
        "删除早上8点以前的重复闹钟",
        "美国加州现在几点",
        "港币兑人民币汇率多少",
        "偷窃5000元以上一般怎么判刑",
        "梅西和C罗分别有几次欧冠冠军",
        "给我讲个笑话",
    }
)

_LIST_LINE = re.compile(rf"\$({NAME})\s*=(.*)", re.DOTALL)
_INTENT_LINE = re.compile(rf"\[({NAME})\]")
_CHINESE_NAME = re.compile(r"(?=.*[\u4e00-\u9fff])[\w·\- ]+")


@dataclass(frozen=True)
class Pattern:
    intent: str
    text: str
    path: Path
    line: int
    nodes: Sequence


@dataclass(frozen=True)
class _List:
    path: Path
    line: int
    choice: Choice


@dataclass
class Grammar:
    """The patterns of one subsystem and the lists they expand."""

    subsystem: str
    patterns: list[Pattern]
    lists: dict[str, _List]
    held_out: frozenset[str] = HELD_OUT
    _by_intent: dict[str, list[Pattern]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.held_out = frozenset(_fold(text) for text in self.held_out)
        self._by_intent = {}
        for pattern in self.patterns:
            self._by_intent.setdefault(pattern.intent, []).append(pattern)

    @property
    def intents(self) -> list[str]:
        """Intent names in file order."""
        return list(self._by_intent)

    @property
    def slot_types(self) -> list[str]:
        """Sorted slot types that the patterns can label."""
        found: set[str] = set()
        seen: set[str] = set()
        for pattern in self.patterns:
            self._collect_slot_types(pattern.nodes, found, seen)
        return sorted(found)

    def sample(self, rng: random.Random, count: int) -> list[dict]:
        """Draws `count` sentences: an intent by the square root of its number of patterns (an intent that can be said in
        many ways is said often), then one of its patterns uniformly, then its expansion.

        Each row is {"text", "intent", "entities": [{"start", "end", "type"}]}; offsets are code points, end
        exclusive, entities in text order. A sentence may be drawn more than once. HELD_OUT sentences are redrawn.
        """
        weights = list(itertools.accumulate(math.sqrt(len(self._by_intent[intent])) for intent in self.intents))
        rows = []
        while len(rows) < count:
            intent = rng.choices(self.intents, cum_weights=weights)[0]
            row = self.expand(rng.choice(self._by_intent[intent]), rng)
            if _fold(row["text"]) not in self.held_out:
                rows.append(row)
        return rows

    def expand(self, pattern: Pattern, rng: random.Random) -> dict:
        """One random expansion of one pattern, held out or not."""
        parts: list[str] = []
        entities: list[dict] = []
        self._expand(pattern.nodes, rng, parts, entities)
        return {"text": "".join(parts), "intent": pattern.intent, "entities": entities}

    def deriving(self, text: str) -> Pattern | None:
        """The first pattern that can expand to exactly this text, else None."""
        known: dict[tuple[str, int], frozenset[int]] = {}
        return next((p for p in self.patterns if len(text) in self._ends(p.nodes, text, 0, known)), None)

    def enumerate_shape(self) -> dict[str, list[int]]:
        """Per intent, the number of derivations of each pattern (repeated alternatives count once).

        Two derivations may spell the same sentence, so this is an upper bound of the distinct sentences.
        """
        known: dict[str, int] = {}
        return {
            intent: [self._derivations(pattern.nodes, known) for pattern in patterns]
            for intent, patterns in self._by_intent.items()
        }

    def counts(self) -> dict[str, int]:
        """Totals: patterns, intents, slot types, derivations."""
        shape = self.enumerate_shape()
        return {
            "patterns": len(self.patterns),
            "intents": len(self.intents),
            "slot_types": len(self.slot_types),
            "derivations": sum(sum(numbers) for numbers in shape.values()),
        }

    def _expand(self, nodes: Sequence, rng: random.Random, parts: list[str], entities: list[dict]) -> None:
        for node in nodes:
            if isinstance(node, Literal):
                parts.append(node.text)
            elif isinstance(node, Labelled):
                start = sum(map(len, parts))
                parts.append(node.text)
                entities.append({"start": start, "end": start + len(node.text), "type": node.slot_type})
            elif isinstance(node, Choice):
                self._expand(rng.choice(node.options), rng, parts, entities)
            else:
                start = sum(map(len, parts))
                self._expand(rng.choice(self.lists[node.name].choice.options), rng, parts, entities)
                if node.slot_type is not None:
                    entities.append({"start": start, "end": sum(map(len, parts)), "type": node.slot_type})

    def _ends(
        self, nodes: Sequence, text: str, start: int, known: dict[tuple[str, int], frozenset[int]]
    ) -> frozenset[int]:
        """The ends of all expansions of the nodes that stand in the text at start."""
        reached = frozenset((start,))
        for node in nodes:
            after: set[int] = set()
            for at in reached:
                if isinstance(node, Literal | Labelled):
                    if text.startswith(node.text, at):
                        after.add(at + len(node.text))
                elif isinstance(node, Choice) and node.words is not None:
                    after |= node.word_ends(text, at)
                elif isinstance(node, Choice):
                    for option in node.options:
                        after |= self._ends(option, text, at, known)
                else:
                    key = (node.name, at)
                    if key not in known:
                        known[key] = self._ends((self.lists[node.name].choice,), text, at, known)
                    after |= known[key]
            reached = frozenset(after)
            if not reached:
                break
        return reached

    def _collect_slot_types(self, nodes: Sequence, found: set[str], seen: set[str]) -> None:
        for node in walk(nodes):
            if isinstance(node, Literal | Choice):
                continue
            if node.slot_type is not None:
                found.add(node.slot_type)
            elif node.name not in seen:
                seen.add(node.name)
                self._collect_slot_types((self.lists[node.name].choice,), found, seen)

    def _derivations(self, nodes: Sequence, known: dict[str, int]) -> int:
        total = 1
        for node in nodes:
            if isinstance(node, Choice):
                total *= sum(self._derivations(option, known) for option in set(node.options))
            elif isinstance(node, Reference):
                if node.name not in known:
                    known[node.name] = self._derivations((self.lists[node.name].choice,), known)
                total *= known[node.name]
        return total


def load(directory: Path | str, subsystem: str, names: Many[Path] = ()) -> Grammar:
    """Reads `shared.grammar` (when there) and `<subsystem>.grammar`; raises GrammarError or OSError.

    An item `@file` of a list stands for the lines of `file.txt` in NAMES and in the folders of `names`.
    """
    directory = Path(directory)
    names = (NAMES, *names)
    lists: dict[str, _List] = {}
    patterns: list[Pattern] = []
    shared = directory / SHARED_LISTS
    if shared.exists():
        _read(shared, lists, None, names)
    main = directory / f"{subsystem}.grammar"
    _read(main, lists, patterns, names)
    if not patterns:
        raise GrammarError(main, 1, "no sentence patterns")
    _check_references(lists, patterns)
    return Grammar(subsystem, patterns, lists)


def subsystems(directory: Path | str) -> list[str]:
    """Names of the subsystems that have a grammar in the directory, sorted; REJECT is not among them."""
    found = (path for path in Path(directory).glob("*.grammar") if path.name != SHARED_LISTS)
    return sorted(path.stem for path in found if path.stem != REJECT)


def read_names(name: str, folders: Many[Path]) -> list[str]:
    """Distinct lines of `<name>.txt` in the folders: names in Chinese that a sentence can hold."""
    paths = [folder / f"{name}.txt" for folder in folders]
    lines = [line.strip() for path in paths if path.is_file() for line in path.read_text(encoding="utf-8").splitlines()]
    return [line for line in dict.fromkeys(lines) if len(line) <= LONGEST_NAME and _CHINESE_NAME.fullmatch(line)]


def _read(path: Path, lists: dict[str, _List], patterns: list[Pattern] | None, names: Many[Path]) -> None:
    intent: str | None = None
    opened: dict[str, int] = {}
    filled: set[str] = set()
    for number, line in _logical_lines(path):
        if line.startswith("$"):
            _read_list(path, number, line, lists, names)
        elif line.startswith("["):
            intent = _read_intent(path, number, line, opened)
        elif patterns is None:
            raise GrammarError(path, number, "a file of shared lists holds only lists and comments")
        elif intent is None:
            raise GrammarError(path, number, "a sentence pattern before the first [intent]")
        else:
            nodes = PatternParser(path, number, line).parse()
            patterns.append(Pattern(intent, line, path, number, nodes))
            filled.add(intent)
    if patterns is None and opened:
        raise GrammarError(path, min(opened.values()), "a file of shared lists holds only lists and comments")
    for name, number in opened.items():
        if name not in filled:
            raise GrammarError(path, number, f"section [{name}] has no sentence patterns")


def _logical_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yields (line number, text) with comments dropped and indented lines joined to the list they continue."""
    pending: tuple[int, str] | None = None
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        text = raw.strip()
        if not text or text.startswith("#"):
            continue
        if raw[0] in " \t":
            if pending is None or not pending[1].startswith("$"):
                raise GrammarError(path, number, "an indented line may only continue a list")
            pending = (pending[0], f"{pending[1]}\n{text}")
            continue
        if pending is not None:
            yield pending
        pending = (number, text)
    if pending is not None:
        yield pending


def _read_list(path: Path, number: int, line: str, lists: dict[str, _List], names: Many[Path]) -> None:
    match = _LIST_LINE.fullmatch(line)
    if match is None:
        raise GrammarError(path, number, "a list is written `$name = item | item`, names in a-z 0-9 _")
    name, body = match.groups()
    if name in lists:
        first = lists[name]
        raise GrammarError(path, number, f"list ${name} is already defined at {first.path}:{first.line}")
    written = PatternParser(path, number, body).parse_list()
    choice = Choice(tuple(item for option in written.options for item in _named(option, names)))
    if any(option == () for option in choice.options):
        raise GrammarError(path, number, f"list ${name} has an empty item; write (…|) where it is used")
    lists[name] = _List(path, number, choice)


def _named(option: tuple, names: Many[Path]) -> list[tuple]:
    """The items that an item of a list stands for: itself, or the lines of the files it names."""
    text = option[0].text if len(option) == 1 and isinstance(option[0], Literal) else ""
    if not text.startswith("@"):
        return [option]
    return [(Literal(line),) for line in read_names(text[1:], names)]


def _read_intent(path: Path, number: int, line: str, opened: dict[str, int]) -> str:
    match = _INTENT_LINE.fullmatch(line)
    if match is None:
        raise GrammarError(path, number, "an intent is written `[intent_name]`, names in a-z 0-9 _")
    intent = match.group(1)
    if intent in opened:
        raise GrammarError(path, number, f"section [{intent}] is already opened at line {opened[intent]}")
    opened[intent] = number
    return intent


def _check_references(lists: dict[str, _List], patterns: list[Pattern]) -> None:
    for name, entry in lists.items():
        _check_nodes(entry.path, entry.line, (entry.choice,), lists, (name,), False)
    for pattern in patterns:
        _check_nodes(pattern.path, pattern.line, pattern.nodes, lists, (), False)


def _check_nodes(
    path: Path, line: int, nodes: Sequence, lists: dict[str, _List], inside: tuple[str, ...], in_slot: bool
) -> None:
    """Every list is defined, no list contains itself, no slot contains a slot."""
    for node in walk(nodes):
        if isinstance(node, Labelled) and in_slot:
            raise GrammarError(path, line, f"slot {{{node.slot_type}:{node.text}}} inside another slot")
        if not isinstance(node, Reference):
            continue
        if node.name not in lists:
            raise GrammarError(path, line, f"list ${node.name} is not defined")
        if node.name in inside:
            raise GrammarError(path, line, f"list ${node.name} contains itself")
        if in_slot and node.slot_type is not None:
            raise GrammarError(path, line, f"slot {{{node.slot_type}={node.name}}} inside another slot")
        slotted = in_slot or node.slot_type is not None
        _check_nodes(path, line, (lists[node.name].choice,), lists, (*inside, node.name), slotted)


def _fold(text: str) -> str:
    return "".join(text.split()).casefold()


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("usage: python3 -m training.grammar DIRECTORY", file=sys.stderr)
        return 2
    names = subsystems(arguments[0])
    if (Path(arguments[0]) / f"{REJECT}.grammar").exists():
        names.append(REJECT)
    for name in names:
        numbers = load(arguments[0], name).counts()
        print(name, *(f"{key}={value}" for key, value in numbers.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
