"""Training steps of the student in PyTorch, three scales, Adam with coupled weight decay.

    python3 bench/peers/student_step.py HIDDEN

Says when it is ready; then one line of JSON (wall time, CPU time, peak memory) per line of stdin.
"""
import json
import resource
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

hidden = int(sys.argv[1])


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
print(json.dumps({"ready": True, "version": torch.__version__}), flush=True)
for _ in sys.stdin:
    begun, cpu = time.perf_counter(), time.process_time()
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
    spent = {
        "ms": 1000 * (time.perf_counter() - begun),
        "cpuMs": 1000 * (time.process_time() - cpu),
        "peakBytes": 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    }
    print(json.dumps(spent), flush=True)
