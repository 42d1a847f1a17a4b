"""``finetune``: all heads on the frozen backbone, in parallel processes, then the ranker.

Writes ``<work>/states/tap<i>/`` (cached states), ``<work>/heads/<subsystem>.pt`` and ``<work>/ranker.json``.
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from . import ranker
from .adapt import adapter_of
from .augment import changed_copies
from .calibration import reliability
from .config import Config, ConfigError
from .corpus import DataError
from .decode import decode_slots, intent_numbers
from .head import Head
from .head_data import HeadData, label_set
from .head_training import head_logits, train_head
from .lexicon import LIST_DIRECTORY, Lexicon, build_lexicon, lexicon_of, tags_of
from .plot import write_reliability
from .pool import DEVELOPMENT, Example, build_pool, pool_encodings
from .states import States, encode_states, load_backbone, load_pool, save_pool
from .teacher import HeadTeacher, Teacher, ask_teachers, teacher_paths
from .tokenizer import Encoding, Tokenizer

log = logging.getLogger(__name__)


def finetune(config: Config, work: Path, minutes: float | None = None, only: list[str] | None = None,
             force: bool = False, together: list[Path] | None = None) -> None:
    """Trains the heads that are missing or older than the backbone (all with ``force``) within the budget, then fits the ranker, on verdicts of other work folders too
    where ``together`` names them: one ranker serves the heads of all backbones."""
    if config.finetune.backbone_rate:
        raise ConfigError("finetune.backbone_rate: must be 0 here, the heads share one frozen backbone; 'ablate' compares them with whole networks")
    pool = build_pool(config, work)
    pool += changed_copies(config, pool)
    subsystems = sorted({e.subsystem for e in pool if e.subsystem})
    unknown = sorted(set(only or []) - set(subsystems))
    if unknown:
        raise DataError(f"--only: unknown subsystem '{unknown[0]}', the data has {', '.join(subsystems)}")
    taps = sorted({config.head_for(s).tap for s in subsystems})
    encodings = pool_encodings(config, work, pool)
    cache_states(config, work, pool, encodings, taps)
    if config.finetune.distil_weight > 0:
        cache_teacher(config, work, pool, encodings)
    (work / "heads").mkdir(exist_ok=True)
    wanted = [s for s in only or subsystems if force or not is_current(work, s)]
    budget = 60.0 * (config.finetune.minutes if minutes is None else minutes)
    processes = min(config.finetune.processes, max(len(wanted), 1))
    if wanted:
        counts = {s: sum(e.subsystem == s for e in pool) for s in wanted}
        wanted.sort(key=lambda s: -counts[s])
        weights = {s: counts[s] ** 0.35 for s in wanted}  # larger subsystems learn longer
        total = sum(weights.values())
        jobs = [(config, work, s, budget * processes * weights[s] / total) for s in wanted]
        with get_context("spawn").Pool(processes) as workers:
            results = workers.imap_unordered(_train_job, jobs)
            for result in tqdm(results, total=len(jobs), desc="heads", unit="head"):
                log.info("%s: %d steps, %.0f s, %s", result["subsystem"], result["steps"], result["seconds"],
                         result["report"])
    missing = [s for s in subsystems if not (work / "heads" / f"{s}.pt").is_file()]
    if missing:
        log.warning("no ranker: there is no head of %s; heads that take the place of served ones need none", ", ".join(missing))
    else:
        fit_ranker(config, work, pool, encodings, subsystems, together or [])


def is_current(work: Path, subsystem: str) -> bool:
    """Whether there is a head that was trained after the backbone was."""
    head, backbone = work / "heads" / f"{subsystem}.pt", work / "backbone.pt"
    return head.is_file() and not (backbone.is_file() and head.stat().st_mtime < backbone.stat().st_mtime)


def cache_states(config: Config, work: Path, pool: list[Example], encodings: list[Encoding], taps: list[int]) -> None:
    """Encodes the pool once per backbone; a cache of another backbone or pool is replaced."""
    directory = work / "states"
    directory.mkdir(exist_ok=True)
    digest = hashlib.sha256((work / "backbone.pt").read_bytes()) if (work / "backbone.pt").is_file() else hashlib.sha256()
    digest.update(repr(config.backbone).encode())
    digest.update(repr([(e.text, e.view) for e in pool]).encode())
    stamp = directory / "stamp.txt"
    fresh = stamp.is_file() and stamp.read_text(encoding="utf-8") == digest.hexdigest()
    missing = [tap for tap in taps if not (fresh and (directory / f"tap{tap}").is_dir())]
    if not missing:
        return
    torch.set_num_threads(config.finetune.processes)  # which have not begun yet
    backbone, _ = load_backbone(config, work)
    save_pool(work, pool, encodings, encode_states(backbone, encodings, missing))
    stamp.write_text(digest.hexdigest(), encoding="utf-8")


def cache_teacher(config: Config, work: Path, pool: list[Example], encodings: list[Encoding]) -> None:
    """Asks the teachers about the pool once: ``<work>/warmup.pt`` and whole networks under ``<work>/teachers/``."""
    paths = [p for p in (work / "warmup.pt", *teacher_paths(work)) if p.is_file()]
    if not paths:
        log.warning("no teacher: %s is missing, the heads learn from the labels alone", work / "warmup.pt")
        return
    stamp = "\n".join([(work / "states" / "stamp.txt").read_text(encoding="utf-8"),
                       *(f"{p.name} {p.stat().st_size} {p.stat().st_mtime_ns}" for p in paths)])
    directory = work / "states" / "teacher"
    if not ((directory / "stamp.txt").is_file() and (directory / "stamp.txt").read_text(encoding="utf-8") == stamp):
        log.info("asking %d teacher(s)", len(paths))
        states = States.load(work / "states" / f"tap{config.head.tap}")
        ask_teachers(config, work, paths, pool, encodings, states).save(directory)
        (directory / "stamp.txt").write_text(stamp, encoding="utf-8")


def _train_job(job: tuple[Config, Path, str, float]) -> dict:
    config, work, subsystem, seconds = job
    torch.set_num_threads(1)
    started = time.process_time()
    pool, encodings, states = load_pool(work, config.head_for(subsystem).tap)
    data = head_data(config, work, pool, encodings, subsystem)
    teacher = teacher_of(config, work, data)
    adapter = adapter_of(config, work, data)
    remaining = max(seconds - (time.process_time() - started), 1.0)
    return train_head(config, data, states, teacher, remaining, work / "heads" / f"{subsystem}.pt", adapter)


def head_data(config: Config, work: Path, pool: list[Example], encodings: list[Encoding], subsystem: str) -> HeadData:
    """What a head learns from, with its lexicon."""
    return HeadData(config, pool, encodings, subsystem, lexicon_for(config, work, pool, encodings, subsystem),
                    Tokenizer.load(work / "tokenizer").vocabulary)


def lexicon_for(config: Config, work: Path, pool: list[Example], encodings: list[Encoding], subsystem: str,
                lists: Path = LIST_DIRECTORY) -> Lexicon | None:
    """The lexicon of a subsystem's slot types; None where the configuration wants none or there is nothing to know."""
    most = config.head_for(subsystem).lexicon_phrases
    types = [label[2:] for label in label_set(pool, subsystem).slot_labels if label.startswith("B-")]
    if not most or not types:
        return None
    lexicon = build_lexicon(pool, encodings, types, Tokenizer.load(work / "tokenizer"), most, lists)
    return lexicon if lexicon.phrases else None


