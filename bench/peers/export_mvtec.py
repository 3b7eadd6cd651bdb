"""The MVTec 3D-AD tree from a project as one would write it with numpy, Pillow and tifffile: one process.

usage: export_mvtec.py PROJECT OUT

Depth is aligned to colour by the SDK's rule and deprojected with the colour camera, in float64, rounded
once to float32: the same arithmetic as the studio's, so that the files can be compared byte by byte.
Viewing rays are computed once per camera.
"""
import json
import shutil
import sys
from pathlib import Path

import numpy as np
import tifffile
from PIL import Image

_rays = {}


def rays(intrinsics, width, height, offset=0.0):
    key = (json.dumps(intrinsics), width, height, offset)
    if key not in _rays:
        u, v = np.meshgrid(np.arange(width, dtype=np.float64), np.arange(height, dtype=np.float64))
        x0 = (u + offset - intrinsics["ppx"]) / intrinsics["fx"]
        y0 = (v + offset - intrinsics["ppy"]) / intrinsics["fy"]
        k1, k2, p1, p2, k3 = intrinsics["coefficients"]
        x, y = x0, y0
        if intrinsics["model"] != "none" and any(intrinsics["coefficients"]):
            for _ in range(10):
                r2 = x * x + y * y
                icdist = 1 / (1 + ((k3 * r2 + k2) * r2 + k1) * r2)
                inverse = intrinsics["model"] == "inverse-brown-conrady"
                xq = x / icdist if inverse else x
                yq = y / icdist if inverse else y
                dx = 2 * p1 * xq * yq + p2 * (r2 + 2 * xq * xq)
                dy = 2 * p2 * xq * yq + p1 * (r2 + 2 * yq * yq)
                x, y = (x0 - dx) * icdist, (y0 - dy) * icdist
        _rays[key] = (x, y)
    return _rays[key]


def project(intrinsics, extrinsics, x, y, z):
    r, t = extrinsics["rotation"], extrinsics["translation"]
    px, py = x * z, y * z
    w = r[2] * px + r[5] * py + r[8] * z + t[2]
    nx = (r[0] * px + r[3] * py + r[6] * z + t[0]) / w
    ny = (r[1] * px + r[4] * py + r[7] * z + t[1]) / w
    k1, k2, p1, p2, k3 = intrinsics["coefficients"]
    if intrinsics["model"] != "none" and any(intrinsics["coefficients"]):
        rr = nx * nx + ny * ny
        radial = 1 + ((k3 * rr + k2) * rr + k1) * rr
        xs, ys = nx * radial, ny * radial
        inverse = intrinsics["model"] == "inverse-brown-conrady"
        xt, yt = (xs, ys) if inverse else (nx, ny)
        nx = xs + 2 * p1 * xt * yt + p2 * (rr + 2 * xt * xt)
        ny = ys + 2 * p2 * xt * yt + p1 * (rr + 2 * yt * yt)
    return nx * intrinsics["fx"] + intrinsics["ppx"], ny * intrinsics["fy"] + intrinsics["ppy"]


def align(counts, scale, depth, colour, extrinsics):
    height, width = counts.shape
    valid = counts > 0
    z = counts[valid].astype(np.float64) * scale
    corners = []
    for offset in (-0.5, 0.5):
        x, y = rays(depth["intrinsics"], width, height, offset)
        px, py = project(colour["intrinsics"], extrinsics, x[valid], y[valid], z)
        corners.append((np.trunc(px + 0.5).astype(np.int64), np.trunc(py + 0.5).astype(np.int64)))
    (x0, y0), (x1, y1) = corners
    x0, y0 = np.maximum(x0, 0), np.maximum(y0, 0)
    x1, y1 = np.minimum(x1, colour["width"] - 1), np.minimum(y1, colour["height"] - 1)
    out = np.full(colour["width"] * colour["height"], 65535, np.uint16)
    values = counts[valid]
    for dy in range(int((y1 - y0).max()) + 1):
        for dx in range(int((x1 - x0).max()) + 1):
            inside = (y0 + dy <= y1) & (x0 + dx <= x1)
            at = (y0[inside] + dy) * colour["width"] + x0[inside] + dx
            np.minimum.at(out, at, values[inside])
    out[out == 65535] = 0
    return out.reshape(colour["height"], colour["width"])


def main(project_dir, out):
    folders = sorted(p for p in (Path(project_dir) / "samples").iterdir() if p.is_dir())
    counters = {}
    for folder in folders:
        sample = json.loads((folder / "sample.json").read_text())
        cell = Path(out) / sample["category"] / sample["split"] / sample["anomaly"]
        number = counters.get(cell, 0)
        counters[cell] = number + 1
        kinds = ["rgb", "xyz"] + (["gt"] if sample["split"] == "test" else [])
        for kind in kinds:
            (cell / kind).mkdir(parents=True, exist_ok=True)
        rgb, depth = sample["rgb"], sample["depth"]
        shutil.copyfile(folder / "rgb.png", cell / "rgb" / f"{number:03d}.png")
        counts = np.array(Image.open(folder / "depth.png")).astype(np.uint16)
        scale = depth["metresPerCount"]
        aligned = align(counts, scale, depth, rgb, sample["depthToColour"])
        x, y = rays(rgb["intrinsics"], rgb["width"], rgb["height"])
        z = aligned.astype(np.float64) * scale
        xyz = np.stack([x * z, y * z, z], axis=-1).astype(np.float32)
        # A negative x times 0 is -0: missing points are (0, 0, 0) to the bit.
        xyz[aligned == 0] = 0
        tifffile.imwrite(cell / "xyz" / f"{number:03d}.tiff", xyz, photometric="rgb")
        if "gt" in kinds:
            mask = folder / "mask.png"
            gt = (
                np.array(Image.open(mask))
                if mask.exists()
                else np.zeros((rgb["height"], rgb["width"]), np.uint8)
            )
            Image.fromarray(((gt > 0) * 255).astype(np.uint8)).save(cell / "gt" / f"{number:03d}.png")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
