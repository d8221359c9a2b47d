import { Pool } from 'multiprocessing'

/** Random numbers from 0 to 1. The same seed gives the same numbers, on each machine: a stream that can be repeated. */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Throws points into a square, and counts those that lie within the quarter of a circle. */
export function throwPoints(points: number, seed: number) {
  const random = randomNumbers(seed)
  let hits = 0
  let first = ''
  for (let point = 0; point < points; point++) {
    const x = random()
    const y = random()
    first ||= `${x.toFixed(6)} ${y.toFixed(6)}`
    if (x * x + y * y < 1) hits++
  }
  return { first, hits }
}

async function estimate(workers: number, tasks: number, points: number, seed: number) {
  await using pool = new Pool(workers)
  const calls = Array.from({ length: tasks }, (): [number, number] => [points, seed])
  const results = await pool.starmap(throwPoints, calls, { chunkSize: 1 })
  const hits = results.map((result) => result.hits)
  const allHits = hits.reduce((sum, each) => sum + each, 0)
  return { pi: (4 * allHits) / (tasks * points), hits, firstPoints: results.map(({ first }) => first) }
}

// Twice, to see whether the result depends on how many work on it.
export async function main({ tasks = 8, points = 20_000, seed = 7 }) {
  const byTwo = await estimate(2, tasks, points, seed)
  const byOne = await estimate(1, tasks, points, seed)
  return { byTwo, byOne }
}
