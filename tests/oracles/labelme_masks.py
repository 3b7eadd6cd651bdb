"""Masks of shapes as LabelMe draws them: the oracle of core/annotation/raster.

    python labelme_masks.py golden SEED COUNT   shapes from a seed -> JSON lines {shape, hash}
    python labelme_masks.py stream SEED BLOCKS SIZE   shapes of `Stream` -> one hash per block of SIZE masks
    python labelme_masks.py composed SEED COUNT   whole documents with mask shapes -> JSON lines with LabelMe's label map
    python labelme_masks.py masks < SHAPES      JSON lines of shapes -> JSON lines {hash, pixels, runs}
    python labelme_masks.py bench COUNT         1,000 polygons of 40 vertices at 1280 x 720 -> milliseconds
    python labelme_masks.py open FILE...        opens files with LabelMe's own reader -> JSON lines

Needs labelme 7.9.1 with Pillow 13.0.0, or labelme 5.1.1 with Pillow 9.4.0; the first line says which.
A shape is {type, points, width, height}; the hash is the SHA-256 of the mask's bytes, 0 and 1, row by row.
"""

import hashlib
import json
import math
import random
import sys
import time
from importlib.metadata import version

import numpy as np

try:
    from labelme._utils import shape_to_mask as new_shape_to_mask

    def shape_to_mask(size, points, shape_type):
        return new_shape_to_mask(size, points, shape_type=shape_type)

except ImportError:
    from labelme.utils import shape_to_mask


def mask_of(shape):
    try:
        return shape_to_mask((shape["height"], shape["width"]), shape["points"], shape["type"])
    except (AssertionError, ValueError):
        return np.zeros((shape["height"], shape["width"]), dtype=bool)


def digest(mask):
    return hashlib.sha256(mask.astype(np.uint8).tobytes()).hexdigest()


def runs(mask):
    flat = mask.astype(np.int8).ravel()
    edges = np.flatnonzero(np.diff(flat)) + 1
    out = np.diff(np.concatenate([[0], edges, [flat.size]])).tolist()
    return out if flat[0] == 0 else [0, *out]


KINDS = ["polygon"] * 8 + ["rectangle", "circle", "circle", "line", "line"] + ["linestrip"] * 4
KINDS += ["point", "oriented_rectangle"]


def number(r, low, high):
    """Whole, half, or any; the traps are at whole numbers and halves."""
    kind = r.random()
    if kind < 0.4:
        return r.randint(low, high)
    if kind < 0.55:
        return r.randint(low, high) + 0.5
    return r.uniform(low, high)


def random_shape(r):
    width, height = r.randint(1, 90), r.randint(1, 70)
    kind = r.choice(KINDS)
    out = r.random()
    margin = 0 if out < 0.5 else 12 if out < 0.85 else 300

    def point():
        return [number(r, -margin, width - 1 + margin), number(r, -margin, height - 1 + margin)]

    counts = {"rectangle": 2, "circle": 2, "line": 2, "point": 1, "oriented_rectangle": 4}
    if kind in counts:
        points = [point() for _ in range(counts[kind])]
    elif kind == "linestrip":
        points = [point() for _ in range(r.randint(1, 6))]
    else:
        points = polygon(r, width, height, point)
    return {"type": kind, "points": points, "width": width, "height": height}


def polygon(r, width, height, point):
    style = r.random()
    if style < 0.35:  # any points: crosses itself
        points = [point() for _ in range(r.randint(3, 14))]
    elif style < 0.7:  # round a centre: concave
        cx, cy = point()
        n = r.randint(3, 24)
        points = []
        for i in range(n):
            a = 2 * math.pi * i / n
            d = r.uniform(1, max(width, height))
            x, y = cx + d * math.cos(a), cy + d * math.sin(a)
            points.append([x, y] if r.random() < 0.6 else [round(x), round(y)])
    elif style < 0.85:  # right angles and diagonals: horizontal stretches, repeated points
        x, y = r.randint(0, width), r.randint(0, height)
        points = []
        for _ in range(r.randint(3, 16)):
            points.append([x, y])
            step = r.randint(-8, 8)
            turn = r.randint(0, 3)
            if turn != 1:
                x += step
            if turn != 0:
                y += step if r.random() < 0.5 else -step
    else:  # degenerate: few places
        places = [point() for _ in range(r.randint(1, 3))]
        points = [list(r.choice(places)) for _ in range(r.randint(3, 8))]
    if r.random() < 0.1:
        points.append(list(points[0]))
    return points


