from __future__ import annotations

import dataclasses
import random
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from training.config import HeadConfig
from training.corpus import DataError, Entity
from training.fusion import Fusion
from training.head import Head
from training.lexicon import Lexicon, Phrase, TagInputs, build_lexicon, phrase_ids
from training.pool import DEVELOPMENT, HEADS, Example
from training.tests.support import character_table, small_tokenizer
from training.tokenizer import SPECIAL, Tokenizer

TOKENIZER = small_tokenizer()


def lexicon(*phrases: tuple[str, int], tags: tuple[str, ...] = ("place", "time"), tokenizer: Tokenizer = TOKENIZER) -> Lexicon:
    return Lexicon(list(tags), [Phrase(text, tag, phrase_ids(tokenizer, text)) for text, tag in phrases])


def find(subject: Lexicon, text: str) -> list[tuple[str, str]]:
    """(words, tag) of every match."""
    encoding = TOKENIZER.encode(text, 64)
    return [(text[encoding.starts[m.first] : encoding.ends[m.last]], subject.tags[m.tag]) for m in subject.find(encoding)]


def example(text: str, *entities: tuple[str, str], part: str = HEADS, subsystem: str | None = "alarm") -> Example:
    spans = tuple(Entity(text.index(value), text.index(value) + len(value), kind) for value, kind in entities)
    return Example(text, "hwu64", part, subsystem, "set", spans)


class MatchTests(unittest.TestCase):
    def test_the_longest_phrase_of_each_tag_counts_and_tags_overlap(self) -> None:
        subject = lexicon(("half past", 1), ("half past six", 1), ("past", 0), ("six pm", 0))
        self.assertEqual(find(subject, "Half  past SIX pm"), [("Half  past SIX", "time"), ("past", "place"), ("SIX pm", "place")])

    def test_phrases_of_one_tag_do_not_overlap(self) -> None:
        self.assertEqual(find(lexicon(("a b", 0), ("b c", 0), ("c", 0)), "a b c b c"), [("a b", "place"), ("c", "place"), ("b c", "place")])

    def test_phrases_begin_and_end_with_words(self) -> None:
        subject = lexicon(("wake", 0), ("un", 0))
        self.assertEqual(find(subject, "waking wakes unable wake"), [("wake", "place")])

    def test_chinese_phrases_are_found_inside_a_sentence(self) -> None:
        self.assertEqual(find(lexicon(("早上八点", 1), ("早上", 0)), "明天早上八点"), [("早上", "place"), ("早上八点", "time")])

    def test_the_input_marks_where_phrases_begin_and_go_on(self) -> None:
        subject = lexicon(("half past", 1), ("past", 0))
        inputs = TagInputs(subject, [TOKENIZER.encode("half past", 64)])
        batch = inputs.batch(np.array([0]), 12)[0]
        words = TOKENIZER.encode("half past", 64).word_start
        second = words.index(True, 2)
        self.assertEqual(batch[:, 0].tolist(), [1.0] * 12)
        self.assertEqual(batch[:, 3].nonzero().flatten().tolist(), [1])
        self.assertEqual(batch[:, 4].nonzero().flatten().tolist(), list(range(2, len(words) - 1)))
        self.assertEqual(batch[:, 1].nonzero().flatten().tolist(), [second])
        rng = np.random.default_rng(1)
        self.assertEqual(float(inputs.batch(np.array([0]), 12, 1.0, rng)[:, :, 1:].sum()), 0.0)


class BuildTests(unittest.TestCase):
    def build(self, pool: list[Example], types: list[str], most: int = 100, lists: dict[str, str] | None = None) -> Lexicon:
        with tempfile.TemporaryDirectory() as directory:
            for name, content in (lists or {}).items():
                Path(directory, f"{name}.txt").write_text(content, encoding="utf-8")
            return build_lexicon(pool, [e.encode(TOKENIZER, 64) for e in pool], types, TOKENIZER, most, Path(directory))

    def test_values_come_from_training_utterances_and_lists(self) -> None:
        pool = [example("wake me at Noon", ("Noon", "time")), example("at ten", ("ten", "time"), part=DEVELOPMENT),
                example("in the hall", ("hall", "place"))]
        built = self.build(pool, ["time"], lists={"time": "# of the day\nhalf past six\n\n", "place": "attic\n"})
        self.assertEqual([(p.text, built.tags[p.tag]) for p in built.phrases], [("half past six", "time"), ("noon", "time")])
        self.assertEqual(built.tsv(), b"half past six\ttime\nnoon\ttime\n")

    def test_a_value_known_from_one_utterance_alone_is_not_found_in_it(self) -> None:
        pool = [example("wake me at noon", ("noon", "time")), example("at six", ("six", "time")), example("lights at six", ("six", "time"))]
        built = self.build(pool, ["time"])
        encodings = [e.encode(TOKENIZER, 64) for e in pool]
        copy = example("tell me at noon", ("noon", "time"))
        self.assertEqual(built.find(copy.encode(TOKENIZER, 64), copy.entities), [], "nor in a copy that has got its value")
        found = [len(built.find(x, e.entities)) for e, x in zip(pool, encodings)]
        self.assertEqual(found, [0, 1, 1], "leave-one-out")
        self.assertEqual([len(built.find(x)) for x in encodings], [1, 1, 1])
        inputs = TagInputs(built, [*encodings[:2], encodings[0]], [*pool[:2], dataclasses.replace(pool[0], part=DEVELOPMENT)])
        self.assertEqual(inputs.batch(np.arange(3), 20)[:, :, 1].sum(1).tolist(), [0, 1, 1])

    def test_a_listed_value_is_found_in_its_only_utterance(self) -> None:
        pool = [example("wake me at noon", ("noon", "time"))]
        built = self.build(pool, ["time"], lists={"time": "noon\n"})
        self.assertEqual(len(built.find(pool[0].encode(TOKENIZER, 64), pool[0].entities)), 1)

    def test_a_value_with_a_mark_that_is_left_out_at_the_end_is_no_phrase(self) -> None:
        pool = [example("at six! now", ("six!", "time")), example("wake me at six", ("six", "time"))]
        built = self.build(pool, ["time"])
        self.assertEqual([p.text for p in built.phrases], ["six"], "alone, the other one would be the same")

    def test_everyday_words_that_seldom_carry_the_tag_are_left_out(self) -> None:
        pool = [example(f"play the hit {i}", subsystem="music") for i in range(9)] + [example("play the", ("the", "song"))]
        self.assertEqual(self.build(pool, ["song"], lists={"song": "hit\nlove\n"}).phrases, [Phrase("love", 0, phrase_ids(TOKENIZER, "love"))])

    def test_a_broken_list_is_refused_with_its_line(self) -> None:
        with self.assertRaisesRegex(DataError, r"song\.txt:2: found 'a\\tb'; allowed: a phrase without tabs"):
            self.build([], ["song"], lists={"song": "love\na\tb\n"})

    def test_unknown_pieces_are_left_out_and_the_size_is_bounded(self) -> None:
        built = self.build([], ["song"], most=2, lists={"song": "云\na\nb\nc\n"})
        self.assertEqual([p.text for p in built.phrases], ["a", "b"])


