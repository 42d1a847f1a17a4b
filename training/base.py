"""The frozen backbone read back from its ONNX package: all that a domain team has of it."""

from __future__ import annotations

import hashlib
import json
import math
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch import Tensor

from .config import BackboneConfig
from .corpus import DataError
from .int8 import plain_state, with_int8_layers
from .model import Backbone, Layer
from .packages import encoder_of
from .references import read_references
from .text import LANGUAGES
from .tokenizer import Encoding, Tokenizer


@dataclass(frozen=True)
class Base:
    """A backbone package in memory."""

    directory: Path
    config: BackboneConfig
    backbone: Backbone  # in evaluation mode, with the weights as they are stored
    tokenizer: Tokenizer
    precision: str  # how the package stores it
    languages: tuple[str, ...]  # that it was warmed up for
    encoder: str | None  # the pretrained one that it stands on
    references: list[tuple[str | None, Encoding]]  # texts of the subsystems that it knows, and of general speech (None)
    readouts: dict[str, Tensor]  # weights of what it says itself (``Readouts``); empty where it says nothing
    gated: list[str]  # the subsystems of its gate, in the order of its columns

    def unpack(self, work: Path) -> None:
        """Writes tokenizer and weights where the steps that train heads look for them."""
        (work / "tokenizer").mkdir(parents=True, exist_ok=True)
        for name in ("vocab.txt", "characters.txt"):
            shutil.copy(self.directory / name, work / "tokenizer" / name)
        torch.save(plain_state(self.backbone), work / "backbone.pt")
        if self.config.small_layers:
            torch.save(self.backbone.state_dict(), work / "int8.pt")


def find_base(models: Path, utterances: Mapping[str, int]) -> Path:
    """Of the backbone packages under ``<models>/backbone`` the newest of the one that reads most: ``utterances`` of each language."""
    found = sorted((p.parent for p in models.glob("backbone/*/*/manifest.json")), key=lambda p: (p.parent.name, _version_of(p)))
    if not found:
        raise DataError(f"{models / 'backbone'}: no backbone package")
    newest = list({p.parent.name: p for p in found}.values())
    return max(newest, key=lambda p: sum(utterances.get(language, 0) for language in _languages(_manifest(p))))


def _version_of(package: Path) -> list[int]:
    """The numbers of a package's version, for putting packages in order."""
    return [int(part) if part.isdigit() else -1 for part in package.name.split(".")]


def load_base(directory: Path) -> Base:
    """Reads a backbone package and checks its files against its manifest."""
    manifest = _manifest(directory)
    if manifest.get("kind") != "backbone":
        raise DataError(f"{directory / 'manifest.json'}: kind is {manifest.get('kind')!r}, 'backbone' is needed")
    graph = onnx.load_from_string(_verified(directory, manifest, "model")).graph
    for role in ("vocabulary", "characters"):
        _verified(directory, manifest, role)
    stored = {tensor.name: tensor for tensor in graph.initializer}
    try:
        config = _shape(manifest, graph, stored)
        tokenizer = Tokenizer.load(directory)
        backbone = Backbone(config, len(tokenizer.vocabulary))
        if config.small_layers:
            with_int8_layers(backbone.wide)
        _fill(backbone, stored)
        readouts = _readouts(stored)
    except (KeyError, IndexError, RuntimeError, ValueError) as error:
        raise DataError(f"{directory}: not a backbone that this version can read: {error}") from error
    references = []
    if "references" in manifest["files"]:
        _verified(directory, manifest, "references")
        references = read_references(directory / manifest["files"]["references"]["path"], tokenizer.vocabulary, config.max_tokens)
    return Base(directory, config, backbone.eval(), tokenizer, manifest["precision"], _languages(manifest), encoder_of(manifest["training"]["data"]), references, readouts, manifest.get("gate", {}).get("subsystems", []))


def _languages(manifest: dict[str, Any]) -> tuple[str, ...]:
    return tuple(manifest.get("languages", LANGUAGES))


def _manifest(directory: Path) -> dict[str, Any]:
    path = directory / "manifest.json"
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise DataError(f"{path}: not JSON: {error}") from error


def _verified(directory: Path, manifest: dict[str, Any], role: str) -> bytes:
    entry = manifest["files"][role]
    path = directory / entry["path"]
    if not path.is_file():
        raise DataError(f"{path}: no such file, but {directory / 'manifest.json'} names it")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != entry["sha256"]:
        raise DataError(f"{path}: not the file that {directory / 'manifest.json'} names: its SHA-256 differs")
    return content


