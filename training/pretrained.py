"""``base``: a backbone out of a pretrained encoder, or out of its package.

Layers as they are, pieces of foreign scripts dropped from the vocabulary, positions cut to ``backbone.max_tokens``, a bottleneck on top. It begins as the principal
components of the encoder's last states, so that the backbone is of use before it is warmed up. Writes ``<work>/tokenizer/``, ``<work>/pretrain.pt`` and
``<work>/backbone.pt``, where the other steps look for a pre-trained backbone, ``<work>/untouched.pt``, which the vector of likeness is held to, and a
package if asked for one. Out of a package comes what ``finetune`` needs to train heads again, and a warm-up to go on from, with the weights as they are stored.
"""

from __future__ import annotations

import dataclasses
import json
import logging
import random
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from .base import load_base
from .characters import Writing, write_characters
from .config import BackboneConfig, Config, ConfigError
from .corpus import DataError, load_lines
from .encoder import Encoder, check_shape, fill, kept_pieces, read_encoder, writing_of
from .export import export_backbone
from .graph import round_to_stored
from .int8 import plain_state
from .model import Backbone
from .pretrain import Pretraining
from .states import by_length, load_backbone, pad
from .tokenizer import Tokenizer

log = logging.getLogger(__name__)
ROOT = Path(__file__).parent.parent
SAMPLED = 2000  # texts whose states the bottleneck is laid out by


def make_base(config: Config, encoder_directory: Path, work: Path, output: Path | None = None, texts: list[Path] | None = None,
              file: str = "configuration") -> None:
    """Reads the encoder, writes what the other steps need and, with ``output``, ``<output>/backbone/<name>/<version>/``."""
    torch.set_num_threads(1)
    encoder = read_encoder(encoder_directory)
    check_shape(config.backbone, encoder, file)
    model = _network_of(config, encoder, work / "tokenizer")
    tokenizer = Tokenizer.load(work / "tokenizer")
    lines = [line for path in texts or [] for line in load_lines(path)]
    lay_out_bottleneck(model.backbone, tokenizer, random.Random(config.seed).sample(lines, min(SAMPLED, len(lines))))
    torch.save({"model": model.state_dict()}, work / "pretrain.pt")
    torch.save(model.backbone.state_dict(), work / "backbone.pt")
    torch.save(model.backbone.state_dict(), work / "untouched.pt")
    summary = {"encoder": encoder_directory.name, "pieces": [len(encoder.vocabulary), len(tokenizer.vocabulary)], "cased": encoder.cased}
    (work / "base.json").write_text(json.dumps(summary) + "\n", encoding="utf-8")
    log.info("%s: %d of %d pieces kept", encoder_directory.name, len(tokenizer.vocabulary), len(encoder.vocabulary))
    if output:
        backbone, tokenizer = load_backbone(config, work, texts=lines)
        round_to_stored(backbone)
        size = export_backbone(config, work, output, backbone, tokenizer)
        log.info("package under %s: %.1f MB", output, size / 1e6)


def unpack_base(config: Config, package: Path, work: Path, file: str = "configuration") -> None:
    """Reads a backbone package and writes what ``prepare`` and ``finetune`` need to train heads on it, and ``warmup`` to go on from it."""
    base = load_base(package)
    if dataclasses.replace(base.config, small_layers=config.backbone.small_layers) != config.backbone:
        wrong = [f"{f.name} is {getattr(config.backbone, f.name)}, there it is {getattr(base.config, f.name)}" for f in dataclasses.fields(base.config)
                 if f.name != "small_layers" and getattr(config.backbone, f.name) != getattr(base.config, f.name)]
        raise ConfigError(f"{file}: [backbone] is not that of {package}: {'; '.join(wrong)}")
    base.unpack(work)
    torch.manual_seed(config.seed)
    model = Pretraining(config, len(base.tokenizer.vocabulary))
    model.backbone.load_state_dict(plain_state(base.backbone))
    torch.save({"model": model.state_dict(), "readouts": base.readouts, "gated": base.gated}, work / "pretrain.pt")
    (work / "base.json").write_text(json.dumps({"encoder": base.encoder, "package": f"{base.config.name} {base.config.version}"}) + "\n", encoding="utf-8")
    log.info("%s %s: %d pieces", base.config.name, base.config.version, len(base.tokenizer.vocabulary))


def write_tokenizer(directory: Path, encoder: Encoder, writing: Writing, kept: list[int]) -> None:
    """The pieces that are kept, and how characters are written."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "vocab.txt").write_text("\n".join(encoder.vocabulary[i] for i in kept) + "\n", encoding="utf-8")
    write_characters(directory / "characters.txt", writing)


@torch.no_grad()
def lay_out_bottleneck(backbone: Backbone, tokenizer: Tokenizer, texts: list[str]) -> None:
    """The principal components of the last wide states of ``texts``; random directions at right angles without any."""
    linear = backbone.bottleneck
    nn.init.orthogonal_(linear.weight)
    nn.init.zeros_(linear.bias)
    if not texts:
        return
    rows = []
    encodings = [tokenizer.encode(text, backbone.config.max_tokens) for text in texts]
    for chunk in by_length(encodings):
        ids, mask = pad([encodings[i] for i in chunk])
        states = backbone.eval()(ids, mask, with_narrow=False)[len(backbone.wide)]
        rows.append(states[mask > 0].double().numpy())
    values = np.concatenate(rows)
    centre = values.mean(0)
    _, directions = np.linalg.eigh(np.cov(values - centre, rowvar=False))
    weight = directions[:, ::-1][:, : linear.out_features].T
    if len(weight) == linear.out_features:
        linear.weight.copy_(torch.from_numpy(weight.copy()))
        linear.bias.copy_(torch.from_numpy(-weight @ centre))


def untouched(config: BackboneConfig, work: Path, pieces: int) -> Backbone:
    """The backbone as ``base`` made it."""
    path = work / "untouched.pt"
    if not path.is_file():
        raise DataError(f"{path}: no such file; run 'base --encoder' first, or take readouts.likeness out of the configuration")
    backbone = Backbone(config, pieces)
    backbone.load_state_dict(torch.load(path))
    return backbone.eval()


def teacher_of_encoder(config: Config, directory: Path, tokenizer: Path) -> tuple[Config, dict[str, Tensor]]:
    """The configuration and the weights of a network that is the encoder at ``directory`` as it is; writes its tokenizer."""
    encoder = read_encoder(directory)
    backbone = dataclasses.replace(config.backbone, **encoder.shape, narrow_layers=0, first_tap=encoder.layers, small_tokens=False, small_layers=False)
    config = dataclasses.replace(config, backbone=backbone, head=dataclasses.replace(config.head, tap=encoder.layers),
                                 warmup=dataclasses.replace(config.warmup, narrow_share=0.0, masked_word_weight=0.0, unlabelled_share=0.0))
    return config, _network_of(config, encoder, tokenizer).state_dict()


def _network_of(config: Config, encoder: Encoder, tokenizer: Path) -> Pretraining:
    """A network whose backbone has the encoder's weights; writes the encoder's tokenizer."""
    writing = writing_of(encoder, config.encoder, ROOT)
    kept = kept_pieces(encoder, config.encoder, writing.folding)
    write_tokenizer(tokenizer, encoder, writing, kept)
    torch.manual_seed(config.seed)
    model = Pretraining(config, len(kept))
    fill(model.backbone, encoder, kept)
    return model
