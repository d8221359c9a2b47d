import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Pool } from 'multiprocessing'

/** Pure computing: the number of primes below a limit. */
export function countPrimes(limit: number): number {
  let count = 0
  for (let number = 2; number < limit; number++) {
    let divisor = 2
    while (divisor * divisor <= number && number % divisor !== 0) divisor++
    if (divisor * divisor > number) count++
  }
  return count
}

/** Each system tells it in another way, and some do not. */
function physicalCores(): number | undefined {
  if (process.platform === 'darwin') return Number(execFileSync('sysctl', ['-n', 'hw.physicalcpu']))
  if (process.platform !== 'linux') return undefined
  // A core's number is unique within its chip: "physical id : 0 … core id : 1"
  const text = readFileSync('/proc/cpuinfo', 'utf8')
  const cores = text.matchAll(/^physical id\s*:\s*(\d+)[^]*?^core id\s*:\s*(\d+)/gm)
  return new Set([...cores].map(([, chip, core]) => `${chip} ${core}`)).size || undefined
}

const defaultPieces = [10_000, 16_000, 20_000, 10_000, 16_000, 20_000, 10_000, 16_000]

export async function main({ pieces = defaultPieces }) {
  const logical = 9
  const workers = 9
  console.log(`${logical} logical cores, ${physicalCores() ?? 'unknown'} physical, ${workers} workers`)

  await using pool = new Pool(workers)
  return { logical, primes: await pool.map(countPrimes, pieces, { chunkSize: 1 }) }
}
