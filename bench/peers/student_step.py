"""One training step of the student in PyTorch, three scales, Adam with coupled weight decay. Prints JSON.

    python3 bench/peers/student_step.py HIDDEN STEPS
"""
import json
import resource
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

hidden, steps = int(sys.argv[1]), int(sys.argv[2])


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.l1, self.l2 = (nn.Conv2d(hidden, hidden, 3, padding=1) for _ in range(2))
        self.bn1, self.bn2 = nn.BatchNorm2d(hidden), nn.BatchNorm2d(hidden)

    def forward(self, x):
        return F.leaky_relu(self.bn2(self.l2(F.leaky_relu(self.bn1(self.l1(x)))))) + x


student = nn.Sequential(
    nn.Conv2d(400, hidden, 3, padding=1),
    nn.LeakyReLU(),
    *[Block() for _ in range(4)],
    nn.Conv2d(hidden, 368, 3, padding=1),
)
adam = torch.optim.Adam(student.parameters(), lr=2e-4, weight_decay=1e-5)
x, target, mask = torch.randn(8, 400, 24, 24), torch.randn(8, 368, 24, 24), torch.ones(8, 1, 24, 24)
times = []
for _ in range(steps):
    begun = time.perf_counter()
    output, loss = student(x), 0
    for s in (1, 2, 4):
        if s == 1:
            t, o, m = target, output, mask
        else:
            t, o = F.avg_pool2d(target, s), F.avg_pool2d(output, s)
            m = (F.avg_pool2d(mask, s) >= 0.5).float()
        loss = loss + (m * (t - o) ** 2).mean() / 3
    adam.zero_grad()
    loss.backward()
    adam.step()
    times.append(1000 * (time.perf_counter() - begun))
print(
    json.dumps(
        {
            "times": times,
            "peakBytes": 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
            "version": torch.__version__,
        }
    )
)
