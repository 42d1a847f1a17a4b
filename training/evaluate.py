"""``evaluate``: metrics of routed decisions on utterances that training never saw."""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import json
import logging
import subprocess
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from .calibration import reliability
from .chinese import evaluation_utterances, grammar_available
from .config import Config
from .corpus import ACCEPTANCE_SENTENCES, REJECT, DataError, Utterance, load_out_of_scope, read_utterances
from .packages import store_metrics, write_json
from .plot import write_reliability
from .speech import is_question
from .tally import overlap_f1, slot_scores
from .text import language_of
from .tokenizer import utf16_offsets

log = logging.getLogger(__name__)
FIELDS = ("outcome", "subsystem", "intent", "slots")
CHINESE_PER_SUBSYSTEM = 150
WITHOUT_SLOTS = ("alarm", "chitchat", "iot", "knowledge")  # whose written Chinese texts have no slot labels


def run(config: Config, options: argparse.Namespace) -> None:
    """Collects decisions from the chosen engine, prints a table and writes the metrics."""
    source = options.work / "utterances" / f"{options.part}.jsonl"
    utterances = [u for u in read_utterances(source) if u.language == "en"]
    chinese = _chinese(source)
    by_hand = evaluation_utterances() if grammar_available() else []
    written = [dataclasses.replace(u, slots_known=u.subsystem not in WITHOUT_SLOTS) for u in by_hand if u.subsystem != REJECT]
    unowned = [u for u in by_hand if u.subsystem == REJECT]
    outside = [text for text, _ in load_out_of_scope(options.data, "oos_eval")]
    acceptance = [text for text, _, _ in ACCEPTANCE_SENTENCES]
    if "zh" not in config.languages:
        written, unowned, acceptance = [], [], []
    if "en" not in config.languages:
        outside = []
    kept = kept_sets(options.work)
    written_out = {"english": utterances, "chinese_written": written, **kept}
    groups = [[u.text for u in utterances], [u.text for u in chinese], [u.text for u in written],
              [u.text for u in unowned], outside, acceptance, *([u.text for u in part] for part in kept.values()),
              *([marked(u.text) for u in part] for part in written_out.values())]
    texts = [text for group in groups for text in group]
    if options.write_input:
        _write_lines(options.write_input, texts)
        return
    if options.write_labelled:
        write_labelled(options.write_labelled, {
            "english": utterances, "chinese_grammar": chinese, "chinese_mapped": _mapped(source), "chinese_written": written, "chinese_unowned": unowned,
            "out_of_scope": [Utterance(text, REJECT, REJECT, ()) for text in outside], **kept})
        return
    decisions = _decisions(config, options, texts)
    ends = [0, *itertools.accumulate(map(len, groups))]
    parts = [decisions[a:b] for a, b in zip(ends, ends[1:])]
    metrics = {
        "part": options.part,
        "english": measure(utterances, parts[0]),
        "chinese_grammar": measure(chinese, parts[1]),
        "chinese_written": measure(written, parts[2]),
        "chinese_unowned": {"texts": len(unowned), "rejected": _share(d["outcome"] == "outOfScope" for d in parts[3])},
        "out_of_scope": {"texts": len(outside), "rejected": _share(d["outcome"] == "outOfScope" for d in parts[4])},
        "acceptance": [
            {"text": text, "right": _right(subsystem, intent, d), "subsystem": d["subsystem"], "intent": d["intent"]}
            for (text, subsystem, intent), d in zip(ACCEPTANCE_SENTENCES, parts[5])],
        "marked": {name: _compare(part, bare, found) for (name, part), bare, found in
                   zip(written_out.items(), [parts[0], parts[2], *parts[6:]], parts[6 + len(kept):]) if part},
        "kept": {name: measure(part, found) for (name, part), found in zip(kept.items(), parts[6:])},
        "false_accepts_by_subsystem": dict(Counter(d["subsystem"] for d in parts[4] if d["outcome"] != "outOfScope")),
        "confusions": confusions(utterances, parts[0]),
    }
    metrics["reliability"] = reliability_of([(utterances, parts[0]), (chinese, parts[1]), (written, parts[2]), *zip(kept.values(), parts[6:])])
    print(table(metrics))
    if options.metrics:
        write_json(options.metrics, metrics)
        write_reliability(options.metrics.with_suffix(".svg"), f"Routed decisions, {options.part} part", metrics["reliability"])
    by_package = metrics_by_package(config, options.work, metrics)
    write_json(options.work / "metrics_by_package.json", by_package)
    if options.models:
        store_metrics(options.models, by_package, config.backbone.name)


def marked(text: str) -> str:
    """The text as it is written: with a capital and a mark at its end."""
    language = language_of(text)
    return f"{text[:1].upper()}{text[1:]}{('？。' if language == 'zh' else '?.')[not is_question(text, language)]}"


