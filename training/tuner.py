"""Which settings the search tries, and which trials learn to the end: Optuna (Akiba et al., 2019).

Settings come from a tree-structured Parzen estimator over all of them together (Bergstra et al., 2011, "Algorithms for
Hyper-Parameter Optimization"; Falkner et al., 2018, "BOHB"). A trial that is not among the best ``1 / eta`` of those that came to
the same rung ends there (Li et al., 2020, "A System for Massively Parallel Hyperparameter Tuning"), so most of the time goes to
settings that are worth it.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import Any

import optuna
from optuna.distributions import CategoricalDistribution
from optuna.trial import TrialState

RUNGS = 2  # before the end of a training


@dataclass
class Trial:
    """One choice of settings and what it reached on each rung; the last one is the end where it is ``complete``."""

    number: int
    settings: dict[str, Any]  # those that differ from the configuration
    repeats: int  # earlier trials with the same settings: the seed is as many higher
    rungs: list[dict[str, Any]] = field(default_factory=list)
    complete: bool = False


def rungs_of(steps: int, eta: int) -> list[int]:
    """The steps of each rung and, last, of the whole training: at most ``steps`` of them, ``eta`` times as many each time."""
    first = max(steps // eta ** RUNGS, 1)
    return [first * eta ** number for number in range(RUNGS + 1)]


class Tuner:
    """Draws trials and judges them; the outcome depends on the seed and on the order of the calls only.

    The first trial is the ``configured`` settings, which have a value for each key of ``space``.
    """

    def __init__(self, space: dict[str, list[Any]], configured: dict[str, Any], eta: int, first_rung: int, seed: int) -> None:
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            sampler = optuna.samplers.TPESampler(seed=seed, multivariate=True, constant_liar=True)
        pruner = optuna.pruners.SuccessiveHalvingPruner(min_resource=first_rung, reduction_factor=eta)
        self._study = optuna.create_study(direction="maximize", sampler=sampler, pruner=pruner)
        self._study.enqueue_trial(configured)
        self._configured = configured
        self._space = {key: CategoricalDistribution(list(dict.fromkeys([*values, configured[key]]))) for key, values in space.items()}
        self._open: dict[int, optuna.Trial] = {}
        self.trials: list[Trial] = []

    def next(self) -> Trial:
        """Another trial."""
        asked = self._study.ask(self._space)
        settings = {key: asked.params[key] for key in self._space if asked.params[key] != self._configured[key]}
        trial = Trial(asked.number, settings, sum(t.settings == settings for t in self.trials))
        self._open[trial.number] = asked
        self.trials.append(trial)
        return trial

    def goes_on(self, trial: Trial, result: dict[str, Any]) -> bool:
        """Whether a trial that came to a rung learns on; ``result`` has at least ``steps`` and ``score``."""
        trial.rungs.append(result)
        asked = self._open[trial.number]
        asked.report(result["score"], result["steps"])
        if not asked.should_prune():
            return True
        self._study.tell(self._open.pop(trial.number), state=TrialState.PRUNED)
        return False

    def finish(self, trial: Trial, result: dict[str, Any]) -> None:
        """A trial learnt to its end."""
        trial.rungs.append(result)
        trial.complete = True
        self._study.tell(self._open.pop(trial.number), result["score"])

    def drop(self, trial: Trial) -> None:
        """A trial that there was no time for."""
        self._study.tell(self._open.pop(trial.number), state=TrialState.FAIL)
        self.trials.remove(trial)

    @property
    def best(self) -> Trial | None:
        """The complete trial with the highest score, the first of several."""
        return max((t for t in self.trials if t.complete), key=lambda t: t.rungs[-1]["score"], default=None)
