from __future__ import annotations

import random
import re
import unittest

from training.chinese import sample_grammars
from training.corpus import Entity
from training.kinds import sample_kinds
from training.pool import HEADS, Example
from training.segments import segments
from training.speech import (KINDS, Speech, Templates, _Voice, chinese_number, digits_to_words, templates, words_to_digits)


def example(text: str, *values: tuple[str, str]) -> Example:
    entities = [Entity(text.index(value), text.index(value) + len(value), kind) for value, kind in values]
    source = "chinese" if "灯" in text or "叫" in text else "hwu64"
    return Example(text, source, HEADS, "iot", "iot_hue_lightoff", tuple(sorted(entities, key=lambda e: e.start)))


class Always(random.Random):
    """Every draw succeeds."""

    def random(self) -> float:
        return 0.0


def has_cue(text: str, texts: Templates) -> bool:
    """Whether a text may except something, as a router tells it by the manifest of a backbone."""
    for phrase in texts.exception_no_cues:
        text = text.replace(phrase, "")
    return any(re.search(rf"(?<![a-z]){re.escape(cue)}(?![a-z])", text, re.IGNORECASE) for cue in texts.exception_cues)


class SpeechTests(unittest.TestCase):
    def setUp(self) -> None:
        self.pool = [example("turn off the lights in the kitchen", ("kitchen", "house_place")), example("dim the lights in the bedroom at 7", ("bedroom", "house_place"), ("7", "time")),
                     example("wake me at 9", ("9", "time")), example("把客厅的灯关掉", ("客厅", "house_place")), example("明天八点叫我", ("八点", "time")),
                     example("关掉卧室的灯", ("卧室", "house_place"))]

    def test_both_languages_have_all_kinds_and_their_templates_hold_one_place_each(self) -> None:
        for language in ("en", "zh"):
            texts = templates(language)
            self.assertEqual(set(texts.shares), set(KINDS))
            self.assertTrue(all(0 <= share <= 1 for share in texts.shares.values()))
            for name in ("negations", "affirmations", "reported"):
                self.assertTrue(all(t.count("{}") == 1 for t in getattr(texts, name)), (language, name))
                self.assertGreaterEqual(len(getattr(texts, name)), 20)
            for group in (texts.exceptions, texts.inclusions):
                self.assertTrue(all(t.count("{}") == 1 for values in group.values() for t in values), language)
            self.assertTrue(all(t.count("{wrong}") == 1 == t.count("{right}") for t in texts.corrections), language)

    def test_what_excepts_has_a_cue_and_what_includes_has_none(self) -> None:
        for language in ("en", "zh"):
            texts = templates(language)
            excepting = [s.utterance.text for s in sample_kinds(language, 400, seed=1) if s.excluded]
            excepting += [t.replace("{}", "7") for values in texts.exceptions.values() for t in values]
            self.assertGreater(len(excepting), 200)
            self.assertEqual([t for t in excepting if not has_cue(t, texts)], [])
            self.assertEqual([t for values in texts.inclusions.values() for t in values if has_cue(t, texts)], [])

    def test_a_changed_copy_has_its_slots_where_its_words_are(self) -> None:
        speech, rng = Speech(self.pool), random.Random(7)
        values = {part.text.lower() for e in self.pool for part in segments(e) if part.type} | {"七", "九", "八点", "8点", "seven", "nine"}
        for _ in range(400):
            changed = speech(rng.choice(self.pool), rng)
            self.assertTrue(changed.text.strip())
            for entity in changed.entities:
                self.assertIn(changed.text[entity.start : entity.end].lower(), values, changed)

    def test_over_many_draws_all_that_is_learnt_from_comes_about(self) -> None:
        speech, rng = Speech(self.pool), random.Random(3)
        drawn = [speech(e, rng) for _ in range(150) for e in self.pool]
        for language in ("hwu64", "chinese"):
            own = [e for e in drawn if e.source == language]
            self.assertTrue(any(e.negated and e.subsystem for e in own), "forbidden")
            self.assertTrue(any(e.subsystem is None and not e.entities and not e.negated for e in own), "reported")
            self.assertTrue(any(x.excluded for e in own for x in e.entities), "excepted")
            self.assertTrue(any(e.text[-1] in ".!?。！？" for e in own), "marked")
        self.assertTrue(any(e.text[0].isupper() for e in drawn))

    def test_a_command_within_a_prohibition_keeps_its_intent_and_slots(self) -> None:
        voice = _Voice(templates("en"), "en", Always(1))
        changed = voice.framed(self.pool[0])
        self.assertTrue(changed.negated)
        self.assertEqual((changed.intent, [changed.text[e.start : e.end] for e in changed.entities]), ("iot_hue_lightoff", ["kitchen"]))
        self.assertIn("turn off the lights in the kitchen", changed.text)

    def test_what_is_no_command_is_neither_forbidden_nor_reported(self) -> None:
        voice = _Voice(templates("en"), "en", Always(1))
        changed = voice.framed(example("what is the weather in the kitchen", ("kitchen", "house_place")))
        self.assertEqual((changed.negated, changed.subsystem), (False, "iot"))

    def test_an_exception_replaces_the_words_that_led_to_the_value(self) -> None:
        voice = _Voice(templates("en"), "en", random.Random(2))
        parts = voice.excepted(segments(self.pool[0]), 1)
        text = "".join(part.text for part in parts)
        self.assertTrue(text.startswith("turn off the lights "), text)
        self.assertNotIn("in the in", text)
        self.assertEqual([part.text for part in parts if part.excluded], ["kitchen"])
        self.assertFalse([p for p in voice.excepted(segments(self.pool[0]), 1, False) if p.excluded])

    def test_of_a_self_correction_only_the_last_value_is_a_slot(self) -> None:
        voice = _Voice(templates("en"), "en", random.Random(2))
        parts = voice.corrected(segments(self.pool[2]), 1, "6")
        self.assertEqual([part.text for part in parts if part.type], ["9"])
        self.assertIn("6", "".join(part.text for part in parts if part.type is None))

    def test_numbers_go_to_words_and_back(self) -> None:
        self.assertEqual(digits_to_words("set 7 alarms at 21 and 7:30 for $5", False), "set seven alarms at twenty one and 7:30 for $5")
        self.assertEqual(words_to_digits("wake me at seven thirty five or twenty one, one by one", False), "wake me at 7 35 or 21, one by one")
        for number in range(100):
            self.assertEqual(digits_to_words(f"{number}点", True), f"{chinese_number(number)}点")
            if number:
                self.assertEqual(words_to_digits(f"{chinese_number(number)}点", True), f"{number}点")
        self.assertEqual(words_to_digits("二百三十点", True)[:2], "二百")
        self.assertEqual(words_to_digits("一起", True), "一起")

    def test_a_value_of_a_type_that_no_training_utterance_has_is_not_corrected(self) -> None:
        speech, unseen = Speech(self.pool), example("dim the lights to 40", ("40", "change_amount"))
        rng = random.Random(4)
        for _ in range(400):
            self.assertTrue(speech(unseen, rng).text)

    def test_no_other_command_is_begun_in_a_language_without_training_utterances(self) -> None:
        english = [e for e in self.pool if e.source == "hwu64"]
        speech, rng = Speech(english), random.Random(4)
        for _ in range(400):
            self.assertTrue(speech(self.pool[3], rng).text)

    def test_an_english_grammar_may_forbid_and_except(self) -> None:
        rows = sample_grammars("en", 300, 5)
        self.assertTrue(any(u.negated for u in rows))
        excepted = [u for u in rows if any(e.excluded for e in u.entities)]
        self.assertTrue(excepted)
        for u in rows:
            self.assertFalse(u.intent.endswith("!") or any(e.type.endswith("!") for e in u.entities))


if __name__ == "__main__":
    unittest.main()
