"""Independent processes side by side, each with its part of the tasks: the ideal of a pool of CPython."""

from multiprocessing import Pipe, Process

from measure import now_ms, per_second, read_spec, take_samples
from workloads import checksum, count_primes


def serve(connection, primes_limit):
    while (tasks := connection.recv()) is not None:
        connection.send(sum(count_primes(primes_limit) for _ in range(tasks)))


def main():
    spec = read_spec()
    pipes = [Pipe() for _ in range(spec["workers"])]
    processes = [Process(target=serve, args=(child, spec["primesLimit"])) for _, child in pipes]
    for process in processes:
        process.start()

    def operation():
        started = now_ms()
        for parent, _ in pipes:
            parent.send(spec["count"] // spec["workers"])
        primes = checksum(parent.recv() for parent, _ in pipes)
        return per_second(spec["count"], now_ms() - started), primes

    take_samples(spec["sampling"], operation)
    for parent, _ in pipes:
        parent.send(None)
    for process in processes:
        process.join()


if __name__ == "__main__":
    main()
