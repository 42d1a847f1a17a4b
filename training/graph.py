"""Builds the ONNX graphs of backbones and heads by hand, and rounds weights as the graphs store them."""

from __future__ import annotations

import math

import numpy as np
import onnx
from onnx import TensorProto, helper
from torch import nn

from .fusion import ABSENT, Fusion
from .graph_builder import GraphBuilder, fold_scale
from .head import PAIR_FACTOR, Head
from .int8 import Int8Linear
from .model import Backbone, Layer, stored_values
from .readouts import Readouts


def _ints(name: str) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])


def _floats(name: str, *shape: object) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape))


def backbone_model(backbone: Backbone, precision: str = "fp16", taps: list[int] | None = None, fuse: bool = False,
                   readouts: Readouts | None = None) -> onnx.ModelProto:
    """``input_ids``, ``attention_mask`` → ``layer_<i>`` for every tap, or for some; layers above the last are left out.

    With ``readouts`` also ``gate``, ``negated``, ``excluded`` and, where they have it, ``likeness``.
    """
    b = GraphBuilder(precision, fuse)
    taps = taps or backbone.taps
    words = b.rows("tokens", backbone.tokens.weight, "input_ids", backbone.config.small_tokens)
    shape = b.node("Shape", ["input_ids"], start=1, end=2)
    positions = b.node("Slice", [b.weight("positions", backbone.positions.weight), b.constant([0], np.int64), shape,
                                 b.constant([0], np.int64)])
    x = b.layer_norm(b.node("Add", [words, positions]), "embedding_norm", backbone.embedding_norm)
    bias = b.mask_bias("attention_mask")
    wide, top = len(backbone.wide), len(backbone.hidden_per_layer) if readouts else max(taps)
    middle = x
    for number in range(1, top + 1):
        output = f"layer_{number}" if number in taps else None
        if number <= wide:
            middle = x = b.layer(x, f"layers.{number}", backbone.wide[number - 1], bias, output)
            continue
        if number == wide + 1:
            x = b.linear(x, "bottleneck", backbone.bottleneck.weight, backbone.bottleneck.bias, None if len(backbone.narrow) else output)
        if len(backbone.narrow):
            x = b.layer(x, f"layers.{number}", backbone.narrow[number - wide - 1], bias, output)
    outputs = [_floats(f"layer_{tap}", "batch", "tokens", backbone.hidden_per_layer[tap - 1]) for tap in taps]
    if readouts:
        outputs += add_readouts(b, readouts, middle, x)
    return b.model("backbone", [_ints("input_ids"), _ints("attention_mask")], outputs)


def add_readouts(b: GraphBuilder, readouts: Readouts, wide: str, narrow: str) -> list[onnx.ValueInfoProto]:
    """The outputs that are read off the last wide and the last narrow states: probabilities, and vectors of length 1."""
    def linear(value: str, name: str) -> str:
        module = getattr(readouts, name)
        return b.linear(value, f"readouts.{name}", module.weight, module.bias)

    x = b.layer_norm(narrow, "readouts.norm", readouts.norm)
    inner = b.gelu(linear(b.node("Concat", list(b.pooled(x)), axis=-1), "inner"))
    b.node("Sigmoid", [linear(inner, "gate")], "gate")
    b.node("Sigmoid", [linear(inner, "negated")], "negated")
    b.node("Sigmoid", [linear(b.gelu(linear(x, "token_inner")), "excluded")], "excluded")
    outputs = [_floats("gate", "batch", len(readouts.subsystems)), _floats("negated", "batch", 1), _floats("excluded", "batch", "tokens", 1)]
    if readouts.pooling:
        first, mean = b.pooled(wide)
        vector = linear(first if readouts.pooling == "first" else mean, "likeness")
        length = b.node("Sqrt", [b.node("ReduceSum", [b.node("Mul", [vector, vector]), b.constant([1], np.int64)], keepdims=1)])
        b.node("Div", [vector, length], "likeness")
        outputs.append(_floats("likeness", "batch", readouts.likeness.out_features))
    return outputs


