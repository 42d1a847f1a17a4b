"""The syntax of a sentence grammar's patterns and lists: what they are parsed into, and the parser (training/data/zh/README.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

NAME = r"[a-z][a-z0-9_]*"
_REFERENCE = re.compile(rf"<({NAME})>")
_SLOT = re.compile(rf"\{{({NAME})(?:(=)({NAME})|(:)([^()|<>{{}}]*[^()|<>{{}}\s][^()|<>{{}}]*))\}}")


class GrammarError(ValueError):
    """A grammar file cannot be used; the message starts with file:line."""

    def __init__(self, path: Path, line: int, problem: str):
        super().__init__(f"{path}:{line}: {problem}")
        self.path = path
        self.line = line
        self.problem = problem


@dataclass(frozen=True)
class Literal:
    text: str


@dataclass(frozen=True)
class Labelled:
    """`{slot_type:text}`."""

    text: str
    slot_type: str


@dataclass(frozen=True)
class Reference:
    """`<name>` when slot_type is None, else `{slot_type=name}`."""

    name: str
    slot_type: str | None = None


@dataclass(frozen=True)
class Choice:
    """One of the options; each option is a sequence of nodes, possibly empty."""

    options: tuple[tuple, ...]

    @cached_property
    def words(self) -> dict[int, frozenset[str]] | None:
        """The options by length where all are plain texts, else None."""
        if not all(len(option) == 1 and isinstance(option[0], Literal) for option in self.options):
            return None
        by_length: dict[int, set[str]] = {}
        for option in self.options:
            by_length.setdefault(len(option[0].text), set()).add(option[0].text)
        return {length: frozenset(texts) for length, texts in by_length.items()}

    def word_ends(self, text: str, start: int) -> set[int]:
        """The ends of all options that stand in the text at start; ``words`` must not be None."""
        assert self.words is not None
        return {start + length for length, texts in self.words.items() if text[start : start + length] in texts}


Node = Literal | Labelled | Reference | Choice
Sequence = tuple[Node, ...]


class PatternParser:
    """Parses one pattern, or the body of one list (whose line breaks only count for error messages)."""

    def __init__(self, path: Path, line: int, text: str):
        self._path = path
        self._line = line
        self._text = text
        self._at = 0

    def parse(self) -> Sequence:
        nodes = self._sequence(stops="")
        if nodes == ():
            raise self._error("an empty sentence pattern")
        return nodes

    def parse_list(self) -> Choice:
        return self._options(stops="|")

    def _options(self, stops: str) -> Choice:
        options = [self._sequence(stops)]
        while self._peek() == "|":
            self._at += 1
            options.append(self._sequence(stops))
        return Choice(tuple(options))

    def _sequence(self, stops: str) -> Sequence:
        nodes: list[Node] = []
        literal = ""
        while (sign := self._peek()) and sign not in stops:
            if sign not in "()|<>{}":
                literal += sign
                self._at += 1
                continue
            if literal:
                nodes.append(Literal(literal))
                literal = ""
            nodes.append(self._special(sign))
        if literal:
            nodes.append(Literal(literal))
        return _trim(nodes)

    def _special(self, sign: str) -> Node:
        if sign == "(":
            return self._group()
        if sign == "<":
            return Reference(self._take(_REFERENCE, "`<name>`")[0])
        if sign == "{":
            slot_type, sort, what = self._take(_SLOT, "`{slot_type=name}` or `{slot_type:text}`")
            return Reference(what, slot_type) if sort == "=" else Labelled(what.strip(), slot_type)
        if sign == "|":
            raise self._error("`|` outside brackets")
        raise self._error(f"unbalanced `{sign}`")

    def _group(self) -> Choice:
        opened = self._at
        self._at += 1
        choice = self._options(stops="|)")
        if self._peek() != ")":
            self._at = opened
            raise self._error("unbalanced `(`")
        self._at += 1
        return choice

    def _take(self, form: re.Pattern, wanted: str) -> tuple[str, ...]:
        match = form.match(self._text, self._at)
        if match is None:
            raise self._error(f"unbalanced or malformed, expected {wanted}")
        self._at = match.end()
        return tuple(group for group in match.groups() if group is not None)

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _error(self, problem: str) -> GrammarError:
        line = self._line + self._text.count("\n", 0, self._at)
        return GrammarError(self._path, line, f"{problem} near `{self._text[self._at : self._at + 12].strip()}`")


def _trim(nodes: list[Node]) -> Sequence:
    """Drops white space at both ends of a sequence; runs of white space inside become one space."""
    spaced = [Literal(re.sub(r"\s+", " ", n.text)) if isinstance(n, Literal) else n for n in nodes]
    if spaced and isinstance(spaced[0], Literal):
        spaced[0] = Literal(spaced[0].text.lstrip())
    if spaced and isinstance(spaced[-1], Literal):
        spaced[-1] = Literal(spaced[-1].text.rstrip())
    return tuple(n for n in spaced if not (isinstance(n, Literal) and n.text == ""))


def walk(nodes: Sequence) -> Iterator[Node]:
    for node in nodes:
        yield node
        if isinstance(node, Choice):
            for option in node.options:
                yield from walk(option)
