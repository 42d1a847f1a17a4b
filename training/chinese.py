"""Chinese utterances sampled from the sentence grammar in ``training/data/zh``."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from pathlib import Path

from tqdm import tqdm

from . import grammar
from .corpus import ACCEPTANCE_SENTENCES, CHINESE_SUBSYSTEMS, DataError, Utterance, load_plain, utterance_of
from .kinds import plain

GRAMMAR_DIRECTORY = Path(__file__).parent / "data" / "zh"


def grammar_available() -> bool:
    """Whether the grammar files of all Chinese subsystems are there."""
    return all((GRAMMAR_DIRECTORY / f"{name}.grammar").is_file() for name in CHINESE_SUBSYSTEMS)


def evaluation_utterances() -> list[Utterance]:
    """The hand-written evaluation set, never trained on; some of its rows have no slots."""
    return load_plain(GRAMMAR_DIRECTORY / "eval.jsonl", "zh")


def sample_other(count: int, seed: int, held_out: Iterable[str] = ()) -> list[str]:
    """Distinct Chinese texts that belong to none of the Chinese subsystems; none is one of ``held_out``, marks and spaces aside."""
    samples = grammar.load(GRAMMAR_DIRECTORY, grammar.REJECT).sample(random.Random(f"{seed}/other"), count)
    excluded = {plain(text) for text in held_out}
    return [text for text in dict.fromkeys(sample["text"] for sample in samples) if plain(text) not in excluded]


def sample_chinese(
    per_subsystem: int, seed: int, names: Sequence[Path] = (), held_out: Iterable[str] = ()
) -> list[Utterance]:
    """Distinct utterances of every Chinese subsystem; the acceptance sentences and those of ``held_out`` are left out.

    ``names`` are folders of more names for the lists that draw from files, as ``grammar.load`` takes them.
    """
    if not grammar_available():
        raise DataError(f"{GRAMMAR_DIRECTORY}: needs one .grammar file for each of {', '.join(CHINESE_SUBSYSTEMS)}")
    excluded = {plain(text) for text, _, _ in ACCEPTANCE_SENTENCES} | {plain(text) for text in held_out}
    result: list[Utterance] = []
    for name in tqdm(CHINESE_SUBSYSTEMS, desc="Chinese grammar", unit="subsystem"):
        samples = grammar.load(GRAMMAR_DIRECTORY, name, names).sample(random.Random(f"{seed}/{name}"), per_subsystem)
        taken = set(excluded)
        for sample in samples:
            key = plain(sample["text"])
            if key not in taken:
                taken.add(key)
                result.append(utterance_of(sample, name, "zh", f"{name}.grammar"))
    return result
