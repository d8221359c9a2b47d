import type { TaskFunctions } from 'poolifier'
import { countPrimes, square, squareAll } from '../../workloads.ts'

/** poolifier types a task's data as optional; here it is always sent. */
export const poolifierFunctions: TaskFunctions<unknown, unknown> = {
  square: (n?: unknown) => square(n as number),
  squareAll: (numbers?: unknown) => squareAll(numbers as number[]),
  countPrimes: (limit?: unknown) => countPrimes(limit as number),
}
