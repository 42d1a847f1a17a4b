"""``search``: from a data file and a budget to the best head, as a package that the router loads, with its report.

``tuner`` chooses the settings, ``trials`` trains with them; here is what stands before and after. The backbone is frozen and comes
from its package.
"""

from __future__ import annotations

import argparse
import dataclasses
import logging
import math
import random
import re
import shutil
import time
import typing
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import torch

from .augment import Augmenter
from .base import Base, find_base, load_base
from .config import AdaptConfig, Config, ConfigError, FinetuneConfig, HeadConfig, replaced, shipped_for
from .corpus import DataError, Utterance
from .domain import (DEVELOPMENT, TEST, TRAIN, check_counts, check_lists, default_negatives, read_domain, read_negatives, split,
                     without)
from .export import CHECK_TEXTS, export_head
from .lexicon import LIST_DIRECTORY
from .pool import HEADS, Example, mix_noise
from .packages import check_version
from .precision import refuse
from .references import text_of
from .search_report import measure_stored, precision_rows, write_report
from .states import States, encode_states, save_pool
from .text import language_of
from .tokenizer import Encoding
from .trials import Pace, Task, config_of, path_of, run_trials, train_trial, waiting_processes, work_of
from .tuner import Tuner, rungs_of

log = logging.getLogger(__name__)
SOURCE = {"en": "hwu64", "zh": "chinese"}  # what the pool calls labelled English and Chinese
SHARES = {"hwu64": 0.6, "chinese": 0.25, "noise": 0.15}  # of the negatives of a batch
LEXICON_PHRASES = 8000  # of a lexicon from the team's lists, at most
FEWEST_SECONDS = 8.0  # for trials, after everything else
REHEARSED = 25  # steps
RESERVE = 1.5  # times what the end took in the rehearsal: other work may have come to the machine
MOST_COMPARED = 500  # utterances, in other precisions: the time is better spent on trials
FULL_TRAININGS = 4  # at least as many shall fit into the budget, with fewer steps where they must
HIGHEST_GENERATION = 1000
FEWEST_STEPS = 540  # but not with fewer than this: better one head that learnt than several that did not


@dataclass(frozen=True)
class Request:
    """What the command line asks for."""

    data: Path
    name: str
    minutes: float
    models: Path
    backbone: Path | None
    negatives: Path | None
    lexicon: Path | None
    output: Path
    work: Path
    version: str
    seed: int | None
    generation: int


def request_of(options: argparse.Namespace) -> Request:
    """The checked options of the command line."""
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,63}", options.name):
        raise DataError(f"--name {options.name}: allowed are lower-case letters, digits, - and _, a letter first, at most 64")
    if not 0.2 <= options.minutes <= 1440:
        raise DataError(f"--minutes {options.minutes:g}: allowed is 0.2 to 1440")
    if not 0 <= options.generation <= HIGHEST_GENERATION:
        raise DataError(f"--generation {options.generation}: allowed is 0 to {HIGHEST_GENERATION}")
    check_version(options.version)
    work = options.work or Path("artifacts/search") / options.name
    return Request(options.data, options.name, options.minutes, options.models, options.backbone, options.negatives, options.lexicon,
                   options.output or options.models, work, options.version, options.seed, options.generation)