class Stream:
    """Random shapes that any language can make again: xorshift32, coordinates in eighths of a pixel."""

    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        x = self.state
        x ^= (x << 13) & 0xFFFFFFFF
        x ^= x >> 17
        x ^= (x << 5) & 0xFFFFFFFF
        self.state = x
        return x % n

    def coordinate(self, low, high):
        eighths = low * 8 + self.below((high - low) * 8 + 1)
        kind = self.below(4)
        if kind < 2:
            return eighths // 8
        return eighths // 8 + 0.5 if kind == 2 else eighths / 8

    def shape(self):
        width, height = 1 + self.below(80), 1 + self.below(60)
        margin = [0, 0, 9, 200][self.below(4)]
        kind = STREAM_KINDS[self.below(len(STREAM_KINDS))]
        least, most = STREAM_COUNTS[kind]
        count = least + self.below(most - least + 1)
        style = self.below(3)
        points = []
        for i in range(count):
            if style == 2 and i > 0 and kind == "polygon":  # right angles and diagonals
                x, y = points[-1]
                step = self.below(17) - 8
                turn = self.below(4)
                points.append([x if turn == 1 else x + step, y if turn == 0 else y + step])
            else:
                x = self.coordinate(-margin, width - 1 + margin)
                points.append([x, self.coordinate(-margin, height - 1 + margin)])
        return {"type": kind, "points": points, "width": width, "height": height}


STREAM_KINDS = ["polygon", "polygon", "polygon", "rectangle", "circle", "line", "linestrip", "linestrip", "point"]
STREAM_KINDS += ["oriented_rectangle"]
STREAM_COUNTS = {
    "polygon": (3, 18),
    "rectangle": (2, 2),
    "circle": (2, 2),
    "line": (2, 2),
    "linestrip": (2, 7),
    "point": (1, 1),
    "oriented_rectangle": (4, 4),
}


def bench(count):
    r = random.Random(1)
    shapes = []
    for _ in range(count):
        cx, cy, size = r.uniform(0, 1280), r.uniform(0, 720), r.uniform(20, 120)
        shapes.append(
            [
                [cx + size * r.uniform(0.5, 1) * math.cos(t), cy + size * r.uniform(0.5, 1) * math.sin(t)]
                for t in (2 * math.pi * i / 40 for i in range(40))
            ]
        )
    return shapes


def label_map(shapes, width, height):
    """All shapes on one label map with LabelMe's own function; values 1 to 250 in turn."""
    labels = {f"l{i}": 1 + i % 250 for i in range(len(shapes))}
    entries = [
        {"label": f"l{i}", "points": points, "group_id": None, "shape_type": "polygon", "flags": {}}
        for i, points in enumerate(shapes)
    ]
    try:
        from labelme._utils import shapes_to_label

        return shapes_to_label(img_shape=(height, width), shapes=entries, label_name_to_value=labels)[0]
    except ImportError:
        from labelme.utils import shapes_to_label

        return shapes_to_label((height, width), entries, labels)[0]


def of_label_map(shape, width, height):
    """A mask shape's pixels: LabelMe has them only in its label map."""
    from labelme._utils import shapes_to_label

    return shapes_to_label(img_shape=(height, width), shapes=[shape], label_name_to_value={shape["label"]: 1})[0] > 0


CLASSES = {"_background_": 0, "dent": 1, "crack": 2}


def random_document(r):
    """Shapes over each other, some of them masks (rows of 0 and 1 as text), some cutting holes."""
    width, height = r.randint(20, 60), r.randint(20, 50)
    shapes = []
    for _ in range(r.randint(2, 6)):
        label = r.choice(list(CLASSES))
        if r.random() < 0.45:
            columns, rows = r.randint(1, 24), r.randint(1, 18)
            x, y = r.randint(-6, width - 1), r.randint(-6, height - 1)
            if r.random() < 0.3:  # corners that are not whole: rounded, half to even
                x, y = x + r.choice([0.25, 0.5, 0.75]), y + r.choice([0, 0.5])
            points = [[x, y], [x + columns - 1, y + rows - 1]]
            mask = ["".join(str(int(r.random() < 0.7)) for _ in range(columns)) for _ in range(rows)]
            shapes.append({"label": label, "type": "mask", "points": points, "mask": mask})
            continue
        kind = r.choice(["polygon", "polygon", "rectangle", "circle", "linestrip", "oriented_rectangle"])
        count = {"polygon": r.randint(3, 8), "rectangle": 2, "circle": 2, "linestrip": 3, "oriented_rectangle": 4}[kind]
        points = [[number(r, 0, width - 1), number(r, 0, height - 1)] for _ in range(count)]
        points = [[round(x, 3), round(y, 3)] for x, y in points]
        shapes.append({"label": label, "type": kind, "points": points})
    return {"width": width, "height": height, "shapes": shapes}


