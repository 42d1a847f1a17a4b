"""``warmup``: the pre-trained backbone learns the labelled data before it is frozen.

Multi-task training of the whole backbone (Liu et al., 2019, "Multi-Task Deep Neural Networks for Natural Language
Understanding"): one joint classifier and tagger of all subsystems at the tap that the heads read, the same after the last
layer (deep supervision), masked words of labelled and unlabelled text beside them, so that the backbone stays a language
model, and what the backbone says itself (``readouts``). Reads ``<work>/pretrain.pt``; writes ``<work>/backbone.pt``, ``<work>/warmup.pt``,
``<work>/readouts.pt``, ``<work>/warmup.json`` and ``<work>/warmup.svg``, the plot of the run.
"""

from __future__ import annotations

import dataclasses
import json
import logging
import random
import re
import shutil
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch import multiprocessing as mp

from .augment import Augmenter
from .config import Config, ConfigError, WarmupConfig
from .corpus import DataError
from .joint import JointData, JointLabels, JointNetwork, joint_labels
from .model import Backbone, save_whole, set_dropout
from .parallel import Exchange
from .pool import Example, build_pool
from .pretrain import decays, learning_rate_factor
from .pretrained import teacher_of_encoder, untouched
from .readouts import save_readouts
from .shards import Mixture, Pieces, load_shards
from .teacher import Teacher, ask_teachers, teacher_paths, tokenizer_of
from .tokenizer import Encoding, Tokenizer
from .warmup_loss import Losses
from .warmup_report import evaluate_joint, evaluate_spoken, judge_gate, plot_run, spoken_batches

log = logging.getLogger(__name__)


def warmup(config: Config, work: Path, minutes: float | None = None, processes: int = 2,
           leave_out: list[str] | None = None, resume: bool = False, teacher: str | None = None, encoder: Path | None = None,
           begin: str | None = None) -> None:
    """Trains within the budget; ``leave_out`` names subsystems whose utterances the backbone is not shown.

    With ``resume`` it goes on from ``<work>/warmup.pt``, whose minutes count towards the budget. With ``teacher`` the network is not the
    backbone to be: it is drawn and written under that name, as ``<work>/teachers/<teacher>.pt``, and never learns from other teachers; with
    ``encoder`` it is that pretrained encoder, with its own vocabulary, fine-tuned whole.
    With ``begin`` the backbone to be starts with the layers of that teacher, which took the share of the training that needs no bottleneck.
    With ``warmup.distil_weight`` the backbone to be learns from all of them (Furlanello et al., "Born-Again Neural Networks", 2018).
    """
    budget = 60.0 * (config.warmup.minutes if minutes is None else minutes)
    if teacher is not None and (resume or not re.fullmatch("[a-z0-9-]{1,32}", teacher) or teacher == "warmup"):
        raise ConfigError(f"--teacher {teacher}: allowed are 1 to 32 of a-z, 0-9 and -, but not 'warmup', and not with --resume")
    if encoder is not None and teacher is None:
        raise ConfigError("--encoder: only with --teacher; 'base' makes the backbone to be out of an encoder")
    if begin is not None and (resume or teacher is not None):
        raise ConfigError("--begin: not with --resume or --teacher")
    if budget <= 0:
        log.info("no warm-up: the budget is zero")
        return
    target = work / "teachers" / f"{teacher}.pt" if teacher else work / "warmup.pt"
    target.parent.mkdir(exist_ok=True)
    seed = config.seed  # a teacher begins with other weights, but learns the same utterances, so that its labels are those of the backbone to be
    if teacher is not None:
        config = dataclasses.replace(config, seed=zlib.crc32(f"{config.seed}/{teacher}".encode()),
                                     readouts=dataclasses.replace(config.readouts, weight=0.0))
        shutil.rmtree(target.with_suffix(""), ignore_errors=True)
    language = None
    if encoder is not None:
        config, language = teacher_of_encoder(config, encoder, target.with_suffix("") / "tokenizer")
    elif not (work / "pretrain.pt").is_file():
        raise DataError(f"{work / 'pretrain.pt'}: no such file; run 'pretrain' or 'base' first")
    pool = [e for e in build_pool(dataclasses.replace(config, seed=seed), work) if e.subsystem not in (leave_out or []) and e.view == 0]
    tokenizer = Tokenizer.load(tokenizer_of(work, target))
    encodings = [e.encode(tokenizer, config.backbone.max_tokens) for e in pool]
    labels = joint_labels(pool)
    torch.manual_seed(config.seed)
    model = JointNetwork(config, len(tokenizer.vocabulary), labels)
    clock = 0.0
    if resume:
        saved = torch.load(work / "warmup.pt")
        model.load_state_dict(saved["model"])
        clock = saved["seconds"]
    else:
        saved = {"model": language} if language is not None else torch.load(work / "pretrain.pt")
        model.language.load_state_dict(saved["model"])
        if model.readouts is not None and saved.get("readouts"):
            kept = {name: values for name, values in saved["readouts"].items()
                    if saved["gated"] == model.readouts.subsystems or not name.startswith("gate.")}
            model.readouts.load_state_dict(kept, strict=False)
    if begin is not None:
        model.language.backbone.load_state_dict(_layers_of(work / "teachers" / f"{begin}.pt", model.language.backbone))
    soft = None
    if teacher is None and config.warmup.distil_weight > 0:
        soft = _soft_targets(config, work, pool, encodings, labels)
    job = Job(config, work, target, budget, clock, pool, encodings, labels, soft)
    mp.spawn(_work, (job, Exchange.create(processes, model), model.state_dict()), processes)


