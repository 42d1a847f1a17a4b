"""Runs the trials of a search in processes until its time is used up.

A process trains one trial after the other and asks at every rung whether to go on. The answers, and with them everything that is
drawn later, depend on the order of the questions; so they are answered in the order of the work done, as if every process were
equally fast, and the outcome is the same again where the clock ends nothing.
"""

from __future__ import annotations

import copy
import dataclasses
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm
from tqdm.contrib.logging import logging_redirect_tqdm

from .adapt import adapter_of
from .config import Config, replaced
from .finetune import lexicon_for
from .head import Head
from .head_data import HeadData
from .head_training import calibrate, evaluate_head, train_head
from .lexicon import LIST_DIRECTORY
from .pool import DEVELOPMENT, HEADS
from .search_report import Scores, measure_head, measure_stored
from .states import load_pool
from .tokenizer import Tokenizer
from .tuner import Trial, Tuner

log = logging.getLogger(__name__)
TASK_STEP = 3  # passes that a step of ``adapt`` takes the time of: it runs the backbone
DRAWS = 20  # of settings, for one that still fits
BAR = "{desc}: {percentage:3.0f}%|{bar}| {n}/{total} s{postfix}"
LOSS_WEIGHT = 1e-4  # of the loss in the score: decides between equal rates


@dataclass(frozen=True)
class Task:
    """What all trials of a search have in common."""

    config: Config  # as configured
    work: Path
    name: str  # of the subsystem
    own: int  # examples of the pool before the augmented copies
    lists: Path = LIST_DIRECTORY  # of the lexicon
    rungs: tuple[int, ...] = ()  # steps


class Pruned(Exception):
    """A trial ended at a rung."""


def config_of(task: Task, trial: Trial) -> Config:
    """The configuration of a trial."""
    config = replaced(task.config, trial.settings)
    return dataclasses.replace(config, seed=config.seed + trial.repeats)


def work_of(config: Config, before: int, steps: int) -> int:
    """About how long it takes from ``before`` to ``steps`` steps, in passes through a head; what comes before the first is part of it."""
    adapting = TASK_STEP * config.adapt.task_steps if before == 0 else 0
    return (steps - before) * (2 if config.finetune.r_drop else 1) * (2 if config.finetune.adversarial else 1) + adapting


def path_of(task: Task, trial: Trial) -> Path:
    """Where the head of a complete trial is."""
    return task.work / "heads" / f"{trial.number}.pt"


def train_trial(task: Task, config: Config, path: Path, ends: float,
                watch: Callable[[int, Callable[[], dict[str, Any]]], None]) -> dict[str, Any]:
    """Trains one head until ``ends`` on the monotonic clock at the latest and measures it on the development part.

    ``watch`` is told the number of steps before each, and how to measure the head as it is then.
    """
    started = time.monotonic()
    torch.set_num_threads(1)
    pool, encodings, states = load_pool(task.work, config.head.tap)
    lexicon = lexicon_for(config, task.work, pool[: task.own], encodings[: task.own], task.name, task.lists)
    copies = sum(e.subsystem is not None and e.part == HEADS for e in pool[: task.own])
    used = task.own + copies * config.search.copies
    pool, encodings = pool[:used], encodings[:used]
    data = HeadData(config, pool, encodings, task.name, lexicon, Tokenizer.load(task.work / "tokenizer").vocabulary)

    def measured(head: Head, step: int) -> dict[str, Any]:
        report = evaluate_head(head, data, states, data.development)
        head = copy.deepcopy(head)  # calibrating changes it
        temperature, threshold, _ = calibrate(head, data, states, data.development, config.finetune)
        facts = {"labels": dataclasses.asdict(data.labels), "temperature": temperature, "threshold": threshold}
        return _row(measure_head(head, facts, data.tags, states, pool, encodings, DEVELOPMENT), report["objective"], step, started)

    facts = train_head(config, data, states, None, max(ends - time.monotonic(), 0.1), path, adapter_of(config, task.work, data),
                       lambda head, step: watch(step, lambda: measured(head, step)), time.monotonic)
    return _row(measure_stored(path, config, states, pool, encodings, DEVELOPMENT), facts["report"]["objective"], facts["steps"], started)


def _row(scores: Scores, loss: float, steps: int, started: float) -> dict[str, Any]:
    return {"steps": steps, "seconds": round(time.monotonic() - started, 2), "score": score(scores, loss), "accuracy": scores.accuracy,
            "slot_f1": scores.slots["slot_f1"] if scores.types else None, "rejected": scores.rejected, "loss": round(loss, 4)}


def score(scores: Scores, loss: float) -> float:
    """What the search maximises: the mean of accuracy, rejection of others and, where there are slots, slot F1; a little less for a loss."""
    parts = [scores.accuracy, scores.rejected] + ([scores.slots["slot_f1"]] if scores.types else [])
    return round(sum(parts) / len(parts) - LOSS_WEIGHT * loss, 6)