def teacher_of(config: Config, work: Path, data: HeadData) -> HeadTeacher | None:
    """What the cached teachers say, seen with a head's labels; None without distillation or without teachers."""
    directory = work / "states" / "teacher"
    if config.finetune.distil_weight <= 0 or not directory.is_dir():
        return None
    return HeadTeacher.of(Teacher.load(directory), data.subsystem, data.labels, config.finetune.distil_temperature)


def load_head(path: Path, config: Config, rounded: bool = True) -> tuple[Head, dict]:
    """A trained head in evaluation mode, its weights as measured (rounded) or as trained, and the facts stored with it."""
    if not path.is_file():
        raise DataError(f"{path}: no such file; run 'finetune' first")
    content = torch.load(path)
    shape = type(config.head)(**content["shape"])
    head = Head(shape, content["backbone_hidden"], len(content["labels"]["intents"]), len(content["labels"]["slot_labels"]),
                lexicon.width if (lexicon := lexicon_of(content)) else 0)
    head.load_state_dict(content["weights" if rounded else "trained_weights"])
    return head.eval(), content


def verdict_numbers(config: Config, work: Path, subsystem: str, states: States, encodings: list[Encoding],
                    indices: np.ndarray) -> np.ndarray:
    """[N,4]: score, margin, top probability, slot coverage of one head."""
    head, facts = load_head(work / "heads" / f"{subsystem}.pt", config)
    logits, slots = head_logits(head, states, indices, tags_of(facts, encodings))
    rows = []
    for row, index in enumerate(indices):
        _, score, margin, top = intent_numbers(logits[row], facts["temperature"])
        _, coverage = decode_slots(slots[row], encodings[index], facts["labels"]["slot_labels"], head.learned_transitions)
        rows.append([score, margin, top, coverage])
    return np.array(rows)


