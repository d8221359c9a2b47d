/** The items count up from `first`. */
export function items(count: number, { first }: { first: number }): number[] {
  return Array.from({ length: count }, (_, index) => first + index)
}

export function square(n: number): number {
  return n * n
}