def search(config: Config | None, request: Request, started: float | None = None) -> dict[str, Any]:
    """Writes ``<output>/subsystems/<name>/<version>/`` and ``report.md`` and ``report.json`` in the work folder; returns the report.

    Without a configuration it takes the one that the backbone was made with. The budget runs from ``started`` on the monotonic clock, or from now.
    """
    started = time.monotonic() if started is None else started
    torch.set_num_threads(1)
    utterances = read_domain(request.data, request.name)
    base = load_base(request.backbone or find_base(request.models, Counter(u.language for u in utterances)))
    utterances = _in_languages(utterances, base, request)
    config = shipped_for(base.config.name) if config is None else config
    if request.seed is not None:
        config = dataclasses.replace(config, seed=request.seed)
    if config.search.trials < 1 or config.search.eta < 2 or config.search.steps < 1:
        raise ConfigError("search: trials and steps are at least 1, eta at least 2")
    space = checked_space(config)
    config = _for_domain(config, base, request)
    if request.lexicon:
        check_lists(request.lexicon, utterances)
        space.setdefault("head.lexicon_phrases", [0, config.head.lexicon_phrases])
    request.work.mkdir(parents=True, exist_ok=True)
    with waiting_processes(config.finetune.processes) as workers:
        references = _references(config, base, utterances)
        pool, own = build_domain_pool(config, utterances, _negatives(config, base, request, utterances), request.name, request.lexicon,
                                      {text: owner for text, (owner, _) in references.items()})
        known = {text: encoding for text, (_, encoding) in references.items()}
        encodings = _cache(base, request, pool, sorted({config.head.tap, *space.get("head.tap", [])}), known)
        task = Task(config, request.work, request.name, own, request.lexicon or LIST_DIRECTORY)
        pace, end = _rehearse(config, request, base, task, pool, encodings)
        ends = started + 60 * request.minutes - RESERVE * end
        seconds = ends - time.monotonic()
        log.info("prepared %d utterances and %d negatives in %.0f s; %.0f s for trials, %.0f ms a step", len(utterances),
                 sum(e.subsystem is None for e in pool), time.monotonic() - started, max(seconds, 0.0), 1000 * pace.seconds / pace.work)
        if seconds < FEWEST_SECONDS:
            needed = (time.monotonic() - started + RESERVE * end + FEWEST_SECONDS) / 60
            raise DataError(f"--minutes {request.minutes:g}: too little, preparing alone took {time.monotonic() - started:.0f} s; "
                            f"at least {needed:.1f} are needed here")
        tuner = _tune(workers, task, space, pace, ends)
    best = tuner.best
    assert best is not None
    report = _finish(config_of(task, best), request, base, path_of(task, best), pool, encodings, own)
    report["seed"] = config.seed  # of the search; the package names that of its head
    report["tried"] = [dataclasses.asdict(t) for t in tuner.trials]
    report["best_trial"] = best.number
    report["seconds"] = round(time.monotonic() - started, 1)
    write_report(report, request.work)
    log.info("package %s, report %s", report["package"], request.work / "report.md")
    return report


def _in_languages(utterances: list[Utterance], base: Base, request: Request) -> list[Utterance]:
    """The utterances in the backbone's languages; each language has a head of its own where there is a backbone for each."""
    kept = [u for u in utterances if u.language in base.languages]
    if len(kept) < len(utterances):
        log.warning("%d utterances are not in the languages of %s (%s) and are left out; a head for them is another version: --backbone, --version",
                    len(utterances) - len(kept), base.config.name, ", ".join(base.languages))
    check_counts(request.data, kept)
    return kept


def _references(config: Config, base: Base, utterances: list[Utterance]) -> dict[str, tuple[str | None, Encoding]]:
    """Texts that travel with the backbone, by how they are written in reports: whose they are, and their ids. None is the domain's own."""
    own = {tuple(base.tokenizer.encode(u.text, base.config.max_tokens).ids) for u in utterances}
    found = [(owner, encoding) for owner, encoding in base.references if tuple(encoding.ids) not in own]
    random.Random(config.seed).shuffle(found)
    return {text_of(e.ids, base.tokenizer.vocabulary): (owner, e) for owner, e in found[: config.search.references]}


def _tune(workers: list[Connection], task: Task, space: dict[str, list[Any]], pace: Pace, ends: float) -> Tuner:
    """Runs the trials. They learn for ``search.steps``, or for fewer where not enough of them would fit."""
    config, settings = task.config, task.config.search
    fit = (ends - time.monotonic()) * len(workers) * pace.work / pace.seconds
    rungs = rungs_of(min(settings.steps, max(FEWEST_STEPS, int(fit / FULL_TRAININGS))), settings.eta)
    task = dataclasses.replace(task, config=replaced(config, {"finetune.steps": rungs[-1]}), rungs=tuple(rungs))
    values = {key: getattr(getattr(config, key.partition(".")[0]), key.partition(".")[2]) for key in space}
    tuner = Tuner(space, values, settings.eta, rungs[0], config.seed)
    run_trials(workers, task, tuner, settings.trials, ends, pace)
    return tuner


