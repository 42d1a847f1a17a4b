"""Trains and calibrates one head on cached backbone states."""

from __future__ import annotations

import dataclasses
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F
from torch.optim.swa_utils import AveragedModel

from .calibration import accept_scores, choose_temperature, choose_threshold, reject_shift, reliability
from .config import Config, ConfigError, FinetuneConfig
from .decode import log_softmax, viterbi
from .head import Head
from .head_data import IGNORED, HeadData
from .lexicon import TagInputs
from .model import Backbone, save_whole, set_dropout
from .ngrams import ngram_table
from .pretrain import learning_rate_factor
from .states import LiveStates, States, round_to_half
from .teacher import HeadTeacher
from .transitions import legal, sequence_loss

log = logging.getLogger(__name__)


def train_head(config: Config, data: HeadData, states: States, teacher: HeadTeacher | None, seconds: float,
               path: Path, adapt: Callable[[Head, int], None] | None = None,
               watch: Callable[[Head, int], None] | None = None, clock: Callable[[], float] = time.process_time) -> dict[str, Any]:
    """Trains within ``seconds`` of the ``clock``, the processor's unless told otherwise, and writes the best weights, labels, temperature and threshold to ``path``.

    ``adapt`` changes the new head first, within the same seconds. ``watch`` sees the head before every step, with the number of steps
    so far; what it raises ends the training. ``LiveStates`` are trained with the head, at ``backbone_rate``, and
    end with their best weights too; those are not written.
    """
    settings = config.finetune
    seed = config.seed + sum(map(ord, data.subsystem))
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    shape = config.head_for(data.subsystem)
    head = Head(shape, states.hidden.shape[1], len(data.labels.intents), len(data.labels.slot_labels), data.tag_columns,
                ngram_table(data.vocabulary, shape.ngram_buckets) if shape.ngram_buckets else None)
    started = clock()
    if adapt:
        adapt(head, seed)
    averaged = AveragedModel(head) if settings.average_from else None
    backbone = states.backbone if isinstance(states, LiveStates) else None
    if backbone is not None:
        _check_whole(settings)
        set_dropout(backbone, shape.dropout)
    parameters = [*head.parameters(), *(backbone.parameters() if backbone is not None else ())]
    optimizer = _optimizer(head, settings, backbone)
    best: tuple[float, list[dict[str, Tensor]], dict[str, float]] | None = None
    milestones = [0.5 + 0.5 * (i + 1) / settings.evaluations for i in range(settings.evaluations)]
    step = 0
    while milestones:
        share = max(step / settings.steps, clock_share(clock() - started, seconds))
        judged = averaged.module if averaged is not None and averaged.n_averaged > 0 else head
        if share >= milestones[0]:
            milestones = [m for m in milestones if m > share]
            report = evaluate_head(judged, data, states, data.development)
            if best is None or report["objective"] < best[0]:
                kept = [judged, backbone] if backbone is not None else [judged]
                best = (report["objective"], [{k: v.clone() for k, v in m.state_dict().items()} for m in kept], report)
            continue
        if watch:
            watch(judged, step)
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * learning_rate_factor(min(share, 1.0), settings.warmup_fraction, 0.3)
        optimizer.zero_grad(set_to_none=True)
        _backward(head, _inputs(head, data, states, teacher, data.draw(rng), config, rng), config)
        torch.nn.utils.clip_grad_norm_([p for p in parameters if p.grad is not None], 1.0)
        optimizer.step()
        step += 1
        if averaged is not None and share >= settings.average_from:  # stochastic weight averaging, Izmailov et al., 2018
            averaged.update_parameters(head)
    assert best is not None
    head.load_state_dict(best[1][0])
    if backbone is not None:
        backbone.load_state_dict(best[1][1])
    head = head.folded()
    trained = {k: v.clone() for k, v in head.state_dict().items()}
    round_to_half(head)
    temperature, threshold, calibration = calibrate(head, data, states, data.development, settings)
    trained["intent_out.bias"][0] += calibration["reject_shift"]
    result = {
        "subsystem": data.subsystem, "shape": dataclasses.asdict(head.config), "labels": dataclasses.asdict(data.labels),
        "temperature": temperature, "threshold": threshold, "backbone_hidden": int(states.hidden.shape[1]),
        "lexicon": {"tags": data.lexicon.tags, "phrases": [(p.text, p.tag, p.ids) for p in data.lexicon.phrases]}
        if data.lexicon else None, "steps": step, "seconds": round(clock() - started, 1), "report": best[2], "calibration": calibration,
    }
    save_whole(path, {**result, "weights": head.state_dict(), "trained_weights": trained})
    return result


CLOCK_LAG = 0.05


def clock_share(elapsed: float, seconds: float) -> float:
    """How far the clock lets a training be: 1 when the time is up, and less than the steps say where there is enough of it.

    It begins below 0, so that a training with time to spare is the same every time, however long its first steps take.
    """
    return 1.0 - (1.0 + CLOCK_LAG) * (1.0 - elapsed / seconds)


TRANSITION_RATE = 30.0  # times the learning rate: a transition is one number and would move by its steps alone


