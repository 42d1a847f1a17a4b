"""``warmup``: the pre-trained backbone learns the labelled data before it is frozen.

Multi-task training of the whole backbone (Liu et al., 2019, "Multi-Task Deep Neural Networks for Natural Language
Understanding"): one joint classifier and tagger of all subsystems at the tap that the heads read, the same after the last
layer (deep supervision), and masked words of labelled and unlabelled text beside them, so that the backbone stays a language
model. Reads ``<work>/pretrain.pt``; writes ``<work>/backbone.pt``, ``<work>/warmup.pt``,
``<work>/warmup.json`` and ``<work>/warmup.svg``, the plot of the run.
"""

from __future__ import annotations

import dataclasses
import json
import logging
import random
import re
import time
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch import multiprocessing as mp
from torch.nn import functional as F

from .augment import Augmenter
from .config import Config, ConfigError, WarmupConfig
from .corpus import DataError
from .decode import decode_slots
from .head_data import IGNORED
from .joint import JointData, JointLabels, JointNetwork, joint_labels, pad, pad_slots
from .model import set_dropout
from .parallel import Exchange
from .plot import Line, write_plot
from .pool import Example, build_pool, pool_encodings
from .pretrain import decays, learning_rate_factor
from .shards import Mixture, Pieces, load_shards, mask_batch
from .tally import slot_scores, spans_of
from .teacher import Teacher, ask_teachers, teacher_paths
from .tokenizer import Encoding, Tokenizer

log = logging.getLogger(__name__)


def warmup(config: Config, work: Path, minutes: float | None = None, processes: int = 2,
           leave_out: list[str] | None = None, resume: bool = False, teacher: str | None = None) -> None:
    """Trains within the budget; ``leave_out`` names subsystems whose utterances the backbone is not shown.

    With ``resume`` it goes on from ``<work>/warmup.pt``, whose minutes count towards the budget. With ``teacher`` the network is not the
    backbone to be: it is drawn and written under that name, as ``<work>/teachers/<teacher>.pt``, and never learns from other teachers.
    With ``warmup.distil_weight`` the backbone to be learns from all of them (Furlanello et al., "Born-Again Neural Networks", 2018).
    """
    budget = 60.0 * (config.warmup.minutes if minutes is None else minutes)
    if teacher is not None and (resume or not re.fullmatch("[a-z0-9-]{1,32}", teacher) or teacher == "warmup"):
        raise ConfigError(f"--teacher {teacher}: allowed are 1 to 32 of a-z, 0-9 and -, but not 'warmup', and not with --resume")
    if budget <= 0:
        log.info("no warm-up: the budget is zero")
        return
    if not (work / "pretrain.pt").is_file():
        raise DataError(f"{work / 'pretrain.pt'}: no such file; run 'pretrain' first")
    vocabulary = len(Tokenizer.load(work / "tokenizer").vocabulary)
    pool = [e for e in build_pool(config, work) if e.subsystem not in (leave_out or []) and e.view == 0]
    encodings = pool_encodings(config, work, pool)
    labels = joint_labels(pool)
    if teacher is not None:
        (work / "teachers").mkdir(exist_ok=True)
        config = dataclasses.replace(config, seed=zlib.crc32(f"{config.seed}/{teacher}".encode()))
    torch.manual_seed(config.seed)
    model = JointNetwork(config, vocabulary, labels)
    clock = 0.0
    if resume:
        saved = torch.load(work / "warmup.pt")
        model.load_state_dict(saved["model"])
        clock = saved["seconds"]
    else:
        model.language.load_state_dict(torch.load(work / "pretrain.pt")["model"])
    soft = None
    if teacher is None and config.warmup.distil_weight > 0:
        soft = _soft_targets(config, work, encodings, labels)
    exchange = Exchange.create(processes, model)
    target = work / "teachers" / f"{teacher}.pt" if teacher else work / "warmup.pt"
    mp.spawn(_work, (config, work, target, budget, clock, exchange, model.state_dict(), pool, encodings, labels, soft), processes)


def _soft_targets(config: Config, work: Path, encodings: list[Encoding], labels: JointLabels) -> Path | None:
    """Asks the teachers about the pool; returns where their answers are, None where there is no teacher."""
    paths = teacher_paths(work)
    if not paths:
        log.warning("no teacher: %s has no network of 'warmup --teacher NAME', the backbone learns from the labels alone", work / "teachers")
        return None
    torch.set_num_threads(1)
    log.info("asking %d teacher(s)", len(paths))
    answers = ask_teachers(config, work, paths, encodings)
    if answers.labels != labels:
        raise DataError(f"{paths[0]}: a teacher with other labels than the data")
    answers.save(work / "teachers" / "answers")
    return work / "teachers" / "answers"


