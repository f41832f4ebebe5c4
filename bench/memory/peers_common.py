"""What the peers' programs share: the vectors, the exact answers, and what is measured."""
import json
import os
import signal
import sys
import time

import numpy

# A program that is ended stops the servers that it has started.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

FILTERS = {"none": 1, "tenth": 10, "fiftieth": 50, "thousandth": 1000}


def load(folder, name, dimensions):
    return numpy.fromfile(os.path.join(folder, name + ".f32"), dtype="<f4").reshape(-1, dimensions)


def measure(folder, queries, ask):
    """`ask(query, filter_name)` returns ids as numbers, nearest first."""
    with open(os.path.join(folder, "truth.json"), encoding="utf-8") as file:
        truth = json.load(file)
    searches = {}
    for name in FILTERS:
        times, found, wanted = [], 0, 0
        for query in range(queries):
            start = time.perf_counter()
            ids = ask(query, name)
            times.append((time.perf_counter() - start) * 1000)
            exact = truth[name][query] if query < len(truth[name]) else []
            found += len(set(exact) & set(ids))
            wanted += len(exact)
        times.sort()
        rank = lambda p: times[max(0, -(-p * len(times) // 100) - 1)]
        searches[name] = {"p50Ms": rank(50), "p99Ms": rank(99), "recall": found / wanted}
    return searches


def memory_mebibytes(pids):
    """Proportional share of memory: what several processes share is counted once."""
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
            total += next(int(line.split()[1]) for line in file if line.startswith("Pss:"))
    return total / 1024


def disk_mebibytes(folder):
    return sum(os.path.getsize(os.path.join(base, name)) for base, _, names in os.walk(folder) for name in names) / 2**20