def _check_whole(settings: FinetuneConfig) -> None:
    for key in ("adversarial", "average_from"):
        if getattr(settings, key):
            raise ConfigError(f"finetune.{key}: not together with finetune.backbone_rate, which trains the states")


def _optimizer(head: Head, settings: FinetuneConfig, backbone: Backbone | None) -> torch.optim.Optimizer:
    """AdamW; every group knows its highest learning rate as ``peak``."""
    single = [p for name, p in head.named_parameters() if name == "transitions"]
    rest = [p for name, p in head.named_parameters() if name != "transitions"]
    groups = [{"params": rest, "peak": settings.learning_rate, "weight_decay": settings.weight_decay},
              {"params": single, "peak": TRANSITION_RATE * settings.learning_rate, "weight_decay": 0.0}]
    if backbone is not None:
        groups.append({"params": list(backbone.parameters()), "peak": settings.backbone_rate, "weight_decay": settings.weight_decay})
    return torch.optim.AdamW([group for group in groups if group["params"]], lr=settings.learning_rate)


@dataclass(frozen=True)
class _Inputs:
    """One batch: what the head reads, its labels, and the teacher's probabilities if there is one."""

    hidden: Tensor
    mask: Tensor
    ids: Tensor
    intents: Tensor
    slots: Tensor
    slot_weights: Tensor  # [B,T], 0 where a token has no label
    soft: tuple[Tensor, Tensor] | None
    tags: Tensor | None = None  # [B,T,C], what the lexicon found
    intent_weights: Tensor | None = None  # [I], of the classes in the loss on the labels
    allowed: Tensor | None = None  # [S+1,S], the transitions between slot labels that BIO allows


def _inputs(head: Head, data: HeadData, states: States, teacher: HeadTeacher | None, indices: np.ndarray, config: Config,
            rng: np.random.Generator) -> _Inputs:
    settings = config.finetune
    hidden, mask, ids = states.batch(indices)
    if head.config.state_dropout:
        keep = torch.from_numpy(rng.random(ids.shape) >= head.config.state_dropout)
        keep[:, 0] = True
        hidden = hidden * keep.unsqueeze(-1)
        ids = ids * keep
    intents = torch.from_numpy(data.intent[indices])
    slots = torch.from_numpy(data.slot_batch(indices, ids.shape[1]))
    weights = torch.where(intents > 0, settings.slot_weight, settings.foreign_slot_weight)[:, None] * (slots != IGNORED)
    return _Inputs(hidden, mask, ids, intents, slots, weights,
                   teacher.targets(indices, ids.shape[1]) if teacher else None,
                   data.tags.batch(indices, ids.shape[1], head.config.lexicon_dropout, rng) if data.tags else None,
                   torch.from_numpy(data.intent_weights) if data.intent_weights is not None else None,
                   legal(data.labels.slot_labels) if head.config.crf_weight else None)


def _backward(head: Head, batch: _Inputs, config: Config) -> None:
    """Adds the gradients of one batch; with ``adversarial`` also those of the batch moved against the loss.

    FGM (Miyato et al., 2017): the tapped states move by a step of fixed length along their gradient.
    """
    settings = config.finetune
    head.train()
    if settings.adversarial:
        batch.hidden.requires_grad_()
    _loss(head, batch, batch.hidden, settings).backward()
    if settings.adversarial:
        gradient = batch.hidden.grad
        assert gradient is not None
        step = settings.adversarial * gradient / gradient.norm(dim=(1, 2), keepdim=True).clamp(min=1e-9)
        _loss(head, batch, (batch.hidden + step).detach(), settings).backward()


def _loss(head: Head, batch: _Inputs, hidden: Tensor, settings: FinetuneConfig) -> Tensor:
    answers = [head(hidden, batch.mask, batch.ids, settings.dropout_samples, batch.tags)
               for _ in range(2 if settings.r_drop else 1)]
    loss = torch.stack([_answer_loss(head, *answer, batch, settings) for answer in answers]).mean()
    if settings.r_drop:  # both passes shall agree (R-Drop, Wu et al., 2021)
        (first, first_slots), (second, second_slots) = answers
        loss = loss + settings.r_drop * (
            _disagreement(first, second).mean()
            + _weighted(_disagreement(first_slots, second_slots), batch.slot_weights))
    return loss


def _answer_loss(head: Head, intent_logits: Tensor, slot_logits: Tensor, batch: _Inputs, settings: FinetuneConfig) -> Tensor:
    """Loss on the labels mixed with the distance to the teacher.

    With learned transitions the labels of the words count by themselves and as a sequence; the teacher knows no sequences.
    """
    loss = F.cross_entropy(intent_logits, batch.intents, batch.intent_weights, label_smoothing=settings.label_smoothing)
    per_token = F.cross_entropy(slot_logits.transpose(1, 2), batch.slots, ignore_index=IGNORED, reduction="none")
    slots = _weighted(per_token, batch.slot_weights)
    if batch.allowed is not None:
        sequences, words = sequence_loss(slot_logits, batch.slots, head.transitions, batch.allowed, IGNORED)
        weights = batch.slot_weights.amax(1)
        sequence = (sequences * weights).sum() / (words * weights).sum().clamp(min=1.0)
        slots = (1 - head.config.crf_weight) * slots + head.config.crf_weight * sequence
    slots = settings.slot_weight * slots
    if batch.soft is None:
        return loss + slots
    scale = settings.distil_temperature
    soft_intents = -(batch.soft[0] * (intent_logits / scale).log_softmax(-1)).sum(-1).mean()
    soft_slots = -(batch.soft[1] * (slot_logits / scale).log_softmax(-1)).sum(-1)
    soft = scale ** 2 * (soft_intents + settings.slot_weight * _weighted(soft_slots, batch.slot_weights))
    return (1 - settings.distil_weight) * (loss + slots) + settings.distil_weight * soft


