"""Golden values of core/anomaly/foreground: NumPy and SciPy.

    python tests/oracles/foreground.py [../shared/data] > tests/golden/foreground.json

corners: AST's rule (3 passes of gap fill, bilinear surface through the 2x2 corners, 7 mm), exact.
plane: trimmed least squares in inverse depth over the border band, started from the median: another
way to the same table, so masks are compared by the share of pixels that differ.
"""
import hashlib
import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.ndimage import convolve

ONES = np.ones((3, 3))


def stream(seed, count):
    out = np.empty(count, np.uint32)
    s = seed
    for i in range(count):
        s = (1664525 * s + 1013904223) & 0xFFFFFFFF
        out[i] = s
    return out


def scene(width, height, seed, holes):
    """A slanted table with a block and a pit, noise and holes; metres, float32."""
    y, x = np.mgrid[0:height, 0:width]
    z = 0.25 + 0.00004 * x + 0.00006 * y
    z[height // 4: height // 2, width // 3: 2 * width // 3] -= 0.02
    z[2 * height // 3: 3 * height // 4, width // 3: width // 2] += 0.012
    noise = (stream(seed, width * height) >> 8).astype(np.float64).reshape(height, width) / 2**24
    z = np.where(noise < holes, 0, z + 0.0008 * (noise - 0.5))
    return z.astype(np.float32)


def fill(z, passes=3):
    z = z.copy()
    for _ in range(passes):
        total = convolve(z.astype(np.float64), ONES, mode="constant")
        count = convolve((z > 0).astype(np.float64), ONES, mode="constant")
        hole = (z == 0) & (count > 0)
        hole[0, :] = hole[:, 0] = False
        z[hole] = (total[hole] / count[hole]).astype(np.float32)
    return z


def corner_mask(z, threshold=7e-3):
    h, w = z.shape

    def corner(block):
        positive = (block > 0).sum()
        return block.astype(np.float64).sum() / positive if positive else np.nan

    tl, tr, bl, br = corner(z[:2, :2]), corner(z[:2, -2:]), corner(z[-2:, :2]), corner(z[-2:, -2:])
    down = (np.arange(h) / (h - 1))[:, None]
    across = (np.arange(w) / (w - 1))[None, :]
    surface = (tl * (1 - down) + bl * down) * (1 - across) + (tr * (1 - down) + br * down) * across
    with np.errstate(invalid="ignore"):
        return (np.abs(surface - z) > threshold) & (z != 0), [bool(np.isnan(c)) for c in (tl, tr, bl, br)]


def plane_mask(z, threshold=7e-3, border=0.08):
    h, w = z.shape
    y, x = np.mgrid[0:h, 0:w]
    band = max(2, round(border * min(h, w)))
    covered = np.flatnonzero((z > 0).mean(0) >= 0.25)
    left, right = covered[0], covered[-1]
    use = (z > 0) & ((x < left + band) | (x > right - band) | (y < band) | (y >= h - band))
    u = (x[use] - w / 2) / (w / 2)
    v = (y[use] - h / 2) / (w / 2)
    q = 1 / z[use].astype(np.float64)
    design = np.stack([u, v, np.ones_like(u)], 1)
    keep = np.abs(q - np.median(q)) < 0.35 * np.median(q)
    for _ in range(40):
        fit = np.linalg.lstsq(design[keep], q[keep], rcond=None)[0]
        residual = np.abs(q - design @ fit)
        keep = residual < max(2.8 * np.sqrt((residual[keep] ** 2).mean()), 1e-4)
    surface = 1 / (fit[0] * (x - w / 2) / (w / 2) + fit[1] * (y - h / 2) / (w / 2) + fit[2])
    return (np.abs(surface - z) > threshold) & (z != 0)


def values(z):
    filled = fill(z)
    mask, empty = corner_mask(filled)
    plane = plane_mask(filled)
    return {
        "corners": {"sha256": hashlib.sha256(mask.astype(np.uint8).tobytes()).hexdigest(), "pixels": int(mask.sum()), "empty": empty},
        "plane": {"pixels": int(plane.sum()), "rows": plane.sum(1).tolist()},
    }


def main():
    out = {"scenes": {}, "frames": {}}
    for width, height, seed, holes in [(64, 48, 1, 0.1), (97, 61, 2, 0.3), (160, 120, 3, 0.02), (200, 90, 4, 0.6)]:
        out["scenes"][f"{width}x{height}/{seed}/{holes}"] = values(scene(width, height, seed, holes))
    if len(sys.argv) > 1:
        root = Path(sys.argv[1])
        for path in sorted((root / "arc-robot-vision").glob("*/*.depth.png")):
            if "heightmap" in path.name:
                continue
            counts = np.asarray(Image.open(path)).astype(np.float64)
            out["frames"][str(path.relative_to(root))] = values((counts * 1e-4).astype(np.float32))
    json.dump(out, sys.stdout)
    print()


main()
