from __future__ import annotations

import dataclasses
import unittest

import numpy as np
import torch

from training.config import HeadConfig, load_config
from training.head import Head, pair_buckets
from training.head_data import LabelSet
from training.head_training import _backward, _Inputs
from training.joint import JointLabels
from training.teacher import HeadTeacher, Teacher
from training.tests.support import SMOKE_CONFIG

SHAPE = HeadConfig(tap=2, own_layers=1, hidden=8, heads=2, ffn=16, embedding_buckets=8, embedding_width=4, pair_buckets=8, crf_weight=0.0,
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


class HeadTests(unittest.TestCase):
    def test_pairs_of_neighbours_do_not_depend_on_padding(self) -> None:
        alone = pair_buckets(torch.tensor([[2, 7, 9, 3]]), 64)
        padded = pair_buckets(torch.tensor([[2, 7, 9, 3, 0, 0]]), 64)
        self.assertEqual(alone[0].tolist(), padded[0, :5].tolist())

    def test_every_switch_of_the_loss_changes_the_gradient(self) -> None:
        settings = dataclasses.replace(load_config(SMOKE_CONFIG).finetune, distil_weight=0.0, adversarial=0.0, r_drop=0.0,
                                       dropout_samples=1)
        plain = self._gradient(settings)
        self.assertTrue(torch.equal(plain, self._gradient(settings)))
        for change in ({"distil_weight": 0.5}, {"adversarial": 1.0}, {"r_drop": 1.0}, {"dropout_samples": 3}):
            with self.subTest(**change):
                changed = self._gradient(dataclasses.replace(settings, **change))
                self.assertFalse(torch.equal(plain, changed))

    def _gradient(self, settings) -> torch.Tensor:
        torch.manual_seed(2)
        head = Head(SHAPE, 6, 3, 5)
        soft = (torch.full((2, 3), 1 / 3), torch.full((2, 4, 5), 0.2)) if settings.distil_weight else None
        batch = _Inputs(torch.randn(2, 4, 6), torch.ones(2, 4, dtype=torch.long), torch.tensor([[2, 5, 6, 3], [2, 7, 8, 3]]),
                        torch.tensor([1, 0]), torch.tensor([[-100, 1, 2, -100], [-100, 0, 0, -100]]),
                        torch.tensor([[0.0, 1, 1, 0], [0, 0.3, 0.3, 0]]), soft)
        config = dataclasses.replace(load_config(SMOKE_CONFIG), finetune=settings)
        _backward(head, batch, config)
        return torch.cat([p.grad.flatten() for p in head.parameters() if p.grad is not None])


if __name__ == "__main__":
    unittest.main()
