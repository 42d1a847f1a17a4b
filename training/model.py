"""Transformer layers and the wide-then-narrow backbone.

Pre-norm layers (Xiong et al., 2020, "On Layer Normalization in the Transformer Architecture") in what is trained here, post-norm
ones (Vaswani et al., 2017) in encoders laid out as BERT is; both with Erf-GELU (Hendrycks and Gimpel, 2016). ``layer_i`` is the
residual stream after layer i: readers apply their own LayerNorm.
"""

from __future__ import annotations

import math
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .config import BackboneConfig
from .int8 import Int8Linear, int8_rows

MASKED = -10000.0  # added to the attention scores of padding


def attention_bias(attention_mask: Tensor) -> Tensor:
    """[B,T] mask (1 = token, 0 = padding) to an additive [B,1,1,T] bias."""
    return ((1.0 - attention_mask.float()) * MASKED)[:, None, None, :]


def mean_state(states: Tensor, attention_mask: Tensor) -> Tensor:
    """[B,T,H] states to the mean [B,H] over the tokens."""
    mask = attention_mask.float().unsqueeze(-1)
    return (states * mask).sum(1) / mask.sum(1)


class Layer(nn.Module):
    """Self-attention and feed-forward network, each added to the residual stream: behind a LayerNorm, or with one after the sum."""

    def __init__(self, hidden: int, heads: int, ffn: int, post_norm: bool = False, epsilon: float = 1e-5) -> None:
        super().__init__()
        if hidden % heads:
            raise ValueError(f"hidden size {hidden} is not a multiple of {heads} heads")
        self.heads, self.post_norm = heads, post_norm
        self.dropout = 0.0  # of both residual branches, in training mode only; pre-training needs none
        self.attention_norm = nn.LayerNorm(hidden, epsilon)
        self.qkv = nn.Linear(hidden, 3 * hidden)
        self.attention_out = nn.Linear(hidden, hidden)
        self.ffn_norm = nn.LayerNorm(hidden, epsilon)
        self.ffn_in = nn.Linear(hidden, ffn)
        self.ffn_out = nn.Linear(ffn, hidden)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        if self.post_norm:
            x = self.attention_norm(x + self._drop(self._attended(x, bias)))
            return self.ffn_norm(x + self._drop(self._fed(x)))
        x = x + self._drop(self._attended(self.attention_norm(x), bias))
        return x + self._drop(self._fed(self.ffn_norm(x)))

    def _attended(self, x: Tensor, bias: Tensor) -> Tensor:
        batch, length, hidden = x.shape
        qkv = self.qkv(x).view(batch, length, 3, self.heads, hidden // self.heads)
        query, key, value = qkv.permute(2, 0, 3, 1, 4)
        scores = query @ key.transpose(-1, -2) / math.sqrt(hidden // self.heads) + bias
        return self.attention_out((scores.softmax(-1) @ value).transpose(1, 2).reshape(batch, length, hidden))

    def _fed(self, x: Tensor) -> Tensor:
        return self.ffn_out(F.gelu(self.ffn_in(x)))

    def _drop(self, x: Tensor) -> Tensor:
        return F.dropout(x, self.dropout, self.training) if self.dropout else x

    def close(self) -> None:
        """Makes the layer the identity by zeroing its two output projections."""
        for linear in (self.attention_out, self.ffn_out):
            nn.init.zeros_(linear.weight)
            nn.init.zeros_(linear.bias)


def hidden_per_layer(config: BackboneConfig) -> list[int]:
    """Width of ``layer_1``, ``layer_2``, … of such a backbone."""
    return [config.wide_hidden] * config.wide_layers + [config.narrow_hidden] * max(config.narrow_layers, 1)


class Backbone(nn.Module):
    """Token and position embedding, wide layers, a linear bottleneck, narrow layers; without any the bottleneck is a layer itself."""

    def __init__(self, config: BackboneConfig, vocabulary: int) -> None:
        super().__init__()
        self.config = config
        self.tokens = nn.Embedding(vocabulary, config.wide_hidden)
        self.positions = nn.Embedding(config.max_tokens, config.wide_hidden)
        post_norm, epsilon = config.post_norm, config.norm_epsilon
        self.embedding_norm = nn.LayerNorm(config.wide_hidden, epsilon)
        self.wide = nn.ModuleList(
            Layer(config.wide_hidden, config.wide_heads, config.wide_ffn, post_norm, epsilon) for _ in range(config.wide_layers))
        self.bottleneck = nn.Linear(config.wide_hidden, config.narrow_hidden)
        self.narrow = nn.ModuleList(
            Layer(config.narrow_hidden, config.narrow_heads, config.narrow_ffn, post_norm, epsilon) for _ in range(config.narrow_layers))
        self.apply(_initialise)
        for layer in self.wide[config.wide_layers // 2:] if not post_norm else ():
            layer.close()

    @property
    def hidden_per_layer(self) -> list[int]:
        """Width of ``layer_1``, ``layer_2``, …"""
        return hidden_per_layer(self.config)

    @property
    def taps(self) -> list[int]:
        """Layers whose states are outputs of the package."""
        return list(range(self.config.first_tap, len(self.hidden_per_layer) + 1))

    def embed(self, input_ids: Tensor) -> Tensor:
        """[B,T] ids to [B,T,wide hidden]."""
        return self.embedding_norm(self.tokens(input_ids) + self.positions.weight[: input_ids.shape[1]])

    def forward(self, input_ids: Tensor, attention_mask: Tensor, wide_layers: int | None = None,
                with_narrow: bool = True) -> dict[int, Tensor]:
        """States after each layer that ran, by layer number; ``wide_layers`` limits the wide part."""
        bias = attention_bias(attention_mask)
        x = self.embed(input_ids)
        states: dict[int, Tensor] = {}
        for number, layer in enumerate(self.wide[:wide_layers], start=1):
            x = layer(x, bias)
            states[number] = x
        if with_narrow:
            x = self.bottleneck(x)
            states[len(self.wide) + 1] = x
            for number, layer in enumerate(self.narrow, start=len(self.wide) + 1):
                x = layer(x, bias)
                states[number] = x
        return states

    def tapped(self, input_ids: Tensor, attention_mask: Tensor, tap: int) -> Tensor:
        """[B,T,H] states after layer ``tap``; wide layers above it do not run."""
        return self(input_ids, attention_mask, min(tap, len(self.wide)), with_narrow=tap > len(self.wide))[tap]


def piece_rows(vectors: Tensor) -> tuple[Tensor, Tensor]:
    """The vectors of the pieces as int8 [V,H] and scales [V,1]."""
    return int8_rows(vectors, 127)


def stored_values(model: nn.Module, name: str, values: Tensor) -> Tensor:
    """A parameter as packages store it: as fp16, the vectors of the pieces as int8 where the backbone says so; int8 layers are what is stored."""
    if isinstance(model, Backbone) and model.config.small_tokens and name == "tokens.weight":
        whole, scale = piece_rows(values)
        return whole.float() * scale
    if name.endswith(".weight") and isinstance(model.get_submodule(name.removesuffix(".weight")), Int8Linear):
        return values
    return values.half().float()


class MaskedWordHead(nn.Module):
    """Predicts masked pieces with the token embedding as tied decoder (Press and Wolf, 2017)."""

    def __init__(self, hidden: int, embedding: nn.Embedding) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(hidden)
        self.transform = nn.Linear(hidden, embedding.embedding_dim)
        self.out_norm = nn.LayerNorm(embedding.embedding_dim)
        self.bias = nn.Parameter(torch.zeros(embedding.num_embeddings))
        self.apply(_initialise)

    def forward(self, states: Tensor, embedding: nn.Embedding) -> Tensor:
        """[N,H] states of masked positions to [N,V] logits."""
        x = self.out_norm(F.gelu(self.transform(self.norm(states))))
        return F.linear(x, embedding.weight, self.bias)


def save_whole(path: Path, content: object) -> None:
    """``torch.save`` by rename, so that a reader never sees half a file."""
    torch.save(content, path.with_suffix(".tmp"))
    path.with_suffix(".tmp").replace(path)


def set_dropout(network: nn.Module, share: float) -> None:
    """Drops this share of both residual branches of every layer in training mode."""
    for module in network.modules():
        if isinstance(module, Layer):
            module.dropout = share


def _initialise(module: nn.Module) -> None:
    if isinstance(module, nn.Linear):
        nn.init.normal_(module.weight, std=min(0.5 / math.sqrt(module.in_features), 0.04))
        nn.init.zeros_(module.bias)
    elif isinstance(module, nn.Embedding):
        nn.init.normal_(module.weight, std=0.02)
