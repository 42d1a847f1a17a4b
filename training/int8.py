"""Linear layers in whole numbers of 8 bits, and how a trained backbone's layers are made such.

Inputs are rounded to 256 steps of a fixed range, so that the states of a text depend on no other text of its batch; weights to -63..63 with a scale for each
output. A few channels of an encoder's states are tens of times as large as the others and would leave them a few steps each: every channel is first
divided by a number between its own size and that of the weights that read it (Xiao et al., 2023, "SmoothQuant: Accurate and Efficient Post-Training Quantization
for Large Language Models", section 4), which the weights are multiplied by.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

LEVELS = 255  # of an input, from 0
GREATEST = 63  # of a weight: the sum of two products of 8 and 7 bits fits into the 16 bits that processors without VNNI add them in
SMOOTHED = 0.75  # how much of a channel's size goes from the input to the weights; 0.5 to 0.85 are usual
SHARES = [1.0 - i / 25 for i in range(20)]  # of the range that inputs have, which are tried as the range of the steps
LINEARS = ("qkv", "attention_out", "ffn_in", "ffn_out")  # of a layer


class Int8Linear(nn.Linear):
    """``x·Wᵀ + b``: x times ``smooth`` as steps of ``step`` from ``zero``, and W as ``int8_rows`` has it."""

    smooth: Tensor  # [inputs]
    step: Tensor
    zero: Tensor  # 0 to 255

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__(inputs, outputs)
        self.register_buffer("smooth", torch.ones(inputs))
        self.register_buffer("step", torch.ones(()))
        self.register_buffer("zero", torch.zeros(()))

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(rounded(x * self.smooth, self.step, self.zero), self.weight, self.bias)

    @classmethod
    def of(cls, linear: nn.Linear, inputs: Tensor) -> Int8Linear:
        """The layer that comes closest to ``linear`` on these inputs [N,inputs]."""
        result = cls(linear.in_features, linear.out_features)
        read = linear.weight.abs().amax(0).clamp(min=1e-5)
        result.smooth.copy_(read ** (1.0 - SMOOTHED) / inputs.abs().amax(0).clamp(min=1e-5) ** SMOOTHED)
        whole, scale = int8_rows(linear.weight / result.smooth)
        result.weight.copy_(whole * scale)
        result.bias.copy_(linear.bias)
        values = inputs * result.smooth
        low, high = values.min().clamp(max=0.0), values.max().clamp(min=0.0)
        ranges = [steps_of(share * low, share * high) for share in SHARES]
        step, zero = min(ranges, key=lambda found: float((rounded(values, *found) - values).square().sum()))
        result.step.copy_(step)
        result.zero.copy_(zero)
        return result

    def plain_weight(self) -> Tensor:
        """Of the linear layer that reads its inputs as they are."""
        return self.weight * self.smooth


def steps_of(low: Tensor, high: Tensor) -> tuple[Tensor, Tensor]:
    """The steps that reach from ``low`` to ``high``: their size, and which of them is 0."""
    step = ((high - low) / LEVELS).clamp(min=1e-8)
    return step, (-low / step).round().clamp(0, LEVELS)


def rounded(x: Tensor, step: Tensor, zero: Tensor) -> Tensor:
    """``x`` as the nearest steps."""
    return ((x / step).round() + zero).clamp(0, LEVELS).sub(zero).mul(step)


def int8_rows(values: Tensor, greatest: int = GREATEST) -> tuple[Tensor, Tensor]:
    """int8 [V,H] and scales [V,1] whose product is near to ``values``; exactly it where they came from such a product."""
    values = values.detach()
    scale = values.abs().amax(1, keepdim=True).clamp(min=1e-8) / greatest
    return (values / scale).round().clamp(-greatest, greatest).to(torch.int8), scale


def with_int8_layers(wide: nn.ModuleList) -> None:
    """Puts unfitted layers in the place of the linear ones, for weights to be loaded into."""
    for layer in wide:
        for name in LINEARS:
            linear = getattr(layer, name)
            setattr(layer, name, Int8Linear(linear.in_features, linear.out_features))


@torch.no_grad()
def fit_int8_layers(wide: nn.ModuleList, batches: list[tuple[Tensor, Tensor, Tensor]]) -> None:
    """Replaces the linear layers, from the lowest up, by what they come to with what the ones below answer: ``batches`` are embedded texts [B,T,H],
    their mask [B,T] and the bias of their attention."""
    for layer in wide:
        inputs: dict[str, list[Tensor]] = {name: [] for name in LINEARS}
        for x, mask, bias in batches:
            hooks = [getattr(layer, name).register_forward_pre_hook(lambda _, given, kept=kept: kept.append(given[0][mask > 0]))
                     for name, kept in inputs.items()]
            layer(x, bias)
            for hook in hooks:
                hook.remove()
        for name, kept in inputs.items():
            setattr(layer, name, Int8Linear.of(getattr(layer, name), torch.cat(kept)))
        batches = [(layer(x, bias), mask, bias) for x, mask, bias in batches]


def plain_state(network: nn.Module) -> dict[str, Tensor]:
    """The weights of ``network`` with linear layers in the place of those of 8 bits."""
    state = network.state_dict()
    for name, module in network.named_modules():
        if isinstance(module, Int8Linear):
            state[f"{name}.weight"] = module.plain_weight()
            for buffer, _ in module.named_buffers():
                del state[f"{name}.{buffer}"]
    return state
