from __future__ import annotations

import dataclasses
import unittest
from unittest import mock

import numpy as np
import torch

from training import warmup_report
from training.config import load_config
from training.corpus import Entity
from training.head_data import IGNORED
from training.joint import Batch, JointData, JointHead, JointNetwork, joint_labels, pad_slots
from training.pool import DEVELOPMENT, HEADS, Example
from training.states import pad
from training.teacher import Teacher
from training.tests.support import SMOKE_CONFIG, small_tokenizer
from training.warmup_loss import Losses


def pool() -> list[Example]:
    wake = [Example(f"wake me at {n}", "hwu64", HEADS, "alarm", "set", (Entity(11, 12, "time"),)) for n in range(10)]
    lamp = [Example(f"lamp {n} on", "hwu64", HEADS, "iot", "on") for n in range(10)]
    outside = [Example(f"book a room {n}", "outside", HEADS) for n in range(10)]
    return [*wake, *lamp, *outside, Example("wake me", "hwu64", DEVELOPMENT, "alarm", "set"),
            Example("what is this", "hwu64", DEVELOPMENT, "knowledge", "never_trained")]


class JointTests(unittest.TestCase):
    def setUp(self) -> None:
        self.pool = pool()
        self.encodings = [e.encode(small_tokenizer(), 64) for e in self.pool]
        self.labels = joint_labels(self.pool)
        self.data = JointData(self.pool, self.encodings, self.labels, {"hwu64": 0.5, "outside": 0.5},
                              np.random.default_rng(1))

    def test_labels_are_those_of_the_training_part_with_out_of_scope_first(self) -> None:
        self.assertEqual(self.labels.classes, [("reject", "reject"), ("alarm", "set"), ("iot", "on")])
        self.assertEqual(self.labels.slot_labels, ["O", "B-time", "I-time"])

    def test_development_figures_are_of_a_bounded_number_of_utterances_always_the_same(self) -> None:
        self.data.development = np.arange(len(self.pool))

        def judged() -> list[int]:
            return sorted(int(i) for indices, _, _ in warmup_report.development_batches(self.data) for i in indices)

        self.assertEqual(list(range(len(self.pool))), judged())
        with mock.patch.object(warmup_report, "JUDGED", 5):
            few = judged()
            self.assertEqual((5, 5), (len(few), len(set(few))))
            self.assertEqual(few, judged())

    def test_batches_hold_training_utterances_only_and_both_sources(self) -> None:
        batches = self.data.batches(120)
        drawn = np.concatenate([next(batches) for _ in range(20)])
        self.assertFalse(set(drawn) & set(self.data.development))
        self.assertEqual({self.pool[i].source for i in drawn}, {"hwu64", "outside"})

    def test_texts_of_no_subsystem_have_no_slot_targets(self) -> None:
        batch = self.data.rows(np.array([0, 20]), None, lambda e: e.encode(small_tokenizer(), 64))
        self.assertEqual(batch.classes.tolist(), [1, 0])
        self.assertEqual(batch.gate(self.labels).tolist(), [[1.0, 0.0], [0.0, 0.0]])
        padded = pad_slots(batch.slots)
        self.assertEqual(int((padded[0] == 1).sum()), 1)
        self.assertTrue(bool((padded[1] == IGNORED).all()))

    def test_a_changed_copy_brings_its_own_tokens_and_slots(self) -> None:
        longer = Example("please wake me at 5", "hwu64", HEADS, "alarm", "set", (Entity(18, 19, "time"),))
        batch = self.data.rows(np.array([0]), lambda e: longer, lambda e: e.encode(small_tokenizer(), 64))
        self.assertEqual(len(batch.encodings[0].ids), len(batch.slots[0]))
        self.assertEqual(int((batch.slots[0] == 1).argmax()), len(batch.slots[0]) - 2)

    def test_a_changed_copy_may_forbid_except_or_belong_to_nobody(self) -> None:
        forbidden = Example("never wake me at 5", "hwu64", HEADS, "alarm", "set", (Entity(17, 18, "time", True),), negated=True)
        batch = self.data.rows(np.array([0]), lambda e: forbidden, lambda e: e.encode(small_tokenizer(), 64))
        self.assertEqual((batch.classes.tolist(), batch.negated.tolist()), ([1], [1.0]))
        self.assertEqual(batch.excluded[0].argmax(), len(batch.slots[0]) - 2)
        reported = Example("he said wake me at 5", "hwu64", HEADS)
        batch = self.data.rows(np.array([0]), lambda e: reported, lambda e: e.encode(small_tokenizer(), 64))
        self.assertEqual((batch.classes.tolist(), batch.negated.tolist()), ([0], [0.0]))
        self.assertTrue(all(label == IGNORED for label in batch.slots[0]))

    def test_a_set_that_says_not_does_not_tell_whether_it_forbids_but_a_grammar_does(self) -> None:
        pool = [Example("don't wake me at 7", "hwu64", HEADS, "alarm", "set"), Example("why don't you wake me", "hwu64", HEADS, "alarm", "set", sampled=True),
                Example("never wake me", "hwu64", HEADS, "alarm", "set", negated=True), Example("wake me", "hwu64", HEADS, "alarm", "set")]
        encodings = [e.encode(small_tokenizer(), 64) for e in pool]
        data = JointData(pool, encodings, joint_labels(pool), {"hwu64": 1.0}, np.random.default_rng(1))
        batch = data.rows(np.arange(4), None, lambda e: e.encode(small_tokenizer(), 64))
        self.assertEqual(batch.negated.tolist(), [-1.0, 0.0, 1.0, 0.0])

    def test_teachers_are_heard_where_the_utterance_is_the_one_they_were_asked_about(self) -> None:
        offsets = np.concatenate([[0], np.cumsum([len(e.ids) for e in self.encodings])])
        certain = np.log(np.tile([1e-6, 1e-6, 1.0], (len(self.pool), 1)))  # of 'iot', whatever is said
        teacher = Teacher(self.labels, offsets, certain, np.log(np.full((int(offsets[-1]), 3), 1 / 3)))
        config = load_config(SMOKE_CONFIG)
        torch.manual_seed(1)
        network = JointNetwork(config, len(small_tokenizer().vocabulary), self.labels)
        slots = [self.data.slots[0]]

        def loss(encoding, share: float) -> float:
            settings = dataclasses.replace(config.warmup, distil_weight=share, mask_rate=0.0, label_smoothing=0.0)
            network.eval()
            losses = Losses(dataclasses.replace(config, warmup=settings), network, 50, np.random.default_rng(1), teacher, None)
            batch = Batch([encoding], np.array([1]), slots, np.zeros(1, np.float32), np.zeros((1, len(encoding.ids)), np.float32))
            return losses.labelled(self.data, np.array([0]), batch)[1][0]

        copy = dataclasses.replace(self.encodings[0])
        label, asked = loss(self.encodings[0], 0.0), loss(self.encodings[0], 1.0)
        self.assertNotAlmostEqual(label, asked, places=3)
        self.assertAlmostEqual(loss(self.encodings[0], 0.5), (label + asked) / 2, places=5)
        self.assertAlmostEqual(loss(copy, 1.0), label, places=6)
        self.assertEqual(teacher.targets(np.array([0]), 2)[1].shape, (1, 2, 3), "a changed copy may be shorter than what was asked about")

    def test_once_settled_only_the_readouts_learn(self) -> None:
        config = load_config(SMOKE_CONFIG)
        config = dataclasses.replace(config, readouts=dataclasses.replace(config.readouts, weight=0.5))
        network = JointNetwork(config, len(small_tokenizer().vocabulary), self.labels)
        batch = self.data.rows(np.array([0, 1]), None, lambda e: e.encode(small_tokenizer(), 64))
        loss, tokens = Losses(config, network, 50, np.random.default_rng(1), None, None).settled(self.data, batch)
        loss.backward()
        learning = {name.split(".")[0] for name, parameter in network.named_parameters() if parameter.grad is not None}
        self.assertEqual((learning, tokens), ({"readouts"}, sum(len(e.ids) for e in batch.encodings)))

    @torch.no_grad()
    def test_padding_does_not_change_the_joint_head(self) -> None:
        head = JointHead(8, self.labels, 0.5).eval()
        _, mask = pad([self.encodings[0], self.encodings[-2]])
        states = torch.randn(*mask.shape, 8)
        together = head(states, mask)[0][1]
        length = int(mask[1].sum())
        alone = head(states[1:, :length], mask[1:, :length])[0][0]
        torch.testing.assert_close(together, alone)


if __name__ == "__main__":
    unittest.main()
