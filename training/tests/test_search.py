from __future__ import annotations

import dataclasses
import json
import random
import tempfile
import unittest
import unittest.mock
from collections import Counter
from pathlib import Path

import torch

from training.__main__ import main
from training.base import find_base, load_base
from training.config import ConfigError, load_config
from training.corpus import DataError
from training.domain import DEVELOPMENT, TEST, TRAIN, default_negatives, read_domain, read_negatives, split, without
from training.graph import backbone_model, round_to_stored
from training.model import Backbone
from training.packages import PackageWriter
from training.search import checked_space, draw_settings, rungs_of
from training.tests.support import SMOKE_CONFIG, small_tokenizer

ROOT = Path(__file__).parent.parent.parent
LIBRARY = ROOT / "samples" / "subsystems" / "library.jsonl"


def write_lines(directory: str, *records: object) -> Path:
    path = Path(directory, "data.jsonl")
    path.write_text("".join(r + "\n" if isinstance(r, str) else json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
    return path


def write_base(models: Path) -> None:
    """A backbone package with random weights."""
    config = load_config(SMOKE_CONFIG).backbone
    torch.manual_seed(1)
    tokenizer = small_tokenizer()
    backbone = Backbone(config, len(tokenizer.vocabulary))
    with torch.no_grad():
        for parameter in backbone.parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))
    round_to_stored(backbone)
    writer = PackageWriter(models / "backbone" / config.name / config.version)
    writer.add("model", "model.onnx", backbone_model(backbone, "fp16").SerializeToString())
    writer.add("vocabulary", "vocab.txt", ("\n".join(tokenizer.vocabulary) + "\n").encode())
    table = Path(__file__).parent.parent.parent.glob("models/backbone/*/*/characters.txt")
    writer.add("characters", "characters.txt", next(table).read_bytes())
    writer.add("check", "check.json", b"{}\n")
    writer.finish({"name": config.name, "version": config.version, "kind": "backbone", "precision": "fp16", "tokenizer": "wordpiece",
                   "max_tokens": config.max_tokens, "layers": 4, "hidden_per_layer": backbone.hidden_per_layer, "taps": backbone.taps}, 1, {})


def domain_lines(count: int = 60) -> list[dict]:
    rng = random.Random(2)
    rows = {}
    while len(rows) < count:
        kind = rng.choice(["dip", "wash"])
        place = rng.choice(["kitchen", "hall", "attic", "study", "garage", "bath room", "shed"])
        text = f"{rng.choice(['please ', '', 'now ', 'just '])}{kind} the {rng.choice(['big ', 'old ', 'red ', ''])}tiles in the {place}"
        rows[text] = {"text": text, "intent": f"tiles_{kind}",
                      "slots": [{"type": "place", "start": len(text) - len(place), "end": len(text)}]}
    return list(rows.values())


