"""The losses of the warm-up: classes and slots, what the backbone says itself, masked words, and likeness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from .config import Config
from .head_data import IGNORED
from .joint import Batch, JointData, JointNetwork, pad_slots
from .model import Backbone
from .readouts import pooled
from .states import pad
from .shards import Pieces, mask_batch
from .teacher import Teacher

RARE = 6.0  # times as much as another word weighs one that names an exception: there is one in a hundred


@dataclass
class Losses:
    """Computes them for one network; the teacher and the untouched backbone are None where they are not wanted."""

    config: Config
    model: JointNetwork
    vocabulary: int
    rng: np.random.Generator
    teacher: Teacher | None
    untouched: Backbone | None

    def labelled(self, data: JointData, indices: np.ndarray, batch: Batch) -> tuple[Tensor, list[float], int]:
        """Of one batch of which some words are masked; class and slot loss also as numbers, and the number of tokens."""
        settings, model = self.config.warmup, self.model
        masked = mask_batch([Pieces(np.array(e.ids), np.array(e.word_start)) for e in batch.encodings], self.vocabulary,
                            settings.mask_rate, self.rng, least=0)
        ids, mask = torch.from_numpy(masked.input_ids), torch.from_numpy(masked.attention_mask)
        targets, slots = torch.from_numpy(batch.classes), pad_slots(batch.slots)
        backbone = model.language.backbone
        last = len(backbone.wide)
        states = model.states(ids, mask, True if model.taps[0] > last or model.readouts else self.rng.random() < settings.narrow_share)
        said = self._said(data, indices, batch) if self.teacher else None
        losses = []
        for tap, head in zip(model.taps, model.joint):
            if tap in states:
                losses += self._answers(*head(states[tap], mask), targets, slots, said)
        numbers = [float(x) for x in losses[:2]]
        if model.readouts:
            losses.append(self.config.readouts.weight * self._readouts(states, mask, slots, data, batch))
        if len(masked.targets) and model.taps[0] == last and settings.masked_word_weight:
            picked = states[last].flatten(0, 1)[torch.from_numpy(masked.positions)]
            logits = model.language.middle(picked, backbone.tokens)
            losses.append(settings.masked_word_weight * F.cross_entropy(logits, torch.from_numpy(masked.targets)))
        return torch.stack(losses).sum(), numbers, int(masked.attention_mask.sum())

    def settled(self, data: JointData, batch: Batch) -> tuple[Tensor, int]:
        """Of the readouts alone, on states that do not learn; and the number of tokens."""
        ids, mask = pad(batch.encodings)
        with torch.no_grad():
            states = self.model.states(ids, mask, True)
        return self._readouts(states, mask, pad_slots(batch.slots), data, batch), int(mask.sum())

    def _said(self, data: JointData, indices: np.ndarray, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        """The teachers' class and slot probabilities of a batch, and which rows they were asked about: no changed copies."""
        assert self.teacher is not None
        asked = torch.tensor([encoding is data.encodings[i] for i, encoding in zip(indices, batch.encodings)])
        length = max(len(e.ids) for e in batch.encodings)
        return *self.teacher.targets(indices, length), asked

    def _answers(self, class_logits: Tensor, slot_logits: Tensor, targets: Tensor, slots: Tensor,
                 said: tuple[Tensor, Tensor, Tensor] | None) -> list[Tensor]:
        """Class and slot loss of one joint head."""
        settings = self.config.warmup
        per_text = F.cross_entropy(class_logits, targets, label_smoothing=settings.label_smoothing, reduction="none")
        per_token = F.cross_entropy(slot_logits.transpose(1, 2), slots, ignore_index=IGNORED, reduction="none")
        if said is not None:
            share = settings.distil_weight * said[2].float()
            per_text = (1 - share) * per_text - share * (said[0] * class_logits.log_softmax(-1)).sum(-1)
            soft = -(said[1] * slot_logits.log_softmax(-1)).sum(-1) * (slots != IGNORED)
            per_token = (1 - share[:, None]) * per_token + share[:, None] * soft
        return [per_text.mean(), settings.slot_weight * per_token.sum() / (slots != IGNORED).sum().clamp(min=1)]

    def _readouts(self, states: dict[int, Tensor], mask: Tensor, slots: Tensor, data: JointData, batch: Batch) -> Tensor:
        """Gate, negation and exceptions; only texts with labels say anything about the latter two."""
        assert self.model.readouts is not None
        said = self.model.readouts(states, mask)
        gate = F.binary_cross_entropy_with_logits(said.gate, torch.from_numpy(batch.gate(data.labels)), reduction="none").sum(1).mean()
        known = torch.from_numpy((batch.classes > 0) & (batch.negated >= 0)).float()
        negated = F.binary_cross_entropy_with_logits(said.negated[:, 0], torch.from_numpy(batch.negated.clip(0)), reduction="none")
        words = (slots != IGNORED).float()
        excluded = F.binary_cross_entropy_with_logits(said.excluded[..., 0], torch.from_numpy(batch.excluded), reduction="none",
                                                      pos_weight=torch.tensor(RARE))
        return gate + (negated * known).sum() / known.sum().clamp(min=1.0) + (excluded * words).sum() / words.sum().clamp(min=1.0)

    def masked_words(self, utterances: list[Any]) -> Tensor:
        """Of unlabelled texts."""
        batch = mask_batch(utterances, self.vocabulary, self.config.pretrain.mask_rate, self.rng)
        targets = torch.from_numpy(batch.targets)
        middle, final = self.model.language.logits(batch, grown=True)
        return F.cross_entropy(middle, targets) + F.cross_entropy(final, targets)

    def likeness(self, utterances: list[Any]) -> Tensor:
        """How far the vectors of unlabelled texts have turned away from those of the untouched encoder."""
        assert self.untouched is not None and self.model.readouts is not None
        batch = mask_batch(utterances, self.vocabulary, 0.0, self.rng, least=0)
        ids, mask = torch.from_numpy(batch.input_ids), torch.from_numpy(batch.attention_mask)
        last = len(self.untouched.wide)
        with torch.no_grad():
            wanted = F.normalize(pooled(self.untouched(ids, mask, with_narrow=False)[last], mask, self.model.readouts.pooling), dim=-1)
        found = self.model.readouts.alike(self.model.states(ids, mask, False)[last], mask)
        return self.config.readouts.likeness_weight * (1.0 - (found * wanted).sum(-1)).mean()
