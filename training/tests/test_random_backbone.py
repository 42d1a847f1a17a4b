"""Tests of the backbone with random weights."""

import dataclasses
import json
import tempfile
import unittest
from pathlib import Path

from ..config import CONFIG_DIRECTORY, ConfigError, load_config
from ..random_backbone import make_random, shape_of

LIKE = Path(__file__).resolve().parents[2] / "models" / "backbone" / "bge-en" / "2.0.0"


class RandomBackboneTests(unittest.TestCase):
    def test_the_shape_is_that_of_an_encoder_laid_out_as_bert_is(self):
        self.assertEqual({"wide_layers": 12, "wide_hidden": 768, "wide_heads": 12, "wide_ffn": 3072, "first_tap": 13}, shape_of(12, 768))

    def test_sizes_that_no_encoder_has_are_refused(self):
        for layers, width in ((0, 64), (1, 0), (1, 63), (1, 100)):
            with self.subTest(layers=layers, width=width), self.assertRaisesRegex(ConfigError, "multiple of 64"):
                shape_of(layers, width)

    def test_a_package_of_that_size_takes_the_vocabulary_of_another(self):
        config = load_config(CONFIG_DIRECTORY / "en.toml")
        with tempfile.TemporaryDirectory() as folder:
            package = make_random(dataclasses.replace(config, seed=3), LIKE, Path(folder), layers=1, width=64)
            manifest = json.loads((package / "manifest.json").read_text(encoding="utf-8"))
            self.assertEqual([64, 128], manifest["hidden_per_layer"])
            self.assertEqual((LIKE / "vocab.txt").read_bytes(), (package / "vocab.txt").read_bytes())

    def test_a_folder_without_a_vocabulary_is_named(self):
        with tempfile.TemporaryDirectory() as folder, self.assertRaisesRegex(ConfigError, "--like: .*no backbone package"):
            make_random(load_config(CONFIG_DIRECTORY / "en.toml"), Path(folder), Path(folder) / "out", layers=1, width=64)


if __name__ == "__main__":
    unittest.main()
