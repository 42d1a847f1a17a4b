from __future__ import annotations

import unittest

import numpy as np

from training.config import ExportConfig
from training.corpus import DataError
from training.graph import backbone_model, head_model
from training.graph_builder import PRECISIONS
from training.head import Head
from training.model import Backbone
from training.precision import Answers, refuse, rows_of
from training.tally import Tally
from training.tests.test_graph import BACKBONE, HEAD, randomised


def answers(right: int, slot_errors: list[int], of: int = 400) -> Answers:
    """The first ``right`` of so many intents right, and that many wrong slots of one each; later utterances have none."""
    errors = np.array(slot_errors + [0] * (of - len(slot_errors)))
    return Answers(Tally(of, right, of - int(errors.sum()), of, of), np.arange(of) < right, errors)


class PrecisionTests(unittest.TestCase):
    def test_a_head_in_fp16_takes_half_of_what_it_takes_in_fp32(self) -> None:
        head = randomised(Head(HEAD, 24, 3, 5))
        sizes = {p: sum(len(t.raw_data) for t in head_model(head, p).graph.initializer) for p in PRECISIONS}
        self.assertLess(sizes["fp16"], 0.55 * sizes["fp32"])

    def test_only_the_wanted_layers_are_built(self) -> None:
        model = backbone_model(randomised(Backbone(BACKBONE, 20)), taps=[2])
        self.assertEqual([o.name for o in model.graph.output], ["layer_2"])
        self.assertFalse(any(t.name.startswith("layers.3") for t in model.graph.initializer))

    def test_a_head_that_loses_too_much_is_refused_by_name(self) -> None:
        settings = ExportConfig("fp16", "fp16", False, 0.005, 0.01)
        full = answers(380, [])
        for found, problem in ((answers(378, [1] * 2), None), (answers(376, []), "alarm: intent accuracy falls by 1.0 points"),
                               (answers(380, [1] * 8), "alarm: slot F1 falls by 2.0 points"), (answers(390, []), None)):
            rows = {"alarm": rows_of({"fp32": full, "fp16": found})}
            if problem is None:
                refuse(rows, settings, "fp16")
            else:
                with self.assertRaisesRegex(DataError, problem):
                    refuse(rows, settings, "fp16")

    def test_what_coins_would_lose_is_no_loss(self) -> None:
        settings = ExportConfig("fp16", "fp16", False, 0.005, 0.01)
        full, found = answers(380, []), answers(376, [])
        found.intents[360:370], found.intents[390:400] = False, True  # as many for the better, and still four fewer
        rows = rows_of({"fp32": full, "fp16": found})
        self.assertEqual((rows["fp16"]["worse"]["intents"], rows["fp16"]["better"]["intents"]), (14, 10))
        refuse({"alarm": rows}, settings, "fp16")

    def test_heads_are_counted_together(self) -> None:
        both = Answers.of_all([answers(3, [1, 1], 4), answers(1, [2], 2)])
        self.assertEqual(both.tally.counts(), {"utterances": 6, "intents": 4, "right": 2, "found": 6, "gold": 6})
        self.assertEqual(both.changes(answers(6, [], 6)), {"worse": {"intents": 2, "slots": 3}, "better": {"intents": 0, "slots": 0}})


if __name__ == "__main__":
    unittest.main()
