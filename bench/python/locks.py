"""Acquires and releases a lock, alone or against another process that does the same: locks.py <spec>."""

from multiprocessing import Lock, Process, SimpleQueue

from measure import now_ms, per_second, read_spec, take_samples


def use_lock(lock, count):
    acquired = 0
    for _ in range(count):
        if lock.acquire():
            acquired += 1
        lock.release()
    return acquired


def compete(lock, count, requests, answers):
    while requests.get():
        answers.put(use_lock(lock, count))


def main():
    spec = read_spec()
    count, is_contended = spec["count"], spec["work"] == "lock-contended"
    lock, requests, answers = Lock(), SimpleQueue(), SimpleQueue()
    other = Process(target=compete, args=(lock, count, requests, answers))
    if is_contended:
        other.start()

    def operation():
        if is_contended:
            requests.put(True)
        started = now_ms()
        total = use_lock(lock, count)
        if is_contended:
            total += answers.get()
        return per_second(total, now_ms() - started), total

    take_samples(spec["sampling"], operation)
    if is_contended:
        requests.put(False)
        other.join()


if __name__ == "__main__":
    main()
