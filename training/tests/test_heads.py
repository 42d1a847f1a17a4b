from __future__ import annotations

import dataclasses
import os
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

from training.config import HeadConfig, load_config
from training.finetune import is_current
from training.head import Head, pair_buckets
from training.head_data import LabelSet, class_weights
from training.head_training import _backward, _Inputs, clock_share
from training.joint import JointLabels
from training.ngrams import ngram_table, ngrams
from training.teacher import HeadTeacher, Teacher
from training.tests.support import SMOKE_CONFIG
from training.tokenizer import SPECIAL
from training.transitions import legal

SHAPE = HeadConfig(tap=2, own_layers=1, hidden=8, heads=2, ffn=16, embedding_buckets=8, embedding_width=4, pair_buckets=8,
                   crf_weight=0.0, ngram_buckets=0,
                   lexicon_phrases=0, lexicon_dropout=0.0, dropout=0.2, state_dropout=0.0)


def teacher() -> Teacher:
    labels = JointLabels([("reject", "reject"), ("alarm", "set"), ("alarm", "query"), ("iot", "on")],
                         ["O", "B-place", "I-place", "B-time", "I-time"])
    classes = np.log(np.array([[0.1, 0.6, 0.1, 0.2]]))
    slots = np.log(np.array([[0.2, 0.1, 0.1, 0.5, 0.1], [0.9, 0.025, 0.025, 0.025, 0.025]]))
    return Teacher(labels, np.array([0, 2]), classes, slots)


class TeacherTests(unittest.TestCase):
    def test_a_head_sees_other_classes_as_reject_and_other_slot_types_as_outside(self) -> None:
        seen = HeadTeacher.of(teacher(), "alarm", LabelSet(["reject", "query", "set"], ["O", "B-time", "I-time"], ["en"]), 1.0)
        assert seen is not None
        intents, slots = seen.targets(np.array([0]), 3)
        np.testing.assert_allclose(intents.numpy(), [[0.3, 0.1, 0.6]], atol=1e-6)
        np.testing.assert_allclose(slots.numpy()[0], [[0.4, 0.5, 0.1], [0.95, 0.025, 0.025], [1, 0, 0]], atol=1e-6)

    def test_a_temperature_above_one_softens(self) -> None:
        seen = HeadTeacher.of(teacher(), "alarm", LabelSet(["reject", "set"], ["O"], ["en"]), 2.0)
        assert seen is not None
        self.assertLess(float(seen.targets(np.array([0]), 2)[0][0, 1]), 0.6)

    def test_a_teacher_that_lacks_a_label_is_not_asked(self) -> None:
        self.assertIsNone(HeadTeacher.of(teacher(), "news", LabelSet(["reject", "query"], ["O"], ["en"]), 1.0))


