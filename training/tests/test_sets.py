from __future__ import annotations

import json
import tempfile
import unittest
from pathlib import Path

from training.corpus import DataError
from training.sets import load_slurp, plain_key, read_held_out


class SetTests(unittest.TestCase):
    def test_held_out_texts_are_compared_without_marks_capitals_spaces_and_digits(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / "cases.jsonl"
            path.write_text('{"id": "x", "text": "Wake me, at 7!"}\n\nplain line\n', encoding="utf-8")
            keys = read_held_out([path])
            self.assertEqual(keys, {plain_key("wake me at 9"), plain_key("Plain   line.")})
            path.write_text('{"id": "x"}\n', encoding="utf-8")
            with self.assertRaisesRegex(DataError, "cases.jsonl:1"):
                read_held_out([path])
            with self.assertRaisesRegex(DataError, "missing.jsonl: cannot be read"):
                read_held_out([Path(directory) / "missing.jsonl"])

    def test_slurp_gives_each_text_once_and_none_that_is_known(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / "slurp" / "devel.jsonl"
            path.parent.mkdir()
            rows = [{"text": f"show list {word}", "scenario": "lists", "intent": "lists_query", "entities": []} for word in "a b c d e f b".split()]
            path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
            trained, validated = load_slurp(Path(directory), {plain_key("Show list A")})
            self.assertEqual(sorted(u.text[-1] for u in [*trained, *validated]), list("bcdef"))
            self.assertTrue(trained and validated)
            self.assertEqual(load_slurp(Path(directory) / "nothing", set()), ([], []))


if __name__ == "__main__":
    unittest.main()
