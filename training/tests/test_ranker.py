from __future__ import annotations

import math
import unittest

import numpy as np

from training.config import RankerConfig
from training.ranker import FEATURES, RankerWeights, decide, features, fit, probabilities

CONFIG = RankerConfig(steps=300, learning_rate=0.05, l2=1e-4, max_false_rejects=0.03, ambiguity_share=0.01)


class RankerTests(unittest.TestCase):
    def test_features_are_bounded_and_the_lead_is_taken_over_the_best_other(self) -> None:
        values = features(np.array([[0.5, 1.0, 0.0]]), np.full((1, 3), 0.25), np.array([[0.5, 1.0, 0.0]]), np.zeros((1, 3)))
        self.assertEqual(values[0, :, 0].tolist(), [0.0, 8.0, -8.0])
        self.assertEqual(values[0, :, 4].tolist(), [-8.0, 8.0, -8.0])
        self.assertAlmostEqual(values[0, 0, 2], math.log(0.5))
        self.assertEqual(values[0, 2, 2], -8.0)

    def test_alone_a_verdict_leads_by_eight(self) -> None:
        self.assertEqual(features(*(np.array([[0.3]]),) * 4)[0, 0, 4], 8.0)

    def test_probabilities_are_a_logit_with_an_outside_option(self) -> None:
        weights = RankerWeights(FEATURES, [1.0, 0, 0, 0, 0], -1.0, 0.5, 0.1)
        row = probabilities(weights, features(np.array([[0.9, 0.2]]), *(np.full((1, 2), 0.5),) * 3))[0]
        utilities = [math.exp(math.log(9) - 1), math.exp(math.log(0.25) - 1)]
        self.assertAlmostEqual(row[0], utilities[0] / (1 + sum(utilities)))
        self.assertAlmostEqual(row[2], 1 / (1 + sum(utilities)))
        self.assertAlmostEqual(row.sum(), 1.0)

    def test_a_decision_is_routed_ambiguous_or_out_of_scope(self) -> None:
        weights = RankerWeights(FEATURES, [0.0] * 5, 0.0, 0.4, 0.1)
        self.assertEqual(decide(weights, np.array([0.7, 0.1, 0.2])).outcome, "routed")
        self.assertEqual(decide(weights, np.array([0.25, 0.1, 0.65])).outcome, "outOfScope")
        self.assertEqual(decide(weights, np.array([0.45, 0.44, 0.11])).outcome, "ambiguous")
        self.assertEqual(decide(weights, np.array([0.45, 0.40, 0.15])).best, 0)

    def test_fitting_separates_verdicts_and_keeps_false_rejects_in_bounds(self) -> None:
        rng = np.random.default_rng(2)
        targets = rng.integers(0, 4, 600)  # 3 = out of scope
        scores = rng.uniform(0.0, 0.3, (600, 3))
        inside = targets < 3
        scores[inside, targets[inside]] = rng.uniform(0.6, 1.0, inside.sum())
        values = features(scores, scores * 0.5, scores, np.zeros((600, 3)))
        weights = fit(values, targets, np.ones(600), CONFIG)
        choices = [decide(weights, row) for row in probabilities(weights, values)]
        right = [c.outcome == "outOfScope" if t == 3 else c.best == t for c, t in zip(choices, targets)]
        self.assertGreater(np.mean(right), 0.95)
        rejected = np.mean([c.outcome == "outOfScope" for c, t in zip(choices, targets) if t < 3])
        self.assertLessEqual(rejected, 0.035)


if __name__ == "__main__":
    unittest.main()
