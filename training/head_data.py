"""What one head learns from: the pool seen with its own labels, and batches drawn from it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from .config import Config, FinetuneConfig
from .corpus import REJECT
from .lexicon import Lexicon, TagInputs
from .pool import DEVELOPMENT, HEADS, Example
from .text import language_of
from .tokenizer import Encoding

IGNORED = -100  # a token without slot label
LONGEST_OWN, LONGEST_FOREIGN = 32, 20  # tokens: a few long utterances would make every batch mostly padding
LANGUAGE_SHARE = 0.05  # of the utterances, from which a language counts: some Chinese ones are a foreign name alone
MIN_LABELS = 2  # a slot type seen less often gets no label


@dataclass(frozen=True)
class LabelSet:
    """Intents (index 0 = reject) and BIO slot labels (index 0 = O) of a head, and its languages."""

    intents: list[str]
    slot_labels: list[str]
    languages: list[str]


def label_set(pool: list[Example], subsystem: str) -> LabelSet:
    """The labels in a subsystem's own training utterances."""
    own = [e for e in pool if e.subsystem == subsystem and e.part == HEADS and e.view == 0]
    if not own:
        raise ValueError(f"subsystem '{subsystem}' has no training utterance")
    types = [entity.type for e in own for entity in e.entities]
    kept = sorted(t for t in set(types) if types.count(t) >= MIN_LABELS)
    labels = ["O"] + [f"{prefix}-{kind}" for kind in kept for prefix in "BI"]
    counts = Counter(language_of(e.text) for e in own)
    languages = sorted(language for language, count in counts.items() if count >= LANGUAGE_SHARE * len(own))
    return LabelSet([REJECT] + sorted({str(e.intent) for e in own}), labels, languages)


def slot_targets(example: Example, encoding: Encoding, index: dict[str, int]) -> list[int]:
    """Label index per token; only word starts have one. Types that the head does not know count as O."""
    targets = [0 if start else IGNORED for start in encoding.word_start]
    if not example.entities:
        return targets
    previous = None
    for token, start, end in encoding.words():
        entity = next((e for e in example.entities if e.start < end and start < e.end), None)
        label = "O" if entity is None else ("I-" if entity is previous else "B-") + entity.type
        targets[token] = index.get(label, 0)
        previous = entity
    return targets


def class_weights(counts: np.ndarray, settings: FinetuneConfig) -> np.ndarray | None:
    """[I] weights of the intents in the loss, 1 on average over the own utterances and 1 for reject; None for no weights.

    1 / frequency ** ``class_power`` times 1 / effective number of samples (Cui et al., 2019), (1 - β ** n) / (1 - β).
    """
    if not settings.class_power and not settings.class_beta:
        return None
    seen = np.maximum(counts[1:], 1).astype(np.float64)
    weights = seen ** -settings.class_power
    if settings.class_beta:
        weights = weights * (1 - settings.class_beta) / (1 - settings.class_beta ** seen)
    weights = weights * counts[1:].sum() / max((weights * counts[1:]).sum(), 1e-9)
    return np.concatenate([[1.0], weights]).astype(np.float32)


