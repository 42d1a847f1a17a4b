"""What ``search`` measures of a head and how it tells it: ``report.json`` and ``report.md``."""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .base import Base
from .calibration import accept_scores, reliability
from .config import Config
from .corpus import Utterance
from .decode import decode_slots
from .finetune import load_head
from .graph import backbone_model, head_model, round_to_stored
from .graph_builder import PRECISIONS
from .head import Head
from .head_training import head_logits
from .lexicon import TagInputs, tags_of
from .packages import write_json
from .pool import Example
from .precision import Answers, count_answers, rows_of
from .states import States
from .tally import Tally, slot_scores, spans_of
from .tokenizer import Encoding


@dataclass(frozen=True)
class Scores:
    """A head on one part of the data; shares in 0..1. Slots count where the head accepts the utterance."""

    utterances: int  # of the subsystem
    others: int
    accuracy: float  # accepted with the right intent
    false_rejects: float
    rejected: float  # of the others
    auroc: float | None  # an own utterance scores higher than another's; None where one kind is missing
    slots: dict[str, float]
    intents: dict[str, dict[str, float]]
    types: dict[str, dict[str, float]]
    languages: dict[str, dict[str, float]]
    calibration: dict[str, Any]
    taken: dict[str, dict[str, int]]  # of each other subsystem's texts: how many there are, and how many the head accepts
    wrong: list[dict[str, Any]]  # at most 12 utterances that were answered wrongly

    def as_dict(self) -> dict[str, Any]:
        """For ``report.json``."""
        return dataclasses.asdict(self)


def measure_stored(path: Path, config: Config, states: States, pool: list[Example], encodings: list[Encoding], part: str) -> Scores:
    """``measure_head`` of the head at ``path``."""
    head, facts = load_head(path, config)
    return measure_head(head, facts, tags_of(facts, encodings), states, pool, encodings, part)


def measure_head(head: Head, facts: dict[str, Any], tags: TagInputs | None, states: States, pool: list[Example],
                 encodings: list[Encoding], part: str) -> Scores:
    """Answers of a head on one part of the pool; ``facts`` holds its labels, its temperature and the threshold that is applied."""
    labels = facts["labels"]
    indices = np.array([i for i, e in enumerate(pool) if e.part == part])
    logits, slots = head_logits(head, states, indices, tags)
    scores = accept_scores(logits, facts["temperature"])
    own = np.array([pool[i].subsystem is not None for i in indices])
    accepted = scores >= facts["threshold"]
    best = logits[:, 1:].argmax(1) + 1
    rows: list[tuple[Example, str, set, set]] = []
    wrong: list[dict[str, Any]] = []
    for row, i in enumerate(indices):
        example = pool[i]
        answer = labels["intents"][best[row]] if accepted[row] else "reject"
        found = decode_slots(slots[row], encodings[i], labels["slot_labels"], head.learned_transitions)[0] if accepted[row] and own[row] else ()
        gold, spans = spans_of(example.entities), spans_of(found)
        if own[row]:
            rows.append((example, answer, gold, spans))
        if answer != (example.intent or "reject") or (own[row] and gold != spans):
            wrong.append({"text": example.text, "intent": example.intent or "reject", "answer": answer,
                          "slots": _texts(example.text, gold), "found": _texts(example.text, spans)})
    return Scores(
        len(rows), int((~own).sum()), _share([a == e.intent for e, a, _, _ in rows]), _share(~accepted[own]), _share(~accepted[~own]),
        _auroc(scores, own), slot_scores([(g, f) for _, _, g, f in rows]), _by_intent(rows), _by_type(rows), _by_language(rows),
        reliability(scores, own), _taken([pool[i].owner for i in indices], accepted), wrong[:12])


def _taken(owners: list[str | None], accepted: np.ndarray) -> dict[str, dict[str, int]]:
    counts = Counter(owner for owner in owners if owner)
    taken = Counter(owner for owner, a in zip(owners, accepted) if owner and a)
    return {owner: {"texts": counts[owner], "accepted": taken[owner]} for owner in sorted(counts)}


