"""Warm-up and repetition as in bench/measure.ts, so that CPython is measured as the others are.

A spawned process imports its main module again: what only the first process needs is imported where it is used,
so that start-up is not measured with it.
"""

import sys
import time


def now_ms():
    return time.perf_counter() * 1000


def read_spec():
    import json

    return json.loads(sys.argv[1])


def take_samples(sampling, operation):
    """Calls operation() -> (value, checksum) and prints the figures as JSON."""
    import json

    warm_up_end = now_ms() + sampling["warmUpMs"]
    _, checksum = operation()
    while now_ms() < warm_up_end:
        operation()
    samples = []
    end = now_ms() + sampling["budgetMs"]
    while True:
        value, seen = operation()
        if seen != checksum:
            raise RuntimeError(f"a repetition gave {seen} where the first gave {checksum}")
        samples.append(value)
        if len(samples) >= sampling["maxSamples"] or now_ms() >= end:
            break
    print(json.dumps({"samples": samples, "checksum": checksum}))


def per_second(count, elapsed_ms):
    return count / elapsed_ms * 1000


def median(values):
    in_order = sorted(values)
    middle = len(in_order) // 2
    return in_order[middle] if len(in_order) % 2 else (in_order[middle - 1] + in_order[middle]) / 2
