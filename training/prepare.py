"""``prepare``: split, dedupe, vocabulary, token ids. Writes ``<work>/``::

    tokenizer/vocab.txt, characters.txt      the tokenizer of the backbone package
    utterances/{train,development,validation}.jsonl   labelled utterances of both languages
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
from .chinese import evaluation_utterances, grammar_available, sample_chinese, sample_other
from .config import Config
from .corpus import (ACCEPTANCE_SENTENCES, Utterance, dedupe_key, load_hwu64, load_lines, load_out_of_scope, split_of,
                     unique, write_utterances)
from .tokenizer import SPECIAL, Tokenizer
from .vocabulary import count_words, train_vocabulary

SPLITS = ("train", "development", "validation")
log = logging.getLogger(__name__)


def prepare(config: Config, data: Path, work: Path, keep_vocabulary: bool = False) -> None:
    """Prepares all artefacts. ``keep_vocabulary`` keeps the tokenizer that a backbone was trained with."""
    for name in ("tokenizer", "utterances", "texts", "shards"):
        (work / name).mkdir(parents=True, exist_ok=True)
    utterances = load_hwu64(data)
    if grammar_available():
        utterances += sample_chinese(config.finetune.chinese_samples, config.seed)
    else:
        log.warning("no Chinese grammar: continuing without Chinese utterances")
    parts: dict[str, list[Utterance]] = {name: [] for name in SPLITS}
    for utterance in utterances:
        parts[split_of(utterance.text)].append(utterance)
    for name, part in parts.items():
        write_utterances(work / "utterances" / f"{name}.jsonl", part)
    texts = _unlabelled(data, parts)
    if grammar_available():
        held_out = {dedupe_key(u.text) for u in evaluation_utterances()}
        texts["other"] = unique(sample_other(config.finetune.chinese_samples, config.seed), held_out)
    for name, lines in texts.items():
        (work / "texts" / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    oos = load_out_of_scope(data, "oos_train")
    (work / "texts" / "oos.json").write_text(json.dumps(oos, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    texts["hwu64"] = [u.text for u in parts["train"] if u.language == "en"]
    texts["chinese"] = [u.text for u in parts["train"] if u.language == "zh"]
    if not (keep_vocabulary and (work / "tokenizer" / "vocab.txt").is_file()):
        _train_tokenizer(config, work, texts)
    tokenizer = Tokenizer.load(work / "tokenizer")
    counts = {name: _write_shard(work, name, lines, tokenizer, config) for name, lines in texts.items()}
    summary = {
        "seed": config.seed,
        "vocabulary": len(tokenizer.vocabulary),
        "utterances": {name: dict(Counter(u.language for u in part)) for name, part in parts.items()},
        "shards": counts,
        "out_of_scope_texts": len(oos),
    }
    (work / "prepare.json").write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
    log.info("%s", json.dumps(summary))


def _unlabelled(data: Path, parts: dict[str, list[Utterance]]) -> dict[str, list[str]]:
    """Deduplicated texts; none equals a development, validation, evaluation or acceptance text."""
    taken = {dedupe_key(u.text) for name in ("development", "validation") for u in parts[name]}
    taken |= {dedupe_key(text) for text, _ in load_out_of_scope(data, "oos_eval")}
    taken |= {dedupe_key(text) for text, _, _ in ACCEPTANCE_SENTENCES}
    return {
        "sgd": unique(load_lines(data / "sgd" / "utterances.txt"), taken),
        "wiki": unique(load_lines(data / "clinc150" / "wiki_sentences.txt"), taken),
        "crosswoz": unique(load_lines(data / "crosswoz" / "utterances.txt"), taken),
    }


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
