"""A pretrained encoder as it is published: ``config.json``, ``vocab.txt`` and ``model.safetensors``, laid out as BERT is."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from .characters import Writing
from .config import BackboneConfig, EncoderConfig
from .corpus import DataError
from .folding import read_table
from .model import Backbone, Layer
from .safetensors import read_safetensors
from .tokenizer import SPECIAL

PREFIXES = ("", "bert.")
MAX_PIECES = 1_000_000
_SYMBOLS = ("SUPERSCRIPT", "SUBSCRIPT", "VULGAR", "CIRCLED", "ROMAN", "DIGIT")


@dataclass(frozen=True)
class Encoder:
    """A published encoder in memory."""

    directory: Path
    layers: int
    hidden: int
    heads: int
    ffn: int
    epsilon: float
    cased: bool
    vocabulary: list[str]
    weights: dict[str, Tensor]  # names without prefix

    @property
    def shape(self) -> dict[str, Any]:
        """The keys of ``[backbone]`` that it decides."""
        return {"wide_layers": self.layers, "wide_hidden": self.hidden, "wide_heads": self.heads, "wide_ffn": self.ffn,
                "post_norm": True, "norm_epsilon": self.epsilon}


def read_encoder(directory: Path) -> Encoder:
    """Reads the three files; what is missing or not like BERT is a ``DataError`` that names it."""
    path = directory / "config.json"
    values = _json(path)
    _expect(path, values, "hidden_act", "gelu", "gelu")
    _expect(path, values, "position_embedding_type", "absolute", "absolute")
    layers, hidden, heads, ffn = (_count(path, values, name) for name in (
        "num_hidden_layers", "hidden_size", "num_attention_heads", "intermediate_size"))
    if hidden % heads:
        raise DataError(f"{path}: hidden_size {hidden} is not a multiple of num_attention_heads {heads}")
    epsilon = values.get("layer_norm_eps", 1e-12)
    if not isinstance(epsilon, float) or not 0 < epsilon < 0.1:
        raise DataError(f"{path}: layer_norm_eps {epsilon!r}, a number above 0 and below 0.1 is needed")
    vocabulary = read_vocabulary(directory / "vocab.txt")
    cased = values.get("do_lower_case")
    if cased is not None and not isinstance(cased, bool):
        raise DataError(f"{path}: do_lower_case {cased!r}, true or false is needed")
    cased = any(piece != piece.lower() for piece in vocabulary if not piece.startswith("[")) if cased is None else not cased
    weights = _without_prefix(directory / "model.safetensors", read_safetensors(directory / "model.safetensors"))
    return Encoder(directory, layers, hidden, heads, ffn, epsilon, cased, vocabulary, weights)


def _json(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise DataError(f"{path}: not JSON: {error}") from error
    if not isinstance(values, dict):
        raise DataError(f"{path}: an object is needed")
    return values


def _expect(path: Path, values: dict[str, Any], name: str, default: str, wanted: str) -> None:
    if values.get(name, default) != wanted:
        raise DataError(f"{path}: {name} {values[name]!r}, only '{wanted}' is supported")


def _count(path: Path, values: dict[str, Any], name: str) -> int:
    value = values.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 65_536:
        raise DataError(f"{path}: {name} {value!r}, a whole number of 1 to 65,536 is needed")
    return value


def read_vocabulary(path: Path) -> list[str]:
    """The pieces, one a line; the five special ones must be among them."""
    try:
        pieces = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8 at byte {error.start}") from error
    pieces = [piece.rstrip("\r") for piece in (pieces[:-1] if pieces[-1] == "" else pieces)]
    missing = [piece for piece in SPECIAL if piece not in pieces]
    if missing or len(pieces) > MAX_PIECES:
        raise DataError(f"{path}: {len(pieces)} pieces" + (f", {missing[0]} is missing" if missing else f", at most {MAX_PIECES} are allowed"))
    return pieces


def _without_prefix(path: Path, weights: dict[str, Tensor]) -> dict[str, Tensor]:
    probe = "embeddings.word_embeddings.weight"
    for prefix in PREFIXES:
        if prefix + probe in weights:
            named = {name.removeprefix(prefix): values for name, values in weights.items() if name.startswith(prefix)}
            return {_renamed(name): values for name, values in named.items()}
    raise DataError(f"{path}: no tensor '{probe}', with or without the prefix 'bert.': not an encoder laid out as BERT is")


def _renamed(name: str) -> str:
    """Names of norms as early publications wrote them."""
    return name.replace("LayerNorm.gamma", "LayerNorm.weight").replace("LayerNorm.beta", "LayerNorm.bias")


def kept_pieces(encoder: Encoder, settings: EncoderConfig, folding: dict[int, int]) -> list[int]:
    """Indices of the pieces that stay, the five special ones first: none with letters of other scripts, of characters that are
    folded into others, or reserved ones."""
    index = {piece: number for number, piece in enumerate(encoder.vocabulary)}
    special = [index[piece] for piece in SPECIAL]
    scripts = {name.upper() for name in settings.scripts}
    seen = set(SPECIAL)
    rest = []
    for number, piece in enumerate(encoder.vocabulary):
        if piece not in seen and _is_kept(piece, scripts, folding):
            seen.add(piece)
            rest.append(number)
    return special + rest


def _is_kept(piece: str, scripts: set[str], folding: dict[int, int]) -> bool:
    body = piece.removeprefix("##")
    if not body or piece.startswith("[unused"):
        return False
    return all(ord(c) not in folding and _is_of(c, scripts) for c in body)


def _is_of(character: str, scripts: set[str]) -> bool:
    """Whether a character is a sign of no script, or a letter, mark or digit of one of these."""
    if character.isascii():
        return True
    kind = unicodedata.category(character)[0]
    names = set(unicodedata.name(character, "").replace("-", " ").split()[:2])
    if kind in "LM":
        return bool(names & scripts)
    return kind in "PS" or kind == "N" and bool(names & (scripts | set(_SYMBOLS)))


def writing_of(encoder: Encoder, settings: EncoderConfig, root: Path) -> Writing:
    """How the encoder's tokenizer treats characters; ``settings.folding`` is a file below ``root``."""
    try:
        pairs = read_table(root / settings.folding) if settings.folding else {}
    except (OSError, ValueError) as error:
        raise DataError(f"encoder.folding: {error}") from error
    return Writing(encoder.cased, frozenset(encoder.vocabulary), {ord(old): ord(new) for old, new in pairs.items()})