def head_model(head: Head, precision: str = "fp16", fuse: bool = False) -> onnx.ModelProto:
    """``hidden``, ``attention_mask`` → ``intent_logits``, ``slot_logits``.

    A head with a task embedding also reads ``input_ids``, one with a lexicon ``lexicon_tags``.
    """
    b = GraphBuilder(precision, fuse)
    normed = b.layer_norm("hidden", "input_norm", head.input_norm)
    x = b.linear(normed, "project", head.project.weight, head.project.bias)
    inputs = [_floats("hidden", "batch", "tokens", head.project.in_features), _ints("attention_mask")]
    if head.config.embedding_buckets or head.config.pair_buckets:
        inputs.append(_ints("input_ids"))
    if head.config.embedding_buckets:
        bucket = b.node("Mod", ["input_ids", b.constant(head.config.embedding_buckets, np.int64)])
        vectors = b.node("Gather", [b.weight("embedding", head.embedding.weight), bucket], axis=0)
        x = b.node("Add", [x, b.linear(vectors, "embedding_project", head.embedding_project.weight, None)])
    if head.config.pair_buckets:
        for name, vectors in zip(("before_project", "after_project"), pair_vectors(b, head)):
            x = b.node("Add", [x, b.linear(vectors, name, getattr(head, name).weight, None)])
    if head.fusion is not None:
        inputs.append(_floats("lexicon_tags", "batch", "tokens", head.fusion.scores.out_features))
        x = fused(b, x, head.fusion)
    bias = b.mask_bias("attention_mask")
    for number, layer in enumerate(head.layers, start=1):
        x = b.layer(x, f"layers.{number}", layer, bias)
    x = b.layer_norm(x, "final_norm", head.final_norm)
    pooled = b.node("Concat", list(b.pooled(x)), axis=-1)
    inner = b.gelu(b.linear(pooled, "intent_hidden", head.intent_hidden.weight, head.intent_hidden.bias))
    b.linear(inner, "intent_out", head.intent_out.weight, head.intent_out.bias, "intent_logits")
    b.linear(x, "slot_out", head.slot_out.weight, head.slot_out.bias, "slot_logits")
    outputs = [_floats("intent_logits", "batch", head.intent_out.out_features),
               _floats("slot_logits", "batch", "tokens", head.slot_out.out_features)]
    return b.model("head", inputs, outputs)


def fused(b: GraphBuilder, value: str, fusion: Fusion) -> str:
    """The states with ``lexicon_tags`` gated in."""
    absent = b.node("Mul", [b.node("Sub", ["lexicon_tags", b.constant(1.0)]), b.constant(ABSENT)])
    scores = b.node("Add", [b.linear(value, "fusion.scores", fusion.scores.weight, fusion.scores.bias), absent])
    attention = b.node("Softmax", [scores], axis=-1)
    return b.node("Add", [value, b.linear(attention, "fusion.vectors", fusion.all_vectors, None)])


def pair_vectors(b: GraphBuilder, head: Head) -> tuple[str, str]:
    """Vectors of the pairs (token before, token) and (token, token after)."""
    axis = b.constant([1], np.int64)
    first = b.node("Slice", ["input_ids", b.constant([0], np.int64), axis, axis])
    nothing = b.node("Mul", [first, b.constant(0, np.int64)])
    left = b.node("Concat", [nothing, "input_ids"], axis=1)
    right = b.node("Concat", ["input_ids", nothing], axis=1)
    mixed = b.node("Add", [b.node("Mul", [left, b.constant(PAIR_FACTOR, np.int64)]), right])
    bucket = b.node("Mod", [mixed, b.constant(head.config.pair_buckets, np.int64)])
    vectors = b.node("Gather", [b.weight("pairs", head.pairs.weight), bucket], axis=0)
    return (b.node("Slice", [vectors, b.constant([0], np.int64), b.constant([-1], np.int64), axis]),
            b.node("Slice", [vectors, axis, b.constant([2**31 - 1], np.int64), axis]))


def round_to_stored(model: nn.Module) -> nn.Module:
    """Rounds weights exactly as the graph stores them: query weights are rounded after the scale is folded in."""
    for module in model.modules():
        if isinstance(module, Layer):
            hidden = module.attention_out.in_features
            scale = math.sqrt(hidden // module.heads)
            for stored, parameter in zip(fold_scale(module), (module.qkv.weight, module.qkv.bias)):
                if parameter is module.qkv.weight and isinstance(module.qkv, Int8Linear):
                    continue  # rows are stored exactly, whatever they are multiplied by
                rounded = stored.detach().half().float()
                rounded[:hidden] *= scale
                parameter.data.copy_(rounded)
    for name, parameter in model.named_parameters():
        if ".qkv." not in f".{name}":
            parameter.data.copy_(stored_values(model, name, parameter.data))
    return model
