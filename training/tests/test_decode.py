from __future__ import annotations

import itertools
import unittest

import numpy as np

from training.decode import decode_slots, intent_numbers, legal_transitions, log_softmax, viterbi
from training.tests.support import small_tokenizer

LABELS = ["O", "B-date", "I-date", "B-time", "I-time"]


def legal(path: tuple[int, ...]) -> bool:
    previous = "O"
    for label in (LABELS[i] for i in path):
        if label.startswith("I-") and (previous == "O" or previous[2:] != label[2:]):
            return False
        previous = label
    return True


class DecodeTests(unittest.TestCase):
    def test_viterbi_finds_the_best_of_all_legal_sequences(self) -> None:
        rng = np.random.default_rng(1)
        for _ in range(50):
            scores = log_softmax(rng.normal(0, 2, (4, len(LABELS))))
            best = max(filter(legal, itertools.product(range(len(LABELS)), repeat=4)),
                       key=lambda path: sum(scores[i, label] for i, label in enumerate(path)))
            self.assertEqual(tuple(viterbi(scores, LABELS)), best)

    def test_an_inside_label_never_starts_a_sequence_or_follows_another_type(self) -> None:
        start, transition = legal_transitions(tuple(LABELS))
        self.assertLess(start[2], -1e6)
        self.assertEqual(transition[1, 2], 0)
        self.assertLess(transition[1, 4], -1e6)
        self.assertLess(transition[0, 2], -1e6)

    def test_a_slot_spans_from_its_first_word_to_the_end_of_its_last_piece(self) -> None:
        encoding = small_tokenizer().encode("wake me half seven", 64)
        logits = np.zeros((len(encoding.ids), len(LABELS)))
        labels = {word: label for word, label in zip((i for i, _, _ in encoding.words()), (0, 0, 3, 4))}
        for token, label in labels.items():
            logits[token, label] = 20
        slots, coverage = decode_slots(logits, encoding, LABELS)
        self.assertEqual([(s.type, s.start, s.end) for s in slots], [("time", 8, 18)])
        self.assertAlmostEqual(slots[0].score, 1.0, places=5)
        self.assertEqual(coverage, 0.5)

    def test_a_text_without_words_has_no_slots(self) -> None:
        encoding = small_tokenizer().encode("  ", 64)
        self.assertEqual(decode_slots(np.zeros((2, len(LABELS))), encoding, LABELS), ((), 0.0))

    def test_score_margin_and_top_probability_follow_from_the_softmax(self) -> None:
        index, score, margin, top = intent_numbers(np.log(np.array([0.2, 0.5, 0.3])), 1.0)
        self.assertEqual(index, 1)
        self.assertAlmostEqual(score, 0.8)
        self.assertAlmostEqual(margin, 0.2)
        self.assertAlmostEqual(top, 0.5)

    def test_with_one_intent_the_margin_is_its_probability(self) -> None:
        _, score, margin, top = intent_numbers(np.log(np.array([0.4, 0.6])), 1.0)
        self.assertAlmostEqual(score, margin)
        self.assertAlmostEqual(top, 0.6)


if __name__ == "__main__":
    unittest.main()
