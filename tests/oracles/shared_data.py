"""What NumPy, Pillow and a small PCD reader see in every file of ../shared/data.

    python3 tests/oracles/shared_data.py ../shared/data > tests/golden/shared-data.golden.json

Digests are SHA-256 of the values in row order, little-endian. Of a cloud: z with NaN as 0, the
colours, the labels. JPEG decoders differ by a count or two, so of those the mean of each channel.
"""
import base64
import hashlib
import io
import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image


def digest(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def lzf(data, size):
    out, i = bytearray(), 0
    while i < len(data):
        control = data[i]
        i += 1
        if control < 32:
            out += data[i : i + control + 1]
            i += control + 1
            continue
        length = control >> 5
        if length == 7:
            length += data[i]
            i += 1
        back = len(out) - ((control & 31) << 8) - data[i] - 1
        i += 1
        for _ in range(length + 2):
            out.append(out[back])
            back += 1
    assert len(out) == size
    return bytes(out)


def pcd(path):
    data = path.read_bytes()
    head = {}
    at = 0
    while "DATA" not in head:
        end = data.index(b"\n", at)
        words = data[at:end].decode("latin1").split()
        at = end + 1
        if words and not words[0].startswith("#"):
            head[words[0]] = words[1:]
    names, sizes, types = head["FIELDS"], [int(s) for s in head["SIZE"]], head["TYPE"]
    w, h = int(head["WIDTH"][0]), int(head["HEIGHT"][0])
    assert head["DATA"] == ["binary_compressed"]
    packed, whole = np.frombuffer(data, "<u4", 2, at)
    body = lzf(data[at + 8 : at + 8 + int(packed)], int(whole))
    columns, offset = {}, 0
    for name, size, kind in zip(names, sizes, types):
        columns[name] = np.frombuffer(body, "<" + {"F": "f", "U": "u", "I": "i"}[kind] + str(size), w * h, offset).reshape(h, w)
        offset += size * w * h
    return columns


def picture(path):
    image = Image.open(path)
    array = np.asarray(image)
    if path.suffix == ".jpg":
        return {"kind": "jpeg", "shape": list(array.shape), "means": array.reshape(-1, 3).mean(0).tolist()}
    if array.ndim == 3:
        return {"kind": "rgb", "shape": list(array.shape), "digest": digest(array[..., :3])}
    counts = array.astype("<u2")
    out = {"kind": "depth", "shape": list(array.shape), "digest": digest(counts)}
    turned = ((counts >> 3) | (counts << 13)).astype("<u2")
    return {**out, "turned": digest(turned), "median": int(np.median(counts[counts > 0])), "medianTurned": int(np.median(turned[turned > 0]))}


root = Path(sys.argv[1])
found = {}
for path in sorted(root.rglob("*")):
    name = path.relative_to(root).as_posix()
    if path.suffix in (".png", ".jpg"):
        found[name] = picture(path)
    elif path.suffix == ".pcd":
        columns = pcd(path)
        z = np.nan_to_num(columns["z"], nan=0.0, posinf=0.0, neginf=0.0).astype("<f4")
        rgba = columns["rgba"]
        rgb = np.stack([(rgba >> s & 255).astype(np.uint8) for s in (16, 8, 0)], -1)
        found[name] = {"kind": "cloud", "shape": list(z.shape), "z": digest(z), "rgb": digest(rgb), "labels": digest(columns["label"].astype("<u4"))}
    elif path.suffix == ".json":
        file = json.loads(path.read_text("utf8"))
        entry = {"kind": "labelme", "labels": [s["label"] for s in file["shapes"]], "points": [len(s["points"]) for s in file["shapes"]]}
        if file.get("imageData"):
            array = np.asarray(Image.open(io.BytesIO(base64.b64decode(file["imageData"]))).convert("RGB"))
            entry |= {"shape": list(array.shape), "means": array.reshape(-1, 3).mean(0).tolist()}
        found[name] = entry
print(json.dumps(found, indent=1, ensure_ascii=False))
