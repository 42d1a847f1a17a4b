"""Tests of folding traditional characters to simplified ones."""

import tempfile
import unittest
from pathlib import Path

from ..folding import fold, read_table


class FoldingTests(unittest.TestCase):
    def test_spoken_commands_are_folded(self):
        for traditional, simplified in {
            "關閉臥室的燈": "关闭卧室的灯",
            "我想聽鄧麗君的歌": "我想听邓丽君的歌",
            "妳現在可以講個故事給我聽嗎": "你现在可以讲个故事给我听吗",
            "臺北後天會下雨嗎": "台北后天会下雨吗",
        }.items():
            self.assertEqual(fold(traditional), simplified)

    def test_simplified_text_latin_letters_and_marks_stay(self):
        for text in ("乌镇离这儿多远？", "play 其实 by 陈奕迅", "著名的干果", "𠮷野家"):
            self.assertEqual(fold(text), text)

    def test_folding_twice_is_folding_once(self):
        table = read_table()
        self.assertEqual([pair for pair in table.items() if fold(pair[1]) != pair[1]], [])

    def test_every_character_is_one_utf16_unit_so_that_offsets_stay(self):
        for pair in read_table().items():
            for character in pair:
                self.assertEqual(len(character.encode("utf-16-le")), 2, pair)

    def test_a_malformed_line_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "table.txt"
            for text in ("燈灯\n後\n", "燈灯\n燈等\n"):
                path.write_text(text, encoding="utf-8")
                with self.assertRaisesRegex(ValueError, "table.txt:2: "):
                    read_table(path)


if __name__ == "__main__":
    unittest.main()
