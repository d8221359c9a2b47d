"""Reads and writes of a shared array: shared_memory.py <spec> <array|raw-array|raw-bytes>."""

import sys
from multiprocessing import Array, RawArray

from measure import now_ms, per_second, read_spec, take_samples

LENGTH = 1000


def elements(array, count):
    total = 0
    for n in range(count):
        array[n % LENGTH] = n
        total += int(array[n % LENGTH])
    return total


def lists(array, values, count):
    total = 0
    for n in range(count):
        values[0] = n
        array[:] = values
        seen = array[:]
        total += int(seen[0]) + len(seen)
    return total


def as_bytes(array, values, count):
    """The fastest way there is without NumPy: the array's memory as bytes."""
    from ctypes import memmove

    address, length = values.buffer_info()
    total = 0
    for n in range(count):
        values[0] = n
        memmove(array, address, length * values.itemsize)
        seen = memoryview(bytes(array)).cast("d")
        total += int(seen[0]) + len(seen)
    return total


def main():
    from array import array as local_array

    spec = read_spec()
    count, kind = spec["count"], sys.argv[2]
    create = Array if kind == "array" else RawArray
    if spec["work"] == "shared-range":
        length = spec["messageBytes"] // 8
        values = [float(n) for n in range(length)]
        shared = create("d", length)
        use = as_bytes if kind == "raw-bytes" else lists
        if kind == "raw-bytes":
            values = local_array("d", values)
        amount = 2 * count * spec["messageBytes"] / 1e6
    else:
        shared, amount = create("d", LENGTH), 2 * count

    def operation():
        started = now_ms()
        if spec["work"] == "shared-range":
            total = use(shared, values, count)
        else:
            total = elements(shared, count)
        return per_second(amount, now_ms() - started), total

    take_samples(spec["sampling"], operation)


if __name__ == "__main__":
    main()
