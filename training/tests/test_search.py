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
from training.config import ConfigError, load_config, shipped_for
from training.corpus import DataError
from training.domain import DEVELOPMENT, TEST, TRAIN, default_negatives, read_domain, read_negatives, split, without
from training.graph import backbone_model, round_to_stored
from training.model import Backbone
from training.packages import PackageWriter
from training.search import checked_space
from training.tests.support import SMOKE_CONFIG, small_tokenizer
from training.trials import Pace
from training.tuner import Tuner, rungs_of

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
            ({**good, "slots": [{"type": "x", "start": "0", "end": 4}]}, "numbers of UTF-16 units"),
            ({**good, "intent": "gate_close"}, "the text of line 1 again")]
        with tempfile.TemporaryDirectory() as directory:
            for record, message in cases:
                with self.subTest(record=record), self.assertRaises(DataError) as raised:
                    read_domain(write_lines(directory, good, "", record), "gate")
                self.assertIn("data.jsonl:3: ", str(raised.exception))
                self.assertIn(message, str(raised.exception))

    def test_offsets_are_the_utf_16_units_of_the_routers_answers(self) -> None:
        row = {"text": "🚪 open the gate 𠀀 now", "intent": "gate_open", "slots": [{"type": "gate", "start": 12, "end": 19}]}
        others = [{"text": f"open it {'x' * i}", "intent": "gate_open"} for i in range(20)]
        with tempfile.TemporaryDirectory() as directory:
            first = read_domain(write_lines(directory, row, *others), "gate")[0]
            self.assertEqual([first.text[e.start:e.end] for e in first.entities], ["gate 𠀀"])
            row["slots"][0]["end"] = 18
            with self.assertRaisesRegex(DataError, "within a character"):
                read_domain(write_lines(directory, row, *others), "gate")

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
    def test_a_backbone_read_from_its_package_answers_as_recorded(self) -> None:
        for directory in sorted((ROOT / "models" / "backbone").glob("*/*")):
            base = load_base(directory)
            for case in json.loads((directory / "check.json").read_text(encoding="utf-8"))["cases"][:3]:
                ids = base.tokenizer.encode(case["text"], base.config.max_tokens).ids
                self.assertEqual(ids, case["input_ids"])
                with torch.no_grad():
                    states = base.backbone(torch.tensor([ids]), torch.ones(1, len(ids)))
                for tap, expected in case["layers"].items():
                    for found, value in zip(states[int(tap)][0, 0].tolist(), expected["first"]):
                        self.assertAlmostEqual(found, value, delta=2e-3)

    def test_of_several_backbones_the_newest_of_the_one_that_reads_most_is_found(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            models = Path(directory)
            for name, version, languages in (("a", "2.0.0", ["en"]), ("a", "10.0.0", ["en"]), ("b", "3.0.0", ["zh", "ja"])):
                package = models / "backbone" / name / version
                package.mkdir(parents=True)
                (package / "manifest.json").write_text(json.dumps({"languages": languages}), encoding="utf-8")
            for utterances, expected in (({"en": 2, "zh": 1}, "a/10.0.0"), ({"en": 2, "zh": 1, "ja": 2}, "b/3.0.0"), ({}, "a/10.0.0")):
                self.assertEqual(find_base(models, utterances), models / "backbone" / expected)

    def test_without_a_configuration_the_one_that_the_backbone_was_made_with_counts(self) -> None:
        self.assertEqual(shipped_for("bge-zh").backbone.name, "bge-zh")
        self.assertEqual(shipped_for("unheard").backbone.name, "bge-en")

    def test_a_package_that_was_changed_or_is_no_backbone_is_refused(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            models = Path(directory)
            with self.assertRaisesRegex(DataError, "no backbone package"):
                find_base(models, {"en": 1})
            write_base(models)
            package = find_base(models, {"en": 1})
            (package / "vocab.txt").write_text("[PAD]\n", encoding="utf-8")
            with self.assertRaisesRegex(DataError, "its SHA-256 differs"):
                load_base(package)
            with self.assertRaisesRegex(DataError, "'backbone' is needed"):
                load_base(next((ROOT / "models" / "subsystems").glob("alarm/*")))


class TunerTests(unittest.TestCase):
    SPACE = {"finetune.learning_rate": [1e-4, 1e-3, 1e-2, 1e-1], "head.dropout": [0.0, 0.1, 0.2, 0.3], "head.own_layers": [1, 2, 3, 4]}
    CONFIGURED = {"finetune.learning_rate": 1e-4, "head.dropout": 0.4, "head.own_layers": 1}

    def run_alone(self, seed: int, count: int, space: dict | None = None) -> Tuner:
        """Trials one after the other; the score is the better the nearer the settings are to one corner, and grows with the steps."""
        space = self.SPACE if space is None else space
        configured = {key: self.CONFIGURED[key] for key in space}
        tuner = Tuner(space, configured, 3, 10, seed)
        for _ in range(count):
            trial = tuner.next()
            settings = {**configured, **trial.settings}
            worth = sum(values.index(settings[key]) if settings[key] in values else 0 for key, values in space.items())
            rows = [{"steps": steps, "score": worth + steps / 1000} for steps in rungs_of(90, 3)]
            if all(tuner.goes_on(trial, row) for row in rows[:-1]):
                tuner.finish(trial, rows[-1])
        return tuner

    def test_each_rung_has_more_steps_and_the_last_is_the_whole_training(self) -> None:
        self.assertEqual(rungs_of(2160, 3), [240, 720, 2160])
        self.assertEqual(rungs_of(100, 2), [25, 50, 100])
        self.assertEqual(rungs_of(5, 3), [1, 3, 9])

    def test_the_first_trial_is_the_configuration_whether_the_space_has_it_or_not(self) -> None:
        tuner = self.run_alone(1, 1)
        self.assertEqual(tuner.trials[0].settings, {})
        self.assertTrue(tuner.trials[0].complete)
        self.assertIs(tuner.best, tuner.trials[0])

    def test_the_same_seed_makes_the_same_trials_and_another_one_others(self) -> None:
        first, again, other = (self.run_alone(seed, 30).trials for seed in (1, 1, 2))
        self.assertEqual(first, again)
        self.assertNotEqual([t.settings for t in first], [t.settings for t in other])

    def test_most_trials_end_at_a_rung_and_the_rest_are_drawn_near_to_the_best(self) -> None:
        tuner = self.run_alone(1, 60)
        ended = [len(t.rungs) for t in tuner.trials if not t.complete]
        self.assertGreater(len(ended), 30)
        self.assertEqual(set(ended), {1, 2})
        assert tuner.best is not None
        self.assertGreaterEqual(tuner.best.rungs[-1]["score"], 7.0)
        late = [t.rungs[0]["score"] for t in tuner.trials[30:]]
        self.assertGreater(sum(late) / len(late), 4.5 + 0.75, "4.5 is what settings drawn blindly come to")

    def test_settings_that_come_again_get_another_seed(self) -> None:
        tuner = self.run_alone(1, 4, space={"head.own_layers": [1, 2]})
        seen = [(str(t.settings), t.repeats) for t in tuner.trials]
        self.assertEqual(len(set(seen)), 4)
        self.assertEqual(sum(t.repeats == 0 for t in tuner.trials), len({str(t.settings) for t in tuner.trials}))

    def test_a_trial_without_time_is_as_if_it_had_not_been(self) -> None:
        tuner = self.run_alone(1, 3)
        tuner.drop(tuner.next())
        self.assertEqual(len(tuner.trials), 3)

    def test_a_trial_begins_only_where_its_first_rung_fits(self) -> None:
        pace = Pace(seconds=2.0, work=100.0, overhead=1.0)
        self.assertTrue(pace.enough(3.0, 100))
        self.assertFalse(pace.enough(2.9, 100))

    def test_a_space_with_an_unknown_key_or_a_wrong_type_is_refused(self) -> None:
        config = shipped_for("bge-en")
        for space, message in (({"head.width": [1]}, "search.space.head.width: unknown key"),
                               ({"finetune.pool": [1]}, "unknown key"), ({"adapt.domain_steps": [9]}, "unknown key"),
                               ({"finetune.backbone_rate": [1e-4]}, "unknown key"), ({"head.own_layers": [1.5]}, "expected a list of int"),
                               ({"head.dropout": []}, "expected a list of float")):
            changed = dataclasses.replace(config, search=dataclasses.replace(config.search, space=space))
            with self.assertRaisesRegex(ConfigError, message):
                checked_space(changed)
        self.assertEqual(checked_space(config)["head.ngram_buckets"], [0, 4096])
        changed = dataclasses.replace(config.search, space={"adapt.task_steps": [0, 100], "finetune.r_drop": [0, 1]})
        space = checked_space(dataclasses.replace(config, search=changed))
        self.assertEqual(space, {"adapt.task_steps": [0, 100], "finetune.r_drop": [0.0, 1.0]})
        self.assertIsInstance(space["finetune.r_drop"][0], float)


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
            self.assertEqual([r["steps"] for r in report["tried"][0]["rungs"]], [13, 39, 117], "the configuration comes to the end")
            self.assertEqual([t["number"] for t in report["tried"]], [0, 1, 2, 3])
            self.assertLess(sum(t["complete"] for t in report["tried"]), 4)
            best = report["tried"][report["best_trial"]]
            self.assertEqual(best["rungs"][-1]["score"], max(t["rungs"][-1]["score"] for t in report["tried"] if t["complete"]))
            self.assertEqual(manifest["training"]["seed"], report["seed"] + best["repeats"])
            self.assertEqual(set(report["precisions"]), {"fp32", "fp16"})
            self.assertEqual(sum(row["count"] for row in report["test"]["intents"].values()), report["counts"]["test"])
            text = (root / "work" / "report.md").read_text(encoding="utf-8")
            for part in ("| tiles_dip |", "| place |", "## Calibration", "| fp16 |", "as configured"):
                self.assertIn(part, text)
            self.assertEqual(main(command), 0)
            again = json.loads((root / "work" / "report.json").read_text(encoding="utf-8"))
            self.assertEqual(self._without_seconds(again), self._without_seconds(report), "two processes, the same outcome")

    def _without_seconds(self, report: dict) -> list:
        return [report["best_trial"], report["test"], [
            {**t, "rungs": [{key: value for key, value in r.items() if key != "seconds"} for r in t["rungs"]]} for t in report["tried"]]]

    def test_lists_of_names_go_into_the_package(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            root = Path(directory)
            write_base(root / "models")
            (root / "names").mkdir()
            config = root / "smoke.toml"
            config.write_text(SMOKE_CONFIG.read_text(encoding="utf-8").replace("trials = 4", "trials = 1"), encoding="utf-8")
            command = ["search", "--data", str(write_lines(directory, *domain_lines())), "--name", "tiles", "--models", str(root / "models"),
                       "--work", str(root / "work"), "--config", str(config), "--minutes", "5", "--lexicon", str(root / "names")]
            self.assertEqual(main(command), 2, "no list")
            (root / "names" / "room.txt").write_text("conservatory\n", encoding="utf-8")
            self.assertEqual(main(command), 2, "a list of no slot type")
            (root / "names" / "room.txt").rename(root / "names" / "place.txt")
            self.assertEqual(main(command), 0)
            package = root / "models" / "subsystems" / "tiles" / "1.0.0"
            self.assertIn("conservatory\tplace\n", (package / "lexicon.tsv").read_text(encoding="utf-8"))
            self.assertIn("names (lists of names)", json.loads((package / "manifest.json").read_text(encoding="utf-8"))["training"]["data"])

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
