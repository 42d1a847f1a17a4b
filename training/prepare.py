"""``prepare``: split, dedupe, vocabulary, token ids. Writes ``<work>/``::

    tokenizer/vocab.txt, characters.txt      the tokenizer of the backbone package
    utterances/{train,development,validation}.jsonl   labelled utterances of the configured languages
    utterances/kept/<set>.jsonl              utterances of other sets that are only measured on
    texts/*.txt                              unlabelled texts and negatives
    shards/<source>.npz                      token ids for pre-training
    prepare.json                             counts
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from pathlib import Path

import numpy as np
from tqdm import tqdm

from .characters import read_characters, write_characters
from .chinese import evaluation_utterances, grammar_available, sample_grammars, sample_other
from .config import Config
from .corpus import (ACCEPTANCE_SENTENCES, REJECT, Utterance, dedupe_key, load_hwu64, load_lines, load_out_of_scope, load_unserved, split_of, unique,
                     write_utterances)
from .kinds import sample_kinds
from .mapped import EVALUATION_ONLY, SETS, Mapped, learnable, maps, read_mapped
from .sets import load_slurp, plain_key, read_held_out
from .tokenizer import SPECIAL, Tokenizer
from .vocabulary import count_words, train_vocabulary

SPLITS = ("train", "development", "validation")
NEEDED = ("sgd", "wiki", "crosswoz")
log = logging.getLogger(__name__)


def prepare(config: Config, data: Path, work: Path, keep_vocabulary: bool = False,
            held_out: list[Path] | None = None) -> None:
    """Prepares all artefacts. ``keep_vocabulary`` keeps the tokenizer that a backbone was trained with, which it always does after
    ``base``. No text that is trained on equals one of the ``held_out`` files."""
    for name in ("tokenizer", "utterances/kept", "texts", "shards"):
        (work / name).mkdir(parents=True, exist_ok=True)
    taken = read_held_out(held_out or [])
    utterances, more, kept, other = _labelled(config, data)
    parts: dict[str, list[Utterance]] = {name: [] for name in SPLITS}
    for utterance in utterances:
        parts[split_of(utterance.text)].append(utterance)
    apart = taken | {plain_key(u.text) for part in (parts["validation"], *kept.values()) for u in part}
    for utterance in more:
        parts["development" if split_of(utterance.text) == "development" else "train"].append(utterance)
    for name in ("train", "development"):
        parts[name] = [u for u in parts[name] if plain_key(u.text) not in apart]
    for name, part in parts.items():
        write_utterances(work / "utterances" / f"{name}.jsonl", part)
    for name, part in kept.items():
        write_utterances(work / "utterances" / "kept" / f"{name}.jsonl", part)
    measured = {dedupe_key(u.text) for part in kept.values() for u in part}
    texts = {name: [t for t in lines if plain_key(t) not in taken] for name, lines in _unlabelled(config, data, parts, measured).items()}
    written = {dedupe_key(u.text) for u in evaluation_utterances()} if "zh" in config.languages and grammar_available() else set()
    texts["other"] = [t for t in unique(other, written | measured) if plain_key(t) not in taken]
    for name, lines in texts.items():
        (work / "texts" / f"{name}.txt").write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    oos = _out_of_scope(data, taken) if "en" in config.languages else []
    (work / "texts" / "oos.json").write_text(json.dumps(oos, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    texts["hwu64"] = [u.text for u in parts["train"] if u.language == "en"]
    texts["chinese"] = [u.text for u in parts["train"] if u.language == "zh"]
    if not ((keep_vocabulary or (work / "base.json").is_file()) and (work / "tokenizer" / "vocab.txt").is_file()):
        _train_tokenizer(config, work, texts)
    tokenizer = Tokenizer.load(work / "tokenizer")
    counts = {name: _write_shard(work, name, lines, tokenizer, config) for name, lines in texts.items()}
    summary = {
        "seed": config.seed,
        "vocabulary": len(tokenizer.vocabulary),
        "utterances": {name: dict(Counter(u.language for u in part)) for name, part in parts.items()},
        "kept": {name: len(part) for name, part in kept.items()},
        "shards": counts,
        "out_of_scope_texts": len(oos),
    }
    (work / "prepare.json").write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
    log.info("%s", json.dumps(summary))


def _out_of_scope(data: Path, taken: set[str]) -> list[tuple[str, str]]:
    """Texts of no subsystem with the intents that others gave them; none is measured on."""
    measured = {dedupe_key(text) for text, _ in load_out_of_scope(data, "oos_eval")}
    rows = {plain_key(text): (text, intent) for text, intent in [*load_unserved(data), *load_out_of_scope(data, "oos_train")]}
    return [row for key, row in rows.items() if key not in taken and dedupe_key(row[0]) not in measured]


def _labelled(config: Config, data: Path) -> tuple[list[Utterance], list[Utterance], dict[str, list[Utterance]], list[str]]:
    """Utterances of which a part is kept for validation, others, sets that are only measured on, and texts of no subsystem."""
    utterances: list[Utterance] = []
    more: list[Utterance] = []
    kept: dict[str, list[Utterance]] = {}
    other: list[str] = []
    if "en" in config.languages:
        utterances += load_hwu64(data)
        more, kept["slurp"] = load_slurp(data, {plain_key(u.text) for u in utterances})
    for language in config.languages:
        count = config.finetune.chinese_samples if language == "zh" else config.finetune.english_samples
        if count:
            folders = [folder for folder in (data / f"names_{language}",) if folder.is_dir()]
            sampled = sample_grammars(language, count, config.seed, config.grammars if language == "zh" else (), folders)
            (utterances if language == "zh" else more).extend(sampled)
            other += sample_other(count, config.seed, language)
        if config.finetune.kind_samples:
            kinds = [sample.utterance for sample in sample_kinds(language, config.finetune.kind_samples, config.seed)]
            more += [u for u in kinds if u.subsystem != REJECT]
            other += [u.text for u in kinds if u.subsystem == REJECT]
        trained, apart = _mapped(data, language)
        more += [row.utterance for row in trained if row.utterance.subsystem != REJECT]
        other += [row.utterance.text for row in trained if row.utterance.subsystem == REJECT]
        for row in apart:
            kept.setdefault(row.set, []).append(row.utterance)
    return utterances, more, {name: part for name, part in kept.items() if part}, other


def _mapped(data: Path, language: str) -> tuple[list[Mapped], list[Mapped]]:
    """Others' sets under our labels, where the data folder has them: to train on, and to measure on."""
    trained, kept = learnable(data, language)
    for name in EVALUATION_ONLY:
        files = [file for file in SETS[name] if file.startswith(language)] if (data / name).is_dir() else []
        kept += [row for file in files for row in read_mapped(maps(name), data / name / f"{file}.jsonl", file)[0]]
    return trained, kept


