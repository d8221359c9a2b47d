type Range = [start: number, end: number]

/** Ranges that follow one another, each `span` numbers long. */
export function items(count: number, { from, span }: { from: number; span: number }): Range[] {
  return Array.from({ length: count }, (_, index) => {
    const start = from + index * span
    return [start, start + span]
  })
}

/** How many primes there are from `start` up to, but not including, `end`. */
export function countPrimes([start, end]: Range): number {
  let count = 0
  for (let n = Math.max(2, start); n < end; n++) if (isPrime(n)) count++
  return count
}

function isPrime(n: number): boolean {
  if (n < 4) return n >= 2
  if (n % 2 === 0 || n % 3 === 0) return false
  // Every prime above 3 is one beside a multiple of 6.
  for (let divisor = 5; divisor * divisor <= n; divisor += 6) {
    if (n % divisor === 0 || n % (divisor + 2) === 0) return false
  }
  return true
}