class DomainTests(unittest.TestCase):
    def test_a_bad_line_is_named_with_what_is_allowed(self) -> None:
        good = {"text": "open the gate", "intent": "gate_open"}
        cases = [
            ("{", "not JSON"), ("[1]", "expected an object"), ({**good, "label": 1}, "field 'label' is unknown"),
            ({"text": "open"}, "field 'intent': missing"), ({**good, "text": " "}, "field 'text'"),
            ({**good, "intent": "Gate open"}, "lower-case letters"), ({**good, "intent": "reject"}, "not 'reject'"),
            ({**good, "language": "fr"}, "allowed are en, zh"), ({**good, "slots": {}}, "a list of objects"),
            ({**good, "slots": [{"type": "x", "start": 0}]}, "needed are type, start and end"),
            ({**good, "slots": [{"type": "x", "start": 0, "end": 99}]}, "outside the text"),
            ({**good, "slots": [{"type": "x", "start": 4, "end": 8}]}, "begins or ends with a space"),
            ({**good, "slots": [{"type": "x", "start": "0", "end": 4}]}, "numbers of characters"),
            ({**good, "intent": "gate_close"}, "the text of line 1 again")]
        with tempfile.TemporaryDirectory() as directory:
            for record, message in cases:
                with self.subTest(record=record), self.assertRaises(DataError) as raised:
                    read_domain(write_lines(directory, good, "", record), "gate")
                self.assertIn("data.jsonl:3: ", str(raised.exception))
                self.assertIn(message, str(raised.exception))

    def test_too_few_examples_are_refused_with_the_number_that_is_needed(self) -> None:
        rows = [{"text": f"open gate {'x' * i}", "intent": "gate_open"} for i in range(1, 30)]
        with tempfile.TemporaryDirectory() as directory:
            with self.assertRaisesRegex(DataError, "5 different utterances, at least 20 are needed"):
                read_domain(write_lines(directory, *rows[:5], *rows[:5]), "gate")
            with self.assertRaisesRegex(DataError, "intent 'gate_close' has 1 different utterances, at least 6 are needed"):
                read_domain(write_lines(directory, *rows, {"text": "close it", "intent": "gate_close"}), "gate")

    def test_the_sample_is_split_by_intent_and_language_whatever_its_order(self) -> None:
        utterances = read_domain(LIBRARY, "library")
        self.assertGreaterEqual({u.language for u in utterances}, {"en", "zh"})
        parts = {u.text: part for u, part in split(utterances)}
        self.assertEqual(parts, {u.text: part for u, part in split(utterances[::-1])})
        for intent in {u.intent for u in utterances}:
            counts = Counter(parts[u.text] for u in utterances if u.intent == intent)
            self.assertTrue(all(counts[part] for part in (TRAIN, DEVELOPMENT, TEST)), intent)
            self.assertGreater(counts[TRAIN], counts[DEVELOPMENT] + counts[TEST])

    def test_negatives_are_lines_or_records_and_never_texts_of_the_domain(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            path = write_lines(directory, "# a comment", "Open the gate", {"text": "play jazz", "intent": "x"}, "", "play  jazz")
            texts = read_negatives(path)
            self.assertEqual(texts, ["Open the gate", "play jazz", "play  jazz"])
            rows = [{"text": f"open the {w}gate", "intent": "a"} for w in ("", *("x" * i + " " for i in range(1, 20)))]
            own = read_domain(write_lines(directory, *rows), "gate")
            self.assertEqual(without(texts, own), ["play jazz"])
            path.write_text("# nothing\n", encoding="utf-8")
            with self.assertRaisesRegex(DataError, "no text"):
                read_negatives(path)

    def test_the_shipped_negatives_are_in_both_languages(self) -> None:
        texts = default_negatives(1, 60)
        self.assertGreater(sum(t.isascii() for t in texts), 300)
        self.assertGreater(sum(not t.isascii() for t in texts), 40)


class BaseTests(unittest.TestCase):
    def test_the_backbone_read_from_its_package_answers_as_recorded(self) -> None:
        directory = find_base(ROOT / "models")
        base = load_base(directory)
        for case in json.loads((directory / "check.json").read_text(encoding="utf-8"))["cases"][:3]:
            ids = base.tokenizer.encode(case["text"], base.config.max_tokens).ids
            self.assertEqual(ids, case["input_ids"])
            with torch.no_grad():
                states = base.backbone(torch.tensor([ids]), torch.ones(1, len(ids)))
            for tap, expected in case["layers"].items():
                for found, value in zip(states[int(tap)][0, 0].tolist(), expected["first"]):
                    self.assertAlmostEqual(found, value, delta=1e-3)

    def test_a_package_that_was_changed_or_is_no_backbone_is_refused(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            models = Path(directory)
            with self.assertRaisesRegex(DataError, "no backbone package"):
                find_base(models)
            write_base(models)
            package = find_base(models)
            (package / "vocab.txt").write_text("[PAD]\n", encoding="utf-8")
            with self.assertRaisesRegex(DataError, "its SHA-256 differs"):
                load_base(package)
            with self.assertRaisesRegex(DataError, "'backbone' is needed"):
                load_base(next((ROOT / "models" / "subsystems").glob("alarm/*")))


class HalvingTests(unittest.TestCase):
    def test_each_rung_has_a_part_of_the_settings_and_more_steps(self) -> None:
        self.assertEqual(rungs_of(27, 3, 2160), [(27, 80), (9, 240), (3, 720), (1, 2160)])
        self.assertEqual(rungs_of(5, 3, 900), [(5, 300), (1, 900)])
        self.assertEqual(rungs_of(1, 3, 900), [(1, 900)])

    def test_settings_are_different_and_the_same_for_a_seed(self) -> None:
        space = {"head.dropout": [0.1, 0.2], "head.own_layers": [1, 2, 3]}
        drawn = draw_settings(space, 5, 1)
        self.assertEqual(drawn, draw_settings(space, 5, 1))
        self.assertEqual(drawn[0], {})
        self.assertEqual(len({json.dumps(s) for s in drawn}), 5)
        self.assertLessEqual(len(draw_settings(space, 99, 1)), 6)

    def test_a_space_with_an_unknown_key_or_a_wrong_type_is_refused(self) -> None:
        config = load_config(None)
        for space, message in (({"head.width": [1]}, "search.space.head.width: unknown key"),
                               ({"finetune.pool": [1]}, "unknown key"), ({"head.own_layers": [1.5]}, "expected a list of int"),
                               ({"head.dropout": []}, "expected a list of float")):
            changed = dataclasses.replace(config, search=dataclasses.replace(config.search, space=space))
            with self.assertRaisesRegex(ConfigError, message):
                checked_space(changed)
        self.assertTrue(checked_space(config))


class SearchTests(unittest.TestCase):
    def test_one_command_leaves_a_package_and_its_report(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            root = Path(directory)
            write_base(root / "models")
            command = ["search", "--data", str(write_lines(directory, *domain_lines())), "--name", "tiles", "--models", str(root / "models"),
                       "--work", str(root / "work"), "--config", str(SMOKE_CONFIG), "--minutes", "5"]
            self.assertEqual(main(command), 0)
            manifest = json.loads((root / "models" / "subsystems" / "tiles" / "1.0.0" / "manifest.json").read_text(encoding="utf-8"))
            self.assertEqual(manifest["intents"], ["reject", "tiles_dip", "tiles_wash"])
            self.assertEqual(manifest["slot_labels"], ["O", "B-place", "I-place"])
            self.assertEqual(manifest["backbone"], {"name": "bfm-smoke", "version": "1.0.0"})
            self.assertEqual(manifest["training"]["data"], ["data.jsonl (60 utterances)", "training/data (Apache-2.0)"])
            report = json.loads((root / "work" / "report.json").read_text(encoding="utf-8"))
            self.assertEqual([len(t["rungs"]) for t in report["tried"]].count(2), 1, "one of three goes on to the second rung")
            self.assertEqual(set(report["precisions"]), {"fp32", "fp16", "int8"})
            self.assertEqual(sum(row["count"] for row in report["test"]["intents"].values()), report["counts"]["test"])
            text = (root / "work" / "report.md").read_text(encoding="utf-8")
            for part in ("| tiles_dip |", "| place |", "## Calibration", "| int8 |", "as configured"):
                self.assertIn(part, text)

    def test_bad_requests_end_with_exit_code_2(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            data = str(write_lines(directory, *domain_lines()))
            base = ["search", "--config", str(SMOKE_CONFIG), "--work", f"{directory}/work", "--models", f"{directory}/models"]
            for arguments in (["--data", data, "--name", "Tiles"], ["--data", data, "--name", "tiles", "--minutes", "0.1"],
                              ["--data", data, "--name", "tiles", "--version", "1"], ["--data", f"{directory}/none", "--name", "tiles"],
                              ["--data", data, "--name", "tiles"]):
                self.assertEqual(main([*base, *arguments]), 2, arguments)

    def test_a_budget_that_preparing_uses_up_is_refused(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            root = Path(directory)
            write_base(root / "models")
            data = str(write_lines(directory, *domain_lines()))
            with unittest.mock.patch("training.search.FEWEST_SECONDS", 1e6):
                self.assertEqual(main(["search", "--data", data, "--name", "tiles", "--models", str(root / "models"), "--work", f"{directory}/work",
                                       "--config", str(SMOKE_CONFIG), "--minutes", "5"]), 2)


if __name__ == "__main__":
    unittest.main()
