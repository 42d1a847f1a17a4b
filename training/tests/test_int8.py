from __future__ import annotations

import dataclasses
import itertools
import tempfile
import unittest
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import nn

from training.base import load_base
from training.characters import write_characters
from training.config import BackboneConfig, load_config
from training.export import export_backbone
from training.graph import backbone_model, round_to_stored
from training.int8 import GREATEST, LEVELS, Int8Linear, int8_rows, plain_state, rounded, steps_of
from training.model import Backbone
from training.onnx_numpy import run
from training.states import fit_to, load_backbone, pad
from training.tests.support import SMOKE_CONFIG, small_tokenizer
from training.tests.test_graph import BACKBONE, IDS, MASK, randomised
from training.tokenizer import Encoding

POST_NORM = dataclasses.replace(BACKBONE, narrow_layers=0, narrow_heads=0, narrow_ffn=0, first_tap=3, post_norm=True, small_layers=True)
PRE_NORM = dataclasses.replace(BACKBONE, small_layers=True)


def encoding(ids: list[int]) -> Encoding:
    return Encoding(ids, [0] * len(ids), [0] * len(ids), [False] + [True] * (len(ids) - 2) + [False], False)


def fitted(shape: BackboneConfig) -> tuple[Backbone, Backbone]:
    """A backbone with a few large channels, and the same one with int8 layers."""
    plain = randomised(Backbone(shape, 20))
    for layer in plain.wide:
        layer.ffn_norm.weight.data[:2] *= 20.0
    whole = Backbone(shape, 20).eval()
    whole.load_state_dict(plain.state_dict())
    fit_to(whole, [encoding([2, *draw, 3]) for draw in itertools.permutations(range(10, 16), 3)])
    return plain, round_to_stored(whole)