def _unlabelled(config: Config, data: Path, parts: dict[str, list[Utterance]], measured: set[str]) -> dict[str, list[str]]:
    """Deduplicated texts of the configured languages; none equals a development, validation, evaluation or acceptance text."""
    taken = set(measured)
    taken |= {dedupe_key(u.text) for name in ("development", "validation") for u in parts[name]}
    taken |= {dedupe_key(text) for text, _ in load_out_of_scope(data, "oos_eval")}
    taken |= {dedupe_key(text) for text, _, _ in ACCEPTANCE_SENTENCES}
    sources = {"sgd": ("en", "sgd/utterances.txt"), "wiki": ("en", "clinc150/wiki_sentences.txt"),
               "crosswoz": ("zh", "crosswoz/utterances.txt"), "kdconv": ("zh", "kdconv/utterances.txt")}
    return {name: unique(load_lines(data / path), taken) if language in config.languages and (name in NEEDED or (data / path).is_file()) else []
            for name, (language, path) in sources.items()}


def _train_tokenizer(config: Config, work: Path, texts: dict[str, list[str]]) -> None:
    write_characters(work / "tokenizer" / "characters.txt")
    splitter = Tokenizer(list(SPECIAL), read_characters(work / "tokenizer" / "characters.txt"))
    counts: Counter[str] = Counter()
    for name, lines in texts.items():
        weight = 4 if name == "hwu64" else 1  # the domain: its words should be whole pieces
        for word, count in count_words(lines, splitter).items():
            counts[word] += weight * count
    vocabulary = train_vocabulary(counts, config.vocabulary)
    (work / "tokenizer" / "vocab.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")


def _write_shard(work: Path, name: str, lines: list[str], tokenizer: Tokenizer, config: Config) -> dict[str, int]:
    """Token ids one after the other, with lengths and word starts."""
    ids: list[int] = []
    starts: list[bool] = []
    lengths: list[int] = []
    for text in tqdm(lines, desc=f"encode {name}", unit="text", mininterval=2.0):
        encoding = tokenizer.encode(text, config.backbone.max_tokens)
        ids += encoding.ids
        starts += encoding.word_start
        lengths.append(len(encoding.ids))
    np.savez(work / "shards" / f"{name}.npz", ids=np.array(ids, np.uint16), word_start=np.array(starts, bool),
             lengths=np.array(lengths, np.int32))
    return {"texts": len(lines), "tokens": len(ids)}
