"""What a backbone says of a text itself, beside its states.

``gate``: which subsystems may accept the text, so that only those are asked. ``negated``: the request is forbidden ("don't …").
``excluded``: the token names an exception ("all but …"). All three are read off the last, narrow states and learn in the warm-up. ``likeness``: a vector
whose cosine with another's tells how much two texts mean the same. It begins as the untouched encoder's own pooled states and is held there while the
layers below it learn intents, which would spoil it (``readouts.likeness_weight``).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .config import BackboneConfig, ConfigError, ReadoutConfig
from .model import hidden_per_layer, mean_state, save_whole

POOLINGS = ("mean", "first")
INNER, TOKEN_INNER = 128, 64  # widths between the narrow states and the answers
HIGHEST_GATE = 0.5


class Said(NamedTuple):
    """Logits, and the vector of likeness, of length 1 (None without it)."""

    gate: Tensor  # [B,S]
    negated: Tensor  # [B,1]
    excluded: Tensor  # [B,T,1]
    likeness: Tensor | None  # [B,D]


class Readouts(nn.Module):
    """Small networks on the last narrow states, and a projection of the pooled last wide states."""

    def __init__(self, config: BackboneConfig, subsystems: list[str], likeness: str) -> None:
        super().__init__()
        self.subsystems, self.pooling, self.wide_layers = subsystems, likeness, config.wide_layers
        narrow = hidden_per_layer(config)[-1]
        self.norm = nn.LayerNorm(narrow)
        self.inner = nn.Linear(2 * narrow, INNER)
        self.gate = nn.Linear(INNER, len(subsystems))
        self.negated = nn.Linear(INNER, 1)
        self.token_inner = nn.Linear(narrow, TOKEN_INNER)
        self.excluded = nn.Linear(TOKEN_INNER, 1)
        if likeness:
            self.likeness = nn.Linear(config.wide_hidden, config.wide_hidden)
            nn.init.eye_(self.likeness.weight)
            nn.init.zeros_(self.likeness.bias)

    def forward(self, states: dict[int, Tensor], attention_mask: Tensor) -> Said:
        """States by layer, the last one among them, and [B,T] mask."""
        x = self.norm(states[max(states)])
        inner = F.gelu(self.inner(torch.cat([x[:, 0], mean_state(x, attention_mask)], -1)))
        excluded = self.excluded(F.gelu(self.token_inner(x)))
        return Said(self.gate(inner), self.negated(inner), excluded, self.alike(states[self.wide_layers], attention_mask))

    def alike(self, wide: Tensor, attention_mask: Tensor) -> Tensor | None:
        """[B,T,W] last wide states to [B,W] vectors of likeness."""
        return F.normalize(self.likeness(pooled(wide, attention_mask, self.pooling)), dim=-1) if self.pooling else None


def pooled(states: Tensor, attention_mask: Tensor, pooling: str) -> Tensor:
    """[B,T,H] states to [B,H]: their mean, or the first."""
    return states[:, 0] if pooling == "first" else mean_state(states, attention_mask)


@dataclass(frozen=True)
class GateReport:
    """What the chosen threshold does to development texts."""

    threshold: float
    asked: float  # subsystems per text that has one, on average
    lost: float  # share of the texts whose own subsystem is not asked


def choose_gate(probabilities: np.ndarray, targets: np.ndarray, max_loss: float) -> GateReport:
    """The highest threshold, at most 0.5, that leaves out the own subsystem of at most ``max_loss`` of the texts.

    ``probabilities`` [N,S]; ``targets`` [N] are columns, -1 for a text of no subsystem.
    """
    inside = targets >= 0
    own = np.sort(probabilities[inside, targets[inside]])
    threshold = HIGHEST_GATE
    if len(own):
        threshold = min(threshold, float(np.floor(own[int(max_loss * len(own))] * 1e6)) / 1e6)
    threshold = max(threshold, 1e-6)
    kept = probabilities[inside] >= threshold
    lost = float((own < threshold).mean()) if len(own) else 0.0
    return GateReport(threshold, round(float(kept.sum(1).clip(1).mean()), 3) if len(own) else 0.0, round(lost, 5))


def wants_readouts(settings: ReadoutConfig) -> bool:
    """Whether the configuration asks for any."""
    if settings.likeness and settings.likeness not in POOLINGS:
        raise ConfigError(f"readouts.likeness: {settings.likeness!r}, allowed are {', '.join(POOLINGS)} and nothing")
    return settings.weight > 0


def save_readouts(path: Path, readouts: Readouts, gate: GateReport) -> None:
    """Writes weights, names and threshold."""
    save_whole(path, {"weights": readouts.state_dict(), "subsystems": readouts.subsystems, "likeness": readouts.pooling,
                      "gate": [gate.threshold, gate.asked, gate.lost]})


def load_readouts(config: BackboneConfig, path: Path) -> tuple[Readouts, GateReport] | None:
    """What ``save_readouts`` wrote; None where there is nothing."""
    if not path.is_file():
        return None
    content = torch.load(path)
    readouts = Readouts(config, content["subsystems"], content["likeness"])
    readouts.load_state_dict(content["weights"])
    return readouts.eval(), GateReport(*content["gate"])
