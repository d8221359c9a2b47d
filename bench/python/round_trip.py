"""Ping-pong of a number with another process: round_trip.py <spec> <queue|simple-queue|pipe>."""

import sys
from multiprocessing import Pipe, Process, Queue, SimpleQueue

from measure import median, now_ms, read_spec, take_samples


def echo(get, put):
    while (n := get()) is not None:
        put(n)


def channels(kind):
    """Returns put and get of this process, get and put of the other one."""
    if kind == "pipe":
        here, there = Pipe()
        return here.send, here.recv, there.recv, there.send
    create = Queue if kind == "queue" else SimpleQueue
    out, back = create(), create()
    return out.put, back.get, out.get, back.put


def main():
    spec = read_spec()
    put, get, their_get, their_put = channels(sys.argv[2])
    other = Process(target=echo, args=(their_get, their_put))
    other.start()

    def operation():
        times_ms = []
        total = 0
        for n in range(spec["count"]):
            started = now_ms()
            put(n)
            total += get()
            times_ms.append(now_ms() - started)
        return median(times_ms) * 1000, total

    take_samples(spec["sampling"], operation)
    put(None)
    other.join()


if __name__ == "__main__":
    main()