NOT_SEARCHED = (("finetune", "steps"), ("finetune", "processes"), ("finetune", "minutes"), ("finetune", "backbone_rate"),
                ("finetune", "distil_weight"), ("adapt", "domain_steps"), ("adapt", "domain_texts"))


def checked_space(config: Config) -> dict[str, list[Any]]:
    """The choices of ``[search.space]``; unknown keys and values of another type are errors."""
    hints = {"head": typing.get_type_hints(HeadConfig), "finetune": typing.get_type_hints(FinetuneConfig),
             "adapt": typing.get_type_hints(AdaptConfig), "search": {"copies": int}}
    for section, name in NOT_SEARCHED:
        del hints[section][name]
    for key, values in config.search.space.items():
        section, _, name = key.partition(".")
        hint = hints.get(section, {}).get(name)
        if hint not in (int, float):
            allowed = [f"{s}.{n}" for s, names in hints.items() for n, kind in names.items() if kind in (int, float)]
            raise ConfigError(f"search.space.{key}: unknown key, allowed are {', '.join(allowed)}")
        kinds = (int, float) if hint is float else (int,)
        if not isinstance(values, list) or not values or not all(isinstance(v, kinds) and not isinstance(v, bool) for v in values):
            raise ConfigError(f"search.space.{key}: expected a list of {hint.__name__}, found {values!r}")
    return {key: [hints[key.partition(".")[0]][key.partition(".")[2]](v) for v in values] for key, values in sorted(config.search.space.items())}


def _for_domain(config: Config, base: Base, request: Request) -> Config:
    """No teacher and no texts near to the domain: there are the team's utterances only."""
    finetune = dataclasses.replace(config.finetune, negative_shares=SHARES, distil_weight=0.0, backbone_rate=0.0,
                                   max_false_accepts=config.search.max_false_accepts)
    head = config.head
    if request.lexicon and not head.lexicon_phrases:
        head = dataclasses.replace(head, lexicon_phrases=LEXICON_PHRASES)
    return dataclasses.replace(config, backbone=base.config, version=request.version, finetune=finetune, head=head,
                               adapt=dataclasses.replace(config.adapt, domain_steps=0), overrides={})