class Int8Tests(unittest.TestCase):
    @torch.no_grad()
    def test_a_layer_comes_close_although_some_channels_are_much_larger(self) -> None:
        torch.manual_seed(1)
        linear, inputs = nn.Linear(64, 32), torch.randn(400, 64) * torch.tensor([100.0, 30.0] + [1.0] * 62)
        layer, wanted = Int8Linear.of(linear, inputs), linear(inputs)
        error = float((layer(inputs) - wanted).norm() / wanted.norm())
        whole, scale = int8_rows(linear.weight)
        unsmoothed = rounded(inputs, *steps_of(inputs.min(), inputs.max())) @ (whole * scale).t() + linear.bias
        self.assertLess(error, 0.03)
        self.assertLess(error, 0.5 * float((unsmoothed - wanted).norm() / wanted.norm()))
        torch.testing.assert_close(inputs @ layer.plain_weight().t() + layer.bias, wanted, rtol=0.05, atol=2.0)

    def test_inputs_are_rounded_to_the_nearest_step_and_cut_off_outside(self) -> None:
        step, zero = steps_of(torch.tensor(-1.0), torch.tensor(3.0))
        inside = torch.linspace(-1.0, 3.0, 1001)
        self.assertLessEqual(float((rounded(inside, step, zero) - inside).abs().max()), float(step) * 0.75)
        self.assertEqual(float(rounded(torch.zeros(()), step, zero)), 0.0)
        far = rounded(torch.tensor([-50.0, 50.0]), step, zero)
        self.assertEqual(((far / step).round() + zero).tolist(), [0.0, LEVELS])
        step, zero = steps_of(torch.tensor(0.0), torch.tensor(0.0))
        self.assertEqual(float(rounded(torch.zeros(()), step, zero)), 0.0, "a layer that has only seen zeros")

    def test_weights_stay_what_they_are_when_they_are_rounded_again(self) -> None:
        whole, scale = int8_rows(torch.randn(7, 30))
        again, same = int8_rows(whole * scale * 3.0)
        self.assertTrue(torch.equal(whole, again))
        torch.testing.assert_close(same, 3.0 * scale)
        self.assertEqual(int(whole.abs().amax()), GREATEST)
        self.assertLessEqual(2 * LEVELS * GREATEST, 2**15 - 1, "two products are added up in 16 bits")

    @torch.no_grad()
    def test_states_come_close_and_depend_on_no_other_text(self) -> None:
        for shape in (POST_NORM, PRE_NORM):
            with self.subTest(post_norm=shape.post_norm):
                plain, whole = fitted(shape)
                ids, mask = torch.from_numpy(IDS), torch.from_numpy(MASK)
                wanted, found = plain(ids, mask)[3][mask > 0], whole(ids, mask)[3][mask > 0]
                self.assertLess(float((found - wanted).norm() / wanted.norm()), 0.2)
                self.assertGreater(float((found - wanted).abs().max()), 1e-4, "eight bits are not exact")
                alone = whole(ids[1:, :3], mask[1:, :3])[3]
                torch.testing.assert_close(whole(ids, mask)[3][1:, :3], alone, rtol=1e-3, atol=1e-3)

    @torch.no_grad()
    def test_the_graph_computes_what_pytorch_computes(self) -> None:
        for shape, fuse in itertools.product((POST_NORM, PRE_NORM), (False, True)):
            with self.subTest(post_norm=shape.post_norm, fuse=fuse):
                _, whole = fitted(shape)
                model = backbone_model(whole, fuse=fuse)
                found = run(model, {"input_ids": IDS, "attention_mask": MASK})
                wanted = whole(torch.from_numpy(IDS), torch.from_numpy(MASK))
                for tap in whole.taps:
                    # A number beside the middle of two steps may go either way.
                    self.assertLess(float(np.abs(found[f"layer_{tap}"] - wanted[tap].numpy())[MASK > 0].mean()), 1e-2)
                stored = {t.name: t.data_type for t in model.graph.initializer}
                self.assertEqual((stored["layers.1.qkv.int8"], stored["layers.1.qkv.zero"]), (onnx.TensorProto.INT8, onnx.TensorProto.UINT8))
                self.assertNotIn("layers.1.qkv.weight.fp16", stored)

    @torch.no_grad()
    def test_a_package_is_read_back_as_it_was_and_as_plain_layers(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "tokenizer").mkdir()
            vocabulary = small_tokenizer().vocabulary
            (root / "tokenizer" / "vocab.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
            write_characters(root / "tokenizer" / "characters.txt")
            config = load_config(SMOKE_CONFIG)
            for fused in (False, True):
                torch.manual_seed(3)
                settings = dataclasses.replace(config, backbone=dataclasses.replace(POST_NORM, small_tokens=True),
                                               export=dataclasses.replace(config.export, backbone="fp16", fused=fused))
                torch.save(Backbone(settings.backbone, len(vocabulary)).state_dict(), root / "backbone.pt")
                backbone, tokenizer = load_backbone(settings, root, texts=["wake me up at seven", "turn off the lights", "play some jazz"])
                round_to_stored(backbone)
                export_backbone(settings, root, root / "models", backbone, tokenizer)
                base = load_base(root / "models" / "backbone" / "tiny" / "1.0.0")
                self.assertEqual((base.config, base.precision), (settings.backbone, "int8"))
                ids, mask = pad([tokenizer.encode("wake me up", 16)])
                wanted = backbone(ids, mask)[3]
                torch.testing.assert_close(base.backbone(ids, mask)[3], wanted, rtol=1e-4, atol=1e-4)
                base.unpack(root / "again")
                torch.testing.assert_close(load_backbone(settings, root / "again")[0](ids, mask)[3], wanted, rtol=1e-4, atol=1e-4)
                plain = load_backbone(settings, root / "again", stored=False)[0]
                self.assertEqual(plain.state_dict().keys(), plain_state(backbone).keys())
                self.assertLess(float((plain(ids, mask)[3] - wanted).norm() / wanted.norm()), 0.2)


if __name__ == "__main__":
    unittest.main()