class CurrentHeadTests(unittest.TestCase):
    def test_a_head_is_trained_again_when_the_backbone_was_trained_after_it(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            work = Path(directory)
            head, backbone = work / "heads" / "alarm.pt", work / "backbone.pt"
            head.parent.mkdir()
            self.assertFalse(is_current(work, "alarm"))
            for file, seconds in ((head, 100), (backbone, 90)):
                file.touch()
                os.utime(file, (seconds, seconds))
            self.assertTrue(is_current(work, "alarm"))
            os.utime(backbone, (110, 110))
            self.assertFalse(is_current(work, "alarm"))
            backbone.unlink()
            self.assertTrue(is_current(work, "alarm"))


class HeadTests(unittest.TestCase):
    def test_pairs_of_neighbours_do_not_depend_on_padding(self) -> None:
        alone = pair_buckets(torch.tensor([[2, 7, 9, 3]]), 64)
        padded = pair_buckets(torch.tensor([[2, 7, 9, 3, 0, 0]]), 64)
        self.assertEqual(alone[0].tolist(), padded[0, :5].tolist())

    @torch.no_grad()
    def test_a_head_with_character_ngrams_is_stored_as_one_table_of_the_vocabulary(self) -> None:
        vocabulary = [*SPECIAL, "wake", "##ing", "waking", "打"]
        shape = dataclasses.replace(SHAPE, ngram_buckets=50)
        head = Head(shape, 6, 3, 5, ngrams=ngram_table(vocabulary, 50)).eval()
        stored = head.folded().eval()
        self.assertEqual((stored.config.ngram_buckets, stored.embedding.weight.shape[0]), (0, len(vocabulary)))
        ids = torch.tensor([[2, 5, 6, 8, 3], [2, 7, 3, 0, 0]])
        inputs = torch.randn(2, 5, 6), (ids > 0).long(), ids
        for expected, found in zip(head(*inputs), stored(*inputs)):
            torch.testing.assert_close(found, expected)
        self.assertIs(Head(SHAPE, 6, 3, 5).folded().config, SHAPE)

    def test_pieces_share_ngrams_and_only_those_that_begin_a_word_have_its_start(self) -> None:
        self.assertEqual(ngrams("wak"), ["<wa", "wak", "<wak"])
        self.assertEqual(ngrams("##wake"), ["wak", "ake", "wake"])
        table = ngram_table([*SPECIAL, "wake", "waking", "打"], 1000)
        self.assertTrue(set(table[5].tolist()) & set(table[6].tolist()) - {0})
        self.assertEqual((int(table[:5].sum()), int(table[7].sum())), (0, 0))
        self.assertLessEqual(int(table.max()), 1000)

    def test_rare_intents_weigh_more_and_the_own_utterances_one_on_average(self) -> None:
        settings = load_config(SMOKE_CONFIG).finetune
        counts = np.array([500, 90, 10])
        self.assertIsNone(class_weights(counts, dataclasses.replace(settings, class_power=0.0, class_beta=0.0)))
        for power, beta, ratio in ((0.5, 0.0, 3.0), (0.0, 0.9, (1 - 0.9 ** 90) / (1 - 0.9 ** 10))):
            weights = class_weights(counts, dataclasses.replace(settings, class_power=power, class_beta=beta))
            assert weights is not None
            self.assertAlmostEqual(float(weights[2] / weights[1]), ratio, places=4)
            self.assertAlmostEqual(float(weights[1:] @ counts[1:]) / 100, 1, places=5)
            self.assertEqual(weights[0], 1)

    def test_the_clock_says_nothing_while_there_is_time_to_spare_and_ends_a_training_when_it_is_up(self) -> None:
        self.assertLess(clock_share(0.0, 100.0), 0.0)
        self.assertLess(clock_share(4.0, 100.0), 0.0, "a slow start changes no learning rate")
        self.assertLess(clock_share(99.0, 100.0), 1.0)
        self.assertEqual(clock_share(100.0, 100.0), 1.0)
        self.assertLess(clock_share(1e6, float("inf")), 0.0)

    def test_the_weight_of_sequences_trains_the_transitions(self) -> None:
        for share in (0.0, 0.5):
            head = Head(dataclasses.replace(SHAPE, crf_weight=share), 6, 3, 5)
            self.assertEqual(head.learned_transitions is None, share == 0)
        labels = ["O", "B-a", "I-a", "B-b", "I-b"]
        gradient = self._gradient(load_config(SMOKE_CONFIG).finetune, dataclasses.replace(SHAPE, crf_weight=0.5), labels)
        self.assertGreater(len(gradient), len(self._gradient(load_config(SMOKE_CONFIG).finetune)))

    def test_every_switch_of_the_loss_changes_the_gradient(self) -> None:
        settings = dataclasses.replace(load_config(SMOKE_CONFIG).finetune, distil_weight=0.0, adversarial=0.0, r_drop=0.0,
                                       dropout_samples=1)
        plain = self._gradient(settings)
        self.assertTrue(torch.equal(plain, self._gradient(settings)))
        for change in ({"distil_weight": 0.5}, {"adversarial": 1.0}, {"r_drop": 1.0}, {"dropout_samples": 3}):
            with self.subTest(**change):
                changed = self._gradient(dataclasses.replace(settings, **change))
                self.assertFalse(torch.equal(plain, changed))

    def _gradient(self, settings, shape: HeadConfig = SHAPE, labels: list[str] | None = None) -> torch.Tensor:
        torch.manual_seed(2)
        head = Head(shape, 6, 3, 5)
        soft = (torch.full((2, 3), 1 / 3), torch.full((2, 4, 5), 0.2)) if settings.distil_weight else None
        batch = _Inputs(torch.randn(2, 4, 6), torch.ones(2, 4, dtype=torch.long), torch.tensor([[2, 5, 6, 3], [2, 7, 8, 3]]),
                        torch.tensor([1, 0]), torch.tensor([[-100, 1, 2, -100], [-100, 0, 0, -100]]),
                        torch.tensor([[0.0, 1, 1, 0], [0, 0.3, 0.3, 0]]), soft, allowed=legal(labels) if labels else None)
        config = dataclasses.replace(load_config(SMOKE_CONFIG), finetune=settings)
        _backward(head, batch, config)
        return torch.cat([p.grad.flatten() for p in head.parameters() if p.grad is not None])


if __name__ == "__main__":
    unittest.main()
