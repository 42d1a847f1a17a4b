"""The building blocks of ONNX graphs: standard operators of opset 17 in the shapes that ONNX Runtime fuses, or its fused operators.

Weights are stored as fp32, or as fp16 behind Cast nodes (folded when a session loads). The vectors of a large vocabulary may be stored as int8: a scale for each
row, and only the rows that are looked up are widened, so that they stay small in memory too. Int8 layers are written as ONNX wants them, between
QuantizeLinear and DequantizeLinear: a runtime that has such products takes whole numbers, any other one computes the same in floats. With ``fuse`` the layers are built
of ONNX Runtime's own operators (domain com.microsoft): Attention, for int8 layers MultiHeadAttention, SkipLayerNormalization and BiasGelu.
"""

from __future__ import annotations

import math

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from .int8 import Int8Linear, int8_rows
from .model import MASKED, Layer, piece_rows

OPSET = 17
PRECISIONS = ("fp32", "fp16")
RUNTIME = "com.microsoft"  # the domain of ONNX Runtime's own operators


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
        whole, scale = piece_rows(values)
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

    def linear(self, value: str, name: str, weight: Tensor, bias: Tensor | None, output: str | None = None, module: nn.Linear | None = None) -> str:
        """x·Wᵀ + b; ``weight`` is [out, in] as in PyTorch, and in 8 bits where ``module`` is."""
        product = output if bias is None else None
        if isinstance(module, Int8Linear):
            last = self._int8_product(value, name, weight, module, product)
        else:
            last = self.node("MatMul", [value, self.weight(f"{name}.weight", weight.t())], product)
        return last if bias is None else self.node("Add", [last, self.weight(f"{name}.bias", bias)], output)

    def _int8_product(self, value: str, name: str, weight: Tensor, module: Int8Linear, output: str | None) -> str:
        """x·Wᵀ with x in steps and W as int8 with a scale for each output."""
        whole, scale = int8_rows(weight)
        parts = {"int8": whole.t(), "scale": scale.squeeze(1), "smooth": module.smooth, "step": module.step, "zero": module.zero.to(torch.uint8),
                 "weight_zero": torch.zeros(len(weight), dtype=torch.int8)}
        for part, values in parts.items():
            self._initialisers[f"{name}.{part}"] = numpy_helper.from_array(values.contiguous().numpy(), f"{name}.{part}")
        levels = [f"{name}.step", f"{name}.zero"]
        steps = self.node("QuantizeLinear", [self.node("Mul", [value, f"{name}.smooth"]), *levels])
        matrix = self.node("DequantizeLinear", [f"{name}.{part}" for part in ("int8", "scale", "weight_zero")], axis=1)
        return self.node("MatMul", [self.node("DequantizeLinear", [steps, *levels]), matrix], output)

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
            product = self.linear(context, f"{name}.attention_out", out.weight, None, module=out)
            normed, attended = self._skip_layer_norm(value, product, f"{name}.ffn_norm", layer.ffn_norm, f"{name}.attention_out.bias", out.bias)
        else:
            attended = self.node("Add", [value, self.linear(context, f"{name}.attention_out", out.weight, out.bias, module=out)])
            normed = self.layer_norm(attended, f"{name}.ffn_norm", layer.ffn_norm)
        hidden = self._inner(normed, name, layer)
        return self.node("Add", [attended, self.linear(hidden, f"{name}.ffn_out", outer.weight, outer.bias, module=outer)], output)

    def _inner(self, value: str, name: str, layer: Layer) -> str:
        """The first half of the feed-forward network."""
        inner = layer.ffn_in
        if not self._fused:
            return self.gelu(self.linear(value, f"{name}.ffn_in", inner.weight, inner.bias, module=inner))
        product = self.linear(value, f"{name}.ffn_in", inner.weight, None, module=inner)
        return self.node("BiasGelu", [product, self.weight(f"{name}.ffn_in.bias", inner.bias)], domain=RUNTIME)

    def _sum_norm(self, value: str, branch: str, name: str, linear_name: str, linear: nn.Linear, norm_name: str, norm: nn.LayerNorm,
                  output: str | None = None) -> str:
        """LayerNorm of ``value`` plus the projected branch."""
        linear_name, norm_name = f"{name}.{linear_name}", f"{name}.{norm_name}"
        if not self._fused:
            total = self.node("Add", [value, self.linear(branch, linear_name, linear.weight, linear.bias, module=linear)])
            return self.layer_norm(total, norm_name, norm, output)
        product = self.linear(branch, linear_name, linear.weight, None, module=linear)
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
        if self._fused and not isinstance(layer.qkv, Int8Linear):
            inputs = [normed, self.weight(f"{name}.qkv.weight", weight.t()), self.weight(f"{name}.qkv.bias", qkv_bias), self._mask()]
            return self.node("Attention", inputs, domain=RUNTIME, num_heads=layer.heads, scale=1.0, mask_filter_value=MASKED)
        parts = self.split(self.linear(normed, f"{name}.qkv", weight, qkv_bias, module=layer.qkv), 3)
        if self._fused:
            return self.node("MultiHeadAttention", [*parts, "", self._mask()], domain=RUNTIME, num_heads=layer.heads, scale=1.0, mask_filter_value=MASKED)
        heads = self.constant([0, 0, layer.heads, hidden // layer.heads], np.int64)
        query, key, content = (self.node("Reshape", [part, heads]) for part in parts)
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
