from __future__ import annotations

import json
import tempfile
import unittest
from pathlib import Path

from training.corpus import DataError, Entity, Utterance
from training.sets import is_kept_apart, load_slurp, pattern_of, plain_key, read_held_out, split_mapped


def utterance(text: str, value: str) -> Utterance:
    start = text.index(value)
    return Utterance(text, "calendar", "calendar_set", (Entity(start, start + len(value), "date"),))


class SetTests(unittest.TestCase):
    def test_near_duplicates_have_one_pattern_and_fall_on_the_same_side(self) -> None:
        texts = [("add lunch on Friday", "Friday"), ("Please add a lunch on monday.", "monday"), ("can you add lunch on 3 May", "3 May")]
        patterns = {pattern_of(u.text, u.entities) for u in (utterance(*t) for t in texts)}
        self.assertEqual(len(patterns), 1, patterns)
        self.assertEqual(pattern_of("明天3点的会议", ()), pattern_of("明天五点会议吧", ()))
        self.assertNotEqual(pattern_of("add lunch on friday", ()), pattern_of("remove lunch on friday", ()))
        many = [utterance(f"{verb} {what} {how} on day{i}", f"day{i}") for i in range(3) for verb in ("add", "move", "drop", "plan", "note")
                for what in ("lunch", "dinner", "tea", "yoga") for how in ("early", "late", "again")]
        trained, kept = split_mapped(many)
        self.assertFalse({pattern_of(u.text, u.entities) for u in trained} & {pattern_of(u.text, u.entities) for u in kept})
        self.assertTrue(5 <= len(kept) / 180 * 100 <= 40, len(kept))
        self.assertEqual([u for u in many if is_kept_apart(u.text, u.entities)], kept)

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
