"""Training pipeline of Router: prepare, pretrain, warmup, finetune, export, evaluate, search.

Run it as ``python3 -m training <command>`` from the repository root.
"""

from __future__ import annotations

import os
from pathlib import Path


def blas_core(flags: set[str]) -> str | None:
    """The OpenBLAS kernels for a processor with these flags; ``None``: those that OpenBLAS finds itself.

    OpenBLAS tells processors apart by model number and takes SSE3 kernels for one newer than itself: Debian 12's multiplies
    matrices at a quarter of the speed on the Xeons of 2023. The flags say what the processor can do.
    """
    if not flags >= {"avx512f", "avx512dq", "avx512bw", "avx512vl"}:
        return None
    return "Cooperlake" if "avx512_bf16" in flags else "SkylakeX"


def _choose_blas_core() -> None:
    """Must run before numpy or torch load OpenBLAS; worker processes inherit the choice."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    flags = next((line.partition(":")[2].split() for line in lines if line.startswith("flags")), [])
    core = blas_core(set(flags))
    if core:
        os.environ.setdefault("OPENBLAS_CORETYPE", core)


_choose_blas_core()
