"""Local stochastic gradient descent over processes (Stich, 2019): every worker steps on its own for a few seconds,
then all take the average of their weights. On a few shared cores this scales better than threads inside PyTorch."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier

import torch
from torch import Tensor, nn
from torch import multiprocessing as mp

TIMEOUT_SECONDS = 600.0


@dataclass
class Exchange:
    """Shared memory in which workers meet: a row of weights and counters for each."""

    weights: Tensor  # [workers, parameters]
    tokens: Tensor  # [workers], tokens of the current round
    clock: Tensor  # [1], seconds of training as seen by worker 0
    barrier: Barrier

    @classmethod
    def create(cls, workers: int, model: nn.Module) -> Exchange:
        """Allocates shared memory for the parameters of ``model``."""
        parameters = sum(p.numel() for p in model.parameters())
        return cls(torch.zeros(workers, parameters).share_memory_(), torch.zeros(workers).share_memory_(),
                   torch.zeros(1, dtype=torch.float64).share_memory_(), mp.get_context("spawn").Barrier(workers))

    @torch.no_grad()
    def average(self, rank: int, model: nn.Module, tokens: int, seconds: float) -> tuple[int, float]:
        """Replaces the weights by their mean, weighted by tokens. Returns tokens of all workers and worker 0's clock."""
        offset = 0
        for parameter in model.parameters():
            self.weights[rank, offset : offset + parameter.numel()].copy_(parameter.view(-1))
            offset += parameter.numel()
        self.tokens[rank] = max(tokens, 1)  # a round without a step still has weights to give
        if rank == 0:
            self.clock[0] = seconds
        self._wait()
        total = float(self.tokens.sum())
        mean = (self.tokens / total) @ self.weights
        clock = float(self.clock[0])
        self._wait()
        offset = 0
        for parameter in model.parameters():
            parameter.copy_(mean[offset : offset + parameter.numel()].view_as(parameter))
            offset += parameter.numel()
        return int(total), clock

    def _wait(self) -> None:
        try:
            self.barrier.wait(TIMEOUT_SECONDS)
        except threading.BrokenBarrierError as error:
            raise RuntimeError("another pre-training process ended; see its message above") from error
