from __future__ import annotations

import dataclasses
import random
import unittest

from training.characters import is_space
from training.tokenizer import CLS, SEP, UNK, Tokenizer, utf16_offsets
from training.tests.support import character_table, small_tokenizer

ALPHABET = "abcXYZ éÀßİ 打开窗帘，。!?'-　\t\u0301\u200b😀한ＡＢ１5\ud800½ﬁ𠀀"


class TokenizerTests(unittest.TestCase):
    def setUp(self) -> None:
        self.tokenizer = small_tokenizer()

    def pieces(self, text: str) -> list[str]:
        encoding = self.tokenizer.encode(text, 64)
        return [self.tokenizer.vocabulary[i] for i in encoding.ids[1:-1]]

    def test_spans_are_ordered_inside_the_text_and_cover_every_non_space_character(self) -> None:
        rng = random.Random(5)
        for _ in range(2000):
            text = "".join(rng.choices(ALPHABET, k=rng.randint(0, 30))) + "é"
            encoding = self.tokenizer.encode(text, 512)
            spans = list(zip(encoding.starts, encoding.ends))[1:-1]
            self.assertEqual((encoding.ids[0], encoding.ids[-1]), (CLS, SEP))
            self.assertTrue(all(0 <= start < end <= len(text) for start, end in spans), text)
            self.assertTrue(all(a[0] <= b[0] and a[1] <= b[1] for a, b in zip(spans, spans[1:])), text)
            covered = {i for start, end in spans for i in range(start, end)}
            self.assertEqual(covered, {i for i, c in enumerate(text) if not is_space(ord(c))}, text)

    def test_words_split_greedily_into_the_longest_pieces(self) -> None:
        self.assertEqual(self.pieces("Waking wake unwakeable"), ["w", "##a", "##k", "##ing", "wake", "un", "##w", "##a", "##k",
                                                                "##e", "##able"])

    def test_cjk_characters_and_punctuation_stand_alone(self) -> None:
        self.assertEqual(self.pieces("打开窗帘，ok!"), ["打", "开", "窗", "帘", ",", "o", "##k"])
        self.assertEqual(self.pieces("打开！窗帘"), ["打", "开", "!", "窗", "帘"])

    def test_marks_at_the_end_are_left_out(self) -> None:
        bare = self.tokenizer.encode("wake 打", 64)
        for mark in [*".!?…,;~。．｡！？，；～", "...", "?!", " . ", ".\u200b"]:
            encoding = self.tokenizer.encode("wake 打" + mark, 64)
            self.assertEqual((encoding.ids, encoding.starts[:-1], encoding.ends[:-1]), (bare.ids, bare.starts[:-1], bare.ends[:-1]), mark)
            self.assertEqual(encoding.ends[-1], 6 + len(mark))
        self.assertEqual(self.pieces("wake! 打-"), ["wake", "!", "打", "-"])

    def test_a_text_of_marks_alone_keeps_them(self) -> None:
        self.assertEqual(self.pieces("?!"), ["?", "!"])
        self.assertEqual(self.pieces(" . "), ["."])

    def test_a_full_stop_of_an_abbreviation_stays(self) -> None:
        for text in ("6 p.m.", "6 p. m.", "6 P.M.!", "6 p.m.."):
            self.assertEqual(self.pieces(text), ["6", "p", ".", "m", "."], text)
        self.assertEqual(self.pieces("6 p.m"), ["6", "p", ".", "m"])
        self.assertEqual(self.pieces("wake. b c."), ["wake", ".", "b", "c"])

    def test_a_table_without_end_marks_leaves_nothing_out(self) -> None:
        plain = Tokenizer(self.tokenizer.vocabulary, dataclasses.replace(character_table(), ends=frozenset()))
        self.assertEqual([plain.vocabulary[i] for i in plain.encode("wake!", 64).ids], ["[CLS]", "wake", "!", "[SEP]"])

    def test_case_accents_and_full_width_forms_are_folded(self) -> None:
        self.assertEqual(self.pieces("É ＷＡＫＥ e\u0301"), ["e", "wake", "e"])

    def test_a_combining_mark_widens_the_span_of_the_piece_before_it(self) -> None:
        encoding = self.tokenizer.encode("e\u0301a", 64)
        self.assertEqual(list(zip(encoding.starts, encoding.ends))[1:-1], [(0, 2), (2, 3)])

    def test_a_combining_mark_without_a_word_is_unknown(self) -> None:
        self.assertEqual(self.tokenizer.encode("\u0301", 64).ids, [CLS, UNK, SEP])

    def test_a_word_with_an_unmatched_rest_or_of_101_characters_is_one_unknown_piece(self) -> None:
        self.assertEqual(self.pieces("wakeж"), ["[UNK]"])
        self.assertEqual(self.pieces("a" * 101), ["[UNK]"])
        self.assertEqual(len(self.tokenizer.pieces("a" * 100)), 100)

    def test_long_texts_are_cut_and_flagged(self) -> None:
        encoding = self.tokenizer.encode("a " * 80, 64)
        self.assertTrue(encoding.truncated)
        self.assertEqual((len(encoding.ids), encoding.ids[-1]), (64, SEP))
        self.assertFalse(self.tokenizer.encode("a " * 62, 64).truncated)

    def test_a_word_ends_where_its_last_piece_ends(self) -> None:
        self.assertEqual(self.tokenizer.encode("un wakeable", 64).words(), [(1, 0, 2), (2, 3, 11)])

    def test_utf16_offsets_count_surrogate_pairs_twice(self) -> None:
        self.assertEqual(utf16_offsets("a😀b"), [0, 1, 3, 4])

    def test_the_character_table_survives_its_file(self) -> None:
        table = character_table()
        self.assertIn(0x3000, table.space)
        self.assertIn(ord("，"), table.punctuation)
        self.assertIn(ord("打"), table.cjk)
        self.assertEqual(table.ends, frozenset(map(ord, ".!?…,;~。．｡！？，；～")))
        self.assertEqual(table.mapping[0x0301], ())
        self.assertEqual(table.mapping[ord("É")], (ord("e"),))


if __name__ == "__main__":
    unittest.main()
