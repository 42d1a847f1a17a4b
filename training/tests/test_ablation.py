from __future__ import annotations

import dataclasses
import tempfile
import unittest
from pathlib import Path

from training.ablation import Journal, changed, key_of, multiplications, table
from training.augment import changed_copies
from training.config import ConfigError, load_config
from training.corpus import Entity, split_of
from training.head import Head
from training.pool import DEVELOPMENT, HEADS, Example
from training.tests.support import SMOKE_CONFIG


def row(right: int, found: int, gold: int) -> dict:
    return {"utterances": 10, "intents": 9, "right": right, "found": found, "gold": gold, "steps": 100, "seconds": 2.0,
            "parameters": 1000, "multiplications": 50, "network": 1000, "report": {"own_loss": 0.5, "foreign_loss": 0.1}}


class AblationTests(unittest.TestCase):
    def test_a_change_replaces_the_keys_it_names(self) -> None:
        config = changed(load_config(SMOKE_CONFIG), "finetune.r_drop=0.5, head.own_layers=3")
        self.assertEqual((config.finetune.r_drop, config.head.own_layers), (0.5, 3))

    def test_a_change_holds_for_heads_that_differ_too(self) -> None:
        config = dataclasses.replace(load_config(SMOKE_CONFIG), overrides={"alarm": {"own_layers": 2, "tap": 3}})
        self.assertEqual(config.head_for("alarm").own_layers, 2)
        alarm = changed(config, "head.own_layers=4").head_for("alarm")
        self.assertEqual((alarm.own_layers, alarm.tap), (4, 3))

    def test_a_change_of_an_unknown_key_or_to_a_word_is_refused(self) -> None:
        for change in ("finetune.nothing=1", "pretrain.minutes=1", "finetune.r_drop=much"):
            with self.subTest(change), self.assertRaisesRegex(ConfigError, change.split("=")[0]):
                changed(load_config(SMOKE_CONFIG), change)

    def test_a_measurement_is_known_again_by_its_settings_and_not_by_switches_that_are_off(self) -> None:
        config = load_config(SMOKE_CONFIG)
        keys = {key_of(c, s, "stamp") for s in ("alarm", "iot")
                for c in (config, changed(config, "finetune.r_drop=0.5"), changed(config, "adapt.task_steps=77"))}
        self.assertEqual(len(keys), 6)
        self.assertEqual(key_of(config, "iot", "stamp"), key_of(dataclasses.replace(config, version="9.0.0"), "iot", "stamp"))
        self.assertNotEqual(key_of(config, "iot", "stamp"), key_of(config, "iot", "other backbone"))
        with tempfile.TemporaryDirectory() as directory:
            Journal(Path(directory, "journal.jsonl")).add("key", row(1, 2, 3))
            self.assertEqual(Journal(Path(directory, "journal.jsonl")).rows["key"]["gold"], 3)

    def test_the_table_adds_up_slots_before_it_divides(self) -> None:
        line = table({"as configured": [row(1, 2, 2), row(7, 8, 8)]}).splitlines()[-1]
        self.assertEqual(line, "| as configured | 90.0 | 80.0 | 80.0 | 80.0 | 0.500 | 0.100 | 1,000 | 5.0 | 20 |")

    def test_own_layers_cost_multiplications(self) -> None:
        shape = load_config(SMOKE_CONFIG).head
        one, two = (multiplications(Head(dataclasses.replace(shape, own_layers=k, ngram_buckets=0), 32, 3, 5)) for k in (1, 2))
        self.assertEqual(two - one, 4 * 16 * 16 + 2 * 16 * 32)


class CopyTests(unittest.TestCase):
    def test_copies_hold_other_values_of_training_utterances_and_are_new_texts(self) -> None:
        names = {"hey jude": HEADS, "yesterday": HEADS, "let it be": HEADS, "help": HEADS, "one": DEVELOPMENT}
        pool = [Example(text + name, "hwu64", part, "music", "play", (Entity(len(text), len(text) + len(name), "song"),))
                for name, part in names.items() for text in ("play ", "what is ", "i like ")[: 3 if name == "help" else 1]]
        base = load_config(SMOKE_CONFIG)
        config = dataclasses.replace(base, finetune=dataclasses.replace(base.finetune, swap_values=1.0, listed_values=0.0,
                                                                         noise=0.0, pool={"changed": 8}))
        copies = changed_copies(config, pool)
        self.assertTrue(copies)
        self.assertFalse({e.text for e in copies} & {e.text for e in pool})
        for copy in copies:
            self.assertLess(copy.view, 0)
            self.assertEqual(split_of(copy.text), "train")
            self.assertIn(copy.text[copy.entities[0].start : copy.entities[0].end], {"hey jude", "yesterday", "let it be", "help"})


if __name__ == "__main__":
    unittest.main()
