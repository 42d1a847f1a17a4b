"""A small numpy interpreter for the operators that ``graph`` uses: checks exported graphs without a runtime."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper


def _layer_norm(x: np.ndarray, scale: np.ndarray, bias: np.ndarray, axis: int, epsilon: float) -> np.ndarray:
    centred = x - x.mean(axis, keepdims=True)
    return centred / np.sqrt((centred ** 2).mean(axis, keepdims=True) + epsilon) * scale + bias


def _reshape(x: np.ndarray, shape: np.ndarray) -> np.ndarray:
    return x.reshape([x.shape[i] if size == 0 else int(size) for i, size in enumerate(shape)])


def _slice(x: np.ndarray, starts: np.ndarray, ends: np.ndarray, axes: np.ndarray) -> np.ndarray:
    index = [slice(None)] * x.ndim
    for start, end, axis in zip(starts, ends, axes):
        index[int(axis)] = slice(int(start), int(end))
    return x[tuple(index)]


def _softmax(x: np.ndarray, axis: int) -> np.ndarray:
    exponent = np.exp(x - x.max(axis, keepdims=True))
    return exponent / exponent.sum(axis, keepdims=True)


def _erf(x: np.ndarray) -> np.ndarray:
    import torch

    return torch.erf(torch.from_numpy(np.ascontiguousarray(x))).numpy()


def _attention(x: np.ndarray, weights: np.ndarray, bias: np.ndarray, mask: np.ndarray, num_heads: int, scale: float,
               mask_filter_value: float) -> np.ndarray:
    return _heads(*np.split(x @ weights + bias, 3, -1), None, mask, num_heads, scale, mask_filter_value)


def _heads(query: np.ndarray, key: np.ndarray, content: np.ndarray, bias: None, mask: np.ndarray, num_heads: int, scale: float,
           mask_filter_value: float) -> np.ndarray:
    batch, length, hidden = query.shape
    query, key, content = (part.reshape(batch, length, num_heads, hidden // num_heads).transpose(0, 2, 1, 3) for part in (query, key, content))
    scores = query @ key.transpose(0, 1, 3, 2) * np.float32(scale)
    scores = scores + ((1 - mask) * np.float32(mask_filter_value))[:, None, None, :].astype(np.float32)
    return (_softmax(scores, -1) @ content).transpose(0, 2, 1, 3).reshape(batch, length, hidden)


_OPERATORS: dict[str, Callable[..., Any]] = {
    "Add": lambda a, b: a + b,
    "Sub": lambda a, b: a - b,
    "Mul": lambda a, b: a * b,
    "Div": lambda a, b: a / b,
    "Mod": lambda a, b: a % b,
    "MatMul": lambda a, b: a @ b,
    "QuantizeLinear": lambda x, step, zero: np.clip(np.rint(x / step) + zero, 0, 255).astype(np.uint8),
    "DequantizeLinear": lambda x, scale, zero, axis=1: (x.astype(np.float32) - zero.astype(np.float32)) * scale,
    "Erf": _erf,
    "Sqrt": np.sqrt,
    "Sigmoid": lambda x: 1.0 / (1.0 + np.exp(-x)),
    "Cast": lambda x, to: x.astype(helper.mapping.TENSOR_TYPE_TO_NP_TYPE[to]),
    "Gather": lambda x, i, axis: np.take(x, i, axis),
    "Shape": lambda x, start, end: np.array(x.shape[start:end], np.int64),
    "Slice": _slice,
    "Reshape": _reshape,
    "Transpose": lambda x, perm: x.transpose(perm),
    "Softmax": _softmax,
    "Split": lambda x, axis, parts: np.split(x, parts, axis),
    "Concat": lambda *xs, axis: np.concatenate(xs, axis),
    "ReduceSum": lambda x, axes, keepdims: x.sum(tuple(int(a) for a in axes), keepdims=bool(keepdims)),
    "LayerNormalization": _layer_norm,
    "Attention": _attention,
    "MultiHeadAttention": _heads,
    "BiasGelu": lambda x, bias: 0.5 * (x + bias) * (1.0 + _erf((x + bias) / np.float32(np.sqrt(2.0)))),
    "SkipLayerNormalization": lambda x, skip, scale, shift, bias, epsilon: (
        _layer_norm(x + skip + bias, scale, shift, -1, epsilon), None, None, x + skip + bias),
}


def run(model: onnx.ModelProto, inputs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Evaluates the graph; an operator that ``graph`` does not use is a KeyError."""
    values = {"": None, **inputs}
    values.update({tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer})
    for node in model.graph.node:
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        if node.op_type == "Split":
            attributes["parts"] = len(node.output)
        result = _OPERATORS[node.op_type](*(values[name] for name in node.input), **attributes)
        values.update(zip(node.output, result if len(node.output) > 1 else [result]))
    return {output.name: values[output.name] for output in model.graph.output}
