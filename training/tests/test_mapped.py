"""Tests of the maps from others' labels to ours, and of parting texts by sentence pattern."""

import json
import tempfile
import unittest
from pathlib import Path

from ..corpus import DataError, Entity
from ..mapped import MAPS, REJECTED, SETS, SKIP, learnable, maps, parted, read_map, read_mapped, subsystem_of
from ..patterns import groups, kept_apart, pattern_of
from ..prepare import _mapped as others_sets
from .support import shipped_labels

TOY = """# toy
* | text~^\\^ | skip
Volume | step<0 | audio_volume_down
Volume | step=up; text!~mute | audio_volume_up
Volume | !step | audio_volume_mute
Meet | | calendar_set
Stop | | email_sendemail negated
Hotel | | unserved
@calendar Day=date Time=time Who=person What=business_type|event_name Odd=?
days zh calendar
partial en calendar
"""


class MapTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def table(self, text=TOY):
        path = self.folder / "toy.map"
        path.write_text(text, encoding="utf-8")
        return read_map(path)

    def read(self, *records, language="zh", text=TOY):
        path = self.folder / "toy.jsonl"
        path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
        return read_mapped(self.table(text), path, language)

    def spans(self, text, *entities, language="zh"):
        record = {"text": text, "intent": "Meet", "entities": [dict(zip(("start", "end", "type"), e)) for e in entities]}
        (row,), _ = self.read(record, language=language)
        return [(text[e.start : e.end], e.type) for e in row.utterance.entities], row.slots_known

    def test_the_first_rule_that_fits_decides(self):
        table = self.table()
        for text, slots, target in (
            ("down", {"step": -20}, "audio_volume_down"),
            ("up", {"step": "up"}, "audio_volume_up"),
            ("silence", {}, "audio_volume_mute"),
            ("^(show)", {"step": -1}, SKIP),
        ):
            self.assertEqual(table.rule_of("Volume", text, slots).target, target)
        self.assertIsNone(table.rule_of("Volume", "MUTE", {"step": "up"}))

    def test_a_label_without_a_rule_is_counted(self):
        rows, unmapped = self.read({"text": "a", "intent": "Meet"}, {"text": "b", "intent": "New"}, {"text": "c", "intent": "New"})
        self.assertEqual((len(rows), dict(unmapped)), (1, {"New": 2}))

    def test_a_text_is_taken_once_and_traditional_characters_are_folded(self):
        rows, _ = self.read({"text": "開會", "intent": "Meet"}, {"text": "开会", "intent": "Meet"})
        self.assertEqual([row.utterance.text for row in rows], ["开会"])

    def test_what_nobody_serves_is_rejected_and_what_is_forbidden_is_negated(self):
        (hotel, stop), _ = self.read({"text": "a", "intent": "Hotel"}, {"text": "b", "intent": "Stop"})
        self.assertEqual((hotel.utterance.subsystem, hotel.utterance.intent, hotel.target), ("reject", "reject", "unserved"))
        self.assertEqual((stop.utterance.intent, stop.negated, hotel.negated), ("email_sendemail", True, False))

    def test_slots_take_our_names_and_a_part_of_the_day_is_split_off(self):
        self.assertEqual(
            self.spans("周二下午3点和王芳", (0, 2, "Day"), (2, 6, "Time"), (7, 9, "Who")),
            ([("周二", "date"), ("下午", "timeofday"), ("3点", "time"), ("王芳", "person")], True))
        self.assertEqual(self.spans("今晚聚", (0, 2, "Time"))[0], [("今晚", "timeofday")])

    def test_days_are_labelled_by_rule_where_the_set_leaves_them_out(self):
        self.assertEqual(self.spans("明天早上开会")[0], [("明天", "date"), ("早上", "timeofday")])
        self.assertEqual(self.spans("tomorrow", language="en")[0], [])

    def test_of_two_slots_the_first_is_taken_where_its_list_has_the_name(self):
        self.assertEqual(self.spans("去超市", (1, 3, "What"))[0], [("超市", "business_type")])
        self.assertEqual(self.spans("去某某", (1, 3, "What"))[0], [("某某", "event_name")])

    def test_slots_are_unknown_where_the_set_does_not_tell(self):
        self.assertEqual(self.spans("去某某", (1, 3, "Odd")), ([], False))
        self.assertEqual(self.spans("at 3", (3, 4, "Time"), language="en"), ([("3", "time")], False))

    def test_a_value_that_stands_in_the_text_becomes_a_span(self):
        (row,), _ = self.read({"text": "Meet Bob at 3", "intent": "Meet", "slots": {"Who": "bob", "Time": 3}}, language="en")
        self.assertEqual(row.utterance.entities, (Entity(5, 8, "person"),))

    def test_malformed_lines_are_named(self):
        for line in ("Meet | calendar_set", "Meet | | calendar_set maybe", "Meet | text~ | x", "@calendar Day", " | | x"):
            with self.subTest(line), self.assertRaisesRegex(DataError, "toy.map:2: "):
                self.table(f"# first\n{line}\n")


