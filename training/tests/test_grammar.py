"""Tests of the grammar loader, of the Chinese grammars and of the Chinese evaluation set."""

import json
import random
import re
import tempfile
import unittest
from pathlib import Path

from .. import grammar
from .support import shipped_labels

TRAINING = Path(__file__).resolve().parents[1]
CHINESE = TRAINING / "data" / "zh"

# Lists of names that a data folder may bring.
KNOWN_NAMES = {"album", "artist", "dish", "film", "film_genre", "genre", "hotel", "person", "restaurant", "sight", "song"}
ADDRESSES = {"qq", "163", "gmail", "outlook", "company", "sina"}
PUNCTUATION = r"[，。？！、；：,?!;:()\[\]{}<>|=$]"


class LoaderTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, text, name="toy.grammar"):
        (self.folder / name).write_text(text, encoding="utf-8")

    def load(self, text, shared=None):
        self.write(text)
        if shared is not None:
            self.write(shared, grammar.SHARED_LISTS)
        return grammar.load(self.folder, "toy")

    def sentences(self, loaded, count=400):
        return {row["text"] for row in loaded.sample(random.Random(1), count)}

    def assert_error(self, text, line, problem):
        with self.assertRaises(grammar.GrammarError) as caught:
            self.load(text)
        self.assertIn(problem, str(caught.exception))
        self.assertTrue(str(caught.exception).startswith(f"{self.folder / 'toy.grammar'}:{line}: "), caught.exception)

    def test_alternatives_lists_and_empty_choices_expand(self):
        loaded = self.load("$x = 一 | 二\n[a]\n开(大|小|)<x>\n")
        self.assertEqual(self.sentences(loaded), {"开大一", "开小一", "开一", "开大二", "开小二", "开二"})

    def test_alternatives_nest(self):
        loaded = self.load("[a]\n(a(b|c)|d)\n")
        self.assertEqual(self.sentences(loaded), {"ab", "ac", "d"})

    def test_a_slot_is_labelled_in_code_points_and_a_reference_is_not(self):
        loaded = self.load("$x = 𠮷𠮷\n$y = 灯\n[a]\n把<x>和{thing=x}的<y>{place=y}开\n")
        row = loaded.sample(random.Random(1), 1)[0]
        self.assertEqual(row["text"], "把𠮷𠮷和𠮷𠮷的灯灯开")
        self.assertEqual(
            row["entities"], [{"start": 4, "end": 6, "type": "thing"}, {"start": 8, "end": 9, "type": "place"}]
        )

    def test_a_slot_inside_a_list_keeps_its_label(self):
        loaded = self.load("$when = {date=day}{time=clock}\n$day = 明天\n$clock = 八点\n[a]\n在<when>见\n")
        row = loaded.sample(random.Random(1), 1)[0]
        self.assertEqual([row["text"][e["start"] : e["end"]] for e in row["entities"]], ["明天", "八点"])
        self.assertEqual(loaded.slot_types, ["date", "time"])

    def test_a_text_is_labelled_where_it_stands(self):
        loaded = self.load("[a]\n({date:今天}|)({place:这 儿}|)冷吗\n")
        self.assertEqual(self.sentences(loaded), {"冷吗", "今天冷吗", "这 儿冷吗", "今天这 儿冷吗"})
        row = loaded.expand(loaded.patterns[0], random.Random(3))
        self.assertTrue(all(row["text"][e["start"] : e["end"]] in ("今天", "这 儿") for e in row["entities"]))
        self.assertEqual(loaded.slot_types, ["date", "place"])
        self.assertIs(loaded.deriving("今天这 儿冷吗"), loaded.patterns[0])

    def test_an_item_that_names_a_file_stands_for_its_chinese_lines(self):
        self.write("晴天\nYellow\nK歌之王\n(晴天)\n一个长得没有人会这样去点播的非常长的歌名\n晴天\n", "song.txt")
        self.write("$song = @song | 其实\n[a]\n放<song>\n")
        loaded = grammar.load(self.folder, "toy", (self.folder,))
        self.assertEqual(self.sentences(loaded), {"放晴天", "放K歌之王", "放其实"})
        self.assertIs(loaded.deriving("放K歌之王"), loaded.patterns[0])
        self.assertEqual(self.sentences(grammar.load(self.folder, "toy")), {"放其实"})

    def test_a_list_continues_over_indented_lines_past_comments(self):
        loaded = self.load("$x = 一\n  | 二\n# note\n  | 三\n[a]\n<x>\n")
        self.assertEqual(self.sentences(loaded), {"一", "二", "三"})

    def test_shared_lists_are_visible(self):
        loaded = self.load("[a]\n<x>好\n", shared="$x = 你\n")
        self.assertEqual(self.sentences(loaded), {"你好"})

    def test_outer_white_space_is_dropped_and_inner_kept_once(self):
        loaded = self.load("$x =  Steph   Curry \n[a]\n( <x> | b )\n")
        self.assertEqual(self.sentences(loaded), {"Steph Curry", "b"})

    def test_the_same_seed_gives_the_same_sample(self):
        loaded = self.load("$x = 一 | 二 | 三\n[a]\n<x><x>\n[b]\n<x>\n")
        self.assertEqual(loaded.sample(random.Random(5), 50), loaded.sample(random.Random(5), 50))

    def test_an_intent_is_drawn_by_the_square_root_of_its_number_of_patterns(self):
        loaded = self.load("[a]\na\n[b]\nb\nc\nd\ne\n")
        rows = loaded.sample(random.Random(1), 2000)
        self.assertAlmostEqual(sum(row["intent"] == "a" for row in rows) / 2000, 1 / 3, delta=0.04)

    def test_derivations_count_repeated_alternatives_once(self):
        loaded = self.load("$x = 一 | 二 | 二\n[a]\n(||啊)<x>\n<x><x>\n[b]\nb\n")
        self.assertEqual(loaded.enumerate_shape(), {"a": [4, 4], "b": [1]})
        self.assertEqual(loaded.counts(), {"patterns": 3, "intents": 2, "slot_types": 0, "derivations": 9})

    def test_deriving_names_the_pattern_of_a_sentence(self):
        loaded = self.load("$x = 一 | 一二 | (三|)四<y>\n$y = 灯 | 大灯\n[a]\n(请|)开{thing=x}(吧|)\n[b]\n关<x><x>\n")
        for sentence, pattern in {"开一": 0, "请开一二吧": 0, "开四大灯": 0, "关一一二": 1, "关一二三四灯": 1}.items():
            self.assertIs(loaded.deriving(sentence), loaded.patterns[pattern], sentence)
        for sentence in ("", "开", "开一吧吧", "请", "关一", "关一二大灯"):
            self.assertIsNone(loaded.deriving(sentence), sentence)

    def test_held_out_sentences_are_never_sampled(self):
        loaded = self.load("[a]\n(给我|)讲个笑话\n打开(纱帘|窗帘)\n")
        self.assertEqual(self.sentences(loaded), {"讲个笑话", "打开纱帘"})

    def test_an_undefined_list_is_named_with_its_line(self):
        self.assert_error("[a]\n好\n开<nothing>\n", 3, "list $nothing is not defined")

    def test_unbalanced_signs_are_errors(self):
        for line in ("开(灯", "开灯)", "开<x", "开x>", "开{a=x", "开}", "(a|{x})", "开{a:}", "开{a:<x>}"):
            with self.subTest(line):
                self.assert_error(f"$x = 一\n[a]\n{line}\n", 3, "unbalanced")

    def test_an_unbalanced_sign_in_a_continued_list_is_reported_at_its_own_line(self):
        self.assert_error("$x = 一\n  | 二\n  | (三\n[a]\n<x>\n", 3, "unbalanced `(`")

    def test_an_alternative_outside_brackets_is_an_error(self):
        self.assert_error("[a]\n开|关\n", 2, "`|` outside brackets")

    def test_an_empty_section_is_an_error(self):
        self.assert_error("[a]\n[b]\n好\n", 1, "section [a] has no sentence patterns")

    def test_a_section_opened_twice_is_an_error(self):
        self.assert_error("[a]\n好\n[a]\n行\n", 3, "section [a] is already opened at line 1")

    def test_a_pattern_before_the_first_section_is_an_error(self):
        self.assert_error("好\n[a]\n行\n", 1, "before the first [intent]")

    def test_an_empty_list_item_is_an_error(self):
        self.assert_error("$x = 一 |\n[a]\n<x>\n", 1, "empty item")

    def test_a_list_defined_twice_is_an_error(self):
        self.assert_error("$x = 一\n$x = 二\n[a]\n<x>\n", 2, "already defined")

    def test_a_list_that_contains_itself_is_an_error(self):
        self.assert_error("$x = 一<y>\n$y = 二(<x>)\n[a]\n<x>\n", 1, "contains itself")

    def test_a_slot_inside_a_slot_is_an_error(self):
        self.assert_error("$x = {b=y}\n$y = 一\n[a]\n{a=x}\n", 4, "inside another slot")

    def test_a_labelled_text_inside_a_slot_is_an_error(self):
        self.assert_error("$x = 一{b:二}\n[a]\n{a=x}\n", 3, "inside another slot")

    def test_a_stray_indented_line_is_an_error(self):
        self.assert_error("[a]\n  好\n", 2, "may only continue a list")

    def test_shared_lists_may_not_hold_patterns(self):
        with self.assertRaisesRegex(grammar.GrammarError, r"shared\.grammar:2: .*only lists"):
            self.load("[a]\n好\n", shared="$x = 一\n好\n")


