"""``search``: from a data file and a budget to the best head, as a package that the router loads, with its report.

Successive halving (Jamieson and Talwalkar, 2016, "Non-stochastic Best Arm Identification and Hyperparameter Optimization"; Li et al.,
2018, "Hyperband"): many settings learn for a few steps, the better part of them for more, until one is left. The backbone
is frozen and comes from its package.
"""

from __future__ import annotations

import argparse
import dataclasses
import functools
import logging
import math
import pickle
import random
import re
import shutil
import time
import typing
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tqdm import tqdm

from .augment import Augmenter
from .base import Base, find_base, load_base
from .config import Config, ConfigError, FinetuneConfig, HeadConfig
from .corpus import DataError, Utterance
from .domain import DEVELOPMENT, TEST, TRAIN, default_negatives, language_of, read_domain, read_negatives, split, without
from .export import CHECK_TEXTS, export_head
from .finetune import head_data
from .head_training import train_head
from .pool import HEADS, Example, mix_noise
from .precision import refuse
from .search_report import Scores, measure_head, precision_rows, write_report
from .states import States, encode_states

log = logging.getLogger(__name__)
SOURCE = {"en": "hwu64", "zh": "chinese"}  # what the pool calls labelled English and Chinese
SHARES = {"hwu64": 0.6, "chinese": 0.25, "noise": 0.15}  # of the negatives of a batch
FEWEST_SECONDS = 8.0  # for training, after everything else
RESERVE = 0.12  # of the budget, for measuring and export


@dataclass(frozen=True)
class Request:
    """What the command line asks for."""

    data: Path
    name: str
    minutes: float
    models: Path
    backbone: Path | None
    negatives: Path | None
    output: Path
    work: Path
    version: str


def request_of(options: argparse.Namespace) -> Request:
    """The checked options of the command line."""
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,63}", options.name):
        raise DataError(f"--name {options.name}: allowed are lower-case letters, digits, - and _, a letter first, at most 64")
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9}){2}", options.version):
        raise DataError(f"--version {options.version}: three numbers such as 1.0.0 are needed")
    if not 0.2 <= options.minutes <= 1440:
        raise DataError(f"--minutes {options.minutes:g}: allowed is 0.2 to 1440")
    work = options.work or Path("artifacts/search") / options.name
    return Request(options.data, options.name, options.minutes, options.models, options.backbone, options.negatives,
                   options.output or options.models, work, options.version)


@dataclass
class Trial:
    """One choice of settings and what it reached on each rung."""

    number: int
    settings: dict[str, Any]
    rungs: list[dict[str, Any]] = field(default_factory=list)


def search(config: Config, request: Request) -> dict[str, Any]:
    """Writes ``<output>/subsystems/<name>/<version>/`` and ``report.md`` and ``report.json`` in the work folder; returns the report."""
    ends = time.monotonic() + 60.0 * request.minutes
    started = time.monotonic()
    torch.set_num_threads(1)
    space = checked_space(config)
    if config.search.trials < 1 or config.search.eta < 2 or config.search.steps < 1:
        raise ConfigError("search: trials and steps are at least 1, eta at least 2")
    base = load_base(request.backbone or find_base(request.models))
    utterances = read_domain(request.data, request.name)
    config = _for_domain(config, base, request.version)
    request.work.mkdir(parents=True, exist_ok=True)
    pool, own = build_domain_pool(config, utterances, _negatives(config, request, utterances), request.name)
    encodings = _cache(base, request, pool, sorted({config.head.tap, *(space.get("head.tap") or [])}))
    log.info("prepared %d utterances and %d negatives in %.0f s", len(utterances),
             sum(e.subsystem is None for e in pool), time.monotonic() - started)
    seconds = ends - time.monotonic() - RESERVE * 60 * request.minutes
    if seconds < FEWEST_SECONDS:
        needed = (time.monotonic() - started + FEWEST_SECONDS) / (1 - RESERVE) / 60
        raise DataError(f"--minutes {request.minutes:g}: too little, preparing alone took {time.monotonic() - started:.0f} s; "
                        f"at least {needed:.1f} are needed here")
    trials, best = halve(config, request, space, own, seconds)
    facts_path = Path(best["path"])
    report = _finish(_with(config, trials[best["trial"]].settings), request, base, facts_path, pool, encodings, own)
    report["tried"] = [{"trial": t.number, "settings": t.settings, "rungs": t.rungs} for t in trials]
    report["best_trial"] = best["trial"]
    report["seconds"] = round(time.monotonic() - started, 1)
    write_report(report, request.work)
    log.info("package %s, report %s", report["package"], request.work / "report.md")
    return report


