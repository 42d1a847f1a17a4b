"""Tests of the grammars of kinds."""

import random
import unittest

from .. import grammar
from ..corpus import ACCEPTANCE_SENTENCES, REJECT
from ..kinds import DIRECTORY, EXCLUDED, KINDS, NEGATED, OTHER, plain, sample_kinds
from ..mapped import subsystem_of
from ..overlap import overlaps
from ..text import LANGUAGES
from .support import shipped_labels

OPPOSITES = (("iot_hue_lighton", "iot_hue_lightoff"), ("iot_wemo_on", "iot_wemo_off"), ("iot_cover_open", "iot_cover_close"),
             ("audio_volume_up", "audio_volume_down"), ("alarm_set", "alarm_remove"))


class KindTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.samples = {language: sample_kinds(language, 3000, 7) for language in LANGUAGES}

    def test_every_section_is_an_intent_of_a_head_and_every_slot_one_of_its_labels(self):
        known = shipped_labels()
        for language in LANGUAGES:
            for kind in KINDS:
                loaded = grammar.load(DIRECTORY / language, kind)
                for intent in loaded.intents:
                    plain_intent = intent.removeprefix(NEGATED)
                    part = grammar.Grammar(kind, [p for p in loaded.patterns if p.intent == intent], loaded.lists)
                    slots = {slot.removeprefix(EXCLUDED) for slot in part.slot_types}
                    if plain_intent.startswith(OTHER):
                        self.assertEqual(slots, set(), f"{language}/{kind}: {intent}")
                        continue
                    intents, types = known[subsystem_of(plain_intent)]
                    self.assertIn(plain_intent, intents, f"{language}/{kind}")
                    self.assertEqual(slots - types, set(), f"{language}/{kind}: {intent}")

    def test_each_kind_has_at_least_30_patterns_and_none_twice(self):
        for language in LANGUAGES:
            for kind in KINDS:
                texts = [pattern.text for pattern in grammar.load(DIRECTORY / language, kind).patterns]
                self.assertGreaterEqual(len(texts), 30, f"{language}/{kind}")
                self.assertEqual(len(set(texts)), len(texts), f"{language}/{kind}")

    def test_each_language_has_what_each_kind_is_for(self):
        for samples in self.samples.values():
            self.assertEqual({s.kind for s in samples}, set(KINDS))
            self.assertTrue(all(s.kind == "negation" for s in samples if s.negated))
            self.assertTrue(all(s.excluded for s in samples if s.kind == "exception" and s.utterance.subsystem != "lists"))
            self.assertTrue(any(s.utterance.intent == REJECT for s in samples if s.kind == "reported"))
            self.assertTrue(any(s.utterance.intent != REJECT for s in samples if s.kind == "reported"))

    def test_slots_cut_what_they_say_and_texts_are_single_spaced(self):
        for samples in self.samples.values():
            for sample in samples:
                text = sample.utterance.text
                self.assertEqual(text, " ".join(text.split()))
                self.assertTrue(set(sample.excluded) <= set(sample.utterance.entities))
                end = 0
                for entity in sample.utterance.entities:
                    self.assertLessEqual(end, entity.start, text)
                    self.assertEqual(text[entity.start : entity.end], text[entity.start : entity.end].strip(), text)
                    end = entity.end

    def test_no_text_is_labelled_in_two_ways(self):
        for language in LANGUAGES:
            known = {}
            for kind in KINDS:
                for row in grammar.load(DIRECTORY / language, kind).sample(random.Random(3), 3000):
                    self.assertEqual(known.setdefault(plain(row["text"]), row["intent"]), row["intent"], row["text"])

    def test_the_opposite_of_a_negated_intent_can_be_negated_too(self):
        for samples in self.samples.values():
            negated = {s.utterance.intent for s in samples if s.negated}
            for first, second in OPPOSITES:
                self.assertEqual(first in negated, second in negated, (first, second))

    def test_what_is_held_out_is_never_sampled(self):
        for language in LANGUAGES:
            some = self.samples[language][5].utterance.text
            again = sample_kinds(language, 3000, 7, [f"{some.upper()} ?!"])
            self.assertNotIn(plain(some), {plain(s.utterance.text) for s in again})
        texts = {plain(s.utterance.text) for s in self.samples["zh"]}
        self.assertEqual(texts & {plain(text) for text, _, _ in ACCEPTANCE_SENTENCES}, set())


class OverlapTests(unittest.TestCase):
    def test_what_training_could_see_is_found_with_marks_and_in_traditional_characters(self):
        kind = sample_kinds("en", 50, 1)[0]
        texts = ["明天，北京會下雨嗎？", f"{kind.utterance.text.upper()}!", "这句话谁也没有写过呀", "nobody ever wrote this sentence"]
        self.assertEqual([where for _, where in overlaps(texts, 50)], ["weather.grammar", f"kinds/en/{kind.kind}.grammar"])


if __name__ == "__main__":
    unittest.main()