class ChineseGrammarTests(unittest.TestCase):
    subsystems = tuple(sorted(shipped_labels("zh")))

    @classmethod
    def setUpClass(cls):
        cls.grammars = {name: grammar.load(CHINESE, name) for name in cls.subsystems}
        cls.rows = {name: cls.grammars[name].sample(random.Random(2024), 6000) for name in cls.subsystems}
        cls.reject = grammar.load(CHINESE, grammar.REJECT)
        cls.rejected = cls.reject.sample(random.Random(2024), 24000)

    def each(self):
        for name in self.subsystems:
            with self.subTest(name):
                yield name, self.grammars[name], self.rows[name]

    def test_there_is_one_grammar_for_each_subsystem(self):
        self.assertEqual(tuple(grammar.subsystems(CHINESE)), self.subsystems)

    def test_each_grammar_has_100_patterns_and_no_pattern_twice(self):
        for _, loaded, _ in self.each():
            self.assertGreaterEqual(len(loaded.patterns), 100)
            self.assertEqual(len({pattern.text for pattern in loaded.patterns}), len(loaded.patterns))

    def test_each_grammar_yields_more_than_3000_distinct_sentences_out_of_6000(self):
        for _, _, rows in self.each():
            self.assertGreater(len({row["text"] for row in rows}), 3000)

    def test_every_intent_and_slot_type_is_one_that_the_head_of_the_subsystem_has(self):
        known = shipped_labels("zh")
        for name, loaded, _ in self.each():
            self.assertEqual(set(loaded.intents), known[name][0] - {"reject"})
            self.assertEqual(set(loaded.slot_types) - known[name][1], set())

    def test_every_file_of_names_that_a_list_draws_from_is_known(self):
        known = {path.stem for path in grammar.NAMES.glob("*.txt")} | KNOWN_NAMES
        for path in CHINESE.glob("*.grammar"):
            named = re.findall(r"@(\w+)(?= *(?:\||$))", path.read_text(encoding="utf-8"), re.MULTILINE)
            self.assertEqual(set(named) - known - ADDRESSES, set(), path.name)

    def test_the_reject_grammar_is_no_subsystem_and_labels_nothing(self):
        self.assertNotIn(grammar.REJECT, grammar.subsystems(CHINESE))
        self.assertEqual(self.reject.slot_types, [])
        self.assertTrue(all(intent.startswith("other_") for intent in self.reject.intents))

    def test_the_reject_grammar_is_large_and_varied(self):
        self.assertGreaterEqual(len(self.reject.patterns), 200)
        self.assertEqual(len({pattern.text for pattern in self.reject.patterns}), len(self.reject.patterns))
        self.assertGreater(len({row["text"] for row in self.rejected}), 14000)

    def test_no_rejected_sentence_belongs_to_a_subsystem(self):
        rejected = {row["text"] for row in self.rejected}
        for _, _, rows in self.each():
            self.assertEqual(rejected & {row["text"] for row in rows}, set())

    def test_rejected_sentences_have_no_punctuation_and_are_not_held_out(self):
        for row in self.rejected:
            self.assertEqual(row["text"], row["text"].strip())
            self.assertNotRegex(row["text"], PUNCTUATION)
            self.assertNotIn(row["text"], grammar.HELD_OUT)

    def test_no_sentence_has_two_intents_or_belongs_to_two_subsystems(self):
        owners = {}
        for name, _, rows in self.each():
            for row in rows:
                owner = (name, row["intent"])
                self.assertEqual(owners.setdefault(row["text"], owner), owner, row["text"])

    def test_sentences_have_no_punctuation_and_no_outer_white_space(self):
        for _, _, rows in self.each():
            for row in rows:
                self.assertEqual(row["text"], row["text"].strip())
                self.assertNotRegex(row["text"], PUNCTUATION)

    def test_entities_are_ordered_nonempty_and_disjoint(self):
        for _, loaded, rows in self.each():
            slot_types = set(loaded.slot_types)
            for row in rows:
                end = 0
                for entity in row["entities"]:
                    self.assertLessEqual(end, entity["start"])
                    self.assertLess(entity["start"], entity["end"])
                    end = entity["end"]
                    self.assertIn(entity["type"], slot_types)
                self.assertLessEqual(end, len(row["text"]))

    def test_held_out_sentences_are_never_sampled(self):
        self.assertEqual(len(grammar.HELD_OUT), 8)
        for _, _, rows in self.each():
            self.assertTrue(grammar.HELD_OUT.isdisjoint(row["text"] for row in rows))

    def test_the_filter_is_what_keeps_a_held_out_sentence_away(self):
        loaded = self.grammars["iot"]
        pattern = next(p for p in loaded.patterns if p.intent == "iot_cover_open")
        shorter = grammar.Grammar("iot", [pattern], loaded.lists, held_out=frozenset())
        kept = {row["text"] for row in shorter.sample(random.Random(3), 500)}
        some = sorted(kept)[0]
        filtered = grammar.Grammar("iot", [pattern], loaded.lists, held_out=frozenset({some}))
        self.assertNotIn(some, {row["text"] for row in filtered.sample(random.Random(3), 500)})


class EvaluationSetTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        names = grammar.subsystems(CHINESE)
        cls.grammars = {name: grammar.load(CHINESE, name) for name in (*names, grammar.REJECT)}
        lines = (CHINESE / "eval.jsonl").read_text(encoding="utf-8").splitlines()
        cls.rows = [json.loads(line) for line in lines]

    def rows_of(self, subsystem):
        return [row for row in self.rows if row["subsystem"] == subsystem]

    def test_there_are_at_least_60_utterances_for_each_subsystem_and_for_none(self):
        for name in (*grammar.subsystems(CHINESE), None):
            self.assertGreaterEqual(len(self.rows_of(name)), 60, name)

    def test_each_row_has_its_fields_and_an_intent_of_its_subsystem(self):
        for row in self.rows:
            self.assertEqual(set(row) - {"entities"}, {"text", "subsystem", "intent"})
            if row["subsystem"] is None:
                self.assertIsNone(row["intent"])
            else:
                self.assertIn(row["intent"], self.grammars[row["subsystem"]].intents)

    def test_each_intent_has_at_least_eight_utterances(self):
        for name in grammar.subsystems(CHINESE):
            for intent in self.grammars[name].intents:
                self.assertGreaterEqual(sum(row["intent"] == intent for row in self.rows), 8, intent)

    def test_slots_are_those_of_the_subsystem_in_order_and_disjoint(self):
        known = shipped_labels("zh")
        for row in self.rows:
            end = 0
            for entity in row.get("entities", []):
                self.assertIn(entity["type"], known[row["subsystem"]][1], row["text"])
                self.assertLessEqual(end, entity["start"], row["text"])
                self.assertLess(entity["start"], entity["end"], row["text"])
                end = entity["end"]
            self.assertLessEqual(end, len(row["text"]))

    def test_texts_are_distinct_unpunctuated_and_not_held_out_sentences(self):
        self.assertEqual(len({row["text"] for row in self.rows}), len(self.rows))
        for row in self.rows:
            self.assertNotRegex(row["text"], PUNCTUATION + r"|\s")
            self.assertNotIn(row["text"], grammar.HELD_OUT)

    def test_no_pattern_of_any_grammar_derives_an_utterance(self):
        for row in self.rows:
            for loaded in self.grammars.values():
                self.assertIsNone(loaded.deriving(row["text"]), row["text"])


if __name__ == "__main__":
    unittest.main()