def _compare(utterances: list[Utterance], bare: list[dict[str, Any]], marked: list[dict[str, Any]]) -> dict[str, Any]:
    """Decisions on texts as they are beside those with a capital and a mark."""
    return {"texts": len(utterances), "same": _share(alike(a, b) for a, b in zip(bare, marked)),
            "accuracy": _share(_right(u.subsystem, u.intent, d) for u, d in zip(utterances, marked))}


def alike(first: dict[str, Any], second: dict[str, Any]) -> bool:
    """Whether two decisions say the same of the same words."""
    return all(first[key] == second[key] for key in ("outcome", "subsystem", "intent")) and _spans(first) == _spans(second)


def _spans(decision: dict[str, Any]) -> set[tuple[int, int, str]]:
    return {(s["start"], s["end"], s["type"]) for s in decision["slots"]}


def kept_sets(work: Path) -> dict[str, list[Utterance]]:
    """The sets that ``prepare`` kept apart, by name; texts of no subsystem are left out."""
    return {path.stem: [u for u in read_utterances(path) if u.subsystem != REJECT]
            for path in sorted((work / "utterances" / "kept").glob("*.jsonl"))}


def _chinese(path: Path) -> list[Utterance]:
    taken: Counter[str] = Counter()
    result = []
    for u in read_utterances(path):
        taken[u.subsystem] += u.language == "zh"
        if u.language == "zh" and taken[u.subsystem] <= CHINESE_PER_SUBSYSTEM:
            result.append(u)
    return result


def _mapped(path: Path) -> list[Utterance]:
    """What others wrote of a part, in Chinese; the rest of it was drawn from grammars."""
    return [u for u in read_utterances(path) if u.language == "zh" and not u.sampled]


def _write_lines(path: Path, texts: list[str]) -> None:
    path.write_text("".join(" ".join(text.splitlines()) + "\n" for text in texts), encoding="utf-8")


def write_labelled(path: Path, sets: dict[str, list[Utterance]]) -> None:
    """The labelled texts of each set as ``router eval --data`` reads them (docs/evaluation.md)."""
    with path.open("w", encoding="utf-8") as file:
        for name, utterances in sets.items():
            for u in utterances:
                record: dict[str, Any] = {"text": " ".join(u.text.splitlines()), "subsystem": None, "language": u.language, "set": name}
                if u.subsystem != REJECT:
                    record.update(subsystem=u.subsystem, intent=u.intent)
                    if u.slots_known:
                        record["slots"] = [{"type": type_, "start": start, "end": end} for start, end, type_ in sorted(gold_slots(u))]
                file.write(json.dumps(record, ensure_ascii=False) + "\n")


def _decisions(config: Config, options: argparse.Namespace, texts: list[str]) -> list[dict[str, Any]]:
    if options.decisions:
        return read_decisions(options.decisions, len(texts))
    if options.router:
        with tempfile.TemporaryDirectory() as directory:
            source, target = Path(directory, "texts.txt"), Path(directory, "decisions.jsonl")
            _write_lines(source, texts)
            command = [*options.router.split(), "route", "--input", str(source), "--output", str(target)]
            if subprocess.run(command, check=False).returncode:
                raise DataError(f"{' '.join(command)}: failed; see its message above")
            return read_decisions(target, len(texts))
    from .torch_engine import route

    return route(config, options.work, texts)


def read_decisions(path: Path, expected: int) -> list[dict[str, Any]]:
    """One decision per line, in the order of the texts."""
    if not path.is_file():
        raise DataError(f"{path}: no such file")
    decisions = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            decision = json.loads(line)
        except ValueError as error:
            raise DataError(f"{path}:{number}: not JSON: {error}") from error
        for field in FIELDS:
            if field not in decision and not (field in ("subsystem", "intent") and decision.get("outcome") == "outOfScope"):
                raise DataError(f"{path}:{number}: field '{field}' is missing")
        decisions.append({"subsystem": None, "intent": None, **decision})
    if len(decisions) != expected:
        raise DataError(f"{path}: {len(decisions)} decisions for {expected} texts")
    return decisions


def _share(values: Any) -> float:
    values = list(values)
    return round(sum(map(bool, values)) / len(values), 4) if values else 0.0


def _right(subsystem: str, intent: str | None, decision: dict[str, Any]) -> bool:
    return decision["outcome"] == "routed" and decision["subsystem"] == subsystem and intent in (None, decision["intent"])


def gold_slots(u: Utterance) -> set[tuple[int, int, str]]:
    """(start, end, type) in UTF-16 offsets."""
    offsets = utf16_offsets(u.text)
    return {(offsets[e.start], offsets[e.end], e.type) for e in u.entities}


def measure(utterances: list[Utterance], decisions: list[dict[str, Any]]) -> dict[str, Any]:
    """Accuracy and slot F1 of routed decisions, over all and by subsystem."""
    result = _measure(utterances, decisions)
    pairs = list(zip(utterances, decisions))
    result["subsystems"] = {}
    for name in sorted({u.subsystem for u in utterances}):
        own = [(u, d) for u, d in pairs if u.subsystem == name]
        result["subsystems"][name] = _measure([u for u, _ in own], [d for _, d in own])
    return result


