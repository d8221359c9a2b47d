"""multiprocessing.Pool or concurrent.futures.ProcessPoolExecutor: pool_map.py <spec> <pool|executor>."""

import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pool

from measure import now_ms, per_second, read_spec, take_samples
from workloads import checksum, count_primes, square


def mapping(spec, pool, is_executor):
    items = range(spec["count"])
    if spec["work"] == "map-each":
        # chunksize=1 is the executor's default.
        return lambda: list(pool.map(square, items, chunksize=1))
    if spec["work"] == "map-bulk":
        if is_executor:
            # It has no chunking of its own: cut by hand as for the Node pools.
            chunk_size = -(-spec["count"] // (spec["workers"] * 4))
            return lambda: list(pool.map(square, items, chunksize=chunk_size))
        return lambda: pool.map(square, items)
    limits = [spec["primesLimit"]] * spec["count"]
    return lambda: list(pool.map(count_primes, limits, chunksize=1))


def main():
    spec = read_spec()
    is_executor = sys.argv[2] == "executor"
    start = ProcessPoolExecutor if is_executor else Pool
    with start(spec["workers"]) as pool:
        run = mapping(spec, pool, is_executor)

        def operation():
            started = now_ms()
            results = run()
            elapsed_ms = now_ms() - started
            if len(results) != spec["count"]:
                raise RuntimeError(f"{len(results)} results for {spec['count']} items")
            return per_second(spec["count"], elapsed_ms), checksum(results)

        take_samples(spec["sampling"], operation)
        if not is_executor:
            pool.close()
            pool.join()


if __name__ == "__main__":
    main()
