"""Reads a ``.safetensors`` file: the length of a JSON header (8 bytes, little endian), the header, the tensors' bytes.

The file comes from elsewhere: every length and offset is checked before anything is read by it.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from .corpus import DataError

MAX_HEADER = 16 * 1024 * 1024  # bytes; one of a large model has under 1 MiB
MAX_DIMENSIONS = 8
_TYPES = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2"), "BF16": np.dtype("<u2"), "I64": np.dtype("<i8")}


def read_safetensors(path: Path) -> dict[str, Tensor]:
    """Tensors by name: numbers of F32, F16 and BF16 as float32, I64 as int64. Anything else is a ``DataError``."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            prefix = file.read(8)
            length = int.from_bytes(prefix, "little")
            if len(prefix) < 8 or length > min(MAX_HEADER, size - 8):
                raise DataError(f"{path}: not a safetensors file: a header of {length} bytes in a file of {size}, at most {MAX_HEADER} are allowed")
            entries = _header(path, file.read(length))
            start = 8 + length
            return {name: _tensor(path, name, entry, file, start, size - start) for name, entry in entries.items()}
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from error


def _header(path: Path, content: bytes) -> dict[str, Any]:
    try:
        entries = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path}: header: not JSON: {error}") from error
    if not isinstance(entries, dict):
        raise DataError(f"{path}: header: an object of tensors is needed")
    entries.pop("__metadata__", None)
    return entries


def _tensor(path: Path, name: str, entry: Any, file: Any, start: int, available: int) -> Tensor:
    kind, shape, (begin, end) = _checked(path, name, entry)
    needed = math.prod(shape) * kind.itemsize
    if not 0 <= begin <= end <= available or end - begin != needed:
        raise DataError(f"{path}: tensor '{name}': data_offsets {begin} to {end}, {needed} bytes within {available} are needed")
    file.seek(start + begin)
    values = np.frombuffer(file.read(needed), kind)
    if len(values) != math.prod(shape):
        raise DataError(f"{path}: tensor '{name}': the file ends within it")
    if entry["dtype"] == "BF16":  # the upper half of a float32
        values = (values.astype(np.uint32) << 16).view(np.float32)
    wanted = np.int64 if entry["dtype"] == "I64" else np.float32
    return torch.from_numpy(values.astype(wanted).reshape(shape))


def _checked(path: Path, name: str, entry: Any) -> tuple[np.dtype, list[int], list[int]]:
    where = f"{path}: tensor '{name}'"
    if not isinstance(entry, dict):
        raise DataError(f"{where}: an object with dtype, shape and data_offsets is needed")
    kind = _TYPES.get(entry.get("dtype")) if isinstance(entry.get("dtype"), str) else None
    if kind is None:
        raise DataError(f"{where}: dtype {entry.get('dtype')!r}, allowed are {', '.join(_TYPES)}")
    shape, offsets = entry.get("shape"), entry.get("data_offsets")
    if not _whole(shape) or len(shape) > MAX_DIMENSIONS:
        raise DataError(f"{where}: shape {shape!r}, at most {MAX_DIMENSIONS} whole numbers are allowed")
    if not _whole(offsets) or len(offsets) != 2:
        raise DataError(f"{where}: data_offsets {offsets!r}, two whole numbers are needed")
    return kind, shape, offsets


def _whole(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(v, int) and not isinstance(v, bool) and v >= 0 for v in values)