def _share(values: Any) -> float:
    return round(float(np.mean(values)), 4) if len(values) else 0.0


def _texts(text: str, spans: set[tuple[int, int, str]]) -> list[str]:
    return [f"{kind}: {text[start:end]}" for start, end, kind in sorted(spans)]


def _auroc(scores: np.ndarray, own: np.ndarray) -> float | None:
    """Share of (own, other) pairs in which the own utterance scores higher; ties count half."""
    inside, outside = scores[own], scores[~own]
    if not len(inside) or not len(outside):
        return None
    difference = inside[:, None] - outside[None, :]
    return round(float((difference > 0).mean() + (difference == 0).mean() / 2), 4)


def _by_intent(rows: list[tuple[Example, str, set, set]]) -> dict[str, dict[str, float]]:
    gold, found = Counter(str(e.intent) for e, _, _, _ in rows), Counter(a for _, a, _, _ in rows)
    right = Counter(a for e, a, _, _ in rows if a == e.intent)
    return {name: _rates(Tally(right=right[name], found=found[name], gold=gold[name])) for name in sorted(gold)}


def _by_type(rows: list[tuple[Example, str, set, set]]) -> dict[str, dict[str, float]]:
    tallies = {kind: Tally() for kind in sorted({span[2] for _, _, g, f in rows for span in g | f})}
    for example, answer, gold, found in rows:
        for kind, tally in tallies.items():
            tally.add(answer == example.intent, {s for s in gold if s[2] == kind}, {s for s in found if s[2] == kind})
    return {kind: _rates(tally) for kind, tally in tallies.items()}


def _by_language(rows: list[tuple[Example, str, set, set]]) -> dict[str, dict[str, float]]:
    result = {}
    for language, source in (("en", "hwu64"), ("zh", "chinese")):
        own = [row for row in rows if row[0].source == source]
        if own:
            result[language] = {"utterances": len(own), "accuracy": _share([a == e.intent for e, a, _, _ in own]),
                                **slot_scores([(g, f) for _, _, g, f in own])}
    return result


def _rates(tally: Tally) -> dict[str, float]:
    return {"precision": round(tally.precision, 4), "recall": round(tally.recall, 4), "f1": round(tally.f1, 4), "count": tally.gold}


def precision_rows(path: Path, config: Config, base: Base, utterances: list[Utterance]) -> dict[str, dict[str, Any]]:
    """Intent accuracy, slot F1 and bytes of the head at every precision, behind the backbone as its package has it."""
    answers: dict[str, Answers] = {}
    sizes: dict[str, int] = {}
    for precision in PRECISIONS:
        head, facts = load_head(path, config, rounded=precision == "fp16")
        model = head_model(round_to_stored(head) if precision == "fp16" else head, precision)
        graph = backbone_model(base.backbone, precision, [head.config.tap])
        answers[precision] = count_answers(graph, model, head, facts, base.tokenizer, base.config.max_tokens, utterances)
        sizes[precision] = model.ByteSize()
    return {precision: {**row, "bytes": sizes[precision]} for precision, row in rows_of(answers).items()}


def write_report(report: dict[str, Any], directory: Path) -> None:
    """``report.json`` and ``report.md``."""
    write_json(directory / "report.json", report)
    (directory / "report.md").write_text("\n".join(_markdown(report)) + "\n", encoding="utf-8")


