"""Soft targets: what warmed-up joint networks say of every utterance in the pool.

Knowledge distillation (Hinton et al., 2015); several teachers are averaged (ensemble, Freitag et al., 2017). Heads learn from them, and so
can the warm-up of a backbone.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from .config import BackboneConfig, Config
from .corpus import DataError
from .decode import log_softmax
from .head_data import LabelSet
from .joint import JointLabels, JointNetwork
from .pool import Example
from .states import States, by_length, pad
from .tokenizer import Encoding, Tokenizer


@dataclass(frozen=True)
class Teacher:
    """Log-probabilities of the joint classes and slot labels, utterances one after the other."""

    labels: JointLabels
    offsets: np.ndarray  # [utterances + 1]
    classes: np.ndarray  # [utterances, C], float16
    slots: np.ndarray  # [tokens, S], float16

    def save(self, directory: Path) -> None:
        """Writes .npy files and the labels."""
        directory.mkdir(parents=True, exist_ok=True)
        for name in ("offsets", "classes", "slots"):
            np.save(directory / f"{name}.npy", getattr(self, name))
        torch.save((self.labels.classes, self.labels.slot_labels), directory / "labels.pt")

    @classmethod
    def load(cls, directory: Path) -> Teacher:
        """Reads what ``save`` wrote."""
        return cls(JointLabels(*torch.load(directory / "labels.pt")), np.load(directory / "offsets.npy"),
                   np.load(directory / "classes.npy", mmap_mode="r"), np.load(directory / "slots.npy", mmap_mode="r"))

    def targets(self, indices: np.ndarray, length: int, temperature: float = 1.0) -> tuple[torch.Tensor, torch.Tensor]:
        """Class probabilities [B,C] and slot probabilities [B,T,S] of some utterances, cut or padded with zeros to ``length``.

        A ``temperature`` above 1 softens them.
        """
        slots = np.zeros((len(indices), length, self.slots.shape[1]), np.float32)
        for row, i in enumerate(indices):
            values = self.slots[self.offsets[i] : self.offsets[i + 1]][:length]
            slots[row, : len(values)] = _soften(values, temperature)
        return torch.from_numpy(_soften(self.classes[indices], temperature)), torch.from_numpy(slots)


def _soften(logarithms: np.ndarray, temperature: float) -> np.ndarray:
    return np.exp(log_softmax(logarithms.astype(np.float32) / temperature))


def teacher_paths(work: Path) -> list[Path]:
    """The whole networks under ``<work>/teachers/``, made by ``warmup --teacher``."""
    return sorted((work / "teachers").glob("*.pt"))


def tokenizer_of(work: Path, path: Path) -> Path:
    """Where the tokenizer of a teacher is: its own beside it, or the one of the backbone to be."""
    own = path.with_suffix("") / "tokenizer"
    return own if own.is_dir() else work / "tokenizer"


@torch.no_grad()
def ask_teachers(config: Config, work: Path, paths: list[Path], pool: list[Example], encodings: list[Encoding],
                 states: States | None = None) -> Teacher:
    """The mean probabilities of the teachers at ``paths``, which must have the same labels.

    ``warmup.pt`` holds the backbone whose ``states`` are cached already; the others run from the token ids on. A teacher with
    another vocabulary reads its own pieces: what it says of a word stands at the first piece that the word has here.
    """
    lengths = [len(e.ids) for e in encodings]
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    labels: JointLabels | None = None
    for path in paths:
        content = torch.load(path)
        found = JointLabels([tuple(pair) for pair in content["classes"]], content["slot_labels"])
        if labels is None:
            labels = found
            classes = np.zeros((len(encodings), len(labels.classes)), np.float32)
            slots = np.zeros((int(offsets[-1]), len(labels.slot_labels)), np.float32)
        elif found != labels:
            raise DataError(f"{path}: a teacher with other labels than {paths[0]}")
        model, read = _network(config, work, path, content, labels), encodings
        if tokenizer_of(work, path) != work / "tokenizer":
            tokenizer = Tokenizer.load(tokenizer_of(work, path))
            read = [e.encode(tokenizer, model.language.backbone.config.max_tokens) for e in pool]
        for rows in by_length(read):
            if states is not None and path.name == "warmup.pt":
                hidden, mask, _ = states.batch(rows)
                class_logits, slot_logits = model.joint[0](hidden, mask)
            else:
                class_logits, slot_logits = model.answer(*pad([read[i] for i in rows]))
            classes[rows] += class_logits.softmax(-1).numpy() / len(paths)
            for i, values in zip(rows, slot_logits.softmax(-1).numpy()):
                here, there = np.flatnonzero(encodings[i].word_start), np.flatnonzero(read[i].word_start)
                words = min(len(here), len(there))
                slots[offsets[i] + here[:words]] += values[there[:words]] / len(paths)
    assert labels is not None
    nobody = [i for i, e in enumerate(pool) if e.source == "oos"]
    classes[nobody] = np.eye(len(labels.classes), dtype=np.float32)[0]  # known to be nobody's, whatever the teachers took them for
    return Teacher(labels, offsets, np.log(classes + 1e-7).astype(np.float16), np.log(slots + 1e-7).astype(np.float16))


def _network(config: Config, work: Path, path: Path, content: dict, labels: JointLabels) -> JointNetwork:
    config = dataclasses.replace(config, backbone=BackboneConfig(**content["backbone"]),
                                 head=dataclasses.replace(config.head, tap=content["tap"]),
                                 readouts=dataclasses.replace(config.readouts, weight=0.0))
    model = JointNetwork(config, len(Tokenizer.load(tokenizer_of(work, path)).vocabulary), labels)
    weights = {name: values for name, values in content["model"].items() if not name.startswith("readouts.")}
    model.load_state_dict(weights)
    return model.eval()


class HeadTeacher:
    """A teacher seen with one head's labels: other subsystems' classes are reject, other slot types are O."""

    def __init__(self, teacher: Teacher, columns: list[int], slot_columns: list[int], temperature: float) -> None:
        self._teacher, self._columns, self._slot_columns = teacher, columns, slot_columns
        self._temperature = temperature

    @classmethod
    def of(cls, teacher: Teacher, subsystem: str, labels: LabelSet, temperature: float) -> HeadTeacher | None:
        """None where the teacher does not know all of the head's labels."""
        classes = {pair: i for i, pair in enumerate(teacher.labels.classes)}
        slots = {label: i for i, label in enumerate(teacher.labels.slot_labels)}
        pairs = [(subsystem, intent) for intent in labels.intents[1:]]
        if not all(pair in classes for pair in pairs) or not all(label in slots for label in labels.slot_labels):
            return None
        return cls(teacher, [classes[pair] for pair in pairs], [slots[label] for label in labels.slot_labels[1:]], temperature)

    def targets(self, indices: np.ndarray, length: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Intent probabilities [B,I] and slot probabilities [B,T,S]; padding gets O."""
        classes, slots = self._teacher.targets(indices, length, self._temperature)
        return _with_rest(classes[:, self._columns]), _with_rest(slots[:, :, self._slot_columns])


def _with_rest(probabilities: torch.Tensor) -> torch.Tensor:
    """The probabilities of the last axis behind what is left of 1."""
    rest = (1.0 - probabilities.sum(-1, keepdim=True)).clamp(min=0.0)
    return torch.cat([rest, probabilities], -1)
