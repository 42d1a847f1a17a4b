"""Counts of right answers: intents of utterances, and slots by exact span and type."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

Span = tuple[int, int, str]  # start, end, type


def spans_of(slots: Iterable[Any]) -> set[Span]:
    """What entities of the data and decoded slots are compared by."""
    return {(slot.start, slot.end, slot.type) for slot in slots}


@dataclass
class Tally:
    """Utterances, those with the right intent, and slots: right ones, found ones and those of the data (gold)."""

    utterances: int = 0
    intents: int = 0
    right: int = 0
    found: int = 0
    gold: int = 0

    def add(self, intent: bool | np.bool_, gold: set[Span], found: set[Span]) -> None:
        """Counts an utterance."""
        self.utterances += 1
        self.intents += int(intent)
        self.right += len(gold & found)
        self.found += len(found)
        self.gold += len(gold)

    @classmethod
    def total(cls, counts: Iterable[Mapping[str, Any]]) -> Tally:
        """Adds up what ``counts`` returned; other keys are passed over."""
        rows = list(counts)
        return cls(*(sum(row[field.name] for row in rows) for field in dataclasses.fields(cls)))

    def counts(self) -> dict[str, int]:
        """The counts by name."""
        return dataclasses.asdict(self)

    @property
    def accuracy(self) -> float:
        """Share of the utterances with the right intent."""
        return self.intents / max(self.utterances, 1)

    @property
    def precision(self) -> float:
        """Share of the slots found that are right."""
        return self.right / max(self.found, 1)

    @property
    def recall(self) -> float:
        """Share of the slots of the data that are found."""
        return self.right / max(self.gold, 1)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 where there is no slot."""
        return 2 * self.right / max(self.found + self.gold, 1)


def overlap_f1(rows: Iterable[tuple[set[Span], set[Span]]]) -> float:
    """F1 of (gold, predicted) slots where an overlap of two of the same type is enough, each counted once."""
    right = found = gold = 0
    for wanted, given in rows:
        found, gold = found + len(given), gold + len(wanted)
        left = sorted(given)
        for start, end, type_ in sorted(wanted):
            match = next((span for span in left if span[2] == type_ and span[0] < end and start < span[1]), None)
            if match:
                left.remove(match)
                right += 1
    return round(2 * right / max(found + gold, 1), 4)


def slot_scores(rows: Iterable[tuple[set[Span], set[Span]]]) -> dict[str, float]:
    """Precision, recall and F1 over (gold, predicted) sets of exact spans with types."""
    tally = Tally()
    for gold, found in rows:
        tally.add(False, gold, found)
    return {"slot_precision": round(tally.precision, 4), "slot_recall": round(tally.recall, 4), "slot_f1": round(tally.f1, 4)}