def fit_ranker(config: Config, work: Path, pool: list[Example], encodings: list[Encoding], subsystems: list[str],
               together: list[Path]) -> None:
    """Fits the ranker on the development verdicts of all heads."""
    torch.set_num_threads(1)
    indices = np.array([i for i, e in enumerate(pool) if e.part == DEVELOPMENT])
    if not len(indices):
        raise DataError(f"{work}: no development utterance; the data set is too small for a split")
    states: dict[int, States] = {}
    numbers = []
    for subsystem in tqdm(subsystems, desc="verdicts", unit="head"):
        tap = config.head_for(subsystem).tap
        states.setdefault(tap, States.load(work / "states" / f"tap{tap}"))
        numbers.append(verdict_numbers(config, work, subsystem, states[tap], encodings, indices))
    verdicts = np.stack(numbers, 1)  # [N,S,4]
    values = ranker.features(*(verdicts[:, :, i] for i in range(4)))
    column = {s: i for i, s in enumerate(subsystems)}
    targets = np.array([column[pool[i].subsystem] if pool[i].subsystem else len(subsystems) for i in indices])
    # Where both languages are learnt English leads: it is what most subsystems serve; the grammar's sentences are many and alike.
    english = "en" in config.languages
    weight = {"hwu64": 1.0, "chinese": 0.25 if english else 1.0, "oos": 0.5, "outside": 0.3, "other": 0.5 if english else 1.0, "wiki": 0.3,
              "noise": 0.3, "crosswoz": 0.2}
    own = {"values": values, "targets": targets, "weights": np.array([weight[pool[i].source] for i in indices]),
           "main": np.array([pool[i].source in ("hwu64", "oos" if english else "other") for i in indices])}
    np.savez(work / "verdicts.npz", **own)
    rows = _with_others(own, together)
    weights = ranker.fit(rows["values"], rows["targets"], rows["weights"], config.ranker)
    weights = ranker.choose_thresholds(weights, rows["values"][rows["main"]], rows["targets"][rows["main"]], config.ranker)
    weights.save(work / "ranker.json")
    chosen = [ranker.decide(weights, row) for row in ranker.probabilities(weights, values)]
    routed = [(c, bool(c.best == t)) for c, t in zip(chosen, targets) if c.outcome == "routed"]
    report = {"reliability": reliability(np.array([c.score for c, _ in routed]), np.array([right for _, right in routed]))}
    write_reliability(work / "reliability.svg", "Decisions on the development part", report["reliability"])
    for source in sorted({pool[i].source for i in indices}):
        rows = [r for r, i in enumerate(indices) if pool[i].source == source]
        report[source] = {
            "right": round(float(np.mean([chosen[r].outcome == "routed" and chosen[r].best == targets[r] for r in rows])), 4),
            "rejected": round(float(np.mean([chosen[r].outcome == "outOfScope" for r in rows])), 4)}
    (work / "ranker_report.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    log.info("ranker %s on development: %s", weights, {k: v for k, v in report.items() if k != "reliability"})


def _with_others(own: dict[str, np.ndarray], folders: list[Path]) -> dict[str, np.ndarray]:
    """The rows that the ranker learns from and those that its thresholds are chosen by, of all work folders."""
    found = [own]
    for folder in folders:
        path = folder / "verdicts.npz"
        if not path.is_file():
            raise DataError(f"{path}: no such file; run 'finetune' there first")
        found.append(dict(np.load(path)))
        if found[-1]["values"].shape[1] != own["values"].shape[1]:
            raise DataError(f"{path}: verdicts of {found[-1]['values'].shape[1]} subsystems, {own['values'].shape[1]} are needed")
    return {name: np.concatenate([rows[name] for rows in found]) for name in own}