def composed(document):
    from labelme._utils import shapes_to_label

    entries = [
        {
            **{"label": shape["label"], "points": shape["points"], "shape_type": shape["type"]},
            **{"group_id": None, "flags": {}, "description": ""},
            "mask": np.array([[c == "1" for c in row] for row in shape["mask"]]) if "mask" in shape else None,
        }
        for shape in document["shapes"]
    ]
    size = (document["height"], document["width"])
    return shapes_to_label(img_shape=size, shapes=entries, label_name_to_value=CLASSES)[0]


def opened(path):
    """What LabelMe reads: its shapes with their masks; or its complaint."""
    try:
        if new_reader():
            from labelme._label_file import read_label_file
            from labelme._utils import img_data_to_pil

            found = read_label_file(filename=path)
            size = img_data_to_pil(found.image_data).size
            shapes, other = found.shapes, found.other_data
        else:
            from labelme.label_file import LabelFile
            from labelme.utils import img_data_to_pil

            file = LabelFile(path)
            size = img_data_to_pil(file.imageData).size
            shapes, other = file.shapes, file.otherData
    except Exception as error:  # noqa: BLE001: the complaint is the answer
        return {"path": path, "error": f"{type(error).__name__}: {error}"}
    width, height = size
    union = np.zeros((height, width), dtype=bool)
    for shape in shapes:
        one = of_label_map(shape, width, height) if shape["shape_type"] == "mask" else mask_of(
            {"width": width, "height": height, "points": shape["points"], "type": shape["shape_type"]}
        )
        union[one] = shape["label"] != "_background_"
    return {
        "path": path,
        "labels": [shape["label"] for shape in shapes],
        "types": [shape["shape_type"] for shape in shapes],
        "width": width,
        "height": height,
        "other": sorted(other or {}),
        "hash": digest(union),
        "pixels": int(union.sum()),
    }


def new_reader():
    return int(version("labelme").split(".")[0]) >= 7


def main():
    say = lambda value: print(json.dumps(value, ensure_ascii=False), flush=True)  # noqa: E731
    say({"labelme": version("labelme"), "pillow": version("pillow")})
    task = sys.argv[1]
    if task == "golden":
        r = random.Random(int(sys.argv[2]))
        for _ in range(int(sys.argv[3])):
            shape = random_shape(r)
            shape["points"] = [[round(x, 3), round(y, 3)] for x, y in shape["points"]]
            say({**shape, "hash": digest(mask_of(shape))})
    elif task == "stream":
        stream = Stream(int(sys.argv[2]))
        for _ in range(int(sys.argv[3])):
            block = hashlib.sha256()
            for _ in range(int(sys.argv[4])):
                block.update(mask_of(stream.shape()).astype(np.uint8).tobytes())
            say(block.hexdigest()[:16])
    elif task == "composed":
        r = random.Random(int(sys.argv[2]))
        for _ in range(int(sys.argv[3])):
            document = random_document(r)
            labels = composed(document)
            hashes = {"mask": digest(labels > 0)[:16], "labels": hashlib.sha256(labels.astype(np.uint8).tobytes()).hexdigest()[:16]}
            say({**document, **hashes})
    elif task == "masks":
        for line in sys.stdin:
            mask = mask_of(json.loads(line))
            say({"hash": digest(mask), "pixels": int(mask.sum()), "runs": runs(mask)})
    elif task == "bench":
        shapes = bench(int(sys.argv[2]))
        label_map(shapes[:20], 1280, 720)
        start = time.perf_counter()
        labels = label_map(shapes, 1280, 720)
        middle = time.perf_counter()
        for points in shapes:
            mask_of({"type": "polygon", "points": points, "width": 1280, "height": 720})
        end = time.perf_counter()
        hash_of_map = hashlib.sha256(labels.astype(np.uint8).tobytes()).hexdigest()
        say({"mapMs": (middle - start) * 1000, "masksMs": (end - middle) * 1000, "hash": hash_of_map, "shapes": shapes})
    elif task == "open":
        for path in sys.argv[2:]:
            say(opened(path))


main()
