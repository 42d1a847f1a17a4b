from __future__ import annotations

import unittest

import numpy as np
import torch

from training.config import BackboneConfig, HeadConfig
from training.graph import backbone_model, head_model, round_to_stored
from training.graph_builder import PRECISIONS
from training.head import Head
from training.model import Backbone
from training.onnx_numpy import run

BACKBONE = BackboneConfig("tiny", "1.0.0", 16, 2, 24, 2, 48, 2, 12, 2, 24, 2, False, 1e-5, False, False)
HEAD = HeadConfig(tap=2, own_layers=2, hidden=16, heads=2, ffn=32, embedding_buckets=8, embedding_width=4, pair_buckets=0,
                  crf_weight=0.0, ngram_buckets=0,
                  lexicon_phrases=0, lexicon_dropout=0.0, dropout=0.1, state_dropout=0.1)
IDS = np.array([[2, 11, 12, 13, 3], [2, 14, 3, 0, 0]])
MASK = (IDS > 0).astype(np.int64)


def randomised(model: torch.nn.Module) -> torch.nn.Module:
    torch.manual_seed(4)
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    return round_to_stored(model.eval())


class GraphTests(unittest.TestCase):
    @torch.no_grad()
    def test_the_backbone_graph_computes_what_pytorch_computes(self) -> None:
        backbone = randomised(Backbone(BACKBONE, 20))
        model = backbone_model(backbone)
        self.assertEqual([o.name for o in model.graph.output], ["layer_2", "layer_3", "layer_4"])
        outputs = run(model, {"input_ids": IDS, "attention_mask": MASK})
        states = backbone(torch.from_numpy(IDS), torch.from_numpy(MASK))
        for tap in backbone.taps:
            np.testing.assert_allclose(outputs[f"layer_{tap}"], states[tap].numpy(), rtol=1e-3, atol=1e-3)

    @torch.no_grad()
    def test_the_head_graph_computes_what_pytorch_computes(self) -> None:
        for buckets, pairs in ((8, 0), (0, 0), (8, 16), (0, 16)):
            with self.subTest(buckets=buckets, pairs=pairs):
                shape = HeadConfig(**{**HEAD.__dict__, "embedding_buckets": buckets, "pair_buckets": pairs})
                head = randomised(Head(shape, 24, 3, 5))
                hidden = torch.randn(2, 5, 24)
                model = head_model(head)
                inputs = {"hidden": hidden.numpy(), "attention_mask": MASK, "input_ids": IDS}
                self.assertEqual("input_ids" in [i.name for i in model.graph.input], buckets + pairs > 0)
                outputs = run(model, inputs)
                intents, slots = head(hidden, torch.from_numpy(MASK), torch.from_numpy(IDS))
                np.testing.assert_allclose(outputs["intent_logits"], intents.numpy(), rtol=1e-3, atol=1e-3)
                np.testing.assert_allclose(outputs["slot_logits"], slots.numpy(), rtol=1e-3, atol=1e-3)

    @torch.no_grad()
    def test_the_graph_of_a_head_with_a_lexicon_computes_what_pytorch_computes(self) -> None:
        head, hidden = randomised(Head(HEAD, 24, 3, 5, 7)), torch.randn(2, 5, 24)
        tags = (torch.rand(2, 5, 7) < 0.5).float()
        tags[:, :, 0] = 1.0
        for precision in PRECISIONS:
            with self.subTest(precision=precision):
                model = head_model(head, precision)
                inputs = {"hidden": hidden.numpy(), "attention_mask": MASK, "input_ids": IDS, "lexicon_tags": tags.numpy()}
                self.assertEqual([i.name for i in model.graph.input], list(inputs))
                outputs = run(model, inputs)
                intents, slots = head(hidden, torch.from_numpy(MASK), torch.from_numpy(IDS), tags=tags)
                np.testing.assert_allclose(outputs["intent_logits"], intents.numpy(), rtol=1e-3, atol=1e-3)
                np.testing.assert_allclose(outputs["slot_logits"], slots.numpy(), rtol=1e-3, atol=1e-3)

    @torch.no_grad()
    def test_graphs_of_fused_operators_compute_the_same(self) -> None:
        backbone, head = randomised(Backbone(BACKBONE, 20)), randomised(Head(HEAD, 24, 3, 5))
        inputs = {"input_ids": IDS, "attention_mask": MASK}
        for precision in PRECISIONS:
            with self.subTest(precision=precision):
                plain = run(backbone_model(backbone, precision), inputs)
                graph = backbone_model(backbone, precision, fuse=True)
                kinds = {node.op_type for node in graph.graph.node if node.domain == "com.microsoft"}
                self.assertEqual(kinds, {"SkipLayerNormalization", "BiasGelu", "Attention"})
                for name, values in run(graph, inputs).items():
                    np.testing.assert_allclose(values[MASK > 0], plain[name][MASK > 0], rtol=1e-4, atol=1e-4)
                states = {"hidden": plain["layer_2"], "attention_mask": MASK, "input_ids": IDS}
                plain_head, fused_head = (run(head_model(head, precision, fuse), states) for fuse in (False, True))
                np.testing.assert_allclose(fused_head["intent_logits"], plain_head["intent_logits"], rtol=1e-4, atol=1e-4)

    def test_padding_does_not_change_an_utterance(self) -> None:
        model = backbone_model(randomised(Backbone(BACKBONE, 20)))
        padded = run(model, {"input_ids": IDS, "attention_mask": MASK})["layer_4"][1, :3]
        alone = run(model, {"input_ids": IDS[1:, :3], "attention_mask": MASK[1:, :3]})["layer_4"][0]
        np.testing.assert_allclose(padded, alone, rtol=1e-4, atol=1e-4)

    def test_weights_are_stored_as_fp16_and_widened_by_cast(self) -> None:
        model = backbone_model(randomised(Backbone(BACKBONE, 20)))
        weights = [t for t in model.graph.initializer if t.name.endswith(".fp16")]
        self.assertTrue(weights and all(t.data_type == 10 for t in weights))
        casts = {n.input[0] for n in model.graph.node if n.op_type == "Cast"}
        self.assertTrue({t.name for t in weights} <= casts)
        self.assertEqual([o.version for o in model.opset_import], [17])


if __name__ == "__main__":
    unittest.main()
