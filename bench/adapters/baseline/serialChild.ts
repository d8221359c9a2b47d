import { countPrimes } from '../../workloads.ts'

process.on('message', ({ tasks, primesLimit }: { tasks: number; primesLimit: number }) => {
  let sum = 0
  for (let task = 0; task < tasks; task++) sum += countPrimes(primesLimit)
  process.send?.(sum)
})
process.send?.('ready')