@dataclass(frozen=True)
class Job:
    """What all worker processes are told."""

    config: Config
    work: Path
    target: Path
    budget: float  # seconds of the processor
    clock: float  # of these, used up before
    pool: list[Example]
    encodings: list[Encoding]
    labels: JointLabels
    soft: Path | None


def _layers_of(path: Path, backbone: Backbone) -> dict[str, Tensor]:
    """The weights of ``backbone``, all below its bottleneck those of the teacher in ``path``."""
    if not path.is_file():
        raise DataError(f"{path}: no such file; run 'warmup --teacher {path.stem} --encoder DIR' first")
    taught, state = torch.load(path)["model"], backbone.state_dict()
    for name in state:
        if not name.startswith(("bottleneck", "narrow")):
            found = taught.get(f"language.backbone.{name}")
            if found is None or found.shape != state[name].shape:
                raise DataError(f"{path}: {name} is {list(found.shape) if found is not None else 'missing'}, the backbone's is {list(state[name].shape)}")
            state[name] = found
    return state


def _soft_targets(config: Config, work: Path, pool: list[Example], encodings: list[Encoding], labels: JointLabels) -> Path | None:
    """Asks the teachers about the pool; returns where their answers are, None where there is no teacher."""
    paths = teacher_paths(work)
    if not paths:
        log.warning("no teacher: %s has no network of 'warmup --teacher NAME', the backbone learns from the labels alone", work / "teachers")
        return None
    torch.set_num_threads(1)
    log.info("asking %d teacher(s)", len(paths))
    answers = ask_teachers(config, work, paths, pool, encodings)
    if answers.labels != labels:
        raise DataError(f"{paths[0]}: a teacher with other labels than the data")
    answers.save(work / "teachers" / "answers")
    return work / "teachers" / "answers"


def _work(rank: int, job: Job, exchange: Exchange, weights: dict[str, Tensor]) -> None:
    """One worker process. Worker 0 evaluates and saves the best weights."""
    config, settings, labels = job.config, job.config.warmup, job.labels
    logging.basicConfig(level=logging.INFO if rank == 0 else logging.WARNING, force=True,
                        format="%(asctime)s %(levelname)s %(message)s", datefmt="%H:%M:%S")
    torch.set_num_threads(1)
    torch.manual_seed(config.seed + rank)
    rng = np.random.default_rng([config.seed, rank, round(job.clock)])
    tokenizer = Tokenizer.load(tokenizer_of(job.work, job.target))
    vocabulary = len(tokenizer.vocabulary)
    model = JointNetwork(config, vocabulary, labels)
    model.load_state_dict(weights)
    set_dropout(model, settings.dropout)
    freeze(model.language.backbone, settings.frozen_layers)
    held = model.readouts is not None and bool(model.readouts.pooling) and config.readouts.likeness_share > 0
    losses = Losses(config, model, vocabulary, rng, Teacher.load(job.soft) if job.soft else None,
                    untouched(config.backbone, job.work, vocabulary) if held else None)
    data = JointData(job.pool, job.encodings, labels, settings.shares, rng)
    change = Augmenter(job.pool, settings.swap_values, settings.noise, settings.listed_values, spoken=settings.spoken)
    draws = random.Random(f"{config.seed}/{rank}")
    augment = (lambda e: change(e, draws)) if settings.swap_values or settings.noise or settings.spoken else None
    unlabelled = _unlabelled(config, job.work, rng) if held or settings.unlabelled_share else None
    optimizer = _optimizer(model, settings, config.backbone.post_norm)
    labelled = data.batches(settings.tokens_per_batch)
    encode = lambda e: e.encode(tokenizer, config.backbone.max_tokens)  # noqa: E731
    spoken = spoken_batches(job.pool, data, config.seed, encode) if rank == 0 and model.readouts is not None else []
    best: tuple[float, dict[str, Any]] | None = None
    reports: list[dict[str, Any]] = []
    budget, clock = job.budget, job.clock
    milestones = [m for m in ((i + 1) / settings.evaluations for i in range(settings.evaluations)) if m * budget > clock]
    offset, round_ends, tokens, steps = clock - time.process_time(), clock + settings.round_seconds, 0, 0
    seen: list[list[float]] = []
    settled = False
    while milestones:
        seconds = time.process_time() + offset
        if seconds >= round_ends:
            _, clock = exchange.average(rank, model, tokens, seconds)
            offset, round_ends, tokens = clock - time.process_time(), clock + settings.round_seconds, 0
            if clock / budget >= milestones[0]:
                milestones = [m for m in milestones if m > clock / budget]
                if rank == 0:
                    report = {"minutes": round(clock / 60, 2), "steps": steps, "losses": np.mean(seen, 0).round(3).tolist() if seen else reports[-1]["losses"] if reports else [0.0, 0.0],
                              **evaluate_joint(model, data, job.pool),
                              **(evaluate_spoken(model, spoken) if spoken else {})}
                    log.info("%s", report)
                    reports.append(report)
                    if best is None or report["objective"] >= best[0] or settled:
                        best = (report["objective"], report)
                        _save(model, data, job.pool, config, clock, job.target)
                    seen = []
                    offset = clock - time.process_time()  # what was measured in between is not training
        share = min(seconds / budget, 1.0)
        settled = settings.settled > 0 and model.readouts is not None and share >= 1.0 - settings.settled
        factor = (1.0 - share) / settings.settled if settled else learning_rate_factor(
            share / (1.0 - settings.settled), settings.warmup_fraction, settings.decay_from)
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * factor
        model.train(not settled)
        draw = rng.random()
        if settled:
            indices = next(labelled)
            loss, count = losses.settled(data, data.rows(indices, augment, encode))
            tokens += count
        elif unlabelled and draw < settings.unlabelled_share:
            loss = losses.masked_words(next(unlabelled))
        elif held and draw < settings.unlabelled_share + config.readouts.likeness_share:
            loss = losses.likeness(next(unlabelled))
        else:
            indices = next(labelled)
            batch = data.rows(indices, augment, encode)
            loss, parts, count = losses.labelled(data, indices, batch)
            seen.append(parts)
            tokens += count
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_([p for p in model.parameters() if p.grad is not None], config.pretrain.gradient_clip)
        optimizer.step()
        steps += 1
    if rank == 0:
        assert best is not None
        summary = {"best": best[1], "reports": reports}
        job.target.with_suffix(".json").write_text(json.dumps(summary) + "\n", encoding="utf-8")
        plot_run(reports, job.target.with_suffix(".svg"))


