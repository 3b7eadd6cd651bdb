"""Small pictures written by tifffile, NumPy and Pillow with the values they must give back.

    python3 tests/oracles/codecs.py > tests/golden/codecs.golden.json

Needs numpy, pillow, tifffile and imagecodecs. Each case: name, kind, file (base64), shape, values.
"""
import base64
import io
import json

import numpy as np
import tifffile
from PIL import Image

RNG = np.random.default_rng(5)
H, W = 19, 27  # odd sizes: last strips and tiles are partial
cases = []


def add(name, kind, data, values):
    values = np.asarray(values)
    cases.append(
        {
            "name": name,
            "kind": kind,
            "file": base64.b64encode(data).decode(),
            "shape": list(values.shape),
            "sum": float(values.astype(np.float64).sum()),
            "probe": [float(v) for v in values.ravel()[:: max(1, values.size // 64)]],
        }
    )


def smooth(dtype, channels):
    v, u = np.mgrid[0:H, 0:W]
    base = 0.3 + 0.001 * u + 0.002 * v + RNG.integers(0, 4, (H, W)) * 1e-3
    planes = [base * (c + 1) for c in range(channels)]
    picture = np.stack(planes, -1) if channels > 1 else base
    if np.issubdtype(dtype, np.floating):
        return picture.astype(dtype)
    return np.clip(picture * 300, 0, np.iinfo(dtype).max).astype(dtype)


def tif(name, array, **options):
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, array, metadata=None, **options)
    expected = array
    if options.get("planarconfig") == "separate":
        expected = np.moveaxis(array, 0, -1)
    add(name, "tiff", buffer.getvalue(), expected)


for dtype in (np.uint8, np.uint16, np.uint32, np.int16, np.float16, np.float32, np.float64):
    tif(f"{np.dtype(dtype).name}", smooth(dtype, 1), photometric="minisblack")
for order in "<>":
    for compression in (None, "lzw", "zlib", "packbits"):
        for dtype in (np.uint16, np.float32):
            tif(
                f"{order} {compression} {np.dtype(dtype).name}",
                smooth(dtype, 1),
                byteorder=order,
                compression=compression,
                rowsperstrip=8,
                photometric="minisblack",
            )
for compression in (None, "lzw", "zlib"):
    xyz = smooth(np.float32, 3)
    tif(f"xyz chunky {compression}", xyz, compression=compression, photometric="rgb")
    tif(
        f"xyz planar {compression}",
        np.ascontiguousarray(np.moveaxis(xyz, -1, 0)),
        compression=compression,
        photometric="rgb",
        planarconfig="separate",
    )
for order in "<>":
    tif(f"{order} predictor 2", smooth(np.uint16, 1), byteorder=order, compression="zlib", predictor=2, rowsperstrip=5)
    tif(f"{order} predictor 3", smooth(np.float32, 1), byteorder=order, compression="lzw", predictor=3, rowsperstrip=5)
tif("predictor 3 xyz", smooth(np.float32, 3), compression="zlib", predictor=3, photometric="rgb")
tif("tiles", smooth(np.uint16, 1), tile=(16, 16), compression="zlib", photometric="minisblack")
tif("tiles planar", np.ascontiguousarray(np.moveaxis(smooth(np.float32, 3), -1, 0)), tile=(16, 16), photometric="rgb", planarconfig="separate")
noise = RNG.integers(0, 65536, (H, W), dtype=np.uint16)
tif("lzw full table", np.tile(noise, (9, 9)), compression="lzw", photometric="minisblack")

for dtype in ("<u2", ">u2", "<f4", ">f4", "<f8", "|u1", "<i4", "|b1"):
    buffer = io.BytesIO()
    array = smooth(np.uint16, 1).astype(dtype)
    np.save(buffer, array)
    add(f"npy {dtype}", "npy", buffer.getvalue(), array)
buffer = io.BytesIO()
np.save(buffer, np.asfortranarray(smooth(np.float32, 3)))
add("npy fortran xyz", "npy", buffer.getvalue(), np.load(io.BytesIO(buffer.getvalue())))

for mode, array in (("I;16", smooth(np.uint16, 1)), ("L", smooth(np.uint8, 1))):
    buffer = io.BytesIO()
    Image.fromarray(array).save(buffer, "PNG")
    add(f"png {mode}", "gray", buffer.getvalue(), array)
buffer = io.BytesIO()
Image.fromarray(smooth(np.uint8, 3)).save(buffer, "PNG")
add("png rgb", "rgb", buffer.getvalue(), np.asarray(Image.open(io.BytesIO(buffer.getvalue()))))

print(json.dumps(cases, indent=1))
