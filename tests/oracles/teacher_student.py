"""Three training steps of the toy teacher and student in PyTorch, written from the method's description.

Writes tests/golden/teacher-student.json. Needs torch; nothing of the studio is used.
    python3 tests/oracles/teacher_student.py > tests/golden/teacher-student.json
"""
import json

import torch
import torch.nn as nn
import torch.nn.functional as F

N, P, SIDE, TEACHER, STUDENT, BATCH, STEPS = 8, 8, 4, 3, 5, 2, 3
ORDERS = [[6, 2, 1, 7, 3, 0, 5, 4], [7, 2, 1, 6, 0, 4, 3, 5], [4, 1, 6, 2, 3, 7, 5, 0], [5, 7, 4, 6, 3, 1, 0, 2]]
torch.set_num_threads(1)


def position():
    code = torch.zeros(P, SIDE, SIDE)
    half = P // 2
    for k in range(half // 2):
        omega = 10000 ** (-2 * k / half)
        for y in range(SIDE):
            for x in range(SIDE):
                code[2 * k, y, x] = torch.sin(torch.tensor(x * omega))
                code[2 * k + 1, y, x] = torch.cos(torch.tensor(x * omega))
                code[half + 2 * k, y, x] = torch.sin(torch.tensor(y * omega))
                code[half + 2 * k + 1, y, x] = torch.cos(torch.tensor(y * omega))
    return code[None]


class Subnet(nn.Module):
    def __init__(self, k):
        super().__init__()
        self.gamma = nn.Parameter(torch.zeros(1))
        self.conv1 = nn.Conv2d(N // 2 + P, TEACHER, k, padding=k // 2, padding_mode="replicate")
        self.conv2 = nn.Conv2d(TEACHER, N, k, padding=k // 2, padding_mode="replicate")

    def forward(self, x):
        return self.gamma * self.conv2(F.relu(self.conv1(x)))


class Coupling(nn.Module):
    def __init__(self, k):
        super().__init__()
        self.s1, self.s2 = Subnet(k), Subnet(k)

    def forward(self, x, p):
        clamp = lambda s: 1.9 * 0.636 * torch.atan(s / 1.9)
        u, v = x.chunk(2, 1)
        s, t = self.s2(torch.cat([v, p], 1)).chunk(2, 1)
        c2 = clamp(s)
        u = torch.exp(c2) * u + t
        s, t = self.s1(torch.cat([u, p], 1)).chunk(2, 1)
        c1 = clamp(s)
        v = torch.exp(c1) * v + t
        return torch.clamp(torch.cat([u, v], 1), -1e6, 1e6), (c1 + c2).sum(1)


class Teacher(nn.Module):
    def __init__(self):
        super().__init__()
        self.couplings = nn.ModuleList([Coupling(k) for k in (3, 3, 3, 5)])

    def forward(self, x, p):
        jac = 0
        for order, coupling in zip(ORDERS, self.couplings):
            x, j = coupling(x[:, order], p)
            jac = jac + j
        return x, jac


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.l1 = nn.Conv2d(STUDENT, STUDENT, 3, padding=1)
        self.l2 = nn.Conv2d(STUDENT, STUDENT, 3, padding=1)
        self.bn1, self.bn2 = nn.BatchNorm2d(STUDENT), nn.BatchNorm2d(STUDENT)

    def forward(self, x):
        y = F.leaky_relu(self.bn1(self.l1(x)))
        return F.leaky_relu(self.bn2(self.l2(y))) + x


class Student(nn.Module):
    def __init__(self):
        super().__init__()
        self.gamma = nn.Parameter(torch.zeros(1))
        self.conv1 = nn.Conv2d(N + P, STUDENT, 3, padding=1)
        self.conv2 = nn.Conv2d(STUDENT, N, 3, padding=1)
        self.blocks = nn.ModuleList([Block() for _ in range(4)])

    def forward(self, x, p):
        x = F.leaky_relu(self.conv1(torch.cat([p, x], 1)))
        for block in self.blocks:
            x = block(x)
        return self.conv2(x)


def fill(module):
    for k, (name, parameter) in enumerate(module.named_parameters()):
        i = torch.arange(parameter.numel(), dtype=torch.int64)
        values = 0.5 * (((7919 * i + 104729 * k) % 1009).double() / 1009 - 0.5)
        parameter.data = values.float().reshape(parameter.shape)
        if name.endswith("gamma"):
            parameter.data.fill_(0.7)


def tensors(module, rename):
    rows = {}
    for name, value in list(module.named_parameters()) + list(module.named_buffers()):
        if name.endswith("num_batches_tracked"):
            continue
        flat = value.detach().double().flatten()
        rows[rename(name)] = {"first": flat[:6].tolist(), "norm": flat.norm().item(), "sum": flat.sum().item()}
    return rows


def main():
    i = torch.arange(BATCH * N * SIDE * SIDE)
    x = (((31 * i) % 97).float() / 97 - 0.5).reshape(BATCH, N, SIDE, SIDE)
    j = torch.arange(BATCH * SIDE * SIDE)
    mask = (((7 * j) % 5).float() / 4).reshape(BATCH, 1, SIDE, SIDE)
    p = position().repeat(BATCH, 1, 1, 1)
    adam = dict(lr=2e-4, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-5)

    teacher = Teacher()
    fill(teacher)
    optimiser = torch.optim.Adam(teacher.parameters(), **adam)
    teacher_losses = []
    for _ in range(STEPS):
        z, jac = teacher(x, p)
        m = mask[:, 0]
        loss = (0.5 * (m[:, None] * z**2).sum(1) - m * jac).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        teacher_losses.append(loss.item())

    student = Student()
    fill(student)
    student.train()
    optimiser = torch.optim.Adam(student.parameters(), **adam)
    target = teacher(x, p)[0].detach()
    student_losses = []
    for _ in range(STEPS):
        output = student(x, p)
        parts = []
        for s in (1, 2, 4):
            a, o = (target, output) if s == 1 else (F.avg_pool2d(target, s), F.avg_pool2d(output, s))
            m = mask if s == 1 else (F.avg_pool2d(mask, s) >= 0.5).float()
            parts.append((m * (a - o) ** 2).mean())
        loss = sum(parts) / 3
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        student_losses.append([loss.item()] + [part.item() for part in parts])
    student.eval()
    rename_teacher = lambda n: n.replace("couplings.", "teacher.")
    print(
        json.dumps(
            {
                "source": "tests/oracles/teacher_student.py with torch " + torch.__version__,
                "teacherLosses": teacher_losses,
                "studentLosses": student_losses,
                "output": student(x, p).detach().double().flatten()[:16].tolist(),
                "tensors": {
                    **tensors(teacher, rename_teacher),
                    **tensors(student, lambda n: "student." + n),
                },
            },
            indent=1,
        )
    )


main()
