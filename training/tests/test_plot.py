from __future__ import annotations

import tempfile
import unittest
from pathlib import Path
from xml.etree import ElementTree

from training.plot import Line, ticks, write_plot


class PlotTests(unittest.TestCase):
    def test_ticks_are_round_and_cover_the_range(self) -> None:
        for low, high in ((0.0, 5.96), (0.43, 0.494), (2.1, 8.7), (3.0, 3.0), (0.0, 0.0)):
            values = ticks(low, high)
            self.assertLessEqual(values[0], low)
            self.assertGreaterEqual(values[-1], high)
            self.assertTrue(2 <= len(values) <= 9, values)

    def test_a_plot_is_well_formed_and_names_its_lines(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory, "plot.svg")
            write_plot(path, "Run <1>", "minutes", [("loss", [Line("class & slots", [(1.0, 3.0), (2.0, 2.5)])]), ("nothing yet", [])])
            text = "".join(ElementTree.parse(path).getroot().itertext())
            for part in ("Run <1>", "class & slots", "nothing yet", "minutes"):
                self.assertIn(part, text)


if __name__ == "__main__":
    unittest.main()
