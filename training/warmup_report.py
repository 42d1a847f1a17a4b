"""What a warm-up reports of its network: development figures, the gate's threshold, and the plot of the run."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from .decode import decode_slots
from .joint import Batch, JointData, JointNetwork
from .plot import Line, write_plot
from .pool import LABELLED, Example
from .readouts import GateReport, choose_gate
from .speech import Speech
from .states import by_length, pad
from .tally import slot_scores, spans_of
from .tokenizer import Encoding

SPOKEN = 600  # development utterances that are said in another way
JUDGED = 3000  # development utterances that figures are of, always the same

NO_SOURCES = {"minutes", "steps", "losses", "objective", "slot_f1", "negated_f1", "excluded_f1", "spoken"}


def plot_run(reports: list[dict[str, Any]], path: Path) -> None:
    """Training losses and development figures over the minutes."""
    losses = [Line(name, [(r["minutes"], r["losses"][i]) for r in reports]) for i, name in enumerate(("class", "slots"))]
    sources = sorted({key for r in reports for key in r} - NO_SOURCES)
    shares = [Line(f"accuracy, {s}", [(r["minutes"], r[s]) for r in reports if s in r]) for s in sources]
    shares.append(Line("slot F1", [(r["minutes"], r["slot_f1"]) for r in reports]))
    write_plot(path, "Warm-up", "minutes", [("loss, training", losses), ("development part", shares)])


@torch.no_grad()
def evaluate_joint(model: JointNetwork, data: JointData, pool: list[Example]) -> dict[str, Any]:
    """Development figures of the joint head at the heads' tap."""
    model.eval()
    right: dict[str, list[bool]] = {}
    rows: list[tuple[set, set]] = []
    for indices, ids, mask in development_batches(data):
        class_logits, slot_logits = model.answer(ids, mask)
        answers = class_logits.argmax(-1).numpy()
        for row, i in enumerate(indices):
            right.setdefault(pool[i].source, []).append(bool(answers[row] == data.target[i]))
            if pool[i].source in LABELLED and pool[i].subsystem:
                encoding = data.encodings[i]
                found, _ = decode_slots(slot_logits[row, : len(encoding.ids)].numpy(), encoding, data.labels.slot_labels)
                rows.append((spans_of(pool[i].entities), spans_of(found) if answers[row] else set()))
    model.train()
    accuracy = {source: round(float(np.mean(values)), 4) for source, values in right.items()}
    f1 = slot_scores(rows)["slot_f1"]
    main = next((accuracy[source] for source in LABELLED if source in accuracy), 0.0)
    return {"objective": round(main + f1 / 2, 4), "slot_f1": f1, **accuracy}


def development_batches(data: JointData) -> Iterator[tuple[np.ndarray, Tensor, Tensor]]:
    """Batches of development utterances of similar length, of JUDGED at most."""
    judged = np.random.default_rng(0).permutation(data.development)[:JUDGED]
    for rows in by_length([data.encodings[i] for i in judged]):
        indices = judged[rows]
        yield indices, *pad([data.encodings[i] for i in indices])


@torch.no_grad()
def judge_gate(model: JointNetwork, data: JointData, pool: list[Example], max_loss: float) -> GateReport:
    """The threshold of the gate on development utterances."""
    assert model.readouts is not None
    model.eval()
    column = {name: i for i, name in enumerate(data.labels.subsystems)}
    found, targets = [], []
    for indices, ids, mask in development_batches(data):
        found.append(torch.sigmoid(model.readouts(model.states(ids, mask, True), mask).gate).double().numpy())
        targets += [column.get(str(pool[i].subsystem), -1) for i in indices]
    model.train()
    return choose_gate(np.concatenate(found), np.array(targets), max_loss)


def spoken_batches(pool: list[Example], data: JointData, seed: int, encode: Callable[[Example], Encoding]) -> list[Batch]:
    """Labelled development utterances as people say them: forbidden, excepting, corrected ones among them; always the same."""
    rng = random.Random(f"{seed}/spoken")
    speech = Speech(pool)
    own = [pool[i] for i in data.development if pool[i].subsystem]
    spoken = {e: speech(e, rng) for e in rng.sample(own, min(SPOKEN, len(own)))}
    indices = np.array([i for i in data.development if pool[i] in spoken], np.int64)
    return [data.rows(indices[first : first + 64], lambda e: spoken[e], encode) for first in range(0, len(indices), 64)]


@torch.no_grad()
def evaluate_spoken(model: JointNetwork, spoken: list[Batch]) -> dict[str, float]:
    """Accuracy of the classes of ``spoken`` utterances, F1 of negation and of the words of exceptions."""
    assert model.readouts is not None
    model.eval()
    right: list[bool] = []
    counts = np.zeros((2, 3), np.int64)  # of negation and exceptions: right, found, there
    for batch in spoken:
        ids, mask = pad(batch.encodings)
        states = model.states(ids, mask, True)
        right += (model.joint[0](states[model.taps[0]], mask)[0].argmax(-1).numpy() == batch.classes).tolist()
        said = model.readouts(states, mask)
        for row, (found, there) in enumerate(((said.negated[:, 0].numpy(), batch.negated), (said.excluded[..., 0].numpy(), batch.exceptions()))):
            known = there >= 0
            counts[row] += ((found > 0) & (there > 0)).sum(), ((found > 0) & known).sum(), (there > 0).sum()
    model.train()
    f1 = [round(2 * float(hits) / max(float(found + there), 1.0), 4) for hits, found, there in counts]
    return {"spoken": round(float(np.mean(right)), 4) if right else 0.0, "negated_f1": f1[0], "excluded_f1": f1[1]}