class ShippedMapTests(unittest.TestCase):
    def test_every_target_is_an_intent_and_every_slot_one_of_its_subsystem(self):
        labels = shipped_labels()
        self.assertEqual({path.stem for path in MAPS.glob("*.map")}, set(SETS))
        for name in SETS:
            table = maps(name)
            for rule in table.rules:
                known = rule.target in (*REJECTED, SKIP) or rule.target in labels[subsystem_of(rule.target)][0]
                self.assertTrue(known, f"{name}:{rule.line}: {rule.target}")
            for subsystem, pairs in table.slots.items():
                for slot in pairs.values():
                    self.assertEqual(set(slot.split("|")) - labels[subsystem][1] - {"?"}, set(), f"{name}: @{subsystem}")

    def test_a_rule_without_conditions_is_the_last_of_its_label(self):
        for name in SETS:
            closed = set()
            for rule in maps(name).rules:
                self.assertNotIn(rule.label, closed, f"{name}:{rule.line}")
                if not rule.conditions:
                    closed.add(rule.label)


class PatternTests(unittest.TestCase):
    def test_names_numbers_marks_and_politeness_make_no_pattern(self):
        first = pattern_of("请帮我把牛奶加到购物清单", [Entity(4, 6, "item"), Entity(8, 12, "list")])
        second = pattern_of("把鸡蛋加到待办清单吧。", [Entity(1, 3, "item"), Entity(5, 9, "list")])
        self.assertEqual(first, second)
        self.assertEqual(pattern_of("set a timer for 5 minutes"), pattern_of("Please set the timer for twenty 5 minutes!").replace("twenty ", ""))
        self.assertNotEqual(pattern_of("打开灯"), pattern_of("关掉灯"))

    def test_near_duplicates_are_one_group_and_others_are_not(self):
        patterns = ["turn on <light> in <room>", "turn on <light> in <room> now", "what is on list", "turn on <light> in <room>"]
        first, second, third, fourth = groups(patterns)
        self.assertEqual((first, first), (second, fourth))
        self.assertNotEqual(first, third)

    def test_groups_do_not_depend_on_the_order(self):
        patterns = [f"a b c {x} d e f" for x in "gh"] + [f"{x} y z" for x in "pqr"]
        self.assertEqual(sorted(groups(patterns)), sorted(groups(patterns[::-1])))

    def test_about_a_fifth_of_the_groups_is_kept_apart(self):
        share = sum(kept_apart(f"group {i}") for i in range(5000)) / 5000
        self.assertAlmostEqual(share, 0.2, delta=0.02)

    def test_no_pattern_stands_on_both_sides(self):
        table = read_map(MAPS / "home_assistant.map")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "x.jsonl"
            texts = [f"{verb}{room}的{thing}" for verb in ("打开", "关掉") for room in ("客厅", "书房", "卧室") for thing in ("灯", "风扇", "窗帘")]
            rows = [{"text": text, "intent": "HassTurnOn", "slots": {"area": text[2:4]}} for text in texts]
            path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
            train, kept = parted(read_mapped(table, path, "zh")[0])
        self.assertEqual(len(train) + len(kept), len(texts))
        self.assertEqual({row.pattern for row in train} & {row.pattern for row in kept}, set())


class LearnableTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, name, file, *records):
        path = self.folder / name / f"{file}.jsonl"
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")

    def test_files_of_a_language_are_read_once_and_parted_together(self):
        self.write("bot_skills", "zh", {"text": "停", "skill": "general", "intent": "Stop", "entities": []})
        self.write("home_assistant", "zh-CN", {"text": "静音", "intent": "HassMediaPlayerMute", "slots": {}})
        self.write("home_assistant", "zh-TW", {"text": "靜音", "intent": "HassMediaPlayerMute", "slots": {}})
        train, kept = learnable(self.folder, "zh")
        self.assertEqual(sorted(row.utterance.intent for row in [*train, *kept]), ["audio_volume_mute", "general_commandstop"])
        self.assertEqual(sorted(row.set for row in [*train, *kept]), ["bot_skills", "home_assistant"])

    def test_a_data_folder_may_have_one_of_the_sets_or_none(self):
        self.assertEqual(learnable(self.folder, "en"), ([], []))
        self.write("home_assistant", "en", {"text": "mute the speaker", "intent": "HassMediaPlayerMute", "slots": {}})
        train, kept = learnable(self.folder, "en")
        self.assertEqual([row.utterance.intent for row in [*train, *kept]], ["audio_volume_mute"])

    def test_prepare_measures_on_what_is_kept_apart_under_the_name_of_its_set(self):
        self.write("xsid", "en_valid", {"text": "wake me", "intent": "alarm/set_alarm", "entities": []})
        trained, apart = others_sets(self.folder, "en")
        self.assertEqual((trained, [(row.set, row.utterance.text) for row in apart]), ([], [("xsid", "wake me")]))
        for name, label in (("bot_skills", {"skill": "general", "intent": "Stop"}), ("home_assistant", {"intent": "HassTurnOn"})):
            self.write(name, "en", *({"text": f"{name} {letter * 3} {letter * 4}", "entities": [], **label} for letter in "abcdefghijklmnopqrst"))
        _, apart = others_sets(self.folder, "en")
        self.assertEqual({row.set for row in apart}, {"bot_skills", "home_assistant", "xsid"})
        self.assertTrue(all(row.set == "xsid" or row.utterance.text.startswith(row.set) for row in apart))


if __name__ == "__main__":
    unittest.main()