def checked_space(config: Config) -> dict[str, list[Any]]:
    """The choices of ``[search.space]``; unknown keys and values of another type are errors."""
    hints = {"head": typing.get_type_hints(HeadConfig), "finetune": typing.get_type_hints(FinetuneConfig),
             "search": {"copies": int}}
    for key, values in config.search.space.items():
        section, _, name = key.partition(".")
        hint = hints.get(section, {}).get(name)
        if hint not in (int, float):
            allowed = [f"{s}.{n}" for s, names in hints.items() for n, kind in names.items() if kind in (int, float)]
            raise ConfigError(f"search.space.{key}: unknown key, allowed are {', '.join(allowed)}")
        kinds = (int, float) if hint is float else (int,)
        if not isinstance(values, list) or not values or not all(isinstance(v, kinds) and not isinstance(v, bool) for v in values):
            raise ConfigError(f"search.space.{key}: expected a list of {hint.__name__}, found {values!r}")
    return {key: list(values) for key, values in sorted(config.search.space.items())}


def _for_domain(config: Config, base: Base, version: str) -> Config:
    finetune = dataclasses.replace(config.finetune, negative_shares=SHARES, distil_weight=0.0)
    return dataclasses.replace(config, backbone=base.config, version=version, finetune=finetune, overrides={})


def _with(config: Config, settings: dict[str, Any]) -> Config:
    """The configuration with some keys replaced."""
    for key, value in settings.items():
        section, _, name = key.partition(".")
        config = dataclasses.replace(config, **{section: dataclasses.replace(getattr(config, section), **{name: value})})
    return config


