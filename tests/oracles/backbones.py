"""Golden values of models/backbones: features of real photos by PyTorch, sampled.

    python tests/oracles/backbones.py SHARED_DATA LITE0.pth LITE2.pth > tests/golden/backbones.json

B5's ImageNet weights are on no package registry: it runs with formula weights. Lite0 and Lite2 run with
the published ones. Also writes small weights files in PyTorch's own formats to tests/golden/weights.
"""
import json
import sys
from pathlib import Path

import numpy as np
import torch
from efficientnet import Features, normalise, random_state
from PIL import Image
from safetensors.torch import save_file

PHOTOS = ["arc-robot-vision/parallel/input-0.color.png", "apc-realsense/frame-000001.color.png"]


def features(architecture, weights, photo, side):
    rgb = np.asarray(Image.open(photo).convert("RGB").resize((side, side), Image.BILINEAR))
    model = Features(architecture)
    state = random_state(model) if weights is None else torch.load(weights, weights_only=True)
    missing, _ = model.load_state_dict(state, strict=False)
    assert all(name.endswith("num_batches_tracked") for name in missing), missing
    with torch.no_grad():
        out = model(normalise(architecture, rgb))[0].numpy()
    flat = out.reshape(-1)
    return {"shape": list(out.shape), "max": float(np.abs(flat).max()), "mean": float(flat.astype(np.float64).mean()),
            "values": [[int(i), float(flat[i])] for i in range(7, flat.size, flat.size // 40)]}


def weights_files(folder):
    torch.manual_seed(0)
    base = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4)
    state = {"conv.weight": torch.randn(3, 2, 3, 3), "conv.bias": torch.randn(3), "norm.num_batches_tracked": torch.tensor(7),
             "half": torch.linspace(-2, 2, 9).half(), "brain": torch.linspace(-3, 3, 7).bfloat16(), "double": torch.linspace(0, 1, 5).double(),
             "transposed": base.transpose(0, 2), "view": base[1, 1:], "scalar": torch.tensor(0.25), "empty": torch.zeros(0, 4)}
    folder.mkdir(exist_ok=True)
    torch.save(state, folder / "old.pth", _use_new_zipfile_serialization=False)
    torch.save(state, folder / "new.pth")
    torch.save({"epoch": 3, "state_dict": {k: torch.nn.Parameter(v) if v.is_floating_point() else v for k, v in state.items()}}, folder / "checkpoint.pth")
    save_file({k: v.contiguous() for k, v in state.items()}, folder / "weights.safetensors", metadata={"format": "pt"})
    return {k: {"shape": list(v.shape), "values": v.double().reshape(-1).tolist()} for k, v in state.items()}


shared, lite0, lite2 = sys.argv[1:4]
cases = []
for architecture, weights in [("efficientnet-b5", None), ("efficientnet-lite0", lite0), ("efficientnet-lite2", lite2)]:
    for photo, side in [(PHOTOS[0], 512), (PHOTOS[1], 768)]:
        cases.append({"architecture": architecture, "photo": photo, "side": side, **features(architecture, weights, f"{shared}/{photo}", side)})
print(json.dumps({"tensors": weights_files(Path(__file__).parents[1] / "golden" / "weights"), "features": cases}))
