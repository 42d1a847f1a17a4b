"""One network for all subsystems: what the backbone is warmed up with, and the teacher of the heads.

The joint classifier knows every (subsystem, intent) pair and out of scope, the joint tagger every slot type: intent
detection and slot filling learnt together as in Goo et al. (2018) and, with a masked-word loss beside them, in
DIET (Bunk et al., 2020).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .config import Config
from .corpus import REJECT
from .head_data import IGNORED, MIN_LABELS, slot_targets
from .model import _initialise, mean_state
from .pool import DEVELOPMENT, HEADS, Example
from .pretrain import Pretraining
from .readouts import Readouts, wants_readouts
from .tokenizer import Encoding

UNSURE = re.compile(r"\b(don'?t|not|never|no|stop)\b|别|不|勿", re.IGNORECASE)
LONGEST = 32  # tokens: a few long utterances would make every batch mostly padding


@dataclass(frozen=True)
class JointLabels:
    """Classes (index 0 = out of scope) as (subsystem, intent), and BIO slot labels (index 0 = O) of all subsystems."""

    classes: list[tuple[str, str]]
    slot_labels: list[str]

    @cached_property
    def subsystems(self) -> list[str]:
        """All subsystems, in order."""
        return sorted({subsystem for subsystem, _ in self.classes[1:]})


def joint_labels(pool: list[Example]) -> JointLabels:
    """The labels of the training part of the pool."""
    own = [e for e in pool if e.part == HEADS and e.view == 0 and e.subsystem]
    pairs = sorted({(str(e.subsystem), str(e.intent)) for e in own})
    types = [entity.type for e in own for entity in e.entities]
    kept = sorted(t for t in set(types) if types.count(t) >= MIN_LABELS)
    return JointLabels([(REJECT, REJECT), *pairs], ["O"] + [f"{prefix}-{kind}" for kind in kept for prefix in "BI"])


class JointHead(nn.Module):
    """Classifier on the first and the mean state, tagger on every state."""

    def __init__(self, hidden: int, labels: JointLabels, dropout: float) -> None:
        super().__init__()
        self.dropout = dropout
        self.norm = nn.LayerNorm(hidden)
        self.inner = nn.Linear(2 * hidden, 256)
        self.class_out = nn.Linear(256, len(labels.classes))
        self.slot_out = nn.Linear(hidden, len(labels.slot_labels))
        self.apply(_initialise)

    def forward(self, states: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        """[B,T,H] states and [B,T] mask to class logits [B,C] and slot logits [B,T,S]."""
        x = self.norm(states)
        pooled = torch.cat([x[:, 0], mean_state(x, attention_mask)], -1)
        pooled = F.dropout(pooled, self.dropout, self.training)
        inner = F.dropout(F.gelu(self.inner(pooled)), self.dropout, self.training)
        return self.class_out(inner), self.slot_out(F.dropout(x, self.dropout, self.training))


class JointNetwork(nn.Module):
    """The pre-training network with a joint head at the heads' tap and one after the last layer, or after the last wide one where
    the heads read the last."""

    def __init__(self, config: Config, vocabulary: int, labels: JointLabels) -> None:
        super().__init__()
        self.language = Pretraining(config, vocabulary)
        widths = self.language.backbone.hidden_per_layer
        last = len(widths)
        self.taps = [config.head.tap, last if config.head.tap < last else config.backbone.wide_layers]
        self.joint = nn.ModuleList(JointHead(widths[tap - 1], labels, config.warmup.dropout) for tap in self.taps)
        self.readouts = Readouts(config.backbone, labels.subsystems, config.readouts.likeness) if wants_readouts(config.readouts) else None

    def states(self, ids: Tensor, mask: Tensor, with_narrow: bool | None = None) -> dict[int, Tensor]:
        """States by layer; the narrow layers run if they are wanted or the heads read one."""
        if with_narrow is None:
            with_narrow = self.taps[0] > len(self.language.backbone.wide)
        return self.language.backbone(ids, mask, with_narrow=with_narrow)

    def answer(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Class and slot logits read off the heads' tap."""
        return self.joint[0](self.states(ids, mask)[self.taps[0]], mask)


@dataclass(frozen=True)
class Batch:
    """Utterances and what is to be said of them."""

    encodings: list[Encoding]
    classes: np.ndarray  # [B]
    slots: list[np.ndarray]  # a label index per token
    negated: np.ndarray  # [B], 0 or 1, -1 where nobody said which: the text of a set has a negation in it
    excluded: np.ndarray  # [B,T], 1 for the words of exceptions

    def exceptions(self) -> np.ndarray:
        """``excluded``, with -1 where no word begins or nothing is known of it."""
        known = pad_slots(self.slots).numpy() != IGNORED
        return np.where(known, self.excluded, -1.0)

    def gate(self, labels: JointLabels) -> np.ndarray:
        """[B,S], 1 for the subsystem whose utterance it is."""
        names = {name: i for i, name in enumerate(labels.subsystems)}
        result = np.zeros((len(self.classes), len(names)), np.float32)
        for row, index in enumerate(self.classes):
            if index:
                result[row, names[labels.classes[index][0]]] = 1.0
        return result


