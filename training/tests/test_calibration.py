from __future__ import annotations

import unittest

import numpy as np

from training.calibration import accept_scores, choose_temperature, choose_threshold, reject_shift, reliability


class CalibrationTests(unittest.TestCase):
    def test_the_temperature_of_overconfident_logits_is_above_one(self) -> None:
        rng = np.random.default_rng(1)
        targets = (rng.random(2000) < 0.7).astype(int)  # right seven times in ten, sure every time
        logits = np.tile([0.0, 4.0], (2000, 1))
        temperature = choose_temperature(logits, targets)
        self.assertGreater(temperature, 2.0)
        self.assertAlmostEqual(float(accept_scores(logits, temperature).mean()), 0.7, delta=0.05)

    def test_a_threshold_keeps_to_the_wanted_share_of_false_rejects(self) -> None:
        scores, own = np.linspace(0.02, 0.4, 200), np.arange(200) % 2 == 0
        threshold = choose_threshold(scores, own, 0.1, 0.0)
        self.assertLessEqual((scores[own] < threshold).mean(), 0.1)
        self.assertGreater((scores[own] < threshold + 0.01).mean(), 0.1)

    def test_a_threshold_keeps_to_the_wanted_share_of_false_accepts(self) -> None:
        scores, own = np.linspace(0.02, 0.4, 200), np.arange(200) % 2 == 0
        threshold = choose_threshold(scores, own, 0.1, 0.05)
        self.assertLessEqual((scores[~own] >= threshold).mean(), 0.05)
        self.assertGreater((scores[~own] >= threshold - 0.01).mean(), 0.05)

    def test_scores_that_say_how_often_they_are_right_have_no_error(self) -> None:
        scores = np.repeat([0.25, 0.75], 400)
        right = np.concatenate([np.arange(400) % 4 == 0, np.arange(400) % 4 != 0])
        report = reliability(scores, right)
        self.assertEqual(report["expected_calibration_error"], 0.0)
        self.assertEqual(report["rows"], [[0.25, 0.25, 400], [0.75, 0.75, 400]])
        self.assertAlmostEqual(reliability(scores, np.ones(800, bool))["expected_calibration_error"], 0.5)

    def test_a_head_that_accepts_too_many_others_says_less_until_a_half_accepts_few_enough(self) -> None:
        rng = np.random.default_rng(3)
        own = np.arange(1000) < 500
        logits = np.stack([np.zeros(1000), np.where(own, 4.0, 1.0) + rng.normal(size=1000)], 1)
        for share in (0.0, 0.01, 0.1):
            shift = reject_shift(logits, 1.5, own, share)
            self.assertGreater(shift, 0.0)
            moved = logits + np.array([shift, 0.0])
            self.assertLessEqual((accept_scores(moved, 1.5)[~own] >= 0.5).mean(), share)
            self.assertGreater((accept_scores(moved - np.array([0.3, 0.0]), 1.5)[~own] >= 0.5).mean(), share)
        self.assertEqual(reject_shift(logits - np.array([0.0, 9.0]), 1.5, own, 0.01), 0.0)
        self.assertEqual(reject_shift(logits[own], 1.5, own[own], 0.01), 0.0)


if __name__ == "__main__":
    unittest.main()
