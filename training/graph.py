"""Builds ONNX graphs by hand: standard operators of opset 17 in the shapes that ONNX Runtime fuses, or its fused operators.

Weights are stored as fp32, as fp16 behind Cast nodes (folded when a session loads), or the matrices as int8: one scale for
each output, activations quantised as they come (dynamic quantisation, Jacob et al., 2018, "Quantization and Training of Neural
Networks for Efficient Integer-Arithmetic-Only Inference"), the rest fp16. The vectors of a large vocabulary may be stored as int8 beside fp16
matrices: a scale for each row, and only the rows that are looked up are widened, so that they stay small in memory too. With ``fuse`` the layers are built of ONNX
Runtime's own operators (domain com.microsoft): Attention, unless it is int8, SkipLayerNormalization and BiasGelu.
"""

from __future__ import annotations

import math

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from .fusion import ABSENT, Fusion
from .head import PAIR_FACTOR, Head
from .model import MASKED, Backbone, Layer, quantised_rows, stored_values
from .readouts import Readouts

OPSET = 17
PRECISIONS = ("fp32", "fp16", "int8")
RUNTIME = "com.microsoft"  # the domain of ONNX Runtime's own operators
INT8_ZERO = 128  # int8 weights are stored as uint8 around it: uint8 by int8 products saturate on processors without VNNI


