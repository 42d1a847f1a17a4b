"""From a head's logits to a verdict: calibrated intent probabilities and legal BIO slots."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from .tokenizer import Encoding

FORBIDDEN = -1e9


@dataclass(frozen=True)
class Slot:
    """A tagged span: code points, end exclusive; ``score`` in 0..1."""

    type: str
    start: int
    end: int
    score: float


@dataclass(frozen=True)
class Verdict:
    """What one subsystem says of one query. All numbers are in 0..1."""

    subsystem: str
    intent: str
    score: float  # 1 - P(reject)
    margin: float
    top_probability: float
    slot_coverage: float
    slots: tuple[Slot, ...]


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """Along the last axis."""
    shifted = logits - logits.max(-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))


def intent_numbers(logits: np.ndarray, temperature: float) -> tuple[int, float, float, float]:
    """(index of the best intent, score, margin, top probability) of one utterance; index 0 of the logits is reject."""
    probabilities = np.exp(log_softmax(logits.astype(np.float64) / temperature))
    order = np.argsort(-probabilities[1:], kind="stable") + 1
    top = float(probabilities[order[0]])
    second = float(probabilities[order[1]]) if len(order) > 1 else 0.0
    return int(order[0]), float(1.0 - probabilities[0]), top - second, top


@functools.lru_cache(maxsize=64)
def legal_transitions(labels: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """(start [S], transition [S,S]) scores: 0 where allowed. I-x follows only B-x or I-x."""
    start = np.array([FORBIDDEN if label.startswith("I-") else 0.0 for label in labels])
    transition = np.zeros((len(labels), len(labels)))
    for j, label in enumerate(labels):
        if label.startswith("I-"):
            for i, previous in enumerate(labels):
                if previous[2:] != label[2:] or previous == "O":
                    transition[i, j] = FORBIDDEN
    return start, transition


def viterbi(log_probabilities: np.ndarray, labels: list[str], learned: np.ndarray | None = None) -> list[int]:
    """The best legal label sequence for [N,S] log-probabilities (Viterbi, 1967).

    ``learned`` [S+1,S] are the scores of a label that stands first (row 0) or after label i (row 1 + i), if there are any.
    """
    if len(log_probabilities) == 0:
        return []
    start, transition = legal_transitions(tuple(labels))
    if learned is not None:
        start, transition = start + learned[0], transition + learned[1:]
    score = start + log_probabilities[0]
    back: list[np.ndarray] = []
    for row in log_probabilities[1:]:
        candidates = score[:, None] + transition
        back.append(candidates.argmax(0))
        score = candidates.max(0) + row
    path = [int(score.argmax())]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1]]))
    return path[::-1]


def decode_slots(slot_logits: np.ndarray, encoding: Encoding, labels: list[str],
                 learned: np.ndarray | None = None) -> tuple[tuple[Slot, ...], float]:
    """Slots of one utterance and the share of its words inside slots.

    A slot's score is the geometric mean of its labels' probabilities by themselves, with ``learned`` transitions or without.
    """
    words = encoding.words()
    if not words:
        return (), 0.0
    log_probabilities = log_softmax(slot_logits[[index for index, _, _ in words]].astype(np.float64))
    path = viterbi(log_probabilities, labels, learned)
    slots: list[Slot] = []
    scores: list[list[float]] = []
    covered = 0
    for position, ((_, start, end), label) in enumerate(zip(words, path)):
        if label == 0:
            continue
        covered += 1
        if labels[label].startswith("B-"):
            slots.append(Slot(labels[label][2:], start, end, 0.0))
            scores.append([])
        else:
            slots[-1] = Slot(slots[-1].type, slots[-1].start, end, 0.0)
        scores[-1].append(float(log_probabilities[position, label]))
    scored = tuple(Slot(s.type, s.start, s.end, float(np.exp(np.mean(v)))) for s, v in zip(slots, scores))
    return scored, covered / len(words)


def verdict(subsystem: str, intent_logits: np.ndarray, slot_logits: np.ndarray, encoding: Encoding, intents: list[str],
            labels: list[str], temperature: float, learned: np.ndarray | None = None) -> Verdict:
    """The verdict of one head on one utterance."""
    index, score, margin, top = intent_numbers(intent_logits, temperature)
    slots, coverage = decode_slots(slot_logits, encoding, labels, learned)
    return Verdict(subsystem, intents[index], score, margin, top, coverage, slots)