class JointData:
    """Targets of all examples for the joint network, and batches of utterances of similar length."""

    def __init__(self, pool: list[Example], encodings: list[Encoding], labels: JointLabels,
                 shares: dict[str, float], rng: np.random.Generator) -> None:
        self.labels = labels
        self.encodings = encodings
        self._pool = pool
        self._rng = rng
        self._classes = {pair: i for i, pair in enumerate(labels.classes)}
        self._slot_index = {label: i for i, label in enumerate(labels.slot_labels)}
        self.target = np.array([self._class(e) for e in pool])
        self.slots = [self._slots(e, x) for e, x in zip(pool, encodings)]
        self.development = np.flatnonzero([e.part == DEVELOPMENT for e in pool])
        sources = np.array([e.source for e in pool])
        training = np.array([e.part == HEADS and e.view == 0 and len(x.ids) <= LONGEST for e, x in zip(pool, encodings)])
        groups = {name: np.flatnonzero(training & (sources == name)) for name in shares}
        self._groups = {name: indices for name, indices in groups.items() if len(indices)}
        weights = np.array([shares[name] for name in self._groups])
        self._weights = weights / weights.sum()
        self._orders = {name: np.zeros(0, np.int64) for name in self._groups}

    def _class(self, example: Example) -> int:
        return self._classes.get((str(example.subsystem), str(example.intent)), 0) if example.subsystem else 0

    def _slots(self, example: Example, encoding: Encoding) -> np.ndarray:
        """Label index per token; texts without labels say nothing about slots."""
        return np.array(slot_targets(example, encoding, self._slot_index) if example.subsystem and example.slots_known
                        else [IGNORED] * len(encoding.ids))

    def _draw(self, name: str, count: int) -> np.ndarray:
        """Without replacement until a source is used up."""
        while len(self._orders[name]) < count:
            self._orders[name] = np.concatenate([self._orders[name], self._rng.permutation(self._groups[name])])
        taken, self._orders[name] = self._orders[name][:count], self._orders[name][count:]
        return taken

    def batches(self, tokens: int) -> Iterator[np.ndarray]:
        """Endless batches of about ``tokens`` tokens, padding included, in which each source has its share."""
        while True:
            counts = self._rng.multinomial(2048, self._weights)
            drawn = np.concatenate([self._draw(name, count) for name, count in zip(self._groups, counts)])
            lengths = np.array([len(self.encodings[i].ids) for i in drawn])
            drawn = drawn[np.lexsort((self._rng.random(len(drawn)), lengths))]
            batches: list[list[int]] = [[]]
            for index in drawn:
                if batches[-1] and (len(batches[-1]) + 1) * len(self.encodings[index].ids) > tokens:
                    batches.append([])
                batches[-1].append(int(index))
            for number in self._rng.permutation(len(batches)):
                yield np.array(batches[number])

    def rows(self, indices: np.ndarray, augment: Callable[[Example], Example] | None,
             encode: Callable[[Example], Encoding]) -> Batch:
        """A batch, its utterances changed by ``augment`` if given."""
        examples, classes = [self._pool[i] for i in indices], self.target[indices]
        encodings, slots = [self.encodings[i] for i in indices], [self.slots[i] for i in indices]
        for row, i in enumerate(indices if augment else ()):
            example = augment(self._pool[i])  # type: ignore[misc]
            if example is not self._pool[i]:
                encoding = encode(example)
                if len(encoding.ids) <= LONGEST:
                    examples[row], encodings[row] = example, encoding
                    classes[row], slots[row] = self._class(example), self._slots(example, encoding)
        excluded = np.zeros((len(examples), max(len(e.ids) for e in encodings)), np.float32)
        for row, (example, encoding) in enumerate(zip(examples, encodings)):
            spans = [e for e in example.entities if e.excluded]
            for token, start, end in encoding.words() if spans else ():
                excluded[row, token] = any(e.start < end and start < e.end for e in spans)
        negated = [-1 if not e.sampled and not e.negated and UNSURE.search(self._pool[i].text) else e.negated for i, e in zip(indices, examples)]
        return Batch(encodings, classes, slots, np.array(negated, np.float32), excluded)


def pad_slots(slots: list[np.ndarray]) -> Tensor:
    """[B,T] slot targets, padded with ``IGNORED``."""
    result = np.full((len(slots), max(map(len, slots))), IGNORED)
    for row, values in enumerate(slots):
        result[row, : len(values)] = values
    return torch.from_numpy(result)
