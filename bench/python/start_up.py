"""From start() to the first message of a Process: start_up.py <spec> <fork|forkserver|spawn>."""

import os
import sys
from multiprocessing import get_context

from measure import median, now_ms, read_spec, take_samples


def say_hello(connection):
    connection.send(os.getpid())


def main():
    spec = read_spec()
    context = get_context(sys.argv[2])

    def time_to_first_message():
        started = now_ms()
        reader, writer = context.Pipe(duplex=False)
        process = context.Process(target=say_hello, args=(writer,))
        process.start()
        pid = reader.recv()
        elapsed_ms = now_ms() - started
        if pid != process.pid:
            raise RuntimeError(f"the first message was {pid}, not the pid {process.pid}")
        process.join()
        return elapsed_ms

    def operation():
        return median(time_to_first_message() for _ in range(spec["count"])), spec["count"]

    take_samples(spec["sampling"], operation)


if __name__ == "__main__":
    main()
