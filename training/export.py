"""``export``: backbone, heads and ranker as model packages with parity vectors in ``check.json``."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from tqdm import tqdm

from . import ranker
from .config import Config
from .corpus import ACCEPTANCE_SENTENCES, DataError, read_utterances
from .decode import intent_numbers
from .finetune import load_head
from .graph import backbone_model, head_model, round_to_stored
from .lexicon import TagInputs, lexicon_of
from .onnx_numpy import run
from .model import Backbone
from .packages import PackageWriter, json_bytes, sources_of
from .precision import backbone_precision, compare_precisions
from .ranker import RankerWeights
from .readouts import GateReport, Readouts, load_readouts
from .references import references_of
from .speech import templates
from .states import load_backbone
from .tokenizer import Encoding, Tokenizer
from .transitions import stored

log = logging.getLogger(__name__)
CHECK_TEXTS = [
    "wake me up at seven tomorrow morning", "Turn off the lights in the kitchen, please!", "what's the weather in Zürich",
    "play some jazz", "transfer 200 dollars to my savings account", "hello", "帮我把客厅的灯打开", "今天天气怎么样",
    "order a pepperoni pizza from domino's and 😀 tell me when it arrives",
    *(text for text, _, _ in ACCEPTANCE_SENTENCES)]


def export(config: Config, work: Path, output: Path, only: list[str] | None = None) -> None:
    """Writes ``<output>/backbone|subsystems|ranker/…``, replacing whole version directories; the heads of ``only`` and nothing else where it is given."""
    torch.set_num_threads(1)
    metrics = read_json(work / "metrics_by_package.json", {})
    heads = sorted((work / "heads").glob("*.pt"))
    if not heads:
        raise DataError(f"{work / 'heads'}: no trained head; run 'finetune' first")
    unknown = sorted(set(only or []) - {path.stem for path in heads})
    if unknown:
        raise DataError(f"--only: no head '{unknown[0]}' in {work / 'heads'}, there are {', '.join(path.stem for path in heads)}")
    heads = [path for path in heads if not only or path.stem in only]
    backbone, tokenizer = load_backbone(config, work)
    compare_precisions(config, work, heads)
    round_to_stored(backbone)
    if not only:
        export_backbone(config, work, output, backbone, tokenizer, metrics.get(config.backbone.name, {}))
    development = read_utterances(work / "utterances" / "development.jsonl")
    sources = sources_of(config.languages, read_json(work / "base.json", {}).get("encoder"))
    logits: dict[str, dict[str, Any]] = {}
    for path in tqdm(heads, desc="export", unit="head"):
        texts = CHECK_TEXTS + [u.text for u in development if u.subsystem == path.stem][:6]
        logits[path.stem] = export_head(config, output, backbone, tokenizer, path, texts, metrics.get(path.stem, {}), sources)
    if not only:
        _export_ranker(config, work, output, logits, metrics.get("ranker", {}))
    total = sum(f.stat().st_size for f in output.glob("**/*") if f.is_file())
    log.info("packages under %s: %.1f MB", output, total / 1e6)


def read_json(path: Path, default: Any) -> Any:
    """A JSON file, or ``default`` where there is none."""
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else default


def _tensors(encoding: Encoding) -> tuple[torch.Tensor, torch.Tensor]:
    ids = torch.tensor([encoding.ids])
    return ids, torch.ones_like(ids)


@torch.no_grad()
def export_backbone(config: Config, work: Path, output: Path, backbone: Backbone, tokenizer: Tokenizer,
                    metrics: dict[str, float] | None = None) -> int:
    """Writes the package of the backbone, whose weights are rounded as they are stored, and returns its size in bytes."""
    settings = config.backbone
    loaded = load_readouts(settings, work / "readouts.pt")
    readouts, gate = loaded if loaded else (None, None)
    if readouts:
        round_to_stored(readouts)
    directory = output / "backbone" / settings.name / settings.version
    writer = PackageWriter(directory)
    model = backbone_model(backbone, config.export.backbone, fuse=config.export.fused, readouts=readouts)
    writer.add("model", "model.onnx", model.SerializeToString())
    for role, name in (("vocabulary", "vocab.txt"), ("characters", "characters.txt")):
        writer.add(role, name, (work / "tokenizer" / name).read_bytes())
    cases = [_backbone_case(text, backbone, model, tokenizer, readouts) for text in CHECK_TEXTS]
    writer.add("check", "check.json", json_bytes({"cases": cases}))
    if config.readouts.references and readouts:
        writer.add("references", "references.jsonl", references_of(config, work))
    origin = read_json(work / "base.json", {}).get("encoder")
    writer.finish({
        "name": settings.name, "version": settings.version, "kind": "backbone", "precision": backbone_precision(config),
        "description": f"{origin} with a bottleneck of {settings.narrow_hidden}, warmed up on labelled commands." if origin
        else "Wide-then-narrow encoder, pre-trained on English and Chinese by masked-word prediction.",
        "tokenizer": "wordpiece", "max_tokens": settings.max_tokens, "layers": len(backbone.hidden_per_layer),
        "hidden_per_layer": backbone.hidden_per_layer, "taps": backbone.taps,
        **(_said_in_manifest(config, readouts, gate) if readouts and gate else {})}, config.seed, metrics or {},
        sources_of(config.languages, origin))
    return sum(f.stat().st_size for f in directory.glob("*"))


def _said_in_manifest(config: Config, readouts: Readouts, gate: GateReport) -> dict[str, Any]:
    """The outputs beside the states, each by its name."""
    texts = [templates(language) for language in config.languages]
    return {"languages": config.languages, "gate": {"subsystems": readouts.subsystems, "threshold": gate.threshold},
            "negated": {"threshold": 0.5},
            "excluded": {"threshold": 0.5, "cues": [cue for text in texts for cue in text.exception_cues],
                         "no_cues": [cue for text in texts for cue in text.exception_no_cues]},
            **({"likeness": {"width": readouts.likeness.out_features}} if readouts.pooling else {})}


def _backbone_case(text: str, backbone: Backbone, model: onnx.ModelProto, tokenizer: Tokenizer, readouts: Readouts | None) -> dict[str, Any]:
    """What the package answers to one text."""
    encoding = tokenizer.encode(text, backbone.config.max_tokens)
    ids, mask = _tensors(encoding)
    states = backbone(ids, mask)
    layers = {}
    for tap in backbone.taps:
        values = states[tap][0].double()
        layers[str(tap)] = {"first": [round(float(v), 5) for v in values[0, :8]], "mean": float(values.mean()),
                            "l2": float(values.norm())}
    case: dict[str, Any] = {"text": text, "input_ids": encoding.ids, "layers": layers}
    if readouts:
        answer = run(model, {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})
        for name in ("gate", "negated", "excluded"):
            case[name] = [round(float(v), 5) for v in answer[name].ravel()]
        if readouts.pooling:
            case["likeness"] = [round(float(v), 5) for v in answer["likeness"][0, :8]]
    return case


@torch.no_grad()
def export_head(config: Config, output: Path, backbone: Backbone, tokenizer: Tokenizer, path: Path,
                texts: list[str], metrics: dict[str, float], data: list[str] | None = None, generation: int = 0) -> dict[str, Any]:
    """Writes one head's package. Returns, per check text, the numbers that the ranker's parity cases are made of.

    A head of a ``generation`` above 0 learnt against the texts of all subsystems of lower ones.
    """
    head, facts = load_head(path, config)
    round_to_stored(head)
    name, labels = facts["subsystem"], facts["labels"]
    writer = PackageWriter(output / "subsystems" / name / config.version)
    precision, tap = config.export.precision, head.config.tap
    model = head_model(head, precision, config.export.fused)
    writer.add("model", "model.onnx", model.SerializeToString())
    lexicon = lexicon_of(facts)
    if lexicon:
        writer.add("lexicon", "lexicon.tsv", lexicon.tsv())
    if head.learned_transitions is not None:
        writer.add("transitions", "transitions.json", json_bytes(stored(head.learned_transitions, labels["slot_labels"])))
    cases, numbers = [], {}
    for text in texts:
        encoding = tokenizer.encode(text, config.backbone.max_tokens)
        ids, mask = _tensors(encoding)
        hidden = backbone.tapped(ids, mask, tap)
        tags = TagInputs(lexicon, [encoding]).batch(np.array([0]), len(encoding.ids)) if lexicon else None
        intent_logits, slot_logits = head(hidden, mask, ids, tags=tags)
        best, score, margin, top = intent_numbers(intent_logits[0].numpy(), facts["temperature"])
        cases.append({"text": text, "intent_logits": [round(float(v), 5) for v in intent_logits[0]],
                      "slot_argmax": slot_logits[0].argmax(-1).tolist(), "intent": labels["intents"][best],
                      "score": score})
        numbers[text] = {"subsystem": name, "score": score, "margin": margin, "top_probability": top,
                         "slot_coverage": round(float((slot_logits[0].argmax(-1) > 0).float().mean()), 4)}
    writer.add("check", "check.json", json_bytes({"cases": cases}))
    writer.finish({
        "name": name, "version": config.version, "kind": "subsystem", "precision": config.export.precision,
        "description": f"{len(labels['intents']) - 1} intents: {', '.join(labels['intents'][1:])}.",
        "backbone": {"name": config.backbone.name, "version": config.backbone.version}, "tap": tap,
        "own_layers": head.config.own_layers, "intents": labels["intents"], "slot_labels": labels["slot_labels"],
        "temperature": facts["temperature"], "threshold": facts["threshold"], "languages": labels["languages"],
        **({"lexicon_tags": lexicon.tags} if lexicon else {}), **({"generation": generation} if generation else {}),
    }, config.seed, metrics, data)
    return numbers


def _export_ranker(config: Config, work: Path, output: Path, numbers: dict[str, dict[str, Any]],
                   metrics: dict[str, float]) -> None:
    weights = RankerWeights.load(work / "ranker.json")
    writer = PackageWriter(output / "ranker" / config.version)
    writer.add("weights", "ranker.json", json_bytes({**weights.__dict__}))
    cases = []
    for text in CHECK_TEXTS:
        verdicts = [numbers[name][text] for name in sorted(numbers)]
        columns = (np.array([[v[key] for v in verdicts]]) for key in ("score", "margin", "top_probability", "slot_coverage"))
        row = ranker.probabilities(weights, ranker.features(*columns))[0]
        cases.append({"verdicts": verdicts, "probabilities": {v["subsystem"]: float(p) for v, p in zip(verdicts, row)},
                      "out_of_scope": float(row[-1])})
    writer.add("check", "check.json", json_bytes({"cases": cases}))
    writer.finish({"name": "ranker", "version": config.version, "kind": "ranker", "precision": "fp32",
                   "description": "Multinomial logit over verdicts with out of scope as outside option."},
                  config.seed, metrics)
