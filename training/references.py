"""Texts that travel with a backbone: of every subsystem that it was warmed up for, and of general speech.

A new head learns to reject them, and its threshold is set by them. They are kept as token ids: a head is trained on states that the backbone makes of them
then, exact at every tap, and a fiftieth of the size of states.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from .config import Config
from .corpus import DataError
from .pool import Example, build_pool
from .tokenizer import CLS, SEP, Encoding, Tokenizer

GENERAL = ("wiki", "outside", "oos", "other", "crosswoz", "noise")  # sources of the pool that belong to no subsystem
LONGEST = 24  # tokens
MOST = 200_000  # lines of a file that is read


def references_of(config: Config, work: Path) -> bytes:
    """One JSON object per line: ``subsystem`` (null for general speech) and ``ids``."""
    tokenizer = Tokenizer.load(work / "tokenizer")
    rng = random.Random(f"{config.seed}/references")
    groups: dict[str | None, list[Example]] = {}
    for example in build_pool(config, work):
        if example.view == 0 and (example.subsystem or example.source in GENERAL):
            groups.setdefault(example.subsystem, []).append(example)
    lines = []
    for subsystem in sorted(groups, key=str):
        examples = groups[subsystem]
        rng.shuffle(examples)
        wanted = config.readouts.references * (len(groups) - 1 if subsystem is None else 1)
        encodings = (tokenizer.encode(e.text, config.backbone.max_tokens) for e in examples)
        taken = [e.ids for e in encodings if 2 < len(e.ids) <= LONGEST]
        lines += [json.dumps({"subsystem": subsystem, "ids": ids}, separators=(",", ":")) for ids in list(dict.fromkeys(map(tuple, taken)))[:wanted]]
    return ("\n".join(lines) + "\n").encode("utf-8")


def read_references(path: Path, vocabulary: list[str], max_tokens: int) -> list[tuple[str | None, Encoding]]:
    """The subsystem and the ids of every text; a bad line is a ``DataError`` that names it."""
    result = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            record: Any = json.loads(line)
            subsystem, ids = record["subsystem"], record["ids"]
        except (ValueError, KeyError, TypeError) as error:
            raise DataError(f"{path}:{number}: an object with subsystem and ids is needed: {error}") from error
        if number > MOST or not isinstance(ids, list) or not 3 <= len(ids) <= max_tokens or ids[0] != CLS or ids[-1] != SEP \
                or not all(isinstance(i, int) and 0 <= i < len(vocabulary) for i in ids):
            raise DataError(f"{path}:{number}: ids {str(ids)[:60]}, 3 to {max_tokens} of the vocabulary's {len(vocabulary)} between the markers "
                            f"are needed, in at most {MOST} lines")
        if subsystem is not None and not isinstance(subsystem, str):
            raise DataError(f"{path}:{number}: subsystem {subsystem!r}, a name or null is needed")
        result.append((subsystem, encoding_of(ids, vocabulary)))
    return result


def encoding_of(ids: list[int], vocabulary: list[str]) -> Encoding:
    """The encoding as of a text that is written with one space between words."""
    starts, ends, word_start, position = [0], [0], [False], 0
    for index in ids[1:-1]:
        piece = vocabulary[index]
        begins = not piece.startswith("##")
        position += int(begins and position > 0)
        starts.append(position)
        position += len(piece.removeprefix("##"))
        ends.append(position)
        word_start.append(begins)
    return Encoding(ids, [*starts, position], [*ends, position], [*word_start, False], False)


def text_of(ids: list[int], vocabulary: list[str]) -> str:
    """The pieces as words, for reports."""
    return " ".join(vocabulary[i] for i in ids[1:-1]).replace(" ##", "")
