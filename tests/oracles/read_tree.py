"""Reads an exported category as the Python readers do; prints what the test compares.

usage: read_tree.py CATEGORY_FOLDER
"""
import json
import sys
from pathlib import Path

import numpy as np
import tifffile
from PIL import Image

out = []
for tiff in sorted(Path(sys.argv[1]).rglob("xyz/*.tiff")):
    xyz = tifffile.imread(tiff)
    stem = tiff.parent.parent
    rgb = np.array(Image.open(stem / "rgb" / (tiff.stem + ".png")).convert("RGB"))
    z = np.load(stem / "z" / (tiff.stem + ".npy"))
    assert xyz.dtype == np.float32 and xyz.ndim == 3 and xyz.shape[2] == 3, xyz.shape
    assert rgb.shape == xyz.shape, (rgb.shape, xyz.shape)
    assert z.dtype == np.float32 and z.shape == xyz.shape[:2] + (2,), z.shape
    # Gap filling changes holes only.
    seen = xyz[..., 2] > 0
    assert np.array_equal(z[..., 0][seen], xyz[..., 2][seen])
    gt = stem / "gt" / (tiff.stem + ".png")
    if "test" in stem.parts:
        mask = np.array(Image.open(gt))
        assert mask.shape == xyz.shape[:2] and set(np.unique(mask)) <= {0, 255}
    out.append(
        {
            "path": str(tiff),
            "sum": float(xyz.astype(np.float64).sum()),
            "z": [float(z[..., 0].min()), float(z[..., 0].max())],
            "fg": float(z[..., 1].mean()),
        }
    )
print(json.dumps(out))
