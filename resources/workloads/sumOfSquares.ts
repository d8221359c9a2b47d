/** Neighbouring limits, so that no two items have the same result but all take about the same time. */
export function items(count: number, { limit }: { limit: number }): number[] {
  return Array.from({ length: count }, (_, index) => limit + index)
}

export function sumOfSquares(limit: number): number {
  let sum = 0
  for (let n = 1; n <= limit; n++) sum += n * n
  return sum
}
