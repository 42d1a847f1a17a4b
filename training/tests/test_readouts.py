from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

from training.config import BackboneConfig
from training.corpus import DataError
from training.likeness import nearest_mean
from training.readouts import GateReport, Readouts, choose_gate, load_readouts, save_readouts
from training.references import encoding_of, read_references, text_of
from training.tests.support import small_tokenizer
from training.tokenizer import CLS, SEP

SHAPE = BackboneConfig("tiny", "1.0.0", 64, 2, 24, 4, 32, 0, 8, 0, 0, 3, True, 1e-12, True, False)


class ReadoutTests(unittest.TestCase):
    @torch.no_grad()
    def test_likeness_begins_as_the_pooled_states_of_the_untouched_encoder_and_padding_does_not_count(self) -> None:
        states = {2: torch.randn(2, 5, 24), 3: torch.randn(2, 5, 8)}
        mask = torch.tensor([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]])
        for pooling, wanted in (("mean", states[2][1, :3].mean(0)), ("first", states[2][1, 0])):
            said = Readouts(SHAPE, ["a", "b"], pooling)(states, mask)
            torch.testing.assert_close(said.likeness[1], torch.nn.functional.normalize(wanted, dim=0))
            alone = Readouts(SHAPE, ["a", "b"], pooling)
            alone.load_state_dict(alone.state_dict())
            short = alone({n: s[1:, :3] for n, s in states.items()}, mask[1:, :3])
            torch.testing.assert_close(short.gate, alone(states, mask).gate[1:])
        self.assertIsNone(Readouts(SHAPE, ["a"], "")(states, mask).likeness)

    def test_the_gate_is_as_high_as_the_allowed_loss_permits(self) -> None:
        rng = np.random.default_rng(1)
        targets = rng.integers(0, 4, 2000)
        found = rng.random((2000, 4)) * 0.2
        found[np.arange(2000), targets] = 0.3 + 0.7 * rng.random(2000)
        found[:10, :][np.arange(10), targets[:10]] = 0.01
        for loss in (0.0, 0.001, 0.005, 0.05):
            report = choose_gate(found, targets, loss)
            self.assertLessEqual(report.lost, loss)
            own = found[np.arange(2000), targets]
            self.assertTrue(report.threshold == 0.5 or (own < report.threshold + 2e-6).mean() >= loss - 1e-9, report)
        self.assertGreater(choose_gate(found, targets, 0.001).asked, choose_gate(found, targets, 0.05).asked)
        self.assertEqual(choose_gate(found[:3], np.array([-1, -1, -1]), 0.001).lost, 0.0)

    def test_what_was_saved_is_what_is_loaded(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / "readouts.pt"
            self.assertIsNone(load_readouts(SHAPE, path))
            saved = Readouts(SHAPE, ["alarm", "iot"], "mean")
            save_readouts(path, saved, GateReport(0.125, 2.5, 0.001))
            loaded = load_readouts(SHAPE, path)
            assert loaded is not None
            self.assertEqual((loaded[0].subsystems, loaded[0].pooling, loaded[1]), (["alarm", "iot"], "mean", GateReport(0.125, 2.5, 0.001)))
            for name, values in saved.state_dict().items():
                self.assertTrue(torch.equal(values, loaded[0].state_dict()[name]), name)

    def test_the_nearest_mean_finds_what_lies_together_and_nothing_in_chance(self) -> None:
        rng = np.random.default_rng(2)
        targets = np.repeat(np.arange(10), 12)
        centres = rng.normal(size=(10, 16))
        near = centres[targets] + 0.05 * rng.normal(size=(120, 16))
        self.assertGreater(nearest_mean((near / np.linalg.norm(near, axis=1, keepdims=True)).astype(np.float32), targets, 1), 0.99)
        self.assertLess(nearest_mean(rng.normal(size=(120, 16)).astype(np.float32), targets, 1), 0.3)


class ReferenceTests(unittest.TestCase):
    def setUp(self) -> None:
        self.tokenizer = small_tokenizer()
        self.directory = tempfile.TemporaryDirectory()
        self.path = Path(self.directory.name) / "references.jsonl"

    def tearDown(self) -> None:
        self.directory.cleanup()

    def test_ids_become_the_encoding_of_the_text_again(self) -> None:
        wanted = self.tokenizer.encode("wake unable 打 ! waking", 64)
        found = encoding_of(wanted.ids, self.tokenizer.vocabulary)
        self.assertEqual((found.ids, found.word_start, found.starts, found.ends), (wanted.ids, wanted.word_start, wanted.starts, wanted.ends))
        self.assertEqual(text_of(wanted.ids, self.tokenizer.vocabulary), "wake unable 打 ! waking")

    def test_lines_are_read_and_bad_ones_named(self) -> None:
        pieces = self.tokenizer.vocabulary
        self.path.write_text('{"subsystem":"alarm","ids":[%d,7,%d]}\n{"subsystem":null,"ids":[%d,8,9,%d]}\n' % (CLS, SEP, CLS, SEP), encoding="utf-8")
        found = read_references(self.path, pieces, 64)
        self.assertEqual([(name, encoding.ids) for name, encoding in found], [("alarm", [CLS, 7, SEP]), (None, [CLS, 8, 9, SEP])])
        for bad in ("x", "[]", '{"ids":[]}', '{"subsystem":null,"ids":[2,3]}', '{"subsystem":null,"ids":[2,99999,3]}', '{"subsystem":1,"ids":[2,7,3]}',
                    '{"subsystem":null,"ids":[7,7,3]}', '{"subsystem":null,"ids":"237"}', '{"subsystem":null,"ids":[2,true,7.5,3]}',
                    '{"subsystem":null,"ids":[%s]}' % ",".join(["2", *["7"] * 70, "3"])):
            self.path.write_text(bad + "\n", encoding="utf-8")
            with self.assertRaisesRegex(DataError, "references.jsonl:1"):
                read_references(self.path, pieces, 64)


if __name__ == "__main__":
    unittest.main()
