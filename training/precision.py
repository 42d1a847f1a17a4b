"""What storing the weights in fewer bits costs: intents and slots of graphs in fp32 and of those that are exported, on development utterances."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from tqdm import tqdm

from .config import Config, ExportConfig
from .corpus import DataError, Utterance, read_utterances
from .decode import decode_slots
from .finetune import load_head
from .graph import backbone_model, head_model, round_to_stored
from .head import Head
from .lexicon import TagInputs, lexicon_of
from .onnx_numpy import run
from .states import load_backbone, pad
from .tally import Tally, spans_of
from .tokenizer import Tokenizer

log = logging.getLogger(__name__)
CHINESE_PER_SUBSYSTEM = 40


def compare_precisions(config: Config, work: Path, paths: list[Path]) -> dict[str, Any]:
    """Runs the heads as trained and as exported; writes ``<work>/precision.json`` and raises where ``config.export`` says so."""
    utterances = _utterances(work)
    measured: dict[str, dict[str, dict[str, float]]] = {}
    exported = stored_as(config)
    pairs = {"fp32": ("fp32", "fp32"), exported: (config.export.backbone, config.export.precision)}
    for stored, (below, above) in tqdm(pairs.items(), desc="precision", unit="precision"):
        backbone, tokenizer = load_backbone(config, work, stored=stored == exported)
        heads = {path.stem: load_head(path, config, rounded=above == "fp16") for path in paths}
        if below == "fp16":
            round_to_stored(backbone)
        graph = backbone_model(backbone, below, sorted({head.config.tap for head, _ in heads.values()}))
        for name, (head, facts) in heads.items():
            model = head_model(round_to_stored(head) if above == "fp16" else head, above)
            tally = count_answers(graph, model, head, facts, tokenizer, config.backbone.max_tokens, utterances.get(name, []))
            measured.setdefault(name, {})[stored] = figures(tally)
    report = {"packages": measured, "all": {p: figures(Tally.total(rows[p] for rows in measured.values())) for p in pairs}}
    (work / "precision.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    log.info("%s", {p: {k: report["all"][p][k] for k in ("intent_accuracy", "slot_f1")} for p in pairs})
    refuse(report, config.export, exported)
    return report


def count_answers(graph: onnx.ModelProto, model: onnx.ModelProto, head: Head, facts: dict[str, Any], tokenizer: Tokenizer,
                  max_tokens: int, utterances: list[Utterance]) -> Tally:
    """Right intents and slots of a head as ``model`` behind a backbone as ``graph``, on the head's own utterances."""
    own = sorted(utterances, key=lambda u: len(u.text))
    labels, lexicon = facts["labels"], lexicon_of(facts)
    tally = Tally()
    for first in range(0, len(own), 32):
        chunk = own[first : first + 32]
        encodings = [tokenizer.encode(u.text, max_tokens) for u in chunk]
        ids, mask = (t.numpy() for t in pad(encodings))
        states = run(graph, {"input_ids": ids, "attention_mask": mask})
        inputs = {"hidden": states[f"layer_{head.config.tap}"], "attention_mask": mask, "input_ids": ids}
        if lexicon:
            inputs["lexicon_tags"] = TagInputs(lexicon, encodings).batch(np.arange(len(chunk)), ids.shape[1]).numpy()
        answer = run(model, inputs)
        for row, (u, encoding) in enumerate(zip(chunk, encodings)):
            slots, _ = decode_slots(answer["slot_logits"][row, : len(encoding.ids)], encoding, labels["slot_labels"],
                                    head.learned_transitions)
            best = labels["intents"][int(answer["intent_logits"][row].argmax())]
            tally.add(best == u.intent, spans_of(u.entities), spans_of(slots))
    return tally


def figures(tally: Tally) -> dict[str, float]:
    """Counts, intent accuracy and slot F1, as reports have them."""
    return {**tally.counts(), "intent_accuracy": round(tally.accuracy, 4), "slot_f1": round(tally.f1, 4)}


def backbone_precision(config: Config) -> str:
    """How the manifest of the backbone says that it is stored."""
    return "int8" if config.backbone.small_layers else config.export.backbone


def stored_as(config: Config) -> str:
    """How reports name what is exported: ``fp16``, or ``int8/fp16`` for the backbone and the heads on it."""
    below, above = backbone_precision(config), config.export.precision
    return above if below == above else f"{below}/{above}"


def refuse(report: dict[str, Any], settings: ExportConfig, stored: str) -> None:
    """Raises for packages that, ``stored`` so, lose more than allowed. A single utterance or slot proves nothing and is always allowed."""
    problems = []
    for name, rows in report["packages"].items():
        full, found = rows["fp32"], rows[stored]
        lost = full["intent_accuracy"] - found["intent_accuracy"]
        if lost > settings.max_intent_loss and full["intents"] - found["intents"] > 1:
            problems.append(f"{name}: intent accuracy falls by {100 * lost:.1f} points")
        lost = full["slot_f1"] - found["slot_f1"]
        if lost > settings.max_slot_loss and full["right"] - found["right"] + found["found"] - full["found"] > 1:
            problems.append(f"{name}: slot F1 falls by {100 * lost:.1f} points")
    if problems:
        raise DataError(f"export: {stored} loses too much against fp32: " + "; ".join(problems))


def _utterances(work: Path) -> dict[str, list[Utterance]]:
    """Development utterances by subsystem: all English ones, some Chinese ones."""
    result: dict[str, list[Utterance]] = {}
    chinese: dict[str, int] = {}
    for u in read_utterances(work / "utterances" / "development.jsonl"):
        if u.language == "zh":
            chinese[u.subsystem] = chinese.get(u.subsystem, 0) + 1
            if chinese[u.subsystem] > CHINESE_PER_SUBSYSTEM:
                continue
        result.setdefault(u.subsystem, []).append(u)
    return result
