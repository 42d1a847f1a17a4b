"""Counting right intents and slots."""

from __future__ import annotations

import json
import unittest
from types import SimpleNamespace

import numpy as np

from training.tally import Tally, slot_scores, spans_of


class TallyTests(unittest.TestCase):
    GOLD = {(0, 4, "place"), (5, 9, "date")}

    def test_a_slot_is_right_where_span_and_type_are(self) -> None:
        tally = Tally()
        tally.add(True, self.GOLD, {(0, 4, "place"), (5, 9, "time"), (5, 8, "date")})
        self.assertEqual(tally, Tally(utterances=1, intents=1, right=1, found=3, gold=2))
        self.assertEqual((tally.accuracy, tally.precision, tally.recall, tally.f1), (1.0, 1 / 3, 0.5, 0.4))

    def test_counts_can_be_written_as_json(self) -> None:
        tally = Tally()
        tally.add(np.bool_(True), self.GOLD, self.GOLD)
        self.assertEqual(json.loads(json.dumps(tally.counts())), {"utterances": 1, "intents": 1, "right": 2, "found": 2, "gold": 2})

    def test_nothing_counted_scores_nothing(self) -> None:
        tally = Tally()
        self.assertEqual((tally.accuracy, tally.precision, tally.recall, tally.f1), (0.0, 0.0, 0.0, 0.0))

    def test_a_total_adds_counts_and_passes_over_other_keys(self) -> None:
        first, second = Tally(2, 1, 3, 4, 5), Tally(1, 1, 0, 0, 2)
        total = Tally.total({**t.counts(), "seconds": 1.5} for t in (first, second))
        self.assertEqual(total, Tally(3, 2, 3, 4, 7))
        self.assertEqual(Tally.total([]), Tally())

    def test_scores_are_those_of_all_rows_together(self) -> None:
        scores = slot_scores([(self.GOLD, self.GOLD), (set(), {(0, 1, "place")}), (self.GOLD, set())])
        self.assertEqual(scores, {"slot_precision": 0.6667, "slot_recall": 0.5, "slot_f1": 0.5714})

    def test_spans_are_start_end_and_type(self) -> None:
        slots = [SimpleNamespace(start=0, end=4, type="place", text="rome"), SimpleNamespace(start=0, end=4, type="place", text="Rome")]
        self.assertEqual(spans_of(slots), {(0, 4, "place")})


if __name__ == "__main__":
    unittest.main()
