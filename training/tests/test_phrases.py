from __future__ import annotations

import unittest

import numpy as np

from training.phrases import phrase_starts
from training.shards import Pieces, Shard, mask_batch
from training.tokenizer import CLS, MASK, SEP

VOCABULARY = 40
LIVING, ROOM, STOP, NEW, YORK, CITY, HALL = 10, 11, 12, 13, 14, 15, 16


def shard(utterances: list[list[int]], inside: frozenset[int] = frozenset()) -> Shard:
    """A shard of one-piece words; ids in ``inside`` go on with the word before."""
    ids = np.array([i for u in utterances for i in [CLS, *u, SEP]])
    starts = np.array([i not in (CLS, SEP) and i not in inside for i in ids])
    lengths = np.array([len(u) + 2 for u in utterances])
    return Shard(ids, starts, lengths, np.concatenate([[0], np.cumsum(lengths)]))


def joinable() -> np.ndarray:
    result = np.ones(VOCABULARY, bool)
    result[[CLS, SEP, MASK, STOP]] = False
    return result


def phrases(s: Shard, discount: float = 2.0, threshold: float = 2.0) -> list[list[list[int]]]:
    """The units of every utterance."""
    starts = phrase_starts(s, joinable(), discount, threshold)
    result = []
    for a, b in zip(s.offsets, s.offsets[1:]):
        units: list[list[int]] = []
        for i in range(a + 1, b - 1):
            if starts[i]:
                units.append([])
            units[-1].append(int(s.ids[i]))
        result.append(units)
    return result


class PhraseTests(unittest.TestCase):
    def setUp(self) -> None:
        rng = np.random.default_rng(1)
        self.filler = [[int(i) for i in rng.integers(20, VOCABULARY, 5)] for _ in range(200)]

    def test_words_that_stand_together_become_a_phrase_and_chance_neighbours_do_not(self) -> None:
        rows = [[20 + i, LIVING, ROOM, 39 - i] for i in range(19)] + [[39 - i, 20 + i, LIVING, ROOM] for i in range(19)]
        found = phrases(shard(rows + self.filler))
        self.assertEqual(found[0], [[20], [LIVING, ROOM], [39]])
        self.assertTrue(all([LIVING, ROOM] in units for units in found[:38]))

    def test_the_second_pass_finds_phrases_of_up_to_four_words(self) -> None:
        rows = [[20 + i % 9, NEW, YORK, CITY, HALL, 30 + i % 9] for i in range(20)]
        self.assertIn([NEW, YORK, CITY, HALL], phrases(shard(rows + self.filler))[0])

    def test_no_phrase_reaches_across_a_mark_or_the_end_of_an_utterance(self) -> None:
        found = phrases(shard([[LIVING, STOP, ROOM]] * 30 + [[NEW], [YORK]] * 30 + self.filler))
        self.assertEqual(found[0], [[LIVING], [STOP], [ROOM]])
        self.assertEqual(found[30:32], [[[NEW]], [[YORK]]])

    def test_pieces_of_a_word_stay_together_whatever_they_count(self) -> None:
        s = shard([[LIVING, ROOM, 20 + i % 9] for i in range(30)] + self.filler, inside=frozenset([ROOM]))
        starts = phrase_starts(s, joinable(), 1e9, 2.0)
        np.testing.assert_array_equal(starts, s.word_start)


class PhraseMaskTests(unittest.TestCase):
    def setUp(self) -> None:
        ids = np.array([CLS, *range(10, 30), SEP])
        word_start = np.array([False] + [True] * 20 + [False])
        phrase_start = word_start.copy()
        phrase_start[[3, 8, 9, 15]] = False  # phrases: words 2-3, 7-9, 14-15
        self.pieces = Pieces(ids, word_start, phrase_start)

    def masked(self, phrase_share: float, count: int) -> np.ndarray:
        rng = np.random.default_rng(3)
        rows = np.zeros((count, len(self.pieces.ids)), bool)
        for row in rows:
            row[mask_batch([self.pieces], 60, 0.2, rng, phrase_share=phrase_share).positions] = True
        return rows

    def test_only_phrases_are_masked_with_a_share_of_one(self) -> None:
        rows = self.masked(1.0, 200)
        for begin, end in ((2, 4), (7, 10), (14, 16)):
            part = rows[:, begin:end]
            np.testing.assert_array_equal(part.all(1), part.any(1))
        self.assertEqual(int(rows.any(1).sum()), 200, "every utterance has a masked word")

    def test_the_share_of_masked_words_is_the_mask_rate_with_and_without_phrases(self) -> None:
        for share in (0.0, 0.5, 1.0):
            self.assertAlmostEqual(float(self.masked(share, 4000).sum()) / 4000 / 20, 0.2, delta=0.012)

    def test_an_utterance_without_phrases_gets_whole_word_masks(self) -> None:
        plain = Pieces(self.pieces.ids, self.pieces.word_start, self.pieces.word_start)
        rng = np.random.default_rng(3)
        counts = [len(mask_batch([plain], 60, 0.2, rng, phrase_share=1.0).positions) for _ in range(200)]
        self.assertAlmostEqual(float(np.mean(counts)), 4.0, delta=0.1)

    def test_a_share_of_zero_draws_the_same_masks_as_pieces_without_phrases(self) -> None:
        plain = Pieces(self.pieces.ids, self.pieces.word_start)
        first = mask_batch([self.pieces] * 5, 60, 0.2, np.random.default_rng(4))
        second = mask_batch([plain] * 5, 60, 0.2, np.random.default_rng(4))
        np.testing.assert_array_equal(first.input_ids, second.input_ids)


if __name__ == "__main__":
    unittest.main()
