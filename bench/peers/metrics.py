"""AUPRO in NumPy, written from its definition (MVTec 3D-AD form with n thresholds, and the exact form).

    python bench/peers/metrics.py FOLDER      times both on FOLDER/maps.npy and FOLDER/truth.npy

Prints one JSON line: values and the best of five times in seconds.
"""
import json
import sys
import time

import numpy as np
from scipy.ndimage import label


def regions_of(maps, truth):
    normal, regions = [], []
    for scores, mask in zip(maps, truth):
        labels, count = label(mask, structure=np.ones((3, 3)))
        normal.append(scores[labels == 0])
        for k in range(1, count + 1):
            regions.append(np.sort(scores[labels == k]))
    return np.concatenate(normal), regions


def area(x, y, limit):
    inside = x <= limit
    total = 0.0
    if limit not in x:
        ins = np.searchsorted(x, limit, side="right")
        y_limit = y[ins - 1] + (y[ins] - y[ins - 1]) * (limit - x[ins - 1]) / (x[ins] - x[ins - 1])
        total = 0.5 * (y_limit + y[ins - 1]) * (limit - x[ins - 1])
    x, y = x[inside], y[inside]
    return total + float(np.sum(0.5 * (y[1:] + y[:-1]) * np.diff(x)))


def aupro(maps, truth, thresholds=100, limit=0.3):
    normal, regions = regions_of(maps, truth)
    normal.sort()
    n = len(normal)
    positions = np.floor(np.arange(thresholds) * ((n - 1) / (thresholds - 1))).astype(np.int64)
    positions[-1] = n - 1
    levels = normal[positions]
    overlap = np.mean([1 - np.searchsorted(r, levels, side="right") / len(r) for r in regions], axis=0)
    x = np.append((1 - (positions + 1) / n)[::-1], 1.0)
    y = np.append(overlap[::-1], 1.0)
    return area(x, y, limit) / limit


def aupro_exact(maps, truth, limit=0.3):
    scores = np.asarray(maps).reshape(-1)
    fpr, pro, start = np.zeros(scores.size), np.zeros(scores.size), 0
    labelled = [label(mask, structure=np.ones((3, 3))) for mask in truth]
    total = sum(count for _, count in labelled)
    normal = sum(int((labels == 0).sum()) for labels, _ in labelled)
    for labels, count in labelled:
        flat = labels.reshape(-1)
        sizes = np.bincount(flat, minlength=count + 1)
        fpr[start:start + flat.size] = np.where(flat == 0, 1.0 / normal, 0.0)
        weights = np.concatenate([[0.0], 1.0 / (total * sizes[1:])]) if count else np.zeros(1)
        pro[start:start + flat.size] = weights[flat]
        start += flat.size
    order = np.argsort(scores)[::-1]
    ordered = scores[order]
    fpr, pro = np.cumsum(fpr[order]), np.cumsum(pro[order])
    keep = np.append(np.diff(ordered) != 0, True)
    x = np.concatenate([[0.0], np.clip(fpr[keep], None, 1.0), [1.0]])
    y = np.concatenate([[0.0], np.clip(pro[keep], None, 1.0), [1.0]])
    return area(x, y, limit) / limit


def timed(work):
    best = float("inf")
    for _ in range(5):
        begun = time.perf_counter()
        value = work()
        best = min(best, time.perf_counter() - begun)
    return value, best


if __name__ == "__main__":
    maps, truth = np.load(sys.argv[1] + "/maps.npy"), np.load(sys.argv[1] + "/truth.npy")
    a, at = timed(lambda: aupro(maps, truth))
    e, et = timed(lambda: aupro_exact(maps, truth))
    print(json.dumps({"aupro100": a, "seconds100": at, "exact": e, "secondsExact": et, "numpy": np.__version__}))