def _negatives(config: Config, request: Request, utterances: list[Utterance]) -> list[str]:
    """Texts of others: the team's own file or the shipped ones, not more than ``search.negatives``."""
    if request.negatives:
        texts = without(read_negatives(request.negatives), utterances)
    else:
        texts = without(default_negatives(config.seed, config.search.negatives // 3), utterances)
    random.Random(config.seed).shuffle(texts)
    return texts[: config.search.negatives]


def build_domain_pool(config: Config, utterances: list[Utterance], negatives: list[str], name: str) -> tuple[list[Example], int]:
    """The examples, and how many of them are there without the augmented copies, which come last.

    Copies of the training utterances: some slot values swapped for others of their type, the words noisy as a recogniser's.
    """
    parts = {TRAIN: HEADS, DEVELOPMENT: DEVELOPMENT, TEST: TEST}
    pool = [Example(u.text, SOURCE[u.language], parts[part], name, u.intent, u.entities) for u, part in split(utterances)]
    rng = random.Random(config.seed)
    english = [t for t in negatives if language_of(t) == "en"]
    chinese = [t for t in negatives if language_of(t) == "zh"]
    own = [u.text for u in utterances if u.language == "en"] or english
    noise = mix_noise(english + own, chinese or ["你好"], config.search.noise, rng) if english + own else []
    taken = {u.text for u in utterances}
    for source, texts in (("hwu64", english), ("chinese", chinese), ("noise", [t for t in noise if t not in taken])):
        pool += [Example(text, source, _negative_part(i)) for i, text in enumerate(texts)]
    count = len(pool)
    change = Augmenter(pool, swap=0.7, noise=0.4)
    draws = random.Random(f"{config.seed}/copies")
    for _ in range(max(config.search.copies, *config.search.space.get("search.copies", [0]))):
        pool += [change(e, draws) for e in pool[:count] if e.subsystem and e.part == HEADS]
    return pool, count


def _negative_part(index: int) -> str:
    """Every sixth is for development, every sixth for the test; the list is shuffled."""
    return {0: DEVELOPMENT, 1: TEST}.get(index % 6, HEADS)


def _cache(base: Base, request: Request, pool: list[Example], taps: list[int]) -> list[Any]:
    """Writes states, pool and tokenizer where the training jobs look for them."""
    wrong = [tap for tap in taps if tap not in base.backbone.taps]
    if wrong:
        raise ConfigError(f"head.tap: {wrong[0]}, the backbone {base.config.name} {base.config.version} offers {base.backbone.taps}")
    for name in ("states", "heads", "tokenizer"):
        shutil.rmtree(request.work / name, ignore_errors=True)
        (request.work / name).mkdir()
    (request.work / "tokenizer" / "vocab.txt").write_text("\n".join(base.tokenizer.vocabulary) + "\n", encoding="utf-8")
    shutil.copy((request.backbone or find_base(request.models)) / "characters.txt", request.work / "tokenizer" / "characters.txt")
    encodings = [e.encode(base.tokenizer, base.config.max_tokens) for e in pool]
    for tap, states in encode_states(base.backbone, encodings, taps).items():
        states.save(request.work / "states" / f"tap{tap}")
    (request.work / "states" / "pool.pickle").write_bytes(pickle.dumps((pool, encodings)))
    return encodings


def draw_settings(space: dict[str, list[Any]], count: int, seed: int) -> list[dict[str, Any]]:
    """Different choices; the first is empty: the configuration as it is."""
    rng = random.Random(f"{seed}/settings")
    possible = math.prod(len(values) for values in space.values())
    result: list[dict[str, Any]] = [{}]
    while len(result) < min(count, possible):
        settings = {key: rng.choice(values) for key, values in space.items()}
        if settings not in result:
            result.append(settings)
    return result


def rungs_of(count: int, eta: int, steps: int) -> list[tuple[int, int]]:
    """(settings, steps) of each rung: from ``count`` settings to one, which learns for ``steps``; a rung before for 1/``eta`` of them."""
    counts = [count]
    while counts[-1] > 1:
        counts.append(max(counts[-1] // eta, 1))
    return [(n, max(steps // eta ** (len(counts) - 1 - i), 1)) for i, n in enumerate(counts)]


def halve(config: Config, request: Request, space: dict[str, list[Any]], own: int,
          seconds: float) -> tuple[list[Trial], dict[str, Any]]:
    """Runs the rungs within ``seconds``; returns all trials and the best result.

    How many settings fit is told by the time of one short training. Where the clock ends nothing early, the outcome depends on the
    seed and that number only.
    """
    ends = time.monotonic() + seconds
    settings = config.search
    processes = config.finetune.processes
    run, step = _costs(config, request, own)
    count = settings.trials
    while count > 1 and sum(n * (run + steps * step) for n, steps in rungs_of(count, settings.eta, settings.steps)) \
            > (ends - time.monotonic()) * processes:
        count -= 1
    rungs = rungs_of(count, settings.eta, settings.steps)
    trials = [Trial(i, s) for i, s in enumerate(draw_settings(space, count, config.seed))]
    log.info("%d settings, rungs of %s steps, %.1f s a run and %.0f ms a step", len(trials), [n for _, n in rungs], run, 1000 * step)
    alive = list(trials)
    best: dict[str, Any] | None = None
    with _workers(processes) as run_all:
        for number, (wanted, steps) in enumerate(rungs):
            alive = alive[:wanted]
            left = max(ends - time.monotonic(), 1.0) / (len(rungs) - number)
            each = left * min(processes, len(alive)) / len(alive)
            jobs = [(_with(config, {"finetune.steps": steps}), request, t.settings, t.number, own, each) for t in alive]
            for trial, result in zip(alive, tqdm(run_all(jobs), total=len(jobs), desc=f"rung {number + 1} of {len(rungs)}", unit="setting")):
                trial.rungs.append({key: result[key] for key in ("steps", "seconds", "score", "accuracy", "slot_f1", "rejected", "loss")})
                if best is None or _rank(result) >= _rank(best):
                    best = {**result, "trial": trial.number}
            alive.sort(key=lambda t: _rank(t.rungs[-1]), reverse=True)
            log.info("rung %d: best is trial %d with %s", number + 1, alive[0].number, alive[0].rungs[-1])
    assert best is not None
    return trials, best


def _costs(config: Config, request: Request, own: int) -> tuple[float, float]:
    """Seconds of one training without its steps, and of a step."""
    short, longer = 5, 25
    seconds = []
    for steps in (short, longer):
        started = time.monotonic()
        _job((_with(config, {"finetune.steps": steps}), request, {}, 0, own, 60.0))
        seconds.append(time.monotonic() - started)
    step = max((seconds[1] - seconds[0]) / (longer - short), 1e-4)
    return max(seconds[1] - longer * step, 0.0), step


def _rank(result: dict[str, Any]) -> tuple[float, float]:
    """The score on the development part; among equals the lower loss."""
    return result["score"], -result["loss"]


class _workers:
    """Runs jobs in this process, or in several."""

    def __init__(self, processes: int) -> None:
        self._pool = get_context("spawn").Pool(processes) if processes > 1 else None

    def __enter__(self) -> typing.Callable[[list[Any]], typing.Iterable[dict[str, Any]]]:
        return lambda jobs: self._pool.imap(_job, jobs) if self._pool else map(_job, jobs)

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.terminate()


def _job(job: tuple[Config, Request, dict[str, Any], int, int, float]) -> dict[str, Any]:
    """Trains one head within its seconds and measures it on the development part."""
    config, request, settings, number, own, seconds = job
    torch.set_num_threads(1)
    config = _with(config, settings)
    pool, encodings, states = _load(request.work, config.head.tap, (request.work / "states" / "pool.pickle").stat().st_mtime_ns)
    copies = sum(e.subsystem is not None and e.part == HEADS for e in pool[:own])
    used = own + copies * config.search.copies
    pool, encodings = pool[:used], encodings[:used]
    data = head_data(config, request.work, pool, encodings, request.name)
    path = request.work / "heads" / f"{number}-{config.finetune.steps}.pt"
    facts = train_head(config, data, states, None, seconds, path)
    scores = measure_head(path, config, states, pool, encodings, DEVELOPMENT)
    return {"path": str(path), "steps": facts["steps"], "seconds": facts["seconds"], "score": score(scores),
            "accuracy": scores.accuracy, "slot_f1": scores.slots["slot_f1"] if scores.types else None, "rejected": scores.rejected,
            "loss": round(facts["report"]["objective"], 4)}


@functools.lru_cache(maxsize=1)
def _load(work: Path, tap: int, _stamp: int) -> tuple[list[Example], list[Any], States]:
    """Pool, encodings and states of one tap, read once in each process."""
    pool, encodings = pickle.loads((work / "states" / "pool.pickle").read_bytes())
    return pool, encodings, States.load(work / "states" / f"tap{tap}")


def score(scores: Scores) -> float:
    """What the search maximises: the mean of accuracy, rejection of others and, where there are slots, slot F1."""
    parts = [scores.accuracy, scores.rejected] + ([scores.slots["slot_f1"]] if scores.types else [])
    return round(sum(parts) / len(parts), 4)


def _finish(config: Config, request: Request, base: Base, path: Path, pool: list[Example], encodings: list[Any],
            own: int) -> dict[str, Any]:
    """Measures the best head on the test part, compares the precisions, and writes the package."""
    states = States.load(request.work / "states" / f"tap{config.head.tap}")
    development, test = (measure_head(path, config, states, pool[:own], encodings[:own], part) for part in (DEVELOPMENT, TEST))
    held = [Utterance(e.text, request.name, str(e.intent), e.entities) for e in pool[:own] if e.subsystem and e.part != HEADS]
    precision = precision_rows(path, config, base, held)
    refuse({"packages": {request.name: precision}}, config.export)
    metrics = {"accuracy": test.accuracy, "slot_f1": test.slots["slot_f1"], "false_rejects": test.false_rejects,
               "false_accepts": round(1.0 - test.rejected, 4), "utterances": test.utterances}
    texts = CHECK_TEXTS + [u.text for u in held][:6]
    data = [f"{request.data.name} ({len([e for e in pool[:own] if e.subsystem])} utterances)",
            request.negatives.name if request.negatives else "training/data (Apache-2.0)"]
    export_head(config, request.output, base.backbone, base.tokenizer, path, texts, metrics, data, base.precision)
    facts = torch.load(path)
    return {
        "subsystem": request.name, "version": request.version, "package": str(request.output / "subsystems" / request.name / request.version),
        "backbone": f"{base.config.name} {base.config.version}", "seed": config.seed, "minutes": request.minutes,
        "precision": config.export.precision, "precisions": precision, "temperature": facts["temperature"],
        "threshold": facts["threshold"], "shape": facts["shape"], "labels": facts["labels"],
        "counts": {part: sum(bool(e.subsystem) and e.part == key for e in pool[:own])
                   for part, key in (("train", HEADS), ("development", DEVELOPMENT), ("test", TEST))},
        "negatives": sum(e.subsystem is None for e in pool), "development": development.as_dict(), "test": test.as_dict(),
    }
