from __future__ import annotations

import unittest

from training.config import ExportConfig
from training.corpus import DataError
from training.graph import backbone_model, head_model
from training.graph_builder import PRECISIONS
from training.head import Head
from training.model import Backbone
from training.precision import refuse
from training.tests.test_graph import BACKBONE, HEAD, randomised


def counts(intents: int, right: int, of: int = 100) -> dict:
    return {"utterances": of, "intents": intents, "right": right, "found": of, "gold": of,
            "intent_accuracy": intents / of, "slot_f1": right / of}


class PrecisionTests(unittest.TestCase):
    def test_a_head_in_fp16_takes_half_of_what_it_takes_in_fp32(self) -> None:
        head = randomised(Head(HEAD, 24, 3, 5))
        sizes = {p: sum(len(t.raw_data) for t in head_model(head, p).graph.initializer) for p in PRECISIONS}
        self.assertLess(sizes["fp16"], 0.55 * sizes["fp32"])

    def test_only_the_wanted_layers_are_built(self) -> None:
        model = backbone_model(randomised(Backbone(BACKBONE, 20)), taps=[2])
        self.assertEqual([o.name for o in model.graph.output], ["layer_2"])
        self.assertFalse(any(t.name.startswith("layers.3") for t in model.graph.initializer))

    def test_a_package_that_loses_too_much_is_refused_by_name(self) -> None:
        settings = ExportConfig("fp16", "fp16", False, 0.005, 0.01)
        full = counts(90, 80)
        refuse({"packages": {"alarm": {"fp32": full, "fp16": counts(89, 79), "int8/fp16": counts(0, 0)}}}, settings, "fp16")
        with self.assertRaisesRegex(DataError, "alarm: intent accuracy falls by 2.0 points"):
            refuse({"packages": {"alarm": {"fp32": full, "fp16": counts(88, 80)}}}, settings, "fp16")
        with self.assertRaisesRegex(DataError, "iot: slot F1 falls by 3.0 points"):
            refuse({"packages": {"iot": {"fp32": full, "fp16": counts(90, 77)}}}, settings, "fp16")


if __name__ == "__main__":
    unittest.main()