@dataclass
class Pace:
    """What work costs, as measured."""

    seconds: float
    work: float
    overhead: float  # seconds of a trial besides its steps

    def enough(self, seconds: float, work: int) -> bool:
        """Whether so much work can be done in the seconds."""
        return seconds >= self.overhead + work * self.seconds / self.work


@dataclass
class _Run:
    """A trial that a process is busy with."""

    process: Connection
    trial: Trial
    config: Config
    due: float  # the work of its process up to the next answer


def run_trials(workers: list[Connection], task: Task, tuner: Tuner, most: int, ends: float, pace: Pace) -> None:
    """Runs ``most`` trials, or as many as fit before ``ends`` on the monotonic clock; the last ones learn for fewer steps."""
    begun = time.monotonic()
    with logging_redirect_tqdm(), tqdm(total=round(ends - begun), desc="search", mininterval=2.0, bar_format=BAR) as bar:
        running = [run for worker in workers if (run := _begin(task, tuner, most, worker, 0.0, ends, pace))]
        while running:
            run = min(running, key=lambda r: (r.due, r.trial.number))
            while not run.process.poll(1.0):
                _show(bar, tuner, begun)
            kind, result = _receive(run.process)
            before = run.trial.rungs[-1] if run.trial.rungs else {"steps": 0, "seconds": 0.0}
            pace.work += work_of(run.config, before["steps"], result["steps"])
            pace.seconds += result["seconds"] - before["seconds"]
            if kind == "rung" and _goes_on(tuner, run, result, task):
                continue
            if kind == "end":
                _finish(tuner, run.trial, result)
            running.remove(run)
            if following := _begin(task, tuner, most, run.process, run.due, ends, pace):
                running.append(following)
        _show(bar, tuner, begun)


def _begin(task: Task, tuner: Tuner, most: int, process: Connection, done: float, ends: float, pace: Pace) -> _Run | None:
    """Gives a process its next trial; none where there are enough or the time is too short for the first rung of any."""
    for _ in range(DRAWS):
        if len(tuner.trials) >= most:
            return None
        trial = tuner.next()
        config = config_of(task, trial)
        work = work_of(config, 0, task.rungs[0])
        left = ends - time.monotonic()
        if trial.number == 0 or pace.enough(left, work):
            process.send((task, config, path_of(task, trial), ends))
            return _Run(process, trial, config, done + work)
        tuner.drop(trial)
        if not pace.enough(left, task.rungs[0]):
            return None
    return None


def _goes_on(tuner: Tuner, run: _Run, result: dict[str, Any], task: Task) -> bool:
    on = tuner.goes_on(run.trial, result)
    run.process.send(on)
    if on:
        run.due += work_of(run.config, result["steps"], task.rungs[task.rungs.index(result["steps"]) + 1])
    return on


def _finish(tuner: Tuner, trial: Trial, result: dict[str, Any]) -> None:
    best = tuner.best
    tuner.finish(trial, result)
    if tuner.best is not best:
        log.info("trial %d is the best so far: score %.1f, accuracy %.1f, slot F1 %s, rejected %.1f", trial.number, 100 * result["score"],
                 100 * result["accuracy"], "–" if result["slot_f1"] is None else f"{100 * result['slot_f1']:.1f}", 100 * result["rejected"])


def _show(bar: tqdm, tuner: Tuner, begun: float) -> None:
    best = f", best {100 * tuner.best.rungs[-1]['score']:.1f}" if tuner.best else ""
    bar.set_postfix_str(f"{len(tuner.trials)} trials{best}", refresh=False)
    bar.update(min(round(time.monotonic() - begun), bar.total) - bar.n)


@contextmanager
def waiting_processes(processes: int) -> Iterator[list[Connection]]:
    """Processes that wait for trials, by their ends of pipes. To start one takes seconds, in which the caller may do other things."""
    context = get_context("spawn")
    pipes = [context.Pipe() for _ in range(processes)]
    workers = [context.Process(target=_work, args=(theirs,), daemon=True) for _, theirs in pipes]
    try:
        for worker, (_, theirs) in zip(workers, pipes):
            worker.start()
            theirs.close()
        yield [ours for ours, _ in pipes]
    finally:
        for worker in workers:
            worker.terminate()
            worker.join()


def _receive(process: Connection) -> tuple[str, Any]:
    try:
        kind, result = process.recv()
    except EOFError as error:
        raise RuntimeError("a process of the search ended; see its message above") from error
    if kind == "error":
        raise result
    return kind, result


def _work(parent: Connection) -> None:
    """A process: trials come in, ('rung', result) goes out and is answered by whether to go on, ('end', result) ends a trial."""
    while True:
        task, config, path, ends = parent.recv()

        def watch(step: int, measure: Callable[[], dict[str, Any]], rungs: tuple[int, ...] = task.rungs[:-1]) -> None:
            if step in rungs:
                parent.send(("rung", measure()))
                if not parent.recv():
                    raise Pruned

        try:
            parent.send(("end", train_trial(task, config, path, ends, watch)))
        except Pruned:
            pass
        except Exception as error:  # told to the parent, which raises it
            log.exception("a trial failed")
            parent.send(("error", error))
