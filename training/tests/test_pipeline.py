"""The whole pipeline on tiny synthetic data, through the command line."""

from __future__ import annotations

import json
import tempfile
import unittest
from pathlib import Path

from training.__main__ import main
from training.evaluate import read_decisions
from training.tests.support import SMOKE_CONFIG, write_synthetic_data


class PipelineTests(unittest.TestCase):
    def test_prepare_pretrain_warmup_finetune_export_and_evaluate_work_together(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            root = Path(directory)
            data, work, models = root / "data", root / "work", root / "models"
            write_synthetic_data(data)
            common = ["--work", str(work), "--config", str(SMOKE_CONFIG)]
            self.assertEqual(main(["prepare", "--data", str(data), *common]), 0)
            self.assertEqual(main(["pretrain", *common, "--processes", "1", "--minutes", "0.04"]), 0)
            first = json.loads((work / "pretrain.json").read_text(encoding="utf-8"))
            self.assertEqual(main(["pretrain", *common, "--processes", "2"]), 0)
            second = json.loads((work / "pretrain.json").read_text(encoding="utf-8"))
            self.assertGreater(second["step"], first["step"], "the second run resumes")
            pretrained = (work / "backbone.pt").read_bytes()
            unseen = ["--leave-out", "chitchat"]
            brief = ["warmup", *common, *unseen, "--minutes", "0.03", "--processes", "1"]
            with self.assertLogs("training.warmup", "WARNING"):
                self.assertEqual(main(brief), 0, "without a teacher it learns from the labels")
            before = (work / "backbone.pt").read_bytes()
            self.assertNotEqual(before, pretrained, "the warm-up changes the backbone")
            self.assertEqual(main([*brief, "--teacher", "first"]), 0)
            self.assertEqual((work / "backbone.pt").read_bytes(), before, "a teacher is not the backbone")
            self.assertEqual(main(brief), 0)
            self.assertEqual(main(["warmup", *common, *unseen, "--resume"]), 0)
            joint = json.loads((work / "warmup.json").read_text(encoding="utf-8"))
            self.assertGreater(joint["reports"][0]["minutes"], 0.03, "the minutes of both runs count")
            self.assertNotEqual((work / "backbone.pt").read_bytes(), before, "and so does what follows")
            for name in ("pretrain.svg", "warmup.svg"):
                self.assertIn("polyline", (work / name).read_text(encoding="utf-8"), name)
            self.assertTrue(json.loads((work / "phrases" / "phrases.json").read_text(encoding="utf-8"))["hwu64"])
            self.assertEqual(main(["finetune", *common]), 0)
            self._check_whole_network(work, common)
            self.assertEqual(main(["export", *common, "--output", str(models)]), 0)
            metrics = root / "metrics.json"
            self.assertEqual(
                main(["evaluate", "--data", str(data), *common, "--metrics", str(metrics), "--models", str(models)]), 0)
            english = json.loads(metrics.read_text(encoding="utf-8"))["english"]
            self.assertGreater(english["accuracy"], 0.5)
            self.assertGreater(english["slot_f1"], 0.3)
            self._check_packages(models)
            self._check_exchange_by_file(root, data, common)

    def _check_whole_network(self, work: Path, common: list[str]) -> None:
        """Full fine-tuning learns with a backbone of its own: the shared one stays as it is."""
        frozen = (work / "backbone.pt").read_bytes()
        change = "finetune.average_from=0,finetune.backbone_rate="
        ablate = ["ablate", *common, "--only", "alarm", "--steps", "8", "--change"]
        self.assertEqual(main([*ablate, change + "0", change + "0.001"]), 0)
        _, partial, full = map(json.loads, (work / "ablation.jsonl").read_text(encoding="utf-8").splitlines())
        self.assertNotEqual(partial["report"], full["report"])
        self.assertEqual(full["multiplications"] - partial["multiplications"], 2 * (4 * 32 * 32 + 2 * 32 * 64))
        self.assertEqual((work / "backbone.pt").read_bytes(), frozen)
        self.assertEqual(main([*ablate, "finetune.backbone_rate=0.001"]), 2, "averaged weights are not for whole networks")

    def _check_packages(self, models: Path) -> None:
        manifests = {p.parent.relative_to(models).as_posix(): json.loads(p.read_text(encoding="utf-8"))
                     for p in models.glob("**/manifest.json")}
        self.assertEqual(set(manifests), {"backbone/bfm-smoke/1.0.0", "ranker/1.0.0", *(
            f"subsystems/{name}/1.0.0" for name in ("alarm", "chitchat", "iot", "knowledge"))})
        alarm = manifests["subsystems/alarm/1.0.0"]
        self.assertEqual(alarm["intents"][0], "reject")
        self.assertEqual(alarm["slot_labels"][0], "O")
        self.assertEqual(alarm["languages"], ["en", "zh"])
        self.assertIn("accuracy", alarm["metrics"])
        self.assertIn("time", alarm["lexicon_tags"])
        lexicon = (models / "subsystems/alarm/1.0.0" / alarm["files"]["lexicon"]["path"]).read_text(encoding="utf-8")
        self.assertIn("half past six\ttime\n", lexicon)
        for manifest in manifests.values():
            self.assertEqual("lexicon" in manifest["files"], "lexicon_tags" in manifest)
        for folder in manifests:
            check = json.loads((models / folder / "check.json").read_text(encoding="utf-8"))
            self.assertTrue(check["cases"], folder)

    def _check_exchange_by_file(self, root: Path, data: Path, common: list[str]) -> None:
        texts, decisions = root / "texts.txt", root / "decisions.jsonl"
        evaluate = ["evaluate", "--data", str(data), *common]
        self.assertEqual(main([*evaluate, "--write-input", str(texts)]), 0)
        lines = texts.read_text(encoding="utf-8").splitlines()
        labelled = root / "labelled.jsonl"
        self.assertEqual(main([*evaluate, "--write-labelled", str(labelled)]), 0)
        records = [json.loads(line) for line in labelled.read_text(encoding="utf-8").splitlines()]
        self.assertEqual([record["text"] for record in records], lines[:len(records)])
        for record in records:
            self.assertEqual(record["subsystem"] is None, record["set"] in ("chinese_unowned", "out_of_scope"))
            self.assertTrue(all(0 <= s["start"] < s["end"] for s in record.get("slots", [])), record)
        rejected = {"outcome": "outOfScope", "slots": []}
        decisions.write_text("".join(json.dumps(rejected) + "\n" for _ in lines), encoding="utf-8")
        self.assertEqual(len(read_decisions(decisions, len(lines))), len(lines))
        self.assertEqual(main([*evaluate, "--decisions", str(decisions)]), 0)
        decisions.write_text(json.dumps(rejected) + "\n", encoding="utf-8")
        self.assertEqual(main([*evaluate, "--decisions", str(decisions)]), 2)

    def test_a_missing_data_folder_ends_with_exit_code_2(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            self.assertEqual(main(["prepare", "--data", f"{directory}/nothing", "--work", f"{directory}/work"]), 2)


if __name__ == "__main__":
    unittest.main()