class GraphBuilder:
    """Collects nodes and initialisers; every method returns the name of its output."""

    def __init__(self, precision: str = "fp16", fuse: bool = False) -> None:
        if precision not in PRECISIONS:
            raise ValueError(f"precision {precision!r}, allowed are {', '.join(PRECISIONS)}")
        self._precision, self._fused = precision, fuse
        self._nodes: list[onnx.NodeProto] = []
        self._initialisers: dict[str, onnx.TensorProto] = {}
        self._counter = 0

    def node(self, operator: str, inputs: list[str], output: str | None = None, **attributes: object) -> str:
        """Adds a node with one output."""
        self._counter += 1
        name = output or f"{operator.lower()}_{self._counter}"
        self._nodes.append(helper.make_node(operator, inputs, [name], name=f"{operator}_{self._counter}", **attributes))
        return name

    def split(self, value: str, parts: int) -> list[str]:
        """Splits the last axis into equal parts."""
        self._counter += 1
        names = [f"split_{self._counter}_{i}" for i in range(parts)]
        self._nodes.append(helper.make_node("Split", [value], names, name=f"Split_{self._counter}", axis=-1))
        return names

    def weight(self, name: str, values: Tensor) -> str:
        """An initialiser, widened to float where it is stored as fp16."""
        if self._precision == "fp32":
            self._initialisers[name] = numpy_helper.from_array(values.detach().contiguous().numpy(), name)
            return name
        half = f"{name}.fp16"
        self._initialisers[half] = numpy_helper.from_array(values.detach().half().contiguous().numpy(), half)
        return self.node("Cast", [half], name, to=TensorProto.FLOAT)

    def rows(self, name: str, values: Tensor, indices: str, small: bool) -> str:
        """The rows of a table that ``indices`` name; with ``small`` they are stored as int8 with a scale for each row."""
        if not small or self._precision == "fp32":
            return self.node("Gather", [self.weight(name, values), indices], axis=0)
        whole, scale = quantised_rows(values)
        for part, array in (("rows", whole), ("scale", scale)):
            self._initialisers[f"{name}.{part}"] = numpy_helper.from_array(array.numpy(), f"{name}.{part}")
        found, scales = (self.node("Gather", [f"{name}.{part}", indices], axis=0) for part in ("rows", "scale"))
        return self.node("Mul", [self.node("Cast", [found], to=TensorProto.FLOAT), scales])

    def constant(self, values: object, kind: type = np.float32) -> str:
        """A small initialiser, shared between equal uses."""
        array = np.array(values, dtype=kind)
        name = f"const_{array.dtype.name}_{'x'.join(map(str, array.shape)) or 's'}_" + "_".join(map(str, array.ravel()))
        self._initialisers.setdefault(name, numpy_helper.from_array(array, name))
        return name

    def linear(self, value: str, name: str, weight: Tensor, bias: Tensor | None, output: str | None = None) -> str:
        """x·Wᵀ + b; ``weight`` is [out, in] as in PyTorch."""
        product = output if bias is None else None
        if self._precision == "int8":
            last = self._quantised_product(value, name, weight.detach(), product)
        else:
            last = self.node("MatMul", [value, self.weight(f"{name}.weight", weight.t())], product)
        return last if bias is None else self.node("Add", [last, self.weight(f"{name}.bias", bias)], output)

    def _quantised_product(self, value: str, name: str, weight: Tensor, output: str | None) -> str:
        """x·Wᵀ in whole numbers: x as uint8 with the range of this input, W in -127..127 with a scale for each output."""
        scale = weight.abs().amax(1).clamp(min=1e-8) / 127.0
        stored = ((weight / scale[:, None]).round().clamp(-127, 127) + INT8_ZERO).to(torch.uint8).t().contiguous().numpy()
        self._initialisers[f"{name}.int8"] = numpy_helper.from_array(stored, f"{name}.int8")
        self._initialisers[f"{name}.scale"] = numpy_helper.from_array(scale.numpy(), f"{name}.scale")
        self._counter += 1
        whole, step, zero = (f"{name}.{part}_{self._counter}" for part in ("input", "step", "zero"))
        self._nodes.append(helper.make_node("DynamicQuantizeLinear", [value], [whole, step, zero], name=f"Quantise_{self._counter}"))
        product = self.node("Cast", [self.node("MatMulInteger", [whole, f"{name}.int8", zero, self.constant(INT8_ZERO, np.uint8)])], to=TensorProto.FLOAT)
        return self.node("Mul", [product, self.node("Mul", [step, f"{name}.scale"])], output)

    def layer_norm(self, value: str, name: str, norm: nn.LayerNorm, output: str | None = None) -> str:
        """LayerNormalization over the last axis."""
        inputs = [value, self.weight(f"{name}.scale", norm.weight), self.weight(f"{name}.bias", norm.bias)]
        return self.node("LayerNormalization", inputs, output, axis=-1, epsilon=norm.eps)

    def gelu(self, value: str) -> str:
        """Erf-GELU in the pattern that ONNX Runtime fuses."""
        scaled = self.node("Div", [value, self.constant(math.sqrt(2.0))])
        shifted = self.node("Add", [self.node("Erf", [scaled]), self.constant(1.0)])
        return self.node("Mul", [self.node("Mul", [value, shifted]), self.constant(0.5)])

    def mask_bias(self, attention_mask: str) -> str:
        """[B,T] mask to the additive bias [B,1,1,T]."""
        mask = self.node("Cast", [attention_mask], to=TensorProto.FLOAT)
        absent = self.node("Sub", [self.constant(1.0), mask])
        shaped = self.node("Reshape", [absent, self.constant([0, 1, 1, -1], np.int64)])
        return self.node("Mul", [shaped, self.constant(MASKED)])

    def layer(self, value: str, name: str, layer: Layer, bias: str, output: str | None = None) -> str:
        """One transformer layer."""
        if layer.post_norm:
            context = self._attention(value, name, layer, bias)
            attended = self._sum_norm(value, context, name, "attention_out", layer.attention_out, "attention_norm", layer.attention_norm)
            return self._sum_norm(attended, self._inner(attended, name, layer), name, "ffn_out", layer.ffn_out, "ffn_norm", layer.ffn_norm, output)
        normed = self.layer_norm(value, f"{name}.attention_norm", layer.attention_norm)
        context = self._attention(normed, name, layer, bias)
        out, outer = layer.attention_out, layer.ffn_out
        if self._fused:
            product = self.linear(context, f"{name}.attention_out", out.weight, None)
            normed, attended = self._skip_layer_norm(value, product, f"{name}.ffn_norm", layer.ffn_norm, f"{name}.attention_out.bias", out.bias)
        else:
            attended = self.node("Add", [value, self.linear(context, f"{name}.attention_out", out.weight, out.bias)])
            normed = self.layer_norm(attended, f"{name}.ffn_norm", layer.ffn_norm)
        hidden = self._inner(normed, name, layer)
        return self.node("Add", [attended, self.linear(hidden, f"{name}.ffn_out", outer.weight, outer.bias)], output)

    def _inner(self, value: str, name: str, layer: Layer) -> str:
        """The first half of the feed-forward network."""
        inner = layer.ffn_in
        if not self._fused:
            return self.gelu(self.linear(value, f"{name}.ffn_in", inner.weight, inner.bias))
        product = self.linear(value, f"{name}.ffn_in", inner.weight, None)
        return self.node("BiasGelu", [product, self.weight(f"{name}.ffn_in.bias", inner.bias)], domain=RUNTIME)

    def _sum_norm(self, value: str, branch: str, name: str, linear_name: str, linear: nn.Linear, norm_name: str, norm: nn.LayerNorm,
                  output: str | None = None) -> str:
        """LayerNorm of ``value`` plus the projected branch."""
        linear_name, norm_name = f"{name}.{linear_name}", f"{name}.{norm_name}"
        if not self._fused:
            total = self.node("Add", [value, self.linear(branch, linear_name, linear.weight, linear.bias)])
            return self.layer_norm(total, norm_name, norm, output)
        product = self.linear(branch, linear_name, linear.weight, None)
        return self._skip_layer_norm(value, product, norm_name, norm, f"{linear_name}.bias", linear.bias, output)[0]

    def _skip_layer_norm(self, value: str, skip: str, name: str, norm: nn.LayerNorm, bias_name: str, bias: Tensor,
                         output: str | None = None) -> tuple[str, str]:
        """LayerNorm of value + skip + bias, and that sum."""
        self._counter += 1
        normed, total = output or f"normed_{self._counter}", f"sum_{self._counter}"
        inputs = [value, skip, self.weight(f"{name}.scale", norm.weight), self.weight(f"{name}.bias", norm.bias), self.weight(bias_name, bias)]
        self._nodes.append(helper.make_node("SkipLayerNormalization", inputs, [normed, "", "", total],
                                            name=f"SkipLayerNormalization_{self._counter}", domain=RUNTIME, epsilon=norm.eps))
        return normed, total

    def pooled(self, value: str) -> tuple[str, str]:
        """The first state and the mean over the tokens."""
        mask = self.node("Cast", ["attention_mask"], to=TensorProto.FLOAT)
        weights = self.node("Reshape", [mask, self.constant([0, -1, 1], np.int64)])
        axis = self.constant([1], np.int64)
        mean = self.node("Div", [self.node("ReduceSum", [self.node("Mul", [value, weights]), axis], keepdims=0),
                                 self.node("ReduceSum", [weights, axis], keepdims=0)])
        return self.node("Gather", [value, self.constant(0, np.int64)], axis=1), mean

    def _attention(self, normed: str, name: str, layer: Layer, bias: str) -> str:
        """Self-attention before its output projection. The scale is folded into the query weights."""
        hidden = layer.attention_out.in_features
        weight, qkv_bias = fold_scale(layer)
        if self._fused and self._precision != "int8":
            inputs = [normed, self.weight(f"{name}.qkv.weight", weight.t()), self.weight(f"{name}.qkv.bias", qkv_bias), self._mask()]
            return self.node("Attention", inputs, domain=RUNTIME, num_heads=layer.heads, scale=1.0, mask_filter_value=MASKED)
        heads = self.constant([0, 0, layer.heads, hidden // layer.heads], np.int64)
        query, key, content = (
            self.node("Reshape", [part, heads]) for part in self.split(self.linear(normed, f"{name}.qkv", weight, qkv_bias), 3))
        query = self.node("Transpose", [query], perm=[0, 2, 1, 3])
        key = self.node("Transpose", [key], perm=[0, 2, 3, 1])
        content = self.node("Transpose", [content], perm=[0, 2, 1, 3])
        scores = self.node("Add", [self.node("MatMul", [query, key]), bias])
        context = self.node("MatMul", [self.node("Softmax", [scores], axis=-1), content])
        context = self.node("Transpose", [context], perm=[0, 2, 1, 3])
        return self.node("Reshape", [context, self.constant([0, 0, hidden], np.int64)])

    def _mask(self) -> str:
        """[B,T] mask as the 32-bit numbers that Attention takes."""
        if not any("mask32" in node.output for node in self._nodes):
            self.node("Cast", ["attention_mask"], "mask32", to=TensorProto.INT32)
        return "mask32"

    def model(self, name: str, inputs: list[onnx.ValueInfoProto], outputs: list[onnx.ValueInfoProto]) -> onnx.ModelProto:
        """The checked model."""
        graph = helper.make_graph(self._nodes, name, inputs, outputs, list(self._initialisers.values()))
        domains = [helper.make_opsetid("", OPSET)] + ([helper.make_opsetid(RUNTIME, 1)] if self._fused else [])
        model = helper.make_model(graph, producer_name="router-training", opset_imports=domains)
        model.ir_version = 8
        onnx.checker.check_model(model, full_check=True)
        return model


def fold_scale(layer: Layer) -> tuple[Tensor, Tensor]:
    """Query, key and value weights with 1/sqrt(head width) multiplied into the query part."""
    hidden = layer.attention_out.in_features
    scale = layer.qkv.weight.new_ones(3 * hidden)
    scale[:hidden] = 1.0 / math.sqrt(hidden // layer.heads)
    return layer.qkv.weight * scale[:, None], layer.qkv.bias * scale


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
                rounded = stored.detach().half().float()
                rounded[:hidden] *= scale
                parameter.data.copy_(rounded)
    for name, parameter in model.named_parameters():
        if ".qkv." not in f".{name}":
            parameter.data.copy_(stored_values(model, name, parameter.data))
    return model
