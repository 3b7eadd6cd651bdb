"""AST's inference in PyTorch eager: EfficientNet-B5 to block 35 at 768, teacher, student, map.

Written from its description; random weights. Prints one JSON line with the median seconds per picture.

    python bench/peers/inference.py [--repeats 5] [--threads 2]
"""
import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.nn import functional as F

sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "oracles"))
from efficientnet import Features, normalise, random_state  # noqa: E402

CHANNELS, POSITION, SIDE = 368, 32, 24


def position():
    k = np.arange(POSITION // 4)
    omega = 10000.0 ** (-2 * k / (POSITION // 2))
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    rows = []
    for axis in (x, y):
        for w in omega:
            rows += [np.sin(axis * w), np.cos(axis * w)]
    return torch.tensor(np.stack(rows), dtype=torch.float32)[None]


class Subnet(nn.Module):
    def __init__(self, kernel):
        super().__init__()
        half = CHANNELS // 2
        self.gamma = nn.Parameter(torch.full((1,), 0.5))
        self.conv1 = nn.Conv2d(half + POSITION, 64, kernel, padding=kernel // 2, padding_mode="replicate")
        self.conv2 = nn.Conv2d(64, CHANNELS, kernel, padding=kernel // 2, padding_mode="replicate")

    def forward(self, x):
        return self.gamma * self.conv2(F.relu(self.conv1(x)))


class Coupling(nn.Module):
    def __init__(self, seed, kernel):
        super().__init__()
        self.order = torch.from_numpy(np.random.RandomState(seed).permutation(CHANNELS))
        self.s1, self.s2 = Subnet(kernel), Subnet(kernel)

    def forward(self, x, p):
        half = CHANNELS // 2
        u, v = x[:, self.order].split(half, 1)
        clamp = lambda s: 1.9 * 0.636 * torch.atan(s / 1.9)
        s2, t2 = self.s2(torch.cat([v, p], 1)).split(half, 1)
        u = torch.exp(clamp(s2)) * u + t2
        s1, t1 = self.s1(torch.cat([u, p], 1)).split(half, 1)
        v = torch.exp(clamp(s1)) * v + t1
        # The log-determinant is computed at inference too.
        return torch.clamp(torch.cat([u, v], 1), -1e6, 1e6), (clamp(s1) + clamp(s2)).sum(1)


class Student(nn.Module):
    def __init__(self, hidden=1024):
        super().__init__()
        block = lambda: nn.Sequential(nn.Conv2d(hidden, hidden, 3, padding=1), nn.BatchNorm2d(hidden), nn.LeakyReLU(),
                                      nn.Conv2d(hidden, hidden, 3, padding=1), nn.BatchNorm2d(hidden), nn.LeakyReLU())
        self.conv1 = nn.Conv2d(CHANNELS + POSITION, hidden, 3, padding=1)
        self.blocks = nn.ModuleList([block() for _ in range(4)])
        self.conv2 = nn.Conv2d(hidden, CHANNELS, 3, padding=1)

    def forward(self, x, p):
        x = F.leaky_relu(self.conv1(torch.cat([p, x], 1)))
        for block in self.blocks:
            x = x + block(x)
        return self.conv2(x)


def prepare(depth, mask):
    """z'' and mask at 192, unshuffled and at 24 (method of AST, 1.3 steps 5 to 9)."""
    mean = (depth * mask).sum() / mask.sum()
    z = torch.from_numpy((100 * (np.where(mask > 0, depth, mean) - mean)).astype(np.float32))[None, None]
    fg = torch.from_numpy(mask.astype(np.float32))[None, None]
    small = F.interpolate(z, (192, 192), mode="bilinear", align_corners=False)
    wide = (F.interpolate(fg, (192, 192), mode="bilinear", align_corners=False) > 0).float()
    wide = F.max_pool2d(F.pad(wide, (3, 4, 3, 4)), 8, 1)
    return F.pixel_unshuffle(small, 8), F.interpolate(wide, (24, 24), mode="bilinear", align_corners=False)


parser = argparse.ArgumentParser()
parser.add_argument("--repeats", type=int, default=5)
parser.add_argument("--threads", type=int, default=2)
options = parser.parse_args()
torch.set_num_threads(options.threads)
torch.manual_seed(0)
backbone = Features("efficientnet-b5")
backbone.load_state_dict(random_state(backbone), strict=False)
teacher = nn.ModuleList([Coupling(k, kernel) for k, kernel in enumerate((3, 3, 3, 5))]).eval()
student, p = Student().eval(), position()
generator = np.random.RandomState(0)
rgb = generator.randint(0, 256, (720, 1280, 3)).astype(np.uint8)
depth = 0.3 + 0.01 * generator.rand(720, 1280)
mask = np.zeros((720, 1280))
mask[200:500, 400:900] = 1


def infer():
    small = np.asarray(Image.fromarray(rgb).resize((768, 768), Image.BILINEAR))
    channels, m = prepare(depth, mask)
    x = torch.cat([backbone(normalise("efficientnet-b5", small)), channels], 1)
    z = x
    for coupling in teacher:
        z, _ = coupling(z, p)
    d = (m * (z - student(x, p)) ** 2).mean(1, keepdim=True) * m
    map_ = F.interpolate(d, scale_factor=8, mode="bicubic", align_corners=False)
    return float(map_.max())


with torch.no_grad():
    infer()
    spent = []
    for _ in range(options.repeats):
        begun = time.perf_counter()
        infer()
        spent.append(time.perf_counter() - begun)
print(json.dumps({"seconds": float(np.median(spent)), "torch": torch.__version__, "threads": options.threads}))
