"""Golden values of core/anomaly/preprocess and maps: Pillow 9.4, NumPy, SciPy and PyTorch.

Pillow 13 resizes tall pictures vertically first, which rounds differently by 1 in places; AST's
environment is older, so these values are Pillow 9.4's.

    python tests/oracles/preprocess.py > tests/golden/preprocess.json
"""
import hashlib
import json

import numpy as np
import torch
from PIL import Image
from scipy.ndimage import binary_dilation


def stream(seed, count):
    """The generator of the tests: s <- 1664525 s + 1013904223 mod 2^32."""
    out = np.empty(count, np.uint32)
    s = seed
    for i in range(count):
        s = (1664525 * s + 1013904223) & 0xFFFFFFFF
        out[i] = s
    return out


def digest(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def pillow(width, height, out_width, out_height):
    pixels = (stream(width * 31 + height, width * height * 3) >> 24).astype(np.uint8).reshape(height, width, 3)
    small = np.asarray(Image.fromarray(pixels).resize((out_width, out_height), Image.BILINEAR))
    return {"size": [width, height, out_width, out_height], "sha256": digest(small), "first": small.reshape(-1)[:6].tolist()}


def scene(width, height, seed):
    """A slanted table, a block on it, and holes: metres, float32."""
    y, x = np.mgrid[0:height, 0:width]
    z = 0.3 + 0.0001 * x + 0.0002 * y
    z[height // 4: height // 2, width // 3: width // 2] -= 0.02
    noise = (stream(seed, width * height) >> 8).astype(np.float64).reshape(height, width) / 2**24
    z = np.where(noise < 0.3, 0, z + 0.002 * noise)
    z[:2, :2] = z[:2, -2:] = z[-2:, :2] = z[-2:, -2:] = 0.3
    return z.astype(np.float32)


def fill_pass(z):
    out = z.copy()
    for i, j in np.argwhere(z == 0):
        window = z[i - 1:i + 2, j - 1:j + 2] if i > 0 and j > 0 else z[0:0, 0:0]
        positive = int((window > 0).sum())
        if positive > 0:
            out[i, j] = np.float32(window.astype(np.float64).sum() / positive)
    return out


def corner_surface(z):
    def corner(block):
        return block.astype(np.float64).sum() / (block > 0).sum()
    a, b, c, d = corner(z[:2, :2]), corner(z[:2, -2:]), corner(z[-2:, :2]), corner(z[-2:, -2:])
    h, w = z.shape
    v = np.linspace(0, 1, h)[:, None]
    u = np.linspace(0, 1, w)[None, :]
    return (a * (1 - v) + c * v) * (1 - u) + (b * (1 - v) + d * v) * u


def resize(plane, side):
    t = torch.from_numpy(np.ascontiguousarray(plane, np.float32))[None, None]
    return torch.nn.functional.interpolate(t, (side, side), mode="bilinear", align_corners=False)


def depth_chain(width, height, image_side, seed):
    z = scene(width, height, seed)
    for _ in range(3):
        z = fill_pass(z)
    fg = (np.abs(corner_surface(z) - z.astype(np.float64)) > 7e-3) & (z != 0)
    mu = (fg * z.astype(np.float64)).sum() / fg.sum()
    relative = np.where(fg, 100 * (z - mu), 0).astype(np.float32)
    side = image_side // 4
    small = resize(relative, side)
    wide = binary_dilation((resize(fg, side).numpy()[0, 0] > 0), np.ones((8, 8)))
    mask = resize(wide, side // 8).numpy()[0, 0]
    channels = torch.nn.functional.pixel_unshuffle(small, 8).numpy().reshape(-1)
    return {
        "size": [width, height, image_side], "seed": seed,
        "filledZeros": int((z == 0).sum()), "filledSum": float(z.astype(np.float64).sum()),
        "foregroundSha256": digest(fg.astype(np.uint8)), "foregroundCount": int(fg.sum()),
        "wideSha256": digest(wide.astype(np.uint8)),
        "mask": mask.reshape(-1).tolist(),
        "channels": [[int(i), float(channels[i])] for i in range(5, channels.size, channels.size // 60)],
    }


def bicubic(side, factor):
    plane = (stream(side, side * side) / 2**32).astype(np.float64).reshape(1, 1, side, side)
    up = torch.nn.functional.interpolate(torch.from_numpy(plane), scale_factor=factor, mode="bicubic", align_corners=False)
    flat = up.numpy().reshape(-1)
    return {"side": side, "factor": factor, "values": [[int(i), float(flat[i])] for i in range(0, flat.size, flat.size // 40)],
            "min": float(flat.min()), "max": float(flat.max())}


print(json.dumps({
    "pillow": [pillow(*s) for s in [(64, 48, 24, 24), (37, 53, 96, 96), (40, 30, 40, 11), (33, 20, 12, 20), (101, 67, 64, 32), (5, 7, 3, 2)]],
    "depth": [depth_chain(160, 120, 256, 5), depth_chain(97, 131, 384, 9)],
    "bicubic": [bicubic(24, 8), bicubic(5, 3)],
}, indent=1))
