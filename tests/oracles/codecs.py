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



def lzf(data):
    """LZF with back references (the format of LibLZF), greedy over a dictionary of three bytes."""
    out, literals, seen, i = bytearray(), bytearray(), {}, 0

    def flush():
        for k in range(0, len(literals), 32):
            run = literals[k : k + 32]
            out.append(len(run) - 1)
            out.extend(run)
        literals.clear()

    while i < len(data):
        key = data[i : i + 3]
        back = seen.get(key)
        seen[key] = i
        if len(key) == 3 and back is not None and i - back - 1 < 8192:
            n = 3
            while n < 264 and i + n < len(data) and data[back + n] == data[i + n]:
                n += 1
            flush()
            far, coded = i - back - 1, n - 2
            if coded < 7:
                out.append(coded << 5 | far >> 8)
            else:
                out.extend((7 << 5 | far >> 8, coded - 7))
            out.append(far & 255)
            i += n
        else:
            literals.append(data[i])
            i += 1
    flush()
    return bytes(out)


xyz = smooth(np.float32, 3)
xyz[3, 4] = np.nan
rgb = smooth(np.uint8, 3)
packed = (255 << 24 | rgb[..., 0].astype(np.uint32) << 16 | rgb[..., 1].astype(np.uint32) << 8 | rgb[..., 2]).astype("<u4")
label = RNG.integers(0, 3, (H, W)).astype("<u4")
points = np.zeros(H * W, dtype=[("x", "<f4"), ("y", "<f4"), ("z", "<f4"), ("rgba", "<u4"), ("label", "<u4")])
for i, name in enumerate("xyz"):
    points[name] = xyz[..., i].ravel()
points["rgba"], points["label"] = packed.ravel(), label.ravel()
everything = np.concatenate([xyz.astype(np.float64), rgb.astype(np.float64), label[..., None].astype(np.float64)], -1)


def pcd(kind, floats):
    head = (
        "# .PCD v0.7 - Point Cloud Data file format\nVERSION 0.7\nFIELDS x y z rgba label\nSIZE 4 4 4 4 4\n"
        f"TYPE F F F {'F' if floats else 'U'} U\nCOUNT 1 1 1 1 1\nWIDTH {W}\nHEIGHT {H}\nVIEWPOINT 0 0 0 1 0 0 0\nPOINTS {H * W}\nDATA {kind}\n"
    ).encode()
    if kind == "binary":
        return head + points.tobytes()
    whole = b"".join(points[name].tobytes() for name in points.dtype.names)
    small = lzf(whole)
    return head + len(small).to_bytes(4, "little") + len(whole).to_bytes(4, "little") + small


def rows(colours):
    for p in points:
        c = int(p["rgba"])
        yield " ".join([*(str(float(p[n])) for n in "xyz"), *colours(c), str(int(p["label"]))]) + "\n"


ascii_pcd = pcd("binary", False).split(b"DATA")[0] + b"DATA ascii\n" + "".join(rows(lambda c: [str(c)])).encode()
add("pcd ascii", "pcd", ascii_pcd, np.nan_to_num(everything, nan=-9))
add("pcd binary", "pcd", pcd("binary", False), np.nan_to_num(everything, nan=-9))
add("pcd binary, colours as floats", "pcd", pcd("binary", True), np.nan_to_num(everything, nan=-9))
add("pcd binary_compressed", "pcd", pcd("binary_compressed", False), np.nan_to_num(everything, nan=-9))


def ply_head(kind, extra=""):
    return (
        f"ply\nformat {kind} 1.0\ncomment made for tests\nobj_info num_cols {W}\nobj_info num_rows {H}\n"
        f"element vertex {H * W}\nproperty float x\nproperty float y\nproperty float z\n"
        f"property uchar red\nproperty uchar green\nproperty uchar blue\nproperty uint label\n{extra}"
        "element face 1\nproperty list uchar int vertex_indices\nend_header\n"
    ).encode()


text = "".join(rows(lambda c: [str(c >> 16 & 255), str(c >> 8 & 255), str(c & 255)])) + "3 0 1 2\n"
add("ply ascii", "ply", ply_head("ascii") + text.encode(), np.nan_to_num(everything, nan=-9))
for order, kind in (("<", "binary_little_endian"), (">", "binary_big_endian")):
    vertex = np.zeros(H * W, dtype=[(n, order + "f4") for n in "xyz"] + [(n, "u1") for n in ("r", "g", "b")] + [("l", order + "u4")])
    for i, name in enumerate("xyz"):
        vertex[name] = xyz[..., i].ravel()
    for i, name in enumerate("rgb"):
        vertex[name] = rgb[..., i].ravel()
    vertex["l"] = label.ravel()
    face = b"\x03" + np.array([0, 1, 2], order + "i4").tobytes()
    add(f"ply {kind}", "ply", ply_head(kind) + vertex.tobytes() + face, np.nan_to_num(everything, nan=-9))

print(json.dumps(cases, indent=1))