def _weighted(values: Tensor, weights: Tensor) -> Tensor:
    return (values * weights).sum() / weights.sum().clamp(min=1.0)


def _disagreement(first: Tensor, second: Tensor) -> Tensor:
    """Symmetric Kullback-Leibler divergence over the last axis."""
    a, b = first.log_softmax(-1), second.log_softmax(-1)
    return 0.5 * ((a.exp() - b.exp()) * (a - b)).sum(-1)


@torch.no_grad()
def head_logits(head: Head, states: States, indices: np.ndarray,
                tags: TagInputs | None = None) -> tuple[np.ndarray, list[np.ndarray]]:
    """Intent logits [N,I] and slot logits per utterance, in the order of ``indices``; ``tags`` for a head with a lexicon."""
    head.eval()
    lengths = states.offsets[indices + 1] - states.offsets[indices]
    order = np.argsort(lengths, kind="stable")
    intents: np.ndarray | None = None
    slots: list[np.ndarray] = [np.zeros(0)] * len(indices)
    for first in range(0, len(order), 128):
        rows = order[first : first + 128]
        hidden, mask, ids = states.batch(indices[rows])
        found = tags.batch(indices[rows], ids.shape[1]) if tags else None
        intent_logits, slot_logits = head(hidden, mask, ids, tags=found)
        if intents is None:
            intents = np.zeros((len(indices), intent_logits.shape[1]), np.float32)
        intents[rows] = intent_logits.numpy()
        for row, values in zip(rows, slot_logits.numpy()):
            slots[row] = values[: lengths[row]]
    assert intents is not None
    return intents, slots


def evaluate_head(head: Head, data: HeadData, states: States, indices: np.ndarray) -> dict[str, float]:
    """Loss and rates on development utterances; the objective weighs own, foreign and slot errors alike."""
    logits, slots = head_logits(head, states, indices, data.tags)
    targets = data.intent[indices]
    losses = -log_softmax(logits)[np.arange(len(targets)), targets]
    own = targets > 0
    wrong = total = 0
    for row in np.flatnonzero(own):
        labels = data.slots(int(indices[row]))
        known = labels != IGNORED
        path = viterbi(log_softmax(slots[row][known]), data.labels.slot_labels, head.learned_transitions)
        wrong += int((np.array(path) != labels[known]).sum())
        total += int(known.sum())
    accepted = logits.argmax(-1) > 0
    own_loss = float(losses[own].mean()) if own.any() else 0.0
    foreign_loss = float(losses[~own].mean()) if (~own).any() else 0.0
    return {
        "objective": own_loss + 3 * foreign_loss + 2 * wrong / max(total, 1),
        "own_loss": round(own_loss, 4), "foreign_loss": round(foreign_loss, 4),
        "intent_accuracy": round(float((logits.argmax(-1) == targets)[own].mean()), 4) if own.any() else 0.0,
        "false_accepts": round(float(accepted[~own].mean()), 4) if (~own).any() else 0.0,
        "slot_token_errors": round(wrong / max(total, 1), 4),
    }


def calibrate(head: Head, data: HeadData, states: States, indices: np.ndarray,
              settings: FinetuneConfig) -> tuple[float, float, dict[str, Any]]:
    """Temperature, threshold, and the reliability of the accept scores on development utterances.

    With ``max_false_accepts`` the head's reject logit is raised where it accepts too many of the others.
    """
    logits, _ = head_logits(head, states, indices, data.tags)
    own = data.intent[indices] > 0
    temperature = choose_temperature(logits, data.intent[indices])
    shift = reject_shift(logits, temperature, own, settings.max_false_accepts) if settings.max_false_accepts else 0.0
    if shift:
        with torch.no_grad():
            head.intent_out.bias[0] = (head.intent_out.bias[0] + shift).half().float()
        logits, _ = head_logits(head, states, indices, data.tags)
    scores = accept_scores(logits, temperature)
    threshold = choose_threshold(scores, own, settings.max_false_rejects, settings.max_false_accepts)
    report = {"reject_shift": shift, "before": reliability(accept_scores(logits, 1.0), own), "after": reliability(scores, own),
              "false_accepts": round(float((scores[~own] >= threshold).mean()), 4) if (~own).any() else 0.0,
              "false_rejects": round(float((scores[own] < threshold).mean()), 4) if own.any() else 0.0}
    return temperature, threshold, report
