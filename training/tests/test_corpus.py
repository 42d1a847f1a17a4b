from __future__ import annotations

import json
import tempfile
import unittest
from pathlib import Path

from training.config import ConfigError, load_config
from training.corpus import DataError, dedupe_key, load_hwu64, load_unserved, split_of


class CorpusTests(unittest.TestCase):
    def test_the_split_never_changes(self) -> None:
        self.assertEqual([split_of(t) for t in ("wake me up at seven", "turn off the lights", "打开客厅的灯", "olly stop")],
                         EXPECTED_SPLIT)

    def test_the_split_ignores_case_and_spacing(self) -> None:
        self.assertEqual(split_of("Turn  OFF the lights "), split_of("turn off the lights"))

    def test_a_tenth_of_the_texts_is_validation_and_a_tenth_development(self) -> None:
        parts = [split_of(f"text number {i}") for i in range(5000)]
        self.assertAlmostEqual(parts.count("validation") / 5000, 0.1, delta=0.02)
        self.assertAlmostEqual(parts.count("development") / 5000, 0.1, delta=0.02)

    def test_texts_that_differ_in_digits_are_duplicates(self) -> None:
        self.assertEqual(dedupe_key("Call  555-1234"), dedupe_key("call 555-9876"))

    def test_a_missing_field_is_named_with_file_and_line(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory, "hwu64", "train.jsonl")
            path.parent.mkdir()
            path.write_text(json.dumps({"text": "a", "scenario": "iot", "intent": "x"}) + "\n", encoding="utf-8")
            with self.assertRaisesRegex(DataError, r"train\.jsonl:1: field 'entities' is missing"):
                load_hwu64(Path(directory))

    def test_questions_that_nobody_serves_are_negatives_but_not_those_of_intents_that_are_measured(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            folder = Path(directory, "clinc150")
            folder.mkdir()
            self.assertEqual(load_unserved(Path(directory)), [], "the file may be missing")
            rows = [("how many vacation days do i have", "pto_balance"), ("is it raining", "weather"), ("how much fuel is left", "gas")]
            for name, lines in (("faq_train", rows), ("oos_eval", [("is the tank full", "gas")])):
                (folder / f"{name}.jsonl").write_text("".join(json.dumps({"text": text, "intent": intent}) + "\n" for text, intent in lines), encoding="utf-8")
            self.assertEqual(load_unserved(Path(directory)), rows[:1])

    def test_a_missing_file_is_named(self) -> None:
        with self.assertRaisesRegex(DataError, r"hwu64/train\.jsonl: no such file"):
            load_hwu64(Path("/nonexistent"))

    def test_unknown_missing_and_mistyped_keys_of_a_configuration_are_named(self) -> None:
        text = (Path(__file__).parent.parent / "configs" / "smoke.toml").read_text(encoding="utf-8")
        without_overrides = text.split("[overrides.chitchat]")[0]
        for change, message in (
                (text.replace("log_steps =", "log_stepz ="), r"pretrain\.log_stepz: unknown key"),
                (text.replace("log_steps = 20", ""), r"pretrain\.log_steps: missing"),
                (text.replace("seed = 1", "seed = 'x'"), "seed: expected int, found 'x'"),
                (without_overrides + "[overrides.iot]\nlayers = 1\n", r"overrides\.iot\.layers: unknown key")):
            with self.subTest(message), tempfile.TemporaryDirectory() as directory:
                path = Path(directory, "config.toml")
                path.write_text(change, encoding="utf-8")
                with self.assertRaisesRegex(ConfigError, message):
                    load_config(path)


EXPECTED_SPLIT = ["development", "validation", "development", "train"]

if __name__ == "__main__":
    unittest.main()
