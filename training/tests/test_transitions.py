from __future__ import annotations

import itertools
import unittest

import numpy as np
import torch

from training.decode import legal_transitions, log_softmax, viterbi
from training.head_data import IGNORED
from training.transitions import legal, sequence_loss, stored

LABELS = ["O", "B-date", "I-date", "B-time", "I-time"]


def allowed_paths(words: int) -> list[tuple[int, ...]]:
    allowed = legal(LABELS).numpy()
    return [path for path in itertools.product(range(len(LABELS)), repeat=words)
            if all(allowed[before, label] for before, label in zip((0, *(1 + i for i in path)), path))]


def score(path: tuple[int, ...], logits: np.ndarray, transitions: np.ndarray) -> float:
    befores = (0, *(1 + i for i in path))
    return float(sum(logits[i, label] + transitions[before, label] for i, (before, label) in enumerate(zip(befores, path))))


class TransitionTests(unittest.TestCase):
    def setUp(self) -> None:
        self.rng = np.random.default_rng(5)

    def test_the_loss_is_that_of_all_legal_sequences_added_up(self) -> None:
        targets = np.array([[IGNORED, 0, 1, IGNORED, 2, IGNORED], [IGNORED, 3, IGNORED, IGNORED, IGNORED, IGNORED]])
        logits = self.rng.normal(0, 2, (2, 6, len(LABELS)))
        transitions = self.rng.normal(0, 1, (len(LABELS) + 1, len(LABELS)))
        losses, words = sequence_loss(*(torch.from_numpy(v) for v in (logits, targets, transitions)), legal(LABELS), IGNORED)
        self.assertEqual(words.tolist(), [3, 1])
        for row, loss in enumerate(losses.tolist()):
            known = targets[row] != IGNORED
            path, emissions = tuple(targets[row][known]), logits[row][known]
            total = np.log(sum(np.exp(score(p, emissions, transitions)) for p in allowed_paths(len(path))))
            self.assertAlmostEqual(loss, total - score(path, emissions, transitions), places=6)

    def test_an_utterance_without_labels_has_no_loss(self) -> None:
        targets = torch.full((2, 4), IGNORED)
        logits = torch.randn(2, 4, len(LABELS), requires_grad=True)
        losses, words = sequence_loss(logits, targets, torch.zeros(len(LABELS) + 1, len(LABELS)), legal(LABELS), IGNORED)
        losses.sum().backward()
        self.assertEqual((losses.tolist(), words.tolist()), ([0, 0], [0, 0]))
        assert logits.grad is not None
        self.assertEqual(float(logits.grad.abs().sum()), 0)

    def test_forbidden_transitions_learn_nothing(self) -> None:
        transitions = torch.zeros(len(LABELS) + 1, len(LABELS), requires_grad=True)
        targets = torch.tensor([[1, 2, 0, 3]])
        losses, _ = sequence_loss(torch.randn(1, 4, len(LABELS)), targets, transitions, legal(LABELS), IGNORED)
        losses.sum().backward()
        assert transitions.grad is not None
        self.assertTrue(torch.isfinite(transitions.grad).all())
        self.assertEqual(float(transitions.grad[~legal(LABELS)].abs().sum()), 0)
        self.assertGreater(float(transitions.grad[legal(LABELS)].abs().sum()), 0)

    def test_decoding_with_learned_transitions_finds_the_best_of_all_legal_sequences(self) -> None:
        for _ in range(50):
            scores = log_softmax(self.rng.normal(0, 2, (4, len(LABELS))))
            transitions = self.rng.normal(0, 2, (len(LABELS) + 1, len(LABELS)))
            best = max(allowed_paths(4), key=lambda path: score(path, scores, transitions))
            self.assertEqual(tuple(viterbi(scores, LABELS, transitions)), best)

    def test_however_high_a_forbidden_transition_is_scored_it_is_not_taken(self) -> None:
        transitions = np.full((len(LABELS) + 1, len(LABELS)), 1000.0)
        path = viterbi(log_softmax(self.rng.normal(0, 2, (6, len(LABELS)))), LABELS, transitions)
        self.assertTrue(all(legal(LABELS)[before, label] for before, label in zip((0, *(1 + i for i in path)), path)))

    def test_a_package_says_nothing_of_forbidden_transitions(self) -> None:
        content = stored(np.full((len(LABELS) + 1, len(LABELS)), 2.0), LABELS)
        self.assertEqual(content["start"], [2, 2, 0, 2, 0])
        self.assertEqual([row["label"] for row in content["after"]], LABELS)
        self.assertEqual(content["after"][1]["scores"], [2, 2, 2, 2, 0])
        start, _ = legal_transitions(tuple(LABELS))
        self.assertLess(start[2], 0)


if __name__ == "__main__":
    unittest.main()
