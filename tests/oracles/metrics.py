"""Golden values of core/anomaly/metrics: random maps with ties, NumPy, SciPy and scikit-learn.

    python tests/oracles/metrics.py > tests/golden/metrics.json
"""
import json
import sys
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

sys.path.insert(0, str(Path(__file__).parents[2] / "bench" / "peers"))
from metrics import aupro, aupro_exact  # noqa: E402


def stream(seed, count):
    out = np.empty(count, np.uint32)
    s = seed
    for i in range(count):
        s = (1664525 * s + 1013904223) & 0xFFFFFFFF
        out[i] = s
    return out


def case(seed, count, side, levels, lift):
    """Maps quantised to `levels` (0: not), one or two rectangles per second map, raised by `lift`."""
    values = (stream(seed, count * side * side) >> 8).astype(np.float64) / 2**24
    if levels:
        values = np.floor(values * levels) / levels
    maps = values.astype(np.float32).reshape(count, side, side)
    truth = np.zeros((count, side, side), np.uint8)
    for k in range(1, count, 2):
        a = 1 + (k * 5) % (side // 2)
        truth[k, a:a + 4, 2:2 + side // 4] = 1
        if k % 4 == 1:
            truth[k, side - 3:, side - 5:] = 1
    maps = np.where(truth > 0, maps + np.float32(lift), maps).astype(np.float32)
    scores = maps.reshape(count, -1).max(1)
    labels = truth.reshape(count, -1).any(1)
    return {
        "seed": seed, "count": count, "side": side, "levels": levels, "lift": lift,
        "aupro": {str(n): aupro(maps, truth, n) for n in (2, 100, 333)},
        "exact": aupro_exact(maps, truth),
        "pixelAuroc": roc_auc_score(truth.reshape(-1), maps.reshape(-1)),
        "imageAuroc": roc_auc_score(labels, scores),
    }


print(json.dumps([case(3, 8, 40, 0, 0.25), case(4, 6, 64, 8, 0.125), case(5, 12, 96, 0, -0.1), case(6, 4, 96, 2, 0.5)], indent=1))