def _work(rank: int, config: Config, work: Path, target: Path, budget: float, clock: float, exchange: Exchange,
          weights: dict[str, Tensor], pool: list[Example], encodings: list[Encoding], labels: JointLabels, soft: Path | None) -> None:
    """One worker process. Worker 0 evaluates and saves the best weights."""
    settings = config.warmup
    logging.basicConfig(level=logging.INFO if rank == 0 else logging.WARNING, force=True,
                        format="%(asctime)s %(levelname)s %(message)s", datefmt="%H:%M:%S")
    torch.set_num_threads(1)
    torch.manual_seed(config.seed + rank)
    rng = np.random.default_rng([config.seed, rank, round(clock)])
    tokenizer = Tokenizer.load(work / "tokenizer")
    vocabulary = len(tokenizer.vocabulary)
    model = JointNetwork(config, vocabulary, labels)
    model.load_state_dict(weights)
    set_dropout(model, settings.dropout)
    teacher = Teacher.load(soft) if soft else None
    data = JointData(pool, encodings, labels, settings.shares, rng)
    change = Augmenter(pool, settings.swap_values, settings.noise, settings.listed_values)
    draws = random.Random(f"{config.seed}/{rank}")
    augment = (lambda e: change(e, draws)) if settings.swap_values or settings.noise else None
    mixture = Mixture(load_shards(work / "shards", list(config.pretrain.shares)), config.pretrain.shares,
                      config.pretrain.tokens_per_batch, rng, config.pretrain.held_out)
    optimizer = _optimizer(model, settings)
    labelled, unlabelled = data.batches(settings.tokens_per_batch), mixture.batches()
    best: tuple[float, dict[str, Any]] | None = None
    reports: list[dict[str, Any]] = []
    milestones = [m for m in ((i + 1) / settings.evaluations for i in range(settings.evaluations)) if m * budget > clock]
    offset, round_ends, tokens, steps = clock - time.monotonic(), clock + settings.round_seconds, 0, 0
    losses: list[list[float]] = []
    while milestones:
        seconds = time.monotonic() + offset
        if seconds >= round_ends:
            _, clock = exchange.average(rank, model, tokens, seconds)
            offset, round_ends, tokens = clock - time.monotonic(), clock + settings.round_seconds, 0
            if clock / budget >= milestones[0]:
                milestones = [m for m in milestones if m > clock / budget]
                if rank == 0:
                    report = {"minutes": round(clock / 60, 2), "steps": steps, "losses": np.mean(losses, 0).round(3).tolist(),
                              **evaluate_joint(model, data, pool)}
                    log.info("%s", report)
                    reports.append(report)
                    if best is None or report["objective"] > best[0]:
                        best = (report["objective"], report)
                        _save(model, labels, clock, target)
                    losses = []
        share = min(seconds / budget, 1.0)
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * learning_rate_factor(share, settings.warmup_fraction, settings.decay_from)
        model.train()
        if rng.random() < settings.unlabelled_share:
            loss = _masked_words(model, mask_batch(next(unlabelled), vocabulary, config.pretrain.mask_rate, rng))
        else:
            indices = next(labelled)
            batch = data.rows(indices, augment, lambda e: e.encode(tokenizer, config.backbone.max_tokens))
            said = _said(teacher, data, indices, batch[0]) if teacher else None
            loss, parts, count = _labelled_loss(model, *batch, said, vocabulary, settings, rng)
            losses.append(parts)
            tokens += count
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_([p for p in model.parameters() if p.grad is not None], config.pretrain.gradient_clip)
        optimizer.step()
        steps += 1
    if rank == 0:
        assert best is not None
        summary = {"best": best[1], "reports": reports}
        target.with_suffix(".json").write_text(json.dumps(summary) + "\n", encoding="utf-8")
        _plot(reports, target.with_suffix(".svg"))


def _plot(reports: list[dict[str, Any]], path: Path) -> None:
    """Training losses and development figures over the minutes."""
    losses = [Line(name, [(r["minutes"], r["losses"][i]) for r in reports]) for i, name in enumerate(("class", "slots"))]
    sources = sorted({key for r in reports for key in r} - {"minutes", "steps", "losses", "objective", "slot_f1"})
    shares = [Line(f"accuracy, {s}", [(r["minutes"], r[s]) for r in reports if s in r]) for s in sources]
    shares.append(Line("slot F1", [(r["minutes"], r["slot_f1"]) for r in reports]))
    write_plot(path, "Warm-up", "minutes", [("loss, training", losses), ("development part", shares)])


def _masked_words(model: JointNetwork, batch: Any) -> Tensor:
    targets = torch.from_numpy(batch.targets)
    middle, final = model.language.logits(batch, grown=True)
    return F.cross_entropy(middle, targets) + F.cross_entropy(final, targets)


def _said(teacher: Teacher, data: JointData, indices: np.ndarray, encodings: list[Encoding]) -> tuple[Tensor, Tensor, Tensor]:
    """The teachers' class and slot probabilities of a batch, and which rows they were asked about: no changed copies."""
    asked = torch.tensor([encoding is data.encodings[i] for i, encoding in zip(indices, encodings)])
    length = max(len(e.ids) for e in encodings)
    return *teacher.targets(indices, length), asked