def _negatives(config: Config, base: Base, request: Request, utterances: list[Utterance]) -> list[str]:
    """Texts of others: the team's own file or the shipped ones, not more than ``search.negatives``."""
    if request.negatives:
        texts = without(read_negatives(request.negatives), utterances)
    else:
        texts = without(default_negatives(config.seed, config.search.negatives // 3), utterances)
    texts = [text for text in texts if language_of(text) in base.languages]
    random.Random(config.seed).shuffle(texts)
    return texts[: config.search.negatives]


def build_domain_pool(config: Config, utterances: list[Utterance], negatives: list[str], name: str,
                      lists: Path | None = None, references: Mapping[str, str | None] = {}) -> tuple[list[Example], int]:
    """The examples, and how many of them are there without the augmented copies, which come last.

    Copies of the training utterances: some slot values swapped for others of their type, ``finetune.listed_values`` of these from the
    ``lists`` if there are any; the words noisy as a recogniser's.
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
    pool += [Example(text, SOURCE[language_of(text)], _negative_part(i), owner=owner) for i, (text, owner) in enumerate(references.items())]
    count = len(pool)
    change = Augmenter(pool, 0.7, 0.4, config.finetune.listed_values, lists) if lists else Augmenter(pool, swap=0.7, noise=0.4)
    draws = random.Random(f"{config.seed}/copies")
    for _ in range(max(config.search.copies, *config.search.space.get("search.copies", [0]))):
        pool += [change(e, draws) for e in pool[:count] if e.subsystem and e.part == HEADS]
    return pool, count


def _negative_part(index: int) -> str:
    """Every sixth is for development, every sixth for the test; the list is shuffled."""
    return {0: DEVELOPMENT, 1: TEST}.get(index % 6, HEADS)


def _cache(base: Base, request: Request, pool: list[Example], taps: list[int], known: dict[str, Encoding]) -> list[Encoding]:
    """Writes states, pool and tokenizer where the training jobs look for them; the ids of ``known`` texts are there already."""
    wrong = [tap for tap in taps if tap not in base.backbone.taps]
    if wrong:
        raise ConfigError(f"head.tap: {wrong[0]}, the backbone {base.config.name} {base.config.version} offers {base.backbone.taps}")
    for name in ("states", "heads", "tokenizer", "rehearsal"):
        shutil.rmtree(request.work / name, ignore_errors=True)
        (request.work / name).mkdir()
    base.unpack(request.work)
    encodings = [known.get(e.text) or e.encode(base.tokenizer, base.config.max_tokens) for e in pool]
    save_pool(request.work, pool, encodings, encode_states(base.backbone, encodings, taps))
    return encodings


def _rehearse(config: Config, request: Request, base: Base, task: Task, pool: list[Example],
              encodings: list[Encoding]) -> tuple[Pace, float]:
    """Trains for a few steps and does with that head what will be done with the best: what a step costs, and how long the end takes."""
    config = replaced(config, {"finetune.steps": REHEARSED, "finetune.evaluations": 1, "adapt.task_steps": 0,
                               "export.max_intent_loss": 1.0, "export.max_slot_loss": 1.0})
    path = request.work / "heads" / "rehearsal.pt"
    at: list[float] = []
    started = time.monotonic()
    train_trial(task, config, path, math.inf, lambda step, measure: at.append(time.monotonic()))
    trained = time.monotonic()
    _finish(config, dataclasses.replace(request, output=request.work / "rehearsal"), base, path, pool, encodings, task.own)
    first = REHEARSED // 5  # the steps before warm the caches
    pace = Pace(at[-1] - at[first], work_of(config, first, REHEARSED - 1), at[0] - started + trained - at[-1])
    return pace, time.monotonic() - at[-1]


def _finish(config: Config, request: Request, base: Base, path: Path, pool: list[Example], encodings: list[Encoding],
            own: int) -> dict[str, Any]:
    """Measures the best head on the test part, compares the precisions, and writes the package."""
    states = States.load(request.work / "states" / f"tap{config.head.tap}")
    development, test = (measure_stored(path, config, states, pool[:own], encodings[:own], part) for part in (DEVELOPMENT, TEST))
    held = [Utterance(e.text, request.name, str(e.intent), e.entities) for e in pool[:own] if e.subsystem and e.part != HEADS]
    precision = precision_rows(path, config, base, random.Random(config.seed).sample(held, min(MOST_COMPARED, len(held))))
    refuse({request.name: precision}, config.export, config.export.precision)
    metrics = {"accuracy": test.accuracy, "slot_f1": test.slots["slot_f1"], "false_rejects": test.false_rejects,
               "false_accepts": round(1.0 - test.rejected, 4), "utterances": test.utterances}
    texts = CHECK_TEXTS + [u.text for u in held][:6]
    data = [f"{request.data.name} ({len([e for e in pool[:own] if e.subsystem])} utterances)",
            request.negatives.name if request.negatives else "training/data (Apache-2.0)"]
    if request.lexicon and config.head.lexicon_phrases:
        data.append(f"{request.lexicon.name} (lists of names)")
    export_head(config, request.output, base.backbone, base.tokenizer, path, texts, metrics, data, request.generation)
    facts = torch.load(path)
    return {
        "subsystem": request.name, "version": request.version, "package": str(request.output / "subsystems" / request.name / request.version),
        "backbone": f"{base.config.name} {base.config.version}", "minutes": request.minutes,
        "precision": config.export.precision, "precisions": precision, "temperature": facts["temperature"],
        "threshold": facts["threshold"], "shape": facts["shape"], "labels": facts["labels"],
        "counts": {part: sum(bool(e.subsystem) and e.part == key for e in pool[:own])
                   for part, key in (("train", HEADS), ("development", DEVELOPMENT), ("test", TEST))},
        "negatives": sum(e.subsystem is None for e in pool), "development": development.as_dict(), "test": test.as_dict(),
    }