def reliability_of(sets: list[tuple[list[Utterance], list[dict[str, Any]]]]) -> dict[str, Any]:
    """How often routed decisions are right, by their score."""
    rows = [(float(d["score"]), _right(u.subsystem, u.intent, d)) for utterances, decisions in sets for u, d in zip(utterances, decisions)
            if d["outcome"] == "routed" and "score" in d]
    return reliability(np.array([score for score, _ in rows]), np.array([right for _, right in rows], bool))


def _measure(utterances: list[Utterance], decisions: list[dict[str, Any]]) -> dict[str, Any]:
    pairs = list(zip(utterances, decisions))
    rows = [(gold_slots(u), _spans(d) if d["outcome"] == "routed" else set())
            for u, d in pairs if u.slots_known]
    return {
        "utterances": len(pairs),
        "accuracy": _share(_right(u.subsystem, u.intent, d) for u, d in pairs),
        "subsystem_accuracy": _share(_right(u.subsystem, None, d) for u, d in pairs),
        **slot_scores(rows),
        "overlap_f1": overlap_f1(rows),
        "false_rejects": _share(d["outcome"] == "outOfScope" for _, d in pairs),
        "ambiguous": _share(d["outcome"] == "ambiguous" for _, d in pairs),
    }


def confusions(utterances: list[Utterance], decisions: list[dict[str, Any]], limit: int = 15) -> list[list[Any]]:
    """The most frequent [right subsystem, answer, count] among wrong answers."""
    counts = Counter(
        (u.subsystem, d["subsystem"] if d["outcome"] == "routed" else d["outcome"])
        for u, d in zip(utterances, decisions) if not _right(u.subsystem, None, d))
    return [[right, answer, count] for (right, answer), count in counts.most_common(limit)]


def table(metrics: dict[str, Any]) -> str:
    """The metrics as text."""
    columns = ("utterances", "accuracy", "subsystem_accuracy", "slot_precision", "slot_recall", "slot_f1", "overlap_f1", "false_rejects",
               "ambiguous")
    lines = [f"{'':24}" + "".join(f"{c.replace('subsystem_', 'subsys_'):>16}" for c in columns)]
    sets = {part: metrics[part] for part in ("english", "chinese_grammar", "chinese_written")}
    for part, values in {**sets, **metrics["kept"]}.items():
        for name, row in [(part, values), *((f"  {k}", v) for k, v in values["subsystems"].items())]:
            lines.append(f"{name:24}" + "".join(f"{row[c]:>16}" for c in columns))
    lines.append(f"Chinese texts of no subsystem rejected: {metrics['chinese_unowned']['rejected']}"
                 f" of {metrics['chinese_unowned']['texts']}")
    lines.append(f"out-of-scope texts rejected: {metrics['out_of_scope']['rejected']} of {metrics['out_of_scope']['texts']}")
    lines += [f"{name} with a capital and a mark: the same decision {row['same']} of {row['texts']}, accuracy {row['accuracy']}"
              for name, row in metrics["marked"].items()]
    lines += [f"{'right' if row['right'] else 'WRONG'}  {row['text']}  ->  {row['subsystem']} / {row['intent']}"
              for row in metrics["acceptance"]]
    return "\n".join(lines)


def metrics_by_package(config: Config, work: Path, metrics: dict[str, Any]) -> dict[str, dict[str, float]]:
    """What goes into each manifest."""
    keys = ("accuracy", "slot_f1", "false_rejects", "utterances")
    result: dict[str, dict[str, float]] = {}
    for name, row in metrics["english"]["subsystems"].items():
        result[name] = {key: row[key] for key in keys}
    for name, row in metrics["chinese_grammar"]["subsystems"].items():
        result.setdefault(name, {}).update({f"chinese_grammar_{key}": row[key] for key in keys})
    for name, row in metrics["chinese_written"]["subsystems"].items():
        result.setdefault(name, {})["chinese_written_accuracy"] = row["accuracy"]
    if metrics["english"]["utterances"]:
        result["ranker"] = {key: metrics["english"][key] for key in (*keys, "subsystem_accuracy", "ambiguous")}
        result["ranker"]["expected_calibration_error"] = metrics["reliability"]["expected_calibration_error"]
        result["ranker"]["out_of_scope_rejected"] = metrics["out_of_scope"]["rejected"]
    report = work / "pretrain.json"
    if report.is_file():
        values = json.loads(report.read_text(encoding="utf-8"))
        result[config.backbone.name] = {"tokens": values["tokens"], "minutes": round(values["seconds"] / 60, 1)}
        for key, value in (values["held_out"][-1] if values["held_out"] else {}).items():
            if key.startswith("layer_"):
                result[config.backbone.name][f"masked_word_accuracy_{key}"] = value
    return result
