"""The functions of bench/workloads.ts."""

def square(n):
    return n * n


def count_primes(limit):
    primes = 0
    for candidate in range(2, limit):
        divisor = 2
        is_prime = True
        while divisor * divisor <= candidate:
            if candidate % divisor == 0:
                is_prime = False
                break
            divisor += 1
        if is_prime:
            primes += 1
    return primes


def checksum(numbers):
    return sum(numbers) % 1_000_003
