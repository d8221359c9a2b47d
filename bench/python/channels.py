"""A burst from a producer process to this one: channels.py <spec> <queue|simple-queue|pipe>."""

import sys
from multiprocessing import Pipe, Process, Queue, SimpleQueue

from measure import now_ms, per_second, read_spec, take_samples


def produce(requests, put, count, message_bytes):
    data = b"\x07" * message_bytes
    while requests.get():
        if message_bytes > 0:
            for _ in range(count):
                put(data)
        else:
            for n in range(count):
                put({"id": n, "text": "a small message"})


def channel(kind, work):
    """Returns the put and the get function."""
    if kind == "pipe":
        reader, writer = Pipe(duplex=False)
        if work == "pipe-bytes":
            return writer.send_bytes, reader.recv_bytes
        return writer.send, reader.recv
    queue = Queue() if kind == "queue" else SimpleQueue()
    return queue.put, queue.get


def main():
    spec = read_spec()
    count, message_bytes = spec["count"], spec["messageBytes"]
    put, get = channel(sys.argv[2], spec["work"])
    requests = SimpleQueue()
    producer = Process(target=produce, args=(requests, put, count, message_bytes))
    producer.start()

    def operation():
        requests.put(True)
        message = get()
        started = now_ms()
        if message_bytes > 0:
            total = len(message)
            for _ in range(count - 1):
                total += len(get())
        else:
            total = message["id"]
            for _ in range(count - 1):
                total += get()["id"]
        scale = message_bytes / 1e6 if message_bytes > 0 else 1
        return per_second(count - 1, now_ms() - started) * scale, total

    take_samples(spec["sampling"], operation)
    requests.put(False)
    producer.join()


if __name__ == "__main__":
    main()