def _unlabelled(config: Config, work: Path, rng: np.random.Generator) -> Iterator[list[Pieces]]:
    settings = config.pretrain
    shards = load_shards(work / "shards", list(settings.shares))
    return Mixture(shards, settings.shares, settings.tokens_per_batch, rng, settings.held_out).batches()


def freeze(backbone: Backbone, layers: int) -> None:
    """Keeps the embedding and that many wide layers as they are; 0: everything learns."""
    if layers:
        for module in (backbone.tokens, backbone.positions, backbone.embedding_norm, *backbone.wide[:layers]):
            module.requires_grad_(False)


def _optimizer(model: JointNetwork, settings: WarmupConfig, pretrained: bool) -> torch.optim.Optimizer:
    """AdamW; what is new learns faster than what is pre-trained: the joint heads, the readouts, on a pretrained encoder the
    bottleneck; no decay of vectors and embeddings."""
    groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        new = name.startswith(("joint", "readouts")) and ".likeness" not in name or pretrained and "bottleneck" in name
        if parameter.requires_grad:
            groups.setdefault((new, decays(name, parameter)), []).append(parameter)
    return torch.optim.AdamW(
        [{"params": parameters, "peak": settings.joint_learning_rate if new else settings.learning_rate,
          "weight_decay": settings.weight_decay if decayed else 0.0} for (new, decayed), parameters in groups.items()],
        lr=settings.learning_rate, betas=(0.9, 0.98), eps=1e-6)


def _save(model: JointNetwork, data: JointData, pool: list[Example], config: Config, seconds: float, target: Path) -> None:
    labels = data.labels
    save_whole(target, {"model": model.state_dict(), "seconds": seconds, "classes": labels.classes, "slot_labels": labels.slot_labels,
                        "backbone": dataclasses.asdict(config.backbone), "tap": config.head.tap})
    if target.name != "warmup.pt":
        return
    _save_backbone(target.with_name("backbone.pt"), model.language.backbone.state_dict())
    if model.readouts is not None:
        gate = judge_gate(model, data, pool, config.readouts.max_gate_loss)
        log.info("gate: %s", gate)
        save_readouts(target.with_name("readouts.pt"), model.readouts, gate)


def _save_backbone(path: Path, weights: dict[str, Tensor]) -> None:
    """Leaves the file as it is where it holds these weights: heads that are younger than it stay current."""
    if path.is_file():
        kept = torch.load(path)
        if all(torch.allclose(kept[name], value, rtol=0.0, atol=1e-6) for name, value in weights.items()):
            return
    save_whole(path, weights)