class FusionTests(unittest.TestCase):
    def test_states_without_a_phrase_stay_as_they_were(self) -> None:
        torch.manual_seed(1)
        fusion, x = Fusion(8, 5), torch.randn(1, 3, 8)
        tags = torch.zeros(1, 3, 5)
        tags[:, :, 0] = 1.0
        tags[0, 1, 3] = 1.0
        changed = (fusion(x, tags) != x).any(-1)[0].tolist()
        self.assertEqual(changed, [False, True, False])

    def test_a_head_learns_from_the_lexicon_what_is_a_title_and_one_without_does_not(self) -> None:
        """想听说不出的秘密 is music and 我不想说出这个秘密 is not; neither the title nor its like is among what they learn from."""
        with_lexicon, sentences = _title_experiment(fused=True)
        without, _ = _title_experiment(fused=False)
        self.assertGreaterEqual(with_lexicon, 0.9)
        self.assertLessEqual(without, 0.7)
        self.assertEqual(sentences, [True, False])


CHARACTERS = "的一是在有这个出来说不秘密我想听放首歌山水风雨花月天海星河城光年夜雪春秋江南北东西红白青"


def _title_experiment(fused: bool) -> tuple[float, list[bool]]:
    """Accuracy on sentences about unseen titles, and the answers for the two sentences.

    Titles and other phrases are drawn from the same characters, and stand behind the same words: only the lexicon tells them
    apart. The states are fixed random vectors of the characters.
    """
    rng = random.Random(5)
    tokenizer = Tokenizer([*SPECIAL, *sorted(set(CHARACTERS))], character_table())
    phrases = ["".join(rng.choices(CHARACTERS, k=rng.randint(2, 6))) for _ in range(900)]
    titles, others = ["说不出的秘密", *phrases[:450]], phrases[450:]
    known = lexicon(*((t, 0) for t in dict.fromkeys(titles)), tags=("song_name",), tokenizer=tokenizer)
    starts = ("想听", "我想听", "放", "来首", "我不想", "不想听", "")
    rows = [(rng.choice(starts) + t, 1) for t in titles] + [(rng.choice(starts) + o, 0) for o in others]
    unseen = [row for row in rows if "秘密" in row[0]] + rows[300:451] + rows[751:]
    seen = [row for row in rows if row not in set(unseen)]
    sentences = [("想听说不出的秘密", 1), ("我不想说出这个秘密", 0)]
    shape = HeadConfig(tap=1, own_layers=1, hidden=32, heads=2, ffn=64, embedding_buckets=0, embedding_width=0, pair_buckets=0,
                       crf_weight=0.0, ngram_buckets=0,
                       lexicon_phrases=1000 if fused else 0, lexicon_dropout=0.0, dropout=0.1, state_dropout=0.0)
    torch.manual_seed(6)
    vectors = torch.randn(len(tokenizer.vocabulary), 24)
    head = Head(shape, 24, 2, 1, known.width if fused else 0)
    optimizer = torch.optim.AdamW(head.parameters(), lr=3e-3, weight_decay=0.01)

    def logits(batch: list[tuple[str, int]]) -> torch.Tensor:
        encodings = [tokenizer.encode(text, 32) for text, _ in batch]
        ids = torch.zeros(len(batch), max(len(e.ids) for e in encodings), dtype=torch.long)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding.ids)] = torch.tensor(encoding.ids)
        tags = TagInputs(known, encodings).batch(np.arange(len(batch)), ids.shape[1]) if fused else None
        return head(vectors[ids], (ids > 0).long(), ids, tags=tags)[0]

    for _ in range(120):
        batch = rng.sample(seen, 48)
        optimizer.zero_grad()
        F.cross_entropy(logits(batch), torch.tensor([label for _, label in batch])).backward()
        optimizer.step()
    head.eval()
    with torch.no_grad():
        right = logits(unseen).argmax(-1) == torch.tensor([label for _, label in unseen])
        return float(right.float().mean()), [bool(answer) for answer in logits(sentences).argmax(-1)]


if __name__ == "__main__":
    unittest.main()
