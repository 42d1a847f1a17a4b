"""``random``: a backbone package of a given size with random weights, to measure what a network of that size costs; it says nothing of use.

The vocabulary is that of the package it is to be like, so that both are given the same tokens.
"""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from pathlib import Path

import torch

from .config import Config, ConfigError
from .export import export_backbone
from .graph import round_to_stored
from .model import Backbone
from .tokenizer import Tokenizer

NAME, VERSION = "random", "1.0.0"


def make_random(config: Config, like: Path, output: Path, layers: int, width: int) -> Path:
    """Writes ``<output>/backbone/random/1.0.0/``, replacing what is there, and returns it."""
    if not (like / "vocab.txt").is_file():
        raise ConfigError(f"--like: {like} is no backbone package, it has no vocab.txt")
    shape = dataclasses.replace(config.backbone, name=NAME, version=VERSION, small_layers=False, **shape_of(layers, width))
    torch.manual_seed(config.seed)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        shutil.copytree(like, work / "tokenizer")
        tokenizer = Tokenizer.load(work / "tokenizer")
        backbone = Backbone(shape, len(tokenizer.vocabulary)).eval()
        round_to_stored(backbone)
        plain = dataclasses.replace(config.export, backbone="fp16")  # as others would run it
        export_backbone(dataclasses.replace(config, backbone=shape, export=plain), work, output, backbone, tokenizer)
    return output / "backbone" / NAME / VERSION


def shape_of(layers: int, width: int) -> dict[str, int]:
    """The keys of a [backbone] with heads of 64 numbers and inner layers of four times the width, as BERT has them."""
    if layers < 1 or width < 64 or width % 64:
        raise ConfigError(f"--layers {layers} --width {width}: at least one layer, and a width that is a multiple of 64")
    return {"wide_layers": layers, "wide_hidden": width, "wide_heads": width // 64, "wide_ffn": 4 * width, "first_tap": layers + 1}
