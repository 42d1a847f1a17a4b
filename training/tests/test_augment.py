from __future__ import annotations

import random
import tempfile
import unittest
from pathlib import Path

from training.augment import Augmenter, joined, make_noisy, segments
from training.corpus import Entity
from training.pool import DEVELOPMENT, HEADS, Example


def example(text: str, *values: tuple[str, str], part: str = HEADS) -> Example:
    entities = [Entity(text.index(value), text.index(value) + len(value), kind) for value, kind in values]
    return Example(text, "hwu64", part, "alarm", "alarm_set", tuple(entities))


class AugmentTests(unittest.TestCase):
    def test_an_utterance_cut_at_its_slots_is_joined_to_itself(self) -> None:
        original = example("wake me at seven on friday", ("seven", "time"), ("friday", "date"))
        self.assertEqual(joined(original, segments(original)), original)

    def test_a_swapped_value_is_one_of_the_same_type_and_its_span_fits(self) -> None:
        pool = [example("wake me at seven", ("seven", "time")), example("wake me at noon", ("noon", "time")),
                example("wake me on friday", ("friday", "date")),
                example("wake me at midnight", ("midnight", "time"), part=DEVELOPMENT)]
        change = Augmenter(pool, swap=1.0, noise=0.0)
        rng = random.Random(1)
        texts = set()
        for _ in range(40):
            changed = change(pool[0], rng)
            entity = changed.entities[0]
            texts.add(changed.text)
            self.assertEqual((changed.text[entity.start : entity.end], entity.type), (changed.text[11:], "time"))
        self.assertEqual(texts, {"wake me at seven", "wake me at noon"})

    def test_listed_values_are_drawn_in_the_script_of_the_value_that_they_replace(self) -> None:
        pool = [example("play hello by adele", ("hello", "song_name"), ("adele", "artist_name")), example("放晴天", ("晴天", "song_name"))]
        with tempfile.TemporaryDirectory() as directory:
            (Path(directory) / "song_name.txt").write_text("# written for the test\nyesterday\n说不出的秘密\n", encoding="utf-8")
            change = Augmenter(pool, swap=1.0, noise=0.0, listed=1.0, lists=Path(directory))
            rng = random.Random(1)
            texts = {change(e, rng).text for e in pool for _ in range(20)}
        self.assertEqual(texts, {"play yesterday by adele", "放说不出的秘密"})

    def test_without_switches_the_utterance_stays_the_same_object(self) -> None:
        original = example("wake me at seven", ("seven", "time"))
        self.assertIs(Augmenter([original], 0.0, 0.0)(original, random.Random(1)), original)

    def test_noise_keeps_the_words_of_a_slot_and_says_numbers_as_words(self) -> None:
        for seed in range(20):
            self.assertEqual(make_noisy(" 7 pm,", random.Random(seed), False, rate=0.0), " seven pm")
            self.assertIn("friday", make_noisy("friday", random.Random(seed), False).split())

    def test_noise_drops_the_punctuation_of_chinese(self) -> None:
        self.assertEqual(make_noisy("打开窗帘，谢谢。", random.Random(1), True, rate=0.0), "打开窗帘谢谢")


if __name__ == "__main__":
    unittest.main()
