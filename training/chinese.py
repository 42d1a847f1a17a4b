"""Utterances sampled from the sentence grammars in ``training/data/zh`` and ``training/data/en``."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from . import grammar
from .corpus import ACCEPTANCE_SENTENCES, DataError, Utterance, load_plain, utterance_of
from .kinds import plain, signs_read

DATA = Path(__file__).parent / "data"
GRAMMAR_DIRECTORY = DATA / "zh"


def grammar_available() -> bool:
    """Whether there is a Chinese grammar."""
    return bool(grammar.subsystems(GRAMMAR_DIRECTORY)) if GRAMMAR_DIRECTORY.is_dir() else False


def evaluation_utterances() -> list[Utterance]:
    """The hand-written evaluation set, never trained on; some of its rows have no slots."""
    return load_plain(GRAMMAR_DIRECTORY / "eval.jsonl", "zh")


def sample_other(count: int, seed: int, language: str = "zh") -> list[str]:
    """Distinct texts that belong to no subsystem."""
    samples = grammar.load(DATA / language, grammar.REJECT).sample(random.Random(f"{seed}/other"), count)
    return list(dict.fromkeys(sample["text"] for sample in samples))


def sample_chinese(per_subsystem: int, seed: int) -> list[Utterance]:
    """Distinct utterances of every Chinese subsystem; the acceptance sentences are left out."""
    return sample_grammars("zh", per_subsystem, seed)


def sample_grammars(language: str, per_subsystem: int, seed: int, subsystems: Sequence[str] = (),
                    names: Sequence[Path] = ()) -> list[Utterance]:
    """Distinct utterances of the wanted subsystems, or of every one that has a grammar in ``training/data/<language>``.

    ``names`` are folders of more names for the lists that draw from files, as ``grammar.load`` takes them.
    """
    directory = DATA / language
    found = grammar.subsystems(directory) if directory.is_dir() else []
    missing = sorted(set(subsystems) - set(found))
    if missing or not found:
        raise DataError(f"{directory}: no {(missing or ['x'])[0]}.grammar, there are {', '.join(found) or 'none'}")
    excluded = {plain(text) for text, _, _ in ACCEPTANCE_SENTENCES}
    result: list[Utterance] = []
    for name in tqdm([n for n in found if not subsystems or n in subsystems], desc=f"{language} grammar", unit="subsystem"):
        samples = grammar.load(directory, name, names).sample(random.Random(f"{seed}/{name}"), per_subsystem)
        taken = set(excluded)
        for sample in samples:
            key = plain(sample["text"])
            if key not in taken:
                taken.add(key)
                result.append(utterance_of(signs_read(sample), name, language, f"{name}.grammar"))
    return result
