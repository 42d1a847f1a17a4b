from __future__ import annotations

import unittest

import numpy as np
import onnx
import torch

from training.config import ExportConfig
from training.corpus import DataError
from training.export import stored_states
from training.graph import backbone_model, head_model
from training.head import Head
from training.model import Backbone
from training.onnx_numpy import run
from training.precision import refuse
from training.tests.test_graph import BACKBONE, HEAD, IDS, MASK, randomised
from training.tokenizer import Encoding


def counts(intents: int, right: int, of: int = 100) -> dict:
    return {"utterances": of, "intents": intents, "right": right, "found": of, "gold": of,
            "intent_accuracy": intents / of, "slot_f1": right / of}


class PrecisionTests(unittest.TestCase):
    @torch.no_grad()
    def test_int8_graphs_come_close_and_hold_whole_numbers(self) -> None:
        backbone = randomised(Backbone(BACKBONE, 20))
        inputs = {"input_ids": IDS, "attention_mask": MASK}
        full = run(backbone_model(backbone, "fp32"), inputs)["layer_4"][MASK > 0]
        graph = backbone_model(backbone, "int8")
        small = run(graph, inputs)["layer_4"][MASK > 0]
        self.assertLess(np.abs(small - full).mean(), 0.1 * np.abs(full).mean())
        self.assertTrue(any(t.name.endswith(".int8") and t.data_type == onnx.TensorProto.UINT8 for t in graph.graph.initializer))

    @torch.no_grad()
    def test_the_states_recorded_for_an_int8_package_are_those_of_its_graph(self) -> None:
        backbone = randomised(Backbone(BACKBONE, 20))
        encoding = Encoding(IDS[0].tolist(), [0] * 5, [0] * 5, [False, True, True, True, False], False)
        graph = backbone_model(backbone, "int8", fuse=True)
        recorded = stored_states(backbone, graph, [2, 4], encoding, "int8")
        answered = run(graph, {"input_ids": IDS[:1], "attention_mask": np.ones((1, 5), np.int64)})
        exact = stored_states(backbone, graph, [2, 4], encoding, "fp16")
        for tap in (2, 4):
            np.testing.assert_array_equal(recorded[tap].numpy(), answered[f"layer_{tap}"])
            self.assertGreater(float((recorded[tap] - exact[tap]).abs().max()), 1e-4, "eight bits are not exact")

    def test_an_int8_head_is_smaller_than_fp16_and_that_smaller_than_fp32(self) -> None:
        head = randomised(Head(HEAD, 24, 3, 5))
        sizes = {p: sum(len(t.raw_data) for t in head_model(head, p).graph.initializer) for p in ("fp32", "fp16", "int8")}
        self.assertLess(sizes["fp16"], sizes["fp32"])
        self.assertLess(sizes["int8"], sizes["fp16"])

    def test_only_the_wanted_layers_are_built(self) -> None:
        model = backbone_model(randomised(Backbone(BACKBONE, 20)), taps=[2])
        self.assertEqual([o.name for o in model.graph.output], ["layer_2"])
        self.assertFalse(any(t.name.startswith("layers.3") for t in model.graph.initializer))

    def test_a_package_that_loses_too_much_is_refused_by_name(self) -> None:
        settings = ExportConfig("fp16", "fp16", False, 0.005, 0.01)
        full = counts(90, 80)
        refuse({"packages": {"alarm": {"fp32": full, "fp16": counts(89, 79), "int8": counts(0, 0)}}}, settings, "fp16")
        with self.assertRaisesRegex(DataError, "alarm: intent accuracy falls by 2.0 points"):
            refuse({"packages": {"alarm": {"fp32": full, "fp16": counts(88, 80)}}}, settings, "fp16")
        with self.assertRaisesRegex(DataError, "iot: slot F1 falls by 3.0 points"):
            refuse({"packages": {"iot": {"fp32": full, "fp16": counts(90, 77)}}}, settings, "fp16")


if __name__ == "__main__":
    unittest.main()
