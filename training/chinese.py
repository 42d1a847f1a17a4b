"""Chinese utterances sampled from the sentence grammar in ``training/data/zh``."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from . import grammar
from .corpus import ACCEPTANCE_SENTENCES, CHINESE_SUBSYSTEMS, DataError, Utterance, load_plain, utterance_of

GRAMMAR_DIRECTORY = Path(__file__).parent / "data" / "zh"


def grammar_available() -> bool:
    """Whether the grammar files of all Chinese subsystems are there."""
    return all((GRAMMAR_DIRECTORY / f"{name}.grammar").is_file() for name in CHINESE_SUBSYSTEMS)


def evaluation_utterances() -> list[Utterance]:
    """The hand-written evaluation set, never trained on; some of its rows have no slots."""
    return load_plain(GRAMMAR_DIRECTORY / "eval.jsonl", "zh")


def sample_other(count: int, seed: int) -> list[str]:
    """Distinct Chinese texts that belong to none of the Chinese subsystems."""
    samples = grammar.load(GRAMMAR_DIRECTORY, grammar.REJECT).sample(random.Random(f"{seed}/other"), count)
    return list(dict.fromkeys(sample["text"] for sample in samples))


def sample_chinese(per_subsystem: int, seed: int, names: Sequence[Path] = ()) -> list[Utterance]:
    """Distinct utterances of every Chinese subsystem; the acceptance sentences are left out.

    ``names`` are folders of more names for the lists that draw from files, as ``grammar.load`` takes them.
    """
    if not grammar_available():
        raise DataError(f"{GRAMMAR_DIRECTORY}: needs one .grammar file for each of {', '.join(CHINESE_SUBSYSTEMS)}")
    excluded = {"".join(text.lower().split()) for text, _, _ in ACCEPTANCE_SENTENCES}
    result: list[Utterance] = []
    for name in tqdm(CHINESE_SUBSYSTEMS, desc="Chinese grammar", unit="subsystem"):
        samples = grammar.load(GRAMMAR_DIRECTORY, name, names).sample(random.Random(f"{seed}/{name}"), per_subsystem)
        taken = set(excluded)
        for sample in samples:
            key = "".join(sample["text"].lower().split())
            if key not in taken:
                taken.add(key)
                result.append(utterance_of(sample, name, "zh", f"{name}.grammar"))
    return result
