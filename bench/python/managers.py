"""Calls to what a manager holds: managers.py <spec>."""

from multiprocessing import Manager

from measure import now_ms, per_second, read_spec, take_samples

KEYS = 100


def append(manager, count):
    items = manager.list()
    len(items)
    started = now_ms()
    for n in range(count):
        items.append(n)
    elapsed_ms = now_ms() - started
    return per_second(count, elapsed_ms), sum(items[:])


def set_and_get(manager, count):
    entries = manager.dict()
    total = 0
    started = now_ms()
    for n in range(count):
        entries[n % KEYS] = n
        total += entries[n % KEYS]
    return per_second(2 * count, now_ms() - started), total


def main():
    spec = read_spec()
    work = append if spec["work"] == "manager-list" else set_and_get
    with Manager() as manager:
        take_samples(spec["sampling"], lambda: work(manager, spec["count"]))


if __name__ == "__main__":
    main()
