"""``pretrain``: masked-word prediction against a wall-clock budget.

The same loss is also taken after the last wide layer (deep supervision, Lee et al., 2015), and during the first part of
the budget only half of the wide layers run; the others start as the identity, so that growing changes nothing
(progressive training, Gong et al., 2019). With ``phrase_share`` a part of the masks hides whole phrases.
"""

from __future__ import annotations

import json
import logging
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch import multiprocessing as mp
from torch.nn import functional as F
from tqdm import tqdm

from .cooccurrence import token_vectors
from .config import Config, ConfigError, PretrainConfig
from .model import Backbone, MaskedWordHead, save_whole
from .parallel import Exchange
from .phrases import find_phrases, load_phrases
from .plot import Line, write_plot
from .shards import MaskedBatch, Mixture, load_shards, mask_batch
from .tokenizer import SPECIAL, Tokenizer

log = logging.getLogger(__name__)


class Pretraining(nn.Module):
    """The backbone with one masked-word head after the wide and one after the narrow layers."""

    def __init__(self, config: Config, vocabulary: int) -> None:
        super().__init__()
        self.backbone = Backbone(config.backbone, vocabulary)
        self.middle = MaskedWordHead(config.backbone.wide_hidden, self.backbone.tokens)
        self.final = MaskedWordHead(config.backbone.narrow_hidden, self.backbone.tokens)

    def logits(self, batch: MaskedBatch, grown: bool) -> list[Tensor]:
        """Logits of the masked positions after the last wide layer and, once grown, after the last layer."""
        wide = len(self.backbone.wide)
        running = wide if grown else max(1, wide // 2)
        states = self.backbone(
            torch.from_numpy(batch.input_ids), torch.from_numpy(batch.attention_mask), running, with_narrow=grown)
        positions = torch.from_numpy(batch.positions)
        picked = states[running].flatten(0, 1)[positions]
        result = [self.middle(picked, self.backbone.tokens)]
        if grown:
            picked = states[len(self.backbone.hidden_per_layer)].flatten(0, 1)[positions]
            result.append(self.final(picked, self.backbone.tokens))
        return result


def learning_rate_factor(progress: float, warmup: float, decay_from: float) -> float:
    """Linear warm-up, plateau, linear decay to zero; ``progress`` is the used share of the budget."""
    if progress < warmup:
        return progress / warmup
    return 1.0 if progress < decay_from else max(0.0, (1.0 - progress) / (1.0 - decay_from))


def pretrain(config: Config, work: Path, minutes: float | None = None, processes: int = 2) -> None:
    """Trains until the budget is used up; resumes from ``<work>/pretrain.pt``. Writes ``<work>/backbone.pt`` and the plot of
    the run, ``<work>/pretrain.svg``."""
    if not 0.0 <= config.pretrain.phrase_share <= 1.0:
        raise ConfigError(f"pretrain.phrase_share: {config.pretrain.phrase_share}, allowed is 0 to 1")
    budget = 60.0 * (config.pretrain.minutes if minutes is None else minutes)
    checkpoint = work / "pretrain.pt"
    pieces = Tokenizer.load(work / "tokenizer").vocabulary
    vocabulary = len(pieces)
    if config.pretrain.phrase_share:
        find_phrases(load_shards(work / "shards", list(config.pretrain.shares)), pieces, config.pretrain, work / "phrases")
    if not checkpoint.is_file():
        torch.manual_seed(config.seed)
        model = Pretraining(config, vocabulary)
        _initialise_tokens(model, load_shards(work / "shards", list(config.pretrain.shares)), config, vocabulary)
        _save(model, None, {"seconds": 0.0, "step": 0, "tokens": 0, "loss": [], "held_out": []}, checkpoint)
    else:
        model = Pretraining(config, vocabulary)
    exchange = Exchange.create(processes, model)
    mp.spawn(_work, (config, work, budget, exchange), processes)


def _work(rank: int, config: Config, work: Path, budget: float, exchange: Exchange) -> None:
    """One worker process. Worker 0 logs and saves."""
    settings = config.pretrain
    logging.basicConfig(level=logging.INFO if rank == 0 else logging.WARNING, force=True,
                        format="%(asctime)s %(levelname)s %(message)s", datefmt="%H:%M:%S")
    torch.set_num_threads(1)
    checkpoint = work / "pretrain.pt"
    vocabulary = len(Tokenizer.load(work / "tokenizer").vocabulary)
    model = Pretraining(config, vocabulary)
    saved = torch.load(checkpoint)
    model.load_state_dict(saved["model"])
    optimizer = _optimizer(model, config)
    if saved["optimizer"] is not None:
        optimizer.load_state_dict(saved["optimizer"])
    state: dict[str, Any] = saved["state"]
    log.info("starting at step %d, %.1f of %.1f minutes", state["step"], state["seconds"] / 60, budget / 60)
    rng = np.random.default_rng([config.seed, state["step"], rank])
    shards = load_shards(work / "shards", list(settings.shares))
    if settings.phrase_share:
        shards = load_phrases(shards, work / "phrases")
    mixture = Mixture(shards, settings.shares, settings.tokens_per_batch, rng, settings.held_out)
    _train(rank, model, optimizer, mixture, state, config, vocabulary, budget, checkpoint, rng, exchange)
    if rank == 0:
        _report(model, mixture, state, config, vocabulary)
        _save(model, optimizer, state, checkpoint)


def _train(rank: int, model: Pretraining, optimizer: torch.optim.Optimizer, mixture: Mixture, state: dict[str, Any],
           config: Config, vocabulary: int, budget: float, checkpoint: Path, rng: np.random.Generator,
           exchange: Exchange) -> None:
    settings = config.pretrain
    offset = state["seconds"] - time.monotonic()
    saved_at = logged_at = state["seconds"]
    round_ends = state["seconds"] + settings.round_seconds
    tokens_then, round_tokens = state["tokens"], 0
    losses: list[list[float]] = []
    progress = tqdm(total=round(budget), initial=round(state["seconds"]), desc="pretrain", unit="s", mininterval=10.0,
                    disable=rank != 0)
    for utterances in mixture.batches():
        seconds = time.monotonic() + offset
        if seconds >= round_ends:
            tokens, clock = exchange.average(rank, model, round_tokens, seconds)
            state["tokens"] += tokens
            state["seconds"] = clock
            offset = clock - time.monotonic()  # all workers by one clock: none waits for another at the end of a round
            round_ends, round_tokens = clock + settings.round_seconds, 0
            progress.update(max(0, int(clock) - progress.n))
            if clock >= budget:
                break
            if rank == 0 and clock - saved_at >= 60 * settings.checkpoint_minutes:
                _report(model, mixture, state, config, vocabulary)
                _save(model, optimizer, state, checkpoint)
                saved_at = clock
        share = min(seconds / budget, 1.0)
        for group in optimizer.param_groups:
            group["lr"] = settings.learning_rate * learning_rate_factor(
                share, settings.warmup_fraction, settings.decay_from)
        batch = mask_batch(utterances, vocabulary, settings.mask_rate, rng, phrase_share=settings.phrase_share)
        if not len(batch.targets):
            continue
        losses.append(_step(model, optimizer, batch, share >= settings.grow_at, settings))
        round_tokens += int(batch.attention_mask.sum())
        state["step"] += 1
        if rank == 0 and state["step"] % settings.log_steps == 0:
            width = len(losses[-1])
            mean = [round(float(np.mean(column)), 3) for column in zip(*(row for row in losses if len(row) == width))]
            speed = (state["tokens"] - tokens_then) / max(state["seconds"] - logged_at, 1e-3)
            log.info("step %d, %.1f min, %.2f M tokens, %.0f tokens/s, loss %s, rate %.2e", state["step"],
                     state["seconds"] / 60, state["tokens"] / 1e6, speed, mean, optimizer.param_groups[0]["lr"])
            state["loss"].append([state["step"], state["tokens"], *mean])
            tokens_then, logged_at = state["tokens"], state["seconds"]
            losses.clear()
    progress.close()


def _step(model: Pretraining, optimizer: torch.optim.Optimizer, batch: MaskedBatch, grown: bool,
          settings: PretrainConfig) -> list[float]:
    targets = torch.from_numpy(batch.targets)
    parts = [F.cross_entropy(logits, targets) for logits in model.logits(batch, grown)]
    loss = parts[0] if len(parts) == 1 else settings.middle_loss_weight * parts[0] + parts[1]
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_([p for p in model.parameters() if p.grad is not None], settings.gradient_clip)
    optimizer.step()
    return [float(part) for part in parts]


def _report(model: Pretraining, mixture: Mixture, state: dict[str, Any], config: Config, vocabulary: int) -> None:
    accuracy = evaluate_masked(model, mixture, config, vocabulary)
    state["held_out"].append({"minutes": round(state["seconds"] / 60, 1), "tokens": state["tokens"], **accuracy})
    log.info("held-out masked-word accuracy: %s", accuracy)


@torch.no_grad()
def evaluate_masked(model: Pretraining, mixture: Mixture, config: Config, vocabulary: int) -> dict[str, float]:
    """Accuracy on held-out utterances with fixed masks of whole words, after the last wide and the last layer."""
    rng = np.random.default_rng(11)
    right, seen = np.zeros(2), 0
    for first in range(0, len(mixture.held_out), 50):
        batch = mask_batch([mixture.get(key) for key in mixture.held_out[first : first + 50]], vocabulary,
                           config.pretrain.mask_rate, rng)
        for index, logits in enumerate(model.logits(batch, grown=True)):
            right[index] += int((logits.argmax(-1).numpy() == batch.targets).sum())
        seen += len(batch.targets)
    names = (f"layer_{config.backbone.wide_layers}", f"layer_{len(model.backbone.hidden_per_layer)}")
    return {name: round(float(count) / max(seen, 1), 4) for name, count in zip(names, right)}


def _initialise_tokens(model: Pretraining, shards: dict, config: Config, vocabulary: int) -> None:
    vectors, log_frequency = token_vectors(
        shards, config.pretrain.shares, vocabulary, config.backbone.wide_hidden, config.seed)
    with torch.no_grad():
        model.backbone.tokens.weight[len(SPECIAL):] = torch.from_numpy(vectors[len(SPECIAL):])
        for head in (model.middle, model.final):
            head.bias.copy_(torch.from_numpy(log_frequency))
            head.out_norm.weight.fill_(0.3)  # softens the first predictions; learned from there


def decays(name: str, parameter: nn.Parameter) -> bool:
    """Whether weight decay is for this parameter: not for vectors, and not for the embeddings of the backbone."""
    return parameter.dim() > 1 and "tokens" not in name and "positions" not in name


def _optimizer(model: nn.Module, config: Config) -> torch.optim.Optimizer:
    """AdamW (Loshchilov and Hutter, 2019); no decay of vectors and embeddings."""
    decayed, rest = ([p for n, p in model.named_parameters() if decays(n, p) is wanted] for wanted in (True, False))
    groups = [{"params": decayed, "weight_decay": config.pretrain.weight_decay}, {"params": rest, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=config.pretrain.learning_rate, betas=(0.9, 0.98), eps=1e-6)


def _save(model: Pretraining, optimizer: torch.optim.Optimizer | None, state: dict[str, Any], checkpoint: Path) -> None:
    """Writes the resumable checkpoint, the backbone alone, and the report with its plot."""
    save_whole(checkpoint, {"model": model.state_dict(), "optimizer": optimizer and optimizer.state_dict(), "state": state})
    save_whole(checkpoint.with_name("backbone.pt"), model.backbone.state_dict())
    summary = {key: state[key] for key in ("step", "tokens", "seconds", "held_out", "loss")}
    checkpoint.with_name("pretrain.json").write_text(json.dumps(summary) + "\n", encoding="utf-8")
    _plot(state, checkpoint.with_name("pretrain.svg"))


def _plot(state: dict[str, Any], path: Path) -> None:
    """Training losses and held-out accuracy over the tokens seen."""
    layers = sorted({key for row in state["held_out"] for key in row if key.startswith("layer_")}, key=lambda key: int(key[6:]))
    losses = [Line(f"after {name.replace('_', ' ')}", [(row[1] / 1e6, row[2 + i]) for row in state["loss"] if len(row) > 2 + i])
              for i, name in enumerate(layers)]
    accuracy = [Line(f"after {name.replace('_', ' ')}", [(row["tokens"] / 1e6, row[name]) for row in state["held_out"]])
                for name in layers]
    write_plot(path, "Pre-training", "million tokens", [("masked-word loss, training", losses),
                                                        ("masked-word accuracy, held out", accuracy)])
