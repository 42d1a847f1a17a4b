"""What storing the weights in fewer bits costs: intents and slots of graphs in fp32 and of those that are exported, on development utterances."""

from __future__ import annotations

import json
import logging
import math
from dataclasses import dataclass
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
CHANCE = 1.645  # standard deviations that fair coins exceed once in twenty times


@dataclass(frozen=True)
class Answers:
    """What a head made of utterances, in one order."""

    tally: Tally
    intents: np.ndarray  # [N], whether the intent is right
    slot_errors: np.ndarray  # [N], slots that are missing and slots that are too many

    @classmethod
    def of_all(cls, heads: list[Answers]) -> Answers:
        """What several heads made of theirs."""
        return cls(Tally.total(h.tally.counts() for h in heads), np.concatenate([h.intents for h in heads]), np.concatenate([h.slot_errors for h in heads]))

    def changes(self, full: Answers) -> dict[str, dict[str, int]]:
        """Utterances that ``full`` answers better, and those that it answers worse."""
        return {"worse": {"intents": int((full.intents & ~self.intents).sum()), "slots": int((self.slot_errors > full.slot_errors).sum())},
                "better": {"intents": int((self.intents & ~full.intents).sum()), "slots": int((self.slot_errors < full.slot_errors).sum())}}


def compare_precisions(config: Config, work: Path, paths: list[Path]) -> dict[str, Any]:
    """Runs the heads as trained and as exported; writes ``<work>/precision.json`` and raises where ``config.export`` says so."""
    utterances = _utterances(work)
    measured: dict[str, dict[str, Answers]] = {}
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
            measured.setdefault(name, {})[stored] = count_answers(graph, model, head, facts, tokenizer, config.backbone.max_tokens, utterances.get(name, []))
    report = {"packages": {name: rows_of(answers) for name, answers in measured.items()},
              "all": rows_of({p: Answers.of_all([answers[p] for answers in measured.values()]) for p in pairs})}
    (work / "precision.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    log.info("%s", {p: {k: report["all"][p][k] for k in ("intent_accuracy", "slot_f1")} for p in pairs})
    refuse({"all": report["all"], **report["packages"]}, config.export, exported)
    return report


def count_answers(graph: onnx.ModelProto, model: onnx.ModelProto, head: Head, facts: dict[str, Any], tokenizer: Tokenizer,
                  max_tokens: int, utterances: list[Utterance]) -> Answers:
    """Right intents and slots of a head as ``model`` behind a backbone as ``graph``, on the head's own utterances."""
    own = sorted(utterances, key=lambda u: len(u.text))
    labels, lexicon = facts["labels"], lexicon_of(facts)
    tally, intents, errors = Tally(), [], []
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
            gold, found = spans_of(u.entities), spans_of(slots)
            tally.add(best == u.intent, gold, found)
            intents.append(best == u.intent)
            errors.append(len(gold ^ found))
    return Answers(tally, np.array(intents, bool), np.array(errors, int))


def rows_of(answers: dict[str, Answers]) -> dict[str, dict[str, Any]]:
    """The figures of a head at every precision, and what changed against fp32."""
    return {precision: {**figures(found.tally), **found.changes(answers["fp32"])} for precision, found in answers.items()}


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


def refuse(heads: dict[str, dict[str, Any]], settings: ExportConfig, stored: str) -> None:
    """Raises where, ``stored`` so, one of ``heads`` (rows of figures by name) loses more than allowed, and not by chance: weights that are rounded otherwise
    change some answers for the better and some for the worse, and the worse ones have to be more than coins would make them (sign test, 5 %)."""
    problems = []
    for name, rows in heads.items():
        full, found = rows["fp32"], rows[stored]
        for kind, figure, most, said in (("intents", "intent_accuracy", settings.max_intent_loss, "intent accuracy"), ("slots", "slot_f1", settings.max_slot_loss, "slot F1")):
            lost, worse, better = full[figure] - found[figure], found["worse"][kind], found["better"][kind]
            if lost > most and worse - better > CHANCE * math.sqrt(worse + better):
                problems.append(f"{name}: {said} falls by {100 * lost:.1f} points")
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
