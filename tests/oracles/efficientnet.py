"""EfficientNet-B5, Lite0 and Lite2 in PyTorch up to the last block at stride 32, for oracles and peers.

Written from the papers and the published tables: names as in lukemelas/EfficientNet-PyTorch, static
"same" padding for the nominal input side, batch norm eps 1e-3.
"""
import math

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

STAGES = [(3, 1, 1, 16, 1), (3, 2, 6, 24, 2), (5, 2, 6, 40, 2), (3, 2, 6, 80, 3), (5, 1, 6, 112, 3), (5, 2, 6, 192, 4)]
SCALES = {"efficientnet-b5": (1.6, 2.2, 456, False), "efficientnet-lite0": (1.0, 1.0, 224, True), "efficientnet-lite2": (1.1, 1.2, 260, True)}


def width_of(channels, width):
    if width == 1.0:
        return channels
    channels *= width
    rounded = max(8, int(channels + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * channels else rounded


class SameConv(nn.Conv2d):
    """Pads for the nominal side it was built for."""

    def __init__(self, side, inputs, outputs, kernel, stride=1, groups=1, bias=False):
        super().__init__(inputs, outputs, kernel, stride, groups=groups, bias=bias)
        total = max((math.ceil(side / stride) - 1) * stride + kernel - side, 0)
        self.pad = (total // 2, total - total // 2)

    def forward(self, x):
        before, after = self.pad
        return super().forward(F.pad(x, (before, after, before, after)))


class Block(nn.Module):
    def __init__(self, side, kernel, stride, expand, inputs, outputs, lite):
        super().__init__()
        inner = inputs * expand
        self.act = F.relu6 if lite else F.silu
        self.skip = stride == 1 and inputs == outputs
        if expand != 1:
            self._expand_conv = SameConv(side, inputs, inner, 1)
            self._bn0 = nn.BatchNorm2d(inner, 1e-3)
        self._depthwise_conv = SameConv(side, inner, inner, kernel, stride, inner)
        self._bn1 = nn.BatchNorm2d(inner, 1e-3)
        if not lite:
            squeezed = max(1, inputs // 4)
            self._se_reduce = nn.Conv2d(inner, squeezed, 1)
            self._se_expand = nn.Conv2d(squeezed, inner, 1)
        self._project_conv = SameConv(math.ceil(side / stride), inner, outputs, 1)
        self._bn2 = nn.BatchNorm2d(outputs, 1e-3)

    def forward(self, x):
        y = x
        if hasattr(self, "_expand_conv"):
            y = self.act(self._bn0(self._expand_conv(y)))
        y = self.act(self._bn1(self._depthwise_conv(y)))
        if hasattr(self, "_se_reduce"):
            y = y * torch.sigmoid(self._se_expand(self.act(self._se_reduce(F.adaptive_avg_pool2d(y, 1)))))
        y = self._bn2(self._project_conv(y))
        return y + x if self.skip else y


class Features(nn.Module):
    def __init__(self, architecture):
        super().__init__()
        width, depth, side, lite = SCALES[architecture]
        stem = 32 if lite else width_of(32, width)
        self.act = F.relu6 if lite else F.silu
        self._conv_stem = SameConv(side, 3, stem, 3, 2)
        self._bn0 = nn.BatchNorm2d(stem, 1e-3)
        side, inputs, blocks = math.ceil(side / 2), stem, []
        for stage, (kernel, first, expand, channels, repeats) in enumerate(STAGES):
            outputs = width_of(channels, width)
            for place in range(repeats if lite and stage == 0 else math.ceil(depth * repeats)):
                stride = first if place == 0 else 1
                blocks.append(Block(side, kernel, stride, expand, inputs, outputs, lite))
                side, inputs = math.ceil(side / stride), outputs
        self._blocks = nn.ModuleList(blocks)
        self.channels = inputs
        self.eval()

    def forward(self, x):
        x = self.act(self._bn0(self._conv_stem(x)))
        for block in self._blocks:
            x = block(x)
        return x


def uniform(tensor, count):
    """lowbias32 of tensor number and element, in [0, 1)."""
    x = (np.arange(count, dtype=np.uint64) + ((tensor * 0x9E3779B9) & 0xFFFFFFFF)) & 0xFFFFFFFF
    x = ((x ^ (x >> 16)) * 0x7FEB352D) & 0xFFFFFFFF
    x = ((x ^ (x >> 15)) * 0x846CA68B) & 0xFFFFFFFF
    return (x ^ (x >> 16)).astype(np.float64) / 2**32


def random_state(model):
    """The formula weights of models/testing/random-weights.ts."""
    state = {}
    for name, value in model.state_dict().items():
        if name.endswith("num_batches_tracked"):
            continue
        u = uniform(len(state), value.numel())
        if value.dim() == 4:
            u = (2 * u - 1) * math.sqrt(6 / (value.numel() // value.shape[0]))
        elif name.endswith("running_var") or ("_bn" in name and name.endswith("weight")):
            # Half the gain after each projection: the residual sums stay small and well conditioned.
            u = (0.8 + 0.4 * u) * (0.5 if name.endswith("_bn2.weight") else 1)
        else:
            u = 0.4 * (u - 0.5)
        state[name] = torch.from_numpy(u.reshape(value.shape).astype(np.float32))
    return state


def normalise(architecture, rgb):
    """RGB8 to the network's input: ImageNet for B5, (x - 127) / 128 for Lite."""
    if SCALES[architecture][3]:
        x = (rgb.astype(np.float32) - 127) / 128
    else:
        x = (rgb.astype(np.float32) / 255 - np.float32([0.485, 0.456, 0.406])) / np.float32([0.229, 0.224, 0.225])
    return torch.from_numpy(np.ascontiguousarray(x.astype(np.float32).transpose(2, 0, 1))[None])