def _markdown(report: dict[str, Any]) -> list[str]:
    test, development, counts = report["test"], report["development"], report["counts"]
    lines = [
        f"# {report['subsystem']} {report['version']}", "",
        f"Package `{report['package']}` on the backbone {report['backbone']}, stored as {report['precision']}. {report['seconds']:.0f} s of "
        f"{60 * report['minutes']:.0f} s, seed {report['seed']}. {counts['train']} utterances for training, {counts['development']} for "
        f"development, {counts['test']} for the test, which nothing was chosen by; {report['negatives']} texts of others.", "",
        "*Accuracy*: accepted with the right intent. *Slot F1*: exact spans and types. In per cent.", "",
        "| part | utterances | accuracy | slot F1 | false rejects | others | rejected | AUROC |", "|---|---|---|---|---|---|---|---|"]
    for name, row in (("development", development), ("**test**", test)):
        lines.append(f"| {name} | {row['utterances']} | {_percent(row['accuracy'])} | {_slot_f1(row)} | {_percent(row['false_rejects'])} "
                     f"| {row['others']} | {_percent(row['rejected'])} | {_percent(row['auroc'])} |")
    for language, row in test["languages"].items():
        lines.append(f"| test, {language} | {row['utterances']} | {_percent(row['accuracy'])} | {_percent(row['slot_f1'])} | | | | |")
    for title, key in (("Intents, test", "intents"), ("Slot types, test", "types")):
        if test[key]:
            lines += ["", f"## {title}", "", "| name | count | precision | recall | F1 |", "|---|---|---|---|---|"]
            lines += [f"| {name} | {row['count']} | {_percent(row['precision'])} | {_percent(row['recall'])} | {_percent(row['f1'])} |"
                      for name, row in test[key].items()]
    if test["taken"]:
        lines += ["", "## Taken from others, test", "", "| subsystem | texts | accepted |", "|---|---|---|"]
        lines += [f"| {name} | {row['texts']} | {row['accepted']} |" for name, row in test["taken"].items()]
    lines += ["", "## Calibration", "", f"Temperature {report['temperature']}, threshold {report['threshold']}. Expected calibration error of the "
              f"accept score on the test part: {_percent(test['calibration']['expected_calibration_error'])}.", "",
              "| mean score | share of own utterances | texts |", "|---|---|---|"]
    lines += [f"| {_percent(mean)} | {_percent(share)} | {count} |" for mean, share, count in test["calibration"]["rows"]]
    lines += ["", "## Precision", "", "Development and test part, without the threshold.", "", "| stored as | bytes | intent accuracy | slot F1 |",
              "|---|---|---|---|"]
    lines += [f"| {name} | {row['bytes']:,} | {_percent(row['intent_accuracy'])} | {_percent(row['slot_f1'])} |"
              for name, row in report["precisions"].items()]
    lines += ["", "## What was tried", "", "Development part; the score is the mean of accuracy, rejection and slot F1. Trial 0 is the "
              "configuration as it is; a trial with fewer steps than the longest ended where others had been better with as many, or when the "
              "time was up.", "", "| trial | steps | seconds | score | accuracy | slot F1 | rejected | settings |", "|---|---|---|---|---|---|---|---|"]
    for trial in sorted(report["tried"], key=lambda t: (-t["complete"], -t["rungs"][-1]["score"], t["number"])):
        rung = trial["rungs"][-1]
        settings = ", ".join(f"{key.partition('.')[2]} {value:g}" for key, value in trial["settings"].items()) or "as configured"
        settings += f", seed + {trial['repeats']}" if trial["repeats"] else ""
        lines.append(f"| {trial['number']} | {rung['steps']} | {rung['seconds']:.0f} | {_percent(rung['score'])} | {_percent(rung['accuracy'])} "
                     f"| {_percent(rung['slot_f1'])} | {_percent(rung['rejected'])} | {settings} |")
    if test["wrong"]:
        lines += ["", "## Answered wrongly, test", "", "| text | intent | answer | slots | found |", "|---|---|---|---|---|"]
        lines += [f"| {_cell(w['text'])} | {w['intent']} | {w['answer']} | {_cell('; '.join(w['slots']))} | {_cell('; '.join(w['found']))} |"
                  for w in test["wrong"]]
    return lines


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f}"


def _slot_f1(row: dict[str, Any]) -> str:
    return _percent(row["slots"]["slot_f1"]) if row["types"] else "–"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
