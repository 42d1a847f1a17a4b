from __future__ import annotations

import tempfile
import unittest
from pathlib import Path
from xml.etree import ElementTree

import numpy as np

from training.calibration import reliability
from training.plot import Line, ticks, write_plot, write_reliability


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

    def test_a_reliability_diagram_says_the_error_whether_there_are_scores_or_none(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory, "reliability.svg")
            for scores, right, error in (([0.2, 0.95, 0.9], [False, True, True], "0.117"), ([], [], "0.000")):
                write_reliability(path, "Heads", reliability(np.array(scores), np.array(right, bool)))
                text = path.read_text(encoding="utf-8")
                ElementTree.fromstring(text)
                self.assertIn(error, text)


if __name__ == "__main__":
    unittest.main()
