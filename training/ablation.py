"""``ablate``: the same heads with one thing changed at a time, everything else, seeds and steps included, equal.

Heads are judged alone on their own English development utterances: intent accuracy by argmax, exact slot F1.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import logging
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from .adapt import adapter_of
from .augment import changed_copies
from .config import Config, ConfigError, replaced
from .corpus import DataError
from .decode import decode_slots
from .finetune import cache_states, cache_teacher, head_data, load_head, teacher_of
from .head import Head
from .head_data import HeadData
from .head_training import head_logits, train_head
from .model import Backbone
from .pool import build_pool, pool_encodings
from .states import LiveStates, States, load_backbone
from .tally import Tally, spans_of

log = logging.getLogger(__name__)
SECTIONS = ("head", "adapt", "finetune")


def ablate(config: Config, work: Path, only: list[str] | None, changes: list[str], steps: int | None, seeds: int) -> str:
    """Trains every head for every change and returns the table as Markdown.

    A change is ``key=value``, several are joined by commas (``finetune.r_drop=0.5,head.own_layers=2``); the configuration as it
    is comes first. What was measured before stands in ``<work>/ablation.jsonl`` and is not trained again.
    """
    torch.set_num_threads(1)
    if steps:
        config = changed(config, f"finetune.steps={steps}")
    variants = {"as configured": config, **{change: changed(config, change) for change in changes}}
    pool = build_pool(config, work)
    pool += changed_copies(config, pool)
    subsystems = sorted({str(e.subsystem) for e in pool if e.subsystem})
    unknown = sorted(set(only or []) - set(subsystems))
    if unknown:
        raise DataError(f"--only: unknown subsystem '{unknown[0]}', the data has {', '.join(subsystems)}")
    encodings = pool_encodings(config, work, pool)
    cache_states(config, work, pool, encodings, sorted({v.head_for(s).tap for v in variants.values() for s in only or subsystems}))
    if any(v.finetune.distil_weight > 0 for v in variants.values()):
        cache_teacher(config, work, pool, encodings)
    states: dict[int, States] = {}
    stamp = (work / "states" / "stamp.txt").read_text(encoding="utf-8")
    journal = Journal(work / "ablation.jsonl")
    for name, variant in variants.items():
        for seed in range(seeds):
            for subsystem in only or subsystems:
                settings = dataclasses.replace(variant, seed=config.seed + 1000 * seed)
                key = key_of(settings, subsystem, stamp)
                if key in journal.rows:
                    continue
                tap = variant.head_for(subsystem).tap
                if tap not in states:
                    states[tap] = States.load(work / "states" / f"tap{tap}")
                data = head_data(settings, work, pool, encodings, subsystem)
                row = measure(settings, work, data, states[tap])
                journal.add(key, {"change": name, "subsystem": subsystem, "seed": settings.seed, **row})
                log.info("%s: %s", name, row)
    rows = {name: [journal.rows[key_of(dataclasses.replace(v, seed=config.seed + 1000 * seed), s, stamp)]
                   for seed in range(seeds) for s in only or subsystems] for name, v in variants.items()}
    return table(rows)


def changed(config: Config, change: str) -> Config:
    """The configuration with the keys of a change, each ``section.key=value``, replaced, those of single heads included."""
    for item in filter(None, change.split(",")):
        path, _, text = item.partition("=")
        section, _, key = path.strip().partition(".")
        if section not in SECTIONS or not hasattr(getattr(config, section), key):
            raise ConfigError(f"--change {item}: unknown key, allowed are those of {' and '.join(f'[{s}]' for s in SECTIONS)}")
        old = getattr(getattr(config, section), key)
        try:
            value = type(old)(json.loads(text))
        except (TypeError, ValueError) as error:
            raise ConfigError(f"--change {item}: not a value like {old!r}") from error
        config = replaced(config, {f"{section}.{key}": value})
        if section == "head":
            config = dataclasses.replace(config, overrides={s: {k: v for k, v in keys.items() if k != key} for s, keys in config.overrides.items()})
    return config


def key_of(config: Config, subsystem: str, stamp: str) -> str:
    """Names everything that a measurement depends on. What is off is left out: a new switch leaves old measurements valid."""
    sections = [config.head_for(subsystem), config.finetune]
    if config.adapt.domain_steps or config.adapt.task_steps:
        sections.append(config.adapt)
    settings = [sorted((key, value) for key, value in dataclasses.asdict(section).items() if value) for section in sections]
    return hashlib.sha256(repr((config.seed, subsystem, settings, stamp)).encode()).hexdigest()[:24]


class Journal:
    """Measurements on disk, one JSON object per line."""

    def __init__(self, path: Path) -> None:
        self._path = path
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        self.rows: dict[str, dict[str, Any]] = {row["key"]: row for row in map(json.loads, lines)}

    def add(self, key: str, row: dict[str, Any]) -> None:
        """Appends one measurement."""
        self.rows[key] = {"key": key, **row}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(self.rows[key]) + "\n")


def measure(config: Config, work: Path, data: HeadData, states: States) -> dict[str, Any]:
    """Trains one head for ``finetune.steps`` steps and judges it on its own English development utterances."""
    started = time.monotonic()
    directory = work / "ablation"
    directory.mkdir(exist_ok=True)
    path = directory / f"{data.subsystem}.pt"
    trained: list[nn.Module] = []  # beside the head
    if config.finetune.backbone_rate > 0:
        backbone, tap = load_backbone(config, work, stored=False)[0], config.head_for(data.subsystem).tap
        states = LiveStates(states.offsets, states.ids, states.hidden, backbone, tap)
        trained = [*backbone.wide, backbone.bottleneck, *backbone.narrow][: tap if tap <= len(backbone.wide) else tap + 1]
    result = train_head(config, data, states, teacher_of(config, work, data), float("inf"), path, adapter_of(config, work, data))
    head, _ = load_head(path, config)
    own = np.array([i for i in data.development if data.intent[i] > 0 and data.example(int(i)).source == "hwu64"])
    return {**count_right(head, data, states, own).counts(), "steps": result["steps"],
            "seconds": round(time.monotonic() - started, 1), "report": result["report"],
            "parameters": sum(p.numel() for p in head.parameters()), "multiplications": multiplications(head, *trained),
            "network": multiplications(Backbone(config.backbone, 1))}


def count_right(head: Head, data: HeadData, states: States, indices: np.ndarray) -> Tally:
    """What a head gets right of some utterances."""
    tally = Tally()
    if not len(indices):
        return tally
    logits, slots = head_logits(head, states, indices, data.tags)
    for row, index in enumerate(indices):
        example = data.example(int(index))
        found, _ = decode_slots(slots[row], data.encoding(int(index)), data.labels.slot_labels,
                                head.learned_transitions)
        tally.add(logits[row].argmax() == data.intent[index], spans_of(example.entities), spans_of(found))
    return tally


def multiplications(*models: nn.Module) -> int:
    """Multiplications of the linear layers for each token; those of single vectors (classifier) count once for a token too."""
    return sum(m.weight.numel() for model in models for m in model.modules() if isinstance(m, nn.Linear))


def table(rows: dict[str, list[dict[str, Any]]]) -> str:
    """Markdown: one line for each change, sums over heads and seeds."""
    lines = ["| change | intent accuracy | slot F1 | slot precision | slot recall | own loss | other loss | parameters of a head "
             "| compute, % of a network | s per 1,000 steps |", "|---|---|---|---|---|---|---|---|---|---|"]
    for name, measured in rows.items():
        total = Tally.total(measured)
        figures = [f"{100 * value:.1f}" for value in (total.accuracy, total.f1, total.precision, total.recall)]
        figures += [f"{_mean(row['report'][key] for row in measured):.3f}" for key in ("own_loss", "foreign_loss")]
        figures += [f"{_mean(row['parameters'] for row in measured):,.0f}",
                    f"{100 * _mean(row['multiplications'] / row['network'] for row in measured):.1f}",
                    f"{_mean(1000 * row['seconds'] / row['steps'] for row in measured):.0f}"]
        lines.append(f"| {name} | " + " | ".join(figures) + " |")
    return "\n".join(lines)


def _mean(values: Iterable[float]) -> float:
    values = list(values)
    return sum(values) / max(len(values), 1)
