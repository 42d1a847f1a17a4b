"""Whether texts that must never be trained on could be: the texts of the files against the grammars, the kinds and the evaluation set.

    python3 -m training.overlap FILE …

A text counts where a Chinese grammar derives it or a sample of a kind says the same, marks, spaces and case aside. Exit status 1
if any does: training must be given the files as held out (`read_held_out`).
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from . import grammar
from .chinese import GRAMMAR_DIRECTORY, evaluation_utterances
from .folding import fold
from .kinds import plain, sample_kinds
from .text import LANGUAGES

SAMPLES = 20000  # of each kind
_MARKS = re.compile(r"[^\w%.@]+")


def overlaps(texts: list[str], samples: int = SAMPLES) -> list[tuple[str, str]]:
    """(text, where it was found) for every text that training could see."""
    names = [*grammar.subsystems(GRAMMAR_DIRECTORY), grammar.REJECT]
    grammars = {name: grammar.load(GRAMMAR_DIRECTORY, name) for name in names}
    said = {plain(s.utterance.text): f"kinds/{language}/{s.kind}.grammar"
            for language in LANGUAGES for s in sample_kinds(language, samples, 1)}
    said |= {plain(u.text): "eval.jsonl" for u in evaluation_utterances()}
    found = []
    for text in map(fold, texts):
        spoken = _MARKS.sub("", text)
        where = said.get(plain(text)) or next((f"{name}.grammar" for name, g in grammars.items() if g.deriving(spoken)), None)
        if where is not None:
            found.append((text, where))
    return found


def main(arguments: list[str]) -> int:
    if not arguments:
        print("usage: python3 -m training.overlap FILE …", file=sys.stderr)
        return 2
    status = 0
    for path in map(Path, arguments):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        texts = [json.loads(line)["text"] if line.startswith("{") else line for line in lines]
        found = overlaps(texts)
        print(f"{path}: {len(found)} of {len(texts)}")
        for text, where in found:
            status = 1
            print(f"  {text}: {where}")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
