from __future__ import annotations

import dataclasses
import unittest

import numpy as np
import torch

from training.adapt import Adapter, nearest_texts, task_texts
from training.config import AdaptConfig, load_config
from training.head import Head
from training.head_data import HeadData
from training.model import Backbone
from training.pool import DEVELOPMENT, HEADS, Example
from training.shards import Pieces, Shard
from training.tests.support import SMOKE_CONFIG, small_tokenizer
from training.tests.test_graph import BACKBONE, HEAD

VOCABULARY = 20
SETTINGS = AdaptConfig(domain_steps=0, task_steps=30, domain_texts=5, batch=8, learning_rate=5e-3, mask_rate=0.3)


def pieces(*ids: int) -> Pieces:
    return Pieces(np.array([2, *ids, 3]), np.array([False, *[True] * len(ids), False]))


def shard(*texts: Pieces) -> Shard:
    lengths = np.array([len(t.ids) for t in texts])
    return Shard(np.concatenate([t.ids for t in texts]), np.concatenate([t.word_start for t in texts]), lengths,
                 np.concatenate([[0], np.cumsum(lengths)]))


class AdaptTests(unittest.TestCase):
    def setUp(self) -> None:
        torch.manual_seed(1)
        self.backbone = Backbone(BACKBONE, VOCABULARY).eval()
        self.head = Head(HEAD, BACKBONE.wide_hidden, 3, 5)
        self.texts = [pieces(7, 8, 9, 10), pieces(7, 8, 11, 10)]

    def test_only_the_layers_below_the_classifiers_change(self) -> None:
        before = {k: v.clone() for k, v in self.head.state_dict().items()}
        frozen = {k: v.clone() for k, v in self.backbone.state_dict().items()}
        Adapter(SETTINGS, self.backbone, [], self.texts)(self.head, 1)
        changed = {k.split(".")[0] for k, v in self.head.state_dict().items() if not torch.equal(v, before[k])}
        self.assertEqual(changed, {"project", "input_norm", "embedding", "embedding_project", "layers", "final_norm"})
        self.assertTrue(all(torch.equal(v, frozen[k]) for k, v in self.backbone.state_dict().items()))

    def test_the_masked_words_of_the_texts_are_learnt(self) -> None:
        with self.assertLogs("training.adapt", "INFO") as logs:
            Adapter(dataclasses.replace(SETTINGS, task_steps=150), self.backbone, self.texts, self.texts)(self.head, 1)
        self.assertEqual(len(logs.output), 1, "no steps on the domain are asked for")
        first, last = map(float, logs.output[0].rpartition("loss ")[2].split(" to "))
        self.assertLess(last, first - 0.5)

    def test_the_same_seed_gives_the_same_weights(self) -> None:
        other = Head(HEAD, BACKBONE.wide_hidden, 3, 5)
        other.load_state_dict(self.head.state_dict())
        for head in (self.head, other):
            Adapter(SETTINGS, self.backbone, [], self.texts)(head, 4)
        self.assertTrue(all(torch.equal(a, b) for a, b in zip(self.head.parameters(), other.parameters())))

    def test_the_nearest_texts_are_those_with_the_words_of_the_task(self) -> None:
        near, far, short = pieces(7, 8, 15, 10), pieces(14, 15, 16, 17), pieces(7)
        found = nearest_texts({"a": shard(far, near, short), "b": shard(far, far)}, self.texts, VOCABULARY, 2)
        self.assertEqual(found[0].ids.tolist(), near.ids.tolist())
        self.assertEqual([len(t.ids) for t in found], [6, 6])

    def test_the_texts_of_a_task_are_its_own_training_utterances(self) -> None:
        rows = [("wake", "alarm", HEADS), ("able", "alarm", DEVELOPMENT), ("un", "iot", HEADS), ("!", None, HEADS)]
        pool = [Example(text, "hwu64", part, name, name) for text, name, part in rows]
        encodings = [e.encode(small_tokenizer(), 16) for e in pool]
        data = HeadData(load_config(SMOKE_CONFIG), pool, encodings, "alarm")
        self.assertEqual([t.ids.tolist() for t in task_texts(data)], [encodings[0].ids])


if __name__ == "__main__":
    unittest.main()