def _labelled_loss(model: JointNetwork, encodings: list[Encoding], classes: np.ndarray, slot_rows: list[np.ndarray],
                   said: tuple[Tensor, Tensor, Tensor] | None, vocabulary: int, settings: WarmupConfig,
                   rng: np.random.Generator) -> tuple[Tensor, list[float], int]:
    """Class, slot and masked-word losses of one batch of which some words are masked; the first two also as numbers."""
    batch = mask_batch([Pieces(np.array(e.ids), np.array(e.word_start)) for e in encodings], vocabulary, settings.mask_rate,
                       rng, least=0)
    ids, mask = torch.from_numpy(batch.input_ids), torch.from_numpy(batch.attention_mask)
    targets, slots = torch.from_numpy(classes), pad_slots(slot_rows)
    with_narrow = model.taps[0] > len(model.language.backbone.wide) or rng.random() < settings.narrow_share
    taps = model.states(ids, mask, with_narrow)
    losses = []
    for states, head in zip(taps, model.joint):
        class_logits, slot_logits = head(states, mask)
        per_text = F.cross_entropy(class_logits, targets, label_smoothing=settings.label_smoothing, reduction="none")
        per_token = F.cross_entropy(slot_logits.transpose(1, 2), slots, ignore_index=IGNORED, reduction="none")
        if said is not None:
            share = settings.distil_weight * said[2].float()
            per_text = (1 - share) * per_text - share * (said[0] * class_logits.log_softmax(-1)).sum(-1)
            soft = -(said[1] * slot_logits.log_softmax(-1)).sum(-1) * (slots != IGNORED)
            per_token = (1 - share[:, None]) * per_token + share[:, None] * soft
        losses.append(per_text.mean())
        losses.append(settings.slot_weight * per_token.sum() / (slots != IGNORED).sum().clamp(min=1))
    if len(batch.targets) and model.taps[0] == len(model.language.backbone.wide):
        picked = taps[0].flatten(0, 1)[torch.from_numpy(batch.positions)]
        logits = model.language.middle(picked, model.language.backbone.tokens)
        losses.append(settings.masked_word_weight * F.cross_entropy(logits, torch.from_numpy(batch.targets)))
    return torch.stack(losses).sum(), [float(x) for x in losses[:2]], int(batch.attention_mask.sum())


@torch.no_grad()
def evaluate_joint(model: JointNetwork, data: JointData, pool: list[Example]) -> dict[str, Any]:
    """Development figures of the joint head at the heads' tap."""
    model.eval()
    order = data.development[np.argsort([len(data.encodings[i].ids) for i in data.development], kind="stable")]
    right: dict[str, list[bool]] = {}
    rows: list[tuple[set, set]] = []
    for first in range(0, len(order), 64):
        indices = order[first : first + 64]
        ids, mask = pad([data.encodings[i] for i in indices])
        states = model.states(ids, mask, model.taps[0] > len(model.language.backbone.wide))[0]
        class_logits, slot_logits = model.joint[0](states, mask)
        answers = class_logits.argmax(-1).numpy()
        for row, i in enumerate(indices):
            right.setdefault(pool[i].source, []).append(bool(answers[row] == data.target[i]))
            if pool[i].source == "hwu64":
                encoding = data.encodings[i]
                found, _ = decode_slots(slot_logits[row, : len(encoding.ids)].numpy(), encoding, data.labels.slot_labels)
                rows.append((spans_of(pool[i].entities), spans_of(found) if answers[row] else set()))
    model.train()
    accuracy = {source: round(float(np.mean(values)), 4) for source, values in right.items()}
    f1 = slot_scores(rows)["slot_f1"]
    return {"objective": round(accuracy.get("hwu64", 0.0) + f1 / 2, 4), "slot_f1": f1, **accuracy}


def _optimizer(model: JointNetwork, settings: WarmupConfig) -> torch.optim.Optimizer:
    """AdamW; the new joint heads learn faster than the pre-trained weights; no decay of vectors and embeddings."""
    groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        groups.setdefault((name.startswith("joint"), decays(name, parameter)), []).append(parameter)
    return torch.optim.AdamW(
        [{"params": parameters, "peak": settings.joint_learning_rate if new else settings.learning_rate,
          "weight_decay": settings.weight_decay if decayed else 0.0} for (new, decayed), parameters in groups.items()],
        lr=settings.learning_rate, betas=(0.9, 0.98), eps=1e-6)


def _save(model: JointNetwork, labels: JointLabels, seconds: float, target: Path) -> None:
    files = {target: {"model": model.state_dict(), "seconds": seconds, "classes": labels.classes, "slot_labels": labels.slot_labels}}
    if target.name == "warmup.pt":
        files[target.with_name("backbone.pt")] = model.language.backbone.state_dict()
    for path, content in files.items():
        torch.save(content, path.with_suffix(".tmp"))
        path.with_suffix(".tmp").replace(path)