def fill(backbone: Backbone, encoder: Encoder, kept: list[int]) -> None:
    """Copies the encoder's weights into the backbone's embedding and wide layers. The bottleneck is left as it is."""
    source = _Source(encoder)
    config = backbone.config
    positions = source.get("embeddings.position_embeddings.weight", None, encoder.hidden)
    if len(positions) < config.max_tokens:
        raise DataError(f"{encoder.directory}: {len(positions)} positions, backbone.max_tokens {config.max_tokens} needs more")
    tokens = source.get("embeddings.word_embeddings.weight", None, encoder.hidden)
    if len(tokens) < len(encoder.vocabulary):
        raise DataError(f"{encoder.directory}: {len(tokens)} word embeddings for {len(encoder.vocabulary)} pieces in vocab.txt")
    kinds = source.get("embeddings.token_type_embeddings.weight", None, encoder.hidden)
    with torch.no_grad():
        backbone.tokens.weight.copy_(tokens[kept])
        backbone.positions.weight.copy_(positions[: config.max_tokens] + kinds[0])
        source.norm(backbone.embedding_norm, "embeddings.LayerNorm")
        for number, layer in enumerate(backbone.wide):
            _fill_layer(layer, source, f"encoder.layer.{number}", encoder)


def _fill_layer(layer: Layer, source: _Source, name: str, encoder: Encoder) -> None:
    parts = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
    layer.qkv.weight.copy_(torch.cat([source.get(f"{part}.weight", encoder.hidden, encoder.hidden) for part in parts]))
    layer.qkv.bias.copy_(torch.cat([source.get(f"{part}.bias", encoder.hidden) for part in parts]))
    for linear, part in ((layer.attention_out, "attention.output.dense"), (layer.ffn_in, "intermediate.dense"), (layer.ffn_out, "output.dense")):
        linear.weight.copy_(source.get(f"{name}.{part}.weight", *linear.weight.shape))
        linear.bias.copy_(source.get(f"{name}.{part}.bias", *linear.bias.shape))
    source.norm(layer.attention_norm, f"{name}.attention.output.LayerNorm")
    source.norm(layer.ffn_norm, f"{name}.output.LayerNorm")


class _Source:
    """The encoder's tensors, by name and with the shape that is needed; None for any length."""

    def __init__(self, encoder: Encoder) -> None:
        self._weights, self._path = encoder.weights, encoder.directory / "model.safetensors"

    def get(self, name: str, *shape: int | None) -> Tensor:
        values = self._weights.get(name)
        if values is None:
            raise DataError(f"{self._path}: no tensor '{name}'")
        found = list(values.shape)
        if len(found) != len(shape) or any(wanted not in (None, size) for wanted, size in zip(shape, found)) or not values.is_floating_point():
            raise DataError(f"{self._path}: tensor '{name}': shape {found}, {['any' if s is None else s for s in shape]} is needed")
        return values

    def norm(self, norm: torch.nn.LayerNorm, name: str) -> None:
        norm.weight.copy_(self.get(f"{name}.weight", *norm.weight.shape))
        norm.bias.copy_(self.get(f"{name}.bias", *norm.bias.shape))


def check_shape(config: BackboneConfig, encoder: Encoder, file: str) -> None:
    """A ``DataError`` that names every key of ``[backbone]`` that does not fit the encoder."""
    wrong = [f"backbone.{key} is {getattr(config, key)}, the encoder needs {value}" for key, value in encoder.shape.items()
             if getattr(config, key) != value]
    if wrong:
        raise DataError(f"{file}: {'; '.join(wrong)}")