class HeadData:
    """Targets of every example for one head, and index groups to draw from."""

    def __init__(self, config: Config, pool: list[Example], encodings: list[Encoding], subsystem: str,
                 lexicon: Lexicon | None = None, vocabulary: list[str] | None = None) -> None:
        self.labels = label_set(pool, subsystem)
        self.vocabulary = vocabulary or []
        self.lexicon = lexicon
        self.tags = TagInputs(lexicon, encodings, pool) if lexicon else None
        self.subsystem = subsystem
        self._pool = pool
        self._encodings = encodings
        self._slot_index = {label: i for i, label in enumerate(self.labels.slot_labels)}
        self._slots: dict[int, np.ndarray] = {}
        self._settings = config.finetune
        intents = {intent: i for i, intent in enumerate(self.labels.intents)}
        self.intent = np.array([intents[str(e.intent)] if e.subsystem == subsystem else 0 for e in pool])
        self._own: dict[str, np.ndarray] = {}
        self._foreign: dict[str, np.ndarray] = {}
        sources = np.array([("changed" if e.view < 0 else e.source) for e in pool])
        training = np.array([e.part == HEADS for e in pool])
        own = np.array([e.subsystem == subsystem for e in pool])
        lengths = np.array([len(encoding.ids) for encoding in encodings])
        for source in ("hwu64", "changed", "chinese", "other", "oos", "outside", "wiki", "noise", "crosswoz"):
            chosen = training & (sources == source)
            self._own[source] = np.flatnonzero(chosen & own & (lengths <= LONGEST_OWN))
            self._foreign[source] = np.flatnonzero(chosen & ~own & (lengths <= LONGEST_FOREIGN))
        crosswoz = self._foreign.pop("crosswoz")
        # CrossWOZ asks for facts about places: no negative for a head that answers questions.
        if subsystem != "knowledge":
            self._foreign["chinese"] = np.concatenate([self._foreign["chinese"], crosswoz])
        own_training = np.concatenate(list(self._own.values()))
        self.intent_weights = class_weights(np.bincount(self.intent[own_training], minlength=len(intents)), self._settings)
        self.development = np.flatnonzero([e.part == DEVELOPMENT for e in pool])

    def example(self, index: int) -> Example:
        """One utterance of the pool."""
        return self._pool[index]

    def encoding(self, index: int) -> Encoding:
        """Its token ids."""
        return self._encodings[index]

    def slots(self, index: int) -> np.ndarray:
        """Slot targets of one example. Texts without labels (out of scope, wiki, noise) say nothing about slots."""
        if index not in self._slots:
            example, encoding = self._pool[index], self._encodings[index]
            self._slots[index] = np.array(slot_targets(example, encoding, self._slot_index) if example.subsystem and example.slots_known
                                          else [IGNORED] * len(encoding.ids))
        return self._slots[index]

    @property
    def tag_columns(self) -> int:
        """Columns of the lexicon's tags; 0 without one."""
        return self.lexicon.width if self.lexicon else 0

    @property
    def own_count(self) -> int:
        """Own training utterances, masked views included."""
        return sum(len(v) for v in self._own.values())

    def draw(self, rng: np.random.Generator) -> np.ndarray:
        """Indices of one batch: own utterances with intents evened out, fresh negatives by their shares."""
        settings = self._settings
        own = round(settings.batch * settings.positive_share)
        chinese = round(own * (settings.chinese_share if len(self._own["hwu64"]) else 1.0)) if len(self._own["chinese"]) else 0
        changed = round((own - chinese) * settings.changed_share) if len(self._own["changed"]) else 0
        parts = [self._even(self._own["hwu64"], own - chinese - changed, rng), self._even(self._own["changed"], changed, rng),
                 self._even(self._own["chinese"], chinese, rng)]
        shares = dict(settings.negative_shares)
        if len(self._foreign["changed"]):
            shares["changed"] = shares["hwu64"] * settings.changed_share
            shares["hwu64"] -= shares["changed"]
        shares = {k: v for k, v in shares.items() if len(self._foreign[k])}
        total = sum(shares.values())
        for source, share in shares.items():
            count = (settings.batch - own) * share / total
            parts.append(rng.choice(self._foreign[source], int(count + rng.random())))
        return np.concatenate(parts)

    def _even(self, indices: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
        """Draws with probability proportional to 1/sqrt(size of the intent)."""
        if not len(indices) or not count:
            return np.zeros(0, np.int64)
        weights = 1.0 / np.sqrt(np.bincount(self.intent[indices]))[self.intent[indices]]
        return rng.choice(indices, count, p=weights / weights.sum())

    def slot_batch(self, indices: np.ndarray, length: int) -> np.ndarray:
        """[B,T] slot targets, padded with ``IGNORED``."""
        result = np.full((len(indices), length), IGNORED)
        for row, i in enumerate(indices):
            targets = self.slots(int(i))
            result[row, : len(targets)] = targets
        return result