def _shape(manifest: dict[str, Any], graph: onnx.GraphProto, stored: dict[str, onnx.TensorProto]) -> BackboneConfig:
    """The shape as the package's weights and nodes have it."""
    widths = manifest["hidden_per_layer"]
    wide = sum(width == widths[0] for width in widths)
    if widths != [widths[0]] * wide + [widths[-1]] * (len(widths) - wide) or wide == len(widths):
        raise ValueError(f"layers {widths}, wide and then narrow ones are needed")
    layers = {name.split(".ffn_in")[0] for name in stored if ".ffn_in" in name}
    narrow = len(layers) - wide
    heads = _heads(graph, stored)
    ffn = [len(_tensor(stored, f"layers.{number}.ffn_in.bias")) for number in (1, wide + 1) if number <= wide + narrow]
    norm = next(float(f"{a.f:.6g}") for node in graph.node if node.op_type == "LayerNormalization" for a in node.attribute if a.name == "epsilon")
    return BackboneConfig(
        manifest["name"], manifest["version"], manifest["max_tokens"], wide, widths[0], heads[0], ffn[0],
        narrow, widths[-1], heads[wide] if narrow else 0, ffn[1] if narrow else 0, manifest["taps"][0],
        _is_post_norm(graph), norm, "tokens.rows" in stored, "layers.1.qkv.int8" in stored)


def _is_post_norm(graph: onnx.GraphProto) -> bool:
    """Whether the first attention reads the embedding as it is: in pre-norm layers a norm of their own comes before it."""
    norms = {node.output[0]: node.input[1] for node in graph.node if node.op_type == "LayerNormalization"}
    first = next(node for node in graph.node if node.op_type in ("Attention", "MatMul") or node.input[-1] == "layers.1.qkv.smooth")
    return norms[first.input[0]] == "embedding_norm.scale"


def _heads(graph: onnx.GraphProto, stored: dict[str, onnx.TensorProto]) -> list[int]:
    """Attention heads of each layer: its query, key and value are reshaped to [B,T,heads,width], or it is one operator."""
    fused = [helper.get_attribute_value(a) for node in graph.node if node.op_type in ("Attention", "MultiHeadAttention") for a in node.attribute
             if a.name == "num_heads"]
    if fused:
        return fused
    result = []
    for node in graph.node:
        shape = stored.get(node.input[1]) if node.op_type == "Reshape" else None
        if shape is not None:
            sizes = numpy_helper.to_array(shape).tolist()
            if len(sizes) == 4 and sizes[:2] == [0, 0]:
                result.append(sizes[2])
    return result[::3]


def _tensor(stored: dict[str, onnx.TensorProto], name: str) -> Tensor:
    """A weight as fp32, however it is stored."""
    for suffix in ("", ".fp16"):
        if name + suffix in stored:
            return torch.from_numpy(numpy_helper.to_array(stored[name + suffix]).astype(np.float32))
    if f"{name}.rows" in stored:
        whole, scale = (numpy_helper.to_array(stored[f"{name}.{part}"]) for part in ("rows", "scale"))
        return torch.from_numpy(whole.astype(np.float32) * scale)
    matrix = name.removesuffix(".weight")
    whole, scale = (torch.from_numpy(numpy_helper.to_array(stored[f"{matrix}.{part}"]).astype(np.float32)) for part in ("int8", "scale"))
    return whole * scale


def _fill(backbone: Backbone, stored: dict[str, onnx.TensorProto]) -> None:
    """Undoes what ``graph`` does to the weights: matrices are stored transposed, the attention scale is in the query part."""
    layers = [*backbone.wide, *backbone.narrow]
    with torch.no_grad():
        for name, parameter in (*backbone.named_parameters(), *backbone.named_buffers()):
            name = re.sub(r"^wide\.(\d+)", lambda m: f"layers.{int(m[1]) + 1}", name)
            name = re.sub(r"^narrow\.(\d+)", lambda m: f"layers.{int(m[1]) + 1 + len(backbone.wide)}", name)
            if re.search(r"norm\.weight$", name):
                name = name.replace(".weight", ".scale")
            name = {"tokens.weight": "tokens", "positions.weight": "positions"}.get(name, name)
            values = _tensor(stored, name)
            parameter.copy_(values.t() if values.dim() == 2 and name not in ("tokens", "positions") else values)
        for layer in layers:
            _unfold_scale(layer)


def _readouts(stored: dict[str, onnx.TensorProto]) -> dict[str, Tensor]:
    modules = sorted({name.split(".")[1] for name in stored if name.startswith("readouts.")})
    result = {}
    for module in modules:
        norm = module.endswith("norm")
        weight = _tensor(stored, f"readouts.{module}.{'scale' if norm else 'weight'}")
        result[f"{module}.weight"] = weight if norm else weight.t()
        result[f"{module}.bias"] = _tensor(stored, f"readouts.{module}.bias")
    return result


def _unfold_scale(layer: Layer) -> None:
    hidden = layer.attention_out.in_features
    scale = math.sqrt(hidden // layer.heads)
    layer.qkv.weight[:hidden] *= scale
    layer.qkv.bias[:hidden] *= scale
