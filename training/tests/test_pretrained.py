"""The pipeline on a pretrained encoder: a random one, on tiny synthetic data, through the command line."""

from __future__ import annotations

import json
import shutil
import tempfile
import tomllib
import unittest
from pathlib import Path

import numpy as np
import onnx
import torch

from training.__main__ import main
from training.base import load_base
from training.config import load_config
from training.onnx_numpy import run
from training.speech import templates
from training.states import pad
from training.tests.support import SMOKE_CONFIG, write_encoder, write_synthetic_data
from training.tokenizer import CLS, SEP

BACKBONE = {"name": "tiny-en", "version": "1.0.0", "max_tokens": 64, "wide_layers": 2, "wide_hidden": 24, "wide_heads": 4, "wide_ffn": 32, "narrow_layers": 0,
            "narrow_hidden": 8, "narrow_heads": 0, "narrow_ffn": 0, "first_tap": 3, "post_norm": True, "norm_epsilon": 1e-12, "small_tokens": True, "small_layers": True}
def write_config(path: Path) -> None:
    """The smoke configuration for an English encoder."""
    values = tomllib.loads(SMOKE_CONFIG.read_text(encoding="utf-8"))
    values.update(languages=["en"], backbone=BACKBONE, encoder={"scripts": ["LATIN"], "folding": ""}, overrides={})
    values["readouts"].update(weight=0.5, likeness="mean", likeness_weight=4.0, likeness_share=0.2, references=6)
    values["warmup"].update(unlabelled_share=0.0, masked_word_weight=0.0, spoken=0.5, frozen_layers=1, narrow_share=1.0, settled=0.3)
    values["head"].update(tap=3, lexicon_phrases=0)
    values["finetune"].update(steps=60, spoken=0.5, english_samples=10, kind_samples=4, processes=1)
    values["adapt"].update(domain_steps=0, task_steps=0)
    values["pretrain"]["shares"] = {"sgd": 0.6, "hwu64": 0.4}
    values["search"].update(trials=1, steps=60, references=40, space={"search.copies": [0]})
    values["export"]["fused"] = True
    path.write_text(json.dumps(values), encoding="utf-8")


class PretrainedTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.directory = tempfile.TemporaryDirectory()
        cls.root = root = Path(cls.directory.name)
        write_synthetic_data(root / "data")
        write_encoder(root / "encoder")
        write_config(root / "config.json")
        cls.work, cls.models = root / "work", root / "models"
        cls.common = ["--work", str(cls.work), "--config", str(root / "config.json")]
        texts = ["--texts", str(root / "data" / "sgd" / "utterances.txt")]
        assert main(["base", "--encoder", str(root / "encoder"), *cls.common, "--out", str(root / "untouched"), *texts]) == 0
        held = root / "held.jsonl"
        cls.dropped = json.loads((root / "data" / "hwu64" / "train.jsonl").read_text(encoding="utf-8").splitlines()[0])["text"]
        held.write_text(json.dumps({"text": cls.dropped.upper() + "!"}) + "\n", encoding="utf-8")
        assert main(["prepare", "--data", str(root / "data"), *cls.common, "--held-out", str(held)]) == 0
        warmup = ["warmup", *cls.common, "--processes", "1", "--minutes", "0.04"]
        assert main([*warmup, "--teacher", "whole", "--encoder", str(root / "encoder")]) == 0
        assert main(warmup) == 0
        assert main(["finetune", *cls.common]) == 0
        assert main(["export", *cls.common, "--output", str(cls.models)]) == 0
        cls.subsystems = sorted(path.name for path in (cls.models / "subsystems").iterdir())

    @classmethod
    def tearDownClass(cls) -> None:
        cls.directory.cleanup()

    def manifest(self, root: Path) -> dict:
        return json.loads((root / "backbone" / "tiny-en" / "1.0.0" / "manifest.json").read_text(encoding="utf-8"))

    def test_the_untouched_backbone_is_a_package_already(self) -> None:
        manifest = self.manifest(self.root / "untouched")
        self.assertEqual((manifest["layers"], manifest["hidden_per_layer"], manifest["taps"]), (3, [24, 24, 8], [3]))
        self.assertNotIn("gate", manifest)
        base = load_base(self.root / "untouched" / "backbone" / "tiny-en" / "1.0.0")
        self.assertEqual(base.config, load_config(self.root / "config.json").backbone)
        self.assertEqual(base.references, [])

    def test_the_package_names_what_the_backbone_says_itself(self) -> None:
        manifest = self.manifest(self.models)
        self.assertEqual(manifest["languages"], ["en"])
        self.assertEqual(manifest["gate"]["subsystems"], self.subsystems)
        self.assertTrue({"alarm", "audio", "chitchat", "iot", "play"} <= set(self.subsystems), "of the set and of the grammars")
        self.assertTrue(0 < manifest["gate"]["threshold"] <= 0.5)
        self.assertEqual(manifest["likeness"], {"width": 24})
        self.assertEqual((manifest["negated"], manifest["excluded"]["threshold"]), ({"threshold": 0.5}, 0.5))
        self.assertEqual(manifest["excluded"]["cues"], list(templates("en").exception_cues))
        self.assertEqual(manifest["excluded"]["no_cues"], list(templates("en").exception_no_cues))
        model = onnx.load(str(self.models / "backbone" / "tiny-en" / "1.0.0" / "model.onnx"))
        self.assertEqual([o.name for o in model.graph.output], ["layer_3", "gate", "negated", "excluded", "likeness"])

    @torch.no_grad()
    def test_the_package_read_back_answers_as_its_graph_does(self) -> None:
        directory = self.models / "backbone" / "tiny-en" / "1.0.0"
        base = load_base(directory)
        ids, mask = pad([base.tokenizer.encode(text, 64) for text in ("turn off the lights!", "wake me")])
        found = run(onnx.load(str(directory / "model.onnx")), {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})
        states = base.backbone(ids, mask)[3].numpy()
        np.testing.assert_allclose(found["layer_3"][mask.numpy() > 0], states[mask.numpy() > 0], rtol=1e-3, atol=1e-3)
        case = json.loads((directory / "check.json").read_text(encoding="utf-8"))["cases"][0]
        self.assertEqual((len(case["gate"]), len(case["negated"]), len(case["excluded"]), len(case["likeness"])), (len(self.subsystems), 1, len(case["input_ids"]), 8))

    def test_references_are_of_every_subsystem_and_of_general_speech(self) -> None:
        references = load_base(self.models / "backbone" / "tiny-en" / "1.0.0").references
        counts = {name: sum(r == name for r, _ in references) for name in (*self.subsystems, None)}
        self.assertTrue({"alarm", "chitchat", "iot", None} <= {name for name, count in counts.items() if count}, "longer ones than 24 pieces are left out")
        self.assertTrue(all(counts[name] <= 6 for name in counts if name) and counts[None] <= 6 * len(self.subsystems), counts)
        self.assertTrue(all(e.ids[0] == CLS and e.ids[-1] == SEP for _, e in references))

    def test_no_text_that_is_held_out_is_trained_on(self) -> None:
        for name in ("train", "development"):
            self.assertNotIn(self.dropped, (self.work / "utterances" / f"{name}.jsonl").read_text(encoding="utf-8"))

    def test_the_teacher_is_the_whole_encoder_with_its_own_vocabulary(self) -> None:
        content = torch.load(self.work / "teachers" / "whole.pt")
        self.assertEqual(content["tap"], 2)
        self.assertFalse(any(name.startswith("readouts") for name in content["model"]))
        self.assertTrue((self.work / "teachers" / "whole" / "tokenizer" / "vocab.txt").is_file())
        self.assertTrue((self.work / "teachers" / "answers" / "classes.npy").is_file(), "the warm-up asked it")

    def test_a_warm_up_may_begin_with_the_layers_of_a_teacher(self) -> None:
        folder = self.root / "begun"
        shutil.copytree(self.work, folder)
        common = ["--work", str(folder), "--config", str(self.root / "config.json")]
        warmup = ["warmup", *common, "--processes", "1", "--minutes", "0.02"]
        self.assertEqual(main([*warmup, "--begin", "whole"]), 0)
        taught, begun = torch.load(folder / "teachers" / "whole.pt")["model"], torch.load(folder / "backbone.pt")
        for name in ("tokens.weight", "wide.0.qkv.weight"):
            self.assertTrue(torch.equal(begun[name], taught[f"language.backbone.{name}"]), name)
        self.assertEqual(main([*warmup, "--begin", "nobody"]), 2)
        self.assertEqual(main([*warmup, "--begin", "whole", "--resume"]), 2)
        narrow = torch.load(folder / "teachers" / "whole.pt")
        narrow["model"]["language.backbone.wide.1.ffn_in.weight"] = torch.zeros(5, 24)
        torch.save(narrow, folder / "teachers" / "narrow.pt")
        self.assertEqual(main([*warmup, "--begin", "narrow"]), 2)

    def test_the_embedding_and_the_first_layer_stay_frozen(self) -> None:
        before, after = torch.load(self.work / "untouched.pt"), torch.load(self.work / "backbone.pt")
        same = {name for name in before if torch.equal(before[name], after[name])}
        self.assertTrue({"tokens.weight", "positions.weight", "wide.0.qkv.weight"} <= same)
        self.assertFalse({"wide.1.qkv.weight", "bottleneck.weight"} & same)

    def test_likeness_is_measured_beside_the_untouched_encoder(self) -> None:
        path = self.root / "faq.jsonl"
        rows = [{"text": f"{verb} my {noun} {word}", "intent": verb} for verb in ("turn", "wake", "hide") for noun in ("cat", "dog", "car") for word in ("now", "a", "b")]
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        self.assertEqual(main(["likeness", *self.common, "--data", str(path)]), 0)
        path.write_text(json.dumps(rows[0]) + "\n", encoding="utf-8")
        self.assertEqual(main(["likeness", *self.common, "--data", str(path)]), 2)

    def test_a_new_subsystem_learns_against_the_references(self) -> None:
        data = self.root / "tiles.jsonl"
        rows = [{"text": f"{verb} the {kind} tiles {when}", "intent": f"tiles_{verb}"} for verb in ("dip", "wash") for kind in ("big", "old", "red", "new")
                for when in ("now", "later", "again", "today", "twice")]
        data.write_text("".join(json.dumps(row) + "\n" for row in [*rows, {"text": "洗一下瓷砖", "intent": "tiles_wash"}]), encoding="utf-8")
        self.assertEqual(main(["search", "--data", str(data), "--name", "tiles", "--minutes", "2", "--models", str(self.models), "--output", str(self.root / "found"),
                               "--work", str(self.root / "search"), "--config", str(self.root / "config.json")]), 0)
        manifest = json.loads((self.root / "found" / "subsystems" / "tiles" / "1.0.0" / "manifest.json").read_text(encoding="utf-8"))
        self.assertEqual((manifest["languages"], manifest["tap"], manifest["generation"]), (["en"], 3, 1))
        report = json.loads((self.root / "search" / "report.json").read_text(encoding="utf-8"))
        self.assertGreaterEqual(report["negatives"], 20)
        self.assertTrue(set(report["test"]["taken"]) <= set(self.subsystems) and report["test"]["taken"], report["test"]["taken"])
        self.assertIn("## Taken from others", (self.root / "search" / "report.md").read_text(encoding="utf-8"))

    def test_a_head_is_trained_again_on_the_package_of_its_backbone(self) -> None:
        package = self.models / "backbone" / "tiny-en" / "1.0.0"
        common = ["--work", str(self.root / "again"), "--config", str(self.root / "config.json")]
        self.assertEqual(main(["base", "--package", str(package), *common]), 0)
        for name, stored in torch.load(self.root / "again" / "int8.pt").items():
            self.assertTrue(torch.equal(stored, load_base(package).backbone.state_dict()[name]), name)
        begun, ended = torch.load(self.root / "again" / "pretrain.pt"), torch.load(self.work / "readouts.pt")
        self.assertEqual((begun["gated"], set(begun["readouts"])), (ended["subsystems"], set(ended["weights"])), "a warm-up goes on from it")
        for name, values in ended["weights"].items():
            torch.testing.assert_close(begun["readouts"][name], values, rtol=2e-3, atol=2e-3)
        self.assertEqual(main(["prepare", "--data", str(self.root / "data"), *common]), 0)
        self.assertEqual((self.root / "again" / "tokenizer" / "vocab.txt").read_bytes(), (package / "vocab.txt").read_bytes())
        with self.assertLogs("training.finetune", "WARNING") as logged:
            self.assertEqual(main(["finetune", *common, "--only", "alarm"]), 0)
        self.assertIn("no ranker", "".join(logged.output))
        output = self.root / "alone"
        self.assertEqual(main(["export", *common, "--only", "iot", "--output", str(output)]), 2, "no such head yet")
        self.assertEqual(main(["export", *common, "--only", "alarm", "--version", "1.0", "--output", str(output)]), 2)
        self.assertFalse(output.exists())
        self.assertEqual(main(["export", *common, "--only", "alarm", "--version", "1.0.1", "--output", str(output)]), 0)
        self.assertEqual([path.relative_to(output).as_posix() for path in output.glob("**/manifest.json")], ["subsystems/alarm/1.0.1/manifest.json"])
        manifest = json.loads((output / "subsystems" / "alarm" / "1.0.1" / "manifest.json").read_text(encoding="utf-8"))
        self.assertEqual((manifest["version"], manifest["backbone"]), ("1.0.1", {"name": "tiny-en", "version": "1.0.0"}))
        self.assertEqual(manifest["training"]["data"][0], "pretrained encoder encoder")

    def test_one_ranker_is_fitted_on_the_verdicts_of_several_work_folders(self) -> None:
        alone = (self.work / "ranker.json").read_text(encoding="utf-8")
        other = self.root / "other-verdicts"
        other.mkdir()
        self.assertEqual(main(["finetune", *self.common, "--together", str(other)]), 2, "no verdicts there")
        rows = dict(np.load(self.work / "verdicts.npz"))
        rows["targets"] = np.full_like(rows["targets"], len(self.subsystems))  # everything is out of scope there
        np.savez(other / "verdicts.npz", **rows)
        self.assertEqual(main(["finetune", *self.common, "--together", str(other)]), 0)
        self.assertNotEqual((self.work / "ranker.json").read_text(encoding="utf-8"), alone)
        np.savez(other / "verdicts.npz", **{**rows, "values": rows["values"][:, :2]})
        self.assertEqual(main(["finetune", *self.common, "--together", str(other)]), 2, "other subsystems")
        self.assertTrue((self.work / "reliability.svg").is_file())

    def test_bad_requests_end_with_exit_code_2(self) -> None:
        self.assertEqual(main(["base", "--encoder", str(self.root / "nothing"), *self.common]), 2)
        self.assertEqual(main(["base", "--encoder", str(self.root / "encoder"), "--work", str(self.root / "other")]), 2, "another shape than configured")
        package = str(self.models / "backbone" / "tiny-en" / "1.0.0")
        self.assertEqual(main(["base", "--package", package, "--work", str(self.root / "other")]), 2, "another shape than configured")
        self.assertEqual(main(["base", "--package", package, *self.common, "--out", str(self.root / "other")]), 2, "it is a package already")
        self.assertEqual(main(["warmup", *self.common, "--encoder", str(self.root / "encoder")]), 2, "only with --teacher")


if __name__ == "__main__":
    unittest.main()
